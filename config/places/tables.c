/* SPDX-License-Identifier: MIT */
/* The tables of this folder; README.md says what their fields are. */
#include "compile.h"
#include <math.h>
#include <stdlib.h>

enum { REGION_COUNTRY, REGION_CODE, REGION_NAME, REGION_NAMES, REGION_FIELDS };
enum { COUNTRY_CODE, COUNTRY_NAMES, COUNTRY_FIELDS };
enum { CITY_COUNTRY, CITY_REGION, CITY_NAME, CITY_NAMES, CITY_FIELDS };
enum {
  TOWN_COUNTRY,
  TOWN_REGION,
  TOWN_NAME,
  TOWN_LAT,
  TOWN_LON,
  TOWN_PEOPLE,
  TOWN_ZONE,
  TOWN_NAMES,
  TOWN_FIELDS
};
enum { SITE_NAMES, SITE_CODES, SITE_COUNTRY, SITE_REGION, SITE_CITY, SITE_LAT, SITE_LON, SITE_FIELDS };
enum { POST_COUNTRY, POST_FIRST, POST_LAST, POST_REGION, POST_ZONE, POST_FIELDS };

typedef int add_row(atlas *a, const table_line *l);

static void add_names(atlas *a, const char *names, uint32_t reference)
{
  wb_str rest = str_of(names), name;
  while (str_split(&rest, '|', &name))
    if (name.n)
      atlas_name(a, name, reference, true);
}

static int find_country(atlas *a, const table_line *l, const char *code, uint16_t *ret_country)
{
  *ret_country = atlas_country(a, str_of(code));
  return *ret_country ? WB_OK
                      : table_refuse(l, &a->err, "country \"%s\" is not in ISO 3166", code ? code : "-");
}

static int find_region(atlas *a, const table_line *l, const char *country, const char *name,
                       uint16_t *ret_region)
{
  *ret_region = name ? atlas_region(a, str_of(country), str_of(name)) : 0;
  return *ret_region || !name
             ? WB_OK
             : table_refuse(l, &a->err, "region \"%s\" of %s is not among GeoNames' or ISO 3166-2's", name,
                            country);
}

static int add_region(atlas *a, const table_line *l)
{
  uint16_t country, region = 0;
  int rc = find_country(a, l, l->fields[REGION_COUNTRY], &country);
  if (rc == WB_OK)
    rc = find_region(a, l, l->fields[REGION_COUNTRY], l->fields[REGION_NAME], &region);
  if (rc)
    return rc;
  if (l->fields[REGION_CODE]) {
    g_array_index(a->regions, places_region, region).name = atlas_text(a, l->fields[REGION_CODE]);
    atlas_code(a, l->fields[REGION_COUNTRY], l->fields[REGION_CODE], region);
  }
  add_names(a, l->fields[REGION_NAMES], PLACES_REFERENCE(PLACES_IS_REGION, false, region));
  return WB_OK;
}

static int add_country(atlas *a, const table_line *l)
{
  uint16_t country;
  int rc = find_country(a, l, l->fields[COUNTRY_CODE], &country);
  if (rc == WB_OK)
    add_names(a, l->fields[COUNTRY_NAMES], PLACES_REFERENCE(PLACES_IS_COUNTRY, false, country));
  return rc;
}

uint32_t atlas_city(const atlas *a, wb_str country, wb_str region, wb_str name)
{
  const GArray *list = atlas_named(a, name);
  uint16_t wanted = atlas_country(a, country), in = region.n ? atlas_region(a, country, region) : 0;
  uint32_t best = 0, most = 0;
  for (guint i = 0; list && i < list->len; i++) {
    uint32_t reference = g_array_index(list, uint32_t, i);
    if (places_kind(reference) != PLACES_IS_CITY)
      continue;
    const places_city *c = &g_array_index(a->cities, places_city, reference & PLACES_INDEX);
    if (c->country == wanted && (!in || c->region == in) && (!best || c->population > most)) {
      best = reference & PLACES_INDEX;
      most = c->population;
    }
  }
  return best;
}

static int add_city_names(atlas *a, const table_line *l)
{
  uint32_t city = atlas_city(a, str_of(l->fields[CITY_COUNTRY]), str_of(l->fields[CITY_REGION]),
                             str_of(l->fields[CITY_NAME]));
  if (!city)
    return table_refuse(l, &a->err, "\"%s\" of %s is not among GeoNames' cities above 15,000 people",
                        l->fields[CITY_NAME] ? l->fields[CITY_NAME] : "-",
                        l->fields[CITY_COUNTRY] ? l->fields[CITY_COUNTRY] : "-");
  add_names(a, l->fields[CITY_NAMES], PLACES_REFERENCE(PLACES_IS_CITY, false, city));
  return WB_OK;
}

