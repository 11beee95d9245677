/* SPDX-License-Identifier: MIT */
/* The command line: one table of options, from which parsing and --help come. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <waybill/waybill.h>

enum { /* exit codes of the contract */
  EXIT_WORKED = 0, EXIT_SOME_FAILED = 1, EXIT_USAGE = 2, EXIT_NO_DATA = 3, EXIT_CREDENTIALS = 4, EXIT_NETWORK = 5,
  EXIT_PARSE = 6, EXIT_AMBIGUOUS = 7, EXIT_PLUGIN = 8, EXIT_INTERRUPTED = 130
};

enum output_mode { OUTPUT_PEOPLE, OUTPUT_JSON, OUTPUT_TSV, OUTPUT_FORMAT };

enum { /* commands, as bits: which options belong to which */
  FOR_TRACK = 1, FOR_DETECT = 2, FOR_PARSE = 4, FOR_WHY = 8, FOR_CARRIERS = 16, FOR_EXTRACT = 32, FOR_MERGE = 64,
  FOR_ALL = 127
};

#define MOST_REPEATS 4096

typedef struct cli_options {
  uint32_t command;             /* one of FOR_* */
  bool command_named;           /* false: `waybill NUMBER` */
  bool help, version;
  enum output_mode output;
  const char *format;           /* of OUTPUT_FORMAT, checked */
  int color;                    /* -1 never, 0 auto, 1 always */
  int verbosity;                /* -1 quiet, 0, 1, 2 */
  bool exit_status, strict, every;
  bool in_process, update, yes; /* of carriers check and record */
  wb_options library;
  const char *carrier, *postcode, *country, *language, *cookie, *fetched_at;
  int64_t shipped_ms;
  unsigned http_status, step;
  const char **numbers, **headers, **overrides; /* --number, --header, --set: in the order given */
  size_t number_count, header_count, override_count;
  char *const *words;           /* what is left: numbers, files, sub-commands */
  size_t word_count;
} cli_options;

/* Reads argv (which is reordered).  Returns EXIT_WORKED, or EXIT_USAGE after a line on standard error that says what is
 * wrong and what was probably meant. */
int options_read(int argc, char **argv, cli_options *ret_options);
void options_free(cli_options *o);

void options_print_help(const cli_options *o); /* of the command, or of the program */

/* "did you mean": the word of a NULL-terminated list that is nearest, or NULL. */
const char *suggest(const char *word, const char *const *known);

/* The exit code for what a library function returned. */
int exit_code_of(int library_code);
/* Prints "waybill: words" on standard error and gives the exit code. */
int fail(const wb_error *err);
#endif
