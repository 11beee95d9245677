/* SPDX-License-Identifier: MIT */
#include "merge_kit.h"

Test(merge, folds_a_later_snapshot_into_the_events_of_the_first)
{
  arena *memory = arena_new(0);
  feed *first = feed_from("ups", "2026-03-02T12:00:00Z"), *second = feed_from("ups", "2026-03-03T12:00:00Z");
  feed_statement label = said(WB_PRE_SHIPMENT_LABEL_CREATED, "MP", at_offset("2026-03-01T09:00:00", -300));
  feed_statement origin = said(WB_ACCEPTED_ORIGIN_FACILITY, "OR", at_offset("2026-03-01T18:00:00", -300));
  feed_statement arrived = said(WB_IN_TRANSIT_ARRIVED_FACILITY, "AR", at_offset("2026-03-02T22:00:00", -300));
  feed_result *r = result_in(first, NUMBER, "", WB_FOUND);
  say(first, r, origin);
  say(first, r, label);
  r = result_in(second, NUMBER, "", WB_FOUND);
  say(second, r, arrived);
  say(second, r, origin);
  say(second, r, label);
  const feed *feeds[] = { second, first };
  const wb_timeline *t = merged(feeds, 2, memory);
  cr_assert_eq(t->event_count, 3u);
  cr_expect_eq(t->events[0].statement_count, 2u);
  cr_expect_eq(t->events[2].statement_count, 1u);
  cr_expect_str_eq(t->events[0].text, "MP");
  cr_expect_str_eq(t->events[2].text, "AR");
  cr_expect_str_eq(t->events[0].statements[0].ref, "ups@2026-03-02T12:00:00Z#1");
  cr_expect_str_eq(t->events[0].statements[1].ref, "ups@2026-03-03T12:00:00Z#2");
  cr_expect_eq(t->status, WB_IN_TRANSIT_ARRIVED_FACILITY);
  cr_expect_eq(t->tracking, WB_TRACKING_OK);
  cr_expect_eq(t->checked_at_ms, utc("2026-03-03T12:00:00Z"));
  cr_expect_str_eq(t->carrier, "ups");
  cr_expect_eq(t->source_count, 1u);
  cr_expect_eq(t->finding_count, 0u);
  feed_free(first);
  feed_free(second);
  arena_free(memory);
}

Test(merge, believes_the_newest_feed_about_what_a_code_means)
{
  arena *memory = arena_new(0);
  feed *old = feed_from("ups", "2026-03-02T12:00:00Z"), *new = feed_from("ups", "2026-03-03T12:00:00Z");
  feed_statement s = said(WB_UNKNOWN_UNCLASSIFIED, "AR", at_offset("2026-03-02T10:00:00", -300));
  s.unmapped = 1;
  say(old, result_in(old, NUMBER, "", WB_FOUND), s);
  s.unmapped = 0;
  s.status = WB_IN_TRANSIT_ARRIVED_FACILITY; /* a newer plugin has a word for it */
  say(new, result_in(new, NUMBER, "", WB_FOUND), s);
  const feed *feeds[] = { old, new };
  const wb_timeline *before = merged(feeds, 1, memory), *t = merged(feeds, 2, memory);
  cr_assert_eq(t->event_count, 1u);
  cr_expect_str_eq(t->events[0].id, before->events[0].id);
  cr_expect_eq(t->status, (uint32_t)WB_IN_TRANSIT_ARRIVED_FACILITY);
  cr_expect_eq(t->events[0].statements[0].status, (uint32_t)WB_UNKNOWN_UNCLASSIFIED);
  cr_expect(finding(before, "unmapped-code") && !finding(t, "unmapped-code"));
  feed_free(old);
  feed_free(new);
  arena_free(memory);
}

Test(merge, keeps_the_answers_own_order_among_equal_times)
{
  for (int upwards = 0; upwards <= 1; upwards++) {
    arena *memory = arena_new(0);
    feed *f = feed_from("ups", "2026-03-02T12:00:00Z");
    feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
    const char *const codes[] = { "1", "2", "3", "4" };
    const char *const times[] = { "2026-03-01T08:00:00", "2026-03-01T09:00:00", "2026-03-01T09:00:00",
                                  "2026-03-01T10:00:00" };
    for (size_t i = 0; i < 4; i++) {
      size_t k = upwards ? i : 3 - i;
      say(f, r, said(WB_IN_TRANSIT_MOVING, codes[k], at_offset(times[k], 60)));
    }
    const feed *feeds[] = { f };
    const wb_timeline *t = merged(feeds, 1, memory);
    for (size_t i = 0; i < 4; i++)
      cr_expect_str_eq(t->events[i].text, codes[i], "%s answer, event %zu", upwards ? "upward" : "downward",
                       i);
    feed_free(f);
    arena_free(memory);
  }
}

