/* SPDX-License-Identifier: MIT */
/* waybill track: numbers in, timelines out, as they arrive.  The loop is the one any program with an event loop of its
 * own would write: the run's descriptor, a descriptor for signals, and a time-out. */
#include "commands.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define MOST_PENDING 1000 /* numbers under way at once in bulk */
#define IN_ORDER_UP_TO 200 /* so many named numbers are shown in the order they were named */

typedef struct counts {
  size_t asked, answered, worked, no_data, by_code[16];
  int worst;          /* exit code of the gravest failure */
  int parcel_status;  /* for --exit-status */
} counts;

typedef struct tracker {
  const cli_options *options;
  wb_context *context;
  wb_run *run;
  terminal terminal;
  counts counts;
  line_reader input;
  bool reading;       /* standard input has more ... */
  bool input_is_slow; /* ... but no line yet */
  size_t next_word;
  int signals; /* descriptor */
  bool interrupted, reader_is_gone;
  wb_answer **kept;   /* answers that wait for their turn */
  const char **order; /* what was named, in order */
  size_t kept_count, order_count, shown;
  bool progress;
  int64_t progress_at_ms;
} tracker;

static int64_t steady_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- outcomes ---- */

/* What one answer means for the exit code: not found, not entitled and not understood are three things. */
static int exit_of_answer(const wb_answer *a)
{
  int code = wb_answer_code(a);
  if (code != WB_OK)
    return exit_code_of(code);
  switch (wb_answer_timeline(a)->tracking) {
  case WB_TRACKING_OK:
    return EXIT_WORKED;
  case WB_TRACKING_FORBIDDEN:
  case WB_TRACKING_NEEDS_INPUT:
  case WB_TRACKING_AUTH_REQUIRED:
    return EXIT_CREDENTIALS;
  default:
    return EXIT_NO_DATA;
  }
}

static int gravity(int exit_code)
{
  static const int order[] = { EXIT_NO_DATA, EXIT_USAGE, EXIT_AMBIGUOUS, EXIT_CREDENTIALS, EXIT_NETWORK, EXIT_PARSE,
                               EXIT_PLUGIN };
  for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
    if (order[i] == exit_code)
      return (int)i;
  return -1;
}

static void count_failure(counts *c, int exit_code)
{
  if (c->worst == EXIT_WORKED || gravity(exit_code) > gravity(c->worst))
    c->worst = exit_code;
}

static void count_answer(counts *c, const wb_answer *a)
{
  const wb_timeline *tl = wb_answer_timeline(a);
  int code = exit_of_answer(a);
  c->answered++;
  if (code == EXIT_WORKED) {
    int parcel = wb_status_exit_code(tl->status, tl->flags);
    c->worked++;
    c->parcel_status = parcel > c->parcel_status ? parcel : c->parcel_status;
  } else {
    count_failure(c, code);
  }
}

static int final_code(const tracker *t)
{
  const counts *c = &t->counts;
  if (t->interrupted)
    return EXIT_INTERRUPTED;
  if (c->worked == 0)
    return c->worst;
  if (t->options->exit_status && c->worst == EXIT_WORKED)
    return c->parcel_status;
  return c->worst == EXIT_WORKED ? EXIT_WORKED : EXIT_SOME_FAILED;
}

/* ---- showing ---- */

static void show_candidates(const wb_answer *a)
{
  const wb_detection *d = wb_answer_candidates(a);
  if (!d || wb_answer_code(a) != WB_E_AMBIGUOUS)
    return;
  fprintf(stderr, "waybill: %s may be a number of:\n", d->number);
  for (size_t i = 0; i < d->candidate_count; i++)
    fprintf(stderr, "  %s@%s  %s (%u %%)\n", d->number, d->candidates[i].carrier, d->candidates[i].carrier_name,
            d->candidates[i].probability_ppm / 10000);
}

static void clear_progress(tracker *t)
{
  if (t->progress && t->progress_at_ms)
    fputs("\r\033[K", stderr);
}

