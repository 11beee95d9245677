/* SPDX-License-Identifier: MIT */
/* Every run of words that names something is a candidate; what else is known (a country, a region, the other
 * words) speaks for or against it. */
#include "choose.h"

/* Points.  A city brings eight for each doubling of its people: 117 for 25,000, 186 for 10 million. */
enum {
  POINTS_SITE = 170,
  POINTS_AREA = 190,      /* a country of the same name */
  POINTS_MORE_WORDS = 40, /* each further word of a name, at most three */
  POINTS_WEAK = -30,
  POINTS_COUNTRY = 200, /* the country is said elsewhere */
  POINTS_OTHER_COUNTRY = -250,
  POINTS_HINT = 40,
  POINTS_REGION = 250,
  POINTS_OTHER_REGION = -200,
  POINTS_WHOLE_SEGMENT = 30,
  POINTS_FIRST = 10,
  POINTS_NEUTRAL = -150,
  POINTS_ENOUGH = 60
};
#define NEAR_M 60000u /* two candidates so near to each other are one place for all that follows */

/* ---- what a reading says of country and region ---- */

static bool apart(const reading_span *a, const reading_span *b)
{
  return a->first + a->count <= b->first || b->first + b->count <= a->first;
}

bool means_country(const reading *r, const reading_span *s, uint32_t reference)
{
  if (places_kind(reference) != PLACES_IS_COUNTRY || (s->neutral && !s->whole_segment))
    return false;
  for (size_t i = 0; i < r->span_count; i++) { /* "Guinea" in "Papua New Guinea" */
    const reading_span *longer = &r->spans[i];
    if (longer->count > s->count && longer->first <= s->first &&
        longer->first + longer->count >= s->first + s->count &&
        places_kind(name_meaning(&longer->meanings, 0)) == PLACES_IS_COUNTRY)
      return false;
  }
  /* Codes of three letters are words in many languages. */
  return !(reference & PLACES_WEAK) || r->words[s->first].code || s->whole_segment || s->count > 1;
}

/* A code of two letters: a segment of its own, or the last word in capitals. */
uint16_t country_by_code(const gazetteer *g, const reading *r, size_t word)
{
  const reading_word *w = &r->words[word];
  bool starts = word == 0 || r->words[word - 1].segment != w->segment;
  bool ends =
      word + 1 == r->word_count || r->words[word + 1].segment != w->segment || r->words[word + 1].digits;
  if (w->n != 2 || !w->code || !ends || (starts && r->word_count == 1))
    return 0;
  return gazetteer_country_number(g, reading_text(r, word, 1));
}

/* 1: the text names that country outside of the span; -1: it names another one; 0: none. */
static int says_country(const gazetteer *g, const reading *r, const reading_span *span, uint16_t country)
{
  int said = 0;
  for (size_t i = 0; i < r->span_count; i++) {
    const reading_span *s = &r->spans[i];
    for (uint32_t k = 0; apart(s, span) && k < s->meanings.count && k < 8; k++) {
      uint32_t reference = name_meaning(&s->meanings, k);
      if (!means_country(r, s, reference))
        continue;
      if ((reference & PLACES_INDEX) == country)
        return 1;
      said = s->count == 1 && !s->whole_segment && said == 0 ? 0 : -1;
    }
  }
  for (size_t i = 0; i < r->word_count; i++) {
    bool inside = i >= span->first && i < (size_t)span->first + span->count;
    if (!inside && r->words[i].code && country && country_by_code(g, r, i) == country)
      return 1;
  }
  return said;
}

/* The same for a region of the country.  A code that is no region of this country says nothing. */
static int says_region(const gazetteer *g, const reading *r, const reading_span *span, uint16_t country,
                       uint16_t region)
{
  int said = 0;
  for (size_t i = 0; i < r->span_count; i++) {
    const reading_span *s = &r->spans[i];
    for (uint32_t k = 0; apart(s, span) && k < s->meanings.count && k < 16; k++) {
      uint32_t reference = name_meaning(&s->meanings, k);
      if (places_kind(reference) != PLACES_IS_REGION)
        continue;
      if ((reference & PLACES_INDEX) == region)
        return 1;
    }
  }
  for (size_t i = (size_t)span->first + span->count; i < r->word_count; i++) {
    if (!r->words[i].code)
      continue;
    uint16_t other = gazetteer_find_region(g, country, reading_text(r, i, 1));
    if (other == region && other)
      return 1;
    if (other)
      said = -1;
  }
  return said;
}

/* ---- candidates ---- */

