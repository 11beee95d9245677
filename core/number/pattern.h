/* SPDX-License-Identifier: MIT */
/* The pattern language of wb_format: one class of symbols per position.
 *
 *   pattern  = { class [ "{" n "}" ] } class [ "{" n "," m "}" ]
 *   class    = "[" { character | character "-" character } "]" | character
 *   character = 0-9 A-Z, outside of brackets also "-" "/" "_" */
#ifndef NUMBER_PATTERN_H
#define NUMBER_PATTERN_H
#include "number.h"
#include "symbol.h"

typedef struct pattern {
  uint64_t classes[WB_MAX_NUMBER_BYTES]; /* one bit per symbol; filled up to `longest` */
  uint16_t shortest, longest;            /* lengths of numbers; equal without {n,m} */
} pattern;

/* WB_E_ARG: position (from 1) and reason. */
int pattern_compile(const char *text, pattern *ret_pattern, wb_error *err);

/* The first position that does not fit; `n` when the whole text matches; the length is not looked at. */
size_t pattern_mismatch(const uint64_t *classes, const uint8_t *symbols, size_t n);
#endif
