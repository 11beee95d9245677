/* SPDX-License-Identifier: MIT */
/* The commands.  Each takes the options and gives the exit code. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H
#include "options.h"
#include "output.h"

int command_track(const cli_options *o);
int command_detect(const cli_options *o);
int command_extract(const cli_options *o);
int command_parse(const cli_options *o);
int command_merge(const cli_options *o);
int command_why(const cli_options *o);
int command_carriers(const cli_options *o);
void carriers_print_help(void); /* its verbs */
/* carriers check FILE [RECORDINGS], new ID [FOLDER], record ID NUMBER: the options' words are those behind the verb. */
int carriers_check(const cli_options *o);
int carriers_new(const cli_options *o);
int carriers_record(const cli_options *o);

/* A context with the log on standard error.  NULL after words there; *ret_exit is then the code. */
wb_context *open_context(const cli_options *o, int *ret_exit);

/* What is asked of one number: NUMBER or NUMBER@CARRIER as the user wrote it, and the options that are about numbers. */
wb_query number_query(const cli_options *o, wb_str text);

/* Reads lines of standard input, at most 128 KiB each; what is longer is cut there, which is
 * far beyond what a number may have.  false: the end. */
typedef struct line_reader {
  char *data;
  size_t at, end; /* what was read and not yet given out */
  size_t number;  /* of the line last read, from 1 */
  bool ended, cut; /* cut: the line last given was too long, its rest is still to come */
  int error;       /* errno, when it ended because it cannot be read */
} line_reader;
bool next_line(line_reader *r, wb_str *ret_line);
/* Whether next_line() would not wait: takes what has come, and says false when that is no whole line yet. */
bool line_is_ready(line_reader *r);
/* After the last line: EXIT_WORKED, or EXIT_SOME_FAILED after words on standard error. */
int line_reader_check(const line_reader *r);
void line_reader_free(line_reader *r);

/* The timeline for people; of an answer, or of a merge. */
void show_timeline(const terminal *t, const wb_answer *a);
void show_merged(const terminal *t, const wb_timeline *made);
/* For --tsv and --format. */
extern const char *const timeline_fields[];
void timeline_line(const cli_options *o, const wb_answer *a, const wb_timeline *tl);
#endif
