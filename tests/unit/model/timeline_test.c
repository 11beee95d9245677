/* SPDX-License-Identifier: MIT */
#include "core/base/clock.h"
#include "core/model/timeline.h"
#include <criterion/criterion.h>
#include <waybill/plugin.h>

static int64_t utc(const char *text)
{
  int64_t ms = 0;
  cr_assert(civil_parse_utc(str_of(text), &ms), "%s", text);
  return ms;
}

static void expect_json(const wb_timeline *t, const char *expected)
{
  WB_AUTO(buf) out = { 0 };
  wb_error err = { 0 };
  cr_assert_eq(timeline_to_json(t, &out, &err), WB_OK, "%s", err.text);
  cr_expect_str_eq(buf_cstr(&out), expected, "\n%s\n%s", buf_cstr(&out), expected);
}

Test(timeline, writes_what_is_empty_as_null_or_none)
{
  wb_timeline t = { .shipment = "",
                    .number = "1Z1",
                    .carrier = "",
                    .carrier_name = "",
                    .status = WB_UNKNOWN_NO_DATA,
                    .tracking = WB_TRACKING_UNSUPPORTED,
                    .as_of_ms = utc("2026-03-04T09:00:00Z"),
                    .service = "",
                    .signed_by = "",
                    .origin_country = "",
                    .destination_country = "" };
  expect_json(
      &t,
      "{\"schema\":\"waybill.timeline/1\",\"shipment\":null,\"number\":\"1Z1\",\"carrier\":null,\"status\":"
      "\"unknown.no_data\",\"as_of\":\"2026-03-04T09:00:00Z\",\"tracking\":\"unsupported\",\"checked_at\":"
      "null,"
      "\"eta\":null,\"flags\":[],\"findings\":[],\"legs\":[],\"events\":[],\"asked\":[],\"carrier_name\":"
      "null,"
      "\"service\":null,\"signed_by\":null,\"origin_country\":null,\"destination_country\":null,"
      "\"weight_g\":null,\"pieces\":null}");
}

