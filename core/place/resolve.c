/* SPDX-License-Identifier: MIT */
/* From the members of a place to one row of the gazetteer: the structured ones are sure, the texts are read.
 */
#include "../base/fold.h"
#include "choose.h"
#define XXH_INLINE_ALL /* nothing to load */
#include <xxhash.h>

#define CERTAIN_ENOUGH 350

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
  if (str_trim(text).n == 0)
    return false;
  reading_make(g, text, &r);
  if (choose_city(g, &r, k, &best)) {
    if (best.found.certainty >= CERTAIN_ENOUGH) {
      *f = best.found;
      return true;
    }
    if (best.by_country && !k->country)
      k->country = gazetteer_country_number(g, str_of(best.found.country));
    if (best.by_region && !k->region)
      k->region = best.found.region;
  }
  choose_area(g, &r, k);
  if (!f->wording && has_strangers(&r))
    f->wording = XXH3_64bits(r.folded, r.bytes) | 1;
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
  if (!cache || cache->count < 2) {
    resolve(g, place, hint_country, ret_found);
    return;
  }
  XXH128_hash_t key = key_of(place, hint_country);
  /* Two slots for each key: the one that was asked for last stands first. */
  place_cache_slot *slot = &cache->slots[key.low64 & (cache->count - 2)];
  if (slot[0].key[0] != key.low64 || slot[0].key[1] != key.high64) {
    place_cache_slot fresh = slot[1];
    if (fresh.key[0] != key.low64 || fresh.key[1] != key.high64) {
      fresh.key[0] = key.low64;
      fresh.key[1] = key.high64;
      resolve(g, place, hint_country, &fresh.found);
    }
    slot[1] = slot[0];
    slot[0] = fresh;
  }
  *ret_found = slot[0].found;
}
