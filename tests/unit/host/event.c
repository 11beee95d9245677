/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include <stdio.h>
#include <stdlib.h>

static wb_event passed; /* what the script hands over */

static int32_t hand_over(const wb_host *h, wb_call *c)
{
  return h->event(c, &passed);
}

static wb_event plain_event(void)
{
  wb_event e = wb_event_of(0);
  e.status = WB_IN_TRANSIT_MOVING;
  return e;
}

/* The statement that comes of `passed`. */
static const feed_statement *taken(fixture *f)
{
  cr_assert_eq(run_parse(f, hand_over), WB_OK, "%s", f->err.text);
  const feed_result *r = result_for(f, "A1");
  return &r->events[r->event_count - 1];
}

static void refused(fixture *f, int code, const char *words)
{
  cr_assert_eq(run_parse(f, hand_over), code, "%s: %s", words, f->err.text);
  cr_assert(strstr(f->err.text, words), "\"%s\" is not in: %s", words, f->err.text);
  log_has(f, words);
  cr_assert_eq(f->into->result_count, 0);
}

/* ---- structure size ---- */

static int32_t pass_small_and_large(const wb_host *h, wb_call *c)
{
  struct {
    wb_event e;
    char more[64];
  } large;
  memset(&large, 0xEE, sizeof large);
  large.e = plain_event();
  large.e.struct_size = sizeof large;
  large.e.code = WB_STR("L");
  cr_assert_eq(h->event(c, &large.e), WB_OK);
  wb_event small;
  memset(&small, 0xEE, sizeof small); /* what an old plugin does not know is no part of what it passes */
  small.struct_size = offsetof(wb_event, time);
  small.number = 0;
  small.status = WB_DELIVERED;
  small.reason = small.flags = small.unmapped = 0;
  return h->event(c, &small);
}

Test(event, reads_structures_of_older_and_newer_plugins)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, pass_small_and_large), WB_OK, "%s", f->err.text);
  const feed_result *r = result_for(f, "A1");
  cr_assert_eq(r->event_count, 2);
  cr_assert(str_is(r->events[0].code, "L"));
  cr_assert_eq(r->events[1].status, WB_DELIVERED);
  cr_assert_eq(r->events[1].code.n + r->events[1].place.text.n + r->events[1].time.kind, 0);
}

static int32_t pass_null(const wb_host *h, wb_call *c)
{
  return h->event(c, NULL);
}

Test(event, refuses_structures_without_a_size)
{
  FIXTURE(f);
  static const uint32_t sizes[] = { 0, 4, offsetof(wb_event, time) - 1, 70000, UINT32_MAX };
  for (size_t i = 0; i < WB_COUNT(sizes); i++) {
    passed = plain_event();
    passed.struct_size = sizes[i];
    refused(f, WB_E_ARG, "event.struct_size");
  }
  cr_assert_eq(run_parse(f, pass_null), WB_E_ARG);
}

/* ---- words ---- */

Test(event, degrades_status_and_reason_and_adds_the_flags_of_the_word)
{
  FIXTURE(f);
  passed = plain_event();
  passed.status = WB_CUSTOMS + 200;
  passed.reason = WB_REASON_CUSTOMS + 200;
  passed.flags = WB_FLAG_DELAY | WB_FLAG_SYNTHETIC | 64;
  const feed_statement *s = taken(f);
  cr_assert_eq(s->status, WB_CUSTOMS);
  cr_assert_eq(s->reason, WB_REASON_CUSTOMS);
  cr_assert_eq(s->flags, WB_FLAG_DELAY);
  log_has(f, "event.status 1224 is not known here and became customs");
  log_has(f, "event.flags 0x50");
  passed = plain_event();
  passed.status = 12345 * 256;
  cr_assert_eq(taken(f)->status, WB_UNKNOWN_UNCLASSIFIED);
  passed.status = WB_RETURNED_TO_SENDER;
  cr_assert_eq(taken(f)->flags, WB_FLAG_RETURN_LEG | WB_FLAG_TERMINAL);
}

