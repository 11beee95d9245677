/* SPDX-License-Identifier: MIT */
/* Calls as a whole: what comes back, and handles, memory and numbers of rude plugins. */
#include "fixture.h"
#include <pthread.h>
#include <stdio.h>

static int32_t say_nothing(const wb_host *h, wb_call *c)
{
  (void)h;
  (void)c;
  return WB_OK;
}

static int32_t answer_all(const wb_host *h, wb_call *c)
{
  for (uint32_t i = 0; i < 3; i++) {
    wb_result r = wb_result_of(i, WB_FOUND);
    cr_assert_eq(h->result(c, &r), WB_OK);
  }
  return WB_OK;
}

/* ---- what the call comes to ---- */

static int32_t partly(const wb_host *h, wb_call *c)
{
  wb_event e = wb_event_of(0);
  e.status = WB_IN_TRANSIT_MOVING;
  wb_result r = wb_result_of(0, WB_FOUND);
  h->event(c, &e);
  h->result(c, &r);
  e.number = 1;
  h->event(c, &e);
  return h->fail(c, WB_E_PARSE, WB_STR("page 2 is cut off"));
}

Test(call, keeps_partial_answers_before_an_error)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, partly), WB_E_PARSE);
  cr_assert_str_eq(f->err.text, "page 2 is cut off");
  cr_assert_eq(result_for(f, "A1")->outcome, WB_FOUND);
  cr_assert_eq(result_for(f, "A1")->event_count, 1);
  const uint32_t covers[] = { 0, 1, 2 };
  cr_assert_eq(host_fail_covers(&f->batch, covers, 3, &f->err, 0, f->into), WB_OK);
  cr_assert_eq(result_for(f, "A1")->outcome, WB_FOUND);
  cr_assert_eq(result_for(f, "B2")->outcome, WB_FAILED);
  cr_assert_eq(result_for(f, "B2")->event_count, 1);
  cr_assert(str_is(result_for(f, "C3")->detail, "page 2 is cut off"));
  cr_assert_eq(f->into->error_code, WB_E_PARSE);
}

static int32_t return_42(const wb_host *h, wb_call *c)
{
  (void)h;
  (void)c;
  return 42;
}

static int32_t return_io(const wb_host *h, wb_call *c)
{
  (void)h;
  (void)c;
  return WB_E_IO;
}

static int32_t give_up_silently(const wb_host *h, wb_call *c)
{
  (void)h;
  (void)c;
  return WB_E_UPSTREAM;
}

static int32_t fail_with_ok(const wb_host *h, wb_call *c)
{
  return h->fail(c, WB_OK, WB_STR("all is well"));
}

static int32_t fail_twice(const wb_host *h, wb_call *c)
{
  h->fail(c, WB_E_UPSTREAM, WB_STR("the first\nreason \xFF"));
  return h->fail(c, WB_E_UPSTREAM, WB_STR("the second"));
}

static int32_t ignore_a_refusal(const wb_host *h, wb_call *c)
{
  wb_result r = wb_result_of(77, WB_FOUND);
  cr_assert_eq(h->result(c, &r), WB_E_ARG);
  return WB_OK;
}

static int32_t pass_a_refusal_on(const wb_host *h, wb_call *c)
{
  wb_event e = wb_event_of(3);
  return h->event(c, &e);
}

