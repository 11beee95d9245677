/* SPDX-License-Identifier: MIT */
/* The pass over a JSON text before json-c sees it: every limit, and everything that json-c lets through
 * although it is not JSON (single quotes, NaN, raw control characters, loose numbers).  The order of tokens
 * is left to json-c.
 *
 * Nodes are values.  json-c gives an object a table of 16 entries and an array a list of 32 at once, so an
 * object counts as 4 nodes and an array as 2: that is what keeps `[{},{},...]` within the memory that
 * WB_MAX_DOC_NODES means. */
#ifndef DOC_JSON_SCAN_H
#define DOC_JSON_SCAN_H
#include "../doc.h"

#define JSON_OBJECT_NODES 4u
#define JSON_ARRAY_NODES  2u

typedef struct json_scan {
  const char *start, *end; /* the body as given */
  uintptr_t last_word;     /* the last place from which eight bytes can be read, maybe before the start */
  const doc_limits *limits;
  wb_error *err;
  uint32_t depth;
  size_t nodes;
  /* Offsets behind integers that a 64-bit number would not give back as written.  Kept from scan to scan. */
  size_t *long_ends, long_count, long_capacity;
} json_scan;

/* WB_OK, or WB_E_PARSE or WB_E_LIMIT with the byte.  s->start is the body; `text` the part of it behind the
 * mark and blanks. */
int json_scan_run(json_scan *s, wb_str body, wb_str text, const doc_limits *limits, wb_error *err);
void json_scan_free(json_scan *s);
#endif
