/* SPDX-License-Identifier: MIT */
#include "parts.h"
#include <stdlib.h>

static int compare_i64(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

static int compare_polls(const void *left, const void *right)
{
  const poll *a = left, *b = right;
  int order = compare_i64(a->feed->fetched_at_ms, b->feed->fetched_at_ms);
  if (order == 0)
    order = str_compare(a->feed->source, b->feed->source);
  return order ? order : str_compare(a->json, b->json);
}

static bool are_twins(const poll *a, const poll *b)
{
  return a->feed->fetched_at_ms == b->feed->fetched_at_ms && str_equal(a->feed->source, b->feed->source);
}

/* Two feeds of one source at one moment: the whole of what they say tells whether they are one. */
static bool write_json(merger *m, poll *p)
{
  if (p->json.n)
    return true;
  WB_AUTO(buf) text = { 0 };
  if (feed_to_json(p->feed, &text, NULL) != WB_OK)
    return false;
  p->json = arena_str(m->scratch, buf_view(&text));
  return p->json.p != NULL;
}

static bool tell_twins_apart(merger *m)
{
  qsort(m->polls, m->poll_count, sizeof *m->polls, compare_polls);
  for (size_t i = 1; i < m->poll_count; i++) {
    poll *a = &m->polls[i - 1], *b = &m->polls[i];
    if (are_twins(a, b) && (!write_json(m, a) || !write_json(m, b)))
      return false;
  }
  qsort(m->polls, m->poll_count, sizeof *m->polls, compare_polls);
  return true;
}

/* Keeps each feed once and counts those that share source and moment. */
static void drop_copies(merger *m)
{
  size_t kept = 0;
  for (size_t i = 0; i < m->poll_count; i++) {
    poll p = m->polls[i];
    const poll *last = kept ? &m->polls[kept - 1] : NULL;
    if (last && compare_polls(last, &p) == 0)
      continue;
    p.twin = last && are_twins(last, &p) ? last->twin + 1 : 0;
    m->polls[kept++] = p;
  }
  m->poll_count = kept;
}

static wb_str carrier_of(const feed *f, const feed_result *r)
{
  if (r && r->carrier.n)
    return r->carrier;
  return f->carrier.n ? f->carrier : f->source;
}

static bool concerns(const merge_input *in, const feed_result *r)
{
  for (size_t i = 0; i < in->other_number_count; i++)
    if (str_equal(r->number, in->other_numbers[i]))
      return true;
  return str_equal(r->number, in->number);
}

/* ---- which of several shipments under one number ---- */

typedef struct shipment {
  wb_str carrier, key;
  int64_t newest_ms;
  bool has_events;
} shipment;

/* A moment that is good enough to tell which shipment is the newer one. */
static int64_t rough_ms(const wb_time *t)
{
  bool is_utc = t->kind == WB_TIME_INSTANT || t->kind == WB_TIME_LOCAL_UTC;
  return t->kind == WB_TIME_NONE ? INT64_MIN : is_utc ? t->utc_ms : t->local_ms;
}

static int64_t newest_ms(const feed_result *r)
{
  int64_t newest = INT64_MIN;
  for (size_t i = 0; i < r->event_count; i++)
    if (rough_ms(&r->events[i].time) > newest)
      newest = rough_ms(&r->events[i].time);
  return newest;
}

static int compare_shipments(const void *left, const void *right)
{
  const shipment *a = left, *b = right;
  int order = str_compare(a->carrier, b->carrier);
  if (order == 0) /* the best first: with events, then the newest */
    order = (int)b->has_events - (int)a->has_events;
  if (order == 0)
    order = compare_i64(b->newest_ms, a->newest_ms);
  return order ? order : str_compare(a->key, b->key);
}

static shipment *shipment_of(merger *m, shipment **list, size_t *count, size_t *capacity, shipment wanted)
{
  for (size_t i = 0; i < *count; i++)
    if (str_equal((*list)[i].carrier, wanted.carrier) && str_equal((*list)[i].key, wanted.key))
      return &(*list)[i];
  shipment *made = arena_push(m->scratch, (void *)list, count, capacity, sizeof **list);
  if (made)
    *made = wanted;
  return made;
}

static bool list_shipments(merger *m, shipment **ret_list, size_t *ret_count)
{
  size_t capacity = 0;
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed *f = m->polls[i].feed;
    for (size_t k = 0; k < f->result_count; k++) {
      const feed_result *r = &f->results[k];
      if (!concerns(m->in, r))
        continue;
      shipment wanted = { carrier_of(f, r), r->key, INT64_MIN, false };
      shipment *s = shipment_of(m, ret_list, ret_count, &capacity, wanted);
      if (!s)
        return false;
      int64_t newest = newest_ms(r);
      s->newest_ms = newest > s->newest_ms ? newest : s->newest_ms;
      s->has_events = s->has_events || r->event_count > 0;
    }
  }
  if (*ret_count)
    qsort(*ret_list, *ret_count, sizeof **ret_list, compare_shipments);
  return true;
}