static bool read_degrees(const char *text, int32_t *ret_udeg)
{
  char *end = NULL;
  double degrees = text ? g_ascii_strtod(text, &end) : 0;
  if (!text || !end || *end || end == text || !(fabs(degrees) <= 180))
    return false;
  *ret_udeg = (int32_t)lround(degrees * 1e6);
  return true;
}

/* The zone of the nearest city of the country: a site away from all cities has its clock. */
static void place_site(atlas *a, places_site *s)
{
  double nearest = 1e9;
  for (guint i = 1; i < a->cities->len; i++) {
    const places_city *c = &g_array_index(a->cities, places_city, i);
    double y = (c->lat_udeg - s->lat_udeg) / 1e6, x = (c->lon_udeg - s->lon_udeg) / 1e6;
    double away = y * y + x * x * cos(s->lat_udeg / 1e6 * G_PI / 180) * cos(s->lat_udeg / 1e6 * G_PI / 180);
    if (c->country == s->country && away < nearest) {
      nearest = away;
      s->zones = c->zones;
      s->region = s->region ? s->region : c->region;
    }
  }
}

static int add_site(atlas *a, const table_line *l)
{
  const char *const *f = l->fields;
  places_site site = { 0 };
  int rc = find_country(a, l, f[SITE_COUNTRY], &site.country);
  if (rc == WB_OK)
    rc = find_region(a, l, f[SITE_COUNTRY], f[SITE_REGION], &site.region);
  if (rc)
    return rc;
  if (!f[SITE_NAMES] && !f[SITE_CODES])
    return table_refuse(l, &a->err, "a site needs names or codes");
  if (f[SITE_CITY]) {
    site.city = atlas_city(a, str_of(f[SITE_COUNTRY]), str_of(f[SITE_REGION]), str_of(f[SITE_CITY]));
    if (!site.city)
      return table_refuse(l, &a->err,
                          "\"%s\" of %s is not among GeoNames' cities above 15,000 people: give "
                          "latitude and longitude instead",
                          f[SITE_CITY], f[SITE_COUNTRY]);
    const places_city *city = &g_array_index(a->cities, places_city, site.city);
    site.lat_udeg = city->lat_udeg;
    site.lon_udeg = city->lon_udeg;
    site.region = city->region;
    site.zones = city->zones;
  }
  if ((f[SITE_LAT] || !f[SITE_CITY]) &&
      (!read_degrees(f[SITE_LAT], &site.lat_udeg) || !read_degrees(f[SITE_LON], &site.lon_udeg)))
    return table_refuse(l, &a->err, "latitude and longitude are not two numbers of degrees");
  if (!f[SITE_CITY])
    place_site(a, &site);
  wb_str rest = str_of(f[SITE_NAMES] ? f[SITE_NAMES] : f[SITE_CODES]), first;
  str_split(&rest, '|', &first);
  const char *name = arena_cstr(a->memory, first);
  if (!name)
    return error_nomem(&a->err);
  site.name = atlas_text(a, name);
  uint32_t number = a->sites->len;
  g_array_append_val(a->sites, site);
  add_names(a, f[SITE_NAMES], PLACES_REFERENCE(PLACES_IS_SITE, false, number));
  add_names(a, f[SITE_CODES], PLACES_REFERENCE(PLACES_IS_CODE, false, number));
  return WB_OK;
}

static int add_town(atlas *a, const table_line *l)
{
  const char *const *f = l->fields;
  places_city town = { 0 };
  uint64_t people;
  uint16_t zone;
  int rc = find_country(a, l, f[TOWN_COUNTRY], &town.country);
  if (rc == WB_OK)
    rc = find_region(a, l, f[TOWN_COUNTRY], f[TOWN_REGION], &town.region);
  if (rc)
    return rc;
  if (!f[TOWN_NAME] || !read_degrees(f[TOWN_LAT], &town.lat_udeg) ||
      !read_degrees(f[TOWN_LON], &town.lon_udeg) || !str_to_u64(str_of(f[TOWN_PEOPLE]), &people) ||
      people > UINT32_MAX)
    return table_refuse(l, &a->err, "a town needs a name, latitude and longitude in degrees, and its people");
  if (!f[TOWN_ZONE] || (zone = atlas_zone(a, f[TOWN_ZONE])) == UINT16_MAX)
    return table_refuse(l, &a->err, "zone \"%s\" is not in the tz database",
                        f[TOWN_ZONE] ? f[TOWN_ZONE] : "-");
  uint32_t number = atlas_city(a, str_of(f[TOWN_COUNTRY]), str_of(f[TOWN_REGION]), str_of(f[TOWN_NAME]));
  if (!number) {
    town.name = atlas_text(a, f[TOWN_NAME]);
    town.population = (uint32_t)people;
    town.zones = atlas_zone_set(a, &zone, 1);
    number = a->cities->len;
    g_array_append_val(a->cities, town);
    atlas_name(a, str_of(f[TOWN_NAME]), PLACES_REFERENCE(PLACES_IS_CITY, false, number), true);
  }
  add_names(a, f[TOWN_NAMES], PLACES_REFERENCE(PLACES_IS_CITY, false, number));
  return WB_OK;
}

