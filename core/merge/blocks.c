/* SPDX-License-Identifier: MIT */
/* Comparing takes the square of what is compared: more nodes than any parcel has are compared in blocks of
 * neighbours in time, so that a hostile feed costs its length and no more. */
#include "parts.h"
#include <stdlib.h>

bool merge_compare(merger *m)
{
  return merge_score(m) && merge_context(m) && merge_cluster(m);
}

static int compare_times(const void *left, const void *right)
{
  const node *a = *(node *const *)left, *b = *(node *const *)right;
  if (a->from_s != b->from_s)
    return a->from_s < b->from_s ? -1 : 1;
  return (a > b) - (a < b);
}

static int compare_founders(const void *left, const void *right)
{
  const node *a = *(node *const *)left, *b = *(node *const *)right;
  return (a > b) - (a < b);
}

static int compare_identities(const void *left, const void *right)
{
  const node *a = *(node *const *)left, *b = *(node *const *)right;
  if (a->first->identity != b->first->identity)
    return a->first->identity < b->first->identity ? -1 : 1;
  return (a > b) - (a < b);
}

static bool compare_block(merger *m, node **list, size_t count)
{
  WB_AUTO(arena_ref) scratch = arena_new(0);
  node *nodes = scratch ? arena_array(scratch, count, sizeof *nodes) : NULL;
  if (!nodes)
    return false;
  qsort(list, count, sizeof *list, compare_founders);
  for (size_t i = 0; i < count; i++)
    nodes[i] = *list[i];
  merger block = *m;
  block.scratch = scratch;
  block.nodes = nodes;
  block.node_count = count;
  if (!merge_compare(&block))
    return false;
  for (size_t i = 0; i < count; i++)
    list[i]->cluster = (size_t)(list[nodes[i].cluster] - m->nodes);
  return true;
}

/* The very same words of one carrier are one event, in whatever blocks they are. */
static void join_twins(merger *m, node **list)
{
  qsort(list, m->node_count, sizeof *list, compare_identities);
  for (size_t i = 1; i < m->node_count; i++) {
    size_t kept = list[i - 1]->cluster, gone = list[i]->cluster;
    if (list[i]->first->identity != list[i - 1]->first->identity || kept == gone)
      continue;
    for (size_t k = 0; k < m->node_count; k++)
      if (m->nodes[k].cluster == gone)
        m->nodes[k].cluster = kept;
  }
}

bool merge_in_blocks(merger *m)
{
  size_t n = m->node_count;
  node **list = arena_array(m->scratch, n, sizeof(node *));
  if (!list)
    return false;
  for (size_t i = 0; i < n; i++)
    list[i] = &m->nodes[i];
  qsort(list, n, sizeof *list, compare_times);
  for (size_t at = 0; at < n; at += MERGE_MOST_COMPARED)
    if (!compare_block(m, list + at, n - at < MERGE_MOST_COMPARED ? n - at : MERGE_MOST_COMPARED))
      return false;
  join_twins(m, list);
  return true;
}
