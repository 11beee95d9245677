/* SPDX-License-Identifier: MIT */
#include "core/place/place.h"
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

static gazetteer *g;

static void open_it(void)
{
  wb_error err = { 0 };
  cr_assert_eq(gazetteer_open(NULL, &g, &err), WB_OK, "%s", err.text);
}

static void close_it(void)
{
  gazetteer_close(g);
}

TestSuite(resolve, .init = open_it, .fini = close_it);

typedef struct text_case {
  const char *text, *country, *city, *zone; /* zone: the only one; NULL: several, or none */
} text_case;

static place_found find(const char *text, const char *country)
{
  place_found f;
  wb_place p = { .text = str_of(text), .country = str_of(country) };
  place_resolve(g, NULL, &p, str_of(""), &f);
  return f;
}

static void check(const text_case *c)
{
  place_found f = find(c->text, "");
  const char *zones[8] = { "" };
  size_t n = gazetteer_zones(g, &f, zones, 8);
  cr_expect_str_eq(f.country, c->country, "%s: country %s, not %s", c->text, f.country, c->country);
  cr_expect(str_is(gazetteer_city(g, &f), c->city), "%s: city %.*s, not %s", c->text,
            STR_ARG(gazetteer_city(g, &f)), c->city);
  cr_expect(c->zone ? n == 1 && strcmp(zones[0], c->zone) == 0 : n != 1, "%s: %zu zones, %s", c->text, n,
            zones[0]);
}

#define CHECK_ALL(cases)                                                                                     \
  for (size_t i = 0; i < WB_COUNT(cases); i++)                                                               \
  check(&(cases)[i])

Test(resolve, reads_carriers_in_capitals)
{
  static const text_case cases[] = {
    { "KANSAS CITY MO 64121", "US", "Kansas City", "America/Chicago" },
    { "EL PASO, TX, US", "US", "El Paso", "America/Denver" },
    { "PENSACOLA FL", "US", "Pensacola", "America/Chicago" },
    { "NASHVILLE TN DISTRIBUTION CENTER", "US", "Nashville", "America/Chicago" },
    { "KNOXVILLE TN DISTRIBUTION CENTER ANNEX", "US", "Knoxville", "America/New_York" },
    { "ST PAUL MN", "US", "Saint Paul", "America/Chicago" },
    { "FT WORTH, TX", "US", "Fort Worth", "America/Chicago" },
    { "COEUR D ALENE ID", "US", "Coeur d'Alene", "America/Los_Angeles" },
    { "PORTLAND, OR, UNITED STATES", "US", "Portland", "America/Los_Angeles" },
    { "PORTLAND ME", "US", "Portland", "America/New_York" },
    { "DUESSELDORF", "DE", "Düsseldorf", "Europe/Berlin" },
    { "NUERNBERG - GERMANY", "DE", "Nuremberg", "Europe/Berlin" },
    { "OSAKA - JAPAN", "JP", "Osaka", "Asia/Tokyo" },
    { "MILAN - ITALY", "IT", "Milan", "Europe/Rome" },
    { "MANILA - PHILIPPINES", "PH", "Manila", "Asia/Manila" },
    { "CURITIBA / PR", "BR", "Curitiba", "America/Sao_Paulo" },
    { "Agência dos Correios, RECIFE - PE", "BR", "Recife", "America/Recife" },
    { "HALIFAX, NS", "CA", "Halifax", "America/Halifax" },
    { "BRISBANE QLD", "AU", "Brisbane", "Australia/Brisbane" },
    { "EINDHOVEN, NETHERLANDS, THE", "NL", "Eindhoven", "Europe/Amsterdam" },
  };
  CHECK_ALL(cases);
}