static int add_word(atlas *a, const table_line *l)
{
  add_names(a, l->fields[0], PLACES_REFERENCE(PLACES_IS_WORD, false, 0));
  return WB_OK;
}

/* ---- post codes: one row a prefix ---- */

static bool next_prefix(char *prefix)
{
  for (size_t i = strlen(prefix); i-- > 0;) {
    if (prefix[i] != '9' && prefix[i] != 'Z') {
      prefix[i]++;
      return true;
    }
    prefix[i] = prefix[i] == '9' ? '0' : 'A';
  }
  return false;
}

static int add_postcodes(atlas *a, const table_line *l)
{
  const char *const *f = l->fields;
  places_postcode row = { 0 };
  uint16_t country, zone;
  int rc = find_country(a, l, f[POST_COUNTRY], &country);
  if (rc == WB_OK)
    rc = find_region(a, l, f[POST_COUNTRY], f[POST_REGION], &row.region);
  if (rc)
    return rc;
  size_t n = f[POST_FIRST] ? strlen(f[POST_FIRST]) : 0;
  if (n < 1 || n >= sizeof row.prefix || !f[POST_LAST] || strlen(f[POST_LAST]) != n ||
      strcmp(f[POST_FIRST], f[POST_LAST]) > 0)
    return table_refuse(l, &a->err, "first and last are not two prefixes of one length, at most %zu",
                        sizeof row.prefix - 1);
  if (f[POST_ZONE]) {
    if ((zone = atlas_zone(a, f[POST_ZONE])) == UINT16_MAX)
      return table_refuse(l, &a->err, "zone \"%s\" is not in the tz database", f[POST_ZONE]);
    row.zones = atlas_zone_set(a, &zone, 1);
  }
  char prefix[sizeof row.prefix] = "";
  memcpy(prefix, f[POST_FIRST], n);
  do {
    memcpy(row.country, f[POST_COUNTRY], 2);
    memcpy(row.prefix, prefix, sizeof prefix);
    g_array_append_val(a->postcodes, row);
  } while (strcmp(prefix, f[POST_LAST]) < 0 && next_prefix(prefix));
  return WB_OK;
}

static int by_prefix(const void *left, const void *right)
{
  const places_postcode *a = left, *b = right;
  int order = memcmp(a->country, b->country, 2);
  return order ? order : memcmp(a->prefix, b->prefix, sizeof a->prefix);
}

static int check_postcodes(atlas *a)
{
  qsort(a->postcodes->data, a->postcodes->len, sizeof(places_postcode), by_prefix);
  for (guint i = 1; i < a->postcodes->len; i++) {
    const places_postcode *p = &g_array_index(a->postcodes, places_postcode, i);
    if (by_prefix(p - 1, p) == 0)
      return error_set(&a->err, WB_E_PARSE, "postcodes.tsv: prefix %s of %.2s stands twice", p->prefix,
                       p->country);
  }
  return WB_OK;
}

static int read_file(atlas *a, const inputs *in, const char *file, unsigned fields, add_row *add)
{
  table rows = { 0 };
  char *path = g_build_filename(in->tables, file, NULL);
  int rc = table_read(&rows, a->memory, arena_cstr(a->memory, str_of(path)), fields, &a->err);
  for (size_t k = 0; k < rows.count && rc == WB_OK; k++)
    rc = add(a, &rows.lines[k]);
  g_free(path);
  return rc;
}

int atlas_region_table(atlas *a, const inputs *in)
{
  return read_file(a, in, "regions.tsv", REGION_FIELDS, add_region);
}

int atlas_tables(atlas *a, const inputs *in)
{
  static const struct {
    const char *file;
    unsigned fields;
    add_row *add;
  } files[] = { { "countries.tsv", COUNTRY_FIELDS, add_country }, { "towns.tsv", TOWN_FIELDS, add_town },
                { "cities.tsv", CITY_FIELDS, add_city_names },    { "sites.tsv", SITE_FIELDS, add_site },
                { "postcodes.tsv", POST_FIELDS, add_postcodes },  { "words.tsv", 1, add_word } };
  int rc = WB_OK;
  for (size_t i = 0; i < WB_COUNT(files) && rc == WB_OK; i++)
    rc = read_file(a, in, files[i].file, files[i].fields, files[i].add);
  return rc ? rc : check_postcodes(a);
}
