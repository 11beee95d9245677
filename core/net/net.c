/* SPDX-License-Identifier: MIT */
#include "../base/limits.h"
#include "inside.h"
#include <openssl/crypto.h>
#include <stdlib.h>

net_options net_options_default(void)
{
  return (net_options){
    .user_agent = "waybill",
    .in_flight = WB_NET_IN_FLIGHT,
    .per_origin = WB_NET_PER_ORIGIN,
    .connect_timeout_ms = WB_NET_CONNECT_TIMEOUT_MS,
    .total_timeout_ms = WB_NET_TOTAL_TIMEOUT_MS,
    .idle_timeout_ms = WB_NET_IDLE_TIMEOUT_MS,
    .retries = WB_NET_RETRIES,
    .backoff_ms = WB_NET_BACKOFF_MS,
    .backoff_max_ms = WB_NET_BACKOFF_MAX_MS,
    .retry_after_max_ms = WB_NET_RETRY_AFTER_MAX_MS,
    .breaker_failures = WB_NET_BREAKER_FAILURES,
    .breaker_rest_ms = WB_NET_BREAKER_REST_MS,
    .max_body_bytes = WB_MAX_BODY_BYTES,
    .http2 = true,
  };
}

static int check_options(const net_options *o, wb_error *err)
{
  const struct {
    const char *name;
    uint64_t value, least, most;
  } limits[] = {
    { "in_flight", o->in_flight, 1, 4096 },
    { "per_origin", o->per_origin, 1, 256 },
    { "connect_timeout_ms", o->connect_timeout_ms, 1, INT32_MAX },
    { "total_timeout_ms", o->total_timeout_ms, 1, INT32_MAX },
    { "idle_timeout_ms", o->idle_timeout_ms, 1, INT32_MAX },
    { "retries", o->retries, 0, 100 },
    { "max_body_bytes", o->max_body_bytes, 1, (size_t)1 << 30 },
  };
  for (size_t i = 0; i < WB_COUNT(limits); i++)
    if (limits[i].value < limits[i].least || limits[i].value > limits[i].most)
      return error_set(err, WB_E_ARG, "network option %s is %llu, must be %llu to %llu", limits[i].name,
                       (unsigned long long)limits[i].value, (unsigned long long)limits[i].least,
                       (unsigned long long)limits[i].most);
  return WB_OK;
}

static const char *keep_text(net *n, size_t at, const char *text)
{
  if (!text)
    return NULL;
  buf_add_text(&n->option_texts[at], text);
  return buf_cstr(&n->option_texts[at]);
}

static int copy_options(net *n, const net_options *options, wb_error *err)
{
  n->options = *options;
  n->options.user_agent = keep_text(n, 0, options->user_agent ? options->user_agent : "waybill");
  n->options.ca_file = keep_text(n, 1, options->ca_file);
  n->options.record_folder = keep_text(n, 2, options->record_folder);
  n->options.replay_folder = NULL;
  if (!options->clock)
    n->options.clock = &n->own_clock;
  for (size_t i = 0; i < WB_COUNT(n->option_texts); i++)
    if (buf_check(&n->option_texts[i], err))
      return err ? err->code : WB_E_NOMEM;
  return WB_OK;
}

int net_new(const net_options *options, net **ret_net, wb_error *err)
{
  int rc = check_options(options, err);
  net *n = rc ? NULL : calloc(1, sizeof *n);
  if (!n)
    return rc ? rc : error_nomem(err);
  n->epoll_fd = n->wake_fd = -1;
  list_init(&n->jobs);
  list_init(&n->turns);
  list_init(&n->active);
  list_init(&n->idle);
  n->spare_answer = calloc(1, sizeof *n->spare_answer);
  rc = n->spare_answer ? copy_options(n, options, err) : error_nomem(err);
  if (!rc)
    rc = loop_new(n, err);
  if (rc) {
    net_free(n);
    return rc;
  }
  *ret_net = n;
  return WB_OK;
}

static void free_named(net *n)
{
  for (size_t i = 0; i < n->lanes.capacity; i++)
    lane_free(n->lanes.slots[i].thing);
  for (size_t i = 0; i < n->origins.capacity; i++)
    origin_free(n->origins.slots[i].thing);
  for (size_t i = 0; i < n->tokens.capacity; i++)
    token_free(n->tokens.slots[i].thing);
  for (size_t i = 0; i < n->paces.capacity; i++) {
    if (n->paces.slots[i].thing)
      pace_free(n->paces.slots[i].thing);
    free(n->paces.slots[i].thing);
  }
  names_free(&n->lanes);
  names_free(&n->origins);
  names_free(&n->tokens);
  names_free(&n->paces);
}

