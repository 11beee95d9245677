/* SPDX-License-Identifier: MIT */
/* From exchanges as they were recorded to a case that can be shown to anybody. */
#include "../tape/tape.h"
#include "blank.h"
#include "kit.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

typedef struct recording {
  const kit_recording *what;
  arena *memory;
  buf *report;
  wb_error *err;
} recording;

static bool is_word_byte(char c)
{
  return ascii_is_alpha(c) || ascii_is_digit(c);
}

/* Does `part` stand at `at`, as a word of its own, in either case? */
static bool stands_at(wb_str text, size_t at, wb_str part)
{
  if (!part.n || text.n - at < part.n || !str_equal_nocase(str_upto(str_from(text, at), part.n), part))
    return false;
  return (!at || !is_word_byte(text.p[at - 1])) &&
         (at + part.n == text.n || !is_word_byte(text.p[at + part.n]));
}

/* Every text of the case names the same invented number, postcode and origin. */
static wb_str replaced(recording *r, wb_str text)
{
  WB_AUTO(buf) out = { 0 };
  for (size_t at = 0; at < text.n;) {
    const kit_replacement *hit = NULL;
    for (size_t i = 0; i < r->what->replacement_count && !hit; i++)
      if (stands_at(text, at, r->what->replacements[i].real))
        hit = &r->what->replacements[i];
    if (hit)
      buf_add(&out, hit->instead);
    else
      buf_add_byte(&out, text.p[at]);
    at += hit ? hit->real.n : 1;
  }
  if (buf_check(&out, r->err))
    return (wb_str){ NULL, 0 };
  return arena_str(r->memory, buf_view(&out));
}

/* What a carrier may read; cookies, traces and keys are not among them. */
static bool is_header_kept(wb_str name)
{
  static const char *const kept[] = { "content-type", "retry-after", "location", "link" };
  for (size_t i = 0; i < WB_COUNT(kept); i++)
    if (str_is(name, kept[i]))
      return true;
  return str_starts(name, STR("x-ratelimit-"));
}

static size_t keep_headers(recording *r, tape_header *headers, size_t count)
{
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (!is_header_kept(headers[i].name)) {
      buf_printf(r->report, "left out the header %.*s\n", STR_ARG(headers[i].name));
      continue;
    }
    headers[kept++] = headers[i];
  }
  return kept;
}

static int write_text(recording *r, const char *name, wb_str text)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s", r->what->to, name);
  FILE *f = fopen(buf_cstr(&path), "wx");
  bool ok = f && fwrite(text.p, 1, text.n, f) == text.n;
  if (f && fclose(f) != 0)
    ok = false;
  return ok ? WB_OK : error_set(r->err, WB_E_IO, "cannot write %s: %s", buf_cstr(&path), strerror(errno));
}

static int write_exchange(recording *r, const tape_exchange *recorded, size_t number)
{
  WB_AUTO(buf) body = { 0 };
  WB_AUTO(buf) text = { 0 };
  char name[32];
  tape_exchange x = *recorded;
  buf_printf(r->report, "%zu.http: ", number);
  buf_printf(r->report, "%.*s, status %u\n", STR_ARG(x.method), x.status);
  blank_body(x.body, &body, r->report);
  x.url = replaced(r, x.url);
  x.request_body = replaced(r, x.request_body);
  x.body = replaced(r, buf_view(&body));
  x.header_count = keep_headers(r, x.headers, x.header_count);
  for (size_t i = 0; i < x.request_header_count; i++)
    x.request_headers[i].value = replaced(r, x.request_headers[i].value);
  int rc = buf_check(&body, r->err);
  if (!rc && arena_failed(r->memory))
    rc = error_nomem(r->err);
  if (!rc)
    rc = tape_format(&x, &text, r->err);
  snprintf(name, sizeof name, "%zu.http", number);
  return rc ? rc : write_text(r, name, buf_view(&text));
}

int kit_record(const kit_recording *what, buf *report, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  recording r = { what, memory, report, err };
  tape *t = NULL;
  if (!memory)
    return error_nomem(err);
  int rc = tape_open(what->from, &t, err);
  if (rc == WB_E_NOT_FOUND)
    return rc;
  if (!rc && mkdir(what->to, 0777))
    rc = error_set(err, WB_E_IO,
                   errno == EEXIST ? "%s exists already: name another folder"
                                   : "cannot make the folder %s: %s",
                   what->to, strerror(errno));
  for (size_t i = 0; !rc && i < tape_count(t); i++)
    rc = write_exchange(&r, tape_at(t, i), i + 1);
  if (!rc)
    rc = write_text(&r, "ask", replaced(&r, what->ask));
  tape_close(t);
  return rc ? rc : buf_check(report, err);
}
