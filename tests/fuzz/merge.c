/* SPDX-License-Identifier: MIT */
/* Feeds made of the input's bytes, and the laws of the merge: the order in which feeds come changes nothing, a feed given
 * twice changes nothing, and each statement stands in exactly one event. */
#include "core/base/limits.h"
#include "core/merge/merge.h"
#include "core/model/timeline.h"
#include "fuzz.h"

#define MOST_FEEDS      6u
#define MOST_STATEMENTS 24u
#define START_MS        INT64_C(1772323200000) /* 2026-03-01 */
#define AS_OF_MS        INT64_C(1773100800000)

typedef struct bytes {
  const uint8_t *at;
  size_t n;
} bytes;

static unsigned take(bytes *b)
{
  if (!b->n)
    return 0;
  b->n--;
  return *b->at++;
}

static wb_str pick(bytes *b, const char *const *words, size_t count)
{
  return str_of(words[take(b) % count]);
}

static wb_time time_from(bytes *b)
{
  static const char *const zone_names[] = { "Europe/Berlin", "America/New_York", "No/Where", "../etc/passwd" };
  static const char *const abbreviations[] = { "EDT", "CET", "IST", "XYZ" };
  wb_time t = { .kind = take(b) % 8u };
  int64_t at = START_MS + (int64_t)(take(b) << 8 | take(b)) * 15000;
  if (t.kind == WB_TIME_NONE)
    return t;
  t.precision = t.kind == WB_TIME_DATE ? WB_PRECISION_DAY : 1 + take(b) % 4u;
  t.flags = take(b) % 8u == 0 ? WB_TIME_DOUBTFUL : 0;
  if (t.kind == WB_TIME_INSTANT || t.kind == WB_TIME_LOCAL_UTC)
    t.utc_ms = at;
  if (t.kind != WB_TIME_INSTANT)
    t.local_ms = t.kind == WB_TIME_DATE ? at - at % 86400000 : at;
  if (t.kind == WB_TIME_LOCAL_UTC)
    t.utc_ms -= (int64_t)(take(b) % 25u) * 3600000 - INT64_C(43200000);
  if (t.kind == WB_TIME_OFFSET)
    t.offset_min = (int32_t)(take(b) % 96u) * 15 - 720;
  if (t.kind == WB_TIME_ZONE)
    t.zone = pick(b, zone_names, WB_COUNT(zone_names));
  if (t.kind == WB_TIME_ABBREVIATION)
    t.zone = pick(b, abbreviations, WB_COUNT(abbreviations));
  return t;
}

static wb_place place_from(bytes *b)
{
  static const char *const countries[] = { "", "US", "DE", "KI", "ZZ" };
  static const char *const regions[] = { "", "NJ", "US-CA", "BY" };
  static const char *const cities[] = { "", "Memphis", "Berlin", "K\xC3\xB6ln" };
  return (wb_place){ .country = pick(b, countries, WB_COUNT(countries)),
                     .region = pick(b, regions, WB_COUNT(regions)),
                     .city = pick(b, cities, WB_COUNT(cities)) };
}

/* A ref tells its statement from all others, as refs of the engine do. */
static void add_statement(bytes *b, feed *f, feed_result *r, unsigned feed_index)
{
  static const uint32_t statuses[] = { WB_PRE_SHIPMENT_LABEL_CREATED, WB_IN_TRANSIT_MOVING, WB_OUT_FOR_DELIVERY_ON_VEHICLE,
                                       WB_DELIVERED, WB_UNKNOWN_UNCLASSIFIED, WB_IN_TRANSIT_ARRIVED_FACILITY };
  static const char *const ids[] = { "", "", "", "id-1", "id-2" };
  static const char *const withdrawn[] = { "", "", "", "", "", "", "id-1", "previous" };
  static const char *const codes[] = { "", "AR", "DP", "OK" };
  feed_statement s = { .ref = arena_printf(f->memory, "%u:%zu", feed_index, r->event_count) };
  s.status = statuses[take(b) % WB_COUNT(statuses)];
  s.time = time_from(b);
  s.place = place_from(b);
  s.code = pick(b, codes, WB_COUNT(codes));
  s.text = pick(b, codes, WB_COUNT(codes));
  s.event_id = pick(b, ids, WB_COUNT(ids));
  s.retracts = pick(b, withdrawn, WB_COUNT(withdrawn));
  fuzz_promise(feed_add_statement(f, r, &s, NULL) == WB_OK, "memory");
}

