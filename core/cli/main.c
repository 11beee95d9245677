/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

bool next_line(line_reader *r, wb_str *ret_line)
{
  size_t n = 0;
  int c;
  if (!r->line && !(r->line = malloc(LONGEST_LINE)))
    return false;
  while ((c = getc_unlocked(stdin)) != EOF && c != '\n')
    if (n < LONGEST_LINE)
      r->line[n++] = (char)c; /* what is beyond is refused as too long, with its line number */
  if (c == EOF && n == 0)
    return false;
  if (n && r->line[n - 1] == '\r')
    n--;
  r->number++;
  *ret_line = (wb_str){ r->line, n };
  return true;
}

void line_reader_free(line_reader *r)
{
  free(r->line);
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
