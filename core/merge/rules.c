/* SPDX-License-Identifier: MIT */
/* Which zone each source writes its readings in.  One source alone does not show it; two that tell the same
 * scans do: the combination of rules is taken under which the sources agree best. */
#include "parts.h"
#include <stdlib.h>

#define HOUR_S            3600
#define STEP_S            900 /* offsets are multiples of a quarter of an hour */
#define EAST_S            (14 * HOUR_S)
#define WEST_S            (12 * HOUR_S)
#define STEPS             ((EAST_S + WEST_S) / STEP_S + 1)
#define NEAR_S            (61 * 60)
#define MOST_RULES        5
#define MOST_GROUPS       12
#define MOST_COMBINATIONS 300

#define FEWEST_VOTES 30 /* two readings that clearly meet, or more that may */

/* Points of agreement, in thousandths. */
enum { WITHIN_1_MIN = 3000, WITHIN_6_MIN = 1600, WITHIN_21_MIN = 700, WITHIN_61_MIN = 150 };

typedef struct point { /* an instant that a node may mean */
  int64_t at_s;
  const node *node;
} point;

typedef struct group { /* the readings of one source that are written alike */
  size_t source;
  uint8_t mark;
  zone_rule rules[MOST_RULES];
  int32_t priors[MOST_RULES];
  size_t rule_count;
  point *points[MOST_RULES]; /* in the order of time */
  size_t point_counts[MOST_RULES];
  size_t node_count;
} group;

typedef struct inference {
  merger *m;
  size_t node_count; /* that are looked at: enough to tell the rules, also of a list without end */
  group groups[MOST_GROUPS];
  size_t count;
  int16_t around[NODE_OFFSETS]; /* offsets that are known in this shipment */
  size_t around_count;
  int32_t *agreements; /* by (group, rule) and (group, rule) */
} inference;

/* ---- offsets ---- */

static void add_offset(int16_t *offsets, size_t *count, int32_t offset_min)
{
  for (size_t i = 0; i < *count; i++)
    if (offsets[i] == offset_min)
      return;
  if (*count < NODE_OFFSETS)
    offsets[(*count)++] = (int16_t)offset_min;
}

/* The offsets that a clock at the node's place may have had. */
static void offsets_of_place(const merger *m, node *n)
{
  const char *names[MERGE_ZONES];
  int64_t first_ms, last_ms;
  size_t count = 0, zone_count = merge_zones_of(m->in, &n->last->said->place, &n->place, names);
  n->offset_count = 0;
  if (zone_count > MERGE_ZONES)
    return;
  for (size_t i = 0; i < zone_count; i++) {
    if (zone_local_to_utc(m->in->zones, str_of(names[i]), n->wall_s * 1000, &first_ms, &last_ms) != WB_OK)
      continue;
    add_offset(n->offsets_min, &count, (int32_t)((n->wall_s * 1000 - first_ms) / 60000));
    add_offset(n->offsets_min, &count, (int32_t)((n->wall_s * 1000 - last_ms) / 60000));
  }
  n->offset_count = (uint8_t)count;
}

static void list_known_offsets(inference *x)
{
  for (size_t i = 0; i < x->node_count; i++) {
    const node *n = &x->m->nodes[i];
    for (size_t k = 0; k < n->offset_count; k++)
      add_offset(x->around, &x->around_count, n->offsets_min[k]);
  }
}

/* ---- groups ---- */

static bool in_group(const group *g, const node *n)
{
  return n->source == g->source && n->mark == g->mark;
}

static void list_groups(inference *x)
{
  const merger *m = x->m;
  for (size_t s = 0; s < m->source_count; s++)
    for (uint8_t mark = MARK_CERTAIN; mark <= MARK_LOCAL; mark++) {
      group g = { .source = s, .mark = mark };
      for (size_t i = 0; i < x->node_count; i++)
        g.node_count += in_group(&g, &m->nodes[i]);
      if (g.node_count && x->count < MOST_GROUPS)
        x->groups[x->count++] = g;
    }
}

static void add_rule(group *g, uint8_t kind, int32_t offset_min, int32_t prior)
{
  if (g->rule_count == MOST_RULES)
    return;
  g->priors[g->rule_count] = prior;
  g->rules[g->rule_count++] = (zone_rule){ kind, (int16_t)offset_min };
}

