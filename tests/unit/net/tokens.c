/* SPDX-License-Identifier: MIT */
#include "rig.h"

static rig r;

static void open_default(void)
{
  rig_prepare(&r);
  r.options.retries = 1;
  r.options.breaker_failures = 0;
  rig_open(&r);
}

static void close_rig(void)
{
  rig_close(&r);
}

TestSuite(tokens, .init = open_default, .fini = close_rig);

static net_answer *ask_guarded(const char *path, const net_auth *auth)
{
  net_request request = rig_request(&r, NULL, path);
  request.auth = *auth;
  return rig_ask(&r, &request);
}

Test(tokens, are_fetched_once_for_all_who_wait)
{
  net_auth auth = rig_auth(&r, "/oauth/token?ms=100");
  for (int i = 0; i < 20; i++) {
    net_request request = rig_request(&r, NULL, "/guarded");
    request.auth = auth;
    rig_submit(&r, &request);
  }
  for (int i = 0; i < 20; i++) {
    net_answer *a = rig_wait(&r);
    cr_assert_eq(a->status, 200u, "%s", a->error.text);
    cr_assert_eq(a->attempts, 1u);
    net_answer_free(a);
  }
  cr_assert_eq(mock_token_calls(r.m), 1u);
  cr_assert_eq(rig_stats(&r).token_calls, 1u);
}

Test(tokens, know_every_grant_and_form)
{
  static const struct {
    uint32_t grant, form;
    const char *path, *in_body, *in_headers;
  } rows[] = {
    { NET_GRANT_CLIENT_CREDENTIALS, NET_TOKEN_BASIC, "/a/token", "grant_type=client_credentials&scope=a%20b",
      "content-type: application/x-www-form-urlencoded" },
    { NET_GRANT_CLIENT_CREDENTIALS, NET_TOKEN_FORM, "/b/token?text=1", "client_secret=mock%20secret%2F1%2B2",
      "" },
    { NET_GRANT_CLIENT_CREDENTIALS, NET_TOKEN_JSON, "/c/token", "\"client_secret\":\"mock secret/1+2\"",
      "content-type: application/json" },
    { NET_GRANT_REFRESH_TOKEN, NET_TOKEN_FORM, "/d/token", "refresh_token=mock-refresh-token", "" },
    { NET_GRANT_REFRESH_TOKEN, NET_TOKEN_BASIC, "/e/token",
      "grant_type=refresh_token&refresh_token=", "authorization: Basic" },
    { NET_GRANT_PASSWORD, NET_TOKEN_FORM, "/f/token", "username=mock-user&password=mock-password", "" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    mock_seen seen;
    net_auth auth = rig_auth(&r, rows[i].path);
    auth.key = str_of(rows[i].path);
    auth.grant = rows[i].grant;
    auth.token_form = rows[i].form;
    auth.scope = STR("a b");
    auth.secret[2] = rows[i].grant == NET_GRANT_PASSWORD ? STR(MOCK_USER) : STR(MOCK_REFRESH);
    auth.secret[3] = STR(MOCK_PASSWORD);
    net_answer *a = ask_guarded("/guarded", &auth);
    cr_expect_eq(a->status, 200u, "%s: %u %s", rows[i].path, a->status, a->error.text);
    cr_assert(mock_last(r.m, rows[i].path, &seen));
    cr_expect(rig_holds(seen.body, rows[i].in_body), "%s: %.*s", rows[i].path, STR_ARG(seen.body));
    cr_expect(rig_holds(seen.headers, rows[i].in_headers), "%s: %.*s", rows[i].path, STR_ARG(seen.headers));
    net_answer_free(a);
  }
}

Test(tokens, go_into_the_header_that_the_carrier_wants)
{
  mock_seen seen;
  net_auth auth = rig_auth(&r, "/token");
  auth.param = STR("x-access-token");
  auth.prefix = STR("");
  net_answer_free(ask_guarded("/ok", &auth));
  cr_assert(mock_last(r.m, "/ok", &seen));
  cr_assert(rig_holds(seen.headers, "x-access-token: mock-token-1\n"), "%.*s", STR_ARG(seen.headers));
  cr_assert(!rig_holds(seen.headers, "authorization:"));
}

Test(tokens, are_renewed_once_when_refused)
{
  net_auth auth = rig_auth(&r, "/token");
  net_answer *a = ask_guarded("/guarded-once", &auth);
  cr_assert_eq(a->status, 200u, "%s", a->error.text);
  cr_assert_eq(a->attempts, 2u);
  cr_assert_eq(mock_token_calls(r.m), 2u);
  net_answer_free(a);
}

Test(tokens, refused_twice_are_told_as_they_are)
{
  net_auth auth = rig_auth(&r, "/token");
  net_answer *a = ask_guarded("/guarded-never", &auth);
  cr_assert_eq(a->code, WB_OK);
  cr_assert_eq(a->status, 401u);
  cr_assert(rig_holds(a->body, "invalid_token"));
  cr_assert_eq(a->attempts, 2u);
  cr_assert_eq(mock_token_calls(r.m), 2u);
  net_answer_free(a);
}

Test(tokens, are_renewed_also_for_requests_that_may_not_be_repeated)
{
  net_auth auth = rig_auth(&r, "/token");
  net_request request = rig_request(&r, NULL, "/guarded-once");
  request.method = STR("POST");
  request.body = request.shown_body = STR("{}");
  request.safe = false; /* a 401 did nothing yet */
  request.auth = auth;
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->status, 200u);
  net_answer_free(a);
}

