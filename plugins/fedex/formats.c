/* SPDX-License-Identifier: MIT */
#include "formats.h"

#define PAGE "https://www.fedex.com/apps/fedextrack/?tracknumbers={number}"

/* clang-format off */
/* Weights run from the left.  Express: the sum mod 11, 10 counts as 0.  Ground: the complement to 10. */
#define MOD11(...) { .kind = WB_CHECK_WEIGHTED, .modulo = 11, .modulo2 = 10, __VA_ARGS__ }
#define MOD10(...) { .kind = WB_CHECK_WEIGHTED, .modulo = 10, .complement = 1, __VA_ARGS__ }
static const wb_check express = MOD11(.count = 11, .at = 11, .weights = "3,1,7");
static const wb_check astra = MOD11(.from = 16, .count = 11, .at = 27, .weights = "3,1,7");
static const wb_check door_tag = MOD11(.from = 2, .count = 11, .at = 13, .weights = "3,1,7");
static const wb_check barcode = MOD11(.from = 20, .count = 13, .at = 33, .weights = "1,7,3");
static const wb_check ground = MOD10(.count = 14, .at = 14, .weights = "1,3");
static const wb_check ground_96 = MOD10(.from = 7, .count = 14, .at = 21, .weights = "1,3");
static const wb_check sscc = MOD10(.from = 2, .count = 15, .at = 17, .weights = "3,1");
/* Ground Economy: as if "92" stood in front, which adds 9 * 3 + 2. */
static const wb_check economy = MOD10(.count = 19, .at = 19, .add = 29, .weights = "3,1");

static const wb_label containers[] = {
  { "00", "case or carton" },
  { "01", "pallet" },
  { "02", "larger than a pallet" },
  { "04", "defined by the company" },
};
static const wb_lookup in_34[] = { { .what = "number", .at = 22, .count = 12 },
                                   { .what = "ZIP code", .at = 15, .count = 5 } };
static const wb_lookup in_gsn[] = { { .what = "number", .at = 22, .count = 12 } };
static const wb_lookup in_astra[] = { { .what = "number", .at = 16, .count = 12 } };
static const wb_lookup in_96[] = { { .what = "number", .at = 7, .count = 15 } };
static const wb_lookup container = { .what = "container", .count = 2, .labels = WB_ARRAY(containers) };

/* Examples of 12, 15 and 20 digits are mock numbers of FedEx's sandbox.  The three long ones are barcodes. */
const wb_format fedex_formats[10] = {
  { .id = "fedex-12", .share = 40000, .pattern = "[0-9]{12}", .example = "568838414941", .url = PAGE, .check = &express },
  { .id = "fedex-15", .share = 40000, .pattern = "[0-9]{15}", .example = "449044304137821", .url = PAGE, .check = &ground },
  { .id = "fedex-sscc-18", .share = 3000, .pattern = "[0-9]{18}", .example = "000731450000000419", .url = PAGE,
    .flags = WB_FORMAT_SHARED, .check = &sscc, .lookups = { &container, 1, sizeof container } },
  { .id = "fedex-economy-20", .share = 2000, .pattern = "61[0-9]{18}", .example = "61292701078443410536", .url = PAGE,
    .check = &economy },
  { .id = "fedex-economy-20", .share = 2000, .pattern = "02[0-9]{18}", .example = "02394653001023698293", .url = PAGE,
    .check = &economy },
  { .id = "fedex-96", .share = 5000, .pattern = "96[0-9]{20}", .example = "9612804731902640001856", .url = PAGE,
    .check = &ground_96, .lookups = WB_ARRAY(in_96) },
  { .id = "fedex-door-tag", .share = 1000, .pattern = "DT[0-9]{12}", .example = "DT104682357193", .url = PAGE,
    .check = &door_tag },
  { .id = "fedex-astra-32", .share = 1000, .pattern = "3[0-9]{31}", .example = "32971514560102445688384149412014",
    .check = &astra, .lookups = WB_ARRAY(in_astra) },
  { .id = "fedex-34", .share = 5000, .pattern = "[0-8][0-9]{33}", .example = "1001921334250001000300568838414941",
    .url = PAGE, .check = &barcode, .lookups = WB_ARRAY(in_34) },
  { .id = "fedex-gsn-34", .share = 1000, .pattern = "96[0-9]{32}", .example = "9622001900000000000000568838414941",
    .url = PAGE, .check = &barcode, .lookups = WB_ARRAY(in_gsn) },
};
