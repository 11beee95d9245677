/* SPDX-License-Identifier: MIT */
#include "place.h"

#define SAME_PLACE_M   40000u /* a suburb, an airport: one place for carriers */
#define SAME_AREA_M    100000u
#define UNKNOWN_AWAY   UINT64_MAX
#define CERTAIN_ENOUGH 500u /* to hold against another city */

#define METRES_PER_UDEG_TIMES_1000 111u /* along a meridian */

/* cos of whole degrees, in 1/1024. */
static uint32_t cosine_1024(uint32_t degrees)
{
  static const uint16_t tens[] = { 1024, 1008, 962, 887, 784, 658, 512, 350, 178, 0 };
  if (degrees >= 90)
    return 0;
  uint32_t at = degrees / 10, rest = degrees % 10;
  return (tens[at] * (10 - rest) + tens[at + 1] * rest) / 10;
}

static uint64_t root(uint64_t value)
{
  uint64_t guess = 0;
  for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
    if ((guess | bit) * (guess | bit) <= value)
      guess |= bit;
  return guess;
}

static bool has_position(const place_found *p)
{
  return p->lat_udeg != 0 || p->lon_udeg != 0;
}

/* Metres, squared. */
static uint64_t square_between(const place_found *a, const place_found *b)
{
  if (!has_position(a) || !has_position(b))
    return UNKNOWN_AWAY;
  int64_t north = (int64_t)a->lat_udeg - b->lat_udeg, east = (int64_t)a->lon_udeg - b->lon_udeg;
  north = north < 0 ? -north : north;
  east = east < 0 ? -east : east;
  if (east > 180000000)
    east = 360000000 - east;
  int64_t middle = ((int64_t)a->lat_udeg + b->lat_udeg) / 2;
  uint32_t degrees = (uint32_t)((middle < 0 ? -middle : middle) / 1000000);
  uint64_t y = (uint64_t)north * METRES_PER_UDEG_TIMES_1000 / 1000;
  uint64_t x =
      (uint64_t)(east < 0 ? 0 : east) * METRES_PER_UDEG_TIMES_1000 / 1000 * cosine_1024(degrees) / 1024;
  return x * x + y * y;
}

uint32_t place_distance_m(const place_found *a, const place_found *b)
{
  uint64_t square = square_between(a, b);
  return square == UNKNOWN_AWAY ? UINT32_MAX : (uint32_t)root(square);
}

/* As place_distance_m() in whole metres, without a root. */
static bool is_within(uint64_t square, uint64_t metres)
{
  return square < (metres + 1) * (metres + 1);
}

static bool is_city(const place_found *p)
{
  return p->city || p->facility;
}

static place_relation compare_cities(const place_found *a, const place_found *b)
{
  if ((a->city && a->city == b->city) || (a->facility && a->facility == b->facility))
    return PLACE_SAME;
  uint64_t square = square_between(a, b);
  if (is_within(square, SAME_PLACE_M))
    return PLACE_SAME;
  if (is_within(square, SAME_AREA_M))
    return PLACE_SAME_REGION;
  return a->certainty >= CERTAIN_ENOUGH && b->certainty >= CERTAIN_ENOUGH ? PLACE_OTHER_CITY : PLACE_UNKNOWN;
}

place_relation place_compare(const place_found *a, const place_found *b)
{
  bool same_words = a->wording && a->wording == b->wording;
  if (a->country[0] && b->country[0] && (a->country[0] != b->country[0] || a->country[1] != b->country[1])) {
    if (is_city(a) && is_city(b) && is_within(square_between(a, b), SAME_PLACE_M))
      return PLACE_SAME_REGION; /* across a border: Basel and its airport */
    return a->certainty >= CERTAIN_ENOUGH && b->certainty >= CERTAIN_ENOUGH ? PLACE_OTHER_COUNTRY
                                                                            : PLACE_UNKNOWN;
  }
  if (is_city(a) && is_city(b))
    return compare_cities(a, b);
  if (same_words || (a->postcode && a->postcode == b->postcode))
    return PLACE_SAME;
  if (!a->country[0] || !b->country[0])
    return PLACE_UNKNOWN;
  if (a->region && b->region)
    return a->region == b->region ? PLACE_SAME_REGION : PLACE_OTHER_CITY;
  return PLACE_SAME_COUNTRY;
}
