/* SPDX-License-Identifier: MIT */
#include "inside.h"
#include <stdio.h>
#include <stdlib.h>

#define MOST_KEPT_CONNECTIONS 1024u

/* libcurl's own default, four times the transfers of the moment, closes connections that the next request
 * needs. */
void origins_keep_connections(net *n)
{
  size_t wanted = n->origins.count * n->options.per_origin;
  if (wanted < n->options.in_flight)
    wanted = n->options.in_flight;
  if (wanted > MOST_KEPT_CONNECTIONS)
    wanted = MOST_KEPT_CONNECTIONS;
  if (n->multi)
    curl_multi_setopt(n->multi, CURLMOPT_MAXCONNECTS, (long)wanted);
}

origin *origin_get(net *n, wb_str name, wb_error *err)
{
  origin *o = names_find(&n->origins, name);
  if (o)
    return o;
  o = calloc(1, sizeof *o);
  if (o)
    o->name = strndup(name.p, name.n);
  if (!o || !o->name || !pace_set(&o->pace, n->options.origin_requests, n->options.origin_window_ms) ||
      !names_add(&n->origins, str_of(o->name), o)) {
    origin_free(o);
    error_nomem(err);
    return NULL;
  }
  origins_keep_connections(n);
  return o;
}

void origin_free(origin *o)
{
  if (!o)
    return;
  pace_free(&o->pace);
  free(o->name);
  free(o);
}

bool origin_is_full(const net *n, const origin *o)
{
  /* One HTTP/2 connection is filled and no more: libcurl opens a new one for every transfer that does not
   * fit. */
  uint32_t most = o->h2 && n->options.per_origin < NET_H2_STREAMS ? NET_H2_STREAMS : n->options.per_origin;
  return o->active >= most;
}

bool origin_rests(const origin *o, int64_t now_ms)
{
  return now_ms < o->rest_until_ms;
}

void origin_worked(origin *o)
{
  o->failures = 0;
  o->rest_until_ms = 0;
}

void origin_failed(net *n, origin *o, const transfer *t, const char *why)
{
  bool overlaps = o->last_failure_ms && t->started_ms < o->last_failure_ms;
  if (!n->options.breaker_failures)
    return;
  o->last_failure_ms = n->now_ms;
  snprintf(o->why, sizeof o->why, "%s", why);
  if (!overlaps && o->failures < UINT32_MAX)
    o->failures++;
  if (origin_rests(o, n->now_ms) || (o->failures < n->options.breaker_failures && !t->job->probe))
    return;
  o->rest_until_ms = n->now_ms + n->options.breaker_rest_ms;
  n->stats.breaker_opened++;
  log_line(n->options.log, LOG_WARN, "%s failed %u times in a row (%s): it rests for %u s", o->name,
           o->failures, why, (n->options.breaker_rest_ms + 999) / 1000);
}

void origin_rest_words(const net *n, const origin *o, wb_error *err)
{
  error_set(err, WB_E_UPSTREAM, "%s failed %u times in a row (last: %s): not asked again for another %lld s",
            o->name, o->failures, o->why, (long long)(o->rest_until_ms - n->now_ms + 999) / 1000);
}
