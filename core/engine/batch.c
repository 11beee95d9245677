/* SPDX-License-Identifier: MIT */
#include "batch.h"
#include "../base/limits.h"
#include <stdlib.h>

typedef struct transfer { /* what net gives back with an answer */
  batch *batch;
  const host_request *request;
  struct transfer *next; /* of the batch */
  uint64_t id;           /* net's; 0: not under way */
} transfer;

int batch_new(engine *e, account *a, const char *language, batch **ret_batch, wb_error *err)
{
  batch *b = calloc(1, sizeof *b);
  int rc = b ? feed_new_in(e->spare, 0, &b->feed, err) : error_nomem(err);
  if (rc == WB_OK && !(b->memory = arena_new_in(e->spare, 0)))
    rc = error_nomem(err);
  if (rc) {
    batch_free(b);
    return rc;
  }
  const wb_carrier *d = a->known->declared;
  b->engine = e;
  b->account = a;
  b->language = language;
  b->feed->source = arena_str(b->feed->memory, str_of(d->id));
  b->feed->carrier = b->feed->source;
  b->feed->plugin_version = arena_str(b->feed->memory, str_of(d->version));
  b->feed->role = d->caps & WB_CAP_AGGREGATOR ? FEED_ROLE_AGGREGATOR : FEED_ROLE_CARRIER;
  *ret_batch = b;
  return WB_OK;
}

void batch_free(batch *b)
{
  if (!b)
    return;
  feed_free(b->feed);
  arena_free(b->memory);
  free(b);
}

bool batch_is_full(const batch *b)
{
  return b->number_count >= b->account->limits.batch_max;
}

int batch_add(batch *b, const wb_number *number, wb_error *err)
{
  for (size_t i = 0; i < b->number_count; i++)
    if (str_equal(b->numbers[i].number, number->number) && str_equal(b->numbers[i].postcode, number->postcode))
      return WB_OK;
  wb_number *n = ARENA_PUSH(b->memory, b->numbers, b->number_count, b->number_capacity);
  if (!n)
    return error_nomem(err);
  n->number = arena_str(b->memory, number->number);
  n->postcode = arena_str(b->memory, number->postcode);
  n->country = arena_str(b->memory, number->country);
  n->shipped_ms = number->shipped_ms;
  return arena_failed(b->memory) ? error_nomem(err) : WB_OK;
}

/* ---- ending ---- */

/* Each statement gets its handle: source, moment, result and place in it. */
static void give_refs(batch *b)
{
  WB_AUTO(buf) ref = { 0 };
  buf_printf(&ref, "%.*s:%lld:", STR_ARG(b->feed->source), (long long)b->at_ms);
  for (size_t i = 0, common = ref.n; i < b->feed->result_count; i++)
    for (size_t k = 0; k < b->feed->results[i].event_count; k++) {
      ref.n = common;
      buf_add_u64(&ref, i);
      buf_add_byte(&ref, ':');
      buf_add_u64(&ref, k);
      b->feed->results[i].events[k].ref = arena_str(b->feed->memory, buf_view(&ref));
    }
}

static void finish_if_done(batch *b)
{
  if (b->requests_out || b->state == BATCH_DONE)
    return;
  b->state = BATCH_DONE;
  if (!b->at_ms)
    b->at_ms = clock_now_ms(&b->engine->clock);
  b->feed->fetched_at_ms = b->at_ms;
  b->feed->recorded = b->recorded;
  host_finish(&b->view, b->feed);
  give_refs(b);
}

static void fail_covers(batch *b, const uint32_t *covers, size_t count, const wb_error *why, uint32_t retry_after_s)
{
  if (host_fail_covers(&b->view, covers, count, why, retry_after_s, b->feed) != WB_OK)
    log_line(&b->engine->log, LOG_WARN, "%s: out of memory", b->account->known->declared->id);
}

void batch_fail(batch *b, const wb_error *why)
{
  uint32_t *all = arena_array(b->memory, b->number_count + 1, sizeof *all);
  for (size_t i = 0; all && i < b->number_count; i++)
    all[i] = (uint32_t)i;
  b->view.numbers = (wb_list){ b->numbers, (uint32_t)b->number_count, sizeof *b->numbers };
  if (all)
    fail_covers(b, all, b->number_count, why, 0);
  b->requests_out = 0;
  finish_if_done(b);
}

/* ---- sending ---- */

static wb_str fresh_id(engine *e, arena *memory)
{
  static const char hex[] = "0123456789abcdef";
  char digits[32];
  uint64_t bits = 0;
  for (size_t i = 0; i < sizeof digits; i++, bits >>= 4) {
    if (i % 16 == 0)
      bits = clock_random(&e->clock);
    digits[i] = hex[bits & 15];
  }
  return arena_str(memory, (wb_str){ digits, sizeof digits });
}

