/* SPDX-License-Identifier: MIT */
/* Countries with their names in all languages of Debian's iso-codes, and the codes of regions. */
#include "compile.h"
#include "core/base/fold.h"
#include <json-c/json.h>

static const char *member(struct json_object *o, const char *name)
{
  struct json_object *value;
  return json_object_object_get_ex(o, name, &value) ? json_object_get_string(value) : "";
}

/* The array in a file of iso-codes; the caller puts the object.  NULL: a->err. */
static struct json_object *read_list(atlas *a, const inputs *in, const char *file, const char *name,
                                     struct json_object **ret_list)
{
  char *path = g_build_filename(in->iso, file, NULL);
  struct json_object *all = json_object_from_file(path);
  if (!all || !json_object_object_get_ex(all, name, ret_list)) {
    error_set(&a->err, WB_E_IO, "%s: no list \"%s\" in it (package iso-codes)", path, name);
    if (all)
      json_object_put(all);
    all = NULL;
  }
  g_free(path);
  return all;
}

uint16_t atlas_country(const atlas *a, wb_str code)
{
  for (guint i = 1; i < a->countries->len && code.n == 2; i++)
    if (memcmp(g_array_index(a->countries, places_country, i).code, code.p, 2) == 0)
      return (uint16_t)i;
  return 0;
}

/* ---- translations, of which the original is a name ---- */

typedef struct translator {
  atlas *a;
  GHashTable *references; /* original -> GArray of references */
} translator;

static void remember(GHashTable *references, const char *original, uint32_t reference)
{
  GArray *list = g_hash_table_lookup(references, original);
  if (!list) {
    list = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    g_hash_table_insert(references, g_strdup(original), list);
  }
  g_array_append_val(list, reference);
}

/* A few catalogues have a country's name at the wrong country: the first one keeps it. */
static bool is_another_country(const atlas *a, wb_str name, uint32_t reference)
{
  const GArray *named = atlas_named(a, name);
  for (guint i = 0; named && i < named->len; i++) {
    uint32_t other = g_array_index(named, uint32_t, i) & ~PLACES_WEAK;
    if (places_kind(reference) == PLACES_IS_COUNTRY && places_kind(other) == PLACES_IS_COUNTRY &&
        other != (reference & ~PLACES_WEAK))
      return true;
  }
  return false;
}

static void add_translation(void *context, const char *original, const char *translated)
{
  translator *t = context;
  GArray *list = g_hash_table_lookup(t->references, original);
  for (guint i = 0; list && i < list->len; i++)
    if (!is_another_country(t->a, str_of(translated), g_array_index(list, uint32_t, i)))
      atlas_name(t->a, str_of(translated), g_array_index(list, uint32_t, i), false);
}

static int read_translations(atlas *a, const inputs *in, const char *domain, GHashTable *references)
{
  translator t = { a, references };
  return mo_read_all(in->locales, domain, 20, add_translation, &t, &a->err);
}

static GHashTable *new_references(void)
{
  return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
}

/* ---- countries ---- */

/* Zones of a country in the order of zone.tab. */
static uint16_t zones_of_country(atlas *a, const char *code, wb_str zone_tab)
{
  uint16_t list[64];
  size_t n = 0;
  wb_str line, field;
  while (str_split(&zone_tab, '\n', &line)) {
    if (!str_starts(line, str_of(code)))
      continue;
    str_split(&line, '\t', &field);
    str_split(&line, '\t', &field);
    char name[64] = "";
    if (str_split(&line, '\t', &field) && field.n < sizeof name)
      memcpy(name, field.p, field.n);
    uint16_t zone = atlas_zone(a, name);
    country_zone own = { (uint16_t)a->countries->len, zone }; /* the row that is being made */
    if (zone == UINT16_MAX)
      continue;
    g_array_append_val(a->country_zones, own);
    if (n < WB_COUNT(list))
      list[n++] = zone;
  }
  return atlas_zone_set(a, list, n);
}

