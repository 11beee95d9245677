/* SPDX-License-Identifier: MIT */
/* The laws of merge.h, on feeds made by chance from a seed: what fails names its seed. */
#include "merge_kit.h"

enum { CASES = 1500, MAX_FEEDS = 12, MAX_EVENTS = 9 };

typedef struct world {
  feed *feeds[MAX_FEEDS];
  size_t count;
} world;

static uint32_t chance(uint64_t *state, uint32_t below)
{
  wb_clock c = { .seed = *state };
  uint64_t value = clock_random(&c);
  *state = c.seed;
  return (uint32_t)(value % below);
}

static const uint32_t statuses[] = {
  WB_PRE_SHIPMENT_LABEL_CREATED, WB_ACCEPTED_PICKED_UP, WB_IN_TRANSIT_MOVING,
  WB_IN_TRANSIT_PROCESSED,       WB_CUSTOMS_CLEARED,    WB_EXCEPTION_DELAYED,
  WB_DELIVERED_HOUSEHOLD,        WB_RETURNING_STARTED,  WB_NOTE_UPDATE,
  WB_UNKNOWN_UNCLASSIFIED,       WB_RETURNED_TO_SENDER, WB_LOSS_LOST
};
static const char *const zone_names[] = { "Europe/Berlin", "America/New_York", "Nowhere/None" };
static const char *const abbreviations[] = { "EST", "CST", "XYZ" };
static const char *const countries[] = { "", "DE", "US", "CN" };
static const char *const codes[] = { "A", "B", "C", "", "LONG_CODE" };

static wb_time make_time(uint64_t *state)
{
  int64_t at = utc("2026-03-01T00:00:00Z") + (int64_t)chance(state, 6 * 24 * 4) * 900000;
  wb_time t = { .kind = chance(state, 9), .precision = chance(state, 5), .local_ms = at };
  t.offset_min = (int32_t)chance(state, 5) * 60 - 120;
  t.utc_ms = at - (int64_t)t.offset_min * 60000;
  t.flags = chance(state, 6) == 0 ? WB_TIME_DOUBTFUL : 0;
  if (t.kind == WB_TIME_ZONE)
    t.zone = str_of(zone_names[chance(state, 3)]);
  if (t.kind == WB_TIME_ABBREVIATION)
    t.zone = str_of(abbreviations[chance(state, 3)]);
  if (t.kind == WB_TIME_DATE)
    t.local_ms -= t.local_ms % INT64_C(86400000);
  if (t.kind == WB_TIME_NONE && chance(state, 2))
    t.raw = STR("soon");
  return t;
}

static feed_statement make_statement(uint64_t *state)
{
  feed_statement s = { .status = statuses[chance(state, WB_COUNT(statuses))], .time = make_time(state) };
  s.code = str_of(codes[chance(state, WB_COUNT(codes))]);
  s.text = str_of(codes[chance(state, WB_COUNT(codes))]);
  s.place.country = str_of(countries[chance(state, WB_COUNT(countries))]);
  s.unmapped = chance(state, 8) == 0;
  static const char *const ids[] = { "", "", "id1", "id2", "id3" };
  s.event_id = str_of(ids[chance(state, WB_COUNT(ids))]);
  if (chance(state, 8) == 0)
    s.retracts = chance(state, 2) ? STR("previous") : STR("id1");
  return s;
}

