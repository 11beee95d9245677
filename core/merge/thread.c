/* SPDX-License-Identifier: MIT */
/* Each source with itself: a statement that is told again, reworded or retimed from one snapshot to the next
 * is one node. */
#include "parts.h"
#include <stdlib.h>

#define SAME_TEXT_WITHIN_S (45 * 60)
#define LONG_LIST          10 /* from here on a list may be short because its oldest entries fell off */
/* Points in tenths: the rules of a pair of wordings.  A pair needs more than THREAD_NEEDS. */
enum {
  SAME_READING = 20,
  SAME_CODE = 40,
  SAME_PLACE = 10,
  OTHER_PLACE = -20,
  SAME_TEXT = 20,
  RETIMED = 30,
  THREAD_NEEDS = 22
};

typedef struct slot { /* of a hash table: what was said -> node */
  content_hash content;
  node *node;
} slot;

typedef struct threading {
  merger *m;
  slot *slots;
  size_t mask;
  node **live; /* of the source's snapshot before: those not seen again yet */
  size_t live_count;
  witness **fresh; /* of the snapshot at hand: those not seen before */
  size_t fresh_count;
  size_t before; /* the snapshot before the one at hand, of its source; SIZE_MAX: none */
} threading;

/* ---- sources ---- */

static int compare_sources(const void *left, const void *right)
{
  const source *a = left, *b = right;
  int order = (a->role > b->role) - (a->role < b->role);
  return order ? order : str_compare(a->name, b->name);
}

static source *find_source(const merger *m, wb_str name)
{
  for (size_t i = 0; i < m->source_count; i++)
    if (str_equal(m->sources[i].name, name))
      return &m->sources[i];
  return NULL;
}

static bool list_sources(merger *m)
{
  m->sources = arena_array(m->scratch, m->poll_count + 1, sizeof *m->sources);
  if (!m->sources)
    return false;
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed *f = m->polls[i].feed;
    source *s = find_source(m, f->source);
    if (!s) {
      s = &m->sources[m->source_count++];
      *s = (source){ .name = f->source, .newest_poll = SIZE_MAX };
    }
    s->role = f->role;
  }
  if (m->source_count)
    qsort(m->sources, m->source_count, sizeof *m->sources, compare_sources);
  for (size_t i = 0; i < m->poll_count; i++) {
    m->polls[i].source = (size_t)(find_source(m, m->polls[i].feed->source) - m->sources);
    if (m->polls[i].result && m->polls[i].result->outcome == WB_FOUND)
      m->sources[m->polls[i].source].newest_poll = i;
  }
  return true;
}

/* ---- what was said -> node ---- */

static bool same_hash(content_hash a, content_hash b)
{
  return a.low == b.low && a.high == b.high;
}

static node *find_node(const threading *t, const witness *w, size_t source_at)
{
  node *others = NULL;
  for (size_t at = w->content.low & t->mask; t->slots[at].node; at = (at + 1) & t->mask) {
    if (!same_hash(t->slots[at].content, w->content))
      continue;
    node *n = t->slots[at].node;
    if (n->source == source_at)
      return n;
    others = others ? others : n;
  }
  return others;
}

static void remember(threading *t, const witness *w, node *n)
{
  size_t at = w->content.low & t->mask;
  for (; t->slots[at].node; at = (at + 1) & t->mask)
    if (t->slots[at].node == n && same_hash(t->slots[at].content, w->content))
      return;
  t->slots[at] = (slot){ w->content, n };
}

static void attach(threading *t, witness *w, node *n)
{
  w->node = n;
  n->tellers |= UINT64_C(1) << (t->m->polls[w->poll].source % 64);
  n->tail->next = w;
  n->tail = w;
  if (t->m->polls[w->poll].source == n->source) {
    if (n->last_poll != w->poll && n->last_poll != t->before)
      n->back_poll = w->poll;
    n->last = w;
    n->last_poll = w->poll;
  }
  remember(t, w, n);
}

/* ---- the same in other words ---- */

static int64_t reading_ms(const wb_time *t)
{
  return t->kind == WB_TIME_INSTANT ? t->utc_ms : t->local_ms;
}

