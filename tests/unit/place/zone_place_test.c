/* SPDX-License-Identifier: MIT */
#include "core/place/zone.h"
#include <criterion/criterion.h>
#include <waybill/waybill.h>

Test(zone_place, knows_the_zone_of_a_place_or_says_that_it_does_not)
{
  struct {
    const char *country, *region, *postcode, *zone; /* NULL: several are possible */
    uint32_t zone_from;
  } cases[] = {
    { "DE", "", "", "Europe/Berlin", WB_ZONE_COUNTRY },
    { "de", "BY", "", "Europe/Berlin", WB_ZONE_COUNTRY },
    { "CN", "", "", "Asia/Shanghai", WB_ZONE_COUNTRY },
    { "AD", "", "", "Europe/Andorra", WB_ZONE_COUNTRY },
    { "ZW", "", "", "Africa/Harare", WB_ZONE_COUNTRY },
    { "US", "NJ", "", "America/New_York", WB_ZONE_PLACE },
    { "US", "nj", "", "America/New_York", WB_ZONE_PLACE },
    { "US", "US-NJ", "", "America/New_York", WB_ZONE_PLACE },
    { "US", " New Jersey ", "", "America/New_York", WB_ZONE_PLACE },
    { "US", "AZ", "", "America/Phoenix", WB_ZONE_PLACE },
    { "US", "HI", "", "Pacific/Honolulu", WB_ZONE_PLACE },
    { "US", "KY", "", NULL, 0 },
    { "US", "", "07094", NULL, 0 },
    { "US", "ON", "", NULL, 0 },
    { "CA", "NL", "", "America/St_Johns", WB_ZONE_PLACE },
    { "CA", "ON", "", "America/Toronto", WB_ZONE_PLACE },
    { "CA", "British Columbia", "", "America/Vancouver", WB_ZONE_PLACE },
    { "CA", "NU", "", NULL, 0 },
    { "AU", "NT", "", "Australia/Darwin", WB_ZONE_PLACE },
    { "AU", "QLD", "", "Australia/Brisbane", WB_ZONE_PLACE },
    { "BR", "SP", "", "America/Sao_Paulo", WB_ZONE_PLACE },
    { "MX", "ROO", "", "America/Cancun", WB_ZONE_PLACE },
    { "RU", "MOW", "", "Europe/Moscow", WB_ZONE_PLACE },
    { "RU", "SA", "", NULL, 0 },
    { "ES", "", "28001", "Europe/Madrid", WB_ZONE_PLACE },
    { "ES", "", "35001", "Atlantic/Canary", WB_ZONE_PLACE },
    { "ES", "", "", NULL, 0 },
    { "PT", "", "9500-150", "Atlantic/Azores", WB_ZONE_PLACE },
    { "PT", "", "1000-001", "Europe/Lisbon", WB_ZONE_PLACE },
    { "", "NJ", "", NULL, 0 },
    { "USA", "NJ", "", NULL, 0 },
    { "XX", "", "", NULL, 0 },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    wb_place p = { .country = str_of(cases[i].country),
                   .region = str_of(cases[i].region),
                   .postcode = str_of(cases[i].postcode) };
    const char *zone = NULL;
    uint32_t zone_from = 0;
    cr_expect_eq(zone_of_place(&p, &zone, &zone_from), cases[i].zone != NULL, "%s %s", cases[i].country,
                 cases[i].region);
    cr_expect_eq(zone_from, cases[i].zone_from, "%s %s", cases[i].country, cases[i].region);
    if (cases[i].zone && zone)
      cr_expect_str_eq(zone, cases[i].zone);
  }
}

Test(zone_place, names_only_zones_that_exist)
{
  zones *z = NULL;
  cr_assert_eq(zones_new(NULL, &z, NULL), WB_OK);
  size_t countries = 0;
  for (char a = 'A'; a <= 'Z'; a++)
    for (char b = 'A'; b <= 'Z'; b++) {
      const char country[2] = { a, b };
      wb_place p = { .country = { country, 2 } };
      const char *zone;
      uint32_t zone_from;
      int32_t offset_min;
      if (!zone_of_place(&p, &zone, &zone_from))
        continue;
      countries++;
      cr_expect_eq(zone_offset_at(z, str_of(zone), 0, &offset_min), WB_OK, "%.2s: %s", country, zone);
    }
  cr_expect_gt(countries, 220u);
  zones_free(z);
}

Test(zone_place, names_only_regions_whose_zone_exists)
{
  zones *z = NULL;
  cr_assert_eq(zones_new(NULL, &z, NULL), WB_OK);
  static const char *const countries[] = { "US", "CA", "AU", "BR", "MX", "RU" };
  size_t regions = 0;
  for (size_t i = 0; i < 6 * 26 * 26 * 27; i++) {
    const char region[3] = { (char)('A' + i / 27 / 26 % 26), (char)('A' + i / 27 % 26),
                             (char)('A' + i % 27 - 1) };
    wb_place p = { .country = str_of(countries[i / 27 / 26 / 26]), .region = { region, i % 27 ? 3u : 2u } };
    const char *zone;
    uint32_t zone_from;
    int32_t offset_min;
    if (!zone_of_place(&p, &zone, &zone_from))
      continue;
    regions++;
    cr_expect_eq(zone_offset_at(z, str_of(zone), 0, &offset_min), WB_OK, "%s %.3s: %s",
                 countries[i / 27 / 26 / 26], region, zone);
  }
  cr_expect_gt(regions, 140u);
  zones_free(z);
}

Test(zone_place, reads_abbreviations_with_the_help_of_the_country)
{
  struct {
    const char *abbreviation, *country;
    int32_t offset_min; /* 9999: not known */
    bool certain;
  } cases[] = {
    { "EST", "", -300, true },    { "edt", "", -240, true },   { "EST", "AU", 600, true },
    { "EDT", "CA", -240, true },  { "NST", "CA", -210, true }, { "NDT", "", -150, true },
    { "CST", "", -360, false },   { "CST", "US", -360, true }, { "CST", "CN", 480, true },
    { "CST", "DE", -360, false }, { "IST", "", 330, false },   { "IST", "IE", 60, true },
    { "IST", "IL", 120, true },   { "BST", "GB", 60, true },   { "BST", "", 60, false },
    { "CET", "", 60, true },      { "CEST", "", 120, true },   { "MESZ", "", 120, true },
    { "AEST", "", 600, true },    { "ACDT", "AU", 630, true }, { "AST", "SA", 180, true },
    { "AST", "CA", -240, true },  { "PST", "PH", 480, true },  { "PST", "us", -480, true },
    { "UTC", "", 0, true },       { "GMT", "GB", 0, true },    { "Z", "", 0, true },
    { "XYZ", "US", 9999, false }, { "", "US", 9999, false },   { "ES", "US", 9999, false },
    { "NZDT", "NZ", 780, true },  { "JST", "", 540, true },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    int32_t offset_min = 9999;
    bool certain = false;
    bool known =
        zone_abbreviation(str_of(cases[i].abbreviation), str_of(cases[i].country), &offset_min, &certain);
    cr_expect_eq(known, cases[i].offset_min != 9999, "%s", cases[i].abbreviation);
    cr_expect_eq(offset_min, cases[i].offset_min, "%s %s: %d", cases[i].abbreviation, cases[i].country,
                 offset_min);
    cr_expect_eq(certain, cases[i].certain, "%s %s", cases[i].abbreviation, cases[i].country);
  }
}