Test(timeline, writes_all_members_in_the_contracts_order)
{
  const char *const aliases[] = { "e-0000000000000001" }, *const evidence[] = { "e-00000000000000ff" };
  const wb_statement statements[] = { { .ref = "c0:3:7", .source = "ups" },
                                      { .ref = "agg:1:2", .source = "agg" },
                                      { .ref = "c0:4:7", .source = "ups" } };
  const wb_timeline_event events[] = {
    { .id = "e-00000000000000ff",
      .aliases = aliases,
      .alias_count = 1,
      .status = WB_OUT_FOR_DELIVERY_ON_VEHICLE,
      .reason = WB_REASON_CARRIER_DAMAGED,
      .flags = WB_FLAG_DELAY | WB_FLAG_ACTION_REQUIRED,
      .time = { .from_ms = utc("2026-03-02T15:15:00Z"),
                .to_ms = utc("2026-03-02T15:15:59Z"),
                .local_ms = utc("2026-03-02T10:15:00Z"),
                .offset_min = -300,
                .has_local = 1,
                .has_offset = 1,
                .precision = WB_PRECISION_MINUTE,
                .zone_from = WB_ZONE_PLACE,
                .zone = "America/New_York" },
      .place = { .text = "SECAUCUS, NJ",
                 .city = "Secaucus",
                 .region = "NJ",
                 .postcode = "07094",
                 .country = "US",
                 .facility = "",
                 .lat_udeg = 40789500,
                 .lon_udeg = -74000000 },
      .text = "Out for delivery",
      .leg = 0,
      .confidence_ppm = 980000,
      .statements = statements,
      .statement_count = 3 },
    { .id = "e-0000000000000002",
      .status = WB_NOTE_UPDATE,
      .time = { .from_ms = utc("2026-03-01T10:00:00Z"),
                .to_ms = utc("2026-03-03T11:59:59Z"),
                .local_ms = utc("2026-03-02T00:00:00Z"),
                .has_local = 1,
                .precision = WB_PRECISION_DAY,
                .zone_from = WB_ZONE_ASSUMED,
                .zone = "" },
      .place = { "", "", "", "", "", "", 0, 0 },
      .text = "",
      .confidence_ppm = 1000000 },
  };
  const wb_finding findings[] = { { "clock", "warning", "late \"by\" far", evidence, 1, "at the delivery" } };
  const wb_timeline_leg legs[] = { { "ups", "1Z1", "first_mile", "UPS" }, { "usps", "92", "", "" } };
  const wb_source sources[] = {
    { .carrier = "ups",
      .outcome = WB_FOUND,
      .recorded = 1,
      .detail = "",
      .fetched_at_ms = utc("2026-03-04T08:00:00Z") },
    { .carrier = "usps",
      .outcome = WB_FAILED,
      .code = WB_E_RATE,
      .retry_after_s = 60,
      .detail = "slow down" },
  };
  wb_timeline t = {
    .shipment = "s17",
    .number = "1Z1",
    .carrier = "usps",
    .carrier_name = "USPS",
    .status = WB_OUT_FOR_DELIVERY_ON_VEHICLE,
    .flags = WB_FLAG_DELAY,
    .tracking = WB_TRACKING_OK,
    .as_of_ms = utc("2026-03-04T09:00:00Z"),
    .checked_at_ms = utc("2026-03-04T08:00:00Z"),
    .eta = { .kind = WB_ETA_ESTIMATED,
             .has_offset = 1,
             .from_local_ms = utc("2026-03-05T09:00:00Z"),
             .to_local_ms = utc("2026-03-05T12:00:00Z"),
             .offset_min = -300,
             .precision = WB_PRECISION_MINUTE,
             .source = "ups",
             .text = "EDW" },
    .service = "Ground",
    .signed_by = "",
    .origin_country = "US",
    .destination_country = "CA",
    .weight_g = 1250,
    .pieces = 2,
    .legs = legs,
    .leg_count = 2,
    .events = events,
    .event_count = 2,
    .findings = findings,
    .finding_count = 1,
    .sources = sources,
    .source_count = 2,
  };
  expect_json(
      &t,
      "{\"schema\":\"waybill.timeline/"
      "1\",\"shipment\":\"s17\",\"number\":\"1Z1\",\"carrier\":\"usps\",\"status\":"
      "\"out_for_delivery.on_vehicle\",\"as_of\":\"2026-03-04T09:00:00Z\",\"tracking\":\"ok\",\"checked_at\":"
      "\"2026-03-04T08:00:00Z\",\"eta\":{\"kind\":\"estimated\",\"from\":\"2026-03-05T09:00:00\",\"to\":"
      "\"2026-03-05T12:00:00\",\"offset\":\"-05:00\",\"precision\":\"minute\",\"source\":\"ups\",\"text\":"
      "\"EDW\"},\"flags\":"
      "[\"delay\"],\"findings\":[{\"rule\":\"clock\",\"severity\":\"warning\",\"text\":\"late \\\"by\\\" "
      "far\",\"evidence\":"
      "[\"e-00000000000000ff\"],\"clears\":\"at the delivery\"}],\"legs\":[{\"carrier\":\"ups\",\"number\":\"1Z1\",\"role\":\"first_mile\",\"carrier_name\":\"UPS\"},"
      "{\"carrier\":"
      "\"usps\",\"number\":\"92\",\"role\":null,\"carrier_name\":null}],\"events\":[{\"id\":\"e-00000000000000ff\",\"aliases\":"
      "[\"e-0000000000000001\"],\"status\":\"out_for_delivery.on_vehicle\",\"time\":{\"from\":\"2026-03-"
      "02T15:15:00Z\",\"to\":"
      "\"2026-03-02T15:15:59Z\",\"local\":\"2026-03-02T10:15:00\",\"offset\":\"-05:00\",\"precision\":"
      "\"minute\","
      "\"zone_from\":\"place\",\"zone\":\"America/New_York\"},\"place\":{\"text\":\"SECAUCUS, "
      "NJ\",\"city\":\"Secaucus\","
      "\"region\":\"NJ\",\"postcode\":\"07094\",\"country\":\"US\",\"facility\":null,\"lat\":40.7895,\"lon\":"
      "-74},\"text\":"
      "\"Out for "
      "delivery\",\"leg\":0,\"sources\":[\"ups\",\"agg\"],\"statements\":[\"c0:3:7\",\"agg:1:2\",\"c0:4:7\"],"
      "\"confidence\":0.98,\"flags\":[\"action_required\",\"delay\"],\"reason\":\"carrier/damaged\"},{\"id\":"
      "\"e-0000000000000002\",\"aliases\":[],\"status\":\"note.update\",\"time\":{\"from\":\"2026-03-01T10:"
      "00:00Z\",\"to\":"
      "\"2026-03-03T11:59:59Z\",\"local\":\"2026-03-02\",\"offset\":null,\"precision\":\"day\",\"zone_from\":"
      "\"assumed\","
      "\"zone\":null},\"place\":null,\"text\":null,\"leg\":0,\"sources\":[],\"statements\":[],\"confidence\":"
      "1,\"flags\":[],"
      "\"reason\":null}],\"asked\":[{\"carrier\":\"ups\",\"outcome\":\"found\",\"recorded\":true,\"error\":"
      "null,\"detail\":"
      "null,\"retry_after_s\":null,\"fetched_at\":\"2026-03-04T08:00:00Z\"},{\"carrier\":\"usps\","
      "\"outcome\":\"failed\","
      "\"recorded\":false,\"error\":{\"code\":\"rate\",\"message\":\"slow down\"},\"detail\":\"slow "
      "down\",\"retry_after_s\":60,"
      "\"fetched_at\":null}],\"carrier_name\":\"USPS\",\"service\":\"Ground\",\"signed_by\":null,\"origin_"
      "country\":\"US\","
      "\"destination_country\":\"CA\",\"weight_g\":1250,\"pieces\":2}");
}

