/* SPDX-License-Identifier: MIT */
/* Several runs of one context: each gets its own answers, whoever does the work and in whatever order they end. */
#include "crew.h"
#include <waybill/waybill.h>

#define FIRST  STR("1ZWB7T210340001015")
#define SECOND STR("XT289997231FR")

static wb_context *new_context(void)
{
  wb_options options = { .struct_size = sizeof options, .config_file = "", .demo = 1 };
  wb_context *c = NULL;
  wb_error err = { 0 };
  if (wb_context_new(&options, &c, &err))
    crew_fail("wb_context_new", err.text);
  return c;
}

/* A carrier that takes one number a batch is asked at once: the answer waits for whichever run works next. */
static wb_run *new_run(wb_context *c, wb_str number)
{
  const wb_query q = { .struct_size = sizeof q, .number = number };
  wb_run *run = NULL;
  wb_error err = { 0 };
  if (wb_run_new(c, &run, &err) || wb_run_add(run, &q, &err))
    crew_fail("wb_run_add", err.text);
  wb_run_flush(run);
  return run;
}

static void expect(wb_answer *answer, wb_str number)
{
  if (!answer || !str_is(number, wb_answer_timeline(answer)->number) || wb_answer_code(answer))
    crew_fail("runs", "a run did not get the answer of its own number");
  wb_answer_free(answer);
}

static void take(wb_run *run, wb_str number)
{
  wb_answer *answer = NULL;
  wb_error err = { 0 };
  if (wb_run_next(run, 10000, &answer, &err))
    crew_fail("wb_run_next", err.text);
  expect(answer, number);
  if (wb_run_pending(run))
    crew_fail("runs", "a run has more answers than numbers");
}

static void both_are_answered(wb_context *c)
{
  wb_run *first = new_run(c, FIRST), *second = new_run(c, SECOND);
  take(second, SECOND);
  take(first, FIRST);
  wb_run_free(second);
  wb_run_free(first);
}

static void one_ends_and_the_other_goes_on(wb_context *c)
{
  wb_run *first = new_run(c, FIRST), *second = new_run(c, SECOND);
  wb_run_free(first);
  take(second, SECOND);
  wb_run_free(second);
}

static void a_single_number_in_between(wb_context *c)
{
  wb_run *run = new_run(c, FIRST);
  const wb_query q = { .struct_size = sizeof q, .number = SECOND };
  wb_answer *answer = NULL;
  wb_error err = { 0 };
  if (wb_track(c, &q, &answer, &err))
    crew_fail("wb_track", err.text);
  expect(answer, SECOND);
  take(run, FIRST);
  wb_run_free(run);
}

static void cancelling_one_leaves_the_other(wb_context *c)
{
  wb_run *first = new_run(c, FIRST), *second = new_run(c, SECOND);
  wb_answer *answer = NULL;
  wb_run_cancel(first);
  wb_run_next(first, 0, &answer, NULL);
  wb_answer_free(answer);
  take(second, SECOND);
  wb_run_free(first);
  wb_run_free(second);
}

int main(void)
{
  if (setenv("XDG_CACHE_HOME", "/nonexistent", 1))
    crew_fail("cache", "setenv");
  wb_context *c = new_context();
  both_are_answered(c);
  one_ends_and_the_other_goes_on(c);
  a_single_number_in_between(c);
  cancelling_one_leaves_the_other(c);
  new_run(c, FIRST); /* the context ends it */
  wb_context_free(c);
  puts("runs: each had its own answers");
  return EXIT_SUCCESS;
}