/* All instants that a node may mean under a rule; at most NODE_OFFSETS. */
static size_t instants_of(const inference *x, const node *n, zone_rule rule, int64_t *ret_at_s)
{
  const int16_t *offsets = n->offsets_min;
  size_t count = n->offset_count;
  int16_t one = rule.kind == RULE_FIXED ? rule.offset_min : 0;
  if (rule.kind == RULE_UTC || rule.kind == RULE_FIXED) {
    offsets = &one;
    count = 1;
  } else if (count == 0) {
    offsets = x->around;
    count = x->around_count;
  }
  for (size_t i = 0; i < count; i++)
    ret_at_s[i] = n->wall_s - offsets[i] * 60;
  return count;
}

static int compare_points(const void *left, const void *right)
{
  const point *a = left, *b = right;
  if (a->at_s != b->at_s)
    return a->at_s < b->at_s ? -1 : 1;
  return (a->node > b->node) - (a->node < b->node); /* nodes stand in their order */
}

static void sort_points(point *points, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    point p = points[i];
    size_t k = i;
    for (; k > 0 && compare_points(&p, &points[k - 1]) < 0; k--)
      points[k] = points[k - 1];
    points[k] = p;
  }
}

static bool list_points(const inference *x, group *g, size_t rule_at)
{
  /* of MERGE_MOST_COMPARED nodes at most */
  point *points = arena_alloc_raw(x->m->scratch, g->node_count * NODE_OFFSETS * sizeof *points);
  size_t count = 0;
  int64_t at_s[NODE_OFFSETS];
  if (!points)
    return false;
  for (size_t i = 0; i < x->node_count; i++) {
    const node *n = &x->m->nodes[i];
    size_t found = in_group(g, n) ? instants_of(x, n, g->rules[rule_at], at_s) : 0;
    for (size_t k = 0; k < found; k++)
      points[count++] = (point){ at_s[k], n };
  }
  if (count <= 256)
    sort_points(points, count);
  else
    qsort(points, count, sizeof *points, compare_points);
  g->points[rule_at] = points;
  g->point_counts[rule_at] = count;
  return true;
}

/* ---- agreement ---- */

/* How much it proves that both may be of one kind, in tenths; 0: they cannot. */
static int32_t kind_factor(const node *a, const node *b)
{
  kinds both = a->may_be & b->may_be;
  if (!both)
    return 0;
  bool same = a->may_be == b->may_be && (both & (both - 1)) == 0;
  return !same ? 6 : kinds_per_thousand(both) <= 1000 ? 15 : 10;
}

static int32_t points_of(const point *a, const point *b)
{
  int64_t apart = a->at_s < b->at_s ? b->at_s - a->at_s : a->at_s - b->at_s;
  int32_t base = apart <= 60     ? WITHIN_1_MIN
                 : apart <= 360  ? WITHIN_6_MIN
                 : apart <= 1260 ? WITHIN_21_MIN
                                 : WITHIN_61_MIN;
  return base * kind_factor(a->node, b->node) / 10;
}

/* Each point of a takes the best of b within an hour; a node counts once. */
static int32_t agreement(const group *a, size_t rule_a, const group *b, size_t rule_b)
{
  const point *p = a->points[rule_a], *q = b->points[rule_b];
  size_t n = a->point_counts[rule_a], k = b->point_counts[rule_b], from = 0;
  int32_t sum = 0;
  for (size_t i = 0; i < n; i++) {
    int32_t best = 0;
    while (from < k && q[from].at_s < p[i].at_s - NEAR_S)
      from++;
    for (size_t j = from; j < k && q[j].at_s <= p[i].at_s + NEAR_S; j++) {
      int32_t points = points_of(&p[i], &q[j]);
      best = points > best ? points : best;
    }
    sum += best;
  }
  return sum;
}

/* ---- hours of the day ---- */

typedef struct day_hours { /* when people do it, by the clocks of the place; thousandths of a point within and
                              outside */
  kinds what;
  int32_t from_min, to_min, within, outside;
} day_hours;

static const day_hours usual_hours[] = {
  { KIND(OUT_FOR_DELIVERY), 5 * 60, 12 * 60, 800, -2000 },
  { KIND(DELIVERED) | KIND(ATTEMPT), 7 * 60, 21 * 60, 300, -1400 },
};

/* What is brought to doors is brought by day: a rule under which it happens at night is hardly the right one.
 */
