/* SPDX-License-Identifier: MIT */
/* From the members of a place to one row of the gazetteer: every run of words that names something is a
 * candidate, and what else is known (a country, a region, a post code, the other words) speaks for or against
 * it. */
#include "../base/fold.h"
#include "reading.h"
#define XXH_INLINE_ALL /* nothing to load */
#include <xxhash.h>

/* Points.  A city brings eight for each doubling of its people: 117 for 25,000, 186 for 10 million. */
enum {
  POINTS_SITE = 170,
  POINTS_AREA = 190,      /* a region or country of the same name */
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
#define NEAR_M         60000u /* two candidates so near to each other are one place for all that follows */
#define CERTAIN_ENOUGH 350

typedef struct known { /* what the structured members say */
  uint16_t country, region, zones, hint;
  const char *country_code;
} known;

typedef struct candidate {
  const reading_span *span;
  uint32_t reference;
  int points;
  bool by_country, by_region; /* something else in the place agrees */
  place_found found;
} candidate;

/* ---- what a reading says of country and region ---- */

static bool apart(const reading_span *a, const reading_span *b)
{
  return a->first + a->count <= b->first || b->first + b->count <= a->first;
}

static bool means_country(const reading *r, const reading_span *s, uint32_t reference)
{
  if (places_kind(reference) != PLACES_IS_COUNTRY)
    return false;
  /* Codes of three letters are words in many languages. */
  return !(reference & PLACES_WEAK) || r->words[s->first].code || s->whole_segment || s->count > 1;
}

/* A code of two letters: a segment of its own, or the last word in capitals. */
static uint16_t country_by_code(const gazetteer *g, const reading *r, size_t word)
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

static void set_country(const gazetteer *g, place_found *f, uint16_t country)
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

static bool is_near(const place_found *a, const place_found *b)
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
      return POINTS_AREA;
    if (places_kind(reference) == PLACES_IS_COUNTRY && !(reference & PLACES_WEAK) &&
        memcmp(gazetteer_country_row(g, index)->code, c->found.country, 2) != 0)
      return POINTS_AREA;
  }
  return 0;
}

