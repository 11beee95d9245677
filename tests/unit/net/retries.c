/* SPDX-License-Identifier: MIT */
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

TestSuite(retries, .init = prepare, .fini = close_rig);

Test(retries, lead_from_trouble_to_a_good_answer)
{
  static const struct {
    const char *path;
    uint32_t least_attempts;
  } rows[] = {
    { "/flaky?fails=2&status=0",
      2 }, /* libcurl itself repeats a safe request when a kept connection turns out dead */
    { "/flaky?fails=2", 3 },
    { "/flaky?fails=2&status=503", 3 },
    { "/flaky?fails=2&status=429", 3 },
  };
  uint64_t repeated = 0;
  rig_open(&r);
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_answer *a = rig_get(&r, rows[i].path);
    cr_expect_eq(a->status, 200u, "%s: %u %s", rows[i].path, a->status, a->error.text);
    cr_expect(a->attempts >= rows[i].least_attempts && a->attempts <= 3, "%s: %u", rows[i].path, a->attempts);
    cr_expect_eq(mock_count(r.m, rows[i].path), 3u);
    repeated += a->attempts - 1;
    net_answer_free(a);
  }
  cr_assert_eq(rig_stats(&r).retries, repeated);
}

Test(retries, never_send_an_unsafe_request_twice)
{
  rig_open(&r);
  net_answer_free(
      rig_get(&r, "/ok")); /* leaves a connection that libcurl would use, and repeat on another one */
  net_request request = rig_request(&r, NULL, "/reset");
  request.method = STR("POST");
  request.body = request.shown_body = STR("x=1");
  request.safe = false;
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->code, WB_E_NETWORK);
  cr_assert_eq(a->attempts, 1u);
  cr_assert_eq(mock_count(r.m, "/reset"), 1u);
  net_answer_free(a);
}

Test(retries, end_with_the_last_response_and_come_from_safe_requests_only)
{
  r.options.breaker_failures = 0;
  rig_open(&r);
  net_request request = rig_request(&r, NULL, "/flaky?fails=9");
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->code, WB_OK);
  cr_assert_eq(a->status, 500u);
  cr_assert_eq(a->attempts, 4u);
  net_answer_free(a);
  request = rig_request(&r, NULL, "/flaky?fails=1&unsafe=1");
  request.method = STR("POST");
  request.body = request.shown_body = STR("x=1");
  request.safe = false;
  a = rig_ask(&r, &request);
  cr_assert_eq(a->status, 500u);
  cr_assert_eq(a->attempts, 1u);
  net_answer_free(a);
}

Test(retries, wait_as_long_as_they_are_told)
{
  static const struct {
    const char *path;
    int64_t least_ms, most_ms;
  } rows[] = {
    { "/flaky?status=429&after=1", 1000, 5000 },
    { "/flaky?status=503&date=2", 900, 6000 },
  };
  rig_open(&r);
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    int64_t start_ms = clock_steady_ms();
    net_answer *a = rig_get(&r, rows[i].path);
    int64_t took_ms = clock_steady_ms() - start_ms;
    cr_expect_eq(a->status, 200u, "%s: %u", rows[i].path, a->status);
    cr_expect(took_ms >= rows[i].least_ms && took_ms <= rows[i].most_ms, "%s: %lld ms", rows[i].path,
              (long long)took_ms);
    net_answer_free(a);
  }
}

Test(retries, do_not_wait_longer_than_the_maximum)
{
  r.options.retry_after_max_ms = 2000;
  rig_open(&r);
  net_answer *a = rig_get(&r, "/status?is=429&after=3");
  cr_assert_eq(a->code, WB_OK);
  cr_assert_eq(a->status, 429u);
  cr_assert_eq(a->retry_after_s, 3u);
  cr_assert_eq(a->attempts, 1u);
  net_answer_free(a);
}

Test(retries, told_to_one_request_hold_back_all_with_the_same_credentials)
{
  rig_open(&r);
  net_request first = rig_request(&r, NULL, "/flaky?status=429&after=1");
  first.pace.key = STR("set");
  rig_submit(&r, &first);
  while (mock_count(r.m, "/flaky?status=429&after=1") < 1)
    net_step(r.n, 20, NULL);
  net_step(r.n, 100, NULL);
  net_request second = rig_request(&r, NULL, "/ok?second=1");
  second.pace.key = STR("set");
  int64_t start_ms = clock_steady_ms();
  rig_submit(&r, &second);
  net_answer *answers[] = { rig_wait(&r), rig_wait(&r) };
  cr_assert_geq(clock_steady_ms() - start_ms, 700);
  for (size_t i = 0; i < 2; i++) {
    cr_assert_eq(answers[i]->status, 200u);
    net_answer_free(answers[i]);
  }
}

Test(retries, carry_a_fresh_unique_id_each)
{
  mock_seen seen[2];
  r.options.backoff_ms = r.options.backoff_max_ms = 400; /* time to look at the first sending */
  rig_open(&r);
  tape_header header = { STR("X-Request-Id"), STR("0123456789abcdef0123456789abcdef") };
  tape_header shown = { STR("X-Request-Id"), STR("{unique}") };
  net_request request = rig_request(&r, NULL, "/flaky?fails=1");
  request.headers = &header;
  request.shown_headers = &shown;
  request.header_count = 1;
  request.unique = header.value;
  rig_submit(&r, &request);
  while (mock_count(r.m, "/flaky?fails=1") < 1)
    net_step(r.n, 1, NULL);
  cr_assert(mock_last(r.m, "/flaky?fails=1", &seen[0]));
  net_answer *a = rig_wait(&r);
  cr_assert_eq(a->attempts, 2u);
  cr_assert(mock_last(r.m, "/flaky?fails=1", &seen[1]));
  cr_assert(rig_holds(seen[0].headers, "x-request-id: 0123456789abcdef0123456789abcdef\n"));
  cr_assert(rig_holds(seen[1].headers, "x-request-id: "));
  cr_assert(!rig_holds(seen[1].headers, "0123456789abcdef0123456789abcdef"));
  net_answer_free(a);
}

Test(retries, tell_what_went_wrong_in_plain_words)
{
  r.options.retries = 0;
  r.options.connect_timeout_ms = 8000;
  rig_open(&r);
  const struct {
    const char *origin, *words;
  } rows[] = {
    { "https://localhost:1", "connection refused" },
    { "https://no-such-host.invalid", "cannot be resolved" },
    { mock_expired_url(r.m), "certificate has expired" },
    { mock_misnamed_url(r.m), "localhost" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_request request = rig_request(&r, rows[i].origin, "/ok");
    net_answer *a = rig_ask(&r, &request);
    cr_expect_eq(a->code, WB_E_NETWORK, "%s: %d", rows[i].origin, a->code);
    cr_expect_eq(a->status, 0u);
    cr_expect(rig_holds(str_of(a->error.text), rows[i].words), "%s", a->error.text);
    net_answer_free(a);
  }
}

Test(retries, never_trust_an_authority_that_the_system_does_not_know)
{
  r.options.ca_file = NULL;
  r.options.retries = 0;
  rig_open(&r);
  net_answer *a = rig_get(&r, "/ok");
  cr_assert_eq(a->code, WB_E_NETWORK);
  cr_assert(rig_holds(str_of(a->error.text), "TLS: the server's certificate is not accepted"), "%s",
            a->error.text);
  net_answer_free(a);
  cr_assert_eq(mock_requests(r.m), 0u);
}
