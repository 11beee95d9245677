/* SPDX-License-Identifier: MIT */
#include "merge_kit.h"

typedef struct step {
  uint32_t status;
  const char *retracts; /* NULL: an ordinary event, whose id is its position "0", "1" ... */
} step;

Test(judge, holds_what_has_ended_against_late_scans)
{
  struct {
    const char *what;
    step steps[5];
    uint32_t status;
    const char *rule, *severity; /* of the finding, or NULL */
  } cases[] = {
    { "nothing", { { 0, NULL } }, WB_UNKNOWN_NO_DATA, NULL, NULL },
    { "on the way",
      { { WB_ACCEPTED_PICKED_UP, NULL }, { WB_IN_TRANSIT_MOVING, NULL } },
      WB_IN_TRANSIT_MOVING,
      NULL,
      NULL },
    { "a note behind",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_NOTE_PROOF_OF_DELIVERY, NULL } },
      WB_DELIVERED_HOUSEHOLD,
      NULL,
      NULL },
    { "a late scan",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_IN_TRANSIT_PROCESSED, NULL } },
      WB_DELIVERED_HOUSEHOLD,
      "moved-after-delivered",
      "info" },
    { "returned after all",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_RETURNING_STARTED, NULL }, { WB_RETURNED_TO_SENDER, NULL } },
      WB_RETURNED_TO_SENDER,
      "moved-after-delivered",
      "warning" },
    { "trouble after all",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_EXCEPTION_DAMAGED, NULL } },
      WB_EXCEPTION_DAMAGED,
      "moved-after-delivered",
      "warning" },
    { "lost after all",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_LOSS_LOST, NULL } },
      WB_LOSS_LOST,
      "moved-after-delivered",
      "warning" },
    { "delivered twice",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_DELIVERED_HOUSEHOLD, NULL } },
      WB_DELIVERED_HOUSEHOLD,
      "conflicting-deliveries",
      "warning" },
    { "withdrawn by id",
      { { WB_IN_TRANSIT_MOVING, NULL }, { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_NOTE_RETRACTION, "1" } },
      WB_IN_TRANSIT_MOVING,
      "retraction",
      "info" },
    { "withdrawn, the previous one",
      { { WB_IN_TRANSIT_MOVING, NULL },
        { WB_DELIVERED_HOUSEHOLD, NULL },
        { WB_NOTE_RETRACTION, "previous" } },
      WB_IN_TRANSIT_MOVING,
      "retraction",
      "info" },
    { "withdrawn, nobody knows what",
      { { WB_DELIVERED_HOUSEHOLD, NULL }, { WB_NOTE_RETRACTION, "77" } },
      WB_DELIVERED_HOUSEHOLD,
      NULL,
      NULL },
    { "withdrawn first of all",
      { { WB_NOTE_RETRACTION, "previous" }, { WB_IN_TRANSIT_MOVING, NULL } },
      WB_IN_TRANSIT_MOVING,
      NULL,
      NULL },
    { "without words",
      { { WB_IN_TRANSIT_MOVING, NULL }, { WB_UNKNOWN_UNCLASSIFIED, NULL } },
      WB_IN_TRANSIT_MOVING,
      NULL,
      NULL },
    { "nothing but no words", { { WB_UNKNOWN_UNCLASSIFIED, NULL } }, WB_UNKNOWN_UNCLASSIFIED, NULL, NULL },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    arena *memory = arena_new(0);
    feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
    feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
    for (size_t k = 0; k < 5 && cases[i].steps[k].status; k++) {
      char text[40], id[4];
      snprintf(text, sizeof text, "2026-03-0%zuT10:00:00", k + 1);
      snprintf(id, sizeof id, "%zu", k);
      feed_statement s = said(cases[i].steps[k].status, "X", at_offset(text, 0));
      s.event_id = str_of(id);
      s.retracts = str_of(cases[i].steps[k].retracts);
      say(f, r, s);
    }
    const feed *feeds[] = { f };
    const wb_timeline *t = merged(feeds, 1, memory);
    cr_expect_eq(t->status, cases[i].status, "%s: %u", cases[i].what, t->status);
    const wb_finding *found = cases[i].rule ? finding(t, cases[i].rule) : NULL;
    cr_expect_eq(t->finding_count, cases[i].rule ? 1u : 0u, "%s", cases[i].what);
    if (cases[i].rule) {
      cr_assert(found, "%s", cases[i].what);
      cr_expect_str_eq(found->severity, cases[i].severity, "%s", cases[i].what);
      cr_expect_eq(found->evidence_count, 2u, "%s", cases[i].what);
    }
    feed_free(f);
    arena_free(memory);
  }
}

