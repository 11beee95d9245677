/* SPDX-License-Identifier: MIT */
#include "worlds.h"
#include "core/base/clock.h"
#include <stdio.h>
#include <stdlib.h>

#define START_MS INT64_C(1772323200000) /* 2026-03-01: a change of clocks in the US is a week away */

typedef struct scan { /* what happened */
  uint32_t status;
  int64_t at_ms;
  size_t place;
} scan;

typedef struct habit { /* how a source tells it */
  const char *name;
  uint32_t role, time_kind, precision;
  bool coarse, upwards;
  uint32_t lost, wrong; /* per cent of scans left out, told at another time */
} habit;

typedef struct spot {
  const char *city, *region, *country, *zone;
  int32_t offset_min;
} spot;

static const spot spots[] = {
  { "Shenzhen", "", "CN", "Asia/Shanghai", 480 },     { "Berlin", "", "DE", "Europe/Berlin", 60 },
  { "Memphis", "TN", "US", "America/Chicago", -360 }, { "Secaucus", "NJ", "US", "America/New_York", -300 },
  { "London", "", "GB", "Europe/London", 0 },         { "", "", "", "", 0 },
};
static const uint32_t route[] = {
  WB_PRE_SHIPMENT_INFO_RECEIVED,  WB_ACCEPTED_PICKED_UP,           WB_IN_TRANSIT_ARRIVED_FACILITY,
  WB_IN_TRANSIT_PROCESSED,        WB_IN_TRANSIT_DEPARTED_FACILITY, WB_CUSTOMS_CLEARED,
  WB_IN_TRANSIT_ARRIVED_FACILITY, WB_OUT_FOR_DELIVERY_ON_VEHICLE,  WB_DELIVERED,
  WB_NOTE_PROOF_OF_DELIVERY
};
static const char *const words[] = { "Label created",     "Picked up",         "Arrived at facility",
                                     "Processed",         "Departed facility", "Cleared",
                                     "Arrived at hub",    "Out for delivery",  "Delivered",
                                     "Signature recorded" };

uint32_t world_chance(uint64_t *state, uint32_t below)
{
  *state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
  uint64_t z = *state;
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((z ^ (z >> 31)) % below);
}

static wb_time time_of(uint64_t *state, const habit *h, int64_t at_ms, const spot *s)
{
  wb_time t = { .kind = h->time_kind, .precision = h->precision, .offset_min = s->offset_min };
  int64_t unit = h->precision == WB_PRECISION_MINUTE ? 60000 : 1000;
  t.local_ms = (at_ms + (int64_t)s->offset_min * 60000) / unit * unit;
  t.utc_ms = at_ms / unit * unit;
  if (t.kind == WB_TIME_DATE) {
    t.precision = WB_PRECISION_DAY;
    t.local_ms -= t.local_ms % 86400000;
  }
  if (t.kind == WB_TIME_INSTANT && world_chance(state, 3) == 0)
    t.utc_ms = t.local_ms; /* a Z that is not true */
  if (t.kind == WB_TIME_ZONE)
    t.zone = str_of(s->zone);
  return t;
}

static feed_statement tell(uint64_t *state, const habit *h, const scan *s, size_t step)
{
  const spot *p = &spots[s->place];
  int64_t at_ms =
      s->at_ms + (world_chance(state, 100) < h->wrong ? (int64_t)world_chance(state, 3600) * 1000 : 0);
  feed_statement said = { .status = h->coarse ? WB_MAIN(s->status) : s->status,
                          .time = time_of(state, h, at_ms, p) };
  said.text = str_of(words[step]);
  said.code = h->coarse ? (wb_str){ NULL, 0 } : str_of(words[step]);
  if (world_chance(state, 4))
    said.place =
        (wb_place){ .city = str_of(p->city), .region = str_of(p->region), .country = str_of(p->country) };
  return said;
}

static feed_statement nonsense(uint64_t *state)
{
  static const char *const ids[] = { "", "", "id1", "id2" };
  static const char *const texts[] = { "", "A", "B", "Delivered" };
  feed_statement s = { .status = world_chance(state, 16) * 256 + world_chance(state, 3) };
  s.time = (wb_time){ .kind = world_chance(state, 9), .precision = world_chance(state, 6) };
  s.time.local_ms = s.time.utc_ms = START_MS + (int64_t)world_chance(state, 400) * 1800000;
  s.time.zone = world_chance(state, 2) ? STR("EST") : STR("Asia/Tokyo");
  s.time.offset_min = (int32_t)world_chance(state, 100) * 15 - 720;
  s.time.flags = world_chance(state, 5) == 0 ? WB_TIME_DOUBTFUL : 0;
  s.event_id = str_of(ids[world_chance(state, WB_COUNT(ids))]);
  s.text = str_of(texts[world_chance(state, WB_COUNT(texts))]);
  if (world_chance(state, 6) == 0)
    s.retracts = world_chance(state, 2) ? STR("previous") : STR("id1");
  return s;
}

