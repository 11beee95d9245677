/* SPDX-License-Identifier: MIT */
/* OAuth2 tokens (RFC 6749): one for each key, fetched once for all who wait, kept in memory only. */
#include "../base/json_writer.h"
#include "../base/limits.h"
#include "inside.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

#define MARGIN_S           60 /* a token is renewed so long before its end */
#define UNTOLD_LIFETIME_S  600
#define LONGEST_LIFETIME_S 86400
#define EXCERPT_BYTES      120
#define REFUSED_MS         60000 /* wrong credentials are not tried again for so long: accounts get locked */

token *token_get(net *n, const net_auth *auth, wb_error *err)
{
  token *t = names_find(&n->tokens, auth->key);
  if (t)
    return t;
  t = calloc(1, sizeof *t);
  if (t) {
    list_init(&t->waiting);
    t->key = strndup(auth->key.p, auth->key.n);
  }
  if (!t || !t->key || !names_add(&n->tokens, str_of(t->key), t)) {
    token_free(t);
    error_nomem(err);
    return NULL;
  }
  return t;
}

static void forget_value(token *t)
{
  if (t->value)
    OPENSSL_cleanse(t->value, strlen(t->value));
  free(t->value);
  t->value = NULL;
}

void token_free(token *t)
{
  if (!t)
    return;
  forget_value(t);
  free(t->key);
  free(t);
}

bool token_is_good(const net *n, const token *t)
{
  return t->value && n->now_ms < t->good_until_ms;
}

void token_drop(token *t, uint64_t version)
{
  if (t->version == version)
    forget_value(t);
}

/* ---- asking ---- */

typedef struct parameter {
  const char *name;
  wb_str value;
} parameter;

/* The parameters of the call; id and secret go into the body unless the form is BASIC. */
static size_t list_parameters(const net_auth *auth, parameter parameters[8])
{
  static const char *const grants[] = { "client_credentials", "refresh_token", "password" };
  size_t count = 0;
  parameters[count++] = (parameter){ "grant_type", str_of(grants[auth->grant]) };
  if (auth->grant == NET_GRANT_REFRESH_TOKEN)
    parameters[count++] = (parameter){ "refresh_token", auth->secret[2] };
  if (auth->grant == NET_GRANT_PASSWORD) {
    parameters[count++] = (parameter){ "username", auth->secret[2] };
    parameters[count++] = (parameter){ "password", auth->secret[3] };
  }
  if (auth->token_form != NET_TOKEN_BASIC) {
    parameters[count++] = (parameter){ "client_id", auth->secret[0] };
    parameters[count++] = (parameter){ "client_secret", auth->secret[1] };
  }
  if (auth->scope.n)
    parameters[count++] = (parameter){ "scope", auth->scope };
  return count;
}

static void write_form(const parameter *parameters, size_t count, buf *body)
{
  for (size_t i = 0; i < count; i++) {
    if (i)
      buf_add_byte(body, '&');
    buf_add_text(body, parameters[i].name);
    buf_add_byte(body, '=');
    url_escape(parameters[i].value, body);
  }
}

static void write_json(const parameter *parameters, size_t count, buf *body)
{
  json_writer w;
  json_begin(&w, body);
  json_object(&w);
  for (size_t i = 0; i < count; i++)
    json_member_text(&w, parameters[i].name, parameters[i].value);
  json_object_end(&w);
}

static void write_basic(const net_auth *auth, buf *value)
{
  WB_AUTO(buf) pair = { 0 };
  buf_add(&pair, auth->secret[0]);
  buf_add_byte(&pair, ':');
  buf_add(&pair, auth->secret[1]);
  buf_add_text(value, "Basic ");
  if (pair.failed || pair.n > WB_MAX_HEADER_BYTES || !buf_reserve(value, (pair.n + 2) / 3 * 4 + 1))
    return;
  int written =
      EVP_EncodeBlock((unsigned char *)value->data + value->n, (const unsigned char *)pair.data, (int)pair.n);
  value->n += (size_t)written;
  OPENSSL_cleanse(pair.data, pair.n);
}

static job *new_call(net *n, const job *wanting, const buf *body, const buf *basic, wb_error *err)
{
  const net_auth *auth = &wanting->auth;
  bool json = auth->token_form == NET_TOKEN_JSON;
  const tape_header headers[] = {
    { STR("Accept"), STR("application/json") },
    { STR("Content-Type"), json ? STR("application/json") : STR("application/x-www-form-urlencoded") },
    { STR("Authorization"), buf_view(basic) },
  };
  net_request request = {
    .method = STR("POST"),
    .url = auth->token_url,
    .shown_url = auth->token_url,
    .body = buf_view(body),
    .headers = headers,
    .shown_headers = headers,
    .header_count = basic->n ? 3 : 2,
    .safe = true,
    .ignore_breaker = wanting->ignore_breaker,
    .secrets = auth->secret,
    .secret_count = WB_COUNT(auth->secret),
  };
  job *j = NULL;
  if (net_take(n, &request, &j, err) == WB_OK) {
    j->fetches = wanting->token;
    j->fetches->fetch = j;
    n->stats.token_calls++;
  }
  return j;
}

static void refuse_waiting(net *n, token *t, const wb_error *why, uint32_t retry_after_s)
{
  while (!list_is_empty(&t->waiting))
    outcome_refuse(n, LIST_THING(job, place, t->waiting.next), why, retry_after_s);
}