static int log2_eighths(uint32_t value)
{
  int whole = 31 - __builtin_clz(value | 1);
  uint32_t rest = whole >= 3 ? (value >> (whole - 3)) & 7u : 0;
  return whole * 8 + (int)rest;
}

void set_country(const gazetteer *g, place_found *f, uint16_t country)
{
  memcpy(f->country, gazetteer_country_row(g, country)->code, 2);
  f->country[2] = '\0';
}

static bool fill(const gazetteer *g, uint32_t reference, place_found *f, uint16_t *ret_country)
{
  uint32_t index = reference & PLACES_INDEX;
  *f = (place_found){ 0 };
  if (places_kind(reference) == PLACES_IS_CITY) {
    const places_city *c = gazetteer_city_row(g, index);
    *f = (place_found){ .city = index,
                        .lat_udeg = c->lat_udeg,
                        .lon_udeg = c->lon_udeg,
                        .region = c->region,
                        .zones = c->zones,
                        .level = PLACE_CITY };
    *ret_country = c->country;
  } else if (places_kind(reference) == PLACES_IS_SITE || places_kind(reference) == PLACES_IS_CODE) {
    const places_site *s = gazetteer_site_row(g, index);
    *f = (place_found){ .city = s->city,
                        .facility = index,
                        .lat_udeg = s->lat_udeg,
                        .lon_udeg = s->lon_udeg,
                        .region = s->region,
                        .zones = s->zones,
                        .level = PLACE_FACILITY };
    *ret_country = s->country;
  } else {
    return false;
  }
  set_country(g, f, *ret_country);
  return true;
}

static int points_of_itself(const gazetteer *g, const candidate *c)
{
  const reading_span *s = c->span;
  int more = s->count > 4 ? 3 : s->count - 1;
  int points = places_kind(c->reference) == PLACES_IS_CITY
                   ? log2_eighths(gazetteer_city_row(g, c->found.city)->population + 256)
                   : POINTS_SITE;
  return points + more * POINTS_MORE_WORDS + (c->reference & PLACES_WEAK ? POINTS_WEAK : 0) +
         (s->whole_segment ? POINTS_WHOLE_SEGMENT : 0) + (s->first == 0 ? POINTS_FIRST : 0) +
         (s->neutral ? POINTS_NEUTRAL : 0);
}

/* "Sur" in "Corea del Sur", "York" in "New York": part of a longer name of another country or region. */
static bool is_part_of_area(const reading *r, const candidate *c, uint16_t country)
{
  const reading_span *span = c->span;
  for (size_t i = 0; i < r->span_count; i++) {
    const reading_span *s = &r->spans[i];
    if (s->count <= span->count || s->first > span->first || s->first + s->count < span->first + span->count)
      continue;
    for (uint32_t n = 0; n < s->meanings.count; n++) {
      uint32_t reference = name_meaning(&s->meanings, n), index = reference & PLACES_INDEX;
      if ((places_kind(reference) == PLACES_IS_COUNTRY && index != country) ||
          (places_kind(reference) == PLACES_IS_REGION && index != c->found.region))
        return true;
    }
  }
  return false;
}

/* false: it cannot be meant. */
static bool weigh(const gazetteer *g, const reading *r, const known *k, candidate *c)
{
  uint16_t country;
  if (!fill(g, c->reference, &c->found, &country))
    return false;
  if ((k->country && k->country != country) || (c->span->country && c->span->country != country))
    return false;
  if (k->region && c->found.region && k->region != c->found.region)
    return false;
  if (is_part_of_area(r, c, country))
    return false;
  if (places_kind(c->reference) == PLACES_IS_CODE && !c->span->country && !reading_stands_alone(r, c->span))
    return false;
  c->points = points_of_itself(g, c);
  int by_country = k->country || c->span->country ? 1 : says_country(g, r, c->span, country);
  int by_region =
      k->region ? (c->found.region ? 1 : 0) : says_region(g, r, c->span, country, c->found.region);
  c->by_country = by_country > 0;
  c->by_region = by_region > 0;
  c->points += by_country > 0 ? POINTS_COUNTRY : by_country < 0 && by_region <= 0 ? POINTS_OTHER_COUNTRY : 0;
  c->points += by_region > 0 ? POINTS_REGION : by_region < 0 ? POINTS_OTHER_REGION : 0;
  c->points += k->hint == country ? POINTS_HINT : 0;
  return c->points >= POINTS_ENOUGH && (!c->span->neutral || c->by_region || c->by_country);
}

bool is_near(const place_found *a, const place_found *b)
{
  return (a->city && a->city == b->city) || place_distance_m(a, b) < NEAR_M;
}

