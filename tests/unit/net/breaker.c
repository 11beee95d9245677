/* SPDX-License-Identifier: MIT */
#include "rig.h"

static rig r;

static void open_strict(void)
{
  rig_prepare(&r);
  r.options.retries = 0;
  r.options.breaker_failures = 2;
  r.options.breaker_rest_ms = 300;
  rig_open(&r);
}

static void close_rig(void)
{
  rig_close(&r);
}

TestSuite(breaker, .init = open_strict, .fini = close_rig);

static void expect_get(const char *path, int code, uint32_t status)
{
  net_answer *a = rig_get(&r, path);
  cr_expect_eq(a->code, code, "%s: %d %s", path, a->code, a->error.text);
  cr_expect_eq(a->status, status, "%s: %u", path, a->status);
  net_answer_free(a);
}

static void let_pass(int64_t ms)
{
  int64_t end_ms = clock_steady_ms() + ms;
  while (clock_steady_ms() < end_ms)
    net_step(r.n, 20, NULL);
}

static void open_breaker(void)
{
  expect_get("/status?is=500", WB_OK, 500);
  expect_get("/status?is=502", WB_OK, 502);
}

Test(breaker, lets_an_origin_rest_after_failures_in_a_row)
{
  open_breaker();
  net_answer *a = rig_get(&r, "/ok?resting=1");
  cr_assert_eq(a->code, WB_E_UPSTREAM);
  cr_assert(rig_holds(str_of(a->error.text), "failed 2 times in a row (last: HTTP 502)"), "%s",
            a->error.text);
  cr_assert_eq(a->retry_after_s, 1u);
  net_answer_free(a);
  cr_assert_eq(mock_count(r.m, "/ok?resting=1"), 0u);
  cr_assert_eq(rig_stats(&r).breaker_opened, 1u);
}

Test(breaker, is_closed_by_one_good_answer_after_the_rest)
{
  open_breaker();
  let_pass(320);
  expect_get("/ok", WB_OK, 200);
  expect_get("/status?is=500", WB_OK, 500); /* counting starts anew */
  expect_get("/ok", WB_OK, 200);
}

Test(breaker, opens_again_at_once_when_the_probe_fails)
{
  open_breaker();
  let_pass(320);
  expect_get("/status?is=500", WB_OK, 500);
  expect_get("/ok", WB_E_UPSTREAM, 0);
  cr_assert_eq(rig_stats(&r).breaker_opened, 2u);
}

Test(breaker, lets_one_request_through_while_half_open)
{
  open_breaker();
  let_pass(320);
  for (int i = 0; i < 5; i++) {
    net_request request = rig_request(&r, NULL, "/status?is=500&probe=1");
    rig_submit(&r, &request);
  }
  int refused = 0;
  for (int i = 0; i < 5; i++) {
    net_answer *a = rig_wait(&r);
    refused += a->code == WB_E_UPSTREAM;
    net_answer_free(a);
  }
  cr_assert_eq(refused, 4);
  cr_assert_eq(mock_count(r.m, "/status?is=500&probe=1"), 1u);
}

Test(breaker, concerns_its_own_origin_only_and_can_be_ignored)
{
  open_breaker();
  net_request request = rig_request(&r, mock_other_url(r.m), "/ok");
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->status, 200u);
  net_answer_free(a);
  request = rig_request(&r, NULL, "/ok");
  request.ignore_breaker = true;
  a = rig_ask(&r, &request);
  cr_assert_eq(a->status, 200u, "%s", a->error.text);
  net_answer_free(a);
  expect_get("/ok", WB_OK, 200); /* it works: the breaker is closed */
}

Test(breaker, counts_failures_that_overlap_once)
{
  for (int i = 0; i < 8; i++) {
    net_request request = rig_request(&r, NULL, "/flaky?fails=99&status=500");
    rig_submit(&r, &request);
  }
  int answered = 0;
  for (int i = 0; i < 8; i++) {
    net_answer *a = rig_wait(&r);
    answered += a->status == 500;
    net_answer_free(a);
  }
  cr_assert_eq(answered, 8);
}

Test(breaker, does_not_count_what_the_carrier_says_about_a_number)
{
  for (int i = 0; i < 4; i++)
    expect_get("/status?is=404", WB_OK, 404);
  expect_get("/ok", WB_OK, 200);
}