static void ask(net *n, const job *wanting)
{
  const net_auth *auth = &wanting->auth;
  WB_AUTO(buf) body = { 0 };
  WB_AUTO(buf) basic = { 0 };
  parameter parameters[8];
  wb_error err = { 0 };
  size_t count = list_parameters(auth, parameters);
  if (auth->token_form == NET_TOKEN_JSON)
    write_json(parameters, count, &body);
  else
    write_form(parameters, count, &body);
  if (auth->token_form == NET_TOKEN_BASIC)
    write_basic(auth, &basic);
  job *j = NULL;
  if (!buf_check(&body, &err) && !buf_check(&basic, &err))
    j = new_call(n, wanting, &body, &basic, &err);
  if (j) {
    job_do(n, j, JOB_READY);
  } else {
    error_context(&err, err.code, "token call %.*s", STR_ARG(auth->token_url));
    refuse_waiting(n, wanting->token, &err, 0); /* `wanting` is gone after this */
  }
  if (body.data)
    OPENSSL_cleanse(body.data, body.n);
  if (basic.data)
    OPENSSL_cleanse(basic.data, basic.n);
}

void token_route(net *n, job *j)
{
  token *t = j->token;
  if (!t || token_is_good(n, t)) {
    job_do(n, j, JOB_READY);
    return;
  }
  if (n->now_ms < t->refused_until_ms) {
    outcome_refuse(n, j, &t->refused, 0);
    return;
  }
  job_do(n, j, JOB_NEEDS_TOKEN);
  if (!t->fetch)
    ask(n, j);
}

/* ---- the answer ---- */

static bool is_sendable(const char *value, size_t bytes)
{
  for (size_t i = 0; i < bytes; i++)
    if (value[i] <= ' ' || value[i] > '~')
      return false;
  return bytes > 0;
}

static int read_value(net *n, token *t, const net_answer *a, wb_error *err)
{
  char value[NET_TOKEN_BYTES];
  size_t bytes = 0;
  int64_t lifetime_s = 0;
  int rc = n->options.read_token(n->options.read_token_user, a->body, value, sizeof value, &bytes,
                                 &lifetime_s, err);
  if (!rc && !is_sendable(value, bytes))
    rc = error_set(err, WB_E_PARSE, "the token in its answer is empty or holds blanks or control characters");
  if (!rc) {
    forget_value(t);
    t->value = strndup(value, bytes);
    rc = t->value ? WB_OK : error_nomem(err);
  }
  OPENSSL_cleanse(value, sizeof value);
  if (rc)
    return rc;
  if (lifetime_s <= 0)
    lifetime_s = UNTOLD_LIFETIME_S;
  if (lifetime_s > LONGEST_LIFETIME_S)
    lifetime_s = LONGEST_LIFETIME_S;
  t->good_until_ms =
      n->now_ms + (lifetime_s > 2 * MARGIN_S ? lifetime_s - MARGIN_S : lifetime_s - lifetime_s / 2) * 1000;
  t->version++;
  return WB_OK;
}

/* One line of a refusal's body, without secrets: it often says which credential is wrong. */
static void add_excerpt(const job *fetch, wb_str body, buf *out)
{
  WB_AUTO(buf) clean = { 0 };
  if (!record_scrub(fetch, body, &clean) || !str_is_utf8(buf_view(&clean), NULL))
    return;
  wb_str line = str_upto(str_trim(buf_view(&clean)), EXCERPT_BYTES);
  while (line.n && !str_is_utf8(line, NULL)) /* cut in the middle of a character */
    line.n--;
  for (size_t i = 0; i < line.n; i++)
    buf_add_byte(out, (unsigned char)line.p[i] < ' ' || line.p[i] == 0x7f ? ' ' : line.p[i]);
}

static int status_words(const job *fetch, const net_answer *a, wb_error *err)
{
  WB_AUTO(buf) excerpt = { 0 };
  if (a->status == 429)
    return error_set(err, WB_E_RATE, "HTTP 429: told to slow down");
  if (a->status < 400 || a->status >= 500 || a->status == 408)
    return error_set(err, WB_E_UPSTREAM, "an unexpected answer (HTTP %u)", a->status);
  add_excerpt(fetch, a->body, &excerpt);
  return error_set(err, WB_E_AUTH, "the credentials were refused (HTTP %u)%s%s", a->status,
                   excerpt.n ? ": " : "", buf_cstr(&excerpt));
}

void token_answered(net *n, const job *fetch, const net_answer *a)
{
  token *t = fetch->fetches;
  wb_error err = { 0 };
  int rc;
  t->fetch = NULL;
  if (!a)
    rc = error_nomem(&err);
  else if (a->code)
    rc = error_set(&err, a->code, "%s", a->error.text);
  else if (a->status >= 200 && a->status < 300)
    rc = read_value(n, t, a, &err);
  else
    rc = status_words(fetch, a, &err);
  if (rc) {
    if (a && a->code)
      error_context(&err, rc, "token call");
    else
      error_context(&err, rc, "token call %.*s", STR_ARG(fetch->shown_url));
    if (rc == WB_E_AUTH) {
      t->refused = err;
      t->refused_until_ms = n->now_ms + REFUSED_MS;
    }
    refuse_waiting(n, t, &err, a ? a->retry_after_s : 0);
    return;
  }
  t->refused_until_ms = 0;
  while (!list_is_empty(&t->waiting))
    job_do(n, LIST_THING(job, place, t->waiting.next), JOB_READY);
}
