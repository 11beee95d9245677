/* SPDX-License-Identifier: MIT */
#include "replay.h"
#include <stdio.h>

#define CONTEXT_LINES 3u
#define SHOWN_LINES   6u

/* ---- indenting ---- */

static void new_line(buf *out, unsigned depth)
{
  buf_add_byte(out, '\n');
  for (unsigned i = 0; i < depth; i++)
    buf_add_text(out, "  ");
}

static size_t string_length(wb_str json, size_t at)
{
  size_t end = at + 1;
  while (end < json.n && json.p[end] != '"')
    end += json.p[end] == '\\' ? 2 : 1;
  return end + 1 - at;
}

void json_indent(wb_str json, buf *out)
{
  unsigned depth = 0;
  for (size_t i = 0; i < json.n; i++) {
    char c = json.p[i];
    bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
    bool empty = opens && i + 1 < json.n && (json.p[i + 1] == '}' || json.p[i + 1] == ']');
    if (c == '"') {
      size_t length = string_length(json, i);
      buf_add(out, str_upto(str_from(json, i), length));
      i += length - 1;
      continue;
    }
    if (closes)
      new_line(out, --depth);
    buf_add_byte(out, c);
    if (empty)
      buf_add_byte(out, json.p[++i]);
    else if (opens)
      new_line(out, ++depth);
    else if (c == ',')
      new_line(out, depth);
    else if (c == ':')
      buf_add_byte(out, ' ');
  }
  buf_add_byte(out, '\n');
}

/* ---- differences ---- */

static void print_lines(char mark, wb_str rest, wb_str until)
{
  wb_str line;
  for (unsigned i = 0; i < SHOWN_LINES && rest.n && !(until.n && str_starts(rest, until)); i++)
    if (str_split(&rest, '\n', &line))
      printf("%c%.*s\n", mark, STR_ARG(line));
}

/* The line after the first one of `rest` that also stands in `other`: where both go on alike, if they do
 * soon. */
static wb_str meeting_point(wb_str rest, wb_str other)
{
  wb_str line, seek, candidate;
  for (unsigned i = 0; i < SHOWN_LINES && rest.n; i++) {
    wb_str here = rest;
    str_split(&rest, '\n', &line);
    seek = other;
    for (unsigned k = 0; k < SHOWN_LINES && seek.n; k++) {
      wb_str there = seek;
      str_split(&seek, '\n', &candidate);
      if (str_equal(line, candidate) && line.n > 8 && str_equal(str_upto(here, 200), str_upto(there, 200)))
        return str_upto(here, 200);
    }
  }
  return (wb_str){ NULL, 0 };
}

void print_difference(const char *name, wb_str expected, wb_str actual)
{
  wb_str context[CONTEXT_LINES] = { { NULL, 0 } }, old_line, new_line_text;
  wb_str old_rest = expected, new_rest = actual, old_from, new_from;
  size_t line = 0;
  for (;;) {
    old_from = old_rest;
    new_from = new_rest;
    bool old_more = old_rest.n && str_split(&old_rest, '\n', &old_line);
    bool new_more = new_rest.n && str_split(&new_rest, '\n', &new_line_text);
    if (!old_more || !new_more || !str_equal(old_line, new_line_text))
      break;
    context[line++ % CONTEXT_LINES] = old_line;
  }
  printf("--- %s/feed.json\n+++ what comes out now\n@@ line %zu @@\n", name, line + 1);
  for (size_t i = line > CONTEXT_LINES ? line - CONTEXT_LINES : 0; i < line; i++)
    printf(" %.*s\n", STR_ARG(context[i % CONTEXT_LINES]));
  wb_str until = meeting_point(old_from, new_from);
  print_lines('-', old_from, until);
  print_lines('+', new_from, until);
}
