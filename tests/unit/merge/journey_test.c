/* SPDX-License-Identifier: MIT */
/* Findings that need what the golden cases cannot tell: countries, dates of delivery, several clocks; and
 * those that must not be told. */
#include "merge_kit.h"

static const wb_timeline *with_places(const feed *const *feeds, size_t count, arena *memory)
{
  WB_AUTO(zones_ref) z = test_zones();
  WB_AUTO(gazetteer_ref) places = NULL;
  wb_error err = { 0 };
  cr_assert_eq(gazetteer_open(WB_BINARY_DIR "/share/waybill/places.bin", &places, &err), WB_OK, "%s",
               err.text);
  merge_input in = { .feeds = feeds,
                     .feed_count = count,
                     .number = STR(NUMBER),
                     .as_of_ms = utc(AS_OF),
                     .zones = z,
                     .places = places };
  const wb_timeline *t = NULL;
  cr_assert_eq(merge_feeds(&in, memory, &t, &err), WB_OK, "%s", err.text);
  return t;
}

static feed_statement in_city(uint32_t status, const char *at, const char *place)
{
  feed_statement s = said(status, "S", at_offset(at, 60));
  s.place.text = str_of(place);
  return s;
}

Test(journey, wrong_country_is_found_and_clears_itself)
{
  static const struct {
    const char *declared, *first, *then, *rule;
  } cases[] = {
    { "DE", "Lyon, FR", NULL, "wrong-destination" },
    { "FR", "Lyon, FR", NULL, NULL },
    { "DE", "Lyon, FR", "Berlin, DE", NULL },
    { "DE", "Berlin, DE", "Lyon, FR", "wrong-destination" },
    { "FR", "Monaco, MC", NULL, NULL },
    { "", "Lyon, FR", NULL, NULL },
    { "DE", "Nowhere Known To Anyone", NULL, NULL },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    arena *memory = arena_new(0);
    feed *f = feed_from("dhl", "2026-03-05T12:00:00Z");
    feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
    r->destination_country = str_of(cases[i].declared);
    say(f, r, in_city(WB_OUT_FOR_DELIVERY_ON_VEHICLE, "2026-03-02T08:00:00", cases[i].first));
    if (cases[i].then)
      say(f, r, in_city(WB_OUT_FOR_DELIVERY_ON_VEHICLE, "2026-03-04T08:00:00", cases[i].then));
    const feed *feeds[] = { f };
    const wb_timeline *t = with_places(feeds, 1, memory);
    const wb_finding *found = finding(t, "wrong-destination");
    cr_expect_eq(found != NULL, cases[i].rule != NULL, "%s %s %s", cases[i].declared, cases[i].first,
                 cases[i].then ? cases[i].then : "");
    if (found) {
      cr_expect_str_eq(found->text, "out for delivery in FR, but DE is the declared country");
      cr_expect_str_eq(found->clears, "at a later scan in the declared country");
      cr_expect_eq(found->evidence_count, 1u);
    }
    feed_free(f);
    arena_free(memory);
  }
}

Test(journey, a_return_is_no_wrong_destination)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("dhl", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  r->destination_country = STR("DE");
  say(f, r, in_city(WB_RETURNING, "2026-03-02T08:00:00", "Berlin, DE"));
  say(f, r, in_city(WB_DELIVERED_DELIVERED, "2026-03-04T08:00:00", "Lyon, FR"));
  const feed *feeds[] = { f };
  cr_expect_null(finding(with_places(feeds, 1, memory), "wrong-destination"));
  feed_free(f);
  arena_free(memory);
}

Test(journey, dates_of_delivery_more_than_two_days_apart)
{
  static const struct {
    const char *one, *two;
    uint32_t status;
    bool found;
  } cases[] = {
    { "2026-03-06", "2026-03-10", WB_IN_TRANSIT_MOVING, true },
    { "2026-03-10", "2026-03-06", WB_IN_TRANSIT_MOVING, true },
    { "2026-03-06", "2026-03-08", WB_IN_TRANSIT_MOVING, false },
    { "2026-03-06", "2026-03-10", WB_DELIVERED_DELIVERED, false },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    arena *memory = arena_new(0);
    feed *f = feed_from("ups", "2026-03-05T12:00:00Z"), *g = feed_from("usps", "2026-03-05T12:00:00Z");
    wb_eta a = { .kind = 2, .from = on_day(cases[i].one) }, b = { .kind = 2, .from = on_day(cases[i].two) };
    feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
    r->eta = &a;
    r->eta_count = 1;
    say(f, r, said(cases[i].status, "M", at_utc("2026-03-03T10:00:00Z")));
    r = result_in(g, NUMBER, "", WB_FOUND);
    r->eta = &b;
    r->eta_count = 1;
    const feed *feeds[] = { f, g };
    const wb_timeline *t = merged(feeds, 2, memory);
    const wb_finding *found = finding(t, "sources-disagree-eta");
    cr_expect_eq(found != NULL, cases[i].found, "case %zu", i);
    if (found && i == 0)
      cr_expect_str_eq(found->text, "ups expects it by 2026-03-06, usps not before 2026-03-10");
    feed_free(f);
    feed_free(g);
    arena_free(memory);
  }
}

/* The carrier's own id of the event makes it one, whatever the two say. */
Test(journey, one_scan_that_two_sources_tell_as_opposites)
{
  static const struct {
    uint32_t one, two;
    bool found;
  } cases[] = {
    { WB_DELIVERED_DELIVERED, WB_ATTEMPT_FAILED_OTHER, true },
    { WB_DELIVERED_DELIVERED, WB_DELIVERED_SIGNED, false },
    { WB_DELIVERED_DELIVERED, WB_IN_TRANSIT_MOVING, false },
    { WB_CUSTOMS_CLEARED, WB_CUSTOMS_HELD, true },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    arena *memory = arena_new(0);
    feed *f = feed_from("ups", "2026-03-05T12:00:00Z"), *g = feed_from("hub", "2026-03-05T12:00:00Z");
    g->carrier = STR("ups");
    feed_statement a = said(cases[i].one, "A", at_utc("2026-03-03T10:00:00Z"));
    feed_statement b = said(cases[i].two, "B", at_utc("2026-03-03T10:00:00Z"));
    a.event_id = b.event_id = STR("77");
    say(f, result_in(f, NUMBER, "", WB_FOUND), a);
    say(g, result_in(g, NUMBER, "", WB_FOUND), b);
    const feed *feeds[] = { f, g };
    const wb_timeline *t = merged(feeds, 2, memory);
    cr_assert_eq(t->event_count, 1u, "case %zu", i);
    cr_expect_eq(finding(t, "conflict") != NULL, cases[i].found, "case %zu", i);
    feed_free(f);
    feed_free(g);
    arena_free(memory);
  }
}

Test(journey, a_wrong_clock_is_told_of_its_own_source)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z"), *g = feed_from("usps", "2026-03-05T12:00:00Z");
  say(f, result_in(f, NUMBER, "", WB_FOUND), said(WB_IN_TRANSIT_MOVING, "A", at_utc("2026-03-13T10:00:00Z")));
  say(g, result_in(g, NUMBER, "", WB_FOUND), said(WB_DELIVERED, "B", at_utc("2026-03-20T10:00:00Z")));
  const feed *feeds[] = { f, g };
  const wb_timeline *t = merged(feeds, 2, memory);
  size_t count = 0;
  for (size_t i = 0; i < t->finding_count; i++)
    count += str_is(str_of(t->findings[i].rule), "clock");
  cr_expect_eq(count, 2u);
  feed_free(f);
  feed_free(g);
  arena_free(memory);
}
