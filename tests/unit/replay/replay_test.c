/* SPDX-License-Identifier: MIT */
#include "core/replay/replay.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static net *n;

static void write_recording(const char *name, const char *url, const char *answer)
{
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "w");
  cr_assert_not_null(f);
  cr_assert_gt(fprintf(f, "waybill-exchange 1\nat: 2026-03-04T09:00:00Z\n\n> GET %s\n\n%s", url, answer), 0);
  fclose(f);
}

static void remove_name(const char *name)
{
  char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  remove(path);
}

static void prepare(void)
{
  char path[128];
  snprintf(folder, sizeof folder, "/tmp/waybill-replay-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/ups", folder);
  cr_assert_eq(mkdir(path, 0700), 0);
  write_recording("ups/1.http", "https://a.example/1", "< 200\n< content-type: text/plain\n\nof ups");
  write_recording("1.http", "https://a.example/1", "< 200\n\nof nobody");
  write_recording("2.http", "https://a.example/2", "< 0 timeout\n\n");
}

static void clean(void)
{
  static const char *const names[] = { "ups/1.http", "ups", "1.http", "2.http", "3.http", "" };
  replay_functions()->destroy(n);
  n = NULL;
  for (size_t i = 0; i < WB_COUNT(names); i++)
    remove_name(names[i]);
}

TestSuite(replay, .init = prepare, .fini = clean);

static void open_replay(void)
{
  wb_error err = { 0 };
  net_options o = replay_functions()->options_default();
  o.replay_folder = folder;
  cr_assert_eq(replay_functions()->create(&o, &n, &err), WB_OK, "%s", err.text);
}

/* The answer, which must be given back. */
static net_answer *ask(const char *source, const char *url, bool keep)
{
  wb_error err = { 0 };
  uint64_t id = 0;
  net_answer *a = NULL;
  int user;
  const net_request q = { .source = str_of(source),
                          .method = STR("GET"),
                          .url = STR("https://secret.example/"),
                          .shown_url = str_of(url),
                          .keep_body = keep,
                          .user = &user };
  cr_assert_eq(replay_functions()->submit(n, &q, &id, &err), WB_OK, "%s", err.text);
  cr_expect_eq(replay_functions()->timeout_ms(n), 0);
  cr_expect_eq(replay_functions()->step(n, -1, &err), 1);
  cr_assert(replay_functions()->next(n, &a));
  cr_expect_eq(a->id, id);
  cr_expect_eq(a->user, (void *)&user);
  cr_expect_eq(a->attempts, 0u);
  return a;
}

Test(replay, answers_from_the_folder_of_the_source_first)
{
  static const struct {
    const char *source, *body;
  } rows[] = { { "ups", "of ups" }, { "ups", "of ups" }, { "../ups", "of nobody" } };
  open_replay();
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_answer *a = ask(rows[i].source, "https://a.example/1", false);
    cr_expect_eq(a->code, WB_OK, "%s", a->error.text);
    cr_expect_eq(a->status, 200u);
    cr_expect(a->recorded);
    cr_expect(str_is(a->body, rows[i].body), "%s: %.*s", rows[i].source, STR_ARG(a->body));
    cr_expect_eq(a->kept_body.n, 0u);
    cr_expect_eq(a->at_ms, INT64_C(1772614800000));
    replay_functions()->answer_free(a);
  }
  net_stats s;
  replay_functions()->stats(n, &s);
  cr_assert_eq(s.replayed, WB_COUNT(rows));
}

Test(replay, gives_headers_and_the_body_to_keep)
{
  open_replay();
  net_answer *a = ask("ups", "https://a.example/1", true);
  cr_assert_eq(a->header_count, 1u);
  cr_assert(str_is(a->headers[0].name, "content-type") && str_is(a->headers[0].value, "text/plain"));
  cr_assert(str_equal(a->kept_body, a->body));
  replay_functions()->answer_free(a);
}

Test(replay, plays_failures_as_failures)
{
  open_replay();
  net_answer *a = ask("ups", "https://a.example/2", false);
  cr_assert_eq(a->code, WB_E_NETWORK);
  cr_assert_not_null(strstr(a->error.text, "timeout"), "%s", a->error.text);
  cr_assert(a->recorded);
  replay_functions()->answer_free(a);
}

Test(replay, names_a_request_without_a_recording)
{
  open_replay();
  net_answer *a = ask("ups", "https://a.example/never", false);
  cr_assert_eq(a->code, WB_E_NOT_FOUND);
  cr_assert_not_null(strstr(a->error.text, "https://a.example/never"), "%s", a->error.text);
  cr_assert_not(a->recorded);
  replay_functions()->answer_free(a);
}

Test(replay, reads_what_nobody_asks_for_only_when_it_must)
{
  write_recording("3.http", "not a URL", "< 200\n\n");
  open_replay();
  net_answer *a = ask("ups", "https://a.example/1", false);
  cr_expect_eq(a->code, WB_OK, "%s", a->error.text);
  replay_functions()->answer_free(a);
  a = ask("ups", "https://a.example/2", false);
  cr_expect_eq(a->code, WB_E_PARSE);
  cr_expect_not_null(strstr(a->error.text, "3.http:"), "%s", a->error.text);
  replay_functions()->answer_free(a);
}

Test(replay, refuses_a_folder_that_is_not_there)
{
  wb_error err = { 0 };
  net *none = NULL;
  net_options o = { .replay_folder = "/nonexistent/recordings" };
  cr_assert_eq(replay_functions()->create(&o, &none, &err), WB_E_IO);
  cr_assert_not_null(strstr(err.text, "/nonexistent/recordings"), "%s", err.text);
}
