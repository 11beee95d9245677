/* SPDX-License-Identifier: MIT */
#include "rows.h"
#include <criterion/criterion.h>

static size_t repair(const number_detector *d, const char *input, number_suggestion *suggestions)
{
  number_text text;
  cr_assert_eq(number_normalise(str_of(input), &text, NULL), WB_OK);
  return number_repair(d, &text, NULL, suggestions);
}

static number_detector *make(void)
{
  number_detector *d = NULL;
  cr_assert_eq(number_detector_new(rows_all, ROWS_COUNT, &d, NULL), WB_OK);
  return d;
}

typedef struct slip {
  const char *typed, *meant, *edit;
} slip;

Test(repair, puts_the_likely_slip_first)
{
  static const slip table[] = {
    { "1Z999AA1O123456784", "1Z999AA10123456784", "position 9: 0 for O" },
    { "IZ999AA10123456784", "1Z999AA10123456784", "position 1: 1 for I" },
    { "12999AA10123456784", "1Z999AA10123456784", "position 2: Z for 2" },
    { "RA1Z345678SGB", "RA123456785GB", "position 4: 2 for Z, and 1 more" },
    { "RA12345678SGB", "RA123456785GB", "position 11: 5 for S" },
    { "R8123456785G8", "RB123456785GB", "position 2: B for 8, and 1 more" },
    { "RA213456785GB", "RA123456785GB", "positions 3 and 4 swapped" },
    { "Z1999AA10123456784", "1Z999AA10123456784", "positions 1 and 2 swapped" },
  };
  number_detector *d = make();
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    number_suggestion s[NUMBER_MAX_SUGGESTIONS];
    size_t count = repair(d, table[i].typed, s);
    cr_assert_gt(count, 0, "%s", table[i].typed);
    cr_expect_str_eq(s[0].number, table[i].meant, "%s: %s (%s)", table[i].typed, s[0].number, s[0].edit);
    cr_expect_str_eq(s[0].edit, table[i].edit, "%s: %s", table[i].typed, s[0].edit);
  }
  number_detector_free(d);
}


Test(repair, thinks_of_the_key_beside_first)
{
  number_detector *d = make();
  number_suggestion s[NUMBER_MAX_SUGGESTIONS];
  size_t count = repair(d, "568838414971", s), neighbours = 0;
  cr_assert_gt(count, 2);
  for (size_t i = 0; i < count; i++) {
    cr_expect(i == 0 || s[i - 1].row != s[i].row || s[i - 1].cost <= s[i].cost, "%s before %s", s[i - 1].edit, s[i].edit);
    neighbours += s[i].cost == 5500;
  }
  cr_expect_gt(neighbours, 0);
  number_detector_free(d);
}

Test(repair, offers_few_and_only_valid_numbers_each_once)
{
  number_detector *d = make();
  static const char *const typed[] = { "568838414942", "1Z999AA10123456785", "9400111202555842332660",
                                       "RA123456784GB" };
  for (size_t i = 0; i < WB_COUNT(typed); i++) {
    number_suggestion s[NUMBER_MAX_SUGGESTIONS];
    size_t count = repair(d, typed[i], s);
    cr_assert_gt(count, 0);
    for (size_t k = 0; k < count; k++) {
      const number_row *row = number_detector_row(d, s[k].row);
      cr_expect_eq(number_check(row->format->check, str_of(s[k].number)), NUMBER_CHECK_OK, "%s", s[k].number);
      cr_expect(number_pattern_match(row->format->pattern, str_of(s[k].number)));
      for (size_t j = 0; j < k; j++)
        cr_expect_str_neq(s[k].number, s[j].number);
    }
  }
  number_detector_free(d);
}

Test(repair, leaves_valid_and_hopeless_numbers_alone)
{
  static const char *const typed[] = {
    "1Z999AA10123456784", "320610804900",      "RA123456785GB", "hello", "1Z",
    "12345678901234",     "XX999AA101234567XX"
  };
  number_detector *d = make();
  for (size_t i = 0; i < WB_COUNT(typed); i++) {
    number_suggestion s[NUMBER_MAX_SUGGESTIONS];
    cr_expect_eq(repair(d, typed[i], s), 0, "%s", typed[i]);
  }
  number_detector_free(d);
}
