/* SPDX-License-Identifier: MIT */
#include "../base/clock.h"
#include "../model/status.h"
#include "parts.h"
#include <stdlib.h>

#define CERTAIN_PPM 1000000u

const char *merge_text(const merger *m, wb_str text)
{
  return text.n ? arena_cstr(m->memory, text) : "";
}

static int compare_u64(uint64_t a, uint64_t b)
{
  return (a > b) - (a < b);
}

static int compare_identity(const void *left, const void *right)
{
  const witness *a = *(const witness *const *)left, *b = *(const witness *const *)right;
  int order = compare_u64(a->identity.high, b->identity.high);
  if (order == 0)
    order = compare_u64(a->identity.low, b->identity.low);
  if (order == 0)
    order = compare_u64(a->poll, b->poll);
  return order ? order : compare_u64(a->position, b->position);
}

static bool same_identity(const witness *a, const witness *b)
{
  return a->identity.high == b->identity.high && a->identity.low == b->identity.low;
}

/* The order of the timeline; within one moment a source's own order is kept. */
static int compare_drafts(const void *left, const void *right)
{
  const draft *a = left, *b = right;
  const witness *x = a->latest, *y = b->latest;
  if (x->order_ms != y->order_ms)
    return x->order_ms < y->order_ms ? -1 : 1;
  int order = compare_u64(x->poll, y->poll);
  if (order == 0)
    order = compare_u64(x->rank, y->rank);
  return order ? order : compare_u64(x->identity.high, y->identity.high);
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

static bool fill_event(const merger *m, draft *d)
{
  const feed_statement *s = d->latest->said;
  wb_statement *statements = arena_array(m->memory, d->witness_count, sizeof *statements);
  if (!statements)
    return false;
  for (size_t i = 0; i < d->witness_count; i++)
    statements[i] = statement_of(m, d->witnesses[i]);
  d->event = (wb_timeline_event){
    .id = arena_cstr(m->memory, str_of(d->latest->id)),
    .status = status_known(s->status),
    .reason = reason_known(s->reason),
    .flags = s->flags | status_flags(s->status),
    .time = d->latest->time,
    .place = place_of(m, &s->place),
    .text = merge_text(m, s->text),
    .confidence_ppm = CERTAIN_PPM,
    .statements = statements,
    .statement_count = d->witness_count,
  };
  if (s->time.kind == WB_TIME_ZONE || s->time.kind == WB_TIME_ABBREVIATION)
    d->event.time.zone = merge_text(m, s->time.zone);
  return !arena_failed(m->memory);
}

static bool make_drafts(merger *m)
{
  witness **list = arena_array(m->scratch, m->witness_count, sizeof *list);
  m->drafts = arena_array(m->scratch, m->witness_count, sizeof *m->drafts);
  if (!list || !m->drafts)
    return false;
  for (size_t i = 0; i < m->witness_count; i++)
    list[i] = &m->witnesses[i];
  if (m->witness_count)
    qsort(list, m->witness_count, sizeof *list, compare_identity);
  for (size_t i = 0, end; i < m->witness_count; i = end) {
    for (end = i + 1; end < m->witness_count && same_identity(list[i], list[end]);)
      end++;
    m->drafts[m->draft_count++] =
        (draft){ .witnesses = list + i, .witness_count = end - i, .latest = list[end - 1] };
  }
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
    if (other->rank + 1 == w->rank && !other->event->withdrawn_by && !other->said->retracts.n)
      withdraw(other->event, by);
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

bool merge_fold(merger *m)
{
  if (!make_drafts(m))
    return false;
  for (size_t i = 0; i < m->draft_count; i++)
    for (size_t k = 0; k < m->drafts[i].witness_count; k++)
      m->drafts[i].witnesses[k]->event = &m->drafts[i];
  return apply_retractions(m);
}
