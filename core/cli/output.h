/* SPDX-License-Identifier: MIT */
/* Text on a terminal or in a pipe: harmless, of known width, coloured only where wanted. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H
#include "options.h"
#include <stdio.h>

enum color { PLAIN, BOLD, DIM, GREEN, YELLOW, RED, CYAN };

typedef struct terminal {
  FILE *out;
  bool color;
  unsigned width; /* columns */
} terminal;

terminal terminal_of(FILE *out, int wanted_color); /* -1 never, 0 auto, 1 always */

/* Writes text from outside: control characters, escape sequences and invisible direction marks become blanks or go. */
void put_text(FILE *out, const char *text, size_t n);
void put_colored(const terminal *t, enum color color, const char *text);
size_t text_columns(const char *text); /* of put_text()'s output */
/* "waybill: WHERE: WORDS" on standard error; where may be "". */
void complain(const char *where, const char *words);
bool is_blank(wb_str text); /* nothing but blanks and tabs */

/* Text in lines of at most `width` columns, each but the first indented by `indent`; breaks at blanks, inside a word only
 * when it alone is too wide. */
void put_wrapped(const terminal *t, const char *text, unsigned indent, unsigned width);
void put_blanks(FILE *out, size_t n);

/* Tab-separated values: tabs and line ends in a value become blanks. */
void put_tsv(FILE *out, const char *const *values, size_t count);

/* JSON text with its quotes, or null; and ,"name":value.  Bytes as they are: texts of the library are UTF-8. */
void put_json(const char *text);
void put_member(const char *name, const char *value);

/* One value by its field name; NULL: no such field. */
typedef const char *field_value_fn(void *user, const char *name);
/* Writes a --format text: {field}, \t \n \\ and {{ }}.  Before that, check_format() tells whether all fields are known:
 * EXIT_USAGE after a line on standard error. */
int check_format(const char *format, const char *const *known);
void put_format(FILE *out, const char *format, field_value_fn *value, void *user);

/* Tab-separated lines of the library, with fields of these names: as they are, or each by a --format text. */
void put_lines(FILE *out, const char *lines, const char *const *names, const char *format);

/* Closes standard output and tells of what could not be written: an exit code. */
int finish_output(int exit_code);
#endif
