/* SPDX-License-Identifier: MIT */
/* bench_merge [ROUNDS]: microseconds of CPU that a parcel of 33 statements from three sources costs to merge,
 * everything included; how that grows with the statements; and beside it, in the same run, what a rule
 * without any thought costs that joins what lies within an hour (its timelines are wrong where ours are the
 * point; it is a floor, not a rival). */
#include "core/merge/merge.h"
#include "kit.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NUMBER_  STR("LX000012349CN")
#define START_MS INT64_C(1772323200000)
#define HOUR_MS  INT64_C(3600000)

static const struct {
  uint32_t status;
  const char *code, *text, *city, *country, *zone_text;
} scans[] = {
  { WB_PRE_SHIPMENT_INFO_RECEIVED, "LA", "Label created", "Shenzhen", "CN", "SHENZHEN" },
  { WB_ACCEPTED_PICKED_UP, "PU", "Picked up", "Shenzhen", "CN", "SHENZHEN" },
  { WB_IN_TRANSIT_ARRIVED_FACILITY, "AR", "Arrived at facility", "Guangzhou", "CN", "GUANGZHOU" },
  { WB_IN_TRANSIT_DEPARTED_FACILITY, "DP", "Departed facility", "Guangzhou", "CN", "GUANGZHOU" },
  { WB_IN_TRANSIT_DEPARTED_ORIGIN_COUNTRY, "EX", "Departed from origin country", "Guangzhou", "CN",
    "GUANGZHOU" },
  { WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, "IM", "Arrived in destination country", "Los Angeles", "US",
    "LOS ANGELES CA" },
  { WB_CUSTOMS_CLEARED, "CC", "Released from import customs", "Los Angeles", "US", "LOS ANGELES CA" },
  { WB_IN_TRANSIT_ARRIVED_FACILITY, "AR", "Arrived at facility", "Memphis", "US", "MEMPHIS TN" },
  { WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, "AD", "Arrived at delivery unit", "Secaucus", "US", "SECAUCUS, NJ" },
  { WB_OUT_FOR_DELIVERY_ON_VEHICLE, "OD", "Out for delivery", "Secaucus", "US", "SECAUCUS, NJ" },
  { WB_DELIVERED, "DL", "Delivered", "Secaucus", "US", "SECAUCUS, NJ" },
};

typedef struct bench {
  feed *feeds[3];
  zones *zones;
  gazetteer *places;
  merge_caches caches;
} bench;

static double cpu_s(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void say(feed *f, feed_result *r, size_t step, size_t source)
{
  size_t i = step % WB_COUNT(scans);
  int64_t at_ms = START_MS + (int64_t)step * 9 * HOUR_MS + (int64_t)(step * 7919 % 3600) * 1000;
  feed_statement s = { .ref = arena_printf(f->memory, "%zu:%zu", source, step),
                       .text = str_of(scans[i].text) };
  s.status = source == 2 ? WB_MAIN(scans[i].status) : scans[i].status;
  s.code = source == 2 ? (wb_str){ NULL, 0 } : str_of(scans[i].code);
  if (source == 0)
    s.place = (wb_place){ .city = str_of(scans[i].city), .country = str_of(scans[i].country) };
  else
    s.place = (wb_place){ .text = str_of(scans[i].zone_text) };
  int32_t offset_min = scans[i].country[0] == 'C' ? 480 : i < 7 ? -480 : i == 7 ? -360 : -300;
  s.time = (wb_time){ .kind = source == 0   ? WB_TIME_OFFSET
                              : source == 1 ? WB_TIME_LOCAL
                                            : WB_TIME_INSTANT,
                      .precision = source ? WB_PRECISION_MINUTE : WB_PRECISION_SECOND,
                      .offset_min = offset_min,
                      .local_ms = at_ms + offset_min * INT64_C(60000),
                      .utc_ms = at_ms };
  if (feed_add_statement(f, r, &s, NULL) != WB_OK)
    kit_die("memory");
}

static void make_feeds(bench *b, size_t statements)
{
  static const char *const names[] = { "post-one", "post-two", "everybody" };
  for (size_t k = 0; k < WB_COUNT(b->feeds); k++) {
    feed *f = NULL;
    if (feed_new(0, &f, NULL) != WB_OK)
      kit_die("memory");
    f->source = f->carrier = str_of(names[k]);
    f->role = k == 2 ? FEED_ROLE_AGGREGATOR : FEED_ROLE_CARRIER;
    f->fetched_at_ms = START_MS + INT64_C(400) * 24 * HOUR_MS;
    feed_result *r = feed_result_of(f, NUMBER_, STR(""));
    r->outcome = WB_FOUND;
    for (size_t i = statements / WB_COUNT(b->feeds); i-- > 0;)
      say(f, r, i, k);
    b->feeds[k] = f;
  }
}

static void free_feeds(bench *b)
{
  for (size_t k = 0; k < WB_COUNT(b->feeds); k++)
    feed_free(b->feeds[k]);
}

static size_t merge_once(bench *b, arena *memory)
{
  const wb_timeline *t = NULL;
  wb_error err = { 0 };
  merge_input in = { .feeds = (const feed *const *)b->feeds,
                     .feed_count = WB_COUNT(b->feeds),
                     .number = NUMBER_,
                     .as_of_ms = START_MS,
                     .zones = b->zones,
                     .places = b->places,
                     .caches = &b->caches };
  arena_reset(memory);
  if (merge_feeds(&in, memory, &t, &err) != WB_OK)
    kit_die("%s", err.text);
  return t->event_count;
}

/* All pairs, joined when they are within an hour as written. */
static size_t window_once(const bench *b)
{
  static int64_t at_ms[4096];
  static size_t group[4096];
  size_t n = 0, groups = 0;
  for (size_t k = 0; k < WB_COUNT(b->feeds); k++)
    for (size_t i = 0; i < b->feeds[k]->results[0].event_count; i++) {
      const wb_time *t = &b->feeds[k]->results[0].events[i].time;
      at_ms[n] = t->kind == WB_TIME_INSTANT ? t->utc_ms : t->local_ms;
      group[n] = n;
      n++;
    }
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++)
      if (group[i] == i && at_ms[i] - at_ms[k] <= HOUR_MS && at_ms[k] - at_ms[i] <= HOUR_MS)
        group[i] = group[k];
    groups += group[i] == i;
  }
  return groups;
}

