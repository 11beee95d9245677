/* SPDX-License-Identifier: MIT */
#include "inside.h"
#include <stdlib.h>

typedef enum gate {
  GATE_OPEN,
  GATE_WAITS, /* for the end of a transfer */
  GATE_LATER, /* for a time */
  GATE_RESTS, /* the origin's breaker is open */
  GATE_QUOTA  /* the day's quota is used up */
} gate;

static pace *pace_get(net *n, const net_pace *limits, wb_error *err)
{
  pace *p = names_find(&n->paces, limits->key);
  if (!p) {
    p = calloc(1, sizeof *p);
    if (p)
      p->key = strndup(limits->key.p, limits->key.n);
    if (!p || !p->key || !names_add(&n->paces, str_of(p->key), p)) {
      if (p)
        pace_free(p);
      free(p);
      error_nomem(err);
      return NULL;
    }
  }
  if (!pace_set(p, limits->requests, limits->window_ms)) {
    error_nomem(err);
    return NULL;
  }
  p->concurrent = limits->concurrent;
  p->day_quota = limits->day_quota;
  return p;
}

static lane *lane_new(net *n, wb_str origin_name, wb_str key, pace *p, wb_error *err)
{
  lane *l = calloc(1, sizeof *l);
  if (!l) {
    error_nomem(err);
    return NULL;
  }
  list_init(&l->queue);
  list_init(&l->turn);
  l->pace = p;
  l->key = strndup(key.p, key.n);
  l->origin = origin_get(n, origin_name, err);
  if (!l->key || !l->origin || !names_add(&n->lanes, str_of(l->key), l)) {
    lane_free(l);
    error_nomem(err);
    return NULL;
  }
  return l;
}

lane *lane_get(net *n, wb_str url, const net_pace *limits, wb_error *err)
{
  WB_AUTO(buf) key = { 0 };
  if (!url_origin(url, &key)) {
    error_set(err, WB_E_ARG,
              "this is not a URL that can be asked (https://host[:port]/path in printable ASCII)");
    return NULL;
  }
  size_t origin_bytes = key.n;
  if (!url_is_allowed(buf_view(&key), n->options.allow_http)) {
    error_set(err, WB_E_ARG, "%s: only https is allowed", buf_cstr(&key));
    return NULL;
  }
  pace *p = NULL;
  if (limits->key.n && !(p = pace_get(n, limits, err)))
    return NULL;
  buf_add_byte(&key, ' ');
  buf_add(&key, limits->key);
  if (buf_check(&key, err))
    return NULL;
  lane *l = names_find(&n->lanes, buf_view(&key));
  return l ? l : lane_new(n, str_upto(buf_view(&key), origin_bytes), buf_view(&key), p, err);
}

void lane_free(lane *l)
{
  if (!l)
    return;
  header_list_release(l->headers);
  free(l->key);
  free(l);
}

void lane_add(net *n, job *j)
{
  lane *l = j->lane;
  if (list_is_empty(&l->queue)) {
    list_add_last(&n->turns, &l->turn);
    n->turn_count++;
  }
  if (j->attempts)
    list_add_first(&l->queue, &j->place);
  else
    list_add_last(&l->queue, &j->place);
  n->turns_changed = true;
}

void lane_remove(net *n, job *j)
{
  lane *l = j->lane;
  list_remove(&j->place);
  if (list_is_empty(&l->queue)) {
    list_remove(&l->turn);
    n->turn_count--;
  }
}

void lane_sent(net *n, job *j)
{
  lane *l = j->lane;
  l->origin->active--;
  pace_end(&l->origin->pace);
  if (l->pace)
    pace_end(l->pace);
  if (j->probe)
    l->origin->probing = j->probe = false;
  n->stats.in_flight--;
  n->turns_changed = true;
}

static gate lane_gate(const net *n, const lane *l, const job *j, int64_t *ret_due_ms)
{
  const origin *o = l->origin;
  int64_t wall_ms = clock_now_ms(n->options.clock);
  if (origin_rests(o, n->now_ms) && !j->ignore_breaker)
    return GATE_RESTS;
  if ((l->pace && !pace_has_quota(l->pace, wall_ms)))
    return GATE_QUOTA;
  if (origin_is_full(n, o) || (o->probing && !j->ignore_breaker) || (l->pace && pace_is_full(l->pace)))
    return GATE_WAITS;
  int64_t due = pace_due_ms(&o->pace), due_too = l->pace ? pace_due_ms(l->pace) : 0;
  *ret_due_ms = due > due_too ? due : due_too;
  return *ret_due_ms > n->now_ms ? GATE_LATER : GATE_OPEN;
}

static void send_first(net *n, lane *l, job *j)
{
  int64_t wall_ms = clock_now_ms(n->options.clock);
  job_do(n, j, JOB_START);
  l->origin->active++;
  pace_start(&l->origin->pace, n->now_ms, wall_ms);
  if (l->pace)
    pace_start(l->pace, n->now_ms, wall_ms);
  if (l->origin->rest_until_ms && !origin_rests(l->origin, n->now_ms))
    l->origin->probing = j->probe = true;
  n->stats.in_flight++;
  wb_error err = { 0 };
  if (loop_open(n, &err) || (!transfer_start(n, j) && error_nomem(&err)))
    outcome_refuse(n, j, &err, 0);
}

static void refuse_first(net *n, const lane *l, job *j, gate why)
{
  wb_error err = { 0 };
  int64_t wait_ms;
  if (why == GATE_RESTS) {
    wait_ms = l->origin->rest_until_ms - n->now_ms;
    origin_rest_words(n, l->origin, &err);
  } else {
    wait_ms = INT64_C(86400000) - clock_now_ms(n->options.clock) % INT64_C(86400000);
    error_set(&err, WB_E_RATE, "the quota of %u requests a day for %s is used up until 00:00 UTC",
              l->pace->day_quota, l->origin->name);
  }
  outcome_refuse(n, j, &err, (uint32_t)((wait_ms + 999) / 1000));
}

/* Does something with the first job of the lane.  false: it has to wait. */
static bool lane_try(net *n, lane *l)
{
  job *j = LIST_THING(job, place, l->queue.next);
  int64_t due_ms = 0;
  if (j->token && !token_is_good(n, j->token)) {
    token_route(n, j);
    return true;
  }
  gate g = lane_gate(n, l, j, &due_ms);
  switch (g) {
  case GATE_OPEN:
    send_first(n, l, j);
    return true;
  case GATE_RESTS:
  case GATE_QUOTA:
    refuse_first(n, l, j, g);
    return true;
  case GATE_LATER:
    if (n->lane_due_ms < 0 || due_ms < n->lane_due_ms)
      n->lane_due_ms = due_ms;
    return false;
  case GATE_WAITS:
    return false;
  }
  return false;
}

void lanes_run(net *n)
{
  size_t waiting = 0;
  n->turns_changed = false;
  n->lane_due_ms = -1;
  while (waiting < n->turn_count && n->stats.in_flight < n->options.in_flight) {
    lane *l = LIST_THING(lane, turn, n->turns.next);
    list_remove(&l->turn); /* to the end: every lane has one turn a round */
    list_add_last(&n->turns, &l->turn);
    waiting = lane_try(n, l) ? 0 : waiting + 1;
  }
}
