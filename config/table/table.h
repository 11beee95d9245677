/* SPDX-License-Identifier: MIT */
/* Tables that people edit, as the programs that compile them while building read them: a line a row, fields
 * between tabs, "-" for none, # begins a comment.  What is wrong is told with file and line. */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H
#include "core/base/arena.h"
#include "core/base/buf.h"

#define TABLE_FIELDS_MAX 10

typedef struct table_line {
  const char *file;
  unsigned number;
  const char *fields[TABLE_FIELDS_MAX]; /* "-" is NULL */
} table_line;

typedef struct table {
  table_line *lines;
  size_t count, capacity;
} table;

/* Adds the lines of a file; each must have as many fields.  WB_E_IO, WB_E_PARSE: file, line and reason. */
int table_read(table *into, arena *memory, const char *path, unsigned fields, wb_error *err);

/* Says what is wrong with a line.  Returns WB_E_PARSE. */
int table_refuse(const table_line *l, wb_error *err, const char *format, ...) WB_PRINTF(3, 4);

/* In place of the file that was there: whoever has that one mapped keeps it.  WB_E_IO: with the path. */
int table_write(const char *path, const buf *data, wb_error *err);
#endif