static bool same_place(const wb_place *a, const wb_place *b)
{
  return str_equal(a->text, b->text) && str_equal(a->city, b->city) && str_equal(a->country, b->country) &&
         str_equal(a->facility, b->facility);
}

static bool no_place(const wb_place *p)
{
  return !p->text.n && !p->city.n && !p->country.n && !p->facility.n;
}

static int points_of(const feed_statement *a, const feed_statement *b)
{
  bool same_code = str_equal(a->code, b->code) && a->status == b->status;
  bool place = same_place(&a->place, &b->place), text = a->text.n && str_equal(a->text, b->text);
  int64_t apart_ms = reading_ms(&a->time) - reading_ms(&b->time);
  if (a->event_id.n && b->event_id.n)
    return str_equal(a->event_id, b->event_id) ? 100 : INT16_MIN;
  if (a->time.kind == WB_TIME_NONE || b->time.kind == WB_TIME_NONE)
    return a->time.kind == b->time.kind && same_code && text && place ? 30 : INT16_MIN;
  if (apart_ms == 0 && a->time.precision == b->time.precision)
    return SAME_READING + (same_code ? SAME_CODE : 0) +
           (place || no_place(&a->place) || no_place(&b->place) ? SAME_PLACE : OTHER_PLACE) +
           (text ? SAME_TEXT : 0);
  apart_ms = apart_ms < 0 ? -apart_ms : apart_ms;
  if (same_code && text && place && apart_ms <= SAME_TEXT_WITHIN_S * 1000)
    return RETIMED - (int)(apart_ms / 360000);
  return INT16_MIN;
}

/* The best pair first; of equal ones, the first in order. */
static void match_reworded(threading *t)
{
  for (;;) {
    int best = THREAD_NEEDS;
    size_t best_live = 0, best_fresh = 0;
    for (size_t i = 0; i < t->live_count; i++)
      for (size_t k = 0; t->live[i] && k < t->fresh_count; k++) {
        int points = t->fresh[k] ? points_of(t->live[i]->last->said, t->fresh[k]->said) : INT16_MIN;
        if (points > best) {
          best = points;
          best_live = i;
          best_fresh = k;
        }
      }
    if (best == THREAD_NEEDS)
      return;
    content_hash content = t->fresh[best_fresh]->content; /* told twice: both go where the first goes */
    for (size_t k = 0; k < t->fresh_count; k++)
      if (t->fresh[k] && same_hash(t->fresh[k]->content, content)) {
        attach(t, t->fresh[k], t->live[best_live]);
        t->fresh[k] = NULL;
      }
    t->live[best_live] = NULL;
  }
}

static size_t poll_before(const merger *m, size_t poll_at)
{
  for (size_t i = poll_at; i-- > 0;)
    if (m->polls[i].source == m->polls[poll_at].source && m->polls[i].result &&
        m->polls[i].result->outcome == WB_FOUND)
      return i;
  return SIZE_MAX;
}

#define MOST_REWORDED 64 /* more at once is another list, not other words */

static void list_live(threading *t, size_t poll_at)
{
  const merger *m = t->m;
  size_t before = t->before, source_at = m->polls[poll_at].source;
  t->live_count = 0;
  for (size_t i = 0; before != SIZE_MAX && i < m->node_count; i++) {
    node *n = &m->nodes[i];
    if (n->source == source_at && n->last_poll == before && t->live_count < MOST_REWORDED)
      t->live[t->live_count++] = n;
  }
}