Test(judge, keeps_withdrawn_events_without_confidence)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  feed_statement wrong = said(WB_DELIVERED_HOUSEHOLD, "D", at_utc("2026-03-02T10:00:00Z"));
  wrong.event_id = STR("a7");
  feed_statement undo = said(WB_NOTE_RETRACTION, "U", at_utc("2026-03-02T11:00:00Z"));
  undo.retracts = STR("a7");
  say(f, r, wrong);
  say(f, r, undo);
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_assert_eq(t->event_count, 2u);
  cr_expect_eq(t->events[0].confidence_ppm, 0u);
  cr_expect_eq(t->events[1].confidence_ppm, 1000000u);
  cr_expect_eq(t->status, WB_UNKNOWN_NO_DATA);
  feed_free(f);
  arena_free(memory);
}

Test(judge, tells_the_tracking_state_of_the_best_source)
{
  struct {
    const char *what;
    uint32_t outcomes[2]; /* of two sources; 0: none */
    int codes[2];
    uint32_t tracking;
  } cases[] = {
    { "nobody asked", { 0, 0 }, { 0, 0 }, WB_TRACKING_UNSUPPORTED },
    { "found", { WB_FOUND, WB_FAILED }, { 0, WB_E_AUTH }, WB_TRACKING_OK },
    { "not yet", { WB_NOT_YET, WB_NEEDS_INPUT }, { 0, 0 }, WB_TRACKING_PENDING },
    { "needs input", { WB_ARCHIVED, WB_NEEDS_INPUT }, { 0, 0 }, WB_TRACKING_NEEDS_INPUT },
    { "archived", { WB_ARCHIVED, WB_FORBIDDEN }, { 0, 0 }, WB_TRACKING_ARCHIVED },
    { "forbidden", { WB_NOT_FOUND, WB_FORBIDDEN }, { 0, 0 }, WB_TRACKING_FORBIDDEN },
    { "not found", { WB_NOT_FOUND, WB_INVALID }, { 0, 0 }, WB_TRACKING_NOT_FOUND },
    { "invalid", { WB_FAILED, WB_INVALID }, { WB_E_NETWORK, 0 }, WB_TRACKING_INVALID_NUMBER },
    { "auth", { WB_FAILED, WB_FAILED }, { WB_E_NETWORK, WB_E_CREDENTIALS }, WB_TRACKING_AUTH_REQUIRED },
    { "auth without a result", { 0, 0 }, { WB_E_AUTH, 0 }, WB_TRACKING_AUTH_REQUIRED },
    { "rate", { WB_FAILED, 0 }, { WB_E_RATE, 0 }, WB_TRACKING_RATE_LIMITED },
    { "parse", { WB_FAILED, 0 }, { WB_E_PARSE, 0 }, WB_TRACKING_SOURCE_ERROR },
    { "not mentioned", { WB_FAILED, 0 }, { 0, 0 }, WB_TRACKING_SOURCE_ERROR },
  };
  static const char *const sources[] = { "ups", "usps" };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    arena *memory = arena_new(0);
    feed *all[2];
    for (size_t k = 0; k < 2; k++) {
      all[k] = feed_from(sources[k], "2026-03-05T12:00:00Z");
      all[k]->error_code = cases[i].codes[k];
      if (cases[i].outcomes[k])
        result_in(all[k], NUMBER, "", cases[i].outcomes[k]);
    }
    const feed *feeds[] = { all[0], all[1] };
    const wb_timeline *t = merged(feeds, 2, memory);
    cr_expect_eq(t->tracking, cases[i].tracking, "%s: %u", cases[i].what, t->tracking);
    cr_expect_eq(t->status, WB_UNKNOWN_NO_DATA, "%s", cases[i].what);
    size_t asked = 0;
    for (size_t k = 0; k < 2; k++)
      asked += cases[i].outcomes[k] || cases[i].codes[k];
    cr_expect_eq(t->source_count, asked, "%s", cases[i].what);
    feed_free(all[0]);
    feed_free(all[1]);
    arena_free(memory);
  }
}

Test(judge, says_that_a_source_forgot_what_it_knew)
{
  arena *memory = arena_new(0);
  feed *old = feed_from("ups", "2026-03-05T12:00:00Z"), *new = feed_from("ups", "2026-03-06T12:00:00Z");
  say(old, result_in(old, NUMBER, "", WB_FOUND),
      said(WB_DELIVERED_HOUSEHOLD, "D", at_utc("2026-03-02T10:00:00Z")));
  result_in(new, NUMBER, "", WB_NOT_FOUND);
  const feed *feeds[] = { old, new };
  const wb_timeline *t = merged(feeds, 2, memory);
  cr_expect_eq(t->tracking, WB_TRACKING_ARCHIVED);
  cr_expect_eq(t->status, WB_DELIVERED_HOUSEHOLD);
  feed_free(old);
  feed_free(new);
  arena_free(memory);
}

