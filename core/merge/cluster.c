/* SPDX-License-Identifier: MIT */
/* Nodes become events: the best pairs first, and never two groups of which any pair speaks clearly against
 * it. */
#include "parts.h"
#include <stdlib.h>

#define JOIN_ABOVE                                                                                           \
  (-300 / MERGE_SCORE_UNIT) /* a split is told as news that is none; a wrong pair is rarer                   \
                             */
#define FLOOR (-3000 / MERGE_SCORE_UNIT)

typedef struct edge {
  int16_t score;
  uint16_t a, b; /* a < b */
  bool late;     /* one was gone before the other was told */
} edge;

static int compare_edges(const void *left, const void *right)
{
  const edge *x = left, *y = right;
  if (x->late != y->late) /* what is gone stays with those that knew it, so that its name does */
    return x->late ? 1 : -1;
  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

/* What the carrier itself says is one: its id of the event, or the very same words of one carrier from two
 * sources. */
static bool must_be_one(const merger *m, const node *a, const node *b)
{
  if (a->source == b->source)
    return false;
  if (a->first->identity == b->first->identity)
    return true;
  const feed_statement *x = a->last->said, *y = b->last->said;
  return x->event_id.n && str_equal(x->event_id, y->event_id) &&
         str_equal(m->polls[a->last->poll].carrier, m->polls[b->last->poll].carrier);
}

typedef struct clusters {
  merger *m;
  uint16_t *next; /* of one cluster, in a ring */
  bool *alone;
} clusters;

static bool may_join(const clusters *c, size_t a, size_t b)
{
  const merger *m = c->m;
  size_t i = a;
  do {
    size_t k = b;
    do {
      if (*merge_score_at(m, i, k) < FLOOR)
        return false;
      k = c->next[k];
    } while (k != b);
    i = c->next[i];
  } while (i != a);
  return true;
}

static void join(clusters *c, size_t a, size_t b)
{
  merger *m = c->m;
  if (m->nodes[a].cluster == m->nodes[b].cluster)
    return;
  size_t kept = m->nodes[a].cluster < m->nodes[b].cluster ? m->nodes[a].cluster : m->nodes[b].cluster;
  uint16_t after = c->next[a];
  c->next[a] = c->next[b];
  c->next[b] = after;
  size_t i = a;
  do {
    m->nodes[i].cluster = kept;
    i = c->next[i];
  } while (i != a);
}

static bool is_late(const node *a, const node *b)
{
  return a->gone_poll <= b->first_poll || b->gone_poll <= a->first_poll;
}

bool merge_cluster(merger *m)
{
  size_t n = m->node_count, count = 0;
  edge *edges =
      arena_alloc_raw(m->scratch, (n * n / 2 + 1) * sizeof *edges); /* n: MERGE_MOST_COMPARED at most */
  clusters c = { .m = m,
                 .next = arena_array(m->scratch, n + 1, sizeof *c.next),
                 .alone = arena_array(m->scratch, n + 1, 1) };
  if (!edges || !c.next || !c.alone)
    return false;
  for (size_t i = 0; i < n; i++) {
    m->nodes[i].cluster = i;
    c.next[i] = (uint16_t)i;
  }
  for (size_t b = 1; b < n; b++)
    for (size_t a = 0; a < b; a++) {
      int16_t score = *merge_score_at(m, a, b);
      if (must_be_one(m, &m->nodes[a], &m->nodes[b]))
        join(&c, a, b);
      else if (score > JOIN_ABOVE)
        edges[count++] = (edge){ score, (uint16_t)a, (uint16_t)b, is_late(&m->nodes[a], &m->nodes[b]) };
    }
  for (size_t i = 0; i < n; i++) {
    const node *with = m->nodes[i].companion;
    if (with && *merge_score_at(m, i, (size_t)(with - m->nodes)) != MERGE_VETO)
      join(&c, i, (size_t)(with - m->nodes));
    else if (with) /* its zone is read in another way now: it joins nobody else either */
      c.alone[i] = true;
  }
  if (count)
    qsort(edges, count, sizeof *edges, compare_edges);
  for (size_t i = 0; i < count; i++)
    if (!c.alone[edges[i].a] && !c.alone[edges[i].b] &&
        m->nodes[edges[i].a].cluster != m->nodes[edges[i].b].cluster && may_join(&c, edges[i].a, edges[i].b))
      join(&c, edges[i].a, edges[i].b);
  return true;
}