/* The first of its carrier is the one to show. */
static const shipment *chosen_shipment(const shipment *list, size_t count, wb_str carrier)
{
  for (size_t i = 0; i < count; i++)
    if (str_equal(list[i].carrier, carrier))
      return &list[i];
  return NULL;
}

static void choose_results(merger *m, const shipment *list, size_t count)
{
  for (size_t i = 0; i < m->poll_count; i++) {
    poll *p = &m->polls[i];
    p->carrier = carrier_of(p->feed, NULL);
    for (size_t k = 0; k < p->feed->result_count; k++) {
      const feed_result *r = &p->feed->results[k];
      if (!concerns(m->in, r))
        continue;
      p->answer = p->answer ? p->answer : r;
      wb_str carrier = carrier_of(p->feed, r);
      const shipment *s = chosen_shipment(list, count, carrier);
      if (s && str_equal(s->key, r->key) && !p->result) {
        p->result = p->answer = r;
        p->carrier = carrier;
      }
    }
  }
}

/* A feed may name other shipments only: its outcome counts, its events do not. */
static size_t count_shipments(const shipment *list, size_t count)
{
  size_t most = count ? 1 : 0, same = 0;
  for (size_t i = 0; i < count; i++) {
    same = i && str_equal(list[i].carrier, list[i - 1].carrier) ? same : 0;
    same += list[i].has_events;
    most = same > most ? same : most;
  }
  return most;
}

static int compare_texts(const void *left, const void *right)
{
  return str_compare(*(const wb_str *)left, *(const wb_str *)right);
}

#define PIECES_NAMED 5

/* "A, B and 3 more" */
static bool name_pieces(merger *m, const wb_str *sorted, size_t count, tally *ret)
{
  WB_AUTO(buf) names = { 0 };
  ret->pieces = 0;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && str_equal(sorted[i], sorted[i - 1]))
      continue;
    if (ret->pieces++ >= PIECES_NAMED)
      continue;
    buf_add_text(&names, names.n ? ", " : "");
    buf_add(&names, sorted[i]);
  }
  if (ret->pieces > PIECES_NAMED)
    buf_printf(&names, " and %zu more", ret->pieces - PIECES_NAMED);
  ret->piece_names = arena_str(m->scratch, buf_view(&names));
  return !names.failed && ret->piece_names.p;
}

/* Distinct numbers of pieces over all feeds. */
static bool count_pieces(merger *m, tally *ret)
{
  wb_str *numbers = NULL;
  size_t count = 0, capacity = 0;
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed *f = m->polls[i].feed;
    for (size_t k = 0; k < f->result_count; k++) {
      if (!str_equal(f->results[k].parent, m->in->number) || concerns(m->in, &f->results[k]))
        continue;
      wb_str *slot = ARENA_PUSH(m->scratch, numbers, count, capacity);
      if (!slot)
        return false;
      *slot = f->results[k].number;
    }
  }
  if (count)
    qsort(numbers, count, sizeof *numbers, compare_texts);
  return name_pieces(m, numbers, count, ret);
}

/* ---- statements ---- */

#define NUMBER_BYTES 21 /* of a 64-bit one with its sign */

static char *put_number(char *at, uint64_t value)
{
  char digits[NUMBER_BYTES];
  size_t n = sizeof digits;
  do
    digits[--n] = (char)('0' + value % 10);
  while (value /= 10);
  memcpy(at, digits + n, sizeof digits - n);
  return at + (sizeof digits - n);
}

static char *put_signed(char *at, int64_t value)
{
  if (value < 0)
    *at++ = '-';
  return put_number(at, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value);
}

static char *put_field(char *at, wb_str text)
{
  at = put_number(at, text.n);
  *at++ = ':';
  if (text.n)
    memcpy(at, text.p, text.n);
  return at + text.n;
}

/* A wall clock told together with UTC is a wall clock with an offset: a feed that was kept as JSON says no
 * more than that, and its events must have the ids that they had when they came. */
