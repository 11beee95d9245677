/* SPDX-License-Identifier: MIT */
#include "check.h"

#define NO_VALUE     255u
#define NO_VALUE_BIT 128u
#define MAX_WEIGHT   99u

/* What a symbol counts.  ASCII3: (code - 3) mod 10, so that A is 2 (UPS); 36: A = 10 ... Z = 35. */
#define NO     NO_VALUE
#define DIGITS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
static const uint8_t values_of[][SYMBOL_COUNT] = {
  [WB_LETTERS_NONE] = { DIGITS, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
                        NO,     NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO },
  [WB_LETTERS_ASCII3] = { DIGITS, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2,  3,  4,  5, 6,
                          7,      8, 9, 0, 1, 2, 3, 4, 5, 6, 7, NO, NO, NO, NO },
  [WB_LETTERS_36] = { DIGITS, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                      25,     26, 27, 28, 29, 30, 31, 32, 33, 34, 35, NO, NO, NO, NO },
};
#undef DIGITS
#undef NO

static uint32_t inverse_of(uint32_t modulo)
{
  return (uint32_t)((UINT64_C(1) << 32) / modulo + 1);
}

static uint8_t expected_direct(const check_rule *rule, const uint8_t *symbols)
{
  const uint8_t *serial = symbols + rule->base;
  int32_t sum = rule->add + check_sum(serial, rule->weight);
  if (rule->limit != CHECK_NO_LIMIT) {
    uint8_t above[NUMBER_PADDING], limit = rule->limit;
    for (size_t i = 0; i < NUMBER_PADDING; i++)
      above[i] = serial[i] > limit ? 1 : 0;
    sum += check_sum(above, rule->extra);
  }
  return check_symbol(rule, (uint32_t)sum);
}

static uint8_t expected_weighted(const check_rule *rule, const uint8_t *serial)
{
  const uint8_t *values = values_of[rule->letters];
  uint32_t sum = rule->add, seen = 0;
  for (size_t i = 0; i < rule->count; i++) {
    uint32_t value = values[serial[i]];
    seen |= value;
    sum += value * rule->weights[i];
  }
  if (seen & NO_VALUE_BIT)
    return SYMBOL_OTHER;
  return check_symbol(rule, sum);
}

