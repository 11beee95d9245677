/* SPDX-License-Identifier: MIT */
#include "../base/clock.h"
#include "../model/status.h"
#include "parts.h"
#include <stdlib.h>

#define CERTAIN_PPM 1000000u
#define MOST_PLACED 2048 /* events: in a longer list days are not placed among hours */

const char *merge_text(const merger *m, wb_str text)
{
  return text.n ? arena_cstr(m->memory, text) : "";
}

/* Where in a journey: label, taken over, on the way, at the depot, out, tried, ready, ended, on the way back.
 */
static int phase_of(const draft *d)
{
  static const kinds phases[] = {
    KIND(LABEL),
    KIND(PICKUP) | KIND(ACCEPT),
    0, /* all else */
    KIND(AT_DELIVERY),
    KIND(OUT_FOR_DELIVERY),
    KIND(ATTEMPT),
    KIND(READY),
    KIND(DELIVERED),
    KIND(PROOF),
    KIND(RETURNING),
    KIND(RETURNED),
  };
  kinds may_be = d->latest->node->may_be;
  for (size_t i = 0; i < WB_COUNT(phases); i++)
    if (may_be && !(may_be & ~phases[i]))
      return (int)i;
  return 2;
}

static int compare_u64(uint64_t a, uint64_t b)
{
  return (a > b) - (a < b);
}

static int compare_witnesses(const void *left, const void *right)
{
  const witness *a = *(const witness *const *)left, *b = *(const witness *const *)right;
  int order = compare_u64(a->poll, b->poll);
  return order ? order : compare_u64(a->position, b->position);
}

/* The order of the timeline; within one moment a source's own order is kept. */
static int compare_drafts(const void *left, const void *right)
{
  const draft *a = left, *b = right;
  const witness *x = a->latest, *y = b->latest;
  if (a->order_ms != b->order_ms)
    return a->order_ms < b->order_ms ? -1 : 1;
  int order = x->poll == y->poll ? compare_u64(x->rank, y->rank) : 0;
  if (order == 0)
    order = phase_of(a) - phase_of(b);
  if (order == 0)
    order = compare_u64(x->poll, y->poll);
  return order ? order : compare_u64(a->founder, b->founder);
}

/* ---- which statement leads ---- */

static int role_of(const merger *m, const node *n)
{
  return m->sources[n->source].role == FEED_ROLE_AGGREGATOR;
}

static int kind_count(const node *n)
{
  return __builtin_popcountll(n->may_be);
}

/* Words and status: from whom still says it, rather a carrier than one who repeats carriers, rather the finer
 * word. */
static bool leads(const merger *m, const node *a, const node *b)
{
  if (a->withdrawn != b->withdrawn)
    return b->withdrawn;
  int order = (kind_count(a) > 1) - (kind_count(b) > 1);
  if (order == 0)
    order = role_of(m, a) - role_of(m, b);
  return order < 0;
}

/* How well a node knows when it was; less is better. */
static int doubt_of(const node *n)
{
  if (n->mark == MARK_NONE)
    return 9;
  if (n->mark == MARK_DAY)
    return n->offset_count == 1 ? 6 : 7;
  if (n->offset_count != 1)
    return n->offset_count ? 4 : 8;
  return n->mark == MARK_CERTAIN ? 0 : n->mark == MARK_Z ? 1 : 2;
}

static bool times_better(const merger *m, const node *a, const node *b)
{
  int order = doubt_of(a) - doubt_of(b);
  if (order == 0)
    order = role_of(m, a) - role_of(m, b);
  if (order == 0)
    order = (int)b->precision - (int)a->precision;
  return order < 0;
}

static int place_points(const wb_place *p)
{
  return (p->city.n ? 8 : 0) + (p->postcode.n ? 4 : 0) + (p->facility.n ? 3 : 0) + (p->region.n ? 2 : 0) +
         (p->country.n ? 2 : 0) + (p->text.n ? 1 : 0);
}

static const node *best_node(const merger *m, const draft *d,
                             bool (*better)(const merger *, const node *, const node *))
{
  const node *best = d->nodes[0];
  for (size_t i = 1; i < d->node_count; i++)
    if (better(m, d->nodes[i], best))
      best = d->nodes[i];
  return best;
}

