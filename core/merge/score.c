/* SPDX-License-Identifier: MIT */
/* The evidence for two nodes being about one scan: which rows of the table speak, and their sum. */
#include "parts.h"
#include "weights.h"

#define HOUR_S     INT64_C(3600)
#define MOST_TWICE 3    /* kinds that other words for the same may have */
#define TWICE_S    1200 /* what one source tells twice is no further apart */

/* Different kinds that sources confuse. */
static const kinds near_pairs[][2] = {
  { KIND(ARRIVE), KIND(PROCESS) },          { KIND(PROCESS), KIND(DEPART) },
  { KIND(ARRIVE), KIND(AT_DELIVERY) },      { KIND(PICKUP), KIND(ACCEPT) },
  { KIND(HANDOVER), KIND(RECEIVED) },       { KIND(ARRIVE_COUNTRY), KIND(ARRIVE) | KIND(PROCESS) },
  { KIND(DEPART_COUNTRY), KIND(DEPART) },   { KIND(ACCEPT), KIND(ARRIVE) | KIND(PROCESS) },
  { KIND(CUSTOMS_IN), KIND(CUSTOMS_HOLD) }, { KIND(ATTEMPT), KIND(READY) | KIND(PROBLEM) },
  { KIND(RECEIVED), KIND(ARRIVE) },         { KIND(AT_DELIVERY), KIND(PROCESS) },
  { KIND(MOVING), KIND(DEPART) },           { KIND(DELAY), KIND(PROBLEM) },
};

static bool is_near(kinds a, kinds b)
{
  for (size_t i = 0; i < WB_COUNT(near_pairs); i++)
    if (((a & near_pairs[i][0]) && (b & near_pairs[i][1])) ||
        ((b & near_pairs[i][0]) && (a & near_pairs[i][1])))
      return true;
  return false;
}

static unsigned relation_of(const node *a, const node *b)
{
  kinds both = a->may_be & b->may_be;
  if (!both)
    return is_near(a->may_be, b->may_be) ? RELATION_NEAR : RELATION_CONFLICT;
  if (a->may_be == b->may_be && (both & (both - 1)) == 0)
    return kinds_per_thousand(both) <= 1000 ? RELATION_SAME_RARE : RELATION_SAME_COMMON;
  /* What it says that the sets meet, against sets drawn by chance: e, e^2 ... of 17 events in a journey */
  uint64_t met = (uint64_t)kinds_per_thousand(both) * 17000;
  uint64_t chance = (uint64_t)kinds_per_thousand(a->may_be) * kinds_per_thousand(b->may_be);
  return met * 10 >= chance * 55   ? RELATION_TIGHT
         : met * 10 >= chance * 20 ? RELATION_MEDIUM
                                   : RELATION_LOOSE;
}

/* ---- times ---- */

static int64_t width_of(const node *n)
{
  static const int64_t widths[] = { 0, 86399, 3599, 59, 0 };
  return n->precision <= WB_PRECISION_SECOND ? widths[n->precision] : 0;
}

static bool is_sharp(const node *n)
{
  return n->mark != MARK_DAY && n->mark != MARK_NONE && n->offset_count > 0;
}

/* Between two readings at given instants: 0 where the coarser one contains the finer. */
static int64_t apart_of(int64_t a, int64_t width_a, int64_t b, int64_t width_b)
{
  if (width_a == width_b)
    return a < b ? b - a : a - b;
  if (a < b)
    return b - a > width_a ? b - a - width_a : 0;
  return a - b > width_b ? a - b - width_b : 0;
}

/* The least over the zones that both readings may have. */
static int64_t least_apart(const node *a, const node *b)
{
  int64_t least = INT64_MAX, width_a = width_of(a), width_b = width_of(b);
  for (size_t i = 0; i < a->offset_count; i++)
    for (size_t k = 0; k < b->offset_count; k++) {
      int64_t apart =
          apart_of(a->wall_s - a->offsets_min[i] * 60, width_a, b->wall_s - b->offsets_min[k] * 60, width_b);
      least = apart < least ? apart : least;
    }
  return least;
}

static int64_t gap_of(const node *a, const node *b)
{
  return a->to_s < b->from_s ? b->from_s - a->to_s : b->to_s < a->from_s ? a->from_s - b->to_s : 0;
}

