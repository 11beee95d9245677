/* SPDX-License-Identifier: MIT */
/* waybill carriers check: every test in a process of its own, so that a plugin which crashes, loops, eats
 * memory or ends the process is one failure with words. */
#include "commands.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <waybill/author.h>

#define PROCESSOR_SECONDS 10
#define WALL_MS           60000
#define MEMORY_BYTES      ((rlim_t)1 << 30)
#define FILE_BYTES        ((rlim_t)16 << 20)
#define MOST_WORDS        65536u

typedef struct text {
  char data[MOST_WORDS];
  size_t n;
} text;

/* What is known of one test. */
typedef struct trial {
  const wb_check_item *item;
  uint32_t verdict;
  text words;
  char doing[256]; /* the last thing it said it would do */
  text printed;    /* what it wrote to standard output or error */
} trial;

static void text_add(text *t, const char *data, size_t n)
{
  size_t room = sizeof t->data - 1 - t->n;
  n = n < room ? n : room;
  memcpy(t->data + t->n, data, n);
  t->n += n;
  t->data[t->n] = '\0';
}

static void fail_with(trial *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail_with(trial *t, const char *format, ...)
{
  char line[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  t->verdict = WB_VERDICT_FAILED;
  if (t->words.n)
    text_add(&t->words, "\n", 1);
  text_add(&t->words, line, strlen(line));
}

/* ---- the child ---- */

/* Lines: "D what it does next", then "V verdict" and the words to the end. */
static void write_all(int fd, const char *data, size_t n)
{
  while (n) {
    ssize_t wrote = write(fd, data, n);
    if (wrote < 0 && errno != EINTR)
      return;
    data += wrote > 0 ? wrote : 0;
    n -= wrote > 0 ? (size_t)wrote : 0;
  }
}

static void say_doing(void *user, const char *what)
{
  char line[300];
  int n = snprintf(line, sizeof line, "D %.250s\n", what);
  write_all(*(int *)user, line, (size_t)n);
}

static void limit(int which, rlim_t most)
{
  const struct rlimit l = { most, most };
  setrlimit(which, &l);
}

static void limit_child(void)
{
  limit(RLIMIT_CPU, PROCESSOR_SECONDS);
  limit(RLIMIT_FSIZE, FILE_BYTES);
  limit(RLIMIT_CORE, 0);
#ifndef WB_SANITIZED /* sanitizers reserve far more than they use */
  limit(RLIMIT_AS, MEMORY_BYTES);
#endif
}

_Noreturn static void run_child(const wb_checks *checks, size_t i, int result, int output)
{
  uint32_t verdict = WB_VERDICT_FAILED;
  char *words = NULL, line[16];
  wb_error err = { 0 };
  setpgid(0, 0);
  signal(SIGPIPE, SIG_DFL);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  limit_child();
  int rc = wb_checks_run(checks, i, say_doing, &result, &verdict, &words, &err);
  fflush(stdout); /* what the plugin has printed */
  int n = snprintf(line, sizeof line, "V %u\n", rc ? WB_VERDICT_FAILED : verdict);
  write_all(result, line, (size_t)n);
  write_all(result, rc ? err.text : words, strlen(rc ? err.text : words));
  _exit(EXIT_WORKED);
}

/* ---- the parent ---- */

typedef struct child {
  pid_t pid;
  int result, output;
  text said; /* of the result pipe */
} child;

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Takes whole lines that say what is done next off the front, so that they may be any number. */
static void take_doing(trial *t, text *said)
{
  char *end;
  while (said->n > 1 && said->data[0] == 'D' && (end = memchr(said->data, '\n', said->n))) {
    snprintf(t->doing, sizeof t->doing, "%.*s", (int)(end - said->data - 2), said->data + 2);
    said->n -= (size_t)(end + 1 - said->data);
    memmove(said->data, end + 1, said->n);
    said->data[said->n] = '\0';
  }
}

/* false at the end of the pipe. */
static bool drain(int fd, text *into)
{
  char data[4096];
  ssize_t n = read(fd, data, sizeof data);
  if (n > 0)
    text_add(into, data, (size_t)n);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Reads until the child has said all, or is gone, or its time is over.  Returns its status of waitpid();
 * *ret_late. */
static int follow(child *c, trial *t, bool *ret_late)
{
  int64_t end_ms = now_ms() + WALL_MS;
  int status = 0;
  bool gone = false, said = true, printed = true;
  for (*ret_late = false; !gone && (said || printed) && !*ret_late; *ret_late = !gone && now_ms() > end_ms) {
    struct pollfd fds[] = { { said ? c->result : -1, POLLIN, 0 }, { printed ? c->output : -1, POLLIN, 0 } };
    if (poll(fds, 2, 200) < 0 && errno != EINTR)
      break;
    if (fds[0].revents)
      said = drain(c->result, &c->said);
    if (fds[1].revents)
      printed = drain(c->output, &t->printed);
    take_doing(t, &c->said);
    gone = !fds[0].revents && !fds[1].revents && waitpid(c->pid, &status, WNOHANG) == c->pid;
  }
  if (gone)
    kill(-c->pid, SIGKILL); /* what it may have started */
  else {
    if (*ret_late)
      kill(-c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
      ;
    kill(-c->pid, SIGKILL);
  }
  return status;
}

static const char *signal_name(int number)
{
  static const struct {
    int number;
    const char *name;
  } names[] = { { SIGSEGV, "SIGSEGV, memory that is not its own" },
                { SIGBUS, "SIGBUS" },
                { SIGFPE, "SIGFPE, a division by zero" },
                { SIGILL, "SIGILL" },
                { SIGABRT, "SIGABRT" },
                { SIGTRAP, "SIGTRAP" },
                { SIGSYS, "SIGSYS" } };
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (names[i].number == number)
      return names[i].name;
  return "a signal";
}

/* What a plugin prints may be any bytes, and goes into JSON too. */
static void make_printable(text *t)
{
  for (size_t i = 0; i < t->n; i++)
    if ((unsigned char)t->data[i] >= 0x7F || ((unsigned char)t->data[i] < 0x20 && t->data[i] != '\n'))
      t->data[i] = '?';
}

static void judge(trial *t, child *c, int status, bool late)
{
  const char *doing = t->doing[0] ? t->doing : "starting";
  bool told = c->said.n > 2 && c->said.data[0] == 'V';
  if (late) {
    fail_with(t, "did not end within %d s, while %s", WALL_MS / 1000, doing);
  } else if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    fail_with(t, "did not end within %d s of processor time, while %s", PROCESSOR_SECONDS, doing);
  } else if (WIFSIGNALED(status)) {
    fail_with(t, "crashed (%s) while %s", signal_name(WTERMSIG(status)), doing);
  } else if (!told) {
    fail_with(t, "ended the process (exit code %d) while %s", WEXITSTATUS(status), doing);
  } else {
    const char *words = strchr(c->said.data, '\n');
    t->verdict = (uint32_t)strtoul(c->said.data + 2, NULL, 10);
    text_add(&t->words, words + 1, strlen(words + 1));
  }
  make_printable(&t->printed);
  if (t->printed.n)
    fail_with(t, "printed \"%.*s\"%s: only waybill prints; log with h->log()",
              (int)strcspn(t->printed.data, "\n"), t->printed.data,
              t->printed.n > strcspn(t->printed.data, "\n") + 1 ? " and more" : "");
}

static int run_apart(const wb_checks *checks, size_t i, trial *t)
{
  int result[2], output[2];
  child c = { .pid = -1 };
  if (pipe(result))
    return -1;
  if (pipe(output)) {
    close(result[0]);
    close(result[1]);
    return -1;
  }
  fflush(stdout);
  c.pid = fork();
  if (c.pid == 0) {
    close(result[0]);
    close(output[0]);
    run_child(checks, i, result[1], output[1]);
  }
  close(result[1]);
  close(output[1]);
  if (c.pid > 0) {
    bool late = false;
    c.result = result[0];
    c.output = output[0];
    int status = follow(&c, t, &late);
    judge(t, &c, status, late);
  }
  close(result[0]);
  close(output[0]);
  return c.pid > 0 ? 0 : -1;
}

static int run_here(const wb_checks *checks, size_t i, trial *t)
{
  char *words = NULL;
  wb_error err = { 0 };
  if (wb_checks_run(checks, i, NULL, NULL, &t->verdict, &words, &err))
    fail_with(t, "%s", err.text);
  else
    text_add(&t->words, words, strlen(words));
  wb_text_free(words);
  return 0;
}

/* ---- telling ---- */

typedef struct report {
  const cli_options *o;
  terminal term;
  const char *file;
  size_t passed, failed, skipped;
  const char *group; /* the test whose cases are being counted */
  size_t group_passed;
} report;

static const char *verdict_word(uint32_t verdict)
{
  return verdict == WB_VERDICT_PASSED ? "passed" : verdict == WB_VERDICT_FAILED ? "failed" : "skipped";
}

static void tell_json(const report *r, const trial *t)
{
  printf("{\"schema\":\"waybill.check/1\",\"level\":%u", t->item->level);
  put_member("file", r->file);
  put_member("test", t->item->name);
  put_member("case", t->item->subject[0] ? t->item->subject : NULL);
  put_member("verdict", verdict_word(t->verdict));
  put_member("text", t->words.data);
  puts("}");
}

static void tell_line(report *r, enum color color, const char *word, const char *name, const char *what,
                      size_t n)
{
  put_colored(&r->term, color, word);
  fprintf(r->term.out, "%*s%-10s ", (int)(8 - strlen(word)), "", name);
  put_text(r->term.out, what, n);
  fputc('\n', r->term.out);
}

static void tell_words(report *r, const char *words)
{
  while (*words) {
    size_t n = strcspn(words, "\n");
    fprintf(r->term.out, "%*s", 8, "");
    put_text(r->term.out, words, n);
    fputc('\n', r->term.out);
    words += n + (words[n] == '\n');
  }
}

/* The passed cases of one test share a line. */
static void end_group(report *r)
{
  char count[32];
  snprintf(count, sizeof count, "%zu case%s", r->group_passed, r->group_passed == 1 ? "" : "s");
  if (r->group && r->group_passed)
    tell_line(r, GREEN, "ok", r->group, count, strlen(count));
  r->group = NULL;
  r->group_passed = 0;
}

static void tell_people(report *r, const trial *t)
{
  const char *name = t->item->name, *subject = t->item->subject;
  if (r->group && strcmp(r->group, name) != 0)
    end_group(r);
  if (t->verdict == WB_VERDICT_PASSED && subject[0] && !t->words.n && r->o->verbosity < 1) {
    r->group = name;
    r->group_passed++;
    return;
  }
  const char *what = subject[0] ? subject : t->item->about;
  bool passed = t->verdict == WB_VERDICT_PASSED;
  if (!passed || r->o->verbosity >= 0)
    tell_line(r,
              passed                            ? GREEN
              : t->verdict == WB_VERDICT_FAILED ? RED
                                                : YELLOW,
              passed ? "ok" : verdict_word(t->verdict), name, what, strlen(what));
  if (!passed || r->o->verbosity >= 0)
    tell_words(r, t->words.data);
}

static int tell_end(report *r)
{
  size_t count = r->passed + r->failed + r->skipped;
  if (r->o->output == OUTPUT_JSON) {
    fputs("{\"schema\":\"waybill.check/1\"", stdout);
    put_member("file", r->file);
    put_member("verdict", verdict_word(r->failed ? WB_VERDICT_FAILED : WB_VERDICT_PASSED));
    printf(",\"passed\":%zu,\"failed\":%zu,\"skipped\":%zu}\n", r->passed, r->failed, r->skipped);
    return r->failed ? EXIT_SOME_FAILED : EXIT_WORKED;
  }
  end_group(r);
  put_text(r->term.out, r->file, strlen(r->file));
  if (r->failed)
    fprintf(r->term.out, ": %zu of %zu tests failed\n", r->failed, count);
  else
    fprintf(r->term.out, ": %zu tests passed, %zu skipped\n", r->passed, r->skipped);
  return r->failed ? EXIT_SOME_FAILED : EXIT_WORKED;
}

static int check_one(const cli_options *o, const wb_checks *checks, size_t i, report *r, trial *t)
{
  static const char *const levels[] = { "", "loads", "replays", "endures" };
  t->item = wb_checks_at(checks, i);
  if (o->output == OUTPUT_PEOPLE && (i == 0 || wb_checks_at(checks, i - 1)->level != t->item->level) &&
      o->verbosity >= 0) {
    end_group(r);
    fprintf(r->term.out, "level %u: %s\n", t->item->level, levels[t->item->level]);
  }
  if (o->in_process ? run_here(checks, i, t) : run_apart(checks, i, t)) {
    fprintf(stderr, "waybill: cannot start a process: %s\n", strerror(errno));
    return EXIT_SOME_FAILED;
  }
  r->passed += t->verdict == WB_VERDICT_PASSED;
  r->failed += t->verdict == WB_VERDICT_FAILED;
  r->skipped += t->verdict == WB_VERDICT_SKIPPED;
  if (o->output == OUTPUT_JSON)
    tell_json(r, t);
  else
    tell_people(r, t);
  return EXIT_WORKED;
}

int carriers_check(const cli_options *o)
{
  wb_checks_input in = WB_INIT(wb_checks_input);
  wb_checks *checks = NULL;
  wb_error err = { 0 };
  int rc = EXIT_WORKED;
  report r = { .o = o, .term = terminal_of(stdout, o->color), .file = o->words[0] };
  in.file = o->words[0];
  in.recordings = o->word_count > 1 ? o->words[1] : NULL;
  in.update = o->update;
  if (wb_checks_new(&in, &checks, &err) != WB_OK) {
    fprintf(stderr, "waybill: %s\n", err.text);
    return EXIT_USAGE;
  }
  for (size_t i = 0; i < wb_checks_count(checks) && rc == EXIT_WORKED; i++) {
    trial *t = calloc(1, sizeof *t);
    rc = t ? check_one(o, checks, i, &r, t) : EXIT_SOME_FAILED;
    free(t);
  }
  wb_checks_free(checks);
  return rc ? rc : tell_end(&r);
}
