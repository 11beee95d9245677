/* SPDX-License-Identifier: MIT */
#include "core/net/pace.h"
#include "rig.h"

static rig r;

static void prepare(void)
{
  rig_prepare(&r);
}

static void close_rig(void)
{
  rig_close(&r);
}

TestSuite(pacing, .init = prepare, .fini = close_rig);

static void submit_paced(const char *path, size_t count, net_pace limits)
{
  for (size_t i = 0; i < count; i++) {
    net_request request = rig_request(&r, NULL, path);
    request.pace = limits;
    rig_submit(&r, &request);
  }
}

static void expect_all_good(size_t count)
{
  for (size_t i = 0; i < count; i++) {
    net_answer *a = rig_wait(&r);
    cr_expect_eq(a->status, 200u, "%s", a->error.text);
    net_answer_free(a);
  }
}

Test(pacing, sends_no_more_than_allowed_in_a_window)
{
  rig_open(&r);
  int64_t start_ms = clock_steady_ms();
  submit_paced("/ok", 7, (net_pace){ .key = STR("set"), .requests = 3, .window_ms = 300 });
  expect_all_good(7);
  int64_t took_ms = clock_steady_ms() - start_ms;
  cr_assert(took_ms >= 600 && took_ms < 1500, "%lld ms", (long long)took_ms);
}

Test(pacing, does_not_hold_back_another_credential_set)
{
  rig_open(&r);
  submit_paced("/ok?slow=1", 3, (net_pace){ .key = STR("slow"), .requests = 1, .window_ms = 60000 });
  submit_paced("/ok?fast=1", 5, (net_pace){ .key = STR("fast") });
  expect_all_good(6);
  cr_assert_eq(mock_count(r.m, "/ok?slow=1"), 1u);
  cr_assert_eq(mock_count(r.m, "/ok?fast=1"), 5u);
  cr_assert_eq(net_pending(r.n), 2u);
}

Test(pacing, keeps_to_the_number_of_requests_at_once)
{
  rig_open(&r);
  submit_paced("/ok?ms=30", 8, (net_pace){ .key = STR("set"), .concurrent = 2 });
  expect_all_good(8);
  cr_assert_eq(rig_stats(&r).connections, 2u);
}

Test(pacing, answers_at_once_when_the_day_is_used_up)
{
  wb_clock noon = { .fixed_ms = INT64_C(1772625600000) }; /* 2026-03-04T12:00:00Z */
  r.options.clock = &noon;
  rig_open(&r);
  submit_paced("/ok", 3, (net_pace){ .key = STR("set"), .day_quota = 2 });
  size_t good = 0, refused = 0;
  for (int i = 0; i < 3; i++) {
    net_answer *a = rig_wait(&r);
    good += a->status == 200;
    refused += a->code == WB_E_RATE && a->retry_after_s == 12 * 3600 &&
               rig_holds(str_of(a->error.text), "2 requests a day");
    net_answer_free(a);
  }
  cr_assert_eq(good, 2u);
  cr_assert_eq(refused, 1u);
  noon.fixed_ms += INT64_C(86400000);
  submit_paced("/ok", 1, (net_pace){ .key = STR("set"), .day_quota = 2 });
  expect_all_good(1);
}

Test(pacing, opens_no_more_connections_than_allowed_and_uses_them_again)
{
  r.options.per_origin = 4;
  rig_open(&r);
  submit_paced("/ok", 60, (net_pace){ 0 });
  expect_all_good(60);
  cr_assert_leq(rig_stats(&r).connections, 4u);
  cr_assert_eq(mock_connections(r.m), rig_stats(&r).connections);
}

Test(pacing, is_fair_between_origins)
{
  r.options.in_flight = 2;
  rig_open(&r);
  submit_paced("/ok?ms=20", 30, (net_pace){ 0 });
  net_step(r.n, 0, NULL);
  net_request late = rig_request(&r, mock_other_url(r.m), "/ok");
  late.user = &late;
  rig_submit(&r, &late);
  size_t before = 0;
  for (;;) {
    net_answer *a = rig_wait(&r);
    bool found = a->user == &late;
    net_answer_free(a);
    if (found)
      break;
    before++;
  }
  cr_assert_leq(before, 6u);
  expect_all_good(30 - before);
}

Test(pacing, of_an_origin_holds_for_all_credential_sets)
{
  r.options.origin_requests = 2;
  r.options.origin_window_ms = 300;
  rig_open(&r);
  int64_t start_ms = clock_steady_ms();
  submit_paced("/ok", 2, (net_pace){ .key = STR("one") });
  submit_paced("/ok", 2, (net_pace){ .key = STR("two") });
  expect_all_good(4);
  cr_assert_geq(clock_steady_ms() - start_ms, 300);
}

/* The law, tried on many random runs: no window of any position holds more than allowed. */
Test(pacing, law_no_window_holds_more_than_allowed)
{
  wb_clock chance = { .seed = 7 };
  for (int run = 0; run < 50; run++) {
    pace p = { 0 };
    int64_t sent[200], now = 1000;
    uint32_t requests = 1 + (uint32_t)(clock_random(&chance) % 9),
             window = 1 + (uint32_t)(clock_random(&chance) % 500);
    cr_assert(pace_set(&p, requests, window));
    for (size_t i = 0; i < WB_COUNT(sent); i++) {
      now += (int64_t)(clock_random(&chance) % 40);
      if (pace_due_ms(&p) > now)
        now = pace_due_ms(&p);
      pace_start(&p, now, now);
      pace_end(&p);
      sent[i] = now;
      if (i >= requests)
        cr_assert_geq(sent[i] - sent[i - requests], (int64_t)window, "run %d, sending %zu", run, i);
    }
    pace_free(&p);
  }
}

Test(pacing, remembers_what_was_sent_when_limits_change)
{
  pace p = { 0 };
  cr_assert(pace_set(&p, 4, 1000));
  for (int i = 0; i < 3; i++)
    pace_start(&p, 100 + i, 0);
  cr_assert_eq(pace_due_ms(&p), 0);
  cr_assert(pace_set(&p, 2, 1000));
  cr_assert_eq(pace_due_ms(&p), 1101);
  cr_assert(pace_set(&p, 5, 1000));
  cr_assert_eq(pace_due_ms(&p), 0);
  cr_assert(pace_set(&p, 0, 0));
  cr_assert_eq(pace_due_ms(&p), 0);
  cr_assert(pace_set(&p, 1000000, 1000000)); /* more than are kept: the same rate over a shorter window */
  cr_assert_eq(p.slots, 4096u);
  cr_assert_eq(p.slot_window_ms, 4096u);
  pace_free(&p);
}
