/* SPDX-License-Identifier: MIT */
/* The format tables of this folder, made into the source of a plugin whose carriers know formats only.
 *
 * Runs while building.  Every table is checked as a plugin's formats are; what is wrong is told with file and
 * line, and nothing is written then. */
#ifndef FORMATS_COMPILE_H
#define FORMATS_COMPILE_H
#include "config/table/table.h"
#include "core/number/number.h"

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

/* Fills t->formats and checks them all.  WB_E_PARSE: file, line and reason. */
int tables_compile(tables *t);

/* Writes the plugin's source. */
void tables_emit(const tables *t, buf *out);
#endif
