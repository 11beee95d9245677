/* SPDX-License-Identifier: MIT */
#include "parse.h"
#include "../base/limits.h"
#include "account.h"
#include "headers.h"

typedef struct saved {
  engine *engine;
  account *account;
  arena *memory;
  feed *feed;
  wb_batch batch;
  wb_response response;
} saved;

/* The reading of a number that this carrier's formats match; any text will do for a parse. */
static int make_numbers(saved *s, const wb_parse_input *in, wb_error *err)
{
  size_t n = in->number_count;
  wb_number *numbers = arena_array(s->memory, n ? n : 1, sizeof *numbers);
  uint32_t *covers = arena_array(s->memory, n ? n : 1, sizeof *covers);
  if (!numbers || !covers)
    return error_nomem(err);
  if (n == 0 || n > WB_MAX_BATCH)
    return error_set(err, WB_E_ARG, "a response is for 1 to %d numbers, not %zu", WB_MAX_BATCH, n);
  for (size_t i = 0; i < n; i++) {
    const wb_query *q = &in->numbers[i];
    if (q->number.n == 0 || q->number.n > WB_MAX_NUMBER_BYTES)
      return error_set(err, WB_E_ARG, "number %zu is empty or longer than %d bytes", i + 1, WB_MAX_NUMBER_BYTES);
    if (!str_is_utf8(q->number, NULL))
      return error_set(err, WB_E_ARG, "number %zu is not valid UTF-8", i + 1);
    numbers[i] = (wb_number){ q->number, q->postcode, q->country, q->shipped_ms };
    covers[i] = (uint32_t)i;
  }
  s->batch.numbers = (wb_list){ numbers, (uint32_t)n, sizeof *numbers };
  s->response.covers = (wb_list){ covers, (uint32_t)n, sizeof *covers };
  return WB_OK;
}

static int list_more(saved *s, const host_requests *more, wb_error *err)
{
  const wb_carrier *live = s->account->live;
  for (size_t i = 0; i < more->count; i++) {
    const host_request *r = &more->items[i];
    feed_more *m = ARENA_PUSH(s->feed->memory, s->feed->more, s->feed->more_count, s->feed->more_capacity);
    if (!m)
      return error_nomem(err);
    m->endpoint = str_of(WB_AT(wb_endpoint, live->endpoints, r->endpoint)->name);
    m->method = r->method == WB_POST ? STR("POST") : r->method == WB_PUT ? STR("PUT") : STR("GET");
    m->path = arena_str(s->feed->memory, r->path);
    m->cookie = arena_str(s->feed->memory, r->cookie);
    m->step = r->step;
  }
  return WB_OK;
}

/* What the plugin's own requests say about refusals: one that wants to read them itself gets them here too. */
static uint32_t request_flags(saved *s)
{
  feed *ignored = NULL;
  host_requests planned = { 0 };
  uint32_t flags = 0;
  if (feed_new(0, &ignored, NULL) == WB_OK)
    host_plan(s->engine->host, s->account->live, &s->batch, s->memory, ignored, &planned, NULL);
  for (size_t i = 0; i < planned.count; i++)
    flags |= planned.items[i].flags;
  feed_free(ignored);
  return flags;
}

static int run_parser(saved *s, wb_error *err)
{
  host_requests more = { 0 };
  host_request request = { .step = s->response.step, .flags = s->response.status >= 400 ? request_flags(s) : 0 };
  uint32_t retry_after_s = 0;
  const uint32_t *covers = s->response.covers.items;
  int rc = host_refusal(&request, s->response.status, s->response.headers, s->batch.now_ms, &retry_after_s, err);
  if (rc == WB_OK)
    rc = host_parse(s->engine->host, s->account->live, &s->batch, &s->response, s->memory, s->feed, &more, err);
  if (rc == WB_OK)
    rc = list_more(s, &more, err);
  if (rc && host_fail_covers(&s->batch, covers, s->response.covers.count, err, retry_after_s, s->feed) != WB_OK)
    return error_nomem(err);
  int finished = more.count == 0 ? host_finish(&s->batch, s->feed) : WB_OK;
  for (size_t i = 0; i < s->feed->result_count; i++)
    for (size_t k = 0; k < s->feed->results[i].event_count; k++)
      s->feed->results[i].events[k].ref = arena_printf(s->feed->memory, "%.*s:%lld:%zu:%zu", STR_ARG(s->feed->source),
                                                       (long long)s->feed->fetched_at_ms, i, k);
  return rc ? rc : finished;
}

