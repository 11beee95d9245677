/* SPDX-License-Identifier: MIT */
/* Check digits made ready: a weighted sum and a table of what each remainder must show, but for Luhn's
 * doubling and the ISO 7064 sequence. */
#ifndef NUMBER_CHECK_H
#define NUMBER_CHECK_H
#include "number.h"
#include "symbol.h"

#define CHECK_MAX_MODULO 127

typedef struct check_rule {
  bool digits;   /* the pattern lets only digits stand in the serial, which is no longer than NUMBER_PADDING */
  uint16_t kind; /* WB_CHECK_NONE, _WEIGHTED (also for REMAINDER and S10), _LUHN, _MOD37_36 */
  uint16_t letters;
  uint16_t from, count, at;
  uint16_t modulo, add;
  uint32_t inverse; /* 2^32 / modulo, rounded up: sums are far below the 2^25 up to which it is exact */
  uint8_t weights[WB_MAX_NUMBER_BYTES];
  uint8_t expected[CHECK_MAX_MODULO + 1]; /* symbol for each remainder; SYMBOL_OTHER: none can be right */
} check_rule;

/* check may be NULL.  WB_E_ARG: the words say which member is wrong; positions against a number of
 * `shortest` symbols. */
int check_compile(const wb_check *check, size_t shortest, check_rule *ret_rule, wb_error *err);

/* The symbol that must stand at rule->at; SYMBOL_OTHER when none can.  The number has more than rule->at
 * symbols and holds the serial; NUMBER_PADDING more bytes can be read behind it when rule->digits. */
uint8_t check_expected(const check_rule *rule, const uint8_t *symbols);

static inline bool check_passes(const check_rule *rule, const uint8_t *symbols)
{
  uint8_t expected = check_expected(rule, symbols);
  return expected != SYMBOL_OTHER && expected == symbols[rule->at];
}
#endif
