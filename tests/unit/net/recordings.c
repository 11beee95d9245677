/* SPDX-License-Identifier: MIT */
#include "rig.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static rig r;
static char folder[64];

static void prepare(void)
{
  rig_prepare(&r);
  snprintf(folder, sizeof folder, "/tmp/waybill-record-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
}

/* Calls `use` with the path of each file in the folder; returns how many there are. */
static size_t each_file(void (*use)(const char *path, void *user), void *user)
{
  size_t count = 0;
  DIR *d = opendir(folder);
  for (struct dirent *e; d && (e = readdir(d));) {
    char path[512];
    if (e->d_name[0] == '.')
      continue;
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    if (use)
      use(path, user);
    count++;
  }
  closedir(d);
  return count;
}

static void remove_file(const char *path, void *user)
{
  (void)user;
  unlink(path);
}

static void close_rig(void)
{
  rig_close(&r);
  each_file(remove_file, NULL);
  rmdir(folder);
}

static void add_text(const char *path, void *user)
{
  WB_AUTO(buf) text = { 0 };
  cr_assert_eq(buf_read_file(&text, path, NULL), WB_OK);
  buf_add(user, buf_view(&text));
}

TestSuite(recordings, .init = prepare, .fini = close_rig);

/* A request full of secrets, to a server that gives all of them back. */
static net_request secret_request(void)
{
  static const wb_str secrets[] = { { "planted secret/1", 16 } };
  static const tape_header headers[] = { { { "X-Api-Key", 9 }, { "planted secret/1", 16 } },
                                         { { "X-Login", 7 }, { "Basic cGxhbnRlZA==", 18 } } };
  static const tape_header shown[] = { { { "X-Api-Key", 9 }, { "{api_key}", 9 } },
                                       { { "X-Login", 7 }, { "Basic {login}", 13 } } };
  net_request request = rig_request(&r, NULL, "/echo?key=planted%20secret%2F1");
  request.shown_url = rig_request(&r, NULL, "/echo?key={api_key}").url;
  request.method = STR("POST");
  request.body = STR("{\"k\":\"planted secret/1\"}");
  request.shown_body = STR("{\"k\":\"{api_key}\"}");
  request.headers = headers;
  request.shown_headers = shown;
  request.header_count = 2;
  request.auth = rig_auth(&r, "/token");
  request.secrets = secrets;
  request.secret_count = 1;
  return request;
}

static void expect_clean(wb_str text, const char *where)
{
  static const char *const planted[] = {
    "planted secret/1", "planted%20secret%2F1", "cGxhbnRlZA==",  "mock-token-", MOCK_ID,
    MOCK_SECRET,        "mock%20secret",        "one-time-value"
  };
  for (size_t i = 0; i < WB_COUNT(planted); i++)
    cr_expect(!rig_holds(text, planted[i]), "%s holds \"%s\":\n%.*s", where, planted[i], STR_ARG(text));
}

Test(recordings, hold_no_secret_even_when_the_server_echoes_them)
{
  WB_AUTO(buf) all = { 0 };
  r.options.record_folder = folder;
  rig_open(&r);
  net_request request = secret_request();
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->status, 200u, "%s", a->error.text);
  cr_assert(rig_holds(a->body, "planted secret/1")); /* the caller gets it as it came */
  net_answer_free(a);
  cr_assert_eq(each_file(add_text, &all), 1u); /* and no token call */
  cr_assert(rig_holds(buf_view(&all), "{redacted}"), "%s", buf_cstr(&all));
  cr_assert(rig_holds(buf_view(&all), "authorization: Bearer {token}"), "%s", buf_cstr(&all));
  expect_clean(buf_view(&all), "the recording");
  expect_clean(buf_view(&r.log), "the log");
  cr_assert_eq(rig_stats(&r).recorded, 1u);
}

Test(recordings, have_a_twin_for_the_store_without_secrets)
{
  rig_open(&r);
  net_request request = secret_request();
  net_answer *a = rig_ask(&r, &request);
  cr_assert_eq(a->kept_body.n, 0u, "nobody asked for it");
  net_answer_free(a);
  request.keep_body = true;
  a = rig_ask(&r, &request);
  cr_assert(rig_holds(a->body, "planted secret/1"));
  cr_assert(rig_holds(a->kept_body, "{redacted}"), "%.*s", STR_ARG(a->kept_body));
  expect_clean(a->kept_body, "the body to be kept");
  net_answer_free(a);
  net_request plain = rig_request(&r, NULL, "/ok");
  plain.keep_body = true;
  a = rig_ask(&r, &plain);
  cr_assert(a->body.n && str_equal(a->body, a->kept_body), "nothing to hide: the same bytes");
  net_answer_free(a);
}

Test(recordings, keep_failures_as_failures)
{
  WB_AUTO(buf) all = { 0 };
  r.options.record_folder = folder;
  r.options.retries = 0;
  r.options.idle_timeout_ms = 500;
  rig_open(&r);
  net_answer_free(rig_get(&r, "/stall"));
  each_file(add_text, &all);
  cr_assert(rig_holds(buf_view(&all), "\n< 0 timeout"), "%s", buf_cstr(&all));
}

Test(recordings, are_not_made_up_when_offline)
{
  r.options.offline = true;
  rig_open(&r);
  net_answer *a = rig_get(&r, "/ok");
  cr_assert_eq(a->code, WB_E_NETWORK);
  cr_assert(rig_holds(str_of(a->error.text), "offline"), "%s", a->error.text);
  net_answer_free(a);
  cr_assert_eq(mock_requests(r.m), 0u);
}

/* The mock's other half: recordings of any carrier, served over real HTTPS with real credentials in place of
 * the shown. */
Test(recordings, are_served_by_the_mock_in_their_order)
{
  static const char recording[] = "waybill-exchange 1\n\n"
                                  "> POST https://api.carrier.example/v1/track?key={api_key}\n"
                                  "> content-type: application/json\n>\n> {\"id\":\"{unique}\",\"n\":[1]}\n\n"
                                  "< %d\n< content-type: application/json\n\n{\"answer\":%d}\n";
  for (int i = 0; i < 2; i++) {
    char path[128];
    snprintf(path, sizeof path, "%s/%d.http", folder, i);
    FILE *f = fopen(path, "w");
    cr_assert_not_null(f);
    cr_assert_gt(fprintf(f, recording, 200 + 7 * i, i), 0);
    fclose(f);
  }
  mock *scripted = r.m;
  r.m = mock_start(&(mock_options){ .folder = folder });
  cr_assert_not_null(r.m);
  mock_stop(scripted);
  r.options.ca_file = mock_ca_file(r.m);
  rig_open(&r);
  for (int i = 0; i < 3; i++) { /* the last one again */
    net_request request = rig_request(&r, NULL, "/v1/track?key=abc%20def");
    request.method = STR("POST");
    request.body = request.shown_body = STR("{\"id\":\"0f0f\",\"n\":[1]}");
    net_answer *a = rig_ask(&r, &request);
    cr_expect_eq(a->status, i ? 207u : 200u, "%u", a->status);
    cr_expect(str_is(a->body, i ? "{\"answer\":1}" : "{\"answer\":0}"), "%.*s", STR_ARG(a->body));
    net_answer_free(a);
  }
  net_answer *a = rig_get(&r, "/v1/track?key=abc");
  cr_assert_eq(a->status, 404u);
  net_answer_free(a);
}
