/* SPDX-License-Identifier: MIT */
/* Cities: the resource in which Debian's libgeonames carries GeoNames' cities above 15,000 people, and the
 * translations of Debian's libgeonames-common, whose keys are GeoNames' ids. */
#include "compile.h"
#include "core/base/fold.h"
#include <geonames/geonames.h>
#include <gio/gio.h>
#include <math.h>

#define RESOURCE "/com/lomiri/geonames/cities.compiled"
#define RESOURCE_TYPE                                                                                        \
  "a(sssssssudd)" /* id, name, region's code and name, country's code and name, zone, people, place */

typedef struct share { /* people of a region, or of a country, who live by a zone */
  uint16_t region, zone;
  uint64_t people;
} share;

static int read_records(GVariant **ret_records, wb_error *err)
{
  int known = geonames_get_n_cities(); /* also keeps the library, and its resource, linked */
  GBytes *bytes = g_resources_lookup_data(RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GVariant *records = bytes ? g_variant_new_from_bytes(G_VARIANT_TYPE(RESOURCE_TYPE), bytes, FALSE) : NULL;
  if (bytes)
    g_bytes_unref(bytes);
  if (!records || known < 20000 || g_variant_n_children(records) != (gsize)known)
    return error_set(err, WB_E_PARSE,
                     "the cities of libgeonames are not as version 0.3.0 has them (%d cities, resource %s)",
                     known, records ? "found" : "missing");
  *ret_records = records;
  return WB_OK;
}

static uint16_t region_of(atlas *a, uint16_t country, const char *country_code, const char *code,
                          const char *name)
{
  if (!*name)
    return 0;
  char folded[PLACES_NAME_MAX];
  size_t n = fold_text(str_of(name), folded, sizeof folded);
  char *key = g_strdup_printf("%s %.*s", country_code, (int)n, folded);
  uint32_t number = GPOINTER_TO_UINT(g_hash_table_lookup(a->region_at, key));
  if (number) {
    g_free(key);
    return (uint16_t)number;
  }
  bool by_post = strcmp(country_code, "US") == 0; /* there GeoNames' codes are those of ISO 3166-2 */
  places_region region = { atlas_text(a, by_post ? code : name), 0, country, 0 };
  number = a->regions->len;
  g_array_append_val(a->regions, region);
  g_ptr_array_add(a->region_keys, key);
  g_hash_table_insert(a->region_at, g_strdup(key), GUINT_TO_POINTER(number));
  atlas_name(a, str_of(name), PLACES_REFERENCE(PLACES_IS_REGION, false, number), false);
  if (by_post)
    atlas_code(a, country_code, code, number);
  return (uint16_t)number;
}

static void count_people(GArray *shares, uint16_t region, uint16_t zone, uint32_t people)
{
  for (guint i = 0; i < shares->len; i++) {
    share *s = &g_array_index(shares, share, i);
    if (s->region == region && s->zone == zone) {
      s->people += people;
      return;
    }
  }
  share s = { region, zone, people };
  g_array_append_val(shares, s);
}

static gint by_people(gconstpointer left, gconstpointer right)
{
  const share *a = left, *b = right;
  return a->region != b->region ? (a->region > b->region) - (a->region < b->region)
                                : (a->people < b->people) - (a->people > b->people);
}

/* Zones by people, but those by which not one in `least` lives: a country road at the border of a state, an
 * island with hardly a soul. */
static void give_zones(atlas *a, GArray *shares, uint64_t least, bool to_countries)
{
  g_array_sort(shares, by_people);
  for (guint i = 0; i < shares->len;) {
    const share *first = &g_array_index(shares, share, i);
    uint64_t all = 0;
    uint16_t list[16];
    size_t n = 0;
    guint end = i;
    for (; end < shares->len && g_array_index(shares, share, end).region == first->region; end++)
      all += g_array_index(shares, share, end).people;
    for (guint k = i; k < end && n < WB_COUNT(list); k++)
      if (g_array_index(shares, share, k).people * least >= all)
        list[n++] = g_array_index(shares, share, k).zone;
    uint16_t set = atlas_zone_set(a, list, n);
    if (to_countries)
      g_array_index(a->countries, places_country, first->region).zones = set;
    else {
      places_region *region = &g_array_index(a->regions, places_region, first->region);
      region->zones = set;
      region->people = all > UINT32_MAX ? UINT32_MAX : (uint32_t)all;
    }
    i = end;
  }
}

int atlas_cities(atlas *a)
{
  GVariant *records = NULL;
  int rc = read_records(&records, &a->err);
  if (rc)
    return rc;
  GArray *shares = g_array_new(FALSE, FALSE, sizeof(share));
  GArray *country_shares = g_array_new(FALSE, FALSE, sizeof(share));
  const char *id, *name, *region_code, *region_name, *country_code, *country_name, *zone_name;
  guint32 people;
  double lat, lon;
  GVariantIter each;
  g_variant_iter_init(&each, records);
  while (g_variant_iter_next(&each, "(&s&s&s&s&s&s&sudd)", &id, &name, &region_code, &region_name,
                             &country_code, &country_name, &zone_name, &people, &lat, &lon)) {
    uint16_t country = atlas_country(a, str_of(country_code)), zone = atlas_zone_of(a, country, zone_name);
    if (!country ||
        zone == UINT16_MAX) /* Kosovo has no code in ISO 3166; zones that the system does not know */
      continue;
    uint16_t region = region_of(a, country, country_code, region_code, region_name);
    places_city city = { .name = atlas_text(a, name),
                         .population = people,
                         .lat_udeg = (int32_t)lround(lat * 1e6),
                         .lon_udeg = (int32_t)lround(lon * 1e6),
                         .country = country,
                         .region = region,
                         .zones = atlas_zone_set(a, &zone, 1) };
    uint32_t number = a->cities->len;
    g_array_append_val(a->cities, city);
    g_hash_table_insert(a->city_ids, g_strdup(id), GUINT_TO_POINTER(number));
    atlas_name(a, str_of(name), PLACES_REFERENCE(PLACES_IS_CITY, false, number), true);
    if (region)
      count_people(shares, region, zone, people + 1);
    count_people(country_shares, country, zone, people + 1);
  }
  give_zones(a, shares, 60, false);
  give_zones(a, country_shares, 1000, true);
  g_array_free(shares, TRUE);
  g_array_free(country_shares, TRUE);
  g_variant_unref(records);
  return WB_OK;
}

/* ---- what other languages call them ---- */

static void add_translation(void *context, const char *id, const char *name)
{
  atlas *a = context;
  uint32_t city = GPOINTER_TO_UINT(g_hash_table_lookup(a->city_ids, id));
  if (city)
    atlas_name(a, str_of(name), PLACES_REFERENCE(PLACES_IS_CITY, true, city), false);
}

int atlas_translations(atlas *a, const inputs *in)
{
  return mo_read_all(in->locales, "geonames", 50, add_translation, a, &a->err);
}