/* ISO/IEC 7812-1 annex B: every second digit from the right is doubled and its digits added. */
static uint8_t expected_luhn(const check_rule *rule, const uint8_t *serial)
{
  static const uint8_t doubled[] = { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
  uint32_t sum = 0;
  for (size_t i = 0; i < rule->count; i++) {
    uint8_t digit = serial[rule->count - 1 - i];
    if (digit > 9)
      return SYMBOL_OTHER;
    sum += i % 2 == 0 ? doubled[digit] : digit;
  }
  return (uint8_t)((10 - sum % 10) % 10);
}

/* ISO 7064 MOD 37,36: hybrid system, recursive method. */
static uint8_t expected_mod37_36(const check_rule *rule, const uint8_t *serial)
{
  uint32_t p = 36;
  for (size_t i = 0; i < rule->count; i++) {
    if (serial[i] >= SYMBOL_DASH)
      return SYMBOL_OTHER;
    p += serial[i];
    if (p > 36)
      p -= 36;
    p = p * 2 % 37;
  }
  return (uint8_t)((37 - p) % 36);
}

uint8_t check_expected(const check_rule *rule, const uint8_t *symbols)
{
  const uint8_t *serial = symbols + rule->from;
  if (rule->direct)
    return expected_direct(rule, symbols);
  if (rule->kind == WB_CHECK_WEIGHTED)
    return expected_weighted(rule, serial);
  return rule->kind == WB_CHECK_LUHN ? expected_luhn(rule, serial) : expected_mod37_36(rule, serial);
}

/* ---- making rules ---- */

static bool serial_within(const check_rule *rule, const uint64_t *classes, uint64_t symbols)
{
  for (size_t i = rule->from; i < (size_t)rule->from + rule->count; i++)
    if (classes[i] & ~symbols)
      return false;
  return rule->count <= NUMBER_PADDING;
}

/* Returns how far into the weights the serial begins. */
static size_t set_base(check_rule *rule)
{
  size_t skip = rule->from % CHECK_BLOCK;
  if (skip + rule->count > NUMBER_PADDING)
    skip = 0;
  rule->base = (uint8_t)(rule->from - skip);
  return skip;
}

/* Luhn: a digit above 4 counts 9 less when it is doubled, which is 1 more when only the last digit of the sum
 * matters. */
static void make_direct_luhn(check_rule *rule)
{
  size_t skip = set_base(rule);
  rule->modulo = 10;
  rule->inverse = inverse_of(10);
  rule->limit = 4;
  for (size_t i = 0; i < rule->count; i++) {
    bool doubled = (rule->count - i) % 2 == 1;
    rule->weight[skip + i] = doubled ? 2 : 1;
    rule->extra[skip + i] = doubled;
  }
  for (unsigned remainder = 0; remainder < 10; remainder++)
    rule->expected[remainder] = (uint8_t)((10 - remainder) % 10);
}

/* ASCII3 letters: A is symbol 10 and counts 2, so that a letter counts 2 more than its symbol where whole
 * tens do not matter. */
static bool make_direct_weighted(check_rule *rule, const uint64_t *classes)
{
  bool digits = serial_within(rule, classes, SYMBOLS_DIGITS),
       ascii3 = !digits && rule->letters == WB_LETTERS_ASCII3;
  if (!digits && (rule->letters == WB_LETTERS_NONE || !serial_within(rule, classes, SYMBOLS_ALL)))
    return false;
  if (ascii3 && 10 % rule->modulo != 0)
    return false;
  size_t skip = set_base(rule);
  rule->limit = ascii3 ? 9 : CHECK_NO_LIMIT;
  for (size_t i = 0; i < rule->count; i++) {
    rule->weight[skip + i] = rule->weights[i];
    rule->extra[skip + i] = (int16_t)(ascii3 ? 2 * rule->weights[i] : 0);
  }
  return true;
}

void check_make_direct(check_rule *rule, const uint64_t *classes)
{
  if (rule->kind == WB_CHECK_WEIGHTED)
    rule->direct = make_direct_weighted(rule, classes);
  if (rule->kind == WB_CHECK_LUHN && serial_within(rule, classes, SYMBOLS_DIGITS)) {
    make_direct_luhn(rule);
    rule->direct = true;
  }
}

/* "3,1" repeated over the serial; NULL is all 1. */
static int read_weights(const wb_check *check, check_rule *rule, wb_error *err)
{
  wb_str rest = check->weights ? str_of(check->weights) : STR("1"), piece;
  size_t n = 0;
  while (str_split(&rest, ',', &piece)) {
    uint64_t weight;
    if (!str_to_u64(piece, &weight) || weight > MAX_WEIGHT)
      return error_set(err, WB_E_ARG,
                       "check digit: \"%.*s\" in the weights \"%s\" is not a number from 0 to %u",
                       STR_ARG(piece), check->weights, MAX_WEIGHT);
    if (n == rule->count)
      return error_set(err, WB_E_ARG,
                       "check digit: more weights (\"%s\") than the %u characters of the serial",
                       check->weights, rule->count);
    rule->weights[n++] = (uint8_t)weight;
  }
  if (n == 0)
    return error_set(err, WB_E_ARG, "check digit: the weights are empty; NULL means all 1");
  for (size_t i = n; i < rule->count; i++)
    rule->weights[i] = rule->weights[i - n];
  return WB_OK;
}

static int read_modulo(const wb_check *check, check_rule *rule, wb_error *err)
{
  if (check->modulo < 2 || check->modulo > CHECK_MAX_MODULO)
    return error_set(err, WB_E_ARG, "check digit: modulo %u is not within 2 to %d", check->modulo,
                     CHECK_MAX_MODULO);
  if (check->modulo2 == 1 || check->modulo2 > CHECK_MAX_MODULO)
    return error_set(err, WB_E_ARG, "check digit: modulo2 %u is neither 0 nor within 2 to %d", check->modulo2,
                     CHECK_MAX_MODULO);
  if (check->complement > 1)
    return error_set(err, WB_E_ARG, "check digit: complement %u is neither 0 nor 1", check->complement);
  rule->modulo = check->modulo;
  rule->add = check->add;
  for (unsigned remainder = 0; remainder < check->modulo; remainder++) {
    unsigned digit = check->complement ? (check->modulo - remainder) % check->modulo : remainder;
    if (check->modulo2)
      digit %= check->modulo2;
    rule->expected[remainder] = (uint8_t)(digit < 10 ? digit : SYMBOL_OTHER);
  }
  return WB_OK;
}

/* Reading the serial as one integer is a weighted sum too: the weights are the powers of ten, reduced. */
static void powers_of_ten(check_rule *rule)
{
  uint32_t power = 1;
  for (size_t i = rule->count; i-- > 0;) { /* modulo is 2 or more */
    rule->weights[i] = (uint8_t)power;
    power = power * 10 % rule->modulo;
  }
}

/* UPU S10: 11 - (sum mod 11), where 10 becomes 0 and 11 becomes 5. */
static int make_s10(check_rule *rule, wb_error *err)
{
  static const uint8_t weights[] = { 8, 6, 4, 2, 3, 5, 9, 7 };
  static const uint8_t expected[] = { 5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1 };
  if (rule->count != WB_COUNT(weights))
    return error_set(err, WB_E_ARG, "check digit: the S10 rule covers 8 digits, count is %u", rule->count);
  memcpy(rule->weights, weights, sizeof weights);
  memcpy(rule->expected, expected, sizeof expected);
  rule->kind = WB_CHECK_WEIGHTED;
  rule->modulo = 11;
  return WB_OK;
}

static int check_span(const wb_check *check, size_t shortest, wb_error *err)
{
  if (check->count == 0)
    return error_set(err, WB_E_ARG, "check digit: it covers no characters (count is 0)");
  if ((size_t)check->from + check->count > shortest || check->at >= shortest)
    return error_set(
        err, WB_E_ARG,
        "check digit: it covers %u to %u and stands at %u, but the shortest number has %zu characters",
        check->from, check->from + check->count - 1u, check->at, shortest);
  if (check->at >= check->from && check->at < check->from + check->count)
    return error_set(err, WB_E_ARG,
                     "check digit: it stands at %u, inside the serial that it covers (%u to %u)", check->at,
                     check->from, check->from + check->count - 1u);
  if (check->letters > WB_LETTERS_36)
    return error_set(err, WB_E_ARG, "check digit: unknown kind of letters %u", check->letters);
  return WB_OK;
}

int check_compile(const wb_check *check, size_t shortest, check_rule *ret_rule, wb_error *err)
{
  *ret_rule = (check_rule){ .kind = WB_CHECK_NONE };
  if (!check || check->kind == WB_CHECK_NONE)
    return WB_OK;
  if (check->kind > WB_CHECK_MOD37_36)
    return error_set(err, WB_E_ARG, "check digit: unknown kind %u", check->kind);
  int rc = check_span(check, shortest, err);
  if (rc)
    return rc;
  check_rule rule = { .kind = check->kind,
                      .letters = (uint8_t)check->letters,
                      .from = check->from,
                      .count = check->count,
                      .at = check->at };
  if (check->kind == WB_CHECK_S10)
    rc = make_s10(&rule, err);
  if (check->kind == WB_CHECK_WEIGHTED || check->kind == WB_CHECK_REMAINDER)
    rc = read_modulo(check, &rule, err);
  if (rc == WB_OK && check->kind == WB_CHECK_WEIGHTED)
    rc = read_weights(check, &rule, err);
  if (rc == WB_OK && check->kind == WB_CHECK_REMAINDER) {
    powers_of_ten(&rule);
    rule.kind = WB_CHECK_WEIGHTED;
  }
  if (rule.modulo)
    rule.inverse = inverse_of(rule.modulo);
  if (rc == WB_OK)
    *ret_rule = rule;
  return rc;
}

int number_check(const wb_check *check, wb_str text)
{
  check_rule rule;
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING] = { 0 };
  if (!check || check->kind == WB_CHECK_NONE)
    return NUMBER_CHECK_NONE;
  if (text.n > WB_MAX_NUMBER_BYTES || check_compile(check, text.n, &rule, NULL) != WB_OK)
    return NUMBER_CHECK_FAILED;
  symbol_encode(text, symbols);
  return check_passes(&rule, symbols) ? NUMBER_CHECK_OK : NUMBER_CHECK_FAILED;
}
