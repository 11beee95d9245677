/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define NOW INT64_C(1772614800000) /* 2026-03-04T09:00:00Z, a Wednesday */

static int refusal(uint32_t status, uint32_t flags, const char *retry_after, uint32_t *ret_s, wb_error *err)
{
  const wb_field headers[] = { wb_field_of("content-type", WB_STR("text/html")),
                               wb_field_of("retry-after", wb_text(retry_after)) };
  const host_request r = { .flags = flags };
  *err = (wb_error){ 0 };
  return host_refusal(&r, status, wb_list_of(headers, retry_after ? 2 : 1, sizeof *headers), NOW, ret_s, err);
}

Test(outcome, deals_with_refusals_before_the_plugin)
{
  static const struct {
    uint32_t status;
    int code;
  } rows[] = {
    { 200, WB_OK },         { 207, WB_OK },         { 204, WB_OK },         { 400, WB_OK },
    { 404, WB_OK },         { 422, WB_OK },         { 401, WB_E_AUTH },     { 403, WB_E_AUTH },
    { 429, WB_E_RATE },     { 500, WB_E_UPSTREAM }, { 503, WB_E_UPSTREAM }, { 599, WB_E_UPSTREAM },
    { 301, WB_E_UPSTREAM }, { 304, WB_E_UPSTREAM }, { 100, WB_E_UPSTREAM },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    uint32_t retry_s;
    wb_error err;
    cr_assert_eq(refusal(rows[i].status, 0, NULL, &retry_s, &err), rows[i].code, "%u", rows[i].status);
    cr_assert_eq(err.code, rows[i].code);
    cr_assert_eq(retry_s, 0);
    cr_assert_eq(refusal(rows[i].status, WB_REQ_ANY_STATUS, NULL, &retry_s, &err), WB_OK);
  }
}

Test(outcome, reads_retry_after_in_seconds_and_as_a_date)
{
  static const struct {
    const char *text;
    uint32_t seconds;
  } rows[] = {
    { "120", 120 },
    { " 7 ", 7 },
    { "0", 0 },
    { "99999999999999999999", 0 },
    { "4000000000", 31536000 },
    { "-5", 0 },
    { "soon", 0 },
    { "", 0 },
    { "Wed, 04 Mar 2026 09:01:30 GMT", 90 },
    { "Wed, 04 Mar 2026 08:59:00 GMT", 0 },
    { "Wed, 30 Feb 2026 09:01:30 GMT", 0 },
    { "Wed, 04 Mrz 2026 09:01:30 GMT", 0 },
    { "Wed, 04 Mar 2026 09:01:30 CET", 0 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", 31536000 },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    uint32_t retry_s = 99;
    wb_error err;
    cr_assert_eq(refusal(429, 0, rows[i].text, &retry_s, &err), WB_E_RATE);
    cr_assert_eq(retry_s, rows[i].seconds, "%s: %u", rows[i].text, retry_s);
  }
  uint32_t retry_s;
  wb_error err;
  refusal(503, 0, "30", &retry_s, &err);
  cr_assert_eq(retry_s, 30);
  refusal(429, 0, "30", &retry_s, &err);
  cr_assert(strstr(err.text, "30 s"), "%s", err.text);
}

Test(outcome, fails_the_numbers_that_a_request_covered)
{
  FIXTURE(f);
  const uint32_t covers[] = { 0, 2, 99 };
  const wb_error why = { WB_E_RATE, "slow down" };
  const wb_error later = { WB_E_NETWORK, "no connection" };
  cr_assert_eq(host_fail_covers(&f->batch, covers, 3, &why, 60, f->into), WB_OK);
  cr_assert_eq(host_fail_covers(&f->batch, covers, 3, &later, 5, f->into), WB_OK);
  cr_assert_eq(f->into->result_count, 2);
  cr_assert_eq(result_for(f, "C3")->outcome, WB_FAILED);
  cr_assert_eq(result_for(f, "C3")->retry_after_s, 60);
  cr_assert(str_is(result_for(f, "C3")->detail, "slow down"));
  cr_assert_eq(f->into->error_code, WB_E_RATE);
  cr_assert(str_is(f->into->error_text, "slow down"));
}

static int32_t events_without_results(const wb_host *h, wb_call *c)
{
  int32_t piece = h->number(c, WB_STR("P9"), WB_STR(""), 1);
  wb_event e = wb_event_of(1);
  e.status = WB_IN_TRANSIT;
  cr_assert_eq(h->event(c, &e), WB_OK);
  e.number = (uint32_t)piece;
  cr_assert_eq(h->event(c, &e), WB_OK);
  wb_result r = wb_result_of(0, WB_FOUND);
  return h->result(c, &r);
}

Test(outcome, leaves_no_number_without_a_word)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, events_without_results), WB_OK);
  cr_assert_eq(host_finish(&f->batch, f->into), WB_OK);
  cr_assert_eq(f->into->error_code, WB_OK);
  cr_assert_eq(result_for(f, "A1")->outcome, WB_FOUND);
  cr_assert_eq(result_for(f, "P9")->outcome, WB_FOUND);
  cr_assert_eq(result_for(f, "B2")->outcome, WB_FAILED);
  cr_assert(strstr(result_for(f, "B2")->detail.p, "says nothing of the number"));
  cr_assert(str_is(result_for(f, "C3")->detail, "the answer does not mention this number"));
}
