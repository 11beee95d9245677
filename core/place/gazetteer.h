/* SPDX-License-Identifier: MIT */
/* Inside the room place: rows of a gazetteer by number.  Every number may come from a damaged file: what
 * leads out of its section gives row 0, which says nothing. */
#ifndef PLACE_GAZETTEER_H
#define PLACE_GAZETTEER_H
#include "gazetteer_file.h"
#include "place.h"

const places_country *gazetteer_country_row(const gazetteer *g, uint32_t number);
const places_region *gazetteer_region_row(const gazetteer *g, uint32_t number);
const places_city *gazetteer_city_row(const gazetteer *g, uint32_t number);
const places_site *gazetteer_site_row(const gazetteer *g, uint32_t number);
/* The row with the longest prefix of the postcode, or NULL. */
const places_postcode *gazetteer_postcode_row(const gazetteer *g, wb_str country, wb_str postcode);

uint16_t gazetteer_country_number(const gazetteer *g, wb_str code); /* 0: no such country */

typedef struct name_meanings { /* references, by descending population */
  const uint32_t *list;        /* NULL: `one` alone */
  uint32_t count, one;
} name_meanings;
static inline uint32_t name_meaning(const name_meanings *m, uint32_t i)
{
  return m->list ? m->list[i] : m->one;
}

/* What a folded name means.  false: nothing. */
bool gazetteer_find(const gazetteer *g, wb_str folded, name_meanings *ret_meanings);
/* The region with that ISO 3166-2 part, or of that name in any language; 0: none. */
uint16_t gazetteer_find_region(const gazetteer *g, uint16_t country, wb_str code_or_name);
#endif
