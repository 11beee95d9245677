/* SPDX-License-Identifier: MIT */
/* Between the transfers and the tape: what is written down. */
#include "inside.h"
#include <stdlib.h>

#define SHORTEST_SECRET 4 /* a shorter one is found in every text */
#define HIDDEN          "{redacted}"

/* ---- scrubbing ---- */

typedef struct needles {
  buf texts[64];
  size_t count;
} needles;

static void needles_free(needles *all)
{
  for (size_t i = 0; i < all->count; i++)
    buf_free(&all->texts[i]);
}
WB_AUTO_DEFINE(needles, needles_free)

static void add_needle(needles *all, wb_str text)
{
  if (text.n >= SHORTEST_SECRET && all->count < WB_COUNT(all->texts))
    buf_add(&all->texts[all->count++], text);
}

/* A secret as it is, and as it stands in a URL or form. */
static void add_secret(needles *all, wb_str secret)
{
  WB_AUTO(buf) escaped = { 0 };
  add_needle(all, secret);
  url_escape(secret, &escaped);
  if (!str_equal(buf_view(&escaped), secret))
    add_needle(all, buf_view(&escaped));
}

/* All that must not be seen: what the caller named, what the token call used, the token, and every header
 * value that is shown otherwise than it is sent ("Basic c2VjcmV0"), also without its first word. */
static void collect(const job *j, needles *all)
{
  for (size_t i = 0; i < j->secret_count; i++)
    add_secret(all, j->secrets[i]);
  for (size_t i = 0; i < WB_COUNT(j->auth.secret); i++)
    add_secret(all, j->auth.secret[i]);
  if (j->token && j->token->value)
    add_secret(all, str_of(j->token->value));
  for (size_t i = 0; i < j->header_count; i++) {
    wb_str value = j->headers[i].value;
    if (str_equal(value, j->shown_headers[i].value) || str_is(value, j->unique.p))
      continue;
    add_needle(all, value);
    size_t blank = str_find_byte(value, ' ');
    if (blank != SIZE_MAX)
      add_needle(all, str_from(value, blank + 1));
  }
}

/* The longest needle that stands at the start of the text, or 0. */
static size_t needle_at(const needles *all, wb_str text)
{
  size_t longest = 0;
  for (size_t i = 0; i < all->count; i++)
    if (all->texts[i].n > longest && str_starts(text, buf_view(&all->texts[i])))
      longest = all->texts[i].n;
  return longest;
}

static bool scrub(const needles *all, wb_str text, buf *out)
{
  size_t clean = 0;
  for (size_t i = 0; i < text.n;) {
    size_t found = needle_at(all, str_from(text, i));
    if (!found) {
      i++;
      continue;
    }
    buf_add(out, (wb_str){ text.p + clean, i - clean });
    buf_add_text(out, HIDDEN);
    clean = i += found;
  }
  buf_add(out, str_from(text, clean));
  return !out->failed;
}

bool record_scrub(const job *j, wb_str text, buf *out)
{
  WB_AUTO(needles) all = { 0 };
  collect(j, &all);
  return scrub(&all, text, out);
}

/* Most bodies echo nothing: then the body itself is what may be kept. */
void record_keep(const job *j, answer *a)
{
  WB_AUTO(needles) all = { 0 };
  bool dirty = false;
  wb_str body = a->shown.body;
  if (!j->keep_body)
    return;
  collect(j, &all);
  for (size_t i = 0; i < all.count && !dirty; i++)
    dirty = str_find(body, buf_view(&all.texts[i])) != SIZE_MAX;
  a->shown.kept_body = body;
  if (dirty)
    a->shown.kept_body = scrub(&all, body, &a->kept) ? buf_view(&a->kept) : (wb_str){ "", 0 };
}

/* ---- recording ---- */

/* Headers of the wire, not of the content: the body is written down decoded and whole. */
static bool is_wire_header(wb_str name)
{
  static const char *const wire[] = { "connection",        "content-encoding", "content-length", "keep-alive",
                                      "transfer-encoding", "proxy-connection", "alt-svc",        "te" };
  for (size_t i = 0; i < WB_COUNT(wire); i++)
    if (str_is(name, wire[i]))
      return true;
  return false;
}

static tape_header *request_headers(const job *j, arena *memory, size_t *ret_count)
{
  tape_header *copies = arena_array(memory, j->header_count + 1, sizeof *copies);
  for (size_t i = 0; copies && i < j->header_count; i++)
    copies[i] = j->shown_headers[i];
  *ret_count = j->header_count;
  if (copies && j->auth.scheme == NET_AUTH_OAUTH2)
    copies[(*ret_count)++] =
        (tape_header){ j->auth.param, arena_printf(memory, "%.*s{token}", STR_ARG(j->auth.prefix)) };
  return copies;
}

static tape_header *answer_headers(const needles *all, const answer *a, arena *memory, size_t *ret_count)
{
  tape_header *copies = arena_array(memory, a->shown.header_count + 1, sizeof *copies);
  size_t count = 0;
  for (size_t i = 0; copies && i < a->shown.header_count; i++) {
    WB_AUTO(buf) clean = { 0 };
    tape_header h = a->shown.headers[i];
    if (is_wire_header(h.name))
      continue;
    if (str_is(h.name, "set-cookie"))
      h.value = STR(HIDDEN);
    if (!scrub(all, h.value, &clean))
      return NULL;
    copies[count++] = (tape_header){ h.name, arena_str(memory, buf_view(&clean)) };
  }
  *ret_count = count;
  return copies;
}

static int write_exchange(net *n, const job *j, const answer *a, const char *failure, wb_error *err)
{
  WB_AUTO(needles) all = { 0 };
  WB_AUTO(buf) body = { 0 };
  WB_AUTO(arena_ref) memory = arena_new(0);
  tape_exchange x = {
    .method = j->method, .url = j->shown_url, .request_body = j->shown_body, .at_ms = a->shown.at_ms
  };
  if (!memory)
    return error_nomem(err);
  collect(j, &all);
  x.status = a->shown.code ? 0 : a->shown.status;
  x.failure = a->shown.code ? str_of(failure) : (wb_str){ "", 0 };
  x.request_headers = request_headers(j, memory, &x.request_header_count);
  x.headers = answer_headers(&all, a, memory, &x.header_count);
  if (!scrub(&all, buf_view(&a->body), &body) || !x.request_headers || !x.headers || arena_failed(memory))
    return error_nomem(err);
  x.body = buf_view(&body);
  return tape_add(n->options.record_folder, &x, err);
}

void record_exchange(net *n, const job *j, const answer *a, const char *failure)
{
  wb_error err = { 0 };
  if (!n->options.record_folder || j->fetches)
    return;
  if (write_exchange(n, j, a, failure, &err) == WB_OK)
    n->stats.recorded++;
  else
    log_line(n->options.log, LOG_WARN, "%.*s %.*s is not recorded: %s", STR_ARG(j->method),
             STR_ARG(j->shown_url), err.text);
}
