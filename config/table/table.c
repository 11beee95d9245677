/* SPDX-License-Identifier: MIT */
#include "table.h"
#include <stdarg.h>
#include <stdio.h>

int table_refuse(const table_line *l, wb_error *err, const char *format, ...)
{
  char reason[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(reason, sizeof reason, format, arguments);
  va_end(arguments);
  return error_set(err, WB_E_PARSE, "%s:%u: %s", l->file, l->number, reason);
}

static int read_fields(arena *memory, table_line *into, wb_str text, unsigned fields, wb_error *err)
{
  unsigned n = 0;
  wb_str piece;
  while (str_split(&text, '\t', &piece)) {
    if (n == fields)
      return table_refuse(into, err, "more than %u fields", fields);
    if (piece.n == 0)
      return table_refuse(into, err, "field %u is empty; write - for none", n + 1);
    into->fields[n++] = str_is(piece, "-") ? NULL : arena_cstr(memory, piece);
  }
  if (n < fields)
    return table_refuse(into, err, "%u fields, expected %u with a tab between them", n, fields);
  return arena_failed(memory) ? error_nomem(err) : WB_OK;
}

int table_read(table *into, arena *memory, const char *path, unsigned fields, wb_error *err)
{
  WB_AUTO(buf) text = { 0 };
  int rc = buf_read_file(&text, path, err);
  wb_str rest = buf_view(&text), piece;
  if (rc == WB_OK && !str_is_utf8(rest, NULL))
    rc = error_set(err, WB_E_PARSE, "%s:1: it is not UTF-8 text", path);
  for (unsigned number = 1; rc == WB_OK && str_split(&rest, '\n', &piece); number++) {
    if (piece.n == 0 || piece.p[0] == '#')
      continue;
    table_line *l = ARENA_PUSH(memory, into->lines, into->count, into->capacity);
    if (!l)
      return error_nomem(err);
    l->file = path;
    l->number = number;
    rc = read_fields(memory, l, piece, fields, err);
  }
  return rc;
}

int table_write(const char *path, const buf *data, wb_error *err)
{
  WB_AUTO(buf) fresh = { 0 };
  buf_printf(&fresh, "%s.new", path);
  FILE *out = fopen(buf_cstr(&fresh), "w");
  bool good = out && fwrite(data->data, 1, data->n, out) == data->n;
  good = out && fclose(out) == 0 && good;
  good = good && rename(buf_cstr(&fresh), path) == 0;
  return good ? WB_OK : error_set(err, WB_E_IO, "cannot write %s", path);
}