static wb_eta eta_of(uint32_t kind, const char *day)
{
  return (wb_eta){ .kind = kind, .from = on_day(day), .to = on_day(day), .text = STR("words") };
}

Test(judge, takes_the_best_kind_of_delivery_date_of_the_newest_feed)
{
  arena *memory = arena_new(0);
  feed *old = feed_from("ups", "2026-03-05T12:00:00Z"), *new = feed_from("ups", "2026-03-06T12:00:00Z");
  wb_eta old_etas[] = { eta_of(WB_ETA_CONFIRMED, "2026-03-07") };
  wb_eta new_etas[] = { eta_of(WB_ETA_PROMISED, "2026-03-08"), eta_of(WB_ETA_ESTIMATED, "2026-03-09"),
                        eta_of(WB_ETA_PREDICTED, "2026-03-10"), eta_of(WB_ETA_SCHEDULED, "2026-03-11") };
  feed_result *r = result_in(old, NUMBER, "", WB_FOUND);
  r->eta = old_etas;
  r->eta_count = 1;
  r = result_in(new, NUMBER, "", WB_FOUND);
  r->eta = new_etas;
  r->eta_count = 4;
  const feed *feeds[] = { old, new };
  const wb_timeline *t = merged(feeds, 2, memory);
  cr_expect_eq(t->eta.kind, (uint32_t)WB_ETA_ESTIMATED);
  cr_expect_eq(t->eta.from_local_ms, wall("2026-03-09"));
  cr_expect_eq(t->eta.to_local_ms, wall("2026-03-09T23:59:59"));
  cr_expect_eq(t->eta.precision, (uint32_t)WB_PRECISION_DAY);
  cr_expect_eq(t->eta.has_offset, 0u);
  cr_expect_str_eq(t->eta.source, "ups");
  cr_expect_str_eq(t->eta.text, "words");
  say(new, r, said(WB_DELIVERED_HOUSEHOLD, "D", at_utc("2026-03-06T10:00:00Z")));
  cr_expect_eq(merged(feeds, 2, memory)->eta.kind, 0u, "none once it is there");
  feed_free(old);
  feed_free(new);
  arena_free(memory);
}

Test(judge, reads_a_delivery_window_with_one_offset)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
  wb_eta window = { .kind = WB_ETA_ESTIMATED,
                    .from = at_offset("2026-03-29T01:00:00", 60),
                    .to = at_offset("2026-03-29T04:00:00", 120) };
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  r->eta = &window;
  r->eta_count = 1;
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_expect_eq(t->eta.offset_min, 60);
  cr_expect_eq(t->eta.from_local_ms, wall("2026-03-29T01:00:00"));
  cr_expect_eq(t->eta.to_local_ms, wall("2026-03-29T03:00:00"));
  feed_free(f);
  arena_free(memory);
}

Test(judge, shows_the_shipment_with_the_newest_event_when_there_are_several)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("fedex", "2026-03-05T12:00:00Z");
  const char *const keys[] = { "", "2458~A", "2460~B" };
  for (size_t i = 0; i < 3; i++)
    result_in(f, NUMBER, keys[i], WB_FOUND);
  say(f, feed_result_of(f, STR(NUMBER), STR("2460~B")),
      said(WB_DELIVERED_HOUSEHOLD, "OLD", at_utc("2025-03-02T10:00:00Z")));
  say(f, feed_result_of(f, STR(NUMBER), STR("2458~A")),
      said(WB_IN_TRANSIT_MOVING, "NEW", at_utc("2026-03-02T10:00:00Z")));
  feed_result *piece = result_in(f, "1Z999AA10123456793", "", WB_FOUND);
  piece->parent = STR(NUMBER);
  say(f, piece, said(WB_EXCEPTION_DAMAGED, "PIECE", at_utc("2026-03-03T10:00:00Z")));
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_assert_eq(t->event_count, 1u);
  cr_expect_str_eq(t->events[0].text, "NEW");
  const wb_finding *several = finding(t, "several-shipments");
  cr_assert(several);
  cr_expect(strstr(several->text, "2 shipments"), "%s", several->text);
  cr_expect(finding(t, "pieces"));
  cr_expect_eq(t->pieces, 1u);
  feed_free(f);
  arena_free(memory);
}

Test(judge, names_what_no_table_explains_and_clocks_that_run_ahead)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  for (int i = 0; i < 3; i++) {
    feed_statement s = said(WB_UNKNOWN_UNCLASSIFIED, i == 2 ? "ZZ" : "YY",
                            at_utc(i ? "2026-03-01T10:00:00Z" : "2026-03-11T03:00:00Z"));
    s.unmapped = 1;
    say(f, r, s);
  }
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_expect_eq(t->finding_count, 3u);
  const wb_finding *clock = finding(t, "clock"), *unmapped = finding(t, "unmapped-code");
  cr_assert(clock && unmapped);
  cr_expect_str_eq(clock->evidence[0], t->events[2].id);
  cr_expect(strstr(unmapped->text, "\"YY\""), "%s", unmapped->text);
  feed_free(f);
  arena_free(memory);
}

