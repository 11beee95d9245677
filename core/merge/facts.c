/* SPDX-License-Identifier: MIT */
/* What a node says, in numbers that can be compared: its reading, its kinds, its place. */
#include "parts.h"

#define DAY_S 86400

static const wb_time *time_of(const node *n)
{
  return &n->last->said->time;
}

static int64_t floor_seconds(int64_t ms)
{
  return ms / 1000 - (ms % 1000 < 0);
}

static bool is_midnight(int64_t wall_s)
{
  int64_t of_day = wall_s % DAY_S;
  return of_day == 0 || of_day == DAY_S - 1 || of_day == -1;
}

static enum mark mark_of(const wb_time *t)
{
  switch (t->kind) {
  case WB_TIME_NONE:
    return MARK_NONE;
  case WB_TIME_INSTANT:
    return MARK_Z;
  case WB_TIME_LOCAL:
    return MARK_LOCAL;
  case WB_TIME_DATE:
    return MARK_DAY;
  default:
    return MARK_CERTAIN;
  }
}

/* Letters and digits without case: FNV-1a, as words are compared for being the same, nothing else. */
static uint64_t fold(wb_str text)
{
  uint64_t hash = 0;
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)ascii_lower(text.p[i]);
    if (c < 0x80 && !ascii_is_alpha((char)c) && !ascii_is_digit((char)c))
      continue;
    hash = (hash ? hash : UINT64_C(14695981039346656037)) ^ c;
    hash *= UINT64_C(1099511628211);
  }
  return hash;
}

static void describe(merger *m, node *n)
{
  const wb_time *t = time_of(n);
  bool wild;
  wb_event_time e = merge_moment(m->in, t, &(const wb_place){ 0 }, (zone_rule){ RULE_AS_WRITTEN, 0 }, &wild);
  n->mark = (uint8_t)(e.precision ? mark_of(t) : MARK_NONE);
  n->precision = e.precision;
  n->wall_s = floor_seconds(e.has_local ? e.local_ms : e.from_ms);
  n->from_s = floor_seconds(e.from_ms);
  n->to_s = floor_seconds(e.to_ms);
  if (e.precision == WB_PRECISION_DAY)
    n->mark = MARK_DAY;
  if (n->mark == MARK_CERTAIN && e.zone_from == WB_ZONE_ASSUMED)
    n->mark = MARK_LOCAL; /* an abbreviation or a zone that nobody knows */
  if (e.has_offset && e.offset_min > -24 * 60 && e.offset_min < 24 * 60) {
    n->offset_count = 1;
    n->offsets_min[0] = (int16_t)e.offset_min;
  }
  n->may_be = merge_kinds(m->in, n->last->said);
  n->text = fold(n->last->said->text);
  merge_resolve(m->in, &n->last->said->place, &n->place);
}

/* A source that writes midnight more often than chance would writes dates. */
static void tell_midnights(merger *m)
{
  for (size_t s = 0; s < m->source_count; s++) {
    size_t timed = 0, midnights = 0;
    for (size_t i = 0; i < m->node_count; i++) {
      const node *n = &m->nodes[i];
      if (n->source != s || n->mark == MARK_NONE || n->mark == MARK_DAY)
        continue;
      timed++;
      midnights += is_midnight(n->wall_s);
    }
    m->sources[s].midnights = midnights >= 3 || 5 * midnights > timed;
  }
  for (size_t i = 0; i < m->node_count; i++) {
    node *n = &m->nodes[i];
    if (n->mark == MARK_NONE || n->mark == MARK_DAY || !m->sources[n->source].midnights ||
        !is_midnight(n->wall_s))
      continue;
    n->mark = MARK_DAY;
    n->precision = WB_PRECISION_DAY;
    n->wall_s -= (n->wall_s % DAY_S + DAY_S) % DAY_S;
  }
}

void merge_describe(merger *m)
{
  for (size_t i = 0; i < m->node_count; i++)
    describe(m, &m->nodes[i]);
  tell_midnights(m);
}