static void show(tracker *t, const wb_answer *a)
{
  char *json;
  wb_error err = { 0 };
  if ((t->interrupted || t->reader_is_gone) && wb_answer_code(a) == WB_E_CANCELLED)
    return; /* the summary counts those */
  clear_progress(t);
  count_answer(&t->counts, a);
  switch (t->options->output) {
  case OUTPUT_PEOPLE:
    if (t->counts.answered > 1)
      fputc('\n', stdout);
    show_timeline(&t->terminal, a);
    break;
  case OUTPUT_JSON:
    if (wb_timeline_json(wb_answer_timeline(a), &json, &err) == WB_OK) {
      puts(json);
      wb_text_free(json);
    } else {
      count_failure(&t->counts, fail(&err));
    }
    break;
  case OUTPUT_TSV:
  case OUTPUT_FORMAT:
    timeline_line(t->options, a, wb_answer_timeline(a));
    break;
  }
  show_candidates(a);
  if (wb_answer_code(a) != WB_OK && t->options->output != OUTPUT_PEOPLE && t->options->verbosity >= 0)
    complain(wb_answer_input(a), wb_answer_text(a));
}

/* Few numbers named on the command line come out in their order, whoever answers first. */
static void take_answer(tracker *t, wb_answer *a)
{
  if (t->order_count == 0) {
    show(t, a);
    wb_answer_free(a);
    return;
  }
  t->kept[t->kept_count++] = a;
}

static void show_next_in_order(tracker *t)
{
  bool found = true;
  while (found && t->shown < t->order_count) {
    found = false;
    for (size_t i = 0; i < t->kept_count && !found; i++) {
      wb_answer *a = t->kept[i];
      if (!a || strcmp(wb_answer_input(a), t->order[t->shown]) != 0)
        continue;
      found = true;
      show(t, a);
      wb_answer_free(a);
      t->kept[i] = NULL;
      t->shown++;
    }
  }
}

static void show_rest(tracker *t)
{
  for (size_t i = 0; i < t->kept_count; i++)
    if (t->kept[i]) {
      show(t, t->kept[i]);
      wb_answer_free(t->kept[i]);
      t->kept[i] = NULL;
    }
}

static void show_progress(tracker *t)
{
  int64_t now = steady_ms();
  if (!t->progress || now - t->progress_at_ms < 200)
    return;
  t->progress_at_ms = now;
  fprintf(stderr, "\r\033[K%zu of %zu%s answered, %zu with data", t->counts.answered, t->counts.asked,
          t->reading ? " so far" : "", t->counts.worked);
  fflush(stderr);
}

/* ---- adding ---- */

static void add_number(tracker *t, wb_str text, const char *where)
{
  const cli_options *o = t->options;
  wb_error err = { 0 };
  wb_query q = number_query(o, text);
  t->counts.asked++;
  if (wb_run_add(t->run, &q, &err) == WB_OK) {
    if (t->order) {
      char *copy = strndup(q.number.p ? q.number.p : "", q.number.n);
      t->order[t->order_count] = copy;
      t->order_count += copy != NULL;
    }
    return;
  }
  clear_progress(t);
  t->counts.answered++;
  complain(where, err.text);
  count_failure(&t->counts,
                err.code == WB_E_NOT_FOUND || err.code == WB_E_LIMIT ? EXIT_USAGE : exit_code_of(err.code));
}

static bool has_more(const tracker *t)
{
  return t->reading || t->next_word < t->options->word_count;
}

static void add_next(tracker *t)
{
  const cli_options *o = t->options;
  char where[48];
  wb_str text;
  if (t->reading) {
    t->reading = next_line(&t->input, &text);
    if (!t->reading || is_blank(text))
      return;
    snprintf(where, sizeof where, "line %zu", t->input.number);
    add_number(t, text, where);
    return;
  }
  const char *word = o->words[t->next_word++];
  if (strcmp(word, "-") == 0)
    t->reading = true;
  else
    add_number(t, (wb_str){ word, strlen(word) }, "");
}

/* Numbers that somebody types, or another program finds, are asked for as they come. */
static bool can_add(tracker *t)
{
  if (!has_more(t) || wb_run_pending(t->run) >= MOST_PENDING)
    return false;
  t->input_is_slow = t->reading && !line_is_ready(&t->input);
  return !t->input_is_slow;
}

static void add_some(tracker *t)
{
  while (can_add(t))
    add_next(t);
  if (!has_more(t))
    wb_run_flush(t->run);
}

/* ---- the loop ---- */