int atlas_countries(atlas *a, const inputs *in)
{
  struct json_object *list, *all = read_list(a, in, "iso_3166-1.json", "3166-1", &list);
  WB_AUTO(buf) zone_tab = { 0 };
  char *path = g_build_filename(in->zoneinfo, "zone.tab", NULL);
  int rc = all ? buf_read_file(&zone_tab, path, &a->err) : a->err.code;
  GHashTable *references = new_references();
  for (size_t i = 0; rc == WB_OK && i < json_object_array_length(list); i++) {
    static const char *const members[] = { "name", "common_name", "official_name" };
    struct json_object *row = json_object_array_get_idx(list, i);
    places_country country = { 0 };
    memcpy(country.code, member(row, "alpha_2"), 2);
    country.zones = zones_of_country(a, country.code, buf_view(&zone_tab));
    uint32_t reference = PLACES_REFERENCE(PLACES_IS_COUNTRY, false, a->countries->len);
    g_array_append_val(a->countries, country);
    for (size_t k = 0; k < WB_COUNT(members); k++)
      if (*member(row, members[k])) {
        atlas_name(a, str_of(member(row, members[k])), reference, true);
        remember(references, member(row, members[k]), reference);
      }
    atlas_name(a, str_of(member(row, "alpha_3")), reference | PLACES_WEAK, true);
  }
  if (rc == WB_OK)
    rc = read_translations(a, in, "iso_3166-1", references);
  g_hash_table_unref(references);
  g_free(path);
  if (all)
    json_object_put(all);
  return rc;
}

/* ---- regions ---- */

/* A region's name without the words that say what kind of region it is: GeoNames and ISO differ in them. */
static wb_str bare(wb_str folded, char *out, size_t max)
{
  static const char kinds_of_region[] =
      " state of province region oblast prefecture voivodship voivodeship republic sheng shi zizhiqu city "
      "county "
      "department district municipality governorate free and autonomous special the krai kray canton "
      "territory ken "
      "wojewodztwo provincia estado departamento respublika kraj oblasti obl ";
  wb_str word;
  size_t n = 0;
  while (str_split(&folded, ' ', &word)) {
    char padded[40];
    if (word.n + 2 < sizeof padded) {
      padded[0] = padded[word.n + 1] = ' ';
      memcpy(padded + 1, word.p, word.n);
      if (str_find(STR(kinds_of_region), (wb_str){ padded, word.n + 2 }) != SIZE_MAX)
        continue;
    }
    for (size_t i = 0; i < word.n && n < max; i++)
      out[n++] = word.p[i];
  }
  return (wb_str){ out, n };
}

uint16_t atlas_region(const atlas *a, wb_str country, wb_str name_or_code)
{
  char folded[PLACES_NAME_MAX], one[PLACES_NAME_MAX], other[PLACES_NAME_MAX];
  wb_str wanted = { folded, fold_text(name_or_code, folded, sizeof folded) };
  wb_str wanted_bare = bare(wanted, one, sizeof one);
  uint16_t alike = 0;
  for (guint i = 1; i < a->regions->len && country.n == 2; i++) {
    const char *key = g_ptr_array_index(a->region_keys, i); /* "RU moscow oblast" */
    if (memcmp(key, country.p, 2) != 0)
      continue;
    if (str_is(wanted, key + 3) ||
        str_is(name_or_code, a->texts.data + g_array_index(a->regions, places_region, i).name))
      return (uint16_t)i;
    if (!alike && str_equal(wanted_bare, bare(str_of(key + 3), other, sizeof other)))
      alike = (uint16_t)i;
  }
  return alike;
}

int atlas_regions(atlas *a, const inputs *in)
{
  struct json_object *list, *all = read_list(a, in, "iso_3166-2.json", "3166-2", &list);
  int rc = all ? WB_OK : a->err.code;
  GHashTable *references = new_references();
  for (size_t i = 0; rc == WB_OK && i < json_object_array_length(list); i++) {
    struct json_object *row = json_object_array_get_idx(list, i);
    const char *code = member(row, "code"), *name = member(row, "name");
    wb_str country = { code, 2 };
    uint16_t region = strlen(code) > 3 ? atlas_region(a, country, str_of(code + 3)) : 0;
    if (!region && strlen(code) > 3)
      region = atlas_region(a, country, str_of(name));
    if (!region)
      continue;
    char country_code[3] = { code[0], code[1], '\0' };
    g_array_index(a->regions, places_region, region).name = atlas_text(a, code + 3);
    atlas_code(a, country_code, code + 3, region);
    atlas_name(a, str_of(name), PLACES_REFERENCE(PLACES_IS_REGION, false, region), false);
    remember(references, name, PLACES_REFERENCE(PLACES_IS_REGION, true, region));
  }
  if (rc == WB_OK)
    rc = read_translations(a, in, "iso_3166-2", references);
  g_hash_table_unref(references);
  if (all)
    json_object_put(all);
  return rc;
}