static unsigned apart_bucket(int64_t apart)
{
  static const int64_t limits[] = { 0, 60, 120, 360, 1200, 3720, 12000 };
  for (unsigned i = 0; i < WB_COUNT(limits); i++)
    if (apart <= limits[i])
      return i;
  if (apart >= 12 * HOUR_S - 150 && apart <= 12 * HOUR_S + 150)
    return APART_EXACTLY_12_H;
  return apart <= 12 * HOUR_S ? APART_12_H : apart <= 25 * HOUR_S ? APART_25_H : APARTS;
}

/* TIMES: too far apart to be compared.  *ret_at_once: two sharp readings of one instant. */
static unsigned time_of(const node *a, const node *b, unsigned *ret_class, bool *ret_at_once)
{
  *ret_at_once = false;
  if (is_sharp(a) && is_sharp(b)) {
    int64_t apart = least_apart(a, b);
    unsigned bucket = apart_bucket(apart);
    *ret_at_once = apart == 0;
    *ret_class = a->offset_count == 1 && b->offset_count == 1 ? TIME_SHARP : TIME_CHOICE;
    return bucket == APARTS ? TIMES : *ret_class * APARTS + bucket;
  }
  int64_t gap = gap_of(a, b), wider = a->to_s - a->from_s;
  wider = b->to_s - b->from_s > wider ? b->to_s - b->from_s : wider;
  *ret_class = TIME_WIDE;
  if (gap == 0)
    return 2 * APARTS + (wider <= 24 * HOUR_S ? WIDE_INSIDE_DAY : WIDE_INSIDE);
  return gap <= 12 * HOUR_S   ? 2 * APARTS + WIDE_OFF_12_H
         : gap <= 25 * HOUR_S ? 2 * APARTS + WIDE_OFF_25_H
                              : TIMES;
}

static int64_t floor_div(int64_t a, int64_t b)
{
  return a / b - (a % b < 0);
}

/* The same hands of the clock, whatever the zone. */
static bool same_reading(const node *a, const node *b)
{
  if (a->mark == MARK_NONE || b->mark == MARK_NONE)
    return false;
  int64_t unit = a->mark == MARK_DAY && b->mark == MARK_DAY ? 86400 : 60;
  if ((a->mark == MARK_DAY) != (b->mark == MARK_DAY))
    return false;
  if (a->precision == WB_PRECISION_SECOND && b->precision == WB_PRECISION_SECOND)
    return a->wall_s == b->wall_s;
  return floor_div(a->wall_s, unit) == floor_div(b->wall_s, unit);
}

static bool same_instant(const node *a, const node *b)
{
  return is_sharp(a) && is_sharp(b) && least_apart(a, b) == 0;
}

/* ---- sources that copy ---- */

static bool says_the_same(const node *a, const node *b)
{
  return a->source != b->source && (a->may_be & b->may_be) && (same_reading(a, b) || same_instant(a, b));
}

/* By node and source: the source says the same with the same reading or at the same instant. */
static uint8_t *tell_shared(const merger *m)
{
  size_t sources = m->source_count;
  uint8_t *shared = arena_array(m->scratch, m->node_count * sources + 1, 1);
  for (size_t i = 1; shared && i < m->node_count; i++)
    for (size_t k = 0; k < i; k++) {
      const node *a = &m->nodes[i], *b = &m->nodes[k];
      uint8_t *there = &shared[i * sources + b->source], *back = &shared[k * sources + a->source];
      if (!(*there && *back) && says_the_same(a, b))
        *there = *back = 1;
    }
  return shared;
}

/* 0: nothing known, 1: little .. 3: nearly all. */
static uint8_t copying_of(size_t said, size_t shared)
{
  return said < 3 ? 0 : shared * 10 >= said * 7 ? 3 : shared * 10 >= said * 3 ? 2 : 1;
}

/* Of what a says, how much b says. */
static bool tell_copying(merger *m)
{
  size_t n = m->source_count;
  const uint8_t *shared = tell_shared(m);
  uint32_t *said = arena_array(m->scratch, n + 1, sizeof *said);
  uint32_t *counts = arena_array(m->scratch, n * n + 1, sizeof *counts);
  m->copying = arena_array(m->scratch, n * n + 1, 1);
  if (!shared || !said || !counts || !m->copying)
    return false;
  for (size_t i = 0; i < m->node_count; i++) {
    size_t a = m->nodes[i].source;
    said[a] += m->nodes[i].mark != MARK_NONE;
    for (size_t b = 0; b < n; b++)
      counts[a * n + b] += shared[i * n + b];
  }
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < n; b++)
      m->copying[a * n + b] = a == b ? 0 : copying_of(said[a], counts[a * n + b]);
  return true;
}

