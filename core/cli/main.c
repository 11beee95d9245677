/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <errno.h>
#include <malloc.h>
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

int main(int argc, char **argv)
{
  cli_options o;
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