static void thread_poll(threading *t, size_t poll_at)
{
  merger *m = t->m;
  const poll *p = &m->polls[poll_at];
  t->fresh_count = 0;
  t->before = p->witness_count ? poll_before(m, poll_at) : SIZE_MAX;
  for (size_t i = 0; i < p->witness_count; i++) {
    witness *w = &m->witnesses[p->first_witness + i];
    node *known = find_node(t, w, p->source);
    if (known)
      attach(t, w, known);
    else
      t->fresh[t->fresh_count++] = w;
  }
  if (t->fresh_count == 0)
    return;
  list_live(t, poll_at);
  if (t->fresh_count <= MOST_REWORDED)
    match_reworded(t);
  for (size_t i = 0; i < t->fresh_count; i++) {
    witness *w = t->fresh[i];
    node *twin = w ? find_node(t, w, p->source) : NULL;
    if (twin)
      attach(t, w, twin);
    if (!w || twin)
      continue;
    node *made = &m->nodes[m->node_count++];
    *made = (node){ .first = w,
                    .last = w,
                    .tail = w,
                    .gone_poll = SIZE_MAX,
                    .tellers = UINT64_C(1) << (p->source % 64),
                    .source = (uint32_t)p->source,
                    .first_poll = poll_at,
                    .last_poll = poll_at };
    w->node = made;
    remember(t, w, made);
  }
}

/* ---- what is gone ---- */

static int64_t oldest_reading(const merger *m, const poll *p)
{
  int64_t oldest = INT64_MAX;
  for (size_t i = 0; i < p->witness_count; i++) {
    int64_t reading = reading_ms(&m->witnesses[p->first_witness + i].said->time);
    oldest = reading < oldest ? reading : oldest;
  }
  return oldest;
}

/* By another source that repeats it. */
static bool is_shown(const merger *m, const witness *w)
{
  return m->sources[m->polls[w->poll].source].newest_poll == w->poll;
}

/* The first list of its source without the node. */
static size_t poll_after(const merger *m, const node *n)
{
  size_t i = n->last_poll + 1;
  while (m->polls[i].source != n->source || !m->polls[i].result || m->polls[i].result->outcome != WB_FOUND)
    i++;
  return i; /* there is one: the newest */
}

/* An empty list has forgotten; a long one may have pushed out its oldest; else a missing entry was taken
 * back. */
static void tell_what_is_gone(merger *m)
{
  for (size_t s = 0; s < m->source_count; s++) {
    size_t newest = m->sources[s].newest_poll;
    if (newest == SIZE_MAX)
      continue;
    const poll *p = &m->polls[newest];
    int64_t oldest = p->witness_count >= LONG_LIST ? oldest_reading(m, p) : INT64_MIN;
    for (size_t i = 0; i < m->node_count; i++) {
      node *n = &m->nodes[i];
      if (n->source != s || newest <= n->last_poll || is_shown(m, n->tail))
        continue;
      n->gone = true;
      n->gone_poll = poll_after(m, n);
      n->withdrawn = p->witness_count && reading_ms(&n->last->said->time) >= oldest;
    }
  }
}

/* ---- order ---- */

static int compare_nodes(const void *left, const void *right)
{
  const node *a = left, *b = right;
  const witness *x = a->first, *y = b->first;
  if (a->first_poll !=
      b->first_poll) /* polls stand in the order of fetching; at one moment the better source leads */
    return a->first_poll < b->first_poll ? -1 : 1;
  int order = (x->identity > y->identity) - (x->identity < y->identity);
  return order ? order : (x->position > y->position) - (x->position < y->position);
}

static void sort_nodes(merger *m)
{
  if (m->node_count)
    qsort(m->nodes, m->node_count, sizeof *m->nodes, compare_nodes);
  for (size_t i = 0; i < m->node_count; i++)
    for (witness *w = m->nodes[i].first; w; w = w->next)
      w->node = &m->nodes[i];
}

bool merge_thread(merger *m)
{
  size_t capacity = 16;
  while (capacity < 3 * m->witness_count)
    capacity *= 2;
  threading t = { .m = m, .mask = capacity - 1 };
  t.slots = arena_array(m->scratch, capacity, sizeof *t.slots);
  t.live = arena_array(m->scratch, MOST_REWORDED, sizeof(node *));
  t.fresh = arena_array_raw(m->scratch, m->witness_count + 1, sizeof(witness *));
  m->nodes = arena_array_raw(m->scratch, m->witness_count + 1, sizeof *m->nodes);
  if (!t.slots || !t.live || !t.fresh || !m->nodes || !list_sources(m))
    return false;
  for (size_t i = 0; i < m->poll_count; i++)
    thread_poll(&t, i);
  tell_what_is_gone(m);
  sort_nodes(m);
  return true;
}