Test(call, tells_what_the_plugin_returned_or_broke)
{
  const struct {
    script *body;
    int code;
    const char *words;
  } rows[] = {
    { answer_all, WB_OK, "" },
    { return_42, WB_E_PLUGIN, "carrier rude 2.0.0 returned 42" },
    { return_io, WB_E_PLUGIN, "returned -20" },
    { give_up_silently, WB_E_UPSTREAM, "without saying why (WB_E_UPSTREAM)" },
    { fail_with_ok, WB_E_ARG, "0 is no code that a plugin may give" },
    { fail_twice, WB_E_UPSTREAM, "the first reason " },
    { ignore_a_refusal, WB_E_PLUGIN, "result.number 77 is no index of this call's 3 numbers (and went on" },
    { pass_a_refusal_on, WB_E_ARG, "event.number 3 is no index" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    FIXTURE(f);
    cr_assert_eq(run_parse(f, rows[i].body), rows[i].code, "row %zu: %s", i, f->err.text);
    cr_assert(strstr(f->err.text, rows[i].words), "row %zu: %s", i, f->err.text);
  }
}

Test(call, refuses_what_the_carrier_cannot_do)
{
  FIXTURE(f);
  const wb_push push = { .struct_size = sizeof push };
  f->carrier.plan = NULL;
  f->carrier.parse = NULL;
  f->carrier.webhook = NULL;
  cr_assert_eq(run_plan(f, say_nothing), WB_E_UNSUPPORTED);
  cr_assert_eq(run_parse(f, say_nothing), WB_E_UNSUPPORTED);
  f->err = (wb_error){ 0 };
  cr_assert_eq(host_webhook(f->h, &f->carrier, &push, f->into, &f->err), WB_E_UNSUPPORTED);
  cr_assert(strstr(f->err.text, "webhook"));
}

Test(call, holds_the_batch_to_its_limits)
{
  FIXTURE(f);
  f->limits.batch_max = 2;
  cr_assert_eq(run_plan(f, say_nothing), WB_E_LIMIT);
  cr_assert(strstr(f->err.text, "at most 2"), "%s", f->err.text);
  f->limits.struct_size =
      offsetof(wb_limits, batch_max); /* a limit that the carrier's version lacks does not count */
  cr_assert_eq(run_plan(f, say_nothing), WB_OK);
  f->batch.numbers.count = 0;
  cr_assert_eq(run_plan(f, say_nothing), WB_E_ARG);
}

/* ---- handles ---- */

static wb_call *kept;
static const wb_host *kept_host;

static int32_t keep_handle(const wb_host *h, wb_call *c)
{
  kept = c;
  kept_host = h;
  return answer_all(h, c);
}

static void is_refused(const wb_host *h, wb_call *c)
{
  wb_result r = wb_result_of(0, WB_NOT_FOUND);
  wb_event e = wb_event_of(0);
  wb_request q = wb_request_of(WB_GET, 0, WB_STR("/"));
  cr_assert_eq(h->result(c, &r), WB_E_ARG);
  cr_assert_eq(h->event(c, &e), WB_E_ARG);
  cr_assert_eq(h->request(c, &q), WB_E_ARG);
  cr_assert_eq(h->number(c, WB_STR("X"), WB_STR(""), WB_NO_PARENT), WB_E_ARG);
  cr_assert_eq(h->fail(c, WB_E_PARSE, WB_STR("x")), WB_E_ARG);
  cr_assert_null(h->alloc(c, 1));
  cr_assert_null(h->extension(c, WB_EXT_JSON));
  h->log(c, WB_LOG_WARN, WB_STR("a line from nowhere"));
}

static int32_t use_kept_handle(const wb_host *h, wb_call *c)
{
  (void)c;
  is_refused(h, kept);
  return answer_all(h, c);
}

Test(call, refuses_handles_of_calls_that_ended)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, keep_handle), WB_OK);
  is_refused(kept_host, kept);
  cr_assert_eq(run_parse(f, use_kept_handle), WB_OK);
  cr_assert_eq(result_for(f, "A1")->outcome, WB_FOUND);
  log_lacks(f, "nowhere");
}

static int32_t use_foreign_handles(const wb_host *h, wb_call *c)
{
  static uint64_t memory[64];
  is_refused(h, NULL);
  is_refused(h, (wb_call *)(void *)memory);
  is_refused(h, (wb_call *)(void *)((char *)memory + 1));
  return answer_all(h, c);
}

static void *on_another_thread(void *unused)
{
  (void)unused;
  is_refused(kept_host, kept);
  return NULL;
}