void net_free(net *n)
{
  net_answer *left;
  if (!n)
    return;
  loop_close(n);
  while (!list_is_empty(&n->jobs))
    job_free(LIST_THING(job, all, n->jobs.next));
  while (net_next(n, &left))
    net_answer_free(left);
  free_named(n);
  pauses_free(&n->pauses);
  if (n->scratch.data)
    OPENSSL_cleanse(n->scratch.data, n->scratch.capacity); /* holds tokens */
  buf_free(&n->scratch);
  for (size_t i = 0; i < WB_COUNT(n->option_texts); i++)
    buf_free(&n->option_texts[i]);
  free(n->spare_answer);
  free(n);
}

int net_take(net *n, const net_request *request, job **ret_job, wb_error *err)
{
  job *j = NULL;
  int rc = job_new(request, &j, err);
  if (rc)
    return rc;
  if (!pauses_reserve(&n->pauses, n->job_count + 1))
    rc = error_nomem(err);
  if (!rc && j->auth.scheme == NET_AUTH_OAUTH2 && !(j->token = token_get(n, &j->auth, err)))
    rc = WB_E_NOMEM;
  wb_error why = { 0 };
  if (!rc && !(j->lane = lane_get(n, j->url, &request->pace, &why)))
    rc = error_set(err, why.code, "%.*s: %s", STR_ARG(j->shown_url), why.text);
  if (rc) {
    job_free(j);
    return rc;
  }
  j->id = ++n->next_id;
  list_add_last(&n->jobs, &j->all);
  n->job_count++;
  *ret_job = j;
  return WB_OK;
}

int net_submit(net *n, const net_request *request, uint64_t *ret_id, wb_error *err)
{
  job *j = NULL;
  if (request->auth.scheme == NET_AUTH_OAUTH2 && !n->options.read_token)
    return error_set(err, WB_E_ARG, "a token is wanted but the option read_token is not set");
  int rc = net_take(n, request, &j, err);
  if (rc)
    return rc;
  if (ret_id)
    *ret_id = j->id;
  n->stats.submitted++;
  wb_error offline = { 0 };
  if (n->options.offline) {
    error_set(&offline, WB_E_NETWORK, "not asked: the network is switched off (offline)");
    outcome_refuse(n, j, &offline, 0);
    return WB_OK;
  }
  token_route(n, j);
  return WB_OK;
}

static void cancel_job(net *n, job *j)
{
  wb_error cancelled = { 0 };
  error_set(&cancelled, WB_E_CANCELLED, "cancelled");
  outcome_refuse(n, j, &cancelled, 0);
}

void net_cancel(net *n, uint64_t id)
{
  for (list *l = n->jobs.next; l != &n->jobs; l = l->next) {
    job *j = LIST_THING(job, all, l);
    if (j->id == id && !j->fetches) {
      cancel_job(n, j);
      return;
    }
  }
}

void net_cancel_all(net *n)
{
  for (list *l = n->jobs.next, *next; l != &n->jobs; l = next) {
    job *j = LIST_THING(job, all, l);
    next = l->next;
    if (!j->fetches) /* a token call goes on: what it brings is good for the next request */
      cancel_job(n, j);
  }
}

size_t net_pending(const net *n)
{
  return (size_t)(n->stats.submitted - n->stats.answered);
}

int net_step(net *n, int timeout_ms, wb_error *err)
{
  if (!net_pending(n)) /* nobody is waiting */
    timeout_ms = 0;
  int64_t end_ms = timeout_ms < 0 ? INT64_MAX : clock_steady_ms() + timeout_ms;
  n->woken = false;
  do {
    int64_t left_ms = timeout_ms < 0 ? -1 : end_ms - clock_steady_ms();
    loop_turn(n, timeout_ms < 0 ? -1 : left_ms > 0 ? left_ms : 0);
    if (n->failed.code) {
      int rc = error_set(err, n->failed.code, "%s", n->failed.text);
      n->failed = (wb_error){ 0 };
      return rc;
    }
  } while (!n->answers_ready && !n->woken && net_pending(n) && timeout_ms && clock_steady_ms() < end_ms);
  return n->answers_ready > INT32_MAX ? INT32_MAX : (int)n->answers_ready;
}

int net_fd(const net *n)
{
  return n->epoll_fd;
}

int net_timeout_ms(const net *n)
{
  if (n->answers_ready || n->turns_changed)
    return 0;
  int64_t due_ms = loop_due_ms(n);
  if (due_ms < 0)
    return -1;
  int64_t left_ms = due_ms - clock_steady_ms();
  return left_ms < 0 ? 0 : left_ms > INT32_MAX ? INT32_MAX : (int)left_ms;
}

void net_stats_get(const net *n, net_stats *ret_stats)
{
  *ret_stats = n->stats;
  ret_stats->waiting = (uint32_t)(n->job_count - n->stats.in_flight);
}