static feed *feed_from(bytes *b, unsigned index)
{
  static const char *const sources[] = { "ups", "usps", "everybody" };
  feed *f = NULL;
  fuzz_promise(feed_new(0, &f, NULL) == WB_OK, "memory");
  f->source = f->carrier = pick(b, sources, WB_COUNT(sources));
  f->role = take(b) % 4u;
  /* Two feeds of one source at one moment have no order between them but what they say. */
  f->fetched_at_ms = START_MS + (int64_t)(take(b) % 16u) * 3600000;
  feed_result *r = feed_result_of(f, STR("A1"), take(b) % 8u ? STR("") : STR("again"));
  fuzz_promise(r != NULL, "memory");
  r->outcome = 1 + take(b) % 8u;
  for (unsigned left = r->outcome == WB_FOUND ? take(b) % MOST_STATEMENTS : 0; left; left--)
    add_statement(b, f, r, index);
  return f;
}

static void merge(const feed *const *feeds, size_t count, zones *z, arena *memory, const wb_timeline **ret, buf *out)
{
  wb_error err = { 0 };
  const merge_input in = { .feeds = feeds, .feed_count = count, .number = STR("A1"), .as_of_ms = AS_OF_MS, .zones = z };
  fuzz_promise(merge_feeds(&in, memory, ret, &err) == WB_OK, err.text);
  fuzz_promise(timeline_to_json(*ret, out, &err) == WB_OK, "a timeline can be written");
}

static size_t times_shown(const wb_timeline *t, wb_str ref)
{
  size_t found = 0;
  for (size_t i = 0; i < t->event_count; i++)
    for (size_t k = 0; k < t->events[i].statement_count; k++)
      found += str_is(ref, t->events[i].statements[k].ref);
  return found;
}

/* Of several shipments under one number the newest alone is shown. */
static void check_refs(const wb_timeline *t, const feed *const *feeds, size_t count)
{
  bool several = false;
  for (size_t i = 0; i < count; i++)
    several = several || !str_equal(feeds[i]->results[0].key, feeds[0]->results[0].key);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < feeds[i]->results[0].event_count; k++) {
      size_t shown = times_shown(t, feeds[i]->results[0].events[k].ref);
      fuzz_promise(shown == 1 || (several && !shown), "a statement stands in exactly one event");
    }
}

static void check_laws(const feed *const *feeds, size_t count, zones *z)
{
  const feed *other[MOST_FEEDS + 1];
  const wb_timeline *first = NULL, *again = NULL;
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) text = { 0 };
  WB_AUTO(buf) turned = { 0 };
  WB_AUTO(buf) doubled = { 0 };
  fuzz_promise(memory != NULL, "memory");
  for (size_t i = 0; i < count; i++)
    other[count - 1 - i] = feeds[i];
  merge(feeds, count, z, memory, &first, &text);
  check_refs(first, feeds, count);
  merge(other, count, z, memory, &again, &turned);
  fuzz_promise(str_equal(buf_view(&text), buf_view(&turned)), "the order of feeds changes nothing");
  other[count] = other[0];
  merge(other, count + 1, z, memory, &again, &doubled);
  fuzz_promise(str_equal(buf_view(&text), buf_view(&doubled)), "a feed given twice changes nothing");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  static zones *z;
  feed *feeds[MOST_FEEDS];
  bytes b = { data, n };
  if (!z)
    fuzz_promise(zones_new(NULL, &z, NULL) == WB_OK, "memory");
  unsigned count = 1 + take(&b) % MOST_FEEDS;
  for (unsigned i = 0; i < count; i++)
    feeds[i] = feed_from(&b, i);
  check_laws((const feed *const *)feeds, count, z);
  for (unsigned i = 0; i < count; i++)
    feed_free(feeds[i]);
  return 0;
}
