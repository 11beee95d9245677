/* SPDX-License-Identifier: MIT */
#include "rows.h"
#include <criterion/criterion.h>
#include <stdio.h>

static number_detector *make(const number_row *rows, size_t count)
{
  number_detector *d = NULL;
  wb_error err = { 0 };
  cr_assert_eq(number_detector_new(rows, count, &d, &err), WB_OK, "%s", err.text);
  return d;
}

static size_t detect(const number_detector *d, const char *input, const number_prior *prior,
                     number_text *text, number_match *matches)
{
  size_t count = 99;
  wb_error err = { 0 };
  cr_assert_eq(number_normalise(str_of(input), text, &err), WB_OK, "%s", err.text);
  cr_assert_eq(number_detect(d, text, prior, matches, NUMBER_MAX_MATCHES, &count), WB_OK);
  return count;
}

typedef struct expectation {
  const char *input;
  const char *found; /* "carrier/format:check" best first */
} expectation;

static void describe(const number_detector *d, const number_match *matches, size_t count, char *out,
                     size_t size)
{
  static const char *const checks[] = { "none", "ok", "failed" };
  size_t n = 0;
  out[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    const number_row *row = number_detector_row(d, matches[i].row);
    n += (size_t)snprintf(out + n, size - n, "%s%s/%s:%s", n ? " " : "", row->carrier_id, row->format->id,
                          checks[matches[i].check]);
  }
}

Test(detect, finds_and_ranks_carriers)
{
  static const expectation table[] = {
    { "1z 999 aa1 0123456784", "ups/ups-1z:ok" },
    { "1Z999AA10123456785", "ups/ups-1z:failed" },
    { "568838414941", "fedex/fedex-12:ok" },
    { "320610804900", "purolator/purolator:ok fedex/fedex-12:ok" }, /* the narrower form first */
    { "797806677147", "fedex/fedex-12:failed" },
    { "568838414942", "purolator/purolator:failed fedex/fedex-12:failed" },
    { "9400 1112 0255 5842 3326 69", "usps/impb:ok" },
    { "420221539400111202555842332669", "usps/impb:ok" },
    { "RA123456785GB", "royal-mail/s10:ok" },
    { "123-1234567-1234567", "amazon/order:none" },
    { "12312345671234567", "" },
    { "12345678901234", "loose/loose-14:none" },
    { "hello", "" },
    { "1", "" },
    { "1Z999AA1012345678", "" },
    { "1Z999AA101234567845", "" },
    { "#1Z999AA10123456784", "" },
  };
  number_detector *d = make(rows_all, ROWS_COUNT);
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    number_text text;
    number_match matches[NUMBER_MAX_MATCHES];
    char found[512];
    size_t count = detect(d, table[i].input, NULL, &text, matches);
    describe(d, matches, count, found, sizeof found);
    cr_expect_str_eq(found, table[i].found, "%s: %s", table[i].input, found);
  }
  number_detector_free(d);
}

Test(detect, gives_the_number_inside_a_barcode)
{
  static const expectation table[] = {
    { "1001921334250001000300779017972697", "779017972697" },
    { "420221539400111202555842332669", "9400111202555842332669" },
    { "9400111202555842332669", "" },
  };
  number_detector *d = make(rows_all, ROWS_COUNT);
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    number_text text;
    number_match matches[NUMBER_MAX_MATCHES];
    cr_assert_eq(detect(d, table[i].input, NULL, &text, matches), 1);
    cr_expect(str_is(matches[0].inner, table[i].found), "%.*s", STR_ARG(matches[0].inner));
  }
  number_detector_free(d);
}