static int32_t use_another_thread(const wb_host *h, wb_call *c)
{
  pthread_t thread;
  kept = c;
  kept_host = h;
  cr_assert_eq(pthread_create(&thread, NULL, on_another_thread, NULL), 0);
  pthread_join(thread, NULL);
  return answer_all(h, c);
}

Test(call, refuses_foreign_handles_and_other_threads)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, use_foreign_handles), WB_OK);
  cr_assert_eq(run_parse(f, use_another_thread), WB_OK);
}

/* ---- memory, log, extensions ---- */

static int32_t eat_memory(const wb_host *h, wb_call *c)
{
  size_t blocks = 0;
  char *p;
  while ((p = (char *)h->alloc(c, 1 << 20)) != NULL && blocks < 100) {
    cr_assert_eq((uintptr_t)p % _Alignof(max_align_t), 0);
    cr_assert_eq(p[0] + p[(1 << 20) - 1], 0);
    memset(p, 1, 1 << 20);
    blocks++;
  }
  cr_assert_gt(blocks, 20);
  cr_assert_leq(blocks, 32);
  cr_assert_null(h->alloc(c, SIZE_MAX));
  return WB_OK;
}

Test(call, ends_the_memory_of_a_greedy_plugin_and_starts_afresh)
{
  FIXTURE(f);
  for (int i = 0; i < 2; i++) {
    cr_assert_eq(run_parse(f, eat_memory), WB_E_LIMIT);
    cr_assert(strstr(f->err.text, "alloc()"), "%s", f->err.text);
  }
}

static int32_t talk(const wb_host *h, wb_call *c)
{
  h->log(c, WB_LOG_INFO, WB_STR("two\nlines \x1b[31m and \xC3"));
  for (int i = 0; i < 1000; i++)
    h->log(c, WB_LOG_DEBUG, WB_STR("again"));
  h->log(c, WB_LOG_WARN, WB_STR("the last word"));
  return WB_OK;
}

Test(call, limits_and_cleans_log_lines)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, talk), WB_OK);
  log_has(f, "carrier rude 2.0.0: two lines  [31m and \n");
  log_has(f, "more than 200 log lines");
  log_lacks(f, "the last word");
}

static int32_t ask_for_extensions(const wb_host *h, wb_call *c)
{
  cr_assert_null(h->extension(c, "wb.toml/1"));
  cr_assert_null(h->extension(c, "wb.json/2"));
  cr_assert_null(h->extension(c, NULL));
  return WB_OK;
}

Test(call, has_no_extension_that_it_does_not_know)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, ask_for_extensions), WB_OK);
}

/* ---- numbers ---- */

static int32_t name_numbers(const wb_host *h, wb_call *c)
{
  cr_assert_eq(h->number(c, WB_STR("B2"), WB_STR(""), WB_NO_PARENT), 1);
  int32_t piece = h->number(c, WB_STR("P1"), WB_STR(""), 0);
  int32_t again = h->number(c, WB_STR("P1"), WB_STR(""), 0);
  int32_t second = h->number(c, WB_STR("A1"), WB_STR("2026"), WB_NO_PARENT);
  cr_assert_eq(piece, 3);
  cr_assert_eq(again, 3);
  cr_assert_eq(second, 4);
  cr_assert_eq(h->number(c, WB_STR("silent"), WB_STR(""), WB_NO_PARENT), 5);
  wb_event e = wb_event_of((uint32_t)piece);
  e.status = WB_DELIVERED_SIGNED;
  cr_assert_eq(h->event(c, &e), WB_OK);
  wb_result r = wb_result_of((uint32_t)second, WB_ARCHIVED);
  return h->result(c, &r);
}