Test(timeline, writes_decimals_as_short_as_they_are)
{
  struct {
    uint32_t ppm;
    const char *text;
  } cases[] = { { 0, "\"confidence\":0," },        { 1, "\"confidence\":0.000001," },
                { 500000, "\"confidence\":0.5," }, { 999999, "\"confidence\":0.999999," },
                { 1000000, "\"confidence\":1," },  { 100000, "\"confidence\":0.1," } };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    const wb_timeline_event event = { .id = "e", .confidence_ppm = cases[i].ppm };
    wb_timeline t = { .number = "1", .events = &event, .event_count = 1 };
    WB_AUTO(buf) out = { 0 };
    cr_assert_eq(timeline_to_json(&t, &out, NULL), WB_OK);
    cr_expect(strstr(buf_cstr(&out), cases[i].text), "%s", buf_cstr(&out));
  }
}

Test(timeline, says_when_it_does_not_fit)
{
  wb_timeline t = { .number = "1" };
  WB_AUTO(buf) out = { .max = 50 };
  wb_error err = { 0 };
  cr_expect_eq(timeline_to_json(&t, &out, &err), WB_E_LIMIT);
  cr_expect_eq(err.code, WB_E_LIMIT);
}

Test(timeline, names_its_words)
{
  cr_expect_str_eq(timeline_zone_word(WB_ZONE_OFFSET), "offset");
  cr_expect_str_eq(timeline_zone_word(WB_ZONE_DECLARED), "declared");
  cr_expect_str_eq(timeline_zone_word(WB_ZONE_PLACE), "place");
  cr_expect_str_eq(timeline_zone_word(WB_ZONE_COUNTRY), "country");
  cr_expect_str_eq(timeline_zone_word(WB_ZONE_ALIGNED), "aligned");
  cr_expect_str_eq(timeline_zone_word(WB_ZONE_ASSUMED), "assumed");
  cr_expect_str_eq(timeline_zone_word(99), "none");
  cr_expect_str_eq(timeline_eta_word(WB_ETA_SCHEDULED), "scheduled");
  cr_expect_str_eq(timeline_eta_word(WB_ETA_PREDICTED), "predicted");
  cr_expect_str_eq(timeline_eta_word(99), "none");
  cr_expect_str_eq(timeline_precision_word(WB_PRECISION_SECOND), "second");
}

Test(timeline, makes_the_same_ids_on_every_machine)
{
  char id[TIMELINE_EVENT_ID_BYTES];
  timeline_event_id(content_id_of(STR("")), id);
  cr_expect_str_eq(id, "e-2d06800538d394c2", "XXH3 of nothing");
  content_hash hash = content_hash_of(STR(""));
  cr_expect_eq(hash.high, UINT64_C(0x99aa06d3014798d8));
  cr_expect_eq(hash.low, UINT64_C(0x6001c324468d497f));
}
