/* SPDX-License-Identifier: MIT */
#include "core/place/place.h"
#include <criterion/criterion.h>

Test(compare, tells_how_two_places_stand_to_each_other)
{
  static const struct {
    const char *one, *other;
    place_relation relation;
  } cases[] = {
    { "KOELN", "Cologne", PLACE_SAME },
    { "JFK", "New York, NY", PLACE_SAME },
    { "Secaucus, NJ", "NEW YORK NY", PLACE_SAME },
    { "ROISSY CHARLES DE GAULLE", "Paris", PLACE_SAME },
    { "CHULLORA", "SYDNEY NSW", PLACE_SAME },
    { "HWDC", "London", PLACE_SAME },
    { "MISSISSAUGA, ON", "Toronto", PLACE_SAME },
    { "上海市", "SHANGHAI", PLACE_SAME },
    { "Depot Kleinkleckersdorf", "DEPOT KLEINKLECKERSDORF", PLACE_SAME },
    { "Boston, MA", "Providence, RI", PLACE_SAME_REGION },
    { "Berlin", "GERMANY", PLACE_SAME_COUNTRY },
    { "GERMANY", "Deutschland", PLACE_SAME_COUNTRY },
    { "Berlin", "", PLACE_UNKNOWN },
    { "Berlin", "Depot Kleinkleckersdorf", PLACE_UNKNOWN },
    { "Berlin", "München", PLACE_OTHER_CITY },
    { "Dallas TX", "Houston, TX", PLACE_OTHER_CITY },
    { "Smallville, OH", "Gotham, NY", PLACE_OTHER_CITY },
    { "Berlin", "Paris", PLACE_OTHER_COUNTRY },
    { "CHINA", "USA", PLACE_OTHER_COUNTRY },
    { "Basel", "Mulhouse, France", PLACE_SAME_REGION },
  };
  WB_AUTO(gazetteer_ref) g = NULL;
  wb_error err = { 0 };
  cr_assert_eq(gazetteer_open(NULL, &g, &err), WB_OK, "%s", err.text);
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    place_found a, b;
    wb_place one = { .text = str_of(cases[i].one) }, other = { .text = str_of(cases[i].other) };
    place_resolve(g, NULL, &one, str_of(""), &a);
    place_resolve(g, NULL, &other, str_of(""), &b);
    cr_expect_eq(place_compare(&a, &b), cases[i].relation, "%s and %s: %d", cases[i].one, cases[i].other,
                 place_compare(&a, &b));
    cr_expect_eq(place_compare(&a, &b), place_compare(&b, &a), "%s and %s", cases[i].one, cases[i].other);
  }
}

Test(compare, measures_distances)
{
  static const struct {
    int32_t lat_a, lon_a, lat_b, lon_b;
    uint32_t km, slack_km;
  } cases[] = {
    { 52520000, 13405000, 48856000, 2352000, 878, 20 }, /* Berlin, Paris */
    { 40713000, -74006000, 34052000, -118244000, 3936,
      200 }, /* New York, Los Angeles: no great circle here */
    { -36848000, 174763000, -18142000, -178442000, 2190, 80 }, /* over the date line */
    { 1000, 1000, 1000, 1000, 0, 1 },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    place_found a = { .lat_udeg = cases[i].lat_a, .lon_udeg = cases[i].lon_a };
    place_found b = { .lat_udeg = cases[i].lat_b, .lon_udeg = cases[i].lon_b };
    uint32_t km = place_distance_m(&a, &b) / 1000;
    cr_expect(km + cases[i].slack_km >= cases[i].km && km <= cases[i].km + cases[i].slack_km, "%zu: %u km", i,
              km);
    cr_expect_eq(place_distance_m(&a, &b), place_distance_m(&b, &a));
  }
  place_found nowhere = { 0 }, somewhere = { .lat_udeg = 1 };
  cr_expect_eq(place_distance_m(&nowhere, &somewhere), UINT32_MAX);
}
