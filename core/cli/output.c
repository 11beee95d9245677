/* SPDX-License-Identifier: MIT */
#include "output.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#define NARROWEST   20u
#define USUAL_WIDTH 80u

static unsigned width_of(FILE *out)
{
  struct winsize size;
  const char *columns = getenv("COLUMNS");
  unsigned long width = 0;
  if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col)
    width = size.ws_col;
  else if (columns)
    width = strtoul(columns, NULL, 10);
  if (width == 0 || width > 1000)
    width = USUAL_WIDTH;
  return width < NARROWEST ? NARROWEST : (unsigned)width;
}

terminal terminal_of(FILE *out, int wanted_color)
{
  const char *no_color = getenv("NO_COLOR");
  const char *term = getenv("TERM");
  bool able = isatty(fileno(out)) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
  return (terminal){ out, wanted_color > 0 || (wanted_color == 0 && able), width_of(out) };
}

/* ---- characters ---- */

/* Would this do something to a terminal or turn text round?  C0, DEL, C1, bidirectional marks, line
 * separators, BOM. */
static bool is_harmful(utf8proc_int32_t c)
{
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || c >= 0xE0000;
}

/* The next character: its bytes and columns.  Bytes that are no character are one '?' each. */
static size_t next_character(const char *p, size_t n, bool *ret_harmful, size_t *ret_columns)
{
  utf8proc_int32_t c;
  utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)n, &c);
  if (length <= 0) {
    *ret_harmful = true;
    *ret_columns = 1;
    return 1;
  }
  *ret_harmful = is_harmful(c);
  int columns = *ret_harmful ? (c == '\t' || c == '\n' || c == '\r') : utf8proc_charwidth(c);
  *ret_columns = columns > 0 ? (size_t)columns : 0;
  return (size_t)length;
}

void put_text(FILE *out, const char *text, size_t n)
{
  size_t at = 0;
  while (at < n) {
    bool harmful;
    size_t columns, length = next_character(text + at, n - at, &harmful, &columns);
    if (!harmful)
      fwrite(text + at, 1, length, out);
    else if (columns)
      fputc(' ', out);
    at += length;
  }
}

size_t text_columns(const char *text)
{
  size_t total = 0, n = strlen(text), at = 0;
  while (at < n) {
    bool harmful;
    size_t columns;
    at += next_character(text + at, n - at, &harmful, &columns);
    total += columns;
  }
  return total;
}

void complain(const char *where, const char *words)
{
  fputs("waybill: ", stderr);
  put_text(stderr, where, strlen(where));
  fputs(where[0] ? ": " : "", stderr);
  put_text(stderr, words, strlen(words));
  fputc('\n', stderr);
}

bool is_blank(wb_str text)
{
  size_t i = 0;
  while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t'))
    i++;
  return i == text.n;
}

void put_colored(const terminal *t, enum color color, const char *text)
{
  static const char *const codes[] = {
    [PLAIN] = "",           [BOLD] = "\033[1m",      [DIM] = "\033[2m",
    [GREEN] = "\033[1;32m", [YELLOW] = "\033[1;33m", [RED] = "\033[1;31m",
    [CYAN] = "\033[1;36m",
  };
  bool on = t->color && color != PLAIN;
  fputs(on ? codes[color] : "", t->out);
  put_text(t->out, text, strlen(text));
  fputs(on ? "\033[0m" : "", t->out);
}

void put_blanks(FILE *out, size_t n)
{
  while (n--)
    fputc(' ', out);
}

/* Bytes of the longest piece of text that fits: up to a blank, or else up to what fits. */
static size_t piece_that_fits(const char *text, size_t n, unsigned width)
{
  size_t at = 0, used = 0, last_blank = 0;
  while (at < n) {
    bool harmful;
    size_t columns, length = next_character(text + at, n - at, &harmful, &columns);
    if (text[at] == ' ' || text[at] == '\n')
      last_blank = at;
    if (used + columns > width)
      return last_blank ? last_blank : at ? at : length;
    used += columns;
    at += length;
  }
  return n;
}

void put_wrapped(const terminal *t, const char *text, unsigned indent, unsigned width)
{
  size_t n = strlen(text);
  bool first = true;
  width = width < 8 ? 8 : width;
  while (n) {
    size_t piece = piece_that_fits(text, n, width);
    if (!first) {
      fputc('\n', t->out);
      put_blanks(t->out, indent);
    }
    put_text(t->out, text, piece);
    first = false;
    while (piece < n && (text[piece] == ' ' || text[piece] == '\n'))
      piece++;
    text += piece;
    n -= piece;
  }
}

/* ---- lines for programs ---- */