Test(resolve, reads_other_scripts_and_accents)
{
  static const text_case cases[] = {
    { "广州市", "CN", "Guangzhou", "Asia/Shanghai" },
    { "【杭州市】", "CN", "Hangzhou", "Asia/Shanghai" },
    { "湖北省武汉市", "CN", "Wuhan", "Asia/Shanghai" },
    { "成都市 武侯区营业部", "CN", "Chengdu", "Asia/Shanghai" },
    { "国际邮件互换局 北京", "CN", "Beijing", "Asia/Shanghai" },
    { "日本 東京", "JP", "Tokyo", "Asia/Tokyo" },
    { "横浜", "JP", "Yokohama", "Asia/Tokyo" },
    { "대구", "KR", "Daegu", "Asia/Seoul" },
    { "Казань", "RU", "Kazan’", "Europe/Moscow" },
    { "Челябинск 454000", "RU", "Chelyabinsk", "Asia/Yekaterinburg" },
    { "Харків", "UA", "Kharkiv", "Europe/Kyiv" },
    { "Αθήνα", "GR", "Athens", "Europe/Athens" },
    { "دبي", "AE", "Dubai", "Asia/Dubai" },
    { "เชียงใหม่", "TH", "Chiang Mai", "Asia/Bangkok" },
    { "Đà Nẵng", "VN", "Da Nang", "Asia/Ho_Chi_Minh" },
    { "Łódź", "PL", "Lodz", "Europe/Warsaw" },
    { "Poznan", "PL", "Poznan", "Europe/Warsaw" },
    { "AALBORG", "DK", "Aalborg", "Europe/Copenhagen" },
    { "Zürich-Mülligen", "CH", "Zurich", "Europe/Zurich" },
    { "Praha", "CZ", "Prague", "Europe/Prague" },
  };
  CHECK_ALL(cases);
}

Test(resolve, knows_offices_of_exchange_and_airports)
{
  static const text_case cases[] = {
    { "ISC CHICAGO IL (USPS)", "US", "Chicago", "America/Chicago" },
    { "USORDA", "US", "Chicago", "America/Chicago" },
    { "GBLALA", "GB", "London", "Europe/London" },
    { "NLAMSA", "NL", "Amsterdam", "Europe/Amsterdam" },
    { "HKG", "HK", "Hong Kong", "Asia/Hong_Kong" },
    { "ICN HUB", "KR", "Incheon", "Asia/Seoul" },
    { "IPZ Niederaula", "DE", "Niederaula", "Europe/Berlin" },
    { "Heathrow", "GB", "London", "Europe/London" },
  };
  CHECK_ALL(cases);
  cr_expect_eq(find("USORDA", "").level, PLACE_FACILITY);
}

Test(resolve, names_a_country_or_region_when_there_is_no_more)
{
  static const text_case cases[] = {
    { "GERMANY", "DE", "", "Europe/Berlin" },
    { "Deutschland", "DE", "", "Europe/Berlin" },
    { "日本", "JP", "", "Asia/Tokyo" },
    { "Франция", "FR", "", "Europe/Paris" },
    { "Corea del Sur", "KR", "", "Asia/Seoul" },
    { "CHINA, PEOPLES REPUBLIC", "CN", "", "Asia/Shanghai" },
    { "Mexico", "MX", "", NULL },
    { "US", "US", "", NULL },
    { "Smallville, OH", "US", "", "America/New_York" },
  };
  CHECK_ALL(cases);
}

Test(resolve, never_guesses)
{
  static const char *const texts[] = { "",
                                       "Springfield",
                                       "Georgia",
                                       "Richmond",

                                       "Distribution Center",
                                       "In transit",
                                       "Your package is on its way",
                                       "Unidade de Tratamento Internacional",
                                       "处理中心",
                                       "Herne Hill",
                                       "12345",
                                       "???",
                                       "\xff\xfe" };
  for (size_t i = 0; i < WB_COUNT(texts); i++) {
    place_found f = find(texts[i], "");
    cr_expect_eq(f.level, PLACE_NONE, "\"%s\" became %s %.*s", texts[i], f.country,
                 STR_ARG(gazetteer_city(g, &f)));
    cr_expect_eq(f.certainty, 0);
  }
}

Test(resolve, weighs_homonyms_by_what_else_is_said)
{
  static const struct {
    const char *text, *country, *hint, *expect;
  } cases[] = {
    { "London", "", "", "GB" },          { "London", "CA", "", "CA" },
    { "London, ON", "", "GB", "CA" },    { "Birmingham", "", "", "GB" },
    { "Birmingham AL", "", "", "US" },   { "Valencia", "", "ES", "ES" },
    { "Valencia", "VE", "", "VE" },      { "Córdoba", "ES", "", "ES" },
    { "Paris", "US", "", "US" },         { "Santiago", "ES", "", "ES" },
    { "Hamilton", "NZ", "", "NZ" },      { "Hamilton, Ontario", "", "", "CA" },
    { "Melbourne, FL", "", "AU", "US" },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    place_found f;
    wb_place p = { .text = str_of(cases[i].text), .country = str_of(cases[i].country) };
    place_resolve(g, NULL, &p, str_of(cases[i].hint), &f);
    cr_expect_str_eq(f.country, cases[i].expect, "%s in %s: %s", cases[i].text, cases[i].country, f.country);
    cr_expect_geq(f.level, PLACE_CITY, "%s in %s", cases[i].text, cases[i].country);
  }
  cr_expect_lt(find("Springfield", "US").certainty, 500);
  cr_expect_gt(find("Springfield, IL", "US").certainty, 900);
}