Test(detect, probabilities_are_sure_only_where_the_form_is)
{
  number_detector *d = make(rows_all, ROWS_COUNT);
  number_text text;
  number_match m[NUMBER_MAX_MATCHES];
  cr_assert_eq(detect(d, "1Z999AA10123456784", NULL, &text, m), 1);
  cr_expect_gt(m[0].probability, 999000);
  cr_assert_eq(detect(d, "123-1234567-1234567", NULL, &text, m), 1);
  cr_expect_gt(m[0].probability, NUMBER_SURE_PPM);
  cr_assert_eq(detect(d, "12345678901234", NULL, &text, m), 1); /* any 14 digits */
  cr_expect_lt(m[0].probability, 500000);
  cr_assert_eq(detect(d, "320610804900", NULL, &text, m), 2);
  cr_expect_lt(m[0].probability, NUMBER_SURE_PPM);
  cr_expect_gt(m[0].probability, m[1].probability);
  cr_expect_leq(m[0].probability + m[1].probability, 1000000);
  cr_assert_eq(detect(d, "797806677147", NULL, &text, m),
               1); /* twelve digits without a check digit say nothing */
  cr_expect_lt(m[0].probability, 20000);
  number_detector_free(d);
}

Test(detect, the_users_own_carriers_and_country_count)
{
  static const uint8_t own[] = { 0, 1 };
  const number_prior fedex = { .own = own, .own_count = 2 }, canada = { .country = "CA" },
                     germany = { .country = "DE" };
  number_detector *d = make(rows_all, ROWS_COUNT);
  number_text text;
  number_match plain[NUMBER_MAX_MATCHES], with[NUMBER_MAX_MATCHES];
  cr_assert_eq(detect(d, "320610804900", NULL, &text, plain), 2);
  cr_assert_eq(detect(d, "320610804900", &fedex, &text, with), 2);
  cr_expect_eq(with[0].row, 1, "FedEx moves up");
  cr_assert_eq(detect(d, "320610804900", &canada, &text, with), 2);
  cr_expect_eq(with[0].row, 6);
  cr_expect_gt(with[0].bits, plain[0].bits);
  cr_expect_eq(with[1].bits, plain[1].bits, "a carrier of every country gains nothing");
  cr_assert_eq(detect(d, "320610804900", &germany, &text, with), 2);
  cr_expect_eq(with[0].row, 1);
  number_detector_free(d);
}

Test(detect, does_not_depend_on_the_order_of_formats)
{
  static const char *const numbers[] = { "320610804900",
                                         "RA123456785GB",
                                         "1Z999AA10123456785",
                                         "12345678901234",
                                         "420221539400111202555842332669",
                                         "123-1234567-1234567" };
  number_detector *first = make(rows_all, ROWS_COUNT);
  number_row rows[ROWS_COUNT];
  memcpy(rows, rows_all, sizeof rows);
  for (unsigned round = 1; round < 50; round++) {
    for (size_t i = ROWS_COUNT - 1; i > 0; i--) { /* a fixed shuffle of each round */
      size_t k = (round * 7919u + i * 104729u) % (i + 1);
      number_row kept = rows[i];
      rows[i] = rows[k];
      rows[k] = kept;
    }
    number_detector *d = make(rows, ROWS_COUNT);
    for (size_t i = 0; i < WB_COUNT(numbers); i++) {
      number_text text;
      number_match a[NUMBER_MAX_MATCHES], b[NUMBER_MAX_MATCHES];
      char want[512], got[512];
      size_t n = detect(first, numbers[i], NULL, &text, a);
      describe(first, a, n, want, sizeof want);
      cr_assert_eq(detect(d, numbers[i], NULL, &text, b), n);
      describe(d, b, n, got, sizeof got);
      cr_assert_str_eq(got, want);
      for (size_t k = 0; k < n; k++)
        cr_assert_eq(a[k].probability, b[k].probability);
    }
    number_detector_free(d);
  }
  number_detector_free(first);
}

