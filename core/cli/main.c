/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_log(void *user, int level, const char *line)
{
  (void)user;
  fputs(level >= WB_LOG_LEVEL_WARN ? "waybill: " : "", stderr);
  put_text(stderr, line, strlen(line));
  fputc('\n', stderr);
}

wb_context *open_context(const cli_options *o, int *ret_exit)
{
  wb_options library = o->library;
  wb_context *c = NULL;
  wb_error err = { 0 };
  library.log = o->verbosity < 0 ? NULL : write_log;
  library.log_level = o->verbosity >= 2   ? WB_LOG_LEVEL_DEBUG
                      : o->verbosity == 1 ? WB_LOG_LEVEL_INFO
                                          : WB_LOG_LEVEL_WARN;
  if (wb_context_new(&library, &c, &err) != WB_OK)
    *ret_exit = fail(&err);
  return c;
}

static wb_str view_of(const char *text)
{
  return (wb_str){ text, text ? strlen(text) : 0 };
}

wb_query number_query(const cli_options *o, wb_str text)
{
  wb_query q = { .struct_size = sizeof q, .number = text, .shipped_ms = o->shipped_ms };
  const char *at = text.n ? memchr(text.p, '@', text.n) : NULL;
  if (at && at + 1 < text.p + text.n) {
    q.number.n = (size_t)(at - text.p);
    q.carrier = (wb_str){ at + 1, text.n - q.number.n - 1 };
  } else {
    q.carrier = view_of(o->carrier); /* what is said of one number is stronger than what is said of all */
  }
  q.postcode = view_of(o->postcode);
  q.country = view_of(o->country);
  q.language = view_of(o->language);
  return q;
}

#define LONGEST_LINE 65536
#define INPUT_BYTES  ((size_t)2 * LONGEST_LINE)

/* Takes what has come so far, so that numbers typed one by one are answered one by one. */
static void read_more(line_reader *r)
{
  if (r->at) {
    memmove(r->data, r->data + r->at, r->end - r->at);
    r->end -= r->at;
    r->at = 0;
  }
  ssize_t n;
  do
    n = read(STDIN_FILENO, r->data + r->end, INPUT_BYTES - r->end);
  while (n < 0 && errno == EINTR);
  r->ended = n <= 0;
  r->error = n < 0 ? errno : 0;
  r->end += n > 0 ? (size_t)n : 0;
}

/* Reads until there is a line, a piece as long as any may be, or the end.  NULL: no newline yet. */
static const char *find_newline(line_reader *r)
{
  const char *newline = NULL;
  size_t seen = 0;
  while (!(newline = memchr(r->data + r->at + seen, '\n', r->end - r->at - seen))) {
    seen = r->end - r->at;
    if (r->ended || seen >= LONGEST_LINE)
      return NULL;
    read_more(r);
  }
  return newline;
}

static void give(line_reader *r, const char *newline, wb_str *ret_line)
{
  size_t n = newline ? (size_t)(newline - r->data) - r->at : r->end - r->at;
  *ret_line = (wb_str){ r->data + r->at, n };
  r->at += n + (newline != NULL);
}

bool next_line(line_reader *r, wb_str *ret_line)
{
  if (!r->data && !(r->data = malloc(INPUT_BYTES)))
    return false;
  const char *newline = find_newline(r);
  while (r->cut && (newline || r->at < r->end)) { /* the rest of a line that was too long */
    r->cut = newline == NULL;
    give(r, newline, ret_line);
    newline = find_newline(r);
  }
  if (!newline && r->at == r->end)
    return false;
  r->cut = !newline && !r->ended;
  give(r, newline, ret_line);
  if (ret_line->n && ret_line->p[ret_line->n - 1] == '\r')
    ret_line->n--;
  r->number++;
  return true;
}

/* A line whose beginning was too long is ready when its rest is, newline or not: next_line() reads on. */
static bool has_line(const line_reader *r)
{
  return r->data &&
         (r->ended || r->end - r->at >= LONGEST_LINE || memchr(r->data + r->at, '\n', r->end - r->at));
}

bool line_is_ready(line_reader *r)
{
  struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
  if (!r->data && !(r->data = malloc(INPUT_BYTES)))
    return true; /* next_line() says so */
  while (!has_line(r)) {
    if (poll(&p, 1, 0) <= 0)
      return false;
    read_more(r);
  }
  return true;
}

int line_reader_check(const line_reader *r)
{
  if (!r->error)
    return EXIT_WORKED;
  fprintf(stderr, "waybill: cannot read standard input: %s\n", strerror(r->error));
  return EXIT_SOME_FAILED;
}

void line_reader_free(line_reader *r)
{
  free(r->data);
}

static int run_command(const cli_options *o)
{
  if (o->version) {
    printf("waybill %s\n", wb_version());
    return EXIT_WORKED;
  }
  if (o->help) {
    if (o->command_named && o->command == FOR_CARRIERS)
      carriers_print_help();
    options_print_help(o);
    return EXIT_WORKED;
  }
  switch (o->command) {
  case FOR_DETECT:
    return command_detect(o);
  case FOR_EXTRACT:
    return command_extract(o);
  case FOR_PARSE:
    return command_parse(o);
  case FOR_MERGE:
    return command_merge(o);
  case FOR_WHY:
    return command_why(o);
  case FOR_CARRIERS:
    return command_carriers(o);
  default:
    return command_track(o);
  }
}

/* A standard stream that the caller closed: its number must not go to a socket or a file of ours.  What takes
 * its place fails as a closed one does. */
static void fill_closed_streams(void)
{
  static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };
  struct pollfd p[] = { { .fd = STDIN_FILENO }, { .fd = STDOUT_FILENO }, { .fd = STDERR_FILENO } };
  if (poll(p, 3, 0) <= 0)
    return;
  for (int fd = 0; fd <= STDERR_FILENO; fd++)
    if (p[fd].revents & POLLNVAL)
      (void)!open("/dev/null", modes[fd]); /* the lowest free number: this one */
}

int main(int argc, char **argv)
{
  cli_options o;
  fill_closed_streams();
  signal(SIGPIPE, SIG_IGN);
#ifdef M_TRIM_THRESHOLD /* many answers at once: keep the heap's top instead of faulting it in again and again */
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
  int rc = options_read(argc, argv, &o);
  if (rc == EXIT_WORKED)
    rc = run_command(&o);
  options_free(&o);
  return finish_output(rc);
}