static unsigned copying_between(const merger *m, const node *a, const node *b)
{
  unsigned there = m->copying[a->source * m->source_count + b->source];
  unsigned back = m->copying[b->source * m->source_count + a->source];
  return there > back ? there : back;
}

/* ---- rows ---- */

static bool is_vetoed(const merger *m, const node *a, const node *b)
{
  const feed_statement *x = a->last->said, *y = b->last->said;
  if (a->epoch != b->epoch || (x->piece.n && y->piece.n && !str_equal(x->piece, y->piece)))
    return true;
  return x->event_id.n && y->event_id.n && !str_equal(x->event_id, y->event_id) &&
         str_equal(m->polls[a->last->poll].carrier, m->polls[b->last->poll].carrier);
}

static size_t rows_of_one_source(const node *a, const node *b, uint16_t *ret_rows)
{
  wb_str code_a = a->last->said->code, code_b = b->last->said->code;
  if (code_a.n && code_b.n && !str_equal(code_a, code_b))
    return 0; /* the source itself tells them apart */
  int64_t apart = a->wall_s < b->wall_s ? b->wall_s - a->wall_s : a->wall_s - b->wall_s;
  if (a->mark != b->mark || apart > (a->mark == MARK_DAY ? 0 : TWICE_S))
    return 0; /* told twice is told with nearly the same hands of the clock */
  unsigned near = a->mark == MARK_DAY ? APART_20_MIN + 1 : apart_bucket(apart), relation = relation_of(a, b);
  bool words = a->text && a->text == b->text;
  if (!words && (a->may_be != b->may_be || __builtin_popcountll(a->may_be) > MOST_TWICE))
    return 0; /* in other words, and what they mean is not certain */
  ret_rows[0] = (uint16_t)(ROW_OWN + (near * RELATIONS + relation) * 2 + words);
  ret_rows[1] = (uint16_t)(ROW_OWN_PLACE + (unsigned)place_compare(&a->place, &b->place));
  return 2;
}

size_t merge_rows(const merger *m, const node *a, const node *b, uint16_t *ret_rows)
{
  unsigned class = 0;
  if (a->mark == MARK_NONE || b->mark == MARK_NONE || is_vetoed(m, a, b))
    return 0;
  if (a->tellers & b->tellers)
    return rows_of_one_source(a, b, ret_rows);
  bool at_once;
  unsigned time = time_of(a, b, &class, &at_once);
  if (time == TIMES)
    return 0;
  bool reading = same_reading(a, b), close = class != TIME_WIDE && time - class * APARTS <= APART_1_MIN;
  size_t n = 0;
  ret_rows[n++] = (uint16_t)(ROW_TIME + time * RELATIONS + relation_of(a, b));
  if (!close)
    ret_rows[n++] = (uint16_t)(ROW_READING + class * 2 + reading);
  ret_rows[n++] = (uint16_t)(ROW_PLACE + (unsigned)place_compare(&a->place, &b->place));
  ret_rows[n++] = (uint16_t)(ROW_TEXT + (a->text && a->text == b->text));
  ret_rows[n++] = (uint16_t)(ROW_COPY + copying_between(m, a, b) * 2 + (reading || at_once));
  return n;
}

/* ---- scores ---- */

/* Further apart than anything is compared, whatever the zones. */
static bool is_far(const node *a, const node *b)
{
  return gap_of(a, b) > 25 * HOUR_S && !(a->tellers & b->tellers);
}

static int16_t score_of(const merger *m, const node *a, const node *b)
{
  uint16_t rows[MERGE_ROWS];
  size_t count = is_far(a, b) ? 0 : merge_rows(m, a, b, rows);
  int32_t sum = 0;
  if (count == 0)
    return MERGE_VETO;
  for (size_t i = 0; i < count; i++)
    sum += merge_weights[rows[i]];
  sum /= MERGE_SCORE_UNIT;
  return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum <= MERGE_VETO ? MERGE_VETO + 1 : sum);
}

bool merge_score(merger *m)
{
  size_t n = m->node_count;
  m->scores = arena_alloc_raw(m->scratch, (n * n / 2 + 1) * sizeof *m->scores);
  if (!m->scores || !tell_copying(m))
    return false;
  int16_t *score = m->scores; /* of (0, 1), (0, 2), (1, 2) ...: the order of merge_score_at() */
  for (size_t b = 1; b < n; b++)
    for (size_t a = 0; a < b; a++)
      *score++ = score_of(m, &m->nodes[a], &m->nodes[b]);
  return true;
}