Test(tokens, refused_for_wrong_credentials_answer_all_who_wait_and_are_not_asked_for_again)
{
  net_auth auth = rig_auth(&r, "/token?ms=50");
  auth.secret[1] = STR("a-wrong-secret");
  for (int i = 0; i < 3; i++) {
    net_request request = rig_request(&r, NULL, "/guarded");
    request.auth = auth;
    rig_submit(&r, &request);
  }
  for (int i = 0; i < 4; i++) {
    net_answer *a = i < 3 ? rig_wait(&r) : ask_guarded("/guarded", &auth);
    cr_expect_eq(a->code, WB_E_AUTH);
    cr_expect(rig_holds(str_of(a->error.text), "credentials were refused (HTTP 401)"), "%s", a->error.text);
    cr_expect(rig_holds(str_of(a->error.text), "invalid_client"), "%s", a->error.text);
    cr_expect(!rig_holds(str_of(a->error.text), "a-wrong-secret"), "%s", a->error.text);
    net_answer_free(a);
  }
  cr_assert_eq(mock_token_calls(r.m), 1u);
  cr_assert_eq(mock_count(r.m, "/guarded"), 0u);
  cr_assert(!rig_holds(buf_view(&r.log), "a-wrong-secret"));
}

Test(tokens, that_cannot_be_had_give_typed_answers)
{
  static const struct {
    const char *path;
    int code;
    const char *words;
  } rows[] = {
    { "/token?status=500", WB_E_UPSTREAM, "HTTP 500" }, { "/token?status=429", WB_E_RATE, "429" },
    { "/token?status=403", WB_E_AUTH, "HTTP 403" },     { "/token?status=302", WB_E_UPSTREAM, "HTTP 302" },
    { "/token?bad=1", WB_E_PARSE, "no access_token" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_auth auth = rig_auth(&r, rows[i].path);
    auth.key = str_of(rows[i].path);
    net_answer *a = ask_guarded("/guarded", &auth);
    cr_expect_eq(a->code, rows[i].code, "%s: %d %s", rows[i].path, a->code, a->error.text);
    cr_expect(rig_holds(str_of(a->error.text), rows[i].words), "%s: %s", rows[i].path, a->error.text);
    cr_expect(rig_holds(str_of(a->error.text), "token call"), "%s: %s", rows[i].path, a->error.text);
    net_answer_free(a);
  }
  net_auth auth = rig_auth(&r, "/token");
  auth.token_url = STR("https://localhost:1/token");
  net_answer *a = ask_guarded("/guarded", &auth);
  cr_expect_eq(a->code, WB_E_NETWORK);
  cr_expect(
      rig_holds(str_of(a->error.text), "token call: POST https://localhost:1/token: connection refused"),
      "%s", a->error.text);
  net_answer_free(a);
  auth.key = STR("plain");
  auth.token_url = STR("http://carrier.example/token");
  a = ask_guarded("/guarded", &auth);
  cr_expect_eq(a->code, WB_E_ARG, "%d", a->code);
  net_answer_free(a);
}

Test(tokens, are_fetched_anew_before_they_end)
{
  net_auth auth = rig_auth(&r, "/token?expires=1");
  net_answer_free(ask_guarded("/guarded", &auth));
  net_answer_free(ask_guarded("/guarded", &auth));
  cr_assert_eq(mock_token_calls(r.m), 1u);
  int64_t end_ms = clock_steady_ms() + 1100;
  while (clock_steady_ms() < end_ms)
    net_step(r.n, 50, NULL);
  net_answer *a = ask_guarded("/guarded", &auth);
  cr_assert_eq(a->status, 200u);
  cr_assert_eq(a->attempts, 1u);
  cr_assert_eq(mock_token_calls(r.m), 2u);
  net_answer_free(a);
}

Test(tokens, need_a_reader_and_a_key)
{
  wb_error err = { 0 };
  net_request request = rig_request(&r, NULL, "/guarded");
  request.auth = rig_auth(&r, "/token");
  request.auth.key = STR("");
  cr_assert_eq(net_submit(r.n, &request, NULL, &err), WB_E_ARG);
  net_options options = r.options;
  options.read_token = NULL;
  net *other = NULL;
  cr_assert_eq(net_new(&options, &other, NULL), WB_OK);
  request.auth = rig_auth(&r, "/token");
  cr_assert_eq(net_submit(other, &request, NULL, NULL), WB_E_ARG);
  net_free(other);
}
