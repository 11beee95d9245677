/* SPDX-License-Identifier: MIT */
/* A few real formats of several carriers, for the tests of the detector. */
#ifndef TEST_NUMBER_ROWS_H
#define TEST_NUMBER_ROWS_H
#include "core/number/number.h"

#define MOD10(f, c, w)                                                                                       \
  &(const wb_check)                                                                                          \
  {                                                                                                          \
    .kind = WB_CHECK_WEIGHTED, .from = (f), .count = (c), .at = (f) + (c), .modulo = 10, .complement = 1,    \
    .weights = (w)                                                                                           \
  }

static const wb_check rows_ups_check = { .kind = WB_CHECK_WEIGHTED,
                                         .letters = WB_LETTERS_ASCII3,
                                         .from = 2,
                                         .count = 15,
                                         .at = 17,
                                         .modulo = 10,
                                         .complement = 1,
                                         .weights = "1,2" };
static const wb_check rows_fedex_check = {
  .kind = WB_CHECK_WEIGHTED, .from = 0, .count = 11, .at = 11, .modulo = 11, .modulo2 = 10, .weights = "3,1,7"
};
static const wb_check rows_fedex_34_check = { .kind = WB_CHECK_WEIGHTED,
                                              .from = 20,
                                              .count = 13,
                                              .at = 33,
                                              .modulo = 11,
                                              .modulo2 = 10,
                                              .weights = "1,7,3" };
static const wb_check rows_s10_check = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };
static const wb_check rows_luhn_check = { .kind = WB_CHECK_LUHN, .from = 0, .count = 11, .at = 11 };

static const wb_lookup rows_ups_lookups[] = {
  { "service", 8, 2,
    WB_LIST(wb_label, { "12", "3 Day Select" }, { "03", "Ground" }, { "01", "Next Day Air" }) },
};
static const wb_lookup rows_fedex_lookups[] = { { "number", 22, 12, { 0 } } };
static const wb_lookup rows_impb_lookups[] = { { "ZIP code", 3, 5, { 0 } } };
static const wb_lookup rows_s10_lookups[] = {
  { "country", 11, 2, WB_LIST(wb_label, { "GB", "Royal Mail" }, { "DE", "Deutsche Post" }) },
};

static const wb_format rows_formats[] = {
  { "ups-1z", "1Z[0-9A-Z]{15}[0-9]", "1Z999AA10123456784", NULL, 0, 0, &rows_ups_check,
    WB_ARRAY(rows_ups_lookups) },
  { "fedex-12", "[0-9]{12}", "568838414941", NULL, 0, 0, &rows_fedex_check, { 0 } },
  { "fedex-34", "[0-8][0-9]{33}", "1001921334250001000300779017972697", NULL, 0, 0, &rows_fedex_34_check,
    WB_ARRAY(rows_fedex_lookups) },
  { "impb", "94[0-9]{20}", "9400111202555842332669", NULL, 0, 0, MOD10(0, 21, "3,1"), { 0 } },
  { "impb", "420[0-9]{5}94[0-9]{20}", "420221539400111202555842332669", NULL, 0, 0, MOD10(8, 21, "3,1"),
    WB_ARRAY(rows_impb_lookups) },
  { "s10", "[A-Z]{2}[0-9]{9}[A-Z]{2}", "RA123456785GB", NULL, WB_FORMAT_SHARED, 0, &rows_s10_check,
    WB_ARRAY(rows_s10_lookups) },
  { "purolator", "[0-5][0-9]{11}", "320610804900", NULL, 0, 0, &rows_luhn_check, { 0 } },
  { "order", "[0-9]{3}-[0-9]{7}-[0-9]{7}", "123-1234567-1234567", NULL, WB_FORMAT_ORDER, 0, NULL, { 0 } },
  { "loose-14", "[0-9]{14}", "12345678901234", NULL, 0, 0, NULL, { 0 } },
};

static const number_row rows_all[] = {
  { "ups", "UPS", &rows_formats[0], 0, "*" },
  { "fedex", "FedEx", &rows_formats[1], 1, "*" },
  { "fedex", "FedEx", &rows_formats[2], 1, "*" },
  { "usps", "USPS", &rows_formats[3], 2, "US" },
  { "usps", "USPS", &rows_formats[4], 2, "US" },
  { "royal-mail", "Royal Mail", &rows_formats[5], 3, "GB" },
  { "purolator", "Purolator", &rows_formats[6], 4, "CA,US" },
  { "amazon", "Amazon", &rows_formats[7], 5, NULL },
  { "loose", "Loose", &rows_formats[8], 6, NULL },
};
#define ROWS_COUNT WB_COUNT(rows_all)
#endif
