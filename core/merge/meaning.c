/* SPDX-License-Identifier: MIT */
/* What words mean: places by the gazetteer, kinds by code and lexicon. */
#include "parts.h"

void merge_resolve(const merge_input *in, const wb_place *place, place_found *ret_found)
{
  place_resolve(in->places, in->caches ? &in->caches->places : NULL, place, (wb_str){ NULL, 0 }, ret_found);
}

size_t merge_zones_of(const merge_input *in, const wb_place *place, const place_found *found,
                      const char **ret_zones)
{
  uint32_t zone_from;
  size_t count = in->places && found->zones ? gazetteer_zones(in->places, found, ret_zones, MERGE_ZONES) : 0;
  if (count == 0 && zone_of_place(place, ret_zones, &zone_from))
    count = 1;
  return count;
}

kinds merge_kinds(const merge_input *in, const feed_statement *said)
{
  (void)in;
  return kinds_of_status(said->status);
}
