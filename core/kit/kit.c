/* SPDX-License-Identifier: MIT */
#include "trial.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct kit_test {
  wb_check_item item;
  const kit_kind *kind;
} kit_test;

struct kit {
  arena *memory;
  wb_checks_input in;
  kit_test *tests;
  size_t count, capacity;
};

/* ---- the list of tests ---- */

static int add_test(kit *k, const kit_kind *kind, const char *subject, wb_error *err)
{
  kit_test *slot = ARENA_PUSH(k->memory, k->tests, k->count, k->capacity);
  if (!slot)
    return error_nomem(err);
  *slot = (kit_test){ { kind->level, 0, kind->name, kind->about, subject }, kind };
  return WB_OK;
}

static int add_table(kit *k, const kit_kind *table, const char *const *cases, size_t case_count,
                     wb_error *err)
{
  int rc = WB_OK;
  for (const kit_kind *kind = table; kind->name && !rc; kind++) {
    if (kind->scope == KIT_ONCE)
      rc = add_test(k, kind, "", err);
    for (size_t i = 0; kind->scope == KIT_EACH_CASE && i < case_count && !rc; i++)
      rc = add_test(k, kind, cases[i], err);
  }
  return rc;
}

static int list_tests(kit *k, wb_error *err)
{
  const kit_kind *const tables[] = { kit_loads, kit_replays, kit_endures };
  const char **cases = NULL;
  size_t case_count = 0;
  int rc = k->in.recordings ? kit_cases(k->in.recordings, k->memory, &cases, &case_count, err) : WB_OK;
  for (size_t i = 0; i < WB_COUNT(tables) && !rc; i++)
    rc = add_table(k, tables[i], cases, case_count, err);
  return rc;
}

int kit_new(const wb_checks_input *in, kit **ret_kit, wb_error *err)
{
  struct stat st;
  kit *k = calloc(1, sizeof *k);
  if (!k || !(k->memory = arena_new(0))) {
    free(k);
    return error_nomem(err);
  }
  k->in = *in;
  int rc = stat(in->file, &st) ? error_set(err, WB_E_IO, "cannot read %s: %s", in->file, strerror(errno))
                               : list_tests(k, err);
  if (rc) {
    kit_free(k);
    return rc;
  }
  *ret_kit = k;
  return WB_OK;
}

void kit_free(kit *k)
{
  if (!k)
    return;
  arena_free(k->memory);
  free(k);
}

size_t kit_count(const kit *k)
{
  return k->count;
}

const wb_check_item *kit_at(const kit *k, size_t i)
{
  return i < k->count ? &k->tests[i].item : NULL;
}

int kit_run(const kit *k, size_t i, kit_doing_fn *doing, void *user, uint32_t *ret_verdict, buf *out,
            wb_error *err)
{
  wb_error own = { 0 };
  if (i >= k->count)
    return error_set(err, WB_E_ARG, "there is no test %zu", i);
  trial t = {
    .file = k->in.file,
    .recordings = k->in.recordings,
    .subject = k->tests[i].item.subject,
    .update = k->in.update != 0,
    .memory = arena_new(0),
    .out = out,
    .doing = doing,
    .doing_user = user,
    .err = err ? err : &own,
  };
  if (!t.memory)
    return error_nomem(err);
  k->tests[i].kind->run(&t);
  arena_free(t.memory);
  if (t.err->code)
    return t.err->code;
  *ret_verdict = t.failed ? WB_VERDICT_FAILED : t.skipped ? WB_VERDICT_SKIPPED : WB_VERDICT_PASSED;
  return buf_check(out, err);
}

/* ---- what tests do ---- */

static void add_line(trial *t, const char *format, va_list args) WB_PRINTF(2, 0);
static void add_line(trial *t, const char *format, va_list args)
{
  char line[1024];
  vsnprintf(line, sizeof line, format, args);
  if (t->out->n && t->out->data[t->out->n - 1] != '\n')
    buf_add_byte(t->out, '\n');
  buf_add_text(t->out, line);
}

#define ADD_LINE(t, format)                                                                                  \
  do {                                                                                                       \
    va_list args;                                                                                            \
    va_start(args, format);                                                                                  \
    add_line(t, format, args);                                                                               \
    va_end(args);                                                                                            \
  } while (0)

void trial_fail(trial *t, const char *format, ...)
{
  t->failed = true;
  ADD_LINE(t, format);
}

void trial_note(trial *t, const char *format, ...)
{
  ADD_LINE(t, format);
}

void trial_skip(trial *t, const char *format, ...)
{
  t->skipped = true;
  ADD_LINE(t, format);
}

void trial_doing(trial *t, const char *format, ...)
{
  char line[256];
  va_list args;
  if (!t->doing)
    return;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  t->doing(t->doing_user, line);
}

bool trial_open(trial *t)
{
  wb_error why = { 0 };
  trial_doing(t, "loading the file");
  if (open_plugin(t->file, t->memory, &t->carriers, &t->carrier_count, &why) == WB_OK)
    return true;
  trial_skip(t, "the file cannot be loaded");
  return false;
}

const wb_carrier *trial_carrier(trial *t, const char **ret_folder)
{
  wb_str rest = str_of(t->subject), id = { NULL, 0 };
  wb_str folder = arena_printf(t->memory, "%s/%s", t->recordings, t->subject);
  if (!trial_open(t))
    return NULL;
  *ret_folder = folder.p;
  if (str_find_byte(rest, '/') != SIZE_MAX)
    str_split(&rest, '/', &id);
  for (size_t i = 0; i < t->carrier_count; i++)
    if (id.n ? str_is(id, t->carriers[i].copy.id) : t->carrier_count == 1)
      return &t->carriers[i].copy;
  if (id.n)
    trial_fail(t, "the case lies in a folder %.*s, but the file holds no carrier of that id", STR_ARG(id));
  else
    trial_fail(t, "the file holds %zu carriers: put each one's cases into a folder of its id",
               t->carrier_count);
  return NULL;
}

host *trial_host(trial *t, const logger *log)
{
  host *h = NULL;
  host_new(log, &h, t->err);
  return h;
}

const kit_part *kit_functions(void)
{
  static const kit_part part = { kit_new, kit_free, kit_count, kit_at, kit_run, kit_make, kit_record };
  return &part;
}
