/* SPDX-License-Identifier: MIT */
#include "job.h"
#include "inside.h"
#include <assert.h>
#include <openssl/crypto.h>
#include <stdlib.h>

#define LONGEST_METHOD 16u

/* Copies texts into one block.  With base NULL it only counts, so that the same code measures and fills. */
typedef struct packer {
  char *base;
  size_t used;
  bool overflow;
} packer;

static void *pack_space(packer *p, size_t n, size_t align)
{
  size_t at = (p->used + align - 1) & ~(align - 1), end;
  if (at < p->used || !base_size_add(at, n, &end)) {
    p->overflow = true;
    return NULL;
  }
  p->used = end;
  return p->base ? p->base + at : NULL;
}

static wb_str pack_text(packer *p, wb_str s)
{
  char *copy = pack_space(p, s.n + 1, 1);
  if (!copy)
    return (wb_str){ NULL, s.n };
  if (s.n)
    memcpy(copy, s.p, s.n);
  copy[s.n] = '\0';
  return (wb_str){ copy, s.n };
}

static tape_header *pack_headers(packer *p, const tape_header *headers, size_t count)
{
  tape_header *copy = pack_space(p, count * sizeof *copy, _Alignof(tape_header));
  for (size_t i = 0; i < count; i++) {
    wb_str name = pack_text(p, headers[i].name), value = pack_text(p, headers[i].value);
    if (copy)
      copy[i] = (tape_header){ name, value };
  }
  return copy;
}

static net_auth pack_auth(packer *p, const net_auth *auth)
{
  net_auth copy = *auth;
  if (auth->scheme == NET_AUTH_NONE)
    return (net_auth){ 0 };
  copy.key = pack_text(p, auth->key);
  copy.token_url = pack_text(p, auth->token_url);
  copy.scope = pack_text(p, auth->scope);
  copy.param = pack_text(p, auth->param.n ? auth->param : STR("authorization"));
  copy.prefix = pack_text(p, auth->prefix.p ? auth->prefix : STR("Bearer "));
  for (size_t i = 0; i < WB_COUNT(copy.secret); i++)
    copy.secret[i] = pack_text(p, auth->secret[i]);
  return copy;
}

static void pack_request(packer *p, const net_request *r, job *j)
{
  j->header_count = r->header_count;
  j->headers = pack_headers(p, r->headers, r->header_count);
  j->shown_headers = pack_headers(p, r->shown_headers, r->header_count);
  j->secret_count = r->secret_count;
  j->secrets = pack_space(p, r->secret_count * sizeof *j->secrets, _Alignof(wb_str));
  for (size_t i = 0; i < r->secret_count; i++) {
    wb_str secret = pack_text(p, r->secrets[i]);
    if (j->secrets)
      j->secrets[i] = secret;
  }
  j->method = pack_text(p, r->method);
  j->url = pack_text(p, r->url);
  j->shown_url = pack_text(p, r->shown_url);
  j->body = pack_text(p, r->body);
  j->shown_body = pack_text(p, r->shown_body);
  j->unique = pack_text(p, r->unique);
  j->allowed_origin = pack_text(p, r->allowed_origin);
  j->auth = pack_auth(p, &r->auth);
}

static bool is_header_name(wb_str name)
{
  for (size_t i = 0; i < name.n; i++)
    if (!ascii_is_alpha(name.p[i]) && !ascii_is_digit(name.p[i]) && !memchr("!#$%&'*+-.^_`|~", name.p[i], 15))
      return false;
  return name.n > 0;
}

static bool is_header_value(wb_str value)
{
  for (size_t i = 0; i < value.n; i++)
    if ((unsigned char)value.p[i] < ' ' && value.p[i] != '\t')
      return false;
  return true;
}

static int check_request(const net_request *r, wb_error *err)
{
  if (!str_is(r->method, "GET") && !str_is(r->method, "POST") && !str_is(r->method, "PUT"))
    return error_set(err, WB_E_ARG, "method \"%.*s\" is not GET, POST or PUT",
                     STR_ARG(str_upto(r->method, LONGEST_METHOD)));
  if (r->header_count && (!r->headers || !r->shown_headers))
    return error_set(err, WB_E_ARG, "%zu headers are announced but not given", r->header_count);
  for (size_t i = 0; i < r->header_count; i++) {
    if (!is_header_name(r->headers[i].name))
      return error_set(err, WB_E_ARG, "header %zu of %.*s has an impossible name", i + 1,
                       STR_ARG(r->shown_url));
    if (!is_header_value(r->headers[i].value))
      return error_set(err, WB_E_ARG, "header \"%.*s\" of %.*s holds a line end or control character",
                       STR_ARG(r->headers[i].name), STR_ARG(r->shown_url));
  }
  if (r->auth.scheme != NET_AUTH_NONE && r->auth.scheme != NET_AUTH_OAUTH2)
    return error_set(err, WB_E_ARG, "authentication scheme %u is not this room's", r->auth.scheme);
  if (r->auth.scheme == NET_AUTH_OAUTH2 &&
      (!r->auth.key.n || r->auth.grant > NET_GRANT_PASSWORD || r->auth.token_form > NET_TOKEN_JSON))
    return error_set(err, WB_E_ARG, "token call for %.*s: no key, or an unknown grant or form",
                     STR_ARG(r->shown_url));
  if (r->auth.scheme == NET_AUTH_OAUTH2 && r->auth.param.n && !is_header_name(r->auth.param))
    return error_set(err, WB_E_ARG, "the token's header of %.*s has an impossible name",
                     STR_ARG(r->shown_url));
  if (!is_header_value(r->auth.prefix))
    return error_set(err, WB_E_ARG, "what stands before the token of %.*s holds a line end or control character",
                     STR_ARG(r->shown_url));
  return WB_OK;
}