static const wb_place *best_place(const draft *d)
{
  const wb_place *best = &d->latest->said->place;
  for (size_t i = 0; i < d->node_count; i++) {
    const wb_place *p = &d->nodes[i]->last->said->place;
    if (place_points(p) > place_points(best))
      best = p;
  }
  return best;
}

/* ---- what an event shows ---- */

static wb_event_place place_of(const merger *m, const wb_place *p)
{
  return (wb_event_place){
    .text = merge_text(m, p->text),
    .city = merge_text(m, p->city),
    .region = merge_text(m, p->region),
    .postcode = merge_text(m, p->postcode),
    .country = merge_text(m, p->country),
    .facility = merge_text(m, p->facility),
    .lat_udeg = p->lat_udeg,
    .lon_udeg = p->lon_udeg,
  };
}

/* A statement that came without a handle gets one from where it stands: "ups@2026-03-02T15:20:00Z#3". */
static const char *ref_of(const merger *m, const witness *w)
{
  if (w->said->ref.n)
    return merge_text(m, w->said->ref);
  const poll *p = &m->polls[w->poll];
  WB_AUTO(buf) text = { 0 };
  buf_add(&text, p->feed->source);
  buf_add_byte(&text, '@');
  civil_add_utc(&text, p->feed->fetched_at_ms);
  if (p->twin)
    buf_printf(&text, ".%zu", p->twin);
  buf_printf(&text, "#%zu", w->position);
  return buf_check(&text, NULL) == WB_OK ? arena_cstr(m->memory, buf_view(&text)) : NULL;
}

static wb_statement statement_of(const merger *m, const witness *w)
{
  const feed_statement *s = w->said;
  return (wb_statement){
    .ref = ref_of(m, w),
    .source = merge_text(m, m->polls[w->poll].feed->source),
    .code = merge_text(m, s->code),
    .text = merge_text(m, s->text),
    .lang = merge_text(m, s->lang),
    .raw_time = merge_text(m, s->time.raw),
    .event_id = merge_text(m, s->event_id),
    .status = s->status,
    .reason = s->reason,
    .flags = s->flags,
    .unmapped = s->unmapped,
  };
}

static bool is_alias_listed(const uint64_t *ids, size_t count, uint64_t id)
{
  for (size_t i = 0; i < count; i++)
    if (ids[i] == id)
      return true;
  return false;
}

/* Any statement of it might have been the first to be known, and its id have been given out. */
static bool fill_aliases(const merger *m, draft *d)
{
  const char **aliases = arena_array(m->memory, d->witness_count, sizeof *aliases);
  uint64_t *ids = arena_array_raw(m->scratch, d->witness_count + 1, sizeof *ids);
  size_t count = 0;
  if (!aliases || !ids)
    return false;
  ids[count++] = d->nodes[0]->first->identity;
  for (size_t i = 0; i < d->witness_count; i++) {
    char id[TIMELINE_EVENT_ID_BYTES];
    if (is_alias_listed(ids, count, d->witnesses[i]->identity))
      continue;
    ids[count++] = d->witnesses[i]->identity;
    timeline_event_id(d->witnesses[i]->identity, id);
    aliases[d->event.alias_count++] = arena_cstr(m->memory, str_of(id));
  }
  d->event.aliases = aliases;
  return true;
}

static uint32_t confidence_of(const merger *m, const draft *d)
{
  uint32_t doubt = CERTAIN_PPM;
  for (size_t i = 0; i < d->node_count; i++)
    doubt = role_of(m, d->nodes[i]) ? doubt / 10 : 0;
  return CERTAIN_PPM - doubt;
}

static bool fill_event(const merger *m, draft *d)
{
  const feed_statement *s = d->latest->said;
  wb_statement *statements = arena_array_raw(m->memory, d->witness_count, sizeof *statements);
  char id[TIMELINE_EVENT_ID_BYTES];
  if (!statements)
    return false;
  for (size_t i = 0; i < d->witness_count; i++)
    statements[i] = statement_of(m, d->witnesses[i]);
  timeline_event_id(d->nodes[0]->first->identity, id);
  const witness *timed = best_node(m, d, times_better)->last;
  d->event = (wb_timeline_event){
    .id = arena_cstr(m->memory, str_of(id)),
    .status = status_known(s->status),
    .reason = reason_known(s->reason),
    .flags = s->flags | status_flags(s->status),
    .time = timed->time,
    .place = place_of(m, best_place(d)),
    .text = merge_text(m, s->text),
    .confidence_ppm = d->vanished ? 0 : confidence_of(m, d),
    .statements = statements,
    .statement_count = d->witness_count,
  };
  if (timed->said->time.kind == WB_TIME_ZONE || timed->said->time.kind == WB_TIME_ABBREVIATION)
    d->event.time.zone = merge_text(m, timed->said->time.zone);
  return fill_aliases(m, d) && !arena_failed(m->memory);
}

