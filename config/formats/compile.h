/* SPDX-License-Identifier: MIT */
/* The format tables of this folder, made into the source of a plugin whose carriers know formats only.
 *
 * Runs while building.  Every table is checked as a plugin's formats are; what is wrong is told with file and
 * line, and nothing is written then. */
#ifndef FORMATS_COMPILE_H
#define FORMATS_COMPILE_H
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/number/number.h"

#define LINE_FIELDS_MAX 10

typedef struct line { /* of a table: fields between tabs; "-" is NULL */
  const char *file;
  unsigned number;
  const char *fields[LINE_FIELDS_MAX];
} line;

typedef struct table {
  line *lines;
  size_t count, capacity;
} table;

enum { CARRIER_ID, CARRIER_NAME, CARRIER_COUNTRIES, CARRIER_PAGE, CARRIER_HOMEPAGE, CARRIER_FIELDS };
enum { CODE_TABLE, CODE_CODE, CODE_MEANING, CODE_FIELDS };
enum {
  ROW_CARRIER,
  ROW_FORMAT,
  ROW_PATTERN,
  ROW_CHECK,
  ROW_LOOKUPS,
  ROW_SHARE,
  ROW_MARKS,
  ROW_EXAMPLE,
  ROW_SOURCE,
  ROW_SURENESS,
  ROW_FIELDS
};

typedef struct tables {
  arena *memory;
  table carriers, codes, rows;
  wb_format *formats; /* of each row */
  wb_error err;
} tables;

/* Adds the lines of a file; each must have as many fields.  WB_E_IO, WB_E_PARSE: file, line and reason. */
int table_read(tables *t, table *into, const char *path, unsigned fields);

/* Fills t->formats and checks them all.  WB_E_PARSE: file, line and reason. */
int tables_compile(tables *t);

/* Writes the plugin's source. */
void tables_emit(const tables *t, buf *out);
#endif