Test(call, takes_pieces_and_duplicates_and_forgets_silent_ones)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, name_numbers), WB_OK, "%s", f->err.text);
  cr_assert_eq(host_finish(&f->batch, f->into), WB_OK);
  cr_assert_eq(f->into->result_count, 5); /* piece, duplicate, and the three that were asked */
  cr_assert_eq(result_for(f, "P1")->outcome, WB_FOUND);
  cr_assert(str_is(result_for(f, "P1")->parent, "A1"));
  cr_assert_eq(feed_find_result(f->into, STR("A1"), STR("2026"))->outcome, WB_ARCHIVED);
  cr_assert(str_is(result_for(f, "A1")->detail, "the answer does not mention this number"));
}

static int32_t name_bad_numbers(const wb_host *h, wb_call *c)
{
  static char huge[WB_MAX_NUMBER_BYTES + 1];
  memset(huge, '7', sizeof huge);
  const wb_str bad[] = { { NULL, 0 }, { NULL, 5 }, { "a\nb", 3 }, { "\xFF", 1 }, { huge, sizeof huge } };
  for (size_t i = 0; i < WB_COUNT(bad); i++)
    cr_assert_eq(h->number(c, bad[i], WB_STR(""), WB_NO_PARENT), bad[i].p || !bad[i].n ? WB_E_PARSE : WB_E_ARG, "row %zu", i);
  const wb_str bad_keys[] = { { NULL, 5 }, { "\xFF", 1 } };
  for (size_t i = 0; i < WB_COUNT(bad_keys); i++)
    cr_assert_eq(h->number(c, WB_STR("X"), bad_keys[i], WB_NO_PARENT), bad_keys[i].p ? WB_E_PARSE : WB_E_ARG);
  return h->number(c, WB_STR("X"), WB_STR(""), 99);
}

static int32_t name_too_many(const wb_host *h, wb_call *c)
{
  char number[16];
  int32_t rc = 0;
  for (int i = 0; i <= WB_MAX_CALL_NUMBERS && rc >= 0; i++) {
    int n = snprintf(number, sizeof number, "N%d", i);
    rc = h->number(c, wb_span(number, (size_t)n), WB_STR(""), WB_NO_PARENT);
    cr_assert_eq(rc, i < WB_MAX_CALL_NUMBERS ? i + 3 : WB_E_LIMIT);
  }
  cr_assert_eq(h->number(c, WB_STR("N4999"), WB_STR(""), WB_NO_PARENT), 5002);
  return WB_OK;
}

Test(call, refuses_numbers_that_are_none_and_too_many)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, name_bad_numbers), WB_E_ARG);
  cr_assert(strstr(f->err.text, "number(): a text without a pointer"), "%s", f->err.text); /* the first refusal */
  log_has(f, "number(): parent 99 is no number of this call");
  log_has(f, "number(): the number is empty, or not printable UTF-8 of at most 128 bytes");
  log_has(f, "number(): the key is empty, or not printable UTF-8 of at most 512 bytes");
  cr_assert_eq(run_parse(f, name_too_many), WB_E_LIMIT);
  cr_assert_eq(f->into->result_count, 0);
}

/* ---- pushed bodies ---- */

static int32_t read_push(const wb_host *h, wb_call *c)
{
  wb_request q = wb_request_of(WB_GET, 0, WB_STR("/"));
  int32_t n = h->number(c, WB_STR("PUSHED"), WB_STR(""), WB_NO_PARENT);
  cr_assert_eq(n, 0);
  wb_event e = wb_event_of((uint32_t)n);
  e.status = WB_DELIVERED;
  cr_assert_eq(h->event(c, &e), WB_OK);
  wb_result r = wb_result_of((uint32_t)n, WB_FOUND);
  cr_assert_eq(h->result(c, &r), WB_OK);
  return h->request(c, &q);
}

Test(call, reads_pushed_bodies_but_lets_them_ask_nothing)
{
  FIXTURE(f);
  cr_assert_eq(run_webhook(f, read_push), WB_E_ARG);
  cr_assert(strstr(f->err.text, "webhook()"), "%s", f->err.text);
  cr_assert_eq(result_for(f, "PUSHED")->event_count, 1);
}
