/* SPDX-License-Identifier: MIT */
/* What is gone keeps the company that it had when it was last told.  Nothing new is said of it, so that no
 * later news may move it: else its name would pass from one event to another. */
#include "parts.h"

#define MOST_LOOKS_BACK 8 /* moments at which something went, the newest first */

/* The newest moment at which something went or came back; SIZE_MAX: nothing did. */
static size_t newest_change(const merger *m)
{
  size_t newest = SIZE_MAX;
  for (size_t i = 0; i < m->node_count; i++) {
    const node *n = &m->nodes[i];
    size_t change = n->gone ? n->gone_poll : n->back_poll;
    if (change && (newest == SIZE_MAX || change > newest))
      newest = change;
  }
  return newest;
}

/* The same merge of what was known before a moment. */
static bool look_back(const merger *m, int64_t moment_ms, arena *scratch, merge_input *in, merger *ret)
{
  const feed **feeds = arena_array(scratch, m->poll_count, sizeof(feed *));
  tally ignored = { 0 };
  if (!feeds)
    return false;
  *in = *m->in;
  in->feeds = feeds;
  in->feed_count = 0;
  for (size_t i = 0; i < m->poll_count; i++)
    if (m->polls[i].feed->fetched_at_ms < moment_ms)
      feeds[in->feed_count++] = m->polls[i].feed;
  *ret = (merger){ .in = in, .memory = scratch, .scratch = scratch, .looks_back = m->looks_back + 1 };
  return merge_gather(ret, &ignored) && merge_understand(ret);
}

static bool is_same(const merger *m, const node *a, const merger *other, const node *b)
{
  return a->first->identity == b->first->identity &&
         str_equal(m->sources[a->source].name, other->sources[b->source].name);
}

static node *find_same(const merger *m, const merger *other, const node *wanted)
{
  for (size_t i = 0; i < m->node_count; i++)
    if (is_same(m, &m->nodes[i], other, wanted))
      return &m->nodes[i];
  return NULL;
}

/* Of those that it was with: the first that is still told, else the first. */
static node *companion_of(const merger *m, const merger *before, const node *then)
{
  node *first = NULL;
  for (size_t i = 0; i < before->node_count; i++) {
    const node *other = &before->nodes[i];
    node *now = other != then && other->cluster == then->cluster ? find_same(m, before, other) : NULL;
    if (now && !now->gone)
      return now;
    first = first ? first : now;
  }
  return first;
}

bool merge_keep_company(merger *m)
{
  size_t change = newest_change(m);
  if (change == SIZE_MAX || m->looks_back >= MOST_LOOKS_BACK)
    return true;
  WB_AUTO(arena_ref) scratch = arena_new(0);
  merge_input in;
  merger before;
  if (!scratch || !look_back(m, m->polls[change].feed->fetched_at_ms, scratch, &in, &before))
    return false;
  for (size_t i = 0; i < m->node_count; i++) {
    node *n = &m->nodes[i];
    const node *then = n->gone || n->back_poll ? find_same(&before, m, n) : NULL;
    n->companion = then ? companion_of(m, &before, then) : NULL;
  }
  return true;
}