Test(judge, counts_what_it_does_not_name)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND);
  for (int i = 0; i < 50; i++) {
    char code[8];
    snprintf(code, sizeof code, "Q%d", i);
    feed_statement s = said(WB_UNKNOWN_UNCLASSIFIED, code, at_utc("2026-03-01T10:00:00Z"));
    s.unmapped = 1;
    say(f, r, s);
  }
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_assert_eq(t->finding_count, 21u);
  cr_expect_str_eq(t->findings[20].text, "30 more codes have no word");
  feed_free(f);
  arena_free(memory);
}

Test(judge, joins_two_carriers_as_two_legs)
{
  arena *memory = arena_new(0);
  feed *ups = feed_from("ups", "2026-03-05T12:00:00Z"), *usps = feed_from("usps", "2026-03-05T12:00:00Z");
  wb_related last = { .role = WB_ROLE_LAST_MILE,
                      .number = STR("9200190000000000000001"),
                      .carrier = STR("usps") };
  feed_result *r = result_in(ups, NUMBER, "", WB_FOUND);
  r->related = &last;
  r->related_count = 1;
  r->service = STR("UPS SurePost");
  say(ups, r, said(WB_IN_TRANSIT_HANDED_TO_PARTNER, "H", at_utc("2026-03-03T10:00:00Z")));
  r = result_in(usps, NUMBER, "", WB_FOUND);
  r->signed_by = STR("A. Muster");
  say(usps, r, said(WB_DELIVERED_HOUSEHOLD, "01", at_utc("2026-03-04T10:00:00Z")));
  const feed *feeds[] = { usps, ups };
  const wb_timeline *t = merged(feeds, 2, memory);
  cr_assert_eq(t->leg_count, 2u);
  cr_expect_str_eq(t->legs[0].carrier, "ups");
  cr_expect_str_eq(t->legs[0].role, "first_mile");
  cr_expect_str_eq(t->legs[1].role, "last_mile");
  cr_expect_str_eq(t->carrier, "usps");
  cr_expect_eq(t->events[0].leg, 0u);
  cr_expect_eq(t->events[1].leg, 1u);
  cr_expect_eq(t->status, WB_DELIVERED_HOUSEHOLD);
  cr_expect_str_eq(t->service, "UPS SurePost");
  cr_expect_str_eq(t->signed_by, "A. Muster");
  const wb_finding *disagree = finding(t, "sources-disagree-status"), *related = finding(t, "related-number");
  cr_assert(disagree && related);
  cr_expect_str_eq(disagree->text, "ups says in_transit.handed_to_partner, usps says delivered.household");
  cr_expect(strstr(related->text, "9200190000000000000001 by usps"), "%s", related->text);
  feed_free(ups);
  feed_free(usps);
  arena_free(memory);
}

Test(judge, believes_a_summary_when_there_are_no_events)
{
  arena *memory = arena_new(0);
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z");
  result_in(f, NUMBER, "", WB_FOUND)->status = WB_DELIVERED_HOUSEHOLD;
  const feed *feeds[] = { f };
  const wb_timeline *t = merged(feeds, 1, memory);
  cr_expect_eq(t->status, WB_DELIVERED_HOUSEHOLD);
  cr_expect_eq(t->flags & WB_FLAG_TERMINAL, (uint32_t)WB_FLAG_TERMINAL);
  feed_free(f);
  arena_free(memory);
}

Test(judge, refuses_a_merge_of_nothing_in_particular)
{
  arena *memory = arena_new(0), *tiny = arena_new(64);
  WB_AUTO(zones_ref) z = test_zones();
  const wb_timeline *t = NULL;
  wb_error err = { 0 };
  cr_expect_eq(merge_feeds(&(merge_input){ .zones = z }, memory, &t, &err), WB_E_ARG);
  cr_expect_eq(merge_feeds(&(merge_input){ .number = STR(NUMBER) }, memory, &t, NULL), WB_E_ARG);
  cr_expect_eq(merge_feeds(&(merge_input){ .number = STR(NUMBER), .zones = z }, tiny, &t, NULL), WB_E_LIMIT);
  cr_expect_eq(t, NULL);
  cr_assert_eq(merge_feeds(&(merge_input){ .number = STR(NUMBER), .zones = z }, memory, &t, NULL), WB_OK);
  cr_expect_eq(t->tracking, (uint32_t)WB_TRACKING_UNSUPPORTED);
  cr_expect_str_eq(t->carrier, "");
  arena_free(memory);
  arena_free(tiny);
}
