/* SPDX-License-Identifier: MIT */
/* The second look at each pair: what the other pairs say about it.  Its rows are added to the first score. */
#include "parts.h"
#include "weights.h"

#define NATS(x)   ((x)*1000 / MERGE_SCORE_UNIT)
#define LOOKED_AT NATS(-5) /* what scores less is not looked at again */
#define ANCHOR    NATS(3)  /* a pair as good as certain */

typedef struct anchor { /* two nodes that are each other's best; the source of a stands before that of b */
  uint16_t a, b;
} anchor;

typedef struct context {
  const merger *m;
  int16_t *first;      /* the scores before the second look */
  int16_t *best;       /* of a node with a source: [node][source] */
  uint16_t *best_node; /* which node of that source it is */
  int16_t *second;     /* the best of the others that are not the same again */
  anchor *anchors;
  size_t anchor_count;
} context;

static int16_t first_score(const context *x, size_t a, size_t b)
{
  size_t low = a < b ? a : b, high = a < b ? b : a;
  return x->first[high * (high - 1) / 2 + low];
}

static void take_best(context *x, size_t node_at, size_t other, int16_t score)
{
  size_t at = node_at * x->m->source_count + x->m->nodes[other].source;
  if (score > x->best[at]) {
    x->best[at] = score;
    x->best_node[at] = (uint16_t)other;
  }
}

static void take_second(context *x, size_t node_at, size_t other, int16_t score)
{
  size_t at = node_at * x->m->source_count + x->m->nodes[other].source, best = x->best_node[at];
  if (other != best && score > x->second[at] && first_score(x, other, best) <= 0)
    x->second[at] = score;
}

/* Each pair that is compared at all, in the order of its nodes. */
static void each_pair(context *x, void (*take)(context *x, size_t node_at, size_t other, int16_t score))
{
  const node *nodes = x->m->nodes;
  const int16_t *score = x->first;
  for (size_t b = 1; b < x->m->node_count; b++)
    for (size_t a = 0; a < b; a++, score++) {
      if (*score == MERGE_VETO || nodes[a].source == nodes[b].source)
        continue;
      take(x, a, b, *score);
      take(x, b, a, *score);
    }
}

static void list_best(context *x)
{
  each_pair(x, take_best);
  each_pair(x, take_second);
}

static void list_anchors(context *x)
{
  const merger *m = x->m;
  for (size_t a = 0; a < m->node_count; a++)
    for (size_t s = 0; s < m->source_count; s++) {
      size_t b = x->best_node[a * m->source_count + s];
      if (s <= m->nodes[a].source || x->best[a * m->source_count + s] < ANCHOR)
        continue;
      if (x->best_node[b * m->source_count + m->nodes[a].source] == a)
        x->anchors[x->anchor_count++] = (anchor){ (uint16_t)a, (uint16_t)b };
    }
}

/* The best score that a pair competes with: of either node with another one of the other's source. */
static int32_t rival_of(const context *x, size_t a, size_t b)
{
  const merger *m = x->m;
  int32_t rival = MERGE_VETO;
  for (int side = 0; side < 2; side++) {
    size_t from = side ? b : a, to = side ? a : b;
    size_t at = from * m->source_count + m->nodes[to].source, best = x->best_node[at];
    int32_t other = best == to || first_score(x, best, to) > 0 ? x->second[at] : x->best[at];
    rival = other > rival ? other : rival;
  }
  return rival;
}

static unsigned bucket_of(int32_t value, const int16_t *limits, unsigned count)
{
  unsigned i = 0;
  while (i < count && value > limits[i])
    i++;
  return i;
}

static unsigned rival_row(const context *x, size_t a, size_t b, int32_t score)
{
  static const int16_t scores[CONTEXT_SCORES - 1] = { NATS(-6),     NATS(-4),    NATS(-5) / 2, NATS(-3) / 2,
                                                      NATS(-1) / 2, NATS(1) / 2, NATS(3) / 2,  NATS(5) / 2,
                                                      NATS(4),      NATS(6),     NATS(8) };
  static const int16_t margins[CONTEXT_MARGINS - 2] = { NATS(-6),    NATS(-3),    NATS(-3) / 2, NATS(-1) / 2,
                                                        NATS(1) / 2, NATS(3) / 2, NATS(3),      NATS(6) };
  int32_t rival = rival_of(x, a, b);
  unsigned margin = rival <= LOOKED_AT ? 0 : 1 + bucket_of(score - rival, margins, CONTEXT_MARGINS - 2);
  return CONTEXT_RIVAL + bucket_of(score, scores, CONTEXT_SCORES - 1) * CONTEXT_MARGINS + margin;
}

/* -1: a was before b; 1: after; 0: not known. */
static int order_of(const node *a, const node *b)
{
  if (a->offset_count > 1 && a->mark == b->mark)
    return (a->wall_s > b->wall_s) - (a->wall_s < b->wall_s);
  return a->to_s < b->from_s ? -1 : b->to_s < a->from_s ? 1 : 0;
}