static int32_t plausibility(const inference *x, const group *g, zone_rule rule)
{
  int32_t sum = 0;
  for (size_t i = 0; i < x->node_count; i++) {
    const node *n = &x->m->nodes[i];
    if (!in_group(g, n) || n->offset_count != 1)
      continue;
    int32_t offset_min = rule.kind == RULE_FIXED ? rule.offset_min
                         : rule.kind == RULE_UTC ? 0
                                                 : n->offsets_min[0];
    int64_t of_day = (n->wall_s / 60 + n->offsets_min[0] - offset_min) % (24 * 60);
    of_day += of_day < 0 ? 24 * 60 : 0;
    for (size_t k = 0; k < WB_COUNT(usual_hours); k++) {
      const day_hours *h = &usual_hours[k];
      if (n->may_be && !(n->may_be & ~h->what))
        sum += of_day >= h->from_min && of_day < h->to_min ? h->within : h->outside;
    }
  }
  return sum;
}

/* ---- zones of servers ---- */

/* A clock that runs by one zone wherever the parcel is: the offset at which most readings meet those of
 * others. */
static bool vote(const inference *x, group *g, int32_t prior)
{
  int32_t votes[STEPS] = { 0 };
  int64_t at_s[NODE_OFFSETS];
  const merger *m = x->m;
  for (size_t i = 0; i < x->node_count; i++) {
    const node *a = &m->nodes[i];
    if (!in_group(g, a))
      continue;
    for (size_t k = 0; k < x->node_count; k++) {
      const node *b = &m->nodes[k];
      int32_t factor =
          b->source == a->source || b->mark == MARK_NONE || b->mark == MARK_DAY ? 0 : kind_factor(a, b);
      size_t count =
          factor ? instants_of(x, b, (zone_rule){ b->mark == MARK_Z ? RULE_UTC : RULE_PLACE, 0 }, at_s) : 0;
      for (size_t n = 0; n < count; n++) {
        int64_t ahead = a->wall_s - at_s[n] + WEST_S, step = (ahead + STEP_S / 2) / STEP_S;
        int64_t rest = ahead - step * STEP_S;
        if (ahead >= 0 && step < STEPS) /* a clock that is wrong by minutes still tells its zone */
          votes[step] += rest >= -90 && rest <= 90 ? 3 * factor : factor;
      }
    }
  }
  for (int taken = 0; taken < 2; taken++) {
    size_t best = 0;
    for (size_t i = 0; i < STEPS; i++)
      best = votes[i] > votes[best] ? i : best;
    if (votes[best] < FEWEST_VOTES)
      return true;
    int32_t offset_min = (int32_t)(((int64_t)best * STEP_S - WEST_S) / 60);
    if (offset_min) /* that of UTC is a rule already */
      add_rule(g, RULE_FIXED, offset_min, prior);
    votes[best] = 0;
  }
  return true;
}

static bool list_rules(inference *x, group *g)
{
  switch (g->mark) {
  case MARK_CERTAIN:
    add_rule(g, RULE_PLACE, 0, 0); /* their offsets are those that were told */
    break;
  case MARK_Z:
    add_rule(g, RULE_UTC, 0, 0);
    add_rule(g, RULE_PLACE, 0, -1000);
    vote(x, g, -4000);
    break;
  default:
    add_rule(g, RULE_PLACE, 0, 0);
    add_rule(g, RULE_UTC, 0, -3000);
    vote(x, g, -2500);
    break;
  }
  for (size_t i = 0; i < g->rule_count; i++) {
    g->priors[i] += g->mark == MARK_CERTAIN ? 0 : plausibility(x, g, g->rules[i]);
    if (!list_points(x, g, i))
      return false;
  }
  return true;
}

/* ---- the best combination ---- */

static int32_t *cell(const inference *x, size_t a, size_t rule_a, size_t b, size_t rule_b)
{
  return &x->agreements[((a * MOST_RULES + rule_a) * x->count + b) * MOST_RULES + rule_b];
}

static bool measure(inference *x)
{
  x->agreements =
      arena_array(x->m->scratch, x->count * MOST_RULES * x->count * MOST_RULES + 1, sizeof(int32_t));
  if (!x->agreements)
    return false;
  for (size_t a = 0; a < x->count; a++)
    for (size_t b = a + 1; b < x->count; b++) {
      group *p = &x->groups[a], *q = &x->groups[b];
      if (p->source == q->source)
        continue;
      for (size_t i = 0; i < p->rule_count; i++)
        for (size_t k = 0; k < q->rule_count; k++)
          *cell(x, a, i, b, k) = *cell(x, b, k, a, i) =
              p->node_count <= q->node_count ? agreement(p, i, q, k) : agreement(q, k, p, i);
    }
  return true;
}

