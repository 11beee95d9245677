/* SPDX-License-Identifier: MIT */
/* Shapes of UPS numbers.  The service code of a 1Z number is evidence only: UPS adds codes without notice.
 *
 * Not here: freight numbers of 9 and 10 digits, which have no check digit and look like anything, and the
 * numbers of Mail Innovations, which are the post's.  Both can be asked for by naming the carrier. */
#include "ups.h"

/* clang-format off */
#define PAGE "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={number}"

static const wb_check one_z_check = { .kind = WB_CHECK_WEIGHTED, .letters = WB_LETTERS_ASCII3,
                                      .from = 2, .count = 15, .at = 17,
                                      .modulo = 10, .complement = 1, .weights = "1,2" };
static const wb_check waybill_check = { .kind = WB_CHECK_WEIGHTED, .from = 1, .count = 9, .at = 10,
                                        .modulo = 10, .complement = 1, .weights = "1,2" };

static const wb_label services[] = {
  { "01", "Next Day Air" },
  { "02", "Second Day Air" },
  { "03", "Ground" },
  { "12", "Third Day Select" },
  { "13", "Next Day Air Saver" },
  { "15", "Next Day Air Early A.M." },
  { "22", "Ground, Returns Plus, three pickup attempts" },
  { "32", "Next Day Air Early A.M., COD" },
  { "33", "Next Day Air Early A.M., Saturday, COD" },
  { "41", "Next Day Air Early A.M., Saturday" },
  { "42", "Ground, signature required" },
  { "44", "Next Day Air, Saturday" },
  { "66", "Worldwide Express" },
  { "72", "Ground, collect on delivery" },
  { "78", "Ground, Returns Plus, one pickup attempt" },
  { "90", "Ground, return label printed and mailed by UPS" },
  { "A0", "Next Day Air Early A.M., adult signature" },
  { "A1", "Next Day Air Early A.M., Saturday, adult signature" },
  { "A2", "Next Day Air, adult signature" },
  { "A8", "Ground, adult signature" },
  { "A9", "Next Day Air Early A.M., adult signature, COD" },
  { "AA", "Next Day Air Early A.M., Saturday, adult signature, COD" },
  { "YW", "SurePost, delivered by USPS" },
};
static const wb_label waybill_services[] = {
  { "J", "Next Day Express" },
  { "K", "Ground" },
  { "V", "Worldwide Express Saver" },
};

const wb_format ups_formats[UPS_FORMATS] = {
  { .id = "ups-1z", .share = 140000, .pattern = "1Z[0-9A-Z]{15}[0-9]", .example = "1Z12345E6605272234", .url = PAGE,
    .check = &one_z_check,
    .lookups = WB_LIST(wb_lookup, { "service", 8, 2, WB_ARRAY(services) }) },
  { .id = "ups-waybill", .share = 3000, .pattern = "[AHJKTV][0-9]{10}", .example = "K1506235620", .url = PAGE,
    .check = &waybill_check,
    .lookups = WB_LIST(wb_lookup, { "service", 0, 1, WB_ARRAY(waybill_services) }) },
};
