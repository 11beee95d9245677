/* SPDX-License-Identifier: MIT */
/* Runs as another program would use them: in threads, in a poll loop, cancelled, given up. */
#include "kit.h"
#include "core/base/clock.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>

TestSuite(run, .init = kit_home, .fini = kit_home_remove, .timeout = 60);

static const char *const known[] = { "1ZWB7T210340001015", "XT289997231FR", "2026331000000113", "4704055705" };

/* ---- threads ---- */

static void *track_known(void *user)
{
  buf *out = user;
  wb_context *c = kit_demo();
  for (size_t round = 0; round < 3; round++)
    for (size_t i = 0; i < WB_COUNT(known); i++) {
      wb_query q = kit_query(known[i]);
      wb_answer *a = NULL;
      wb_error err = { 0 };
      char *json = NULL;
      cr_ok(wb_track(c, &q, &a, &err), err);
      cr_ok(wb_timeline_json(wb_answer_timeline(a), &json, &err), err);
      buf_add_text(out, json);
      wb_text_free(json);
      wb_answer_free(a);
    }
  wb_context_free(c);
  return NULL;
}

Test(run, gives_the_same_answers_in_many_contexts_on_many_threads)
{
  enum { THREADS = 6 };
  pthread_t threads[THREADS];
  buf texts[THREADS] = { 0 };
  for (size_t i = 0; i < THREADS; i++)
    cr_assert_eq(pthread_create(&threads[i], NULL, track_known, &texts[i]), 0);
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  cr_expect_gt(texts[0].n, 1000);
  for (size_t i = 0; i < THREADS; i++) {
    cr_expect(str_equal(buf_view(&texts[i]), buf_view(&texts[0])), "thread %zu", i);
    if (i)
      buf_free(&texts[i]);
  }
  buf_free(&texts[0]);
}

static void *next_on_another_thread(void *user)
{
  wb_answer *a = NULL;
  wb_error err = { 0 };
  cr_ok(wb_run_next(user, -1, &a, &err), err);
  return a;
}

Test(run, may_move_to_another_thread_between_two_calls)
{
  wb_context *c = kit_demo();
  wb_run *r = NULL;
  wb_error err = { 0 };
  wb_query q = kit_query(known[0]);
  void *answer = NULL;
  pthread_t other;
  cr_ok(wb_run_new(c, &r, &err), err);
  cr_ok(wb_run_add(r, &q, &err), err);
  wb_run_flush(r);
  cr_assert_eq(pthread_create(&other, NULL, next_on_another_thread, r), 0);
  pthread_join(other, &answer);
  cr_assert_not_null(answer);
  wb_run_free(r);
  wb_context_free(c);
  cr_expect_eq(wb_answer_timeline(answer)->tracking, WB_TRACKING_OK, "an answer outlives run and context");
  cr_expect_str_eq(wb_answer_timeline(answer)->carrier, "ups");
  wb_answer_free(answer);
}

/* ---- a loop of one's own ---- */

static wb_run *run_of(wb_context *c, size_t count)
{
  wb_run *r = NULL;
  wb_error err = { 0 };
  cr_ok(wb_run_new(c, &r, &err), err);
  for (size_t i = 0; i < count; i++) {
    WB_AUTO(buf) number = { 0 };
    buf_printf(&number, "PROBE%08zu", i);
    wb_query q = kit_query(buf_cstr(&number));
    cr_ok(wb_run_add(r, &q, &err), err);
  }
  wb_run_flush(r);
  return r;
}

Test(run, works_in_a_poll_loop_without_ever_blocking)
{
  enum { NUMBERS = 12 };
  mock *m = mock_start(NULL);
  cr_assert_not_null(m);
  wb_context *c = kit_live(m, "/ok?ms=60");
  wb_run *r = run_of(c, NUMBERS);
  wb_error err = { 0 };
  size_t answers = 0, waits = 0;
  int64_t longest_ms = 0, end = clock_steady_ms() + 30000;
  cr_expect_eq(wb_run_pending(r), NUMBERS);
  while (wb_run_pending(r) && clock_steady_ms() < end) {
    wb_answer *a = NULL;
    int64_t before = clock_steady_ms();
    cr_ok(wb_run_next(r, 0, &a, &err), err);
    int64_t took = clock_steady_ms() - before;
    longest_ms = answers + waits && took > longest_ms ? took : longest_ms; /* the first opens libcurl */
    if (a) {
      cr_expect_eq(wb_answer_code(a), WB_OK, "%s", wb_answer_text(a));
      answers++;
      wb_answer_free(a);
      continue;
    }
    struct pollfd p = { .fd = wb_run_fd(r), .events = POLLIN };
    int timeout = wb_run_timeout_ms(r);
    cr_expect(p.fd >= 0 || timeout >= 0, "nothing to wait for, and yet numbers are pending");
    poll(&p, 1, timeout < 0 || timeout > 1000 ? 1000 : timeout);
    waits++;
  }
  cr_expect_eq(answers, NUMBERS);
  cr_expect_eq(wb_run_pending(r), 0);
  cr_expect_lt(waits, 2000, "it spins: %zu waits", waits);
  cr_expect_lt(longest_ms, 1000, "a call took %lld ms", (long long)longest_ms);
  cr_expect_eq(wb_run_fd(r), -1, "nothing is under way");
  wb_run_free(r);
  wb_context_free(c);
  mock_stop(m);
}

Test(run, gives_back_control_when_the_time_is_over)
{
  mock *m = mock_start(NULL);
  cr_assert_not_null(m);
  wb_context *c = kit_live(m, "/stall?ms=1500");
  wb_run *r = run_of(c, 1);
  wb_answer *a = NULL;
  wb_error err = { 0 };
  int64_t before = clock_steady_ms();
  cr_ok(wb_run_next(r, 150, &a, &err), err);
  cr_expect_null(a);
  cr_expect_geq(clock_steady_ms() - before, 150);
  cr_expect_lt(clock_steady_ms() - before, 1400);
  cr_expect_eq(wb_run_pending(r), 1);
  wb_run_free(r);
  wb_context_free(c);
  mock_stop(m);
}

