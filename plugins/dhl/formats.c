/* SPDX-License-Identifier: MIT */
#include "formats.h"

#define PAGE "https://www.dhl.com/en/express/tracking.html?brand=DHL&AWB={number}"

/* clang-format off */
static const wb_check waybill_10 = { .kind = WB_CHECK_REMAINDER, .count = 9, .at = 9, .modulo = 7 };
static const wb_check waybill_11 = { .kind = WB_CHECK_REMAINDER, .count = 10, .at = 10, .modulo = 7 };
static const wb_check sscc = { .kind = WB_CHECK_WEIGHTED, .count = 19, .at = 19, .modulo = 10,
                               .complement = 1, .weights = "3,1" };
static const wb_check identcode = { .kind = WB_CHECK_WEIGHTED, .count = 11, .at = 11, .modulo = 10,
                                    .complement = 1, .weights = "4,9" };
static const wb_check s10 = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };

/* The shapes of all divisions; the first example is one of DHL Express's test waybills. */
const wb_format dhl_formats[20] = {
  { .id = "dhl-express", .share = 30000, .pattern = "[0-9]{10}", .example = "9356579890", .url = PAGE,
    .check = &waybill_10 },
  { .id = "dhl-express", .share = 30000, .pattern = "[0-9]{11}", .example = "48206173595", .url = PAGE,
    .check = &waybill_11 },
  { .id = "dhl-piece", .share = 3000, .pattern = "J[A-Z]{2}[0-9]{9,10}", .example = "JJD0146003184", .url = PAGE },
  { .id = "dhl-piece", .share = 3000, .pattern = "J[A-Z]{3}[0-9]{9,10}", .example = "JVGL0614700328", .url = PAGE },
  { .id = "dhl-parcel-de", .share = 40000, .pattern = "00340[0-9]{15}", .example = "00340434161094015902", .check = &sscc },
  { .id = "dhl-parcel-de-jjd", .share = 2000, .pattern = "JJD[0-9]{13,36}", .example = "JJD0002231604182" },
  { .id = "dhl-parcel-jvgl", .share = 1000, .pattern = "JVGL[0-9]{11,35}", .example = "JVGL06147003281940" },
  { .id = "dhl-piece-jd", .share = 1000, .pattern = "JD[0-9]{18}", .example = "JD014600003184209571", .url = PAGE },
  { .id = "dhl-identcode", .share = 3000, .pattern = "[0-9]{12}", .example = "340507284165", .check = &identcode },
  { .id = "dhl-s10", .share = 5000, .pattern = "[A-Z]{2}[0-9]{9}DE", .example = "RX473124829DE", .flags = WB_FORMAT_SHARED,
    .check = &s10 },
  { .id = "dhl-s10-letter", .share = 500, .pattern = "R[A-Z][0-9]{9}DE[0-9]{3}", .example = "RX473124829DE004",
    .check = &s10 },
  { .id = "dhl-ecommerce-14", .share = 5000, .pattern = "[0-9]{14}", .example = "60120417390625", .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "GM[0-9][0-9A-Z]{9,38}", .example = "GM2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "[LR]X[0-9][0-9A-Z]{9,38}", .example = "LX2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "UV[0-9][0-9A-Z]{9,38}", .example = "UV2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "[CI]N[0-9][0-9A-Z]{9,38}", .example = "CN2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "SG[0-9][0-9A-Z]{9,38}", .example = "SG2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "TH[0-9][0-9A-Z]{9,38}", .example = "TH2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "HK[0-9][0-9A-Z]{9,38}", .example = "HK2954061823107795",
    .url = PAGE },
  { .id = "dhl-ecommerce", .share = 10000, .pattern = "MY[0-9][0-9A-Z]{9,38}", .example = "MY2954061823107795",
    .url = PAGE },
};
/* clang-format on */