/* A result for each number that was asked, in the order asked. */
static int prepare_results(saved *s, wb_error *err)
{
  for (uint32_t i = 0; i < s->batch.numbers.count; i++)
    if (!feed_result_of(s->feed, WB_AT(wb_number, s->batch.numbers, i)->number, STR("")))
      return error_nomem(err);
  return WB_OK;
}

static uint32_t best_outcome(const feed *f)
{
  uint32_t best = WB_FAILED;
  for (size_t i = 0; i < f->result_count; i++)
    if (f->results[i].outcome && f->results[i].outcome < best)
      best = f->results[i].outcome;
  return best;
}

static int parse_with(saved *s, const wb_parse_input *in, buf *out, uint32_t *ret_outcome, wb_error *err)
{
  engine *e = s->engine;
  int rc = make_numbers(s, in, err);
  if (rc == WB_OK)
    rc = headers_read(in->headers, in->header_count, s->memory, &s->response.headers, err);
  if (rc == WB_OK)
    rc = account_load(e, s->account, err);
  if (rc == WB_OK)
    rc = engine_open_host(e, err);
  if (rc == WB_OK)
    rc = feed_new(0, &s->feed, err);
  if (rc == WB_OK)
    rc = prepare_results(s, err);
  if (rc)
    return rc;
  const wb_carrier *live = s->account->live;
  s->feed->source = arena_str(s->feed->memory, str_of(live->id));
  s->feed->carrier = s->feed->source;
  s->feed->plugin_version = arena_str(s->feed->memory, str_of(live->version));
  s->feed->role = live->caps & WB_CAP_AGGREGATOR ? FEED_ROLE_AGGREGATOR : FEED_ROLE_CARRIER;
  s->feed->fetched_at_ms = s->batch.now_ms;
  rc = run_parser(s, err);
  int written = feed_to_json(s->feed, out, rc ? NULL : err);
  if (ret_outcome)
    *ret_outcome = best_outcome(s->feed);
  return rc ? rc : written;
}

int parse_saved(engine *e, const wb_parse_input *in, buf *out, uint32_t *ret_outcome, wb_error *err)
{
  saved s = { .engine = e };
  wb_error own = { 0 };
  err = err ? err : &own;
  int rc = account_find(e, str_of(in->carrier), &s.account, err);
  if (rc)
    return rc;
  if (in->http_status > 599 || (in->http_status && in->http_status < 100))
    return error_set(err, WB_E_ARG, "%u is no HTTP status", in->http_status);
  s.memory = arena_new(0);
  if (!s.memory)
    return error_nomem(err);
  WB_AUTO(buf) body = { 0 }; /* the ABI promises a NUL behind the body */
  buf_add(&body, in->body);
  s.batch = (wb_batch){
    .struct_size = sizeof s.batch,
    .op = WB_OP_TRACK,
    .now_ms = in->fetched_at_ms ? in->fetched_at_ms : clock_now_ms(&e->clock),
    .language = str_of(s.account->language),
    .settings = { s.account->settings, (uint32_t)s.account->setting_count, sizeof *s.account->settings },
  };
  s.response = (wb_response){
    .struct_size = sizeof s.response,
    .status = in->http_status ? in->http_status : 200,
    .step = in->step,
    .body = { buf_cstr(&body), body.n },
    .cookie = str_of(in->cookie),
  };
  rc = body.failed ? error_nomem(err) : parse_with(&s, in, out, ret_outcome, err);
  feed_free(s.feed);
  arena_free(s.memory);
  return rc;
}