static const tape_header *headers_of(arena *memory, const wb_field *fields, size_t count)
{
  tape_header *h = arena_array(memory, count ? count : 1, sizeof *h);
  for (size_t i = 0; h && i < count; i++)
    h[i] = (tape_header){ fields[i].name, fields[i].value.text };
  return h;
}

static void add_token(batch *b, const host_request *r, net_auth *auth)
{
  const wb_carrier *live = b->account->live;
  if (r->auth == UINT32_MAX || (r->flags & WB_REQ_NO_AUTH))
    return;
  const wb_auth *a = WB_AT(wb_auth, live->auth, r->auth);
  account_lookup lookup = { b->engine, b->account };
  if (a->scheme != WB_AUTH_OAUTH2)
    return;
  auth->scheme = NET_AUTH_OAUTH2;
  auth->grant = a->grant;
  auth->token_form = a->token_form;
  auth->token_url = arena_printf(b->memory, "%s%s", b->account->origins[a->token_endpoint], a->token_path);
  auth->scope = str_of(a->scope);
  auth->param = str_of(a->param);
  auth->prefix = str_of(a->prefix);
  auth->key = arena_printf(b->memory, "%s|default|%s|%u", b->account->pace_key, a->scope ? a->scope : "", r->auth);
  for (size_t i = 0; i < WB_COUNT(a->credential); i++)
    if (a->credential[i])
      auth->secret[i] = account_secret_value(&lookup, a->credential[i]);
}

static const wb_str *all_secrets(batch *b, size_t *ret_count)
{
  account *a = b->account;
  wb_str *list = arena_array(b->memory, a->secret_count + 1, sizeof *list);
  *ret_count = 0;
  for (size_t i = 0; list && i < a->secret_count; i++)
    if (a->secrets[i].value && !a->secrets[i].from_command)
      list[(*ret_count)++] = str_of(a->secrets[i].value);
  return list;
}

static const char *method_name(uint32_t method)
{
  return method == WB_POST ? "POST" : method == WB_PUT ? "PUT" : "GET";
}

/* A carrier's allowance for a day is counted in the store, so that many short runs do not overdraw it. */
static int count_against_quota(batch *b, wb_error *err)
{
  engine *e = b->engine;
  const account *a = b->account;
  int64_t total = 0, now = clock_now_ms(&e->clock);
  store_quota q = { .key = str_of(a->pace_key), .day = now / 86400000, .add = 1 };
  if (!a->limits.day_quota || !e->store || e->replaying || e->offline)
    return WB_OK;
  int rc = e->store_functions->quota_add(e->store, &q, &total, err);
  if (rc == WB_OK && total > a->limits.day_quota)
    rc = error_set(err, WB_E_RATE, "%s: today's %u requests are used up; the count begins anew at 00:00 UTC",
                   a->known->declared->name, a->limits.day_quota);
  return rc;
}

static int send_request(batch *b, const host_request *r, wb_error *err)
{
  engine *e = b->engine;
  account *a = b->account;
  account_lookup lookup = { e, a };
  host_secrets secrets = { account_secret_value, &lookup, fresh_id(e, b->memory) };
  host_rendered text = { 0 };
  transfer *t = arena_alloc(b->memory, sizeof *t);
  int rc = t ? host_render(r, a->live, a->origins[r->endpoint], &secrets, b->memory, &text, err) : error_nomem(err);
  if (rc)
    return rc;
  if (text.missing && !e->replaying)
    return error_set(err, WB_E_CREDENTIALS, "%s: the credential %s is not set; see waybill carriers show %s", a->live->name,
                     text.missing, a->live->id);
  if (b->requests_sent >= WB_MAX_BATCH_REQUESTS)
    return error_set(err, WB_E_LIMIT, "%s: its answers led to more than %d requests", a->live->name, WB_MAX_BATCH_REQUESTS);
  rc = count_against_quota(b, err);
  if (rc)
    return rc;
  *t = (transfer){ .batch = b, .request = r };
  net_request q = {
    .source = str_of(a->known->declared->id),
    .method = str_of(method_name(r->method)),
    .url = text.url,
    .shown_url = text.shown_url,
    .body = text.body,
    .shown_body = text.shown_body,
    .headers = headers_of(b->memory, text.headers, text.header_count),
    .shown_headers = headers_of(b->memory, text.shown_headers, text.header_count),
    .header_count = text.header_count,
    .safe = r->method == WB_GET || (r->flags & WB_REQ_SAFE),
    .keep_body = b->keep_bodies,
    .pace = { .key = str_of(a->pace_key),
              .requests = a->limits.requests,
              .window_ms = a->limits.window_ms,
              .concurrent = a->limits.concurrent,
              .day_quota = a->limits.day_quota },
    .allowed_origin = str_of(a->origins[r->endpoint]),
    .unique = secrets.unique,
    .user = t,
  };
  q.secrets = all_secrets(b, &q.secret_count);
  add_token(b, r, &q.auth);
  if (arena_failed(b->memory))
    return error_nomem(err);
  rc = e->net_functions->submit(e->net, &q, &t->id, err);
  if (rc)
    return rc;
  t->next = b->transfers;
  b->transfers = t;
  b->requests_out++;
  b->requests_sent++;
  return WB_OK;
}