/* ---- nodes become drafts ---- */

static bool gather_nodes(merger *m)
{
  size_t *drafts = arena_array(m->scratch, m->node_count + 1, sizeof *drafts); /* of clusters; 0: none yet */
  node **nodes = arena_array_raw(m->scratch, m->node_count + 1, sizeof(node *));
  witness **list = arena_array_raw(m->scratch, m->witness_count + 1, sizeof(witness *));
  m->drafts = arena_array_raw(m->scratch, m->node_count + 1, sizeof *m->drafts);
  if (!drafts || !nodes || !list || !m->drafts)
    return false;
  for (size_t i = 0; i < m->node_count; i++) {
    size_t *slot = &drafts[m->nodes[i].cluster];
    if (!*slot) {
      *slot = ++m->draft_count;
      m->drafts[*slot - 1] = (draft){ .founder = i, .epoch = m->nodes[i].epoch, .vanished = true };
    }
    m->drafts[*slot - 1].node_count++;
  }
  for (size_t i = 0; i < m->draft_count; i++) {
    m->drafts[i].nodes = nodes;
    nodes += m->drafts[i].node_count;
    m->drafts[i].node_count = 0;
  }
  for (size_t i = 0; i < m->node_count; i++) {
    draft *d = &m->drafts[drafts[m->nodes[i].cluster] - 1];
    d->nodes[d->node_count++] = &m->nodes[i];
    d->vanished = d->vanished && m->nodes[i].withdrawn;
  }
  for (size_t i = 0; i < m->draft_count; i++) {
    draft *d = &m->drafts[i];
    d->witnesses = list;
    for (size_t k = 0; k < d->node_count; k++)
      for (witness *w = d->nodes[k]->first; w; w = w->next)
        d->witnesses[d->witness_count++] = w;
    qsort(d->witnesses, d->witness_count, sizeof(witness *), compare_witnesses);
    list += d->witness_count;
  }
  return true;
}

/* Events of a day alone belong behind what must come before them on that day: delivered after out for
 * delivery. */
static void place_by_phase(merger *m, draft *d)
{
  const node *n = best_node(m, d, times_better);
  int phase = phase_of(d);
  if (n->mark != MARK_DAY || phase == 2)
    return;
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *other = &m->drafts[i];
    const node *o = best_node(m, other, times_better);
    if (other == d || o->mark == MARK_DAY || doubt_of(o) > 4 || other->order_ms < n->from_s * 1000 ||
        other->order_ms > n->to_s * 1000)
      continue;
    if (phase > 2 && phase_of(other) < phase && other->order_ms > d->order_ms)
      d->order_ms = other->order_ms;
    if (phase < 2 && phase_of(other) > phase && other->order_ms < d->order_ms)
      d->order_ms = other->order_ms;
  }
}

static bool make_drafts(merger *m)
{
  if (!gather_nodes(m))
    return false;
  for (size_t i = 0; i < m->node_count; i++)
    merge_order_answer(m, m->nodes[i].last->poll);
  for (size_t i = 0; i < m->draft_count; i++) {
    draft *d = &m->drafts[i];
    d->latest = best_node(m, d, leads)->last;
    d->order_ms = best_node(m, d, times_better)->last->order_ms;
  }
  for (size_t i = 0; m->draft_count <= MOST_PLACED && i < m->draft_count; i++)
    place_by_phase(m, &m->drafts[i]);
  if (m->draft_count)
    qsort(m->drafts, m->draft_count, sizeof *m->drafts, compare_drafts);
  for (size_t i = 0; i < m->draft_count; i++)
    if (!fill_event(m, &m->drafts[i]))
      return false;
  return true;
}

/* ---- what was withdrawn ---- */