/* The best candidate, and the points of the best one that lies elsewhere.  false: none. */
static bool choose(const gazetteer *g, const reading *r, const known *k, candidate *ret_best, int *ret_rival)
{
  bool any = false;
  *ret_rival = 0;
  for (size_t i = 0; i < r->span_count; i++) {
    const reading_span *s = &r->spans[i];
    for (uint32_t n = 0; n < s->meanings.count; n++) {
      candidate c = { .span = s, .reference = name_meaning(&s->meanings, n) };
      if (!weigh(g, r, k, &c))
        continue;
      if (!any || c.points > ret_best->points) {
        if (any && !is_near(&ret_best->found, &c.found))
          *ret_rival = ret_best->points;
        *ret_best = c;
        any = true;
      } else if (c.points > *ret_rival && !is_near(&ret_best->found, &c.found)) {
        *ret_rival = c.points;
      }
    }
  }
  return any;
}

/* "Ontario" is a city and, more often, a province elsewhere. */
static int points_of_area(const gazetteer *g, const candidate *c)
{
  for (uint32_t i = 0; i < c->span->meanings.count; i++) {
    uint32_t reference = name_meaning(&c->span->meanings, i), index = reference & PLACES_INDEX;
    if (places_kind(reference) == PLACES_IS_REGION && !(reference & PLACES_WEAK) && index != c->found.region)
      return log2_eighths(gazetteer_region_row(g, index)->people + 256);
    if (places_kind(reference) == PLACES_IS_COUNTRY && !(reference & PLACES_WEAK) &&
        memcmp(gazetteer_country_row(g, index)->code, c->found.country, 2) != 0)
      return POINTS_AREA;
  }
  return 0;
}

/* Words that nothing explains: "Herne Hill" is not Herne.  A run of a script without blanks counts once. */
typedef struct strangers {
  unsigned before, after; /* of the span in its segment */
  unsigned elsewhere;
} strangers;

static bool is_stranger(const reading *r, size_t word)
{
  const reading_word *w = &r->words[word];
  if (w->neutral || w->digits || (w->n == 1 && !w->whole_script) ||
      (w->code && (word > 0 || r->word_count == 1)))
    return false;
  for (size_t s = 0; s < r->span_count; s++)
    if (word >= r->spans[s].first && word < (size_t)r->spans[s].first + r->spans[s].count)
      return false;
  return true;
}

static strangers count_strangers(const reading *r, const reading_span *span)
{
  strangers n = { 0 };
  bool in_run = false;
  for (size_t i = 0; i < r->word_count; i++) {
    bool stranger = is_stranger(r, i), again = in_run && r->words[i].whole_script;
    in_run = stranger && r->words[i].whole_script;
    if (!stranger || again)
      continue;
    if (!span || r->words[i].segment != r->words[span->first].segment)
      n.elsewhere++;
    else if (i < span->first)
      n.before++;
    else
      n.after++;
  }
  return n;
}

static unsigned certainty_of(const reading *r, const candidate *c, int rival)
{
  int margin = c->points - rival;
  unsigned sure;
  if (c->by_region)
    sure = margin >= 30 ? 960 : 600;
  else if (c->by_country)
    sure = margin >= 40 ? 950 : margin >= 16 ? 850 : margin >= 8 ? 600 : 450;
  else
    sure = margin >= 64 ? 850 : margin >= 32 ? 750 : margin >= 16 ? 550 : margin >= 12 ? 450 : 300;
  if ((c->reference & PLACES_WEAK) && !c->by_country && !c->by_region)
    sure -= 100;
  bool agreed = c->by_country || c->by_region;
  strangers n = count_strangers(r, c->span);
  for (; n.after > 0; n.after--)
    sure = sure * (agreed || r->words[c->span->first].whole_script ? 9 : 4) / 10;
  for (n.before += n.elsewhere; n.before > 0; n.before--)
    sure = sure * (agreed ? 9 : 7) / 10;
  return sure;
}

bool has_strangers(const reading *r)
{
  return count_strangers(r, NULL).elsewhere > 0;
}

bool choose_city(const gazetteer *g, const reading *r, const known *k, candidate *ret_best)
{
  int rival;
  if (!choose(g, r, k, ret_best, &rival))
    return false;
  if (!ret_best->by_country && !ret_best->by_region && points_of_area(g, ret_best) > rival)
    rival = points_of_area(g, ret_best);
  ret_best->found.certainty = (uint16_t)certainty_of(r, ret_best, rival);
  return true;
}
