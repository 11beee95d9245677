/* SPDX-License-Identifier: MIT */
/* no_memory ID CASE...: the host without memory at any moment.  Every allocation of ours fails once, the k-th one in the k-th run
 * over a case of a bundled carrier; each run ends in an answer or an error, and nothing is lost or freed twice.
 *
 * The linker puts __wrap_malloc() and its like in place of libc's, for our own code (--wrap). */
#include "core/doc/doc.h"
#include "tests/carriers/replay.h"
#include <stdio.h>
#include <stdlib.h>

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

static size_t allocations, fail_at; /* fail_at 0: never */

static int fails(void)
{
  return ++allocations == fail_at;
}

void *__wrap_malloc(size_t n)
{
  return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
  return fails() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
  return fails() ? NULL : __real_realloc(p, n);
}

/* As the parts are not opened: they have allocations of their own. */
int doc_open_json(const doc_language **ret_language, wb_error *err)
{
  (void)err;
  *ret_language = doc_json_language();
  return WB_OK;
}

int doc_open_xml(const doc_language **ret_language, wb_error *err)
{
  (void)err;
  *ret_language = doc_xml_language();
  return WB_OK;
}

static int play_once(const wb_carrier *carrier, const char *folder, buf *out)
{
  wb_error err = { 0 };
  host *h = NULL;
  int rc = host_new(NULL, &h, &err);
  if (!rc)
    rc = play_case(h, carrier, folder, NULL, out, NULL, &err);
  host_free(h);
  if (rc && !err.code)
    fprintf(stderr, "%s: allocation %zu: an error without words\n", folder, fail_at);
  return rc && !err.code ? -1 : rc ? 1 : 0;
}

/* What a run gives that was short of memory may be an error, and the feed may say so of numbers; it is never a crash. */
static int play_all(const wb_carrier *carrier, const char *folder, size_t *runs)
{
  WB_AUTO(buf) whole = { 0 };
  fail_at = allocations = 0;
  if (play_once(carrier, folder, &whole))
    return fprintf(stderr, "%s cannot be replayed\n", folder), 1;
  size_t most = allocations;
  for (size_t k = 1; k <= most; k++, ++*runs) {
    WB_AUTO(buf) out = { 0 };
    fail_at = k;
    allocations = 0;
    int rc = play_once(carrier, folder, &out);
    fail_at = 0;
    if (rc < 0)
      return 1;
  }
  return 0;
}

int main(int count, char **arguments)
{
  size_t runs = 0;
  int failed = 0;
  for (int i = 1; i + 1 < count && !failed; i += 2) {
    const wb_carrier *carrier = NULL;
    wb_error err = { 0 };
    if (carrier_open(arguments[i], &carrier, &err))
      return fprintf(stderr, "%s\n", err.text), EXIT_FAILURE;
    failed = play_all(carrier, arguments[i + 1], &runs);
  }
  printf("%zu runs\n", runs);
  return failed || runs < 50 ? EXIT_FAILURE : EXIT_SUCCESS;
}