Test(detect, writes_no_more_than_there_is_room_for)
{
  number_detector *d = make(rows_all, ROWS_COUNT);
  number_text text;
  number_match matches[2] = { { 0 }, { .row = 12345 } };
  size_t count = 0;
  cr_assert_eq(number_normalise(STR("320610804900"), &text, NULL), WB_OK);
  cr_assert_eq(number_detect(d, &text, NULL, matches, 1, &count), WB_OK);
  cr_expect_eq(count, 1);
  cr_expect_eq(matches[0].row, 6);
  cr_expect_eq(matches[1].row, 12345);
  number_detector_free(d);
}

Test(detect, keeps_the_best_when_more_match_than_are_considered)
{
  enum { MANY = 150 };
  static number_row rows[MANY + 1];
  static char ids[MANY][8];
  for (int i = 0; i < MANY; i++) {
    snprintf(ids[i], sizeof ids[i], "c%03d", i);
    rows[i] = (number_row){ ids[i], ids[i], &rows_formats[8], (uint32_t)i, NULL };
  }
  static const wb_format narrow = { "n", "77[0-9]{12}", "77345678901234", NULL, 0, 0, NULL, { 0 } };
  rows[MANY] = (number_row){ "zz", "Narrow", &narrow, MANY, NULL };
  number_detector *d = make(rows, MANY + 1);
  number_text text;
  number_match matches[NUMBER_MAX_MATCHES];
  cr_assert_eq(detect(d, "77345678901234", NULL, &text, matches), NUMBER_MAX_MATCHES);
  cr_expect_eq(matches[0].row, MANY);
  for (uint32_t i = 1; i < NUMBER_MAX_MATCHES; i++)
    cr_expect_eq(matches[i].row, i - 1, "ties go by carrier id");
  number_detector_free(d);
}

Test(detect, explains_each_share_of_the_evidence)
{
  static const uint8_t own[] = { 1 };
  const number_prior prior = { .own = own, .own_count = 1, .country = "FR" };
  static const expectation table[] = {
    { "1Z999AA10123456784",
      "prefix 1Z|form 1Z[0-9A-Z]{15}[0-9]|check digit 4|service 01: Next Day Air|you have UPS set up" },
    { "1Z999AA10123456785", "prefix 1Z|form 1Z[0-9A-Z]{15}[0-9]|check digit 5, should be 4|service 01: Next "
                            "Day Air|you have UPS set up" },
    { "RA123456785US", "form [A-Z]{2}[0-9]{9}[A-Z]{2}|a form that many carriers share|check digit 5|"
                       "country US is not a known one|Royal Mail does not collect in FR" },
    { "420221539400111202555842332669",
      "prefix 420|form 420[0-9]{5}94[0-9]{20}|check digit 9|ZIP code 22153|USPS does not collect in FR" },
  };
  number_detector *d = make(rows_all, ROWS_COUNT);
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    number_text text;
    number_match m[NUMBER_MAX_MATCHES];
    number_reason reasons[NUMBER_MAX_REASONS];
    char words[1024] = "";
    size_t n = 0;
    int32_t sum = 0;
    cr_assert_eq(detect(d, table[i].input, &prior, &text, m), 1);
    size_t count = number_explain(d, &m[0], &prior, reasons);
    for (size_t k = 0; k < count; k++) {
      n += (size_t)snprintf(words + n, sizeof words - n, "%s%s", n ? "|" : "", reasons[k].text);
      sum += reasons[k].bits;
    }
    cr_expect_str_eq(words, table[i].found, "%s", words);
    cr_expect_eq(sum, m[0].bits, "%s: %d and %d", table[i].input, sum, m[0].bits);
  }
  number_detector_free(d);
}

Test(detect, a_known_code_counts_for_and_an_unknown_one_against)
{
  number_detector *d = make(rows_all, ROWS_COUNT);
  number_text text;
  number_match known[NUMBER_MAX_MATCHES], other[NUMBER_MAX_MATCHES];
  cr_assert_eq(detect(d, "RA123456785GB", NULL, &text, known), 1);
  cr_assert_eq(detect(d, "RA123456785XX", NULL, &text, other), 1);
  cr_expect_gt(known[0].bits, other[0].bits + 5000);
  number_detector_free(d);
}