Test(merge, sorts_days_and_zone_less_readings_among_their_neighbours)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("dhl", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  say(f, r, said(WB_IN_TRANSIT_MOVING, "6", on_day("2026-03-03")));
  say(f, r, said(WB_IN_TRANSIT_MOVING, "5", at_offset("2026-03-02T23:30:00", 540)));
  say(f, r, said(WB_NOTE_UPDATE, "4", (wb_time){ .kind = WB_TIME_NONE }));
  say(f, r, said(WB_IN_TRANSIT_MOVING, "3", on_day("2026-03-02")));
  say(f, r, said(WB_IN_TRANSIT_MOVING, "2", at_local("2026-03-02T09:00:00")));
  say(f, r, said(WB_IN_TRANSIT_MOVING, "1", at_offset("2026-03-02T08:00:00", 540)));
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_assert_eq(t->event_count, 6u);
  for (size_t i = 0; i < 6; i++)
    cr_expect_eq(t->events[i].text[0], (char)('1' + i), "event %zu is %s", i, t->events[i].text);
  cr_expect_eq(t->events[3].time.from_ms, 0, "no time is no time");
  feed_free(f);
  arena_free(memory);
}

Test(merge, says_how_each_time_was_understood)
{
  const wb_place nowhere = { 0 }, berlin = { .country = STR("DE") },
                 jersey = { .country = STR("US"), .region = STR("NJ") },
                 kentucky = { .country = STR("US"), .region = STR("KY") }, canada = { .country = STR("CA") };
  wb_time both = { .kind = WB_TIME_LOCAL_UTC,
                   .precision = WB_PRECISION_MINUTE,
                   .local_ms = wall("2026-03-02T10:15:00"),
                   .utc_ms = utc("2026-03-02T15:15:00Z") };
  wb_time zone = { .kind = WB_TIME_ZONE,
                   .precision = WB_PRECISION_MINUTE,
                   .local_ms = wall("2026-07-02T10:15:00"),
                   .zone = STR("Europe/Paris") };
  wb_time unknown_zone = zone, twice = zone, edt = zone, cst = zone,
          dressed = at_offset("2026-03-02T00:00:00", 0);
  unknown_zone.zone = STR("Mars/Olympus");
  twice.local_ms = wall("2026-10-25T02:30:00");
  edt.kind = cst.kind = WB_TIME_ABBREVIATION;
  edt.zone = STR("EDT");
  cst.zone = STR("CST");
  dressed.flags = WB_TIME_DOUBTFUL;
  struct {
    const char *what;
    wb_time time;
    wb_place place;
    const char *from, *to;
    uint8_t zone_from, precision;
    int offset_min; /* 9999: none */
    const char *zone;
  } cases[] = {
    { "offset", at_offset("2026-03-02T10:15:00", -300), nowhere, "2026-03-02T15:15:00Z",
      "2026-03-02T15:15:00Z", WB_ZONE_OFFSET, 4, -300, "" },
    { "instant", at_utc("2026-03-02T15:15:00Z"), nowhere, "2026-03-02T15:15:00Z", "2026-03-02T15:15:00Z",
      WB_ZONE_OFFSET, 4, 9999, "" },
    { "instant at a place", at_utc("2026-03-02T15:15:00Z"), jersey, "2026-03-02T15:15:00Z",
      "2026-03-02T15:15:00Z", WB_ZONE_OFFSET, 4, -300, "America/New_York" },
    { "local and UTC", both, berlin, "2026-03-02T15:15:00Z", "2026-03-02T15:15:59Z", WB_ZONE_OFFSET, 3, -300,
      "" },
    { "declared", zone, nowhere, "2026-07-02T08:15:00Z", "2026-07-02T08:15:59Z", WB_ZONE_DECLARED, 3, 120,
      "Europe/Paris" },
    { "declared, shown twice", twice, nowhere, "2026-10-25T00:30:00Z", "2026-10-25T01:30:59Z",
      WB_ZONE_DECLARED, 3, 120, "Europe/Paris" },
    { "a zone that is none", unknown_zone, berlin, "2026-07-02T08:15:00Z", "2026-07-02T08:15:59Z",
      WB_ZONE_COUNTRY, 3, 120, "Mars/Olympus" },
    { "abbreviation", edt, nowhere, "2026-07-02T14:15:00Z", "2026-07-02T14:15:59Z", WB_ZONE_DECLARED, 3, -240,
      "EDT" },
    { "homonym with its country", cst, canada, "2026-07-02T16:15:00Z", "2026-07-02T16:15:59Z",
      WB_ZONE_DECLARED, 3, -360, "CST" },
    { "homonym alone", cst, nowhere, "2026-07-01T20:15:00Z", "2026-07-02T22:15:59Z", WB_ZONE_ASSUMED, 3, 9999,
      "CST" },
    { "local by country", at_local("2026-07-02T10:15:00"), berlin, "2026-07-02T08:15:00Z",
      "2026-07-02T08:15:00Z", WB_ZONE_COUNTRY, 4, 120, "Europe/Berlin" },
    { "local by region", at_local("2026-03-02T10:15:00"), jersey, "2026-03-02T15:15:00Z",
      "2026-03-02T15:15:00Z", WB_ZONE_PLACE, 4, -300, "America/New_York" },
    { "local, region with two clocks", at_local("2026-03-02T10:15:00"), kentucky, "2026-03-01T20:15:00Z",
      "2026-03-02T22:15:00Z", WB_ZONE_ASSUMED, 4, 9999, "" },
    { "day by country", on_day("2026-03-02"), berlin, "2026-03-01T23:00:00Z", "2026-03-02T22:59:59Z",
      WB_ZONE_COUNTRY, 1, 60, "Europe/Berlin" },
    { "day", on_day("2026-03-02"), nowhere, "2026-03-01T10:00:00Z", "2026-03-03T11:59:59Z", WB_ZONE_ASSUMED,
      1, 9999, "" },
    { "dressed up day", dressed, nowhere, "2026-03-02T00:00:00Z", "2026-03-02T23:59:59Z", WB_ZONE_OFFSET, 1,
      0, "" },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    arena *memory = arena_new(0);
    feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
    feed_statement s = said(WB_IN_TRANSIT_MOVING, "X", cases[i].time);
    s.place = cases[i].place;
    say(f, result_in(f, NUMBER, "", WB_FOUND), s);
    const feed *feeds[] = { f };
    const wb_event_time *e = &merged(feeds, 1, memory)->events[0].time;
    cr_expect_eq(e->from_ms, utc(cases[i].from), "%s: from", cases[i].what);
    cr_expect_eq(e->to_ms, utc(cases[i].to), "%s: to", cases[i].what);
    cr_expect_eq(e->zone_from, cases[i].zone_from, "%s: zone from %s", cases[i].what,
                 timeline_zone_word(e->zone_from));
    cr_expect_eq(e->precision, cases[i].precision, "%s: precision", cases[i].what);
    cr_expect_eq(e->has_offset ? e->offset_min : 9999, cases[i].offset_min, "%s: offset %d", cases[i].what,
                 e->offset_min);
    cr_expect_str_eq(e->zone, cases[i].zone, "%s: zone", cases[i].what);
    feed_free(f);
    arena_free(memory);
  }
}