int job_new(const net_request *request, job **ret_job, wb_error *err)
{
  int rc = check_request(request, err);
  if (rc)
    return rc;
  packer p = { 0 };
  job *j = calloc(1, sizeof *j);
  if (!j)
    return error_nomem(err);
  pack_request(&p, request, j);
  p.base = p.overflow ? NULL : malloc(p.used + 1);
  j->block_bytes = p.used;
  if (!p.base) {
    free(j);
    return error_nomem(err);
  }
  p.used = 0;
  pack_request(&p, request, j);
  j->block = p.base;
  j->user = request->user;
  j->safe = request->safe;
  j->keep_body = request->keep_body;
  j->ignore_breaker = request->ignore_breaker;
  j->state = JOB_NEW;
  list_init(&j->all);
  list_init(&j->place);
  *ret_job = j;
  return WB_OK;
}

void job_free(job *j)
{
  if (!j)
    return;
  list_remove(&j->all);
  list_remove(&j->place);
  OPENSSL_cleanse(j->block, j->block_bytes);
  free(j->block);
  free(j->redirect_url);
  free(j);
}

static void replace_all(wb_str text, wb_str old, wb_str new)
{
  size_t at, from = 0;
  while (old.n && (at = str_find(str_from(text, from), old)) != SIZE_MAX) {
    memcpy((char *)(uintptr_t)text.p + from + at, new.p, new.n); /* the job's own block */
    from += at + new.n;
  }
}

void job_renew_unique(job *j, wb_clock *clock)
{
  static const char hex[] = "0123456789abcdef";
  char fresh[64];
  if (!j->unique.n || j->unique.n > sizeof fresh)
    return;
  uint64_t bits = 0;
  for (size_t i = 0; i < j->unique.n; i++, bits >>= 4) {
    if (i % 16 == 0)
      bits = clock_random(clock);
    fresh[i] = hex[bits & 15];
  }
  wb_str new = { fresh, j->unique.n };
  replace_all(j->url, j->unique, new);
  replace_all(j->body, j->unique, new);
  for (size_t i = 0; i < j->header_count; i++)
    replace_all(j->headers[i].value, j->unique, new);
  replace_all(j->unique, j->unique, new); /* last: it is what the others were searched for */
}

void job_start_over(job *j)
{
  free(j->redirect_url);
  j->redirect_url = NULL;
  j->redirect_as_get = false;
  j->redirects = 0;
}

int job_next_state(job_state state, job_event event)
{
  enum { NO = JOB_NO_STATE };
  /* clang-format off */
  static const signed char next[JOB_STATES][JOB_EVENTS] = {
    /*                NEEDS_TOKEN READY       START        PAUSE       FINISH */
    [JOB_NEW]     = { JOB_TOKEN, JOB_QUEUED, NO,          NO,         JOB_DONE },
    [JOB_TOKEN]   = { NO,        JOB_QUEUED, NO,          NO,         JOB_DONE },
    [JOB_QUEUED]  = { JOB_TOKEN, NO,         JOB_SENDING, NO,         JOB_DONE },
    [JOB_SENDING] = { JOB_TOKEN, JOB_QUEUED, NO,          JOB_PAUSED, JOB_DONE },
    [JOB_PAUSED]  = { JOB_TOKEN, JOB_QUEUED, NO,          NO,         JOB_DONE },
    [JOB_DONE]    = { NO,        NO,         NO,          NO,         NO },
  };
  /* clang-format on */
  return next[state][event];
}

static void leave_state(net *n, job *j)
{
  switch (j->state) {
  case JOB_NEW:
  case JOB_DONE:
    break;
  case JOB_TOKEN:
    list_remove(&j->place);
    break;
  case JOB_QUEUED:
    lane_remove(n, j);
    break;
  case JOB_SENDING:
    lane_sent(n, j);
    break;
  case JOB_PAUSED:
    pauses_remove(&n->pauses, j);
    break;
  }
}

static void enter_state(net *n, job *j)
{
  switch (j->state) {
  case JOB_NEW:
  case JOB_SENDING:
  case JOB_DONE:
    break;
  case JOB_TOKEN:
    list_add_last(&j->token->waiting, &j->place);
    break;
  case JOB_QUEUED:
    lane_add(n, j);
    break;
  case JOB_PAUSED:
    pauses_add(&n->pauses, j);
    break;
  }
}

void job_do(net *n, job *j, job_event event)
{
  int next = job_next_state(j->state, event);
  assert(next != JOB_NO_STATE);
  leave_state(n, j);
  j->state = (job_state)next;
  enter_state(n, j);
}