static wb_time as_written(const wb_time *told)
{
  wb_time t = *told;
  if (t.kind != WB_TIME_LOCAL_UTC)
    return t;
  const int64_t furthest_ms =
      INT64_C(48) * 3600 * 1000; /* no offset is: then the two tell nothing together */
  int64_t ahead_ms;
  if (__builtin_sub_overflow(t.local_ms, t.utc_ms, &ahead_ms) || ahead_ms > furthest_ms ||
      ahead_ms < -furthest_ms)
    return t;
  t.kind = WB_TIME_OFFSET;
  t.offset_min = (int32_t)((ahead_ms + (ahead_ms < 0 ? -30000 : 30000)) / 60000);
  return t;
}

static char *put_time(char *at, const wb_time *t)
{
  at = put_number(at, t->kind);
  *at++ = ',';
  at = put_number(at, t->kind == WB_TIME_DATE ? (uint32_t)WB_PRECISION_DAY : t->precision);
  *at++ = ';';
  if (t->kind == WB_TIME_NONE)
    at = put_field(at, t->raw);
  else if (t->kind != WB_TIME_INSTANT)
    at = put_signed(at, t->local_ms);
  if (t->kind == WB_TIME_INSTANT) {
    *at++ = '=';
    at = put_signed(at, t->utc_ms);
  }
  if (t->kind == WB_TIME_OFFSET) {
    if (t->offset_min >= 0)
      *at++ = '+';
    at = put_signed(at, t->offset_min);
  }
  if (t->kind == WB_TIME_ZONE || t->kind == WB_TIME_ABBREVIATION)
    at = put_field(at, t->zone);
  return at;
}

/* What was said: the reading as it was written, not what was made of it, so that better zone or status tables
 * never change an id.  `key` is room for it, used again and again. */
static bool identify(const merger *m, witness *w, buf *key)
{
  const feed_statement *s = w->said;
  const wb_time t = as_written(&s->time);
  const poll *p = &m->polls[w->poll];
  const wb_str words[] = { p->result->number, s->code, s->text, s->event_id, s->piece };
  const wb_str place[] = { s->place.text,     s->place.city,    s->place.region,
                           s->place.postcode, s->place.country, s->place.facility };
  size_t room =
      p->carrier.n + t.raw.n + t.zone.n + (WB_COUNT(words) + WB_COUNT(place) + 8) * (NUMBER_BYTES + 1);
  for (size_t i = 0; i < WB_COUNT(words); i++)
    room += words[i].n;
  for (size_t i = 0; i < WB_COUNT(place); i++)
    room += place[i].n;
  buf_clear(key);
  if (!buf_reserve(key, room))
    return false;
  char *start = key->data, *at = put_field(start, p->carrier);
  const char *by_whom = at;
  for (size_t i = 0; i < WB_COUNT(words); i++)
    at = put_field(at, words[i]);
  at = put_time(at, &t);
  for (size_t i = 0; i < WB_COUNT(place); i++)
    at = put_field(at, place[i]);
  w->identity = content_id_of((wb_str){ start, (size_t)(at - start) });
  w->content = content_hash_of((wb_str){ by_whom, (size_t)(at - by_whom) });
  return true;
}

static bool gather_witnesses(merger *m)
{
  size_t total = 0, n = 0;
  for (size_t i = 0; i < m->poll_count; i++)
    total += m->polls[i].result ? m->polls[i].result->event_count : 0;
  m->witnesses = arena_array_raw(m->scratch, total, sizeof *m->witnesses);
  if (!m->witnesses)
    return false;
  WB_AUTO(buf) key = { 0 };
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed_result *r = m->polls[i].result;
    m->polls[i].first_witness = n;
    m->polls[i].witness_count = r ? r->event_count : 0;
    for (size_t k = 0; r && k < r->event_count; k++) {
      witness *w = &m->witnesses[n++];
      *w = (witness){ .said = &r->events[k], .poll = i, .position = k };
      if (!identify(m, w, &key))
        return false;
    }
  }
  m->witness_count = n;
  return true;
}

bool merge_gather(merger *m, tally *ret_tally)
{
  m->poll_count = m->in->feed_count;
  m->polls = arena_array(m->scratch, m->poll_count, sizeof *m->polls);
  if (!m->polls)
    return false;
  for (size_t i = 0; i < m->poll_count; i++)
    m->polls[i].feed = m->in->feeds[i];
  shipment *list = NULL;
  size_t count = 0;
  if (!tell_twins_apart(m))
    return false;
  drop_copies(m);
  if (!list_shipments(m, &list, &count) || !count_pieces(m, ret_tally))
    return false;
  choose_results(m, list, count);
  ret_tally->shipments = count_shipments(list, count);
  return gather_witnesses(m);
}