/* ---- cancelled ---- */

static _Atomic(wb_run *) running;

static void on_alarm(int number)
{
  (void)number;
  wb_run_cancel(running);
}

static void drain_cancelled(wb_run *r, size_t wanted)
{
  size_t answers = 0;
  wb_error err = { 0 };
  for (;;) {
    wb_answer *a = NULL;
    int rc = wb_run_next(r, -1, &a, &err);
    if (!a) {
      cr_expect_eq(rc, WB_E_CANCELLED);
      break;
    }
    cr_expect_eq(rc, WB_OK);
    cr_expect_eq(wb_answer_code(a), WB_E_CANCELLED, "%s", wb_answer_text(a));
    answers++;
    wb_answer_free(a);
  }
  cr_expect_eq(answers, wanted);
  cr_expect_eq(wb_run_pending(r), 0);
}

Test(run, is_cancelled_from_a_signal_handler_in_mid_transfer)
{
  mock *m = mock_start(NULL);
  cr_assert_not_null(m);
  wb_context *c = kit_live(m, "/stall?ms=2500");
  wb_run *r = run_of(c, 3);
  struct sigaction action = { .sa_handler = on_alarm };
  struct itimerval soon = { .it_value = { .tv_usec = 300000 } };
  running = r;
  sigaction(SIGALRM, &action, NULL);
  int64_t before = clock_steady_ms();
  setitimer(ITIMER_REAL, &soon, NULL);
  drain_cancelled(r, 3);
  cr_expect_lt(clock_steady_ms() - before, 2000, "it waited for the transfer");
  wb_query q = kit_query("PROBE00000009");
  wb_error err = { 0 };
  cr_expect_eq(wb_run_add(r, &q, &err), WB_E_CANCELLED);
  wb_run_free(r);

  wb_answer *a = NULL; /* the context is as good as new */
  cr_ok(wb_run_new(c, &r, &err), err);
  cr_ok(wb_run_add(r, &q, &err), err);
  cr_ok(wb_run_next(r, 100, &a, &err), err);
  cr_expect_null(a);
  wb_run_free(r);
  wb_context_free(c);
  mock_stop(m);
}

static void *cancel_soon(void *user)
{
  nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
  wb_run_cancel(user);
  return NULL;
}

Test(run, is_cancelled_from_another_thread)
{
  mock *m = mock_start(NULL);
  cr_assert_not_null(m);
  wb_context *c = kit_live(m, "/stall?ms=2500");
  wb_run *r = run_of(c, 2);
  pthread_t other;
  cr_assert_eq(pthread_create(&other, NULL, cancel_soon, r), 0);
  int64_t before = clock_steady_ms();
  drain_cancelled(r, 2);
  cr_expect_lt(clock_steady_ms() - before, 2000);
  pthread_join(other, NULL);
  wb_run_free(r);
  wb_context_free(c);
  mock_stop(m);
}

Test(run, may_be_cancelled_before_it_began_and_twice)
{
  wb_context *c = kit_demo();
  wb_run *r = NULL;
  wb_answer *a = NULL;
  wb_error err = { 0 };
  cr_ok(wb_run_new(c, &r, &err), err);
  wb_run_cancel(r);
  wb_run_cancel(r);
  cr_expect_eq(wb_run_next(r, -1, &a, &err), WB_E_CANCELLED);
  cr_expect_null(a);
  wb_run_free(r);
  wb_context_free(c);
}

Test(run, is_freed_in_mid_transfer_and_without_having_been_asked)
{
  mock *m = mock_start(NULL);
  cr_assert_not_null(m);
  wb_context *c = kit_live(m, "/drip?bytes=1000");
  wb_error err = { 0 };
  for (int wait_ms = 0; wait_ms <= 300; wait_ms += 100) {
    wb_run *r = run_of(c, 5);
    wb_answer *a = NULL;
    if (wait_ms)
      cr_ok(wb_run_next(r, wait_ms, &a, &err), err);
    cr_expect_null(a);
    wb_run_free(r);
  }
  wb_context_free(c);
  mock_stop(m);
}

Test(run, keeps_what_arrived_although_another_carrier_stalls)
{
  mock *m = mock_start(NULL);
  cr_assert_not_null(m);
  wb_context *c = kit_live(m, "/ok");
  wb_run *r = run_of(c, 1);
  wb_answer *a = NULL;
  wb_error err = { 0 };
  cr_ok(wb_run_next(r, -1, &a, &err), err);
  cr_assert_not_null(a);
  cr_expect_eq(wb_answer_code(a), WB_OK, "%s", wb_answer_text(a));
  wb_answer_free(a);
  wb_run_free(r);
  wb_context_free(c);

  wb_options o = WB_INIT(wb_options); /* a second context, offline, finds it in the store */
  const char *folders[] = { WB_BINARY_DIR "/tests/e2e" };
  o.config_file = "";
  o.offline = 1;
  o.plugin_folders = folders;
  o.plugin_folder_count = 1;
  cr_ok(wb_context_new(&o, &c, &err), err);
  wb_query q = kit_query("PROBE00000000");
  cr_ok(wb_track(c, &q, &a, &err), err);
  cr_expect_eq(wb_answer_timeline(a)->event_count, 1);
  cr_expect_eq(wb_answer_timeline(a)->tracking, WB_TRACKING_OK);
  wb_answer_free(a);
  wb_context_free(c);
  mock_stop(m);
}
