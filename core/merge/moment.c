/* SPDX-License-Identifier: MIT */
#include "parts.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS  (24 * HOUR_MS)
/* No clock on earth is further from UTC: a reading without a zone lies in [local - 14 h, local + 12 h]. */
#define EAST_MS (14 * HOUR_MS)
#define WEST_MS (12 * HOUR_MS)
/* Beyond the years 1 to 9999 (with some days to spare for offsets) a time is none. */
#define FIRST_MS (-INT64_C(62135596800000) + 4 * DAY_MS)
#define LAST_MS  (INT64_C(253402300799000) - 4 * DAY_MS)

static bool is_sane(int64_t ms)
{
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/* How long the moment may last that is written with a precision, in whole seconds. */
static int64_t span_ms(uint32_t precision)
{
  switch (precision) {
  case WB_PRECISION_DAY:
    return DAY_MS - 1000;
  case WB_PRECISION_HOUR:
    return HOUR_MS - 1000;
  case WB_PRECISION_MINUTE:
    return 59000;
  default:
    return 0;
  }
}

static uint8_t precision_of(const wb_time *t)
{
  if (t->kind == WB_TIME_DATE)
    return WB_PRECISION_DAY;
  int64_t reading = t->kind == WB_TIME_INSTANT ? t->utc_ms : t->local_ms;
  if ((t->flags & WB_TIME_DOUBTFUL) && reading % DAY_MS == 0)
    return WB_PRECISION_DAY; /* a date that was dressed up with midnight */
  return t->precision > WB_PRECISION_SECOND || t->precision == WB_PRECISION_NONE ? WB_PRECISION_SECOND
                                                                                 : (uint8_t)t->precision;
}

static void set_offset(wb_event_time *e, int32_t offset_min, uint8_t zone_from)
{
  e->has_offset = 1;
  e->offset_min = offset_min;
  e->zone_from = zone_from;
}

static void set_interval(wb_event_time *e, int64_t from_ms, int64_t to_ms)
{
  e->from_ms = from_ms;
  e->to_ms = to_ms + span_ms(e->precision);
}

/* The reading stands in a zone with a name.  false: there is no such zone. */
static bool resolve_zone(const merge_input *in, wb_event_time *e, wb_str zone, uint8_t zone_from)
{
  int64_t first, last;
  int32_t offset_min;
  if (zone_local_to_utc(in->zones, zone, e->local_ms, &first, &last) != WB_OK ||
      zone_offset_at(in->zones, zone, first, &offset_min) != WB_OK)
    return false;
  set_offset(e, offset_min, zone_from);
  set_interval(e, first, last);
  return true;
}

/* The one zone of a place; false: several are possible, or nothing is known. */
static bool find_zone(const merge_input *in, const wb_place *place, const char **ret_zone,
                      uint32_t *ret_zone_from)
{
  const char *names[MERGE_ZONES];
  place_found found;
  if (zone_of_place(place, ret_zone, ret_zone_from))
    return true;
  merge_resolve(in, place, &found);
  if (merge_zones_of(in, place, &found, names) != 1)
    return false;
  *ret_zone = names[0];
  *ret_zone_from = found.level > PLACE_COUNTRY ? WB_ZONE_PLACE : WB_ZONE_COUNTRY;
  return true;
}

/* The reading tells no zone: the place may, else nothing does. */
static bool resolve_by_place(const merge_input *in, wb_event_time *e, const wb_place *place)
{
  const char *zone;
  uint32_t zone_from;
  if (find_zone(in, place, &zone, &zone_from) && resolve_zone(in, e, str_of(zone), (uint8_t)zone_from)) {
    e->zone = zone;
    return true;
  }
  e->zone_from = WB_ZONE_ASSUMED;
  set_interval(e, e->local_ms - EAST_MS, e->local_ms + WEST_MS);
  return false;
}

static bool resolve_abbreviation(wb_event_time *e, const wb_time *t, const wb_place *place)
{
  int32_t offset_min;
  bool certain;
  if (!zone_abbreviation(t->zone, place->country, &offset_min, &certain) || !certain)
    return false;
  set_offset(e, offset_min, WB_ZONE_DECLARED);
  set_interval(e, e->local_ms - (int64_t)offset_min * 60000, e->local_ms - (int64_t)offset_min * 60000);
  return true;
}

/* The wall clock at the place of an instant, where the place tells its zone. */
static void infer_local(const merge_input *in, wb_event_time *e, const wb_place *place)
{
  const char *zone;
  uint32_t zone_from;
  int32_t offset_min;
  e->zone_from = WB_ZONE_OFFSET; /* the instant itself is certain, whatever the place */
  if (e->precision <= WB_PRECISION_DAY || !find_zone(in, place, &zone, &zone_from) ||
      zone_offset_at(in->zones, str_of(zone), e->from_ms, &offset_min) != WB_OK)
    return;
  e->has_local = 1;
  e->local_ms = e->from_ms + (int64_t)offset_min * 60000;
  set_offset(e, offset_min, WB_ZONE_OFFSET);
  e->zone = zone;
}

static int32_t offset_between(int64_t local_ms, int64_t utc_ms)
{
  int64_t minutes = (local_ms - utc_ms + (local_ms < utc_ms ? -30000 : 30000)) / 60000;
  return minutes > 26 * 60 || minutes < -26 * 60 ? INT32_MIN : (int32_t)minutes;
}

static bool is_known_kind(const wb_time *t)
{
  if (t->kind == WB_TIME_NONE || t->kind > WB_TIME_DATE)
    return false;
  if ((t->kind == WB_TIME_INSTANT || t->kind == WB_TIME_LOCAL_UTC) && !is_sane(t->utc_ms))
    return false;
  if (t->kind == WB_TIME_OFFSET && (t->offset_min > 26 * 60 || t->offset_min < -26 * 60))
    return false;
  return t->kind == WB_TIME_INSTANT || is_sane(t->local_ms);
}

/* What was written with Z or without a zone, read by the rule that its source was found to follow. */
static void resolve_by_rule(const merge_input *in, wb_event_time *e, const wb_place *place, zone_rule rule,
                            bool *ret_resolved)
{
  if (rule.kind == RULE_PLACE) {
    *ret_resolved = resolve_by_place(in, e, place);
    return;
  }
  int32_t offset_min = rule.kind == RULE_FIXED ? rule.offset_min : 0;
  set_offset(e, offset_min, WB_ZONE_ALIGNED);
  set_interval(e, e->local_ms - (int64_t)offset_min * 60000, e->local_ms - (int64_t)offset_min * 60000);
  *ret_resolved = true;
}

wb_event_time merge_moment(const merge_input *in, const wb_time *t, const wb_place *place, zone_rule rule,
                           bool *ret_wide)
{
  wb_event_time e = { .zone = "", .zone_from = WB_ZONE_NONE };
  *ret_wide = false;
  if (!is_known_kind(t))
    return e;
  e.precision = precision_of(t);
  if (t->kind == WB_TIME_INSTANT && rule.kind <= RULE_UTC) {
    set_interval(&e, t->utc_ms, t->utc_ms);
    infer_local(in, &e, place);
    *ret_wide = e.precision == WB_PRECISION_DAY;
    return e;
  }
  e.has_local = 1;
  e.local_ms = t->kind == WB_TIME_INSTANT ? t->utc_ms : t->local_ms;
  bool resolved = false;
  if (t->kind == WB_TIME_OFFSET) {
    set_offset(&e, t->offset_min, WB_ZONE_OFFSET);
    set_interval(&e, t->local_ms - (int64_t)t->offset_min * 60000,
                 t->local_ms - (int64_t)t->offset_min * 60000);
    resolved = true;
  } else if (t->kind == WB_TIME_LOCAL_UTC) {
    int32_t offset_min = offset_between(t->local_ms, t->utc_ms);
    if (offset_min != INT32_MIN)
      set_offset(&e, offset_min, WB_ZONE_OFFSET);
    set_interval(&e, t->utc_ms, t->utc_ms);
    resolved = true;
  } else if (t->kind == WB_TIME_ZONE) {
    resolved = resolve_zone(in, &e, t->zone, WB_ZONE_DECLARED);
  } else if (t->kind == WB_TIME_ABBREVIATION) {
    resolved = resolve_abbreviation(&e, t, place);
  }
  if (!resolved && rule.kind != RULE_AS_WRITTEN)
    resolve_by_rule(in, &e, place, rule, &resolved);
  else if (!resolved)
    resolved = resolve_by_place(in, &e, place);
  *ret_wide = !resolved || e.precision == WB_PRECISION_DAY;
  return e;
}

bool merge_eta_reading(const merge_input *in, const wb_time *t, int64_t *ret_local_ms,
                       int32_t *ret_offset_min, bool *ret_has_offset)
{
  if (!is_known_kind(t))
    return false;
  const wb_place nowhere = { 0 };
  bool wide;
  wb_event_time e = merge_moment(in, t, &nowhere, (zone_rule){ RULE_AS_WRITTEN, 0 }, &wide);
  *ret_local_ms = e.has_local ? e.local_ms : e.from_ms;
  *ret_offset_min = e.offset_min;
  *ret_has_offset = e.has_offset || !e.has_local;
  return true;
}

/* ---- the order within one answer ---- */

static int64_t floor_day(int64_t ms)
{
  return ms / DAY_MS - (ms % DAY_MS < 0);
}

/* Which of two came first, as far as an answer tells by itself: by instants, else by the clocks on the wall,
 * else by days. */
static int compare_moments(const witness *a, const witness *b)
{
  int64_t x = a->time.from_ms, y = b->time.from_ms;
  if ((a->wide || b->wide) && a->time.has_local && b->time.has_local) {
    bool by_day = a->time.precision == WB_PRECISION_DAY || b->time.precision == WB_PRECISION_DAY;
    x = by_day ? floor_day(a->time.local_ms) : a->time.local_ms;
    y = by_day ? floor_day(b->time.local_ms) : b->time.local_ms;
  }
  return (x > y) - (x < y);
}

/* Carriers list the newest first, mostly; an answer shows its own way when it has two times. */
static bool runs_upwards(const witness *answer, size_t count)
{
  size_t up = 0, down = 0;
  for (size_t i = 1; i < count; i++) {
    int order = answer[i].timed && answer[i - 1].timed ? compare_moments(&answer[i - 1], &answer[i]) : 0;
    up += order < 0;
    down += order > 0;
  }
  return up > down;
}

static witness *in_time_order(witness *answer, size_t count, bool upwards, size_t rank)
{
  return &answer[upwards ? rank : count - 1 - rank];
}

/* Where a wide interval belongs: read with the offset of its neighbours; a day alone stays behind the event
 * before it when that is of the same day. */
static int64_t place_wide(const witness *w, const wb_event_time *neighbour, int64_t before_ms)
{
  int64_t at = w->time.from_ms;
  if (!w->time.has_offset && w->time.has_local)
    at = w->time.local_ms - (neighbour ? (int64_t)neighbour->offset_min * 60000 : 0);
  bool same_day = w->time.precision == WB_PRECISION_DAY && before_ms > at && before_ms < at + DAY_MS;
  return same_day ? before_ms : at;
}

/* Events without a time stand behind the one before them; at the start, before the first that has one. */
static void place_untimed(witness *answer, size_t count, bool upwards)
{
  int64_t next = 0;
  for (size_t rank = count; rank-- > 0;) {
    witness *w = in_time_order(answer, count, upwards, rank);
    if (!w->timed && w->order_ms == INT64_MIN)
      w->order_ms = next;
    next = w->order_ms;
  }
}

static bool is_dressed_up(const merger *m, const witness *w)
{
  return w->node->mark == MARK_DAY && w == w->node->last && m->sources[w->node->source].midnights;
}

void merge_order_answer(merger *m, size_t poll_at)
{
  poll *p = &m->polls[poll_at];
  witness *answer = m->witnesses + p->first_witness;
  size_t count = p->witness_count;
  if (p->is_ordered)
    return;
  p->is_ordered = true;
  for (size_t i = 0; i < count; i++) {
    witness *w = &answer[i];
    wb_time t = w->said->time;
    t.flags |= is_dressed_up(m, w) ? WB_TIME_DOUBTFUL : 0;
    w->time = merge_moment(m->in, &t, &w->said->place, w->node->rule, &w->wide);
    w->timed = w->time.from_ms || w->time.to_ms;
  }
  bool upwards = runs_upwards(answer, count);
  const wb_event_time *neighbour = NULL;
  for (size_t i = 0; i < count && !neighbour; i++)
    neighbour = in_time_order(answer, count, upwards, i)->time.has_offset
                    ? &in_time_order(answer, count, upwards, i)->time
                    : NULL;
  int64_t before_ms = INT64_MIN;
  for (size_t rank = 0; rank < count; rank++) {
    witness *w = in_time_order(answer, count, upwards, rank);
    w->rank = rank;
    if (!w->timed)
      w->order_ms = before_ms;
    else if (w->wide)
      w->order_ms = place_wide(w, neighbour, before_ms);
    else
      w->order_ms = w->time.from_ms;
    before_ms = w->order_ms;
    neighbour = w->time.has_offset ? &w->time : neighbour;
  }
  place_untimed(answer, count, upwards);
}