Test(detect, refuses_a_format_that_does_not_compile_by_name)
{
  static const wb_format bad = { "bad", "[0-9", "1", NULL, 0, 0, NULL, { 0 } };
  static const number_row rows[] = { { "ups", "UPS", &bad, 0, NULL } };
  number_detector *d = NULL;
  wb_error err = { 0 };
  cr_expect_eq(number_detector_new(rows, 1, &d, &err), WB_E_ARG);
  cr_expect_str_eq(err.text,
                   "carrier ups, format bad: pattern \"[0-9\": position 1: the class is not closed with ]");
  cr_expect_null(d);
}

Test(detect, works_without_any_format)
{
  number_detector *d = make(NULL, 0);
  number_text text;
  number_match m[NUMBER_MAX_MATCHES];
  number_suggestion s[NUMBER_MAX_SUGGESTIONS];
  cr_expect_eq(detect(d, "1Z999AA10123456784", NULL, &text, m), 0);
  cr_expect_eq(number_repair(d, &text, NULL, s), 0);
  number_detector_free(d);
  number_detector_free(NULL);
}

Test(detect, a_common_format_is_likelier_and_says_why)
{
  static const wb_format formats[] = {
    { "rare", "RR[0-9]{4}", "RR1234", NULL, 0, 1250, NULL, { 0 } },
    { "plain", "RR[0-9]{4}", "RR1234", NULL, 0, 0, NULL, { 0 } },
    { "common", "RR[0-9]{4}", "RR1234", NULL, 0, 20000, NULL, { 0 } },
  };
  static const number_row rows[] = { { "a", "A", &formats[0], 0, NULL },
                                     { "b", "B", &formats[1], 1, NULL },
                                     { "c", "C", &formats[2], 2, NULL } };
  number_detector *d = make(rows, WB_COUNT(rows));
  number_match m[NUMBER_MAX_MATCHES];
  number_reason reasons[NUMBER_MAX_REASONS];
  number_text text;
  cr_assert_eq(detect(d, "RR1234", NULL, &text, m), 3);
  cr_expect_eq(m[0].row, 2);
  cr_expect_eq(m[0].bits - m[1].bits, 2000, "four times the share: two bits");
  cr_expect_eq(m[2].row, 0);
  cr_expect_eq(m[1].bits - m[2].bits, 2000);
  size_t count = number_explain(d, &m[0], NULL, reasons);
  int32_t sum = 0;
  bool told = false;
  for (size_t i = 0; i < count; i++) {
    sum += reasons[i].bits;
    told = told || strcmp(reasons[i].text, "about 2.00 % of all numbers") == 0;
  }
  cr_expect(told);
  cr_expect_eq(sum, m[0].bits, "the shares add up");
  number_detector_free(d);
}

Test(detect, rows_of_one_format_share_what_each_would_say_alone)
{
  static const wb_format formats[] = {
    { "two", "A[0-9]{4}", "A1234", NULL, 0, 0, NULL, { 0 } },
    { "two", "B[0-9]{4}", "B1234", NULL, 0, 0, NULL, { 0 } },
    { "two", "C[0-9]{9}", "C123456789", NULL, 0, 0, NULL, { 0 } }, /* of another length: it does not count */
    { "one", "A[0-9]{4}", "A1234", NULL, 0, 0, NULL, { 0 } },
  };
  static const number_row rows[] = { { "a", "A", &formats[0], 0, NULL },
                                     { "a", "A", &formats[1], 0, NULL },
                                     { "a", "A", &formats[2], 0, NULL },
                                     { "b", "B", &formats[3], 1, NULL } };
  number_detector *d = make(rows, WB_COUNT(rows));
  number_match m[NUMBER_MAX_MATCHES];
  number_text text;
  cr_assert_eq(detect(d, "A9876", NULL, &text, m), 2);
  cr_expect_eq(m[0].row, 3);
  cr_expect_eq(m[0].bits - m[1].bits, 1000, "one of two rows: one bit less");
  number_detector_free(d);
}