static int64_t value_of(const inference *x, const size_t *choice)
{
  int64_t value = 0;
  for (size_t a = 0; a < x->count; a++) {
    value += x->groups[a].priors[choice[a]];
    for (size_t b = a + 1; b < x->count; b++)
      value += *cell(x, a, choice[a], b, choice[b]);
  }
  return value;
}

static bool next_choice(const inference *x, size_t *choice)
{
  for (size_t i = 0; i < x->count; i++) {
    if (++choice[i] < x->groups[i].rule_count)
      return true;
    choice[i] = 0;
  }
  return false;
}

/* From the likeliest of each alone, one group at a time. */
static void climb(const inference *x, size_t *best)
{
  int64_t value = value_of(x, best);
  bool better = true;
  while (better) {
    better = false;
    for (size_t i = 0; i < x->count; i++)
      for (size_t k = 0; k < x->groups[i].rule_count; k++) {
        size_t before = best[i];
        best[i] = k;
        int64_t now = value_of(x, best);
        better = better || now > value;
        best[i] = now > value ? k : before;
        value = now > value ? now : value;
      }
  }
}

static void choose(const inference *x, size_t *best)
{
  size_t combinations = 1, choice[MOST_GROUPS] = { 0 };
  for (size_t i = 0; i < x->count && combinations <= MOST_COMBINATIONS; i++)
    combinations *= x->groups[i].rule_count;
  if (combinations > MOST_COMBINATIONS) {
    climb(x, best);
    return;
  }
  int64_t value = value_of(x, best);
  while (next_choice(x, choice)) {
    int64_t now = value_of(x, choice);
    if (now <= value)
      continue;
    value = now;
    for (size_t i = 0; i < x->count; i++)
      best[i] = choice[i];
  }
}

/* ---- what follows for each reading ---- */

static void set_interval(const inference *x, node *n)
{
  static const int64_t widths[] = { 0, 86399, 3599, 59, 0 };
  int64_t width = n->precision <= WB_PRECISION_SECOND ? widths[n->precision] : 0;
  if (n->rule.kind == RULE_UTC || n->rule.kind == RULE_FIXED) {
    n->offset_count = 1;
    n->offsets_min[0] = n->rule.kind == RULE_FIXED ? n->rule.offset_min : 0;
  }
  if (n->offset_count == 0 && x->around_count) {
    n->offset_count = (uint8_t)x->around_count;
    memcpy(n->offsets_min, x->around, sizeof x->around);
  }
  int32_t east = n->offset_count ? INT16_MIN : EAST_S / 60, west = n->offset_count ? INT16_MAX : -WEST_S / 60;
  for (size_t i = 0; i < n->offset_count; i++) {
    east = n->offsets_min[i] > east ? n->offsets_min[i] : east;
    west = n->offsets_min[i] < west ? n->offsets_min[i] : west;
  }
  n->from_s = n->wall_s - east * 60;
  n->to_s = n->wall_s - west * 60 + width;
}

static void apply(inference *x, const size_t *choice)
{
  for (size_t i = 0; i < x->m->node_count; i++) {
    node *n = &x->m->nodes[i];
    n->rule = (zone_rule){ RULE_PLACE, 0 };
    for (size_t g = 0; g < x->count; g++)
      if (in_group(&x->groups[g], n))
        n->rule = x->groups[g].rules[choice[g]];
    if (n->mark == MARK_CERTAIN)
      n->rule = (zone_rule){ RULE_AS_WRITTEN, 0 };
    if (n->mark != MARK_NONE && n->mark != MARK_CERTAIN)
      set_interval(x, n);
  }
}

bool merge_rules(merger *m)
{
  inference *x = arena_alloc(m->scratch, sizeof *x);
  size_t choice[MOST_GROUPS] = { 0 };
  if (!x)
    return false;
  x->m = m;
  x->node_count = m->node_count < MERGE_MOST_COMPARED ? m->node_count : MERGE_MOST_COMPARED;
  for (size_t i = 0; i < m->node_count; i++)
    if (m->nodes[i].mark == MARK_LOCAL || m->nodes[i].mark == MARK_Z ||
        (m->nodes[i].mark == MARK_DAY && !m->nodes[i].offset_count))
      offsets_of_place(m, &m->nodes[i]);
  list_known_offsets(x);
  list_groups(x);
  for (size_t i = 0; i < x->count; i++)
    if (!list_rules(x, &x->groups[i]))
      return false;
  if (!measure(x))
    return false;
  choose(x, choice);
  apply(x, choice);
  return true;
}