Test(merge, survives_times_beyond_all_calendars)
{
  wb_time times[] = {
    { .kind = WB_TIME_OFFSET, .local_ms = INT64_MAX, .offset_min = -300 },
    { .kind = WB_TIME_OFFSET, .local_ms = 0, .offset_min = INT32_MIN },
    { .kind = WB_TIME_INSTANT, .utc_ms = INT64_MIN, .precision = WB_PRECISION_DAY },
    { .kind = WB_TIME_LOCAL_UTC, .local_ms = 0, .utc_ms = INT64_MAX },
    { .kind = WB_TIME_LOCAL_UTC, .local_ms = 0, .utc_ms = INT64_C(864000000000) },
    { .kind = WB_TIME_LOCAL, .local_ms = INT64_MIN },
    { .kind = WB_TIME_DATE, .local_ms = INT64_MAX },
    { .kind = WB_TIME_ZONE, .local_ms = INT64_MAX, .zone = STR("Europe/Paris") },
    { .kind = 99, .local_ms = 5 },
    { .kind = WB_TIME_LOCAL, .precision = 77, .local_ms = 5 },
  };
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  for (size_t i = 0; i < WB_COUNT(times); i++) {
    char code[8];
    snprintf(code, sizeof code, "%zu", i);
    say(f, r, said(0xFFFFFFFF, code, times[i]));
  }
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_expect_eq(t->event_count, WB_COUNT(times));
  WB_AUTO(buf) json = { 0 };
  cr_expect_eq(timeline_to_json(t, &json, NULL), WB_OK);
  feed_free(f);
  arena_free(memory);
}
