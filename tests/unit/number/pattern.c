/* SPDX-License-Identifier: MIT */
#include "core/number/number.h"
#include <criterion/criterion.h>

typedef struct sample {
  const char *pattern, *text;
  bool matches;
} sample;

Test(pattern, matches_the_whole_text_and_nothing_else)
{
  static const sample table[] = {
    { "1Z[0-9A-Z]{15}[0-9]", "1Z999AA10123456784", true },
    { "1Z[0-9A-Z]{15}[0-9]", "1Z999AA1012345678A", false },
    { "1Z[0-9A-Z]{15}[0-9]", "1Z999AA101234567845", false },
    { "1Z[0-9A-Z]{15}[0-9]", "1Z999AA1012345678", false },
    { "[0-9]{12}", "123456789012", true },
    { "[0-9]{12}", "12345678901", false },
    { "GM[0-9][0-9A-Z]{9,38}", "GM2951173225", true },
    { "GM[0-9][0-9A-Z]{9,38}", "GM29511732255", true },
    { "GM[0-9][0-9A-Z]{9,38}", "GM295117322", false },
    { "[0-9]{3}-[0-9]{7}-[0-9]{7}", "123-1234567-1234567", true },
    { "[0-9]{3}-[0-9]{7}-[0-9]{7}", "12312345671234567", false },
    { "[AEHINX][1-3]", "X3", true },
    { "[AEHINX][1-3]", "B3", false },
    { "C[0-35-9]", "C4", false },
    { "C[0-35-9]", "C5", true },
    { "A/_-", "A/_-", true },
    { "A/_-", "A/_?", false },
    { "AB", "", false },
    { "A", "a", false },
    { "[0", "0", false },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++)
    cr_expect_eq(number_pattern_match(table[i].pattern, str_of(table[i].text)), table[i].matches, "row %zu",
                 i);
}

typedef struct refusal {
  const char *pattern, *words;
} refusal;

Test(pattern, refuses_what_the_language_lacks_with_position_and_reason)
{
#define UNKNOWN(at, c)                                                                                       \
  "position " #at ": '" c                                                                                    \
  "' is not part of the pattern language, which has classes such as [0-9A-Z], single "                       \
  "characters and {n}"
  static const refusal table[] = {
    { NULL, "the pattern is empty" },
    { "", "the pattern is empty" },
    { "1Z.*", UNKNOWN(3, ".") },
    { "A+", UNKNOWN(2, "+") },
    { "A?", UNKNOWN(2, "?") },
    { "(A)", UNKNOWN(1, "(") },
    { "A|B", UNKNOWN(2, "|") },
    { "^A", UNKNOWN(1, "^") },
    { "\\d", UNKNOWN(1, "\\") },
    { "A B", UNKNOWN(2, " ") },
    { "]", UNKNOWN(1, "]") },
    { "{3}", UNKNOWN(1, "{") },
    { "A{3}{2}", UNKNOWN(5, "{") },
    { "1z", "position 2: 'z' is lower case; numbers are matched in upper case" },
    { "[a-z]", "position 2: 'a' is lower case; numbers are matched in upper case" },
    { "A\xC3\xA9", "position 2: byte 0xC3 cannot stand in a pattern" },
    { "A\t", "position 2: byte 0x09 cannot stand in a pattern" },
    { "[]", "position 1: the class is empty" },
    { "[0-9", "position 1: the class is not closed with ]" },
    { "[^0]", "position 2: a class cannot be negated" },
    { "[0-]", "position 3: a range needs a digit or letter at its end" },
    { "[0-Z]", "position 3: a range runs from digit to digit or from letter to letter" },
    { "[9-0]", "position 3: the range runs backwards" },
    { "[-]", UNKNOWN(2, "-") },
    { "A{", "position 3: a number is missing in {n} or {n,m}" },
    { "A{}", "position 3: a number is missing in {n} or {n,m}" },
    { "A{3", "position 2: { is not closed with }" },
    { "A{3,", "position 5: a number is missing in {n} or {n,m}" },
    { "A{,3}", "position 3: a number is missing in {n} or {n,m}" },
    { "A{0}", "position 3: a count of 0 has no meaning" },
    { "A{5,3}", "position 2: {n,m} runs backwards" },
    { "A{3,5}B", "position 2: only the last class may have {n,m}" },
    { "A{129}", "position 3: a number has at most 128 characters" },
    { "A{99999999999999999999}", "position 3: a number has at most 128 characters" },
    { "A{100}[0-9]{29}", "position 7: a number has at most 128 characters" },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    wb_error err = { 0 };
    cr_expect_eq(number_pattern_check(table[i].pattern, &err), WB_E_ARG, "row %zu", i);
    cr_expect_str_eq(err.text, table[i].words, "row %zu: %s", i, err.text);
  }
}

