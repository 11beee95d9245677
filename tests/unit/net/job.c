/* SPDX-License-Identifier: MIT */
#include "core/net/inside.h"
#include <criterion/criterion.h>

/* Every state and event: what README.md draws. */
Test(job, moves_only_as_drawn)
{
  static const struct {
    job_state from;
    job_event event;
    job_state to;
  } arrows[] = {
    { JOB_NEW, JOB_NEEDS_TOKEN, JOB_TOKEN },     { JOB_NEW, JOB_READY, JOB_QUEUED },
    { JOB_NEW, JOB_FINISH, JOB_DONE },           { JOB_TOKEN, JOB_READY, JOB_QUEUED },
    { JOB_TOKEN, JOB_FINISH, JOB_DONE },         { JOB_QUEUED, JOB_START, JOB_SENDING },
    { JOB_QUEUED, JOB_NEEDS_TOKEN, JOB_TOKEN },  { JOB_QUEUED, JOB_FINISH, JOB_DONE },
    { JOB_SENDING, JOB_PAUSE, JOB_PAUSED },      { JOB_SENDING, JOB_READY, JOB_QUEUED },
    { JOB_SENDING, JOB_NEEDS_TOKEN, JOB_TOKEN }, { JOB_SENDING, JOB_FINISH, JOB_DONE },
    { JOB_PAUSED, JOB_READY, JOB_QUEUED },       { JOB_PAUSED, JOB_NEEDS_TOKEN, JOB_TOKEN },
    { JOB_PAUSED, JOB_FINISH, JOB_DONE },
  };
  size_t possible = 0;
  for (int state = 0; state < JOB_STATES; state++)
    for (int event = 0; event < JOB_EVENTS; event++)
      possible += job_next_state((job_state)state, (job_event)event) != JOB_NO_STATE;
  cr_assert_eq(possible, WB_COUNT(arrows));
  for (size_t i = 0; i < WB_COUNT(arrows); i++)
    cr_expect_eq(job_next_state(arrows[i].from, arrows[i].event), (int)arrows[i].to, "arrow %zu", i);
}

static net_request good_request(void)
{
  return (net_request){ .method = STR("GET"),
                        .url = STR("https://api.example/x"),
                        .shown_url = STR("https://api.example/x") };
}

Test(job, refuses_impossible_requests_with_words)
{
  static const tape_header injected = { { "accept", 6 }, { "a\r\nx: y", 7 } },
                           bad_name = { { "a b", 3 }, { "c", 1 } }, unnamed = { { "", 0 }, { "c", 1 } };
  net_options options = net_options_default();
  net *n = NULL;
  cr_assert_eq(net_new(&options, &n, NULL), WB_OK);
  net_request rows[10];
  for (size_t i = 0; i < WB_COUNT(rows); i++)
    rows[i] = good_request();
  rows[0].url = STR("http://api.example/x");
  rows[1].url = STR("https://api.example /x");
  rows[2].url = STR("ftp://api.example/x");
  rows[3].url = STR("https://user:pw@api.example/x");
  rows[4].method = STR("DELETE");
  rows[5].method = STR("get");
  rows[6].headers = rows[6].shown_headers = &injected;
  rows[7].headers = rows[7].shown_headers = &bad_name;
  rows[8].headers = rows[8].shown_headers = &unnamed;
  rows[6].header_count = rows[7].header_count = rows[8].header_count = 1;
  rows[9].auth.scheme = 1;
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    wb_error err = { 0 };
    cr_expect_eq(net_submit(n, &rows[i], NULL, &err), WB_E_ARG, "row %zu", i);
    cr_expect_gt(strlen(err.text), 20u, "row %zu: %s", i, err.text);
  }
  cr_assert_eq(net_pending(n), 0u);
  net_free(n);
}

Test(job, copies_all_texts_of_a_request)
{
  char url[] = "https://api.example/x?id=aaaa", body[] = "body aaaa";
  tape_header header = { STR("x-id"), { "aaaa", 4 } };
  net_request request = good_request();
  request.method = STR("POST");
  request.url = str_of(url);
  request.body = str_of(body);
  request.unique = STR("aaaa");
  request.headers = request.shown_headers = &header;
  request.header_count = 1;
  job *j = NULL;
  cr_assert_eq(job_new(&request, &j, NULL), WB_OK);
  memset(url, '!', sizeof url - 1);
  memset(body, '!', sizeof body - 1);
  cr_assert(str_is(j->url, "https://api.example/x?id=aaaa"));
  cr_assert(str_is(j->body, "body aaaa"));
  cr_assert_eq(j->url.p[j->url.n], '\0');
  wb_clock chance = { .seed = 3 };
  job_renew_unique(j, &chance);
  cr_assert(!str_is(j->unique, "aaaa"));
  cr_assert(str_ends(j->url, j->unique));
  cr_assert(str_ends(j->body, j->unique));
  cr_assert(str_equal(j->headers[0].value, j->unique));
  cr_assert(str_is(j->shown_headers[0].value, "aaaa"));
  job_free(j);
}

Test(job, checks_options)
{
  net *n = NULL;
  for (int i = 0; i < 4; i++) {
    wb_error err = { 0 };
    net_options options = net_options_default();
    options.in_flight = i == 0 ? 0 : options.in_flight;
    options.per_origin = i == 1 ? 0 : options.per_origin;
    options.total_timeout_ms = i == 2 ? 0 : options.total_timeout_ms;
    options.max_body_bytes = i == 3 ? 0 : options.max_body_bytes;
    cr_expect_eq(net_new(&options, &n, &err), WB_E_ARG, "%d", i);
    cr_expect(str_starts(str_of(err.text), STR("network option ")), "%s", err.text);
  }
}

Test(job, waits_in_the_order_of_time)
{
  enum { JOBS = 200 };
  static job jobs[JOBS];
  pauses p = { 0 };
  wb_clock chance = { .seed = 11 };
  for (size_t i = 0; i < JOBS; i++) {
    jobs[i].due_ms = (int64_t)(clock_random(&chance) % 1000);
    cr_assert(pauses_reserve(&p, i + 1));
    pauses_add(&p, &jobs[i]);
  }
  for (size_t i = 0; i < JOBS; i += 3) /* from anywhere in the heap */
    pauses_remove(&p, &jobs[i]);
  int64_t last = 0;
  size_t taken = 0;
  for (job *j; (j = pauses_first(&p)); taken++) {
    cr_assert_geq(j->due_ms, last);
    last = j->due_ms;
    pauses_remove(&p, j);
  }
  cr_assert_eq(taken, (size_t)JOBS - (JOBS + 2) / 3);
  pauses_free(&p);
}

Test(job, names_are_found_again)
{
  names t = { 0 };
  static char keys[500][8];
  cr_assert_null(names_find(&t, STR("x")));
  for (size_t i = 0; i < WB_COUNT(keys); i++) {
    snprintf(keys[i], sizeof keys[i], "k%zu", i);
    cr_assert(names_add(&t, str_of(keys[i]), keys[i]));
  }
  for (size_t i = 0; i < WB_COUNT(keys); i++)
    cr_assert_eq(names_find(&t, str_of(keys[i])), (void *)keys[i]);
  cr_assert_null(names_find(&t, STR("k500")));
  cr_assert_eq(t.count, WB_COUNT(keys));
  names_free(&t);
}
