/* SPDX-License-Identifier: MIT */
#include "core/number/number.h"
#include <criterion/criterion.h>
#include <stdio.h>

static const wb_check ups = { .kind = WB_CHECK_WEIGHTED,
                              .letters = WB_LETTERS_ASCII3,
                              .from = 2,
                              .count = 15,
                              .at = 17,
                              .modulo = 10,
                              .complement = 1,
                              .weights = "1,2" };
static const wb_check fedex_12 = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 11, .at = 11, .modulo = 11, .modulo2 = 10, .weights = "3,1,7"
};
static const wb_check fedex_15 = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 14, .at = 14, .modulo = 10, .complement = 1, .weights = "1,3"
};
static const wb_check usps_20 = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 19, .at = 19, .modulo = 10, .complement = 1, .weights = "3,1"
};
static const wb_check usps_22 = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 21, .at = 21, .modulo = 10, .complement = 1, .weights = "3,1"
};
static const wb_check usps_legacy = { .kind = WB_CHECK_WEIGHTED,
                                      .from = 0,
                                      .count = 19,
                                      .at = 19,
                                      .modulo = 10,
                                      .complement = 1,
                                      .add = 28,
                                      .weights = "3,1" };
static const wb_check s10 = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };
static const wb_check canada_post = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 15, .at = 15, .modulo = 10, .complement = 1, .weights = "3,1"
};
static const wb_check dhl = { .kind = WB_CHECK_REMAINDER, .from = 0, .count = 9, .at = 9, .modulo = 7 };
static const wb_check luhn = { .kind = WB_CHECK_LUHN, .from = 0, .count = 10, .at = 10 };
static const wb_check iso = { .kind = WB_CHECK_MOD37_36, .from = 0, .count = 17, .at = 17 };
static const wb_check iso_14 = { .kind = WB_CHECK_MOD37_36, .from = 0, .count = 14, .at = 14 };
static const wb_check gls = { .kind = WB_CHECK_WEIGHTED,
                              .from = 0,
                              .count = 11,
                              .at = 11,
                              .modulo = 10,
                              .complement = 1,
                              .add = 1,
                              .weights = "3,1" };
static const wb_check identcode = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 11, .at = 11, .modulo = 10, .complement = 1, .weights = "4,9"
};
static const wb_check unused = { .kind = WB_CHECK_NONE };

typedef struct vector {
  const wb_check *check;
  const char *number;
  int result;
} vector;

/* From the carriers' own documentation and test systems, the standards, and the literature. */
static const vector vectors[] = {
  { &ups, "1Z999AA10123456784", NUMBER_CHECK_OK },
  { &ups, "1Z5R89390357567127", NUMBER_CHECK_OK },
  { &fedex_12, "568838414941", NUMBER_CHECK_OK },
  { &fedex_12, "797806677146", NUMBER_CHECK_OK },
  { &fedex_15, "449044304137821", NUMBER_CHECK_OK },
  { &fedex_15, "149331877648230", NUMBER_CHECK_OK },
  { &usps_20, "03071790000523483741", NUMBER_CHECK_OK },
  { &usps_22, "9400111202555842332669", NUMBER_CHECK_OK },
  { &s10, "RR473124829AZ", NUMBER_CHECK_OK },
  { &s10, "RA123456785GB", NUMBER_CHECK_OK },
  { &canada_post, "7023210039414604", NUMBER_CHECK_OK },
  { &dhl, "2775523063", NUMBER_CHECK_OK },
  { &luhn, "79927398713", NUMBER_CHECK_OK },
  { &iso, "A12425GABC1234002M", NUMBER_CHECK_OK }, /* GRid, the example of its standard */
  { &iso_14, "01015026003653C", NUMBER_CHECK_OK },
  { &identcode, "201298452277", NUMBER_CHECK_OK },
  { &ups, "1Z999AA10123456785", NUMBER_CHECK_FAILED },
  { &fedex_12, "568838414942", NUMBER_CHECK_FAILED },
  { &s10, "RR473124828AZ", NUMBER_CHECK_FAILED },
  { &dhl, "2775523064", NUMBER_CHECK_FAILED },
  { &dhl, "2775523067", NUMBER_CHECK_FAILED },
  { &luhn, "79927398710", NUMBER_CHECK_FAILED },
  { &luhn, "7992739871", NUMBER_CHECK_FAILED },  /* too short */
  { &luhn, "7992739A713", NUMBER_CHECK_FAILED }, /* a letter where a digit must stand */
  { &iso, "A12425GABC1234002N", NUMBER_CHECK_FAILED },
  { &iso, "A12425GABC1-34002M", NUMBER_CHECK_FAILED },
  { &unused, "anything", NUMBER_CHECK_NONE },
  { NULL, "anything", NUMBER_CHECK_NONE },
};

