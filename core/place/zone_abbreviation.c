/* SPDX-License-Identifier: MIT */
#include "zone.h"

typedef struct abbreviation_row {
  char name[6], country[3]; /* country "": where no other row of the name fits */
  bool certain;             /* without a country to settle it */
  int16_t offset_min;
} abbreviation_row;

/* By name; rows of one name stand together, the commonest reading first.  A name whose other reading is no
 * longer in use (EST in Australia, now AEST) is certain. */
/* clang-format off */
static const abbreviation_row abbreviations[] = {
  { "ACDT", "", true, 630 }, { "ACST", "", true, 570 }, { "ACT", "", false, -300 }, { "ADT", "", true, -180 },
  { "AEDT", "", true, 660 }, { "AEST", "", true, 600 }, { "AKDT", "", true, -480 },
  { "AKST", "", true, -540 }, { "ART", "", true, -180 }, { "AST", "", false, -240 },
  { "AST", "BH", true, 180 }, { "AST", "IQ", true, 180 }, { "AST", "KW", true, 180 },
  { "AST", "QA", true, 180 }, { "AST", "SA", true, 180 }, { "AST", "YE", true, 180 },
  { "AST", "BB", true, -240 }, { "AST", "BM", true, -240 }, { "AST", "CA", true, -240 },
  { "AST", "DO", true, -240 }, { "AST", "PR", true, -240 }, { "AST", "TT", true, -240 },
  { "AST", "VI", true, -240 }, { "AWST", "", true, 480 }, { "BOT", "", true, -240 },
  { "BRST", "", true, -120 }, { "BRT", "", true, -180 }, { "BST", "", false, 60 }, { "BST", "BD", true, 360 },
  { "BST", "GB", true, 60 }, { "BST", "GG", true, 60 }, { "BST", "IM", true, 60 }, { "BST", "JE", true, 60 },
  { "CAT", "", true, 120 }, { "CDT", "", false, -300 }, { "CDT", "CA", true, -300 },
  { "CDT", "CU", true, -240 }, { "CDT", "MX", true, -300 }, { "CDT", "US", true, -300 },
  { "CEST", "", true, 120 }, { "CET", "", true, 60 }, { "CHST", "", true, 600 }, { "CLST", "", true, -180 },
  { "CLT", "", true, -240 }, { "COT", "", true, -300 }, { "CST", "", false, -360 },
  { "CST", "BZ", true, -360 }, { "CST", "CA", true, -360 }, { "CST", "CN", true, 480 },
  { "CST", "CR", true, -360 }, { "CST", "CU", true, -300 }, { "CST", "GT", true, -360 },
  { "CST", "HN", true, -360 }, { "CST", "MO", true, 480 }, { "CST", "MX", true, -360 },
  { "CST", "NI", true, -360 }, { "CST", "SV", true, -360 }, { "CST", "TW", true, 480 },
  { "CST", "US", true, -360 }, { "EAT", "", true, 180 }, { "EDT", "", true, -240 },
  { "EDT", "AU", true, 660 }, { "EEST", "", true, 180 }, { "EET", "", true, 120 }, { "EST", "", true, -300 },
  { "EST", "AU", true, 600 }, { "GMT", "", true, 0 }, { "GST", "", false, 240 }, { "GST", "AE", true, 240 },
  { "GST", "GU", true, 600 }, { "GST", "OM", true, 240 }, { "HADT", "", true, -540 },
  { "HAST", "", true, -600 }, { "HDT", "", true, -540 }, { "HKT", "", true, 480 }, { "HST", "", true, -600 },
  { "ICT", "", true, 420 }, { "IDT", "", true, 180 }, { "IST", "", false, 330 }, { "IST", "IE", true, 60 },
  { "IST", "IL", true, 120 }, { "IST", "IN", true, 330 }, { "IST", "LK", true, 330 },
  { "JST", "", true, 540 }, { "KST", "", true, 540 }, { "MDT", "", true, -360 }, { "MESZ", "", true, 120 },
  { "MEZ", "", true, 60 }, { "MSK", "", true, 180 }, { "MST", "", false, -420 }, { "MST", "CA", true, -420 },
  { "MST", "MX", true, -420 }, { "MST", "MY", true, 480 }, { "MST", "US", true, -420 },
  { "MYT", "", true, 480 }, { "NDT", "", true, -150 }, { "NPT", "", true, 345 }, { "NST", "", true, -210 },
  { "NZDT", "", true, 780 }, { "NZST", "", true, 720 }, { "PDT", "", true, -420 }, { "PET", "", true, -300 },
  { "PHT", "", true, 480 }, { "PKT", "", true, 300 }, { "PST", "", false, -480 }, { "PST", "CA", true, -480 },
  { "PST", "MX", true, -480 }, { "PST", "PH", true, 480 }, { "PST", "US", true, -480 },
  { "SAST", "", true, 120 }, { "SGT", "", true, 480 }, { "SST", "", false, -660 },
  { "SST", "AS", true, -660 }, { "SST", "SG", true, 480 }, { "TRT", "", true, 180 }, { "UT", "", true, 0 },
  { "UTC", "", true, 0 }, { "UYT", "", true, -180 }, { "VET", "", true, -240 }, { "WAT", "", true, 60 },
  { "WEST", "", true, 60 }, { "WET", "", true, 0 }, { "WIB", "", true, 420 }, { "WIT", "", true, 540 },
  { "WITA", "", true, 480 }, { "Z", "", true, 0 },
};
/* clang-format on */

bool zone_abbreviation(wb_str abbreviation, wb_str country, int32_t *ret_offset_min, bool *ret_certain)
{
  const abbreviation_row *found = NULL;
  for (size_t i = 0; i < WB_COUNT(abbreviations); i++) {
    const abbreviation_row *row = &abbreviations[i];
    if (!str_equal_nocase(abbreviation, str_of(row->name)))
      continue;
    if (!found)
      found = row;
    if (country.n && str_equal_nocase(country, str_of(row->country))) {
      found = row;
      break;
    }
  }
  if (!found)
    return false;
  *ret_offset_min = found->offset_min;
  *ret_certain = found->certain;
  return true;
}
