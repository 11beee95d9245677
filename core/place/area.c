/* SPDX-License-Identifier: MIT */
/* Less than a city: the country or region that a text names. */
#include "choose.h"

/* "Hodgkins, IL 60525": a town that no table has, in a state.  Many codes of states are countries' too. */
static void find_area_by_code(const gazetteer *g, const reading *r, size_t word, known *k)
{
  static const char *const countries[] = { "US", "CA" };
  if (!r->words[word].code)
    return;
  wb_str code = reading_text(r, word, 1);
  uint16_t of_all = gazetteer_country_number(g, code);
  bool alone = r->word_count == 1, post = word + 1 < r->word_count && r->words[word + 1].digits,
       state = false;
  for (size_t i = 0; i < WB_COUNT(countries) && !alone && word > 0; i++) {
    uint16_t country = gazetteer_country_number(g, str_of(countries[i]));
    uint16_t region = gazetteer_find_region(g, country, code);
    if (!region || code.n != 2)
      continue;
    state = true;
    if (of_all && !post && k->hint != country)
      continue;
    k->country = country;
    k->region = region;
    return;
  }
  if (of_all && (alone || (!state && country_by_code(g, r, word))))
    k->country = of_all;
}

/* A country or region that the words name beyond doubt. */
/* The country that a run of words names, unless it is a region of another one too: Georgia. */
static uint16_t country_of_span(const gazetteer *g, const reading *r, const reading_span *s)
{
  uint16_t country = 0;
  for (uint32_t n = 0; n < s->meanings.count; n++)
    if (means_country(r, s, name_meaning(&s->meanings, n)))
      country = (uint16_t)(name_meaning(&s->meanings, n) & PLACES_INDEX);
  for (uint32_t n = 0; n < s->meanings.count && country; n++) {
    uint32_t reference = name_meaning(&s->meanings, n);
    if (places_kind(reference) == PLACES_IS_REGION && !(reference & PLACES_WEAK) &&
        gazetteer_region_row(g, reference & PLACES_INDEX)->country != country)
      country = 0;
  }
  return country;
}

/* The region that a run of words names and nothing else does; where the country is known, in that country. */
static uint16_t region_of_span(const gazetteer *g, const reading_span *s, uint16_t country)
{
  uint16_t region = 0;
  for (uint32_t n = 0; n < s->meanings.count; n++) {
    uint32_t reference = name_meaning(&s->meanings, n), index = reference & PLACES_INDEX;
    unsigned kind = places_kind(reference);
    if (kind == PLACES_IS_COUNTRY || (kind == PLACES_IS_CITY && !country))
      return 0;
    if (kind != PLACES_IS_REGION || (country && gazetteer_region_row(g, index)->country != country))
      continue;
    if (region && region != index)
      return 0;
    region = (uint16_t)index;
  }
  return region;
}

void choose_area(const gazetteer *g, const reading *r, known *k)
{
  for (size_t i = 0; i < r->span_count && !k->country; i++)
    k->country = country_of_span(g, r, &r->spans[i]);
  for (size_t i = r->word_count; i-- > 0 && !k->country;)
    find_area_by_code(g, r, i, k);
  for (size_t i = 0; i < r->span_count && !k->region; i++)
    if (!r->spans[i].neutral)
      k->region = region_of_span(g, &r->spans[i], k->country);
  if (k->region && !k->country)
    k->country = gazetteer_region_row(g, k->region)->country;
}