static unsigned crossing_row(const context *x, size_t a, size_t b)
{
  const node *nodes = x->m->nodes;
  unsigned crossings = 0;
  if (nodes[a].source > nodes[b].source) {
    size_t swapped = a;
    a = b;
    b = swapped;
  }
  for (size_t i = 0; i < x->anchor_count && crossings < 2; i++) {
    size_t c = x->anchors[i].a, d = x->anchors[i].b;
    if (nodes[c].source != nodes[a].source || nodes[d].source != nodes[b].source || c == a || d == b)
      continue;
    crossings += order_of(&nodes[a], &nodes[c]) * order_of(&nodes[b], &nodes[d]) < 0;
  }
  return CONTEXT_CROSSING + crossings;
}

static unsigned third_row(const context *x, size_t a, size_t b)
{
  const merger *m = x->m;
  int32_t support = MERGE_VETO;
  bool against = false;
  for (size_t s = 0; s < m->source_count; s++) {
    int32_t one = x->best[a * m->source_count + s], two = x->best[b * m->source_count + s];
    if (s == m->nodes[a].source || s == m->nodes[b].source || one == MERGE_VETO || two == MERGE_VETO)
      continue;
    size_t k = x->best_node[a * m->source_count + s], n = x->best_node[b * m->source_count + s];
    int32_t through_k = first_score(x, k, b) < one ? first_score(x, k, b) : one;
    int32_t through_n = first_score(x, n, a) < two ? first_score(x, n, a) : two;
    int32_t through = through_k > through_n ? through_k : through_n;
    support = through > support ? through : support;
    against = against || (k != n && one > ANCHOR && two > ANCHOR && through < LOOKED_AT);
  }
  if (support == MERGE_VETO)
    return CONTEXT_THIRD;
  if (against)
    return CONTEXT_THIRD + 1;
  return CONTEXT_THIRD + (support > NATS(4) ? 5 : support > NATS(3) / 2 ? 4 : support > NATS(-1) ? 3 : 2);
}

static bool is_looked_at(const context *x, size_t a, size_t b)
{
  return !(x->m->nodes[a].tellers & x->m->nodes[b].tellers) && first_score(x, a, b) > LOOKED_AT;
}

static void rows_of(const context *x, size_t a, size_t b, uint16_t *ret_rows)
{
  ret_rows[0] = (uint16_t)rival_row(x, a, b, first_score(x, a, b));
  ret_rows[1] = (uint16_t)crossing_row(x, a, b);
  ret_rows[2] = (uint16_t)third_row(x, a, b);
}

static bool make_context(const merger *m, context *x)
{
  size_t n = m->node_count, pairs = n ? n * (n - 1) / 2 : 0, cells = n * m->source_count + 1;
  *x = (context){
    .m = m,
    .first = arena_alloc_raw(m->scratch, pairs * sizeof(int16_t)),
    .best = arena_array(m->scratch, cells, sizeof(int16_t)),
    .best_node = arena_array(m->scratch, cells, sizeof(uint16_t)),
    .second = arena_array(m->scratch, cells, sizeof(int16_t)),
    .anchors = arena_array(m->scratch, cells, sizeof(anchor)),
  };
  if (!x->first || !x->best || !x->best_node || !x->second || !x->anchors)
    return false;
  memcpy(x->first, m->scores, pairs * sizeof(int16_t));
  for (size_t i = 0; i < cells; i++)
    x->best[i] = x->second[i] = MERGE_VETO;
  list_best(x);
  list_anchors(x);
  return true;
}

bool merge_context(merger *m)
{
  context x;
  uint16_t rows[3];
  if (!make_context(m, &x))
    return false;
  for (size_t b = 1; b < m->node_count; b++)
    for (size_t a = 0; a < b; a++) {
      if (!is_looked_at(&x, a, b))
        continue;
      rows_of(&x, a, b, rows);
      int32_t sum = 0;
      for (size_t i = 0; i < WB_COUNT(rows); i++)
        sum += merge_context_weights[rows[i]];
      *merge_score_at(m, a, b) = (int16_t)(first_score(&x, a, b) + sum / MERGE_SCORE_UNIT);
    }
  return true;
}

bool merge_context_dump(merger *m, void (*emit)(size_t a, size_t b, int16_t first, const uint16_t *rows))
{
  context x;
  uint16_t rows[3];
  if (!make_context(m, &x))
    return false;
  for (size_t b = 1; b < m->node_count; b++)
    for (size_t a = 0; a < b; a++)
      if (is_looked_at(&x, a, b)) {
        rows_of(&x, a, b, rows);
        emit(a, b, first_score(&x, a, b), rows);
      }
  return true;
}