/* One source's history, told in polls that each know a little more, forget a little, or fail. */
static void make_source(world *w, uint64_t *state, const char *source, bool own_refs)
{
  feed_statement history[MAX_EVENTS];
  size_t polls = 1 + chance(state, 4), known = 0;
  bool upwards = chance(state, 2);
  for (size_t i = 0; i < MAX_EVENTS; i++)
    history[i] = make_statement(state);
  for (size_t p = 0; p < polls && w->count < MAX_FEEDS; p++) {
    feed *f = feed_from(source, "2026-03-05T12:00:00Z");
    f->fetched_at_ms += (int64_t)chance(state, 4) * 3600000;
    w->feeds[w->count++] = f;
    f->error_code = chance(state, 6) == 0 ? WB_E_RATE : WB_OK;
    if (chance(state, 6) == 0)
      continue;
    feed_result *r = result_in(f, NUMBER, "", chance(state, 5) ? (uint32_t)WB_FOUND : 1 + chance(state, 8));
    known += chance(state, 4);
    known = known > MAX_EVENTS ? MAX_EVENTS : known;
    for (size_t i = 0; i < known; i++) {
      feed_statement s = history[upwards ? i : known - 1 - i];
      char ref[32];
      snprintf(ref, sizeof ref, "r%zu:%zu", w->count, i);
      if (own_refs)
        s.ref = str_of(ref);
      if (chance(state, 10))
        say(f, r, s);
    }
  }
}

static world make_world(uint64_t seed)
{
  static const char *const sources[] = { "ups", "usps", "dhl" };
  world w = { .count = 0 };
  uint64_t state = seed * 77 + 1;
  size_t count = 1 + chance(&state, 3);
  bool own_refs = seed % 2;
  for (size_t i = 0; i < count; i++)
    make_source(&w, &state, sources[i], own_refs);
  return w;
}

static void free_world(world *w)
{
  for (size_t i = 0; i < w->count; i++)
    feed_free(w->feeds[i]);
}

static const wb_timeline *merge_of(feed *const *feeds, size_t count, zones *z, arena *memory)
{
  const feed *list[2 * MAX_FEEDS];
  for (size_t i = 0; i < count; i++)
    list[i] = feeds[i];
  merge_input in = {
    .feeds = list, .feed_count = count, .number = STR(NUMBER), .as_of_ms = utc(AS_OF), .zones = z
  };
  const wb_timeline *t = NULL;
  wb_error err = { 0 };
  cr_assert_eq(merge_feeds(&in, memory, &t, &err), WB_OK, "%s", err.text);
  return t;
}

/* The whole timeline in bytes, with what the JSON leaves out. */
static void write_all(const wb_timeline *t, buf *out)
{
  buf_clear(out);
  cr_assert_eq(timeline_to_json(t, out, NULL), WB_OK);
  for (size_t i = 0; i < t->event_count; i++)
    for (size_t k = 0; k < t->events[i].statement_count; k++) {
      const wb_statement *s = &t->events[i].statements[k];
      buf_printf(out, "\n%s %s %s %s %s %u %u", s->ref, s->source, s->code, s->text, s->event_id, s->status,
                 s->unmapped);
    }
}

static void expect_same(feed *const *feeds, size_t count, zones *z, const buf *expected, const char *law,
                        uint64_t seed)
{
  arena *memory = arena_new(0);
  WB_AUTO(buf) found = { 0 };
  write_all(merge_of(feeds, count, z, memory), &found);
  cr_assert(str_equal(buf_view(&found), buf_view(expected)), "%s, seed %llu:\n%s\n%s", law,
            (unsigned long long)seed, expected->data, found.data);
  arena_free(memory);
}

typedef void law_fn(const world *w, uint64_t seed, zones *z, const buf *expected);

static void hold(law_fn *law)
{
  WB_AUTO(zones_ref) z = test_zones();
  WB_AUTO(buf) expected = { 0 };
  for (uint64_t seed = 1; seed <= CASES; seed++) {
    arena *memory = arena_new(0);
    world w = make_world(seed);
    write_all(merge_of(w.feeds, w.count, z, memory), &expected);
    law(&w, seed, z, &expected);
    free_world(&w);
    arena_free(memory);
  }
}

static void in_any_order(const world *w, uint64_t seed, zones *z, const buf *expected)
{
  feed *shuffled[MAX_FEEDS];
  uint64_t state = seed;
  for (size_t i = 0; i < w->count; i++)
    shuffled[i] = w->feeds[i];
  for (size_t i = w->count; i > 1; i--) {
    size_t k = chance(&state, (uint32_t)i);
    feed *swapped = shuffled[i - 1];
    shuffled[i - 1] = shuffled[k];
    shuffled[k] = swapped;
  }
  expect_same(shuffled, w->count, z, expected, "order", seed);
}