Test(resolve, puts_members_together)
{
  static const struct {
    wb_place place;
    const char *city, *region, *zone;
    uint8_t level;
  } cases[] = {
#define S(text) { text, sizeof(text) - 1 }
    { { .city = S("Ontario"), .region = S("CA"), .country = S("US") },
      "Ontario",
      "CA",
      "America/Los_Angeles",
      PLACE_CITY },
    { { .city = S("Springfield"), .region = S("US-MA"), .country = S("us") },
      "Springfield",
      "MA",
      "America/New_York",
      PLACE_CITY },
    { { .city = S("Springfield"), .region = S("Missouri"), .country = S("US") },
      "Springfield",
      "MO",
      "America/Chicago",
      PLACE_CITY },
    { { .city = S("Springfield"), .region = S("OR") },
      "Springfield",
      "OR",
      "America/Los_Angeles",
      PLACE_CITY },
    { { .city = S("Nowhere Creek"), .postcode = S("79901"), .country = S("US") },
      "",
      "TX",
      "America/Denver",
      PLACE_POSTCODE },
    { { .postcode = S("37011"), .country = S("US") }, "", "TN", "America/Chicago", PLACE_POSTCODE },
    { { .postcode = S("v6b 1a1"), .country = S("CA") }, "", "BC", "America/Vancouver", PLACE_POSTCODE },
    { { .postcode = S("35001"), .country = S("ES") }, "", "", "Atlantic/Canary", PLACE_POSTCODE },
    { { .postcode = S("690000"), .country = S("RU") }, "", "PRI", "Asia/Vladivostok", PLACE_POSTCODE },
    { { .region = S("WA"), .country = S("AU") }, "", "WA", "Australia/Perth", PLACE_REGION },
    { { .region = S("Washington"), .country = S("US") }, "", "WA", "America/Los_Angeles", PLACE_REGION },
    { { .city = S("Jamaica"), .country = S("US"), .facility = S("JFK") },
      "Jamaica",
      "NY",
      "America/New_York",
      PLACE_FACILITY },
    { { .country = S("DE") }, "", "", "Europe/Berlin", PLACE_COUNTRY },
#undef S
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    place_found f;
    const char *zones[4] = { "" };
    place_resolve(g, NULL, &cases[i].place, str_of(""), &f);
    cr_expect(str_is(gazetteer_city(g, &f), cases[i].city), "%zu: %.*s", i, STR_ARG(gazetteer_city(g, &f)));
    cr_expect(str_is(gazetteer_region(g, &f), cases[i].region), "%zu: %.*s", i,
              STR_ARG(gazetteer_region(g, &f)));
    cr_expect_eq(f.level, cases[i].level, "%zu: level %u", i, f.level);
    cr_expect(gazetteer_zones(g, &f, zones, 4) == 1 && strcmp(zones[0], cases[i].zone) == 0, "%zu: %s", i,
              zones[0]);
  }
}

Test(resolve, gives_the_same_with_a_cache)
{
  static place_cache_slot slots[8]; /* few, so that they are used again */
  place_cache cache = { slots, WB_COUNT(slots) };
  static const char *const texts[] = { "BERLIN", "Paris",  "SECAUCUS, NJ", "上海市", "nowhere",
                                       "Москва", "LYON",   "KRAKOW",       "Berlin", "CHINA",
                                       "Oslo",   "Bergen", "JFK",          "" };
  for (int round = 0; round < 3; round++)
    for (size_t i = 0; i < WB_COUNT(texts); i++) {
      place_found plain = find(texts[i], ""), cached;
      wb_place p = { .text = str_of(texts[i]) };
      place_resolve(g, &cache, &p, str_of(""), &cached);
      cr_expect_eq(memcmp(&plain, &cached, sizeof plain), 0, "%s", texts[i]);
    }
}

Test(resolve, works_without_a_gazetteer)
{
  place_found f;
  wb_place p = { .text = STR("BERLIN"), .country = STR("de") };
  place_resolve(NULL, NULL, &p, str_of(""), &f);
  cr_expect_str_eq(f.country, "DE");
  cr_expect_eq(f.level, PLACE_COUNTRY);
  cr_expect_neq(f.wording, 0);
}
