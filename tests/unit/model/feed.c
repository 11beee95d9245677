/* SPDX-License-Identifier: MIT */
#include "core/model/feed.h"
#include "core/base/json_writer.h"
#include <criterion/criterion.h>
#include <stdio.h>

#define T0  INT64_C(1772446500000) /* 2026-03-02T10:15:00Z */
#define DAY INT64_C(1772409600000) /* 2026-03-02T00:00:00Z */

static feed *new_feed(size_t max)
{
  feed *f = NULL;
  wb_error err = { 0 };
  cr_assert_eq(feed_new(max, &f, &err), WB_OK);
  return f;
}

static void statement_is(const feed_statement *s, const char *expected)
{
  WB_AUTO(buf) out = { 0 };
  json_writer w;
  json_begin(&w, &out);
  feed_statement_to_json(s, &w);
  cr_assert_str_eq(buf_cstr(&out), expected);
}

static void feed_is(const feed *f, const char *expected)
{
  WB_AUTO(buf) out = { 0 };
  wb_error err = { 0 };
  cr_assert_eq(feed_to_json(f, &out, &err), WB_OK);
  cr_assert_str_eq(buf_cstr(&out), expected);
}

/* The example of the contract, as structures. */
Test(feed, writes_the_statement_of_the_contract)
{
  const feed_statement s = {
    .ref = STR("c0:3:7"),
    .status = WB_IN_TRANSIT_ARRIVED_FACILITY,
    .time = { .kind = WB_TIME_OFFSET, .precision = WB_PRECISION_MINUTE, .local_ms = T0, .offset_min = -300 },
    .place = { .text = STR("SECAUCUS, NJ"),
               .city = STR("Secaucus"),
               .region = STR("NJ"),
               .postcode = STR("07094"),
               .country = STR("US") },
    .code = STR("AR"),
    .text = STR("Arrival scan"),
    .lang = STR("en"),
  };
  statement_is(
      &s,
      "{\"ref\":\"c0:3:7\",\"status\":\"in_transit.arrived_facility\",\"reason\":null,\"flags\":[],"
      "\"time\":{\"local\":\"2026-03-02T10:15:00\",\"offset\":\"-05:00\",\"zone\":null,\"precision\":"
      "\"minute\"},"
      "\"place\":{\"text\":\"SECAUCUS, NJ\",\"city\":\"Secaucus\",\"region\":\"NJ\",\"postcode\":\"07094\","
      "\"country\":\"US\",\"facility\":null,\"lat\":null,\"lon\":null},"
      "\"code\":\"AR\",\"text\":\"Arrival scan\",\"lang\":\"en\",\"event_id\":null}");
}