static double microseconds(bench *b, arena *memory, size_t rounds, size_t *ret_events)
{
  double us[KIT_MOST_ROUNDS];
  merge_once(b, memory); /* what texts mean is looked up once */
  for (size_t r = 0; r < KIT_MOST_ROUNDS; r++) {
    double start = cpu_s();
    for (size_t i = 0; i < rounds; i++)
      *ret_events = merge_once(b, memory);
    us[r] = 1e6 * (cpu_s() - start) / (double)rounds;
  }
  return kit_median(us, KIT_MOST_ROUNDS);
}

static double window_microseconds(const bench *b, size_t rounds, size_t *ret_events)
{
  double us[KIT_MOST_ROUNDS];
  for (size_t r = 0; r < KIT_MOST_ROUNDS; r++) {
    double start = cpu_s();
    for (size_t i = 0; i < rounds; i++)
      *ret_events = window_once(b);
    us[r] = 1e6 * (cpu_s() - start) / (double)rounds;
  }
  return kit_median(us, KIT_MOST_ROUNDS);
}

int main(int argc, char **argv)
{
  static const size_t sizes[] = { 12, 33, 78, 201, 510, 1020 };
  enum { KEPT = 1024 };
  size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 200;
  bench b = { 0 };
  wb_error err = { 0 };
  arena *memory = arena_new(0);
  b.caches.places = (place_cache){ calloc(KEPT, sizeof(place_cache_slot)), KEPT };
  b.caches.phrases = (phrase_cache){ calloc(KEPT, sizeof(phrase_cache_slot)), KEPT };
  if (!rounds || !memory || !b.caches.places.slots || !b.caches.phrases.slots ||
      zones_new(NULL, &b.zones, &err) || gazetteer_open(argc > 2 ? argv[2] : NULL, &b.places, &err))
    kit_die("usage: bench_merge [ROUNDS [PLACES]]: %s", err.text);
  for (size_t i = 0; i < WB_COUNT(sizes); i++) {
    size_t events = 0, groups = 0;
    make_feeds(&b, sizes[i]);
    size_t turns = sizes[i] > 100 ? rounds / 20 + 1 : rounds;
    double ours = microseconds(&b, memory, turns, &events), window = window_microseconds(&b, turns, &groups);
    printf("%4zu statements: %8.1f us, %3zu events, %5zu bytes of timeline a statement; window of an hour: "
           "%7.2f us, %3zu events\n",
           sizes[i], ours, events, arena_used(memory) / sizes[i], window, groups);
    free_feeds(&b);
  }
  gazetteer_close(b.places);
  zones_free(b.zones);
  arena_free(memory);
  free(b.caches.places.slots);
  free(b.caches.phrases.slots);
  return 0;
}
