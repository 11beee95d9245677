/* SPDX-License-Identifier: MIT */
/* Check digits made ready: a weighted sum and a table of what each remainder must show, but for Luhn's
 * doubling and the ISO 7064 sequence. */
#ifndef NUMBER_CHECK_H
#define NUMBER_CHECK_H
#include "number.h"
#include "symbol.h"

#define CHECK_MAX_MODULO 127
#define CHECK_NO_LIMIT   255
#define CACHE_LINE       64
#define CHECK_BLOCK      16

/* In the order in which it is needed: mostly two lines of the cache. */
typedef struct check_rule {
  _Alignas(CACHE_LINE)
      uint32_t inverse; /* 2^32 / modulo, rounded up: sums are far below the 2^25 up to which it is exact */
  uint16_t modulo, add;
  uint16_t from, count, at;
  uint16_t kind; /* WB_CHECK_NONE, _WEIGHTED (also for REMAINDER and S10), _LUHN, _MOD37_36 */
  uint8_t letters;
  uint8_t limit; /* a symbol above it counts `extra` more; CHECK_NO_LIMIT: none does */
  bool direct;   /* check_make_direct() found that the sum of check_passes() says the same */
  uint8_t base;  /* where `weight` and `extra` begin: at a whole block of symbols, if the serial fits */
  uint8_t expected[CHECK_MAX_MODULO + 1]; /* symbol for each remainder; SYMBOL_OTHER: none can be right */
  int16_t weight[NUMBER_PADDING], extra[NUMBER_PADDING]; /* when direct; 0 beside the serial */
  uint8_t weights[WB_MAX_NUMBER_BYTES];
} check_rule;

/* The members leave no holes, so that rules can be compared as bytes. */
#define CHECK_RULE_BYTES (offsetof(check_rule, weights) + WB_MAX_NUMBER_BYTES)
_Static_assert(offsetof(check_rule, weight) == offsetof(check_rule, expected) + CHECK_MAX_MODULO + 1,
               "no hole");

/* check may be NULL.  WB_E_ARG: the words say which member is wrong; positions against a number of
 * `shortest` symbols. */
int check_compile(const wb_check *check, size_t shortest, check_rule *ret_rule, wb_error *err);

/* For a serial of which classes[] are the symbols that can stand there: if all have values, nearly every rule
 * is one sum of as many steps, whatever its length. */
void check_make_direct(check_rule *rule, const uint64_t *classes);

/* The symbol that must stand at rule->at; SYMBOL_OTHER when none can.  The number has more than rule->at
 * symbols and holds the serial; NUMBER_PADDING more bytes can be read behind it when rule->direct. */
uint8_t check_expected(const check_rule *rule, const uint8_t *symbols);

/* sum mod modulo without a division. */
static inline uint8_t check_symbol(const check_rule *rule, uint32_t sum)
{
  return rule->expected[sum - (uint32_t)((uint64_t)sum * rule->inverse >> 32) * rule->modulo];
}

/* Steps of a constant number, which compilers make vectors of. */
static inline int32_t check_sum(const uint8_t values[NUMBER_PADDING], const int16_t weights[NUMBER_PADDING])
{
  int32_t sum = 0;
  for (size_t i = 0; i < NUMBER_PADDING; i++)
    sum += (int16_t)values[i] * weights[i];
  return sum;
}

static inline bool check_passes(const check_rule *rule, const uint8_t *symbols)
{
  if (rule->direct && rule->limit == CHECK_NO_LIMIT) {
    int32_t sum = rule->add + check_sum(symbols + rule->base, rule->weight);
    return check_symbol(rule, (uint32_t)sum) == symbols[rule->at];
  }
  uint8_t expected = check_expected(rule, symbols);
  return expected != SYMBOL_OTHER && expected == symbols[rule->at];
}
#endif
