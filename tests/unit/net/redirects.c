/* SPDX-License-Identifier: MIT */
#include "rig.h"

static rig r;

static void open_default(void)
{
  rig_prepare(&r);
  rig_open(&r);
}

static void close_rig(void)
{
  rig_close(&r);
}

TestSuite(redirects, .init = open_default, .fini = close_rig);

Test(redirects, are_followed_inside_the_origin)
{
  static const char *const paths[] = { "/redirect?where=in", "/redirect?where=absolute",
                                       "/redirect?where=in&status=308" };
  for (size_t i = 0; i < WB_COUNT(paths); i++) {
    net_request request = rig_request(&r, NULL, paths[i]);
    request.auth = rig_auth(&r, "/token");
    net_answer *a = rig_ask(&r, &request);
    cr_expect_eq(a->status, 200u, "%s: %u %s", paths[i], a->status, a->error.text);
    cr_expect(rig_holds(a->body, "GET /echo?to="), "%.*s", STR_ARG(a->body));
    cr_expect(rig_holds(a->body, "authorization: Bearer mock-token-"), "%.*s", STR_ARG(a->body));
    cr_expect_eq(a->attempts, 1u);
    net_answer_free(a);
  }
  cr_assert_eq(rig_stats(&r).redirects, 3u);
}

Test(redirects, to_elsewhere_are_refused_with_words_and_nothing_is_sent_there)
{
  static const struct {
    const char *path, *words;
  } rows[] = {
    { "/redirect?where=out", "outside of its declared origin https://localhost:" },
    { "/redirect?where=http", "to http://127.0.0.1:" },
    { "/redirect?where=bad", "not a URL" },
    { "/redirect?where=loop", "more than 3 redirects" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_answer *a = rig_get(&r, rows[i].path);
    cr_expect_eq(a->code, WB_E_UPSTREAM, "%s: %d", rows[i].path, a->code);
    cr_expect_eq(a->status, 302u, "%s: %u", rows[i].path, a->status);
    cr_expect(rig_holds(str_of(a->error.text), rows[i].words), "%s: %s", rows[i].path, a->error.text);
    cr_expect(!rig_holds(str_of(a->error.text), "secret"), "%s", a->error.text);
    net_answer_free(a);
  }
  cr_assert_eq(mock_count(r.m, "/ok"), 0u);
  cr_assert_eq(mock_count(r.m, "/redirect?where=loop"), 4u);
}

Test(redirects, keep_or_drop_the_body_as_the_status_says)
{
  static const struct {
    const char *path, *method;
    bool body;
  } rows[] = {
    { "/redirect?where=in&status=303", "GET", false },
    { "/redirect?where=in&status=302", "GET", false },
    { "/redirect?where=in&status=307", "POST", true },
  };
  const tape_header type = { STR("content-type"), STR("application/json") };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    mock_seen seen;
    net_request request = rig_request(&r, NULL, rows[i].path);
    request.method = STR("POST");
    request.body = request.shown_body = STR("{\"n\":1}");
    request.headers = request.shown_headers = &type;
    request.header_count = 1;
    net_answer_free(rig_ask(&r, &request));
    cr_assert(mock_last(r.m, "/echo?to=in", &seen));
    cr_expect(str_is(seen.method, rows[i].method), "%s: %.*s", rows[i].path, STR_ARG(seen.method));
    cr_expect_eq(seen.body.n != 0, rows[i].body, "%s", rows[i].path);
    cr_expect_eq(rig_holds(seen.headers, "content-type: application/json"), rows[i].body, "%s", rows[i].path);
  }
}

Test(redirects, start_over_when_the_place_fails)
{
  net_request request = rig_request(&r, NULL, "/redirect?where=flaky");
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->status, 200u, "%u %s", a->status, a->error.text);
  cr_assert_eq(a->attempts, 2u);
  cr_assert_eq(mock_count(r.m, "/redirect?where=flaky"), 2u);
  net_answer_free(a);
}

Test(redirects, without_a_place_and_other_3xx_are_answers)
{
  net_answer *a = rig_get(&r, "/status?is=304");
  cr_assert_eq(a->code, WB_OK);
  cr_assert_eq(a->status, 304u);
  net_answer_free(a);
  a = rig_get(&r, "/status?is=302");
  cr_assert_eq(a->code, WB_OK);
  cr_assert_eq(a->status, 302u);
  net_answer_free(a);
}