void put_tsv(FILE *out, const char *const *values, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (i)
      fputc('\t', out);
    put_text(out, values[i] ? values[i] : "", values[i] ? strlen(values[i]) : 0);
  }
  fputc('\n', out);
}

/* Reads one element of a format: a field (returns its name in `name`), or a literal byte. */
static const char *next_element(const char *p, char *name, size_t capacity, char *ret_literal)
{
  name[0] = '\0';
  if (p[0] == '\\' && p[1]) {
    *ret_literal = p[1] == 't' ? '\t' : p[1] == 'n' ? '\n' : p[1];
    return p + 2;
  }
  const char *end = p[0] == '{' && p[1] != '{' ? strchr(p, '}') : NULL;
  size_t n = end ? (size_t)(end - p - 1) : 0;
  if (end && n > 0 && n < capacity) {
    memcpy(name, p + 1, n);
    name[n] = '\0';
    return end + 1;
  }
  *ret_literal = p[0];
  return p + ((p[0] == '{' && p[1] == '{') || (p[0] == '}' && p[1] == '}') ? 2 : 1);
}

int check_format(const char *format, const char *const *known)
{
  char name[40], literal;
  for (const char *p = format; *p;) {
    bool found = false;
    p = next_element(p, name, sizeof name, &literal);
    for (size_t i = 0; name[0] && known[i]; i++)
      found = found || strcmp(name, known[i]) == 0;
    if (!name[0] || found)
      continue;
    fprintf(stderr, "waybill: --format has no field \"%s\"; there are:", name);
    for (size_t i = 0; known[i]; i++)
      fprintf(stderr, " %s", known[i]);
    fputc('\n', stderr);
    return EXIT_USAGE;
  }
  return EXIT_WORKED;
}

void put_format(FILE *out, const char *format, field_value_fn *value, void *user)
{
  char name[40], literal = 0;
  for (const char *p = format; *p;) {
    p = next_element(p, name, sizeof name, &literal);
    const char *text = name[0] ? value(user, name) : NULL;
    if (text)
      put_text(out, text, strlen(text));
    else if (!name[0])
      fputc(literal, out);
  }
  fputc('\n', out);
}

#define MOST_FIELDS 16

typedef struct line_fields {
  const char *const *names;
  char *values[MOST_FIELDS];
} line_fields;

static const char *value_in_line(void *user, const char *name)
{
  const line_fields *f = user;
  for (size_t i = 0; f->names[i]; i++)
    if (strcmp(f->names[i], name) == 0)
      return f->values[i];
  return NULL;
}

static void format_line(FILE *out, char *line, const char *const *names, const char *format)
{
  line_fields f = { .names = names };
  for (size_t i = 0; i < MOST_FIELDS && names[i]; i++) {
    f.values[i] = line;
    line += strcspn(line, "\t");
    if (*line)
      *line++ = '\0';
  }
  put_format(out, format, value_in_line, &f);
}

void put_lines(FILE *out, const char *lines, const char *const *names, const char *format)
{
  for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
    n = strcspn(lines, "\n");
    char *line = strndup(lines, n);
    if (line && format)
      format_line(out, line, names, format);
    for (const char *at = line; at && !format; at = at + strcspn(at, "\t") + 1) { /* tabs separate; the rest is outside text */
      put_text(out, at, strcspn(at, "\t"));
      fputc(at[strcspn(at, "\t")] ? '\t' : '\n', out);
      if (!at[strcspn(at, "\t")])
        break;
    }
    free(line);
  }
}

/* ---- JSON, small enough to be written here ---- */

void put_json(const char *text)
{
  if (!text) {
    fputs("null", stdout);
    return;
  }
  fputc('"', stdout);
  for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
    if (*p == '"' || *p == '\\')
      printf("\\%c", *p);
    else if (*p < 0x20 || *p == 0x7F)
      printf("\\u%04x", *p);
    else
      fputc(*p, stdout);
  }
  fputc('"', stdout);
}

void put_member(const char *name, const char *value)
{
  printf(",\"%s\":", name);
  put_json(value);
}

/* ---- the end ---- */

/* A write that failed earlier has told stdio, but not what it was. */
static bool reader_is_gone(void)
{
  struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };
  return poll(&p, 1, 0) > 0 && (p.revents & POLLERR);
}

int finish_output(int exit_code)
{
  bool gone = reader_is_gone();
  errno = 0;
  bool bad = ferror(stdout) != 0;
  if (fclose(stdout) == 0 && !bad)
    return exit_code;
  if (errno != EPIPE && !gone) /* the reader went away: it knows */
    fprintf(stderr, "waybill: cannot write the output: %s\n", errno ? strerror(errno) : "write error");
  return exit_code == EXIT_WORKED ? EXIT_SOME_FAILED : exit_code;
}