Test(laws, the_order_of_arrival_does_not_matter)
{
  hold(in_any_order);
}

static void twice(const world *w, uint64_t seed, zones *z, const buf *expected)
{
  feed *doubled[2 * MAX_FEEDS];
  world again = make_world(seed); /* equal feeds at other addresses */
  for (size_t i = 0; i < w->count; i++) {
    doubled[i] = w->feeds[i];
    doubled[w->count + i] = again.feeds[i];
  }
  expect_same(doubled, 2 * w->count, z, expected, "twice", seed);
  expect_same(again.feeds, again.count, z, expected, "deterministic", seed);
  free_world(&again);
}

Test(laws, a_feed_given_twice_changes_nothing)
{
  hold(twice);
}

static size_t count_ref(const wb_timeline *t, const char *ref)
{
  size_t n = 0;
  for (size_t i = 0; i < t->event_count; i++)
    for (size_t k = 0; k < t->events[i].statement_count; k++)
      n += str_equal(str_of(t->events[i].statements[k].ref), str_of(ref));
  return n;
}

static void nothing_lost(const world *w, uint64_t seed, zones *z, const buf *expected)
{
  (void)expected;
  arena *memory = arena_new(0);
  const wb_timeline *t = merge_of(w->feeds, w->count, z, memory);
  size_t given = 0, kept = 0;
  for (size_t i = 0; i < w->count; i++)
    for (size_t k = 0; k < w->feeds[i]->result_count; k++)
      given += w->feeds[i]->results[k].event_count;
  for (size_t i = 0; i < t->event_count; i++) {
    const wb_timeline_event *e = &t->events[i];
    kept += e->statement_count;
    cr_assert_leq(e->time.from_ms, e->time.to_ms);
    for (size_t k = 0; k < e->statement_count; k++)
      cr_assert_eq(count_ref(t, e->statements[k].ref), 1u, "seed %llu: %s", (unsigned long long)seed,
                   e->statements[k].ref);
  }
  /* Feeds made by chance are never equal as a whole here: with refs of their own they differ, without they
   * may not. */
  if (seed % 2)
    cr_assert_eq(kept, given, "seed %llu: %zu of %zu", (unsigned long long)seed, kept, given);
  else
    cr_assert(kept <= given && (given == 0 || kept > 0), "seed %llu", (unsigned long long)seed);
  arena_free(memory);
}

Test(laws, every_statement_stands_in_exactly_one_event)
{
  hold(nothing_lost);
}

static bool has_event(const wb_timeline *t, const char *id)
{
  for (size_t i = 0; i < t->event_count; i++) {
    if (str_equal(str_of(t->events[i].id), str_of(id)))
      return true;
    for (size_t k = 0; k < t->events[i].alias_count; k++)
      if (str_equal(str_of(t->events[i].aliases[k]), str_of(id)))
        return true;
  }
  return false;
}

static void stable_ids(const world *w, uint64_t seed, zones *z, const buf *expected)
{
  (void)expected;
  arena *memory = arena_new(0);
  const wb_timeline *whole = merge_of(w->feeds, w->count, z, memory);
  for (size_t n = 1; n < w->count; n++) {
    const wb_timeline *part = merge_of(w->feeds, n, z, memory);
    for (size_t i = 0; i < part->event_count; i++)
      cr_assert(has_event(whole, part->events[i].id), "seed %llu", (unsigned long long)seed);
  }
  for (size_t i = 0; i < whole->event_count; i++)
    for (size_t k = 0; k < i; k++)
      cr_assert_str_neq(whole->events[i].id, whole->events[k].id);
  arena_free(memory);
}

Test(laws, ids_never_change_when_more_feeds_come)
{
  hold(stable_ids);
}