static size_t make_journey(uint64_t *state, scan *scans)
{
  size_t count = 3 + world_chance(state, MOST_SCANS - 2), from = world_chance(state, WB_COUNT(spots)),
         to = world_chance(state, WB_COUNT(spots));
  int64_t at_ms = START_MS + (int64_t)world_chance(state, 86400) * 1000;
  if (world_chance(state, 12) == 0)
    at_ms -= INT64_C(150) * 86400000; /* an earlier parcel of the number */
  for (size_t i = 0; i < count; i++) {
    at_ms += (int64_t)(world_chance(state, 3) ? 600 + world_chance(state, 72000) : world_chance(state, 400)) *
             1000;
    scans[i] = (scan){ route[i % WB_COUNT(route)], at_ms, i < count / 2 ? from : to };
  }
  return count;
}

static void add(feed *f, feed_result *r, feed_statement s, size_t feed_at)
{
  s.ref = arena_printf(f->memory, "r%zu:%zu", feed_at, r->event_count);
  if (feed_add_statement(f, r, &s, NULL) != WB_OK)
    abort();
}

/* Each poll knows a little more; now and then something is reworded, retimed, withdrawn, or the list is
 * short. */
static void make_source(world *w, uint64_t *state, const habit *h, const scan *scans, size_t scan_count,
                        bool wild)
{
  feed_statement told[MOST_SCANS + 4];
  size_t count = 0, polls = 1 + world_chance(state, 4), known = 0;
  for (size_t i = 0; i < scan_count; i++)
    if (world_chance(state, 100) >= h->lost) {
      told[count++] = tell(state, h, &scans[i], i % WB_COUNT(route));
      if (world_chance(state, 20) == 0 && count < WB_COUNT(told))
        told[count] = told[count - 1], count++; /* told twice */
    }
  while (wild && count < WB_COUNT(told) && world_chance(state, 2))
    told[count++] = nonsense(state);
  for (size_t p = 0; p < polls && w->count < MOST_FEEDS; p++) {
    feed *f = NULL;
    if (feed_new(0, &f, NULL) != WB_OK)
      abort();
    f->source = f->carrier = str_of(h->name);
    f->role = h->role;
    f->fetched_at_ms = START_MS + (int64_t)(10 * 24 + p * 12 + world_chance(state, 3)) * 3600000;
    feed_result *r = feed_result_of(f, STR(WORLD_NUMBER), STR(""));
    if (!r)
      abort();
    r->outcome = world_chance(state, 12) ? (uint32_t)WB_FOUND : 1 + world_chance(state, 8);
    known = p + 1 == polls ? count : known + world_chance(state, (uint32_t)(count - known + 1));
    if (world_chance(state, 4) == 0 && known)
      told[world_chance(state, (uint32_t)known)].text = STR("In other words");
    if (world_chance(state, 6) == 0 && known)
      told[world_chance(state, (uint32_t)known)].time.local_ms += 600000;
    for (size_t i = 0; i < known; i++)
      if (world_chance(state, 25))
        add(f, r, told[h->upwards ? i : known - 1 - i], w->count);
    w->feeds[w->count++] = f;
  }
}

void world_make(uint64_t seed, bool wild, world *ret_world)
{
  static const char *const names[] = { "ups", "usps", "everybody", "another" };
  static const uint32_t times[] = { WB_TIME_OFFSET, WB_TIME_LOCAL, WB_TIME_INSTANT, WB_TIME_DATE,
                                    WB_TIME_ZONE };
  scan scans[MOST_SCANS];
  uint64_t state = seed * 2 + wild;
  *ret_world = (world){ .count = 0 };
  size_t scan_count = make_journey(&state, scans), sources = 1 + world_chance(&state, 4);
  for (size_t i = 0; i < sources; i++) {
    habit h = { .name = names[i], .role = i < 2 ? FEED_ROLE_CARRIER : FEED_ROLE_AGGREGATOR };
    h.time_kind = times[world_chance(&state, WB_COUNT(times))];
    h.precision = world_chance(&state, 2) ? WB_PRECISION_MINUTE : WB_PRECISION_SECOND;
    h.coarse = world_chance(&state, 2);
    h.upwards = world_chance(&state, 2);
    h.lost = world_chance(&state, 30);
    h.wrong = world_chance(&state, 20);
    make_source(ret_world, &state, &h, scans, scan_count, wild);
  }
}

void world_free(world *w)
{
  for (size_t i = 0; i < w->count; i++)
    feed_free(w->feeds[i]);
  w->count = 0;
}

feed *world_repeat(const feed *f, const char *source)
{
  feed *copy = NULL;
  if (feed_new(0, &copy, NULL) != WB_OK)
    abort();
  copy->source = copy->carrier = str_of(source);
  copy->role = FEED_ROLE_AGGREGATOR;
  copy->fetched_at_ms = f->fetched_at_ms;
  for (size_t i = 0; i < f->result_count; i++) {
    feed_result *r = feed_result_of(copy, f->results[i].number, f->results[i].key);
    if (!r)
      abort();
    r->outcome = f->results[i].outcome;
    for (size_t k = 0; k < f->results[i].event_count; k++) {
      feed_statement s = f->results[i].events[k];
      s.ref = arena_printf(copy->memory, "copy:%.*s", STR_ARG(s.ref));
      if (feed_add_statement(copy, r, &s, NULL) != WB_OK)
        abort();
    }
  }
  return copy;
}