static int32_t pass_unmapped(const wb_host *h, wb_call *c)
{
  wb_event e = wb_event_of(0);
  wb_status_apply(&e, NULL);
  e.code = WB_STR("ZZ9");
  e.text = WB_STR("Left with 1Z999AA10123456784 at\nthe gate");
  for (int i = 0; i < 5; i++)
    if (h->event(c, &e))
      return WB_E_PARSE;
  e.code = WB_STR("");
  e.text = WB_STR("");
  return h->event(c, &e);
}

Test(event, logs_one_line_to_report_for_a_code_without_a_row)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, pass_unmapped), WB_OK);
  log_has(f, "carrier rude 2.0.0: no table row explains code \"ZZ9\", text \"Left with {number} at the "
             "gate\"; please report "
             "it to https://rude.example/issues; wanted: { \"ZZ9\", WB_..., 0, 0 }\n");
  size_t first = str_find(buf_view(&f->log), STR("ZZ9"));
  wb_str rest = str_from(buf_view(&f->log), first + 200);
  cr_assert_eq(str_find(rest, STR("ZZ9")), SIZE_MAX);
  cr_assert_eq(result_for(f, "A1")->events[4].unmapped, 1);
  cr_assert(str_is(result_for(f, "A1")->events[4].text, "Left with 1Z999AA10123456784 at\nthe gate"));
}

/* ---- texts ---- */

Test(event, replaces_bytes_that_are_no_text)
{
  FIXTURE(f);
  passed = plain_event();
  passed.text = WB_STR("Zugestellt in K\xF6ln");
  passed.place.city = WB_STR("\x80");
  const feed_statement *s = taken(f);
  cr_assert(str_is(s->text, "Zugestellt in K\xEF\xBF\xBDln"));
  cr_assert(str_is(s->place.city, "\xEF\xBF\xBD"));
  log_has(f, "event.text is not UTF-8");
  log_has(f, "event.place.city is not UTF-8");
}

Test(event, cuts_texts_that_are_too_long_at_a_character)
{
  static char text[WB_MAX_TEXT_BYTES + 100];
  for (size_t at = 0; at < 4; at++) { /* a character of four bytes lies across the limit in every way */
    FIXTURE(f);
    memset(text, 'x', sizeof text);
    memcpy(text + WB_MAX_TEXT_BYTES - at, "\xF0\x9F\x93\xA6", 4);
    passed = plain_event();
    passed.text = wb_span(text, sizeof text);
    const feed_statement *s = taken(f);
    cr_assert_eq(s->text.n, WB_MAX_TEXT_BYTES - at);
    cr_assert(str_is_utf8(s->text, NULL));
    log_has(f, "event.text has 8292 bytes and was cut at 8192");
    log_lacks(f, "not UTF-8");
  }
}

Test(event, keeps_texts_within_the_limit_when_bytes_are_replaced)
{
  static char text[WB_MAX_TEXT_BYTES + 1];
  FIXTURE(f);
  memset(text, '\xFF', sizeof text);
  passed = plain_event();
  passed.text = wb_span(text, sizeof text);
  const feed_statement *s = taken(f);
  cr_assert_gt(s->text.n, WB_MAX_TEXT_BYTES - 4);
  cr_assert_leq(s->text.n, WB_MAX_TEXT_BYTES);
  cr_assert(str_is_utf8(s->text, NULL));
}

static int32_t pass_no_pointer(const wb_host *h, wb_call *c)
{
  wb_event e = plain_event();
  e.text = wb_span(NULL, 7);
  h->event(c, &e);
  return WB_OK;
}

Test(event, notices_texts_without_a_pointer)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, pass_no_pointer), WB_E_PLUGIN);
  cr_assert(strstr(f->err.text, "event.text: a text without a pointer"), "%s", f->err.text);
}