Test(pattern, takes_the_longest_number)
{
  cr_expect_eq(number_pattern_check("A{128}", NULL), WB_OK);
  cr_expect_eq(number_pattern_check("[0-9]{64}[A-Z]{1,64}", NULL), WB_OK);
  cr_expect_eq(number_pattern_check("A{3,3}B", NULL), WB_OK);
}

typedef struct bad_format {
  wb_format format;
  const char *words;
} bad_format;

Test(pattern, finds_what_is_wrong_with_a_format)
{
  static const wb_check luhn = { .kind = WB_CHECK_LUHN, .from = 0, .count = 10, .at = 10 };
  static const wb_check far = { .kind = WB_CHECK_LUHN, .from = 0, .count = 10, .at = 11 };
  static const wb_check inside = { .kind = WB_CHECK_LUHN, .from = 0, .count = 11, .at = 10 };
  static const wb_check kind = { .kind = 99, .from = 0, .count = 10, .at = 10 };
  static const wb_check letters = { .kind = WB_CHECK_LUHN, .letters = 7, .from = 0, .count = 10, .at = 10 };
  static const wb_check modulo = { .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 10, .at = 10 };
  static const wb_check modulo2 = {
    .kind = WB_CHECK_REMAINDER, .from = 0, .count = 10, .at = 10, .modulo = 11, .modulo2 = 1
  };
  static const wb_check weights = {
    .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 10, .at = 10, .modulo = 10, .weights = "3;1"
  };
  static const wb_check many = {
    .kind = WB_CHECK_WEIGHTED, .from = 8, .count = 2, .at = 10, .modulo = 10, .weights = "1,2,3"
  };
  static const wb_check none = {
    .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 10, .at = 10, .modulo = 10, .weights = ""
  };
  static const wb_check s10 = { .kind = WB_CHECK_S10, .from = 0, .count = 10, .at = 10 };
  const wb_lookup long_code[] = { { "service", 0, 2, WB_LIST(wb_label, { "ABC", "x" }) } };
  const wb_lookup outside[] = { { "service", 10, 2, { 0 } } };
  const wb_lookup nameless[] = { { "", 0, 2, { 0 } } };
#define ELEVEN "i", "[0-9]{11}", "79927398713", NULL, 0, 0
  const bad_format table[] = {
    { { "i", "[0-9", "1", NULL, 0, 0, NULL, { 0 } },
      "pattern \"[0-9\": position 1: the class is not closed with ]" },
    { { "i", "[0-9]", NULL, NULL, 0, 0, NULL, { 0 } }, "it has no example" },
    { { "i", "[0-9]{2,3}", "1", NULL, 0, 0, NULL, { 0 } },
      "example \"1\" has 1 characters, the pattern [0-9]{2,3} wants 2 to 3" },
    { { "i", "[0-9]{3}", "1A2", NULL, 0, 0, NULL, { 0 } },
      "example \"1A2\" does not match the pattern [0-9]{3}: character 2, 'A'" },
    { { "i", "[0-9]{11}", "79927398710", NULL, 0, 0, &luhn, { 0 } },
      "example \"79927398710\" fails its check digit: character 11 is '0' and should be '3'" },
    { { ELEVEN, &far, { 0 } },
      "check digit: it covers 0 to 9 and stands at 11, but the shortest number has 11 characters" },
    { { ELEVEN, &inside, { 0 } },
      "check digit: it stands at 10, inside the serial that it covers (0 to 10)" },
    { { ELEVEN, &kind, { 0 } }, "check digit: unknown kind 99" },
    { { ELEVEN, &letters, { 0 } }, "check digit: unknown kind of letters 7" },
    { { ELEVEN, &modulo, { 0 } }, "check digit: modulo 0 is not within 2 to 127" },
    { { ELEVEN, &modulo2, { 0 } }, "check digit: modulo2 1 is neither 0 nor within 2 to 127" },
    { { ELEVEN, &weights, { 0 } },
      "check digit: \"3;1\" in the weights \"3;1\" is not a number from 0 to 99" },
    { { ELEVEN, &many, { 0 } }, "check digit: more weights (\"1,2,3\") than the 2 characters of the serial" },
    { { ELEVEN, &none, { 0 } }, "check digit: \"\" in the weights \"\" is not a number from 0 to 99" },
    { { ELEVEN, &s10, { 0 } }, "check digit: the S10 rule covers 8 digits, count is 10" },
    { { ELEVEN, NULL, WB_ARRAY(long_code) },
      "lookup \"service\": code \"ABC\" has 3 characters, the lookup reads 2" },
    { { ELEVEN, NULL, WB_ARRAY(outside) },
      "lookup \"service\" reads 2 characters at 10, but the shortest number has 11" },
    { { ELEVEN, NULL, WB_ARRAY(nameless) }, "a lookup without a name (what)" },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    wb_error err = { 0 };
    cr_expect_eq(number_format_check(&table[i].format, &err), WB_E_ARG, "row %zu", i);
    cr_expect_str_eq(err.text, table[i].words, "row %zu: %s", i, err.text);
  }
}
