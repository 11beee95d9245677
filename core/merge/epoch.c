/* SPDX-License-Identifier: MIT */
/* Lives of a number: carriers use it again, months later, for another parcel. */
#include "parts.h"
#include <stdlib.h>

#define DAY_S       INT64_C(86400)
#define SILENCE_S   (60 * DAY_S) /* a parcel that says nothing for so long is another one */
#define NEW_LABEL_S (20 * DAY_S) /* and sooner, when the last word was an end and the first is a label */
#define AHEAD_S     (2 * DAY_S)  /* what lies further in the future is a clock that is wrong */

static int compare_times(const void *left, const void *right)
{
  const node *a = *(node *const *)left, *b = *(node *const *)right;
  if (a->from_s != b->from_s)
    return a->from_s < b->from_s ? -1 : 1;
  return (a > b) - (a < b);
}

static bool begins_anew(const node *before, const node *after)
{
  int64_t silence = after->from_s - before->to_s;
  bool ended = before->may_be && !(before->may_be & ~(KIND(DELIVERED) | KIND(RETURNED) | KIND(PROOF)));
  bool begins = after->may_be && !(after->may_be & ~(KIND(LABEL) | KIND(PICKUP) | KIND(ACCEPT)));
  return silence >= SILENCE_S || (silence >= NEW_LABEL_S && ended && begins);
}

void merge_epochs(merger *m)
{
  node **list = arena_array(m->scratch, m->node_count + 1, sizeof(node *));
  size_t count = 0;
  for (size_t i = 0; list && i < m->node_count; i++) {
    node *n = &m->nodes[i];
    int64_t limit = m->polls[m->poll_count - 1].feed->fetched_at_ms / 1000 + AHEAD_S;
    if (n->mark != MARK_NONE && n->from_s <= limit)
      list[count++] = n;
  }
  if (count)
    qsort(list, count, sizeof *list, compare_times);
  uint32_t epoch = 0;
  for (size_t i = 1; i < count; i++) {
    epoch += begins_anew(list[i - 1], list[i]);
    list[i]->epoch = epoch;
  }
  for (size_t i = 0; i < m->node_count; i++) /* those without a time are of now */
    if (m->nodes[i].mark == MARK_NONE || (list && count && m->nodes[i].from_s > list[count - 1]->from_s))
      m->nodes[i].epoch = epoch;
}