Test(event, moves_countries_that_are_no_code_into_the_text)
{
  const struct {
    const char *country, *text, *want_country, *want_text;
  } rows[] = {
    { "DE", "Bonn", "DE", "Bonn" },     { "Germany", "", "", "Germany" },
    { "de", "Bonn", "", "Bonn, de" },   { "Germany", "Bonn, Germany", "", "Bonn, Germany" },
    { "DEU", "Bonn", "", "Bonn, DEU" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    FIXTURE(f);
    passed = plain_event();
    passed.place.country = wb_text(rows[i].country);
    passed.place.text = wb_text(rows[i].text);
    const feed_statement *s = taken(f);
    cr_assert(str_is(s->place.country, rows[i].want_country), "row %zu", i);
    cr_assert(str_is(s->place.text, rows[i].want_text), "row %zu: %.*s", i, STR_ARG(s->place.text));
  }
}

Test(event, leaves_out_places_that_are_not_on_earth)
{
  FIXTURE(f);
  passed = plain_event();
  passed.place.lat_udeg = 91000000;
  passed.place.lon_udeg = 1;
  cr_assert_eq(taken(f)->place.lon_udeg, 0);
  log_has(f, "no place on earth");
  passed.place.lat_udeg = -90000000;
  passed.place.lon_udeg = 180000000;
  cr_assert_eq(taken(f)->place.lon_udeg, 180000000);
}

/* ---- time ---- */

#define T0 INT64_C(1772446500000) /* 2026-03-02T10:15:00Z */

Test(event, keeps_only_the_members_of_a_time_that_its_kind_names)
{
  FIXTURE(f);
  for (uint32_t kind = WB_TIME_NONE; kind <= WB_TIME_DATE; kind++) {
    passed = plain_event();
    passed.time =
        (wb_time){ kind, WB_PRECISION_SECOND, 0, 60, T0, T0 - 3600000, WB_STR("CET"), WB_STR("raw") };
    const wb_time t = taken(f)->time;
    bool local = kind != WB_TIME_NONE && kind != WB_TIME_INSTANT;
    bool utc = kind == WB_TIME_INSTANT || kind == WB_TIME_LOCAL_UTC;
    bool zone = kind == WB_TIME_ZONE || kind == WB_TIME_ABBREVIATION;
    cr_assert_eq(t.kind, kind);
    cr_assert_eq(t.local_ms, kind == WB_TIME_DATE ? T0 - 36900000 : local ? T0 : 0, "kind %u", kind);
    cr_assert_eq(t.utc_ms, utc ? T0 - 3600000 : 0, "kind %u", kind);
    cr_assert_eq(t.offset_min, kind == WB_TIME_OFFSET ? 60 : 0, "kind %u", kind);
    cr_assert_eq(t.zone.n != 0, zone, "kind %u", kind);
    cr_assert(str_is(t.raw, "raw"));
  }
}

Test(event, keeps_the_raw_text_of_times_that_no_calendar_has)
{
  const wb_time times[] = {
    { .kind = WB_TIME_INSTANT, .precision = WB_PRECISION_SECOND, .utc_ms = INT64_MAX },
    { .kind = WB_TIME_LOCAL, .precision = WB_PRECISION_SECOND, .local_ms = INT64_MIN },
    { .kind = WB_TIME_DATE, .local_ms = INT64_C(253402300800000) },
    { .kind = WB_TIME_OFFSET, .precision = WB_PRECISION_SECOND, .local_ms = T0, .offset_min = 1440 },
    { .kind = WB_TIME_OFFSET, .precision = WB_PRECISION_SECOND, .local_ms = T0, .offset_min = INT32_MIN },
    { .kind = WB_TIME_LOCAL_UTC, .precision = WB_PRECISION_SECOND, .local_ms = T0, .utc_ms = INT64_MIN },
  };
  for (size_t i = 0; i < WB_COUNT(times); i++) {
    FIXTURE(f);
    passed = plain_event();
    passed.time = times[i];
    passed.time.raw = WB_STR("99999");
    const wb_time t = taken(f)->time;
    cr_assert_eq(t.kind, WB_TIME_NONE, "row %zu", i);
    cr_assert(str_is(t.raw, "99999"));
    log_has(f, "only the text \"99999\" is kept");
  }
}

Test(event, mends_times_that_say_less_than_their_kind)
{
  FIXTURE(f);
  passed = plain_event();
  passed.time = (wb_time){ .kind = WB_TIME_ABBREVIATION, .precision = WB_PRECISION_MINUTE, .local_ms = T0 };
  cr_assert_eq(taken(f)->time.kind, WB_TIME_LOCAL);
  passed.time = (wb_time){
    .kind = WB_TIME_LOCAL_UTC, .precision = WB_PRECISION_MINUTE, .local_ms = T0, .utc_ms = T0 - 90000000
  };
  const wb_time t = taken(f)->time;
  cr_assert_eq(t.kind, WB_TIME_LOCAL);
  cr_assert_eq(t.flags, WB_TIME_DOUBTFUL);
  passed.time = (wb_time){ .kind = WB_TIME_DATE, .local_ms = -1 };
  cr_assert_eq(taken(f)->time.local_ms, -86400000);
  cr_assert_eq(taken(f)->time.precision, WB_PRECISION_DAY);
}

Test(event, refuses_times_that_are_not_understood)
{
  FIXTURE(f);
  passed = plain_event();
  passed.time.kind = 8;
  refused(f, WB_E_UNSUPPORTED, "event.time.kind 8");
  passed.time = (wb_time){ .kind = WB_TIME_LOCAL, .precision = 5 };
  refused(f, WB_E_UNSUPPORTED, "event.time.precision 5");
  passed.time = (wb_time){ .kind = WB_TIME_LOCAL, .local_ms = T0 };
  refused(f, WB_E_ARG, "event.time.precision is not set");
  passed.time = (wb_time){ .kind = WB_TIME_ZONE, .precision = 4, .local_ms = T0 };
  refused(f, WB_E_ARG, "event.time.zone");
}

/* ---- limits ---- */

static int32_t pass_too_many(const wb_host *h, wb_call *c)
{
  wb_event e = plain_event();
  for (int i = 0; i < WB_MAX_CALL_EVENTS; i++)
    cr_assert_eq(h->event(c, &e), WB_OK);
  cr_assert_eq(h->event(c, &e), WB_E_LIMIT);
  return WB_OK;
}

Test(event, refuses_too_many)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, pass_too_many), WB_E_LIMIT);
  cr_assert(strstr(f->err.text, "more than 50000 events"), "%s", f->err.text);
  cr_assert_eq(result_for(f, "A1")->event_count, WB_MAX_CALL_EVENTS);
}

static int32_t pass_huge_texts(const wb_host *h, wb_call *c)
{
  static char text[WB_MAX_TEXT_BYTES];
  memset(text, 'x', sizeof text);
  wb_event e = plain_event();
  wb_str t = wb_span(text, sizeof text);
  e.text = e.code = e.place.text = e.place.city = e.lang = e.event_id = t;
  int32_t rc = WB_OK;
  for (int i = 0; i < WB_MAX_CALL_EVENTS && !rc; i++)
    rc = h->event(c, &e);
  return rc;
}

Test(event, bounds_the_memory_of_a_call)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, pass_huge_texts), WB_E_LIMIT);
  cr_assert(strstr(f->err.text, "bytes of results and requests"), "%s", f->err.text);
  cr_assert_lt(arena_used(f->into->memory), (size_t)WB_MAX_CALL_MEMORY * 5 / 4);
}

Test(event, has_no_place_in_plan)
{
  FIXTURE(f);
  passed = plain_event();
  cr_assert_eq(run_plan(f, hand_over), WB_E_ARG);
  cr_assert(strstr(f->err.text, "event() in plan()"), "%s", f->err.text);
}