Test(feed, writes_every_kind_of_time)
{
  const struct {
    wb_time time;
    const char *json;
  } rows[] = {
    { { .kind = WB_TIME_NONE }, "null" },
    { { .kind = WB_TIME_NONE, .raw = STR("soon") },
      "{\"local\":null,\"offset\":null,\"zone\":null,\"precision\":\"none\",\"raw\":\"soon\"}" },
    { { .kind = WB_TIME_INSTANT, .precision = WB_PRECISION_SECOND, .utc_ms = T0 + 1000 },
      "{\"local\":\"2026-03-02T10:15:01\",\"offset\":\"Z\",\"zone\":null,\"precision\":\"second\"}" },
    { { .kind = WB_TIME_OFFSET, .precision = WB_PRECISION_SECOND, .local_ms = T0, .offset_min = 330 },
      "{\"local\":\"2026-03-02T10:15:00\",\"offset\":\"+05:30\",\"zone\":null,\"precision\":\"second\"}" },
    { { .kind = WB_TIME_LOCAL_UTC,
        .precision = WB_PRECISION_MINUTE,
        .local_ms = T0,
        .utc_ms = T0 + 18000000 },
      "{\"local\":\"2026-03-02T10:15:00\",\"offset\":\"-05:00\",\"zone\":null,\"precision\":\"minute\"}" },
    { { .kind = WB_TIME_LOCAL_UTC,
        .precision = WB_PRECISION_SECOND,
        .local_ms = T0 + 45000,
        .utc_ms = T0 - 3600000 },
      "{\"local\":\"2026-03-02T10:15:45\",\"offset\":\"+01:01\",\"zone\":null,\"precision\":\"second\"}" },
    { { .kind = WB_TIME_LOCAL, .precision = WB_PRECISION_HOUR, .local_ms = T0 - 900000 },
      "{\"local\":\"2026-03-02T10:00:00\",\"offset\":null,\"zone\":null,\"precision\":\"hour\"}" },
    { { .kind = WB_TIME_ZONE, .precision = WB_PRECISION_SECOND, .local_ms = T0, .zone = STR("Europe/Paris") },
      "{\"local\":\"2026-03-02T10:15:00\",\"offset\":null,\"zone\":\"Europe/"
      "Paris\",\"precision\":\"second\"}" },
    { { .kind = WB_TIME_ABBREVIATION, .precision = WB_PRECISION_SECOND, .local_ms = T0, .zone = STR("EDT") },
      "{\"local\":\"2026-03-02T10:15:00\",\"offset\":null,\"zone\":null,\"precision\":\"second\","
      "\"zone_abbreviation\":\"EDT\"}" },
    { { .kind = WB_TIME_DATE, .local_ms = DAY, .raw = STR("2/3/26"), .flags = WB_TIME_DOUBTFUL },
      "{\"local\":\"2026-03-02\",\"offset\":null,\"zone\":null,\"precision\":\"day\",\"raw\":\"2/3/"
      "26\",\"doubtful\":true}" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    WB_AUTO(buf) expected = { 0 };
    const feed_statement s = { .status = WB_IN_TRANSIT, .time = rows[i].time };
    buf_printf(&expected,
               "{\"status\":\"in_transit\",\"reason\":null,\"flags\":[],\"time\":%s,\"place\":null,"
               "\"code\":null,\"text\":null,\"lang\":null,\"event_id\":null}",
               rows[i].json);
    statement_is(&s, buf_cstr(&expected));
  }
}

Test(feed, adds_members_of_its_own_only_when_they_say_something)
{
  const feed_statement s = {
    .status = WB_UNKNOWN_UNCLASSIFIED,
    .reason = WB_REASON_EXTERNAL_WEATHER,
    .flags = WB_FLAG_DELAY | WB_FLAG_RETURN_LEG,
    .unmapped = 1,
    .place = { .lat_udeg = -33500000, .lon_udeg = 151 },
    .retracts = STR("previous"),
    .piece = STR("P2"),
  };
  statement_is(&s,
               "{\"status\":\"unknown.unclassified\",\"reason\":\"external/"
               "weather\",\"flags\":[\"delay\",\"return_leg\"],"
               "\"time\":null,\"place\":{\"text\":null,\"city\":null,\"region\":null,\"postcode\":null,"
               "\"country\":null,"
               "\"facility\":null,\"lat\":-33.5,\"lon\":0.000151},\"code\":null,\"text\":null,\"lang\":null,"
               "\"event_id\":null,\"unmapped\":true,\"piece\":\"P2\",\"retracts\":\"previous\"}");
}

Test(feed, writes_the_feed_of_the_contract)
{
  WB_AUTO(feed_ref) f = new_feed(0);
  wb_eta eta = { .kind = WB_ETA_SCHEDULED,
                 .from = { .kind = WB_TIME_DATE, .local_ms = DAY },
                 .to = { .kind = WB_TIME_DATE, .local_ms = DAY } };
  wb_related related = { .role = WB_ROLE_LAST_MILE, .number = STR("92"), .carrier = STR("usps") };
  f->shipment = STR("s17");
  f->source = f->carrier = STR("ups");
  f->fetched_at_ms = T0;
  feed_result *r = feed_result_of(f, STR("1Z"), STR(""));
  r->outcome = WB_FOUND;
  r->service = STR("UPS Ground");
  r->weight_g = 1250;
  r->eta = &eta;
  r->related = &related;
  r->eta_count = r->related_count = 1;
  feed_is(f, "{\"schema\":\"waybill.feed/"
             "1\",\"shipment\":\"s17\",\"source\":\"ups\",\"role\":\"carrier\",\"carrier\":\"ups\","
             "\"fetched_at\":\"2026-03-02T10:15:00Z\",\"results\":[{\"number\":\"1Z\",\"outcome\":\"found\","
             "\"detail\":null,"
             "\"retry_after_s\":null,\"service\":\"UPS Ground\",\"weight_g\":1250,\"signed_by\":null,"
             "\"eta\":[{\"kind\":\"scheduled\",\"from\":\"2026-03-02T00:00:00\",\"to\":\"2026-03-02T23:59:"
             "59\",\"offset\":null,"
             "\"precision\":\"day\"}],\"related\":[{\"role\":\"last_mile\",\"carrier\":\"usps\",\"number\":"
             "\"92\"}],\"events\":[]}]}");
}

Test(feed, writes_a_failed_feed_with_a_result_for_each_number)
{
  WB_AUTO(feed_ref) f = new_feed(0);
  f->source = STR("agg");
  f->role = FEED_ROLE_AGGREGATOR;
  f->error_code = WB_E_RATE;
  f->error_text = STR("slow \"down\"");
  f->recorded = true;
  feed_result_of(f, STR("A"), STR(""));
  feed_result *r = feed_result_of(f, STR("B"), STR("k"));
  r->outcome = WB_NEEDS_INPUT;
  r->needs = STR("postcode");
  r->parent = STR("A");
  r->carrier = STR("dhl");
  r->pieces = 2;
  r->status = WB_IN_TRANSIT;
  r->origin_country = STR("DE");
  r->destination_country = STR("FR");
  r->retry_after_s = 60;
  feed_is(f, "{\"schema\":\"waybill.feed/1\",\"source\":\"agg\",\"role\":\"aggregator\",\"carrier\":null,"
             "\"fetched_at\":\"1970-01-01T00:00:00Z\",\"recorded\":true,\"results\":[{\"number\":\"A\","
             "\"outcome\":\"failed\","
             "\"detail\":null,\"retry_after_s\":null,\"service\":null,\"weight_g\":null,\"signed_by\":null,"
             "\"eta\":[],"
             "\"related\":[],\"events\":[]},{\"number\":\"B\",\"outcome\":\"needs_input\",\"detail\":null,"
             "\"retry_after_s\":60,"
             "\"service\":null,\"weight_g\":null,\"signed_by\":null,\"key\":\"k\",\"parent\":\"A\",\"needs\":"
             "\"postcode\","
             "\"carrier\":\"dhl\",\"pieces\":2,\"status\":\"in_transit\",\"origin_country\":\"DE\","
             "\"destination_country\":\"FR\","
             "\"eta\":[],\"related\":[],\"events\":[]}],\"error\":{\"code\":\"rate\",\"message\":\"slow "
             "\\\"down\\\"\"}}");
}

Test(feed, writes_etas_of_every_shape)
{
  const struct {
    wb_eta eta;
    const char *json;
  } rows[] = {
    { { .kind = WB_ETA_ESTIMATED,
        .from = { .kind = WB_TIME_OFFSET,
                  .precision = WB_PRECISION_MINUTE,
                  .local_ms = T0,
                  .offset_min = 60 },
        .to = { .kind = WB_TIME_OFFSET,
                .precision = WB_PRECISION_MINUTE,
                .local_ms = T0 + 7200000,
                .offset_min = 120 },
        .text = STR("EDW") },
      "{\"kind\":\"estimated\",\"from\":\"2026-03-02T10:15:00\",\"to\":\"2026-03-02T11:15:00\",\"offset\":\"+"
      "01:00\","
      "\"precision\":\"minute\",\"text\":\"EDW\"}" },
    { { .kind = WB_ETA_PREDICTED,
        .to = { .kind = WB_TIME_INSTANT, .precision = WB_PRECISION_HOUR, .utc_ms = T0 } },
      "{\"kind\":\"predicted\",\"from\":null,\"to\":\"2026-03-02T10:15:00\",\"offset\":\"Z\",\"precision\":"
      "\"hour\"}" },
    { { .kind = WB_ETA_PROMISED,
        .from = { .kind = WB_TIME_ZONE,
                  .precision = WB_PRECISION_MINUTE,
                  .local_ms = T0,
                  .zone = STR("Europe/Rome") } },
      "{\"kind\":\"promised\",\"from\":\"2026-03-02T10:15:00\",\"to\":null,\"offset\":null,\"precision\":"
      "\"minute\","
      "\"zone\":\"Europe/Rome\"}" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    WB_AUTO(feed_ref) f = new_feed(0);
    WB_AUTO(buf) out = { 0 };
    wb_error err = { 0 };
    wb_eta eta = rows[i].eta;
    feed_result *r = feed_result_of(f, STR("A"), STR(""));
    r->eta = &eta;
    r->eta_count = 1;
    cr_assert_eq(feed_to_json(f, &out, &err), WB_OK);
    cr_assert_neq(str_find(buf_view(&out), str_of(rows[i].json)), SIZE_MAX, "%s is not in %s", rows[i].json,
                  buf_cstr(&out));
  }
}

Test(feed, writes_more_requests_that_were_asked_for)
{
  WB_AUTO(feed_ref) f = new_feed(0);
  feed_more more[] = { { STR("api"), STR("GET"), STR("/p/2"), STR(""), STR(""), 1 },
                       { STR("api"), STR("POST"), STR("/p/3"), STR("a=b"), STR("page=3"), 2 } };
  f->source = f->carrier = STR("x");
  f->more = more;
  f->more_count = 2;
  feed_is(
      f,
      "{\"schema\":\"waybill.feed/1\",\"source\":\"x\",\"role\":\"carrier\",\"carrier\":\"x\",\"fetched_at\":"
      "\"1970-01-01T00:00:00Z\",\"results\":[],\"more\":[{\"endpoint\":\"api\",\"method\":\"GET\",\"path\":"
      "\"/p/2\","
      "\"step\":1},{\"endpoint\":\"api\",\"method\":\"POST\",\"path\":\"/p/3\",\"step\":2,\"query\":\"a=b\","
      "\"cookie\":\"page=3\"}]}");
}

Test(feed, keeps_one_result_for_a_number_and_key)
{
  WB_AUTO(feed_ref) f = new_feed(0);
  char number[16];
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 1000; i++) {
      int n = snprintf(number, sizeof number, "N%d", i);
      feed_result *r = feed_result_of(f, (wb_str){ number, (size_t)n }, STR(""));
      cr_assert_not_null(r);
      cr_assert_eq(r - f->results, i);
    }
  cr_assert_eq(f->result_count, 1000);
  feed_result_of(f, STR("N7"), STR("second"));
  cr_assert_eq(f->result_count, 1001);
  cr_assert(str_is(feed_find_result(f, STR("N7"), STR("second"))->key, "second"));
  cr_assert_null(feed_find_result(f, STR("N7s"), STR("econd")));
  cr_assert_null(feed_find_result(f, STR("N1000"), STR("")));
}

Test(feed, finds_results_that_were_appended_by_hand)
{
  WB_AUTO(feed_ref) f = new_feed(0);
  feed_result *r = ARENA_PUSH(f->memory, f->results, f->result_count, f->result_capacity);
  r->number = STR("A");
  cr_assert_eq(feed_result_of(f, STR("A"), STR("")), f->results);
  cr_assert_eq(f->result_count, 1);
}

Test(feed, copies_statements_deeply)
{
  WB_AUTO(feed_ref) f = new_feed(0);
  wb_error err = { 0 };
  char text[] = "Arrival";
  feed_result *r = feed_result_of(f, STR("A"), STR(""));
  for (int i = 0; i < 20; i++) {
    const wb_str t = { text, sizeof text - 1 };
    const feed_statement s = { .ref = t,
                               .code = t,
                               .text = t,
                               .lang = t,
                               .event_id = t,
                               .retracts = t,
                               .piece = t,
                               .time = { .zone = t, .raw = t },
                               .place = { t, t, t, t, t, t, 1, 2 } };
    cr_assert_eq(feed_add_statement(f, r, &s, &err), WB_OK);
  }
  memset(text, 'x', sizeof text - 1);
  cr_assert_eq(r->event_count, 20);
  for (size_t i = 0; i < r->event_count; i++) {
    const feed_statement *s = &r->events[i];
    const wb_str all[] = {
      s->ref,        s->code,         s->text,           s->lang,          s->event_id,
      s->retracts,   s->piece,        s->time.zone,      s->time.raw,      s->place.text,
      s->place.city, s->place.region, s->place.postcode, s->place.country, s->place.facility
    };
    for (size_t k = 0; k < WB_COUNT(all); k++)
      cr_assert(str_is(all[k], "Arrival"), "text %zu", k);
  }
}

Test(feed, says_so_when_its_memory_is_spent)
{
  WB_AUTO(feed_ref) f = new_feed(8192);
  wb_error err = { 0 };
  feed_result *r = feed_result_of(f, STR("A"), STR(""));
  const feed_statement s = { .text = STR("0123456789012345678901234567890123456789") };
  int rc = WB_OK;
  size_t added = 0;
  while (!rc && added < 1000) {
    rc = feed_add_statement(f, r, &s, &err);
    added += !rc;
  }
  cr_assert_eq(rc, WB_E_LIMIT);
  cr_assert_eq(r->event_count, added);
  cr_assert(strstr(err.text, "memory"));
}

Test(feed, has_a_word_for_every_failure)
{
  static const struct {
    int code;
    const char *word;
  } rows[] = {
    { WB_E_PARSE, "parse" },
    { WB_E_AUTH, "auth" },
    { WB_E_RATE, "rate" },
    { WB_E_UPSTREAM, "upstream" },
    { WB_E_UNSUPPORTED, "unsupported" },
    { WB_E_LIMIT, "limit" },
    { WB_E_NOMEM, "limit" },
    { WB_E_NETWORK, "network" },
    { WB_E_CREDENTIALS, "credentials" },
    { WB_E_PLUGIN, "plugin" },
    { WB_E_ARG, "plugin" },
    { WB_E_CANCELLED, "cancelled" },
    { WB_E_STORE, "failed" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++)
    cr_assert_str_eq(feed_error_word(rows[i].code), rows[i].word);
}