Test(detect, a_mistyped_number_is_named_beside_a_guess)
{
  static const wb_check luhn = { .kind = WB_CHECK_LUHN, .from = 0, .count = 8, .at = 8 };
  static const wb_format formats[] = {
    { "checked", "[0-9]{9}", "123456782", NULL, 0, 20000, &luhn, { 0 } },
    { "guess", "[0-9]{9}", "123456789", NULL, 0, 200, NULL, { 0 } },
    { "sure", "[0-9]{9}", "123456789", NULL, 0, 500000, NULL, { 0 } },
  };
  static const number_row rows[] = { { "a", "A", &formats[0], 0, NULL },
                                     { "b", "B", &formats[1], 1, NULL },
                                     { "c", "C", &formats[2], 2, NULL } };
  number_match m[NUMBER_MAX_MATCHES];
  number_text text;
  number_detector *d = make(rows, 2);
  cr_assert_eq(detect(d, "123456783", NULL, &text, m), 2);
  cr_expect_eq(m[0].check, NUMBER_CHECK_NONE, "what is valid stands first");
  cr_expect_eq(m[1].check, NUMBER_CHECK_FAILED);
  number_detector_free(d);
  d = make(rows, 3);
  cr_assert_eq(detect(d, "123456783", NULL, &text, m), 2, "with a likely carrier no word of the mistyped one");
  cr_expect_eq(m[0].row, 2);
  number_detector_free(d);
}

Test(detect, matches_rows_of_few_and_of_many_lengths)
{
  static const wb_format formats[] = {
    { "few", "F[0-9]{3,5}", "F123", NULL, 0, 0, NULL, { 0 } },
    { "many", "F[0-9]{2,30}", "F123", NULL, 0, 0, NULL, { 0 } },
  };
  static const number_row rows[] = { { "a", "A", &formats[0], 0, NULL }, { "b", "B", &formats[1], 1, NULL } };
  static const struct {
    const char *number;
    size_t found;
  } table[] = { { "F1", 0 },    { "F12", 1 },     { "F123", 2 },     { "F1234", 2 },  { "F12345", 2 },
                { "F123456", 1 }, { "F12345X", 0 }, { "X12345", 0 } };
  number_detector *d = make(rows, WB_COUNT(rows));
  number_match m[NUMBER_MAX_MATCHES];
  number_text text;
  for (size_t i = 0; i < WB_COUNT(table); i++)
    cr_expect_eq(detect(d, table[i].number, NULL, &text, m), table[i].found, "%s", table[i].number);
  number_detector_free(d);
}

/* More rows than one word of masks has bits. */
Test(detect, tells_many_rows_of_one_length_apart)
{
  char patterns[70][32], examples[70][16];
  wb_format formats[70];
  number_row rows[70];
  for (size_t i = 0; i < WB_COUNT(formats); i++) {
    snprintf(patterns[i], sizeof patterns[i], "%c%c[0-9]{6}", (char)('A' + i % 26), (char)('A' + i / 26));
    snprintf(examples[i], sizeof examples[i], "%c%c123456", (char)('A' + i % 26), (char)('A' + i / 26));
    formats[i] = (wb_format){ .id = "row", .pattern = patterns[i], .example = examples[i] };
    rows[i] = (number_row){ examples[i], "Carrier", &formats[i], (uint32_t)i, NULL };
  }
  number_detector *d = make(rows, WB_COUNT(rows));
  number_match m[NUMBER_MAX_MATCHES];
  number_text text;
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    cr_assert_eq(detect(d, examples[i], NULL, &text, m), 1, "%s", examples[i]);
    cr_expect_eq(m[0].row, i);
  }
  cr_expect_eq(detect(d, "ZZ123456", NULL, &text, m), 0);
  number_detector_free(d);
}