static unsigned strangers(const reading *r, const reading_span *span)
{
  unsigned n = 0;
  for (size_t i = 0; i < r->word_count; i++) {
    const reading_word *w = &r->words[i];
    bool inside = span && i >= span->first && i < (size_t)span->first + span->count;
    bool known_otherwise = inside || w->neutral || w->digits || w->n == 1;
    for (size_t s = 0; s < r->span_count && !known_otherwise; s++)
      known_otherwise = i >= r->spans[s].first && i < (size_t)r->spans[s].first + r->spans[s].count;
    n += !known_otherwise && !(w->code && i > 0);
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
  for (unsigned n = strangers(r, c->span); n > 0; n--)
    sure = sure * (agreed ? 9 : 6) / 10;
  return sure;
}

/* ---- less than a city ---- */

/* A country or region that the words name beyond doubt. */
static void find_area(const gazetteer *g, const reading *r, known *k)
{
  for (size_t i = 0; i < r->span_count && !k->country; i++) {
    const reading_span *s = &r->spans[i];
    uint16_t country = 0;
    bool other = false;
    for (uint32_t n = 0; n < s->meanings.count; n++) {
      uint32_t reference = name_meaning(&s->meanings, n);
      if (means_country(r, s, reference))
        country = (uint16_t)(reference & PLACES_INDEX);
      else
        other |= places_kind(reference) == PLACES_IS_REGION && !(reference & PLACES_WEAK); /* Georgia */
    }
    if (country && !other)
      k->country = country;
  }
  for (size_t i = r->word_count; i-- > 0 && !k->country;)
    if (r->words[i].code && i > 0)
      k->country = gazetteer_find_region(g, gazetteer_country_number(g, STR("US")), reading_text(r, i, 1))
                       ? 0
                       : country_by_code(g, r, i);
  for (size_t i = 0; i < r->span_count && !k->region; i++) {
    const reading_span *s = &r->spans[i];
    bool other = false;
    uint16_t region = 0, country = 0;
    for (uint32_t n = 0; n < s->meanings.count; n++) {
      uint32_t reference = name_meaning(&s->meanings, n);
      if ((places_kind(reference) == PLACES_IS_COUNTRY || places_kind(reference) == PLACES_IS_CITY) &&
          !k->country)
        other = true;
      if (places_kind(reference) != PLACES_IS_REGION)
        continue;
      uint16_t of = gazetteer_region_row(g, reference & PLACES_INDEX)->country;
      if (k->country && of != k->country)
        continue;
      other |= region && region != (uint16_t)(reference & PLACES_INDEX);
      region = (uint16_t)(reference & PLACES_INDEX);
      country = of;
    }
    if (region && !other && !s->neutral) {
      k->region = region;
      k->country = country;
    }
  }
}

static void give_area(const gazetteer *g, const known *k, place_found *f)
{
  *f = (place_found){ 0 };
  if (!k->country)
    return;
  set_country(g, f, k->country);
  f->level = k->region ? PLACE_REGION : PLACE_COUNTRY;
  f->region = k->region;
  f->certainty = 900;
  f->zones = k->zones ? k->zones : k->region ? gazetteer_region_row(g, k->region)->zones : 0;
  if (!f->zones)
    f->zones = gazetteer_country_row(g, k->country)->zones;
}

/* ---- the members together ---- */

static bool resolve_text(const gazetteer *g, wb_str text, known *k, place_found *f)
{
  reading r;
  candidate best;
  int rival;
  if (str_trim(text).n == 0)
    return false;
  reading_make(g, text, &r);
  if (choose(g, &r, k, &best, &rival)) {
    if (!best.by_country && !best.by_region && points_of_area(g, &best) > rival)
      rival = points_of_area(g, &best);
    best.found.certainty = (uint16_t)certainty_of(&r, &best, rival);
    if (best.found.certainty >= CERTAIN_ENOUGH) {
      *f = best.found;
      return true;
    }
    if (best.by_country && !k->country)
      k->country = gazetteer_country_number(g, str_of(best.found.country));
    if (best.by_region && !k->region)
      k->region = best.found.region;
  }
  find_area(g, &r, k);
  if (strangers(&r, NULL) > 0 || r.span_count > 0) {
    char folded[READING_BYTES];
    size_t n = fold_text(text, folded, sizeof folded);
    if (!f->wording && strangers(&r, NULL) > 0)
      f->wording = XXH3_64bits(folded, n) | 1;
  }
  return false;
}

static void read_members(const gazetteer *g, const wb_place *p, wb_str hint, known *k)
{
  *k = (known){ .country = gazetteer_country_number(g, p->country),
                .hint = gazetteer_country_number(g, hint) };
  wb_str region = str_trim(p->region);
  if (region.n > 3 && region.p[2] == '-' && str_equal_nocase(str_upto(region, 2), p->country))
    region = str_from(region, 3); /* ISO 3166-2 as a whole: "US-NJ" */
  k->region = gazetteer_find_region(g, k->country, region);
  if (!k->country || p->postcode.n == 0)
    return;
  char upper[8];
  size_t n = p->postcode.n < sizeof upper ? p->postcode.n : sizeof upper;
  for (size_t i = 0; i < n; i++)
    upper[i] = ascii_upper(p->postcode.p[i]);
  const char *code = gazetteer_country_row(g, k->country)->code;
  const places_postcode *row = gazetteer_postcode_row(g, (wb_str){ code, 2 }, str_trim((wb_str){ upper, n }));
  if (!row || (k->region && row->region && row->region != k->region))
    return;
  k->region = k->region ? k->region : row->region;
  k->zones = row->zones;
}

static void resolve(const gazetteer *g, const wb_place *p, wb_str hint, place_found *f)
{
  char joined[READING_BYTES];
  wb_str texts[] = { p->city, p->text, p->facility };
  known k;
  bool found = false;
  wb_str *first = texts[0].n ? &texts[0] : &texts[1];
  if (!p->country.n && p->region.n &&
      first->n + p->region.n + 2 < sizeof joined) { /* "Springfield" and "IL" */
    size_t n = first->n;
    if (n)
      memcpy(joined, first->p, n);
    memcpy(joined + n, ", ", 2);
    memcpy(joined + n + 2, p->region.p, p->region.n);
    *first = (wb_str){ joined, n + 2 + p->region.n };
  }
  *f = (place_found){ 0 };
  read_members(g, p, hint, &k);
  for (size_t i = 0; i < WB_COUNT(texts) && !found; i++)
    found = resolve_text(g, texts[i], &k, f);
  /* A city and a site near it: the site is closer. */
  place_found site = { 0 };
  if (found && f->level == PLACE_CITY && p->facility.n && resolve_text(g, p->facility, &k, &site) &&
      site.level == PLACE_FACILITY && is_near(f, &site)) {
    site.city = f->city;
    *f = site;
  }
  if (!found) {
    uint64_t wording = f->wording;
    give_area(g, &k, f);
    f->wording = wording;
  } else {
    f->wording = 0;
  }
  if (p->postcode.n && f->country[0]) {
    f->postcode = (uint32_t)XXH3_64bits_withSeed(p->postcode.p, p->postcode.n,
                                                 (uint64_t)f->country[0] << 8 | (uint8_t)f->country[1]) |
                  1;
    if (f->level < PLACE_POSTCODE)
      f->level = PLACE_POSTCODE;
  }
}

/* Without a gazetteer: the country's code, and words that are equal. */
static void resolve_alone(const wb_place *p, place_found *f)
{
  wb_str text = p->city.n ? p->city : p->text;
  char folded[READING_BYTES];
  size_t n = fold_text(text, folded, sizeof folded);
  *f = (place_found){ 0 };
  if (n)
    f->wording = XXH3_64bits(folded, n) | 1;
  if (p->country.n != 2 || !ascii_is_alpha(p->country.p[0]) || !ascii_is_alpha(p->country.p[1]))
    return;
  f->country[0] = ascii_upper(p->country.p[0]);
  f->country[1] = ascii_upper(p->country.p[1]);
  f->level = PLACE_COUNTRY;
  f->certainty = 900;
}

/* ---- the cache ---- */

static XXH128_hash_t key_of(const wb_place *p, wb_str hint)
{
  const wb_str members[] = { p->text, p->city, p->region, p->postcode, p->country, p->facility, hint };
  unsigned char joined[240]; /* mostly they are short together, and hashed at once */
  uint64_t hashes[WB_COUNT(members)];
  size_t n = 0;
  for (size_t i = 0; i < WB_COUNT(members) && n < sizeof joined; i++) {
    wb_str m = members[i];
    if (m.n >= sizeof joined - n) {
      n = sizeof joined;
      break;
    }
    joined[n++] = (unsigned char)m.n;
    if (m.n)
      memcpy(joined + n, m.p, m.n);
    n += m.n;
  }
  if (n < sizeof joined)
    return XXH3_128bits(joined, n);
  for (size_t i = 0; i < WB_COUNT(members); i++)
    hashes[i] = XXH3_64bits(members[i].p, members[i].n);
  return XXH3_128bits(hashes, sizeof hashes);
}

void place_resolve(const gazetteer *g, place_cache *cache, const wb_place *place, wb_str hint_country,
                   place_found *ret_found)
{
  if (!g) {
    resolve_alone(place, ret_found);
    return;
  }
  if (!cache || cache->count == 0) {
    resolve(g, place, hint_country, ret_found);
    return;
  }
  XXH128_hash_t key = key_of(place, hint_country);
  place_cache_slot *slot = &cache->slots[key.low64 & (cache->count - 1)];
  if (slot->key[0] != key.low64 || slot->key[1] != key.high64) {
    resolve(g, place, hint_country, &slot->found);
    slot->key[0] = key.low64;
    slot->key[1] = key.high64;
  }
  *ret_found = slot->found;
}