Test(check, agrees_with_published_numbers)
{
  for (size_t i = 0; i < WB_COUNT(vectors); i++)
    cr_expect_eq(number_check(vectors[i].check, str_of(vectors[i].number)), vectors[i].result, "row %zu: %s",
                 i, vectors[i].number);
}

/* S10's two special remainders, and FedEx's. */
Test(check, knows_the_special_remainders)
{
  cr_expect_eq(number_check(&s10, STR("RR000000005GB")), NUMBER_CHECK_OK); /* sum 0: 11 becomes 5 */
  cr_expect_eq(number_check(&fedex_12, STR("100000000010")), NUMBER_CHECK_FAILED);
  cr_expect_eq(number_check(&fedex_12, STR("100000000070")),
               NUMBER_CHECK_OK); /* 3 + 7: remainder 10 becomes 0 */
  int tens = 0;
  for (unsigned serial = 0; serial < 2000; serial++) { /* sum mod 11 == 1: 10 becomes 0 */
    static const unsigned weights[] = { 2, 3, 5, 9, 7 };
    char number[16];
    unsigned sum = 0;
    snprintf(number, sizeof number, "RR%08u0GB", serial);
    for (size_t i = 0; i < WB_COUNT(weights); i++)
      sum += weights[i] * (unsigned)(number[5 + i] - '0');
    bool ok = number_check(&s10, str_of(number)) == NUMBER_CHECK_OK;
    cr_expect_eq(ok, sum % 11 == 1, "%s", number);
    tens += ok;
  }
  cr_expect_gt(tens, 100);
}

static void with_check_digit(const wb_check *check, char *number)
{
  static const char symbols[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  for (const char *s = symbols; *s; s++) {
    number[check->at] = *s;
    if (number_check(check, str_of(number)) == NUMBER_CHECK_OK)
      return;
  }
  cr_assert_fail("no check digit makes %s valid", number);
}

/* Counts single-digit errors that stay unnoticed over serials made by rule. */
static unsigned unnoticed(const wb_check *check, const char *form)
{
  unsigned missed = 0;
  uint32_t state = 12345;
  for (int round = 0; round < 60; round++) {
    char number[64];
    size_t n = strlen(form);
    memcpy(number, form, n + 1);
    for (size_t i = 0; i < n; i++)
      if (number[i] == '#')
        number[i] = (char)('0' + (state = state * 1103515245u + 12345u) / 65536u % 10u);
    with_check_digit(check, number);
    for (size_t i = 0; i < n; i++) {
      char right = number[i];
      for (char c = '0'; ascii_is_digit(right) && c <= '9'; c++) {
        number[i] = c;
        missed += c != right && number_check(check, str_of(number)) == NUMBER_CHECK_OK;
      }
      number[i] = right;
    }
  }
  return missed;
}

Test(check, strong_rules_reject_every_single_digit_error)
{
  cr_expect_eq(unnoticed(&usps_20, "####################"), 0);
  cr_expect_eq(unnoticed(&usps_22, "94####################"), 0);
  cr_expect_eq(unnoticed(&usps_legacy, "####################"), 0);
  cr_expect_eq(unnoticed(&canada_post, "################"), 0);
  cr_expect_eq(unnoticed(&fedex_15, "###############"), 0);
  cr_expect_eq(unnoticed(&luhn, "###########"), 0);
  cr_expect_eq(unnoticed(&iso_14, "##############A"), 0);
  cr_expect_eq(unnoticed(&gls, "############"), 0);
}

/* The weakness is the rule's own: five more or less at a doubled place (UPS), seven more or less (mod 7). */
Test(check, weak_rules_miss_what_they_are_known_to_miss)
{
  cr_expect_gt(unnoticed(&ups, "1Z################"), 0);
  cr_expect_gt(unnoticed(&dhl, "##########"), 0);
}

Test(check, counts_letters_as_the_rule_says)
{
  static const wb_check values = { .kind = WB_CHECK_WEIGHTED,
                                   .letters = WB_LETTERS_36,
                                   .from = 0,
                                   .count = 1,
                                   .at = 1,
                                   .modulo = 11,
                                   .modulo2 = 10 };
  cr_expect_eq(number_check(&values, STR("A0")), NUMBER_CHECK_OK); /* 10 mod 11 mod 10 */
  cr_expect_eq(number_check(&values, STR("Z2")), NUMBER_CHECK_OK); /* 35 mod 11 */
  static const wb_check never = { .kind = WB_CHECK_REMAINDER, .from = 0, .count = 2, .at = 2, .modulo = 11 };
  for (char c = '0'; c <= '9'; c++)
    cr_expect_eq(number_check(&never, (wb_str){ (char[]){ '1', '0', c }, 3 }), NUMBER_CHECK_FAILED,
                 "remainder 10 has no digit");
}
