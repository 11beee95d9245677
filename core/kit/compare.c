/* SPDX-License-Identifier: MIT */
#include "play.h"

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

/* Lines up to the one that begins at `end`, at most SHOWN_LINES. */
static void add_lines(buf *out, char mark, wb_str rest, const char *end)
{
  wb_str line;
  for (unsigned i = 0; i < SHOWN_LINES && rest.n && rest.p != end && str_split(&rest, '\n', &line); i++)
    buf_printf(out, "%c%.*s\n", mark, STR_ARG(line));
}

/* Where `rest` has a line like `wanted`, looking no further than is shown; NULL: nowhere. */
static const char *find_line(wb_str rest, wb_str wanted)
{
  wb_str line;
  for (unsigned i = 0; i < SHOWN_LINES && rest.n; i++) {
    const char *start = rest.p;
    if (str_split(&rest, '\n', &line) && str_equal(line, wanted))
      return start;
  }
  return NULL;
}

/* Both sides up to the first line on which they agree again. */
static void add_sides(buf *out, wb_str before, wb_str after)
{
  wb_str rest = before, line;
  const char *before_end = NULL, *after_end = NULL;
  for (unsigned i = 0; i < SHOWN_LINES && rest.n && !after_end; i++) {
    before_end = rest.p;
    if (str_split(&rest, '\n', &line) && line.n > 8) /* a bracket stands anywhere */
      after_end = find_line(after, line);
  }
  add_lines(out, '-', before, after_end ? before_end : NULL);
  add_lines(out, '+', after, after_end);
}

void difference_add(buf *out, const char *name, wb_str expected, wb_str actual)
{
  wb_str context[CONTEXT_LINES] = { { NULL, 0 } }, left, right;
  wb_str expected_rest = expected, actual_rest = actual;
  size_t line = 0;
  while (expected_rest.n && actual_rest.n && str_split(&expected_rest, '\n', &left) &&
         str_split(&actual_rest, '\n', &right) && str_equal(left, right)) {
    context[line++ % CONTEXT_LINES] = left;
    expected = expected_rest;
    actual = actual_rest;
  }
  buf_printf(out, "--- %s/feed.json\n+++ what comes out now\n@@ line %zu @@\n", name, line + 1);
  for (size_t i = line > CONTEXT_LINES ? line - CONTEXT_LINES : 0; i < line; i++)
    buf_printf(out, " %.*s\n", STR_ARG(context[i % CONTEXT_LINES]));
  add_sides(out, expected, actual);
}
