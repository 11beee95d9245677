/* SPDX-License-Identifier: MIT */
/* Tables as they are written: a line a row, fields between tabs, "-" for none, # begins a comment. */
#include "compile.h"

static int refuse(tables *t, const char *path, unsigned number, const char *reason)
{
  return error_set(&t->err, WB_E_PARSE, "%s:%u: %s", path, number, reason);
}

static int read_fields(tables *t, line *into, wb_str text, unsigned fields)
{
  unsigned n = 0;
  wb_str piece;
  while (str_split(&text, '\t', &piece)) {
    if (n == fields)
      return error_set(&t->err, WB_E_PARSE, "%s:%u: more than %u fields", into->file, into->number, fields);
    if (piece.n == 0)
      return error_set(&t->err, WB_E_PARSE, "%s:%u: field %u is empty; write - for none", into->file, into->number,
                       n + 1);
    into->fields[n++] = str_is(piece, "-") ? NULL : arena_cstr(t->memory, piece);
  }
  if (n < fields)
    return error_set(&t->err, WB_E_PARSE, "%s:%u: %u fields, expected %u with a tab between them", into->file,
                     into->number, n, fields);
  return arena_failed(t->memory) ? error_nomem(&t->err) : WB_OK;
}

int table_read(tables *t, table *into, const char *path, unsigned fields)
{
  WB_AUTO(buf) text = { 0 };
  int rc = buf_read_file(&text, path, &t->err);
  wb_str rest = buf_view(&text), piece;
  if (rc == WB_OK && !str_is_utf8(rest, NULL))
    rc = refuse(t, path, 1, "it is not UTF-8 text");
  for (unsigned number = 1; rc == WB_OK && str_split(&rest, '\n', &piece); number++) {
    if (piece.n == 0 || piece.p[0] == '#')
      continue;
    line *l = ARENA_PUSH(t->memory, into->lines, into->count, into->capacity);
    if (!l)
      return error_nomem(&t->err);
    l->file = path;
    l->number = number;
    rc = read_fields(t, l, piece, fields);
  }
  return rc;
}
