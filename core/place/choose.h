/* SPDX-License-Identifier: MIT */
/* Inside the room place: which of the things that the words of a text may name is meant. */
#ifndef PLACE_CHOOSE_H
#define PLACE_CHOOSE_H
#include "reading.h"

typedef struct known { /* what is known beside the text: 0 = nothing */
  uint16_t country, region, zones;
  uint16_t hint; /* a country that settles homonyms only */
} known;

typedef struct candidate {
  const reading_span *span;
  uint32_t reference;
  int points;
  bool by_country, by_region; /* something else in the place agrees */
  place_found found;
} candidate;

/* The city or site that is meant, with its certainty.  false: none. */
bool choose_city(const gazetteer *g, const reading *r, const known *k, candidate *ret_best);
/* Adds to k the country and region that the words name beyond doubt. */
void choose_area(const gazetteer *g, const reading *r, known *k);
/* Does anything in the text stay unexplained? */
bool has_strangers(const reading *r);

bool is_near(const place_found *a, const place_found *b);
void set_country(const gazetteer *g, place_found *f, uint16_t country);
/* The country of a code of two letters that is a segment of its own or ends one; 0: none. */
uint16_t country_by_code(const gazetteer *g, const reading *r, size_t word);
bool means_country(const reading *r, const reading_span *s, uint32_t reference);
#endif