static void send_all(batch *b, const host_requests *list)
{
  for (size_t i = 0; i < list->count; i++) {
    wb_error why = { 0 };
    if (send_request(b, &list->items[i], &why) != WB_OK)
      fail_covers(b, list->items[i].covers, list->items[i].cover_count, &why, 0);
  }
}

void batch_cancel(batch *b)
{
  for (transfer *t = b->transfers; t; t = t->next)
    if (t->id)
      b->engine->net_functions->cancel(b->engine->net, t->id);
}

static void set_view(batch *b)
{
  b->view = (wb_batch){
    .struct_size = sizeof b->view,
    .op = WB_OP_TRACK,
    .now_ms = clock_now_ms(&b->engine->clock),
    .language = str_of(b->language),
    .numbers = { b->numbers, (uint32_t)b->number_count, sizeof *b->numbers },
    .settings = { b->account->settings, (uint32_t)b->account->setting_count, sizeof *b->account->settings },
  };
}

void batch_launch(batch *b)
{
  engine *e = b->engine;
  wb_error why = { 0 };
  host_requests list = { 0 };
  b->state = BATCH_ASKING;
  set_view(b);
  int rc = account_ready(e, b->account, &why);
  if (rc == WB_OK)
    rc = account_load(e, b->account, &why);
  if (rc == WB_OK)
    rc = engine_open_net(e, &why);
  if (rc == WB_OK)
    rc = host_plan(e->host, b->account->live, &b->view, b->memory, b->feed, &list, &why);
  send_all(b, &list);
  if (rc && b->requests_out == 0)
    batch_fail(b, &why);
  else
    finish_if_done(b);
}

/* ---- receiving ---- */

static void keep_body(batch *b, const transfer *t, const net_answer *answer)
{
  if (!b->keep_bodies || answer->kept_body.n == 0)
    return;
  batch_body *body = ARENA_PUSH(b->memory, b->bodies, b->body_count, b->body_capacity);
  if (body)
    *body = (batch_body){ t->request->covers, t->request->cover_count, arena_str(b->memory, answer->kept_body) };
}

static wb_list response_headers(batch *b, const net_answer *answer)
{
  wb_field *fields = arena_array(b->memory, answer->header_count + 1, sizeof *fields);
  for (size_t i = 0; fields && i < answer->header_count; i++)
    fields[i] = (wb_field){ answer->headers[i].name, { WB_LITERAL, WB_ESC_NONE, answer->headers[i].value } };
  return (wb_list){ fields, fields ? (uint32_t)answer->header_count : 0, sizeof *fields };
}

static void take_response(batch *b, const transfer *t, net_answer *answer)
{
  const host_request *r = t->request;
  wb_error why = { 0 };
  host_requests more = { 0 };
  wb_list headers = response_headers(b, answer);
  uint32_t retry_after_s = 0;
  b->answered = true;
  keep_body(b, t, answer);
  int rc = host_refusal(r, answer->status, headers, answer->at_ms, &retry_after_s, &why);
  if (rc == WB_OK) {
    wb_response response = {
      .struct_size = sizeof response,
      .status = answer->status,
      .step = r->step,
      .headers = headers,
      .body = answer->body,
      .cookie = r->cookie,
      .covers = { r->covers, (uint32_t)r->cover_count, sizeof *r->covers },
    };
    rc = host_parse(b->engine->host, b->account->live, &b->view, &response, b->memory, b->feed, &more, &why);
    send_all(b, &more);
  }
  if (rc) {
    error_context(&why, rc, "%s", b->account->known->declared->name);
    fail_covers(b, r->covers, r->cover_count, &why, retry_after_s);
  }
}

batch *batch_take(net_answer *answer)
{
  transfer *t = answer->user;
  batch *b = t->batch;
  t->id = 0;
  b->requests_out--;
  b->recorded = b->recorded || answer->recorded;
  if (answer->at_ms > b->at_ms)
    b->at_ms = answer->at_ms;
  if (answer->code == WB_OK) {
    b->view.now_ms = b->engine->replaying && answer->at_ms ? answer->at_ms : b->view.now_ms;
    take_response(b, t, answer);
  } else {
    b->unrecorded = b->unrecorded || (answer->code == WB_E_NOT_FOUND && t->request->step == 0 && b->number_count > 1);
    fail_covers(b, t->request->covers, t->request->cover_count, &answer->error, answer->retry_after_s);
  }
  finish_if_done(b);
  return b;
}