static wb_str carrier_of(const merger *m, const draft *d)
{
  return m->polls[d->latest->poll].carrier;
}

static int compare_event_ids(const merger *m, const draft *a, wb_str carrier, wb_str event_id)
{
  int order = str_compare(carrier_of(m, a), carrier);
  return order ? order : str_compare(a->latest->said->event_id, event_id);
}

/* What can be withdrawn by the carrier's own id: drafts in the order of carrier and id, in time order within.
 */
typedef struct id_index {
  draft **drafts;
  size_t count;
} id_index;

static void sift(const merger *m, id_index *index, size_t at, size_t count)
{
  for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
    draft **d = index->drafts;
    const witness *last = d[child]->latest;
    if (child + 1 < count &&
        compare_event_ids(m, d[child + 1], carrier_of(m, d[child]), last->said->event_id) > 0)
      last = d[++child]->latest;
    if (compare_event_ids(m, d[at], carrier_of(m, d[child]), last->said->event_id) >= 0)
      return;
    draft *swapped = d[at];
    d[at] = d[child];
    d[child] = swapped;
    at = child;
  }
}

/* A heap sort: qsort's comparison cannot be told the carriers. */
static bool make_index(const merger *m, id_index *ret_index)
{
  id_index index = { .drafts = arena_array(m->scratch, m->draft_count, sizeof(draft *)) };
  if (!index.drafts)
    return false;
  for (size_t i = 0; i < m->draft_count; i++)
    if (m->drafts[i].latest->said->event_id.n && !m->drafts[i].latest->said->retracts.n)
      index.drafts[index.count++] = &m->drafts[i];
  for (size_t i = index.count / 2; i-- > 0;)
    sift(m, &index, i, index.count);
  for (size_t end = index.count; end-- > 1;) {
    draft *largest = index.drafts[0];
    index.drafts[0] = index.drafts[end];
    index.drafts[end] = largest;
    sift(m, &index, 0, end);
  }
  *ret_index = index;
  return true;
}

static void withdraw(draft *target, const draft *by)
{
  target->withdrawn_by = by;
  target->event.confidence_ppm = 0;
}

static void withdraw_id(const merger *m, const id_index *index, const draft *by)
{
  wb_str id = by->latest->said->retracts, carrier = carrier_of(m, by);
  size_t low = 0, high = index->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_event_ids(m, index->drafts[middle], carrier, id) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  while (low < index->count && compare_event_ids(m, index->drafts[low], carrier, id) == 0) {
    if (index->drafts[low]->withdrawn_by)
      return; /* this id was dealt with */
    withdraw(index->drafts[low++], by);
  }
}

static draft *draft_of(const merger *m, const witness *w)
{
  return m->by_cluster[w->node->cluster];
}

/* "previous": the statement right before it in its answer. */
static void withdraw_previous(const merger *m, const draft *by)
{
  const witness *w = by->latest;
  const poll *p = &m->polls[w->poll];
  if (w->rank == 0)
    return;
  for (int step = -1; step <= 1; step += 2) {
    if ((step < 0 && w->position == 0) || (step > 0 && w->position + 1 >= p->result->event_count))
      continue;
    const witness *other = w + step;
    if (other->rank + 1 == w->rank && !draft_of(m, other)->withdrawn_by && !other->said->retracts.n)
      withdraw(draft_of(m, other), by);
  }
}

static bool apply_retractions(merger *m)
{
  id_index index = { 0 };
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *by = &m->drafts[i];
    wb_str retracts = by->latest->said->retracts;
    if (str_is(retracts, "previous"))
      withdraw_previous(m, by);
    else if (retracts.n && !index.drafts && !make_index(m, &index))
      return false;
    else if (retracts.n)
      withdraw_id(m, &index, by);
  }
  return true;
}

static bool index_drafts(merger *m)
{
  m->by_cluster = arena_array(m->scratch, m->node_count + 1, sizeof(draft *));
  for (size_t i = 0; m->by_cluster && i < m->draft_count; i++)
    m->by_cluster[m->drafts[i].nodes[0]->cluster] = &m->drafts[i];
  return m->by_cluster != NULL;
}

bool merge_fuse(merger *m)
{
  return make_drafts(m) && index_drafts(m) && apply_retractions(m);
}