static void wait_for_something(tracker *t)
{
  struct signalfd_siginfo info;
  struct pollfd p[] = { { .fd = t->signals, .events = POLLIN },
                        { .fd = wb_run_fd(t->run), .events = POLLIN },
                        { .fd = t->input_is_slow ? STDIN_FILENO : -1, .events = POLLIN } };
  int timeout = wb_run_timeout_ms(t->run);
  if (t->input_is_slow)
    fflush(stdout); /* whoever waits for an answer before the next number gets it */
  if (t->progress && (timeout < 0 || timeout > 200))
    timeout = 200;
  if (poll(p, sizeof p / sizeof p[0], timeout) > 0 && (p[0].revents & POLLIN) &&
      read(t->signals, &info, sizeof info) > 0) {
    t->interrupted = true;
    wb_run_cancel(t->run);
  }
}

static int work(tracker *t)
{
  wb_error err = { 0 };
  for (;;) {
    wb_answer *a = NULL;
    if (ferror(stdout) && !t->reader_is_gone) {
      t->reader_is_gone = true; /* nobody sees more answers: ask for none */
      wb_run_cancel(t->run);
    }
    if (!t->interrupted && !t->reader_is_gone)
      add_some(t);
    int rc = wb_run_next(t->run, 0, &a, &err);
    if (a)
      take_answer(t, a);
    show_next_in_order(t);
    show_progress(t);
    if (rc != WB_OK && rc != WB_E_CANCELLED)
      return fail(&err);
    if (rc == WB_E_CANCELLED || (!a && wb_run_pending(t->run) == 0 && (t->interrupted || !has_more(t))))
      return line_reader_check(&t->input);
    if (!a && (wb_run_pending(t->run) > 0 || t->input_is_slow))
      wait_for_something(t);
  }
}

static void summarise(tracker *t, bool bulk)
{
  const counts *c = &t->counts;
  clear_progress(t);
  if (t->options->verbosity < 0 || (!bulk && !t->interrupted))
    return;
  fprintf(stderr, "waybill: %zu numbers, %zu answered, %zu with data%s\n", c->asked, c->answered, c->worked,
          t->interrupted ? " (interrupted; what arrived is shown and kept)" : "");
}

static bool catch_signals(tracker *t)
{
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  t->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return t->signals >= 0;
}

static bool is_bulk(const cli_options *o)
{
  for (size_t i = 0; i < o->word_count; i++)
    if (strcmp(o->words[i], "-") == 0)
      return true;
  return o->word_count > IN_ORDER_UP_TO;
}

static void free_tracker(tracker *t)
{
  for (size_t i = 0; i < t->kept_count; i++)
    wb_answer_free(t->kept[i]);
  for (size_t i = 0; i < t->order_count; i++)
    free((void *)(uintptr_t)t->order[i]);
  free(t->kept);
  free(t->order);
  line_reader_free(&t->input);
  wb_run_free(t->run);
  wb_context_free(t->context);
  if (t->signals >= 0)
    close(t->signals);
}

int command_track(const cli_options *o)
{
  wb_error err = { 0 };
  int rc = EXIT_WORKED;
  bool bulk = is_bulk(o);
  tracker t = { .options = o, .terminal = terminal_of(stdout, o->color), .signals = -1 };
  if (o->word_count == 0) {
    fprintf(stderr, "waybill: which number?  Example: waybill track 1Z...  (- reads numbers from standard input)\n");
    return EXIT_USAGE;
  }
  if (o->format && check_format(o->format, timeline_fields))
    return EXIT_USAGE;
  t.context = open_context(o, &rc);
  if (!t.context)
    return rc;
  t.progress = bulk && isatty(STDERR_FILENO) && o->verbosity >= 0;
  if (!bulk) {
    t.kept = calloc(o->word_count, sizeof *t.kept);
    t.order = calloc(o->word_count, sizeof *t.order);
  }
  if (!catch_signals(&t) || (!bulk && (!t.kept || !t.order))) {
    fprintf(stderr, "waybill: %s\n", strerror(errno));
    rc = EXIT_SOME_FAILED;
  } else if (wb_run_new(t.context, &t.run, &err) != WB_OK) {
    rc = fail(&err);
  } else {
    rc = work(&t);
    show_rest(&t);
    summarise(&t, bulk);
  }
  rc = rc ? rc : final_code(&t);
  free_tracker(&t);
  return rc;
}
