/* SPDX-License-Identifier: MIT */
#include "compile.h"
#include <stdio.h>
#include <stdlib.h>

static void add_section(buf *out, places_header *h, unsigned section, const void *rows, size_t count,
                        size_t size)
{
  while (out->n % 8)
    buf_add_byte(out, '\0');
  h->sections[section] = (places_section){ (uint32_t)out->n, (uint32_t)count };
  buf_add(out, (wb_str){ rows, count * size });
}

static void write_all(atlas *a, buf *out)
{
  places_header h = { .magic = PLACES_MAGIC, .version = PLACES_VERSION };
  WB_AUTO(buf) slots = { 0 };
  WB_AUTO(buf) lists = { 0 };
  uint32_t slot_count, list_count;
  const struct {
    unsigned section;
    const GArray *rows;
    size_t size;
  } arrays[] = { { PLACES_ZONES, a->zones, sizeof(uint32_t) },
                 { PLACES_ZONE_LISTS, a->zone_lists, sizeof(uint16_t) },
                 { PLACES_ZONE_SETS, a->zone_sets, sizeof(places_zone_set) },
                 { PLACES_COUNTRIES, a->countries, sizeof(places_country) },
                 { PLACES_REGIONS, a->regions, sizeof(places_region) },
                 { PLACES_CITIES, a->cities, sizeof(places_city) },
                 { PLACES_SITES, a->sites, sizeof(places_site) },
                 { PLACES_POSTCODES, a->postcodes, sizeof(places_postcode) } };
  atlas_pack_names(a, &slots, &lists, &slot_count, &list_count);
  buf_add(out, (wb_str){ (const char *)&h, sizeof h });
  add_section(out, &h, PLACES_TEXTS, a->texts.data, a->texts.n, 1);
  for (size_t i = 0; i < WB_COUNT(arrays); i++)
    add_section(out, &h, arrays[i].section, arrays[i].rows->data, arrays[i].rows->len, arrays[i].size);
  add_section(out, &h, PLACES_NAMES, slots.data, slot_count, sizeof(places_name));
  add_section(out, &h, PLACES_LISTS, lists.data, list_count, sizeof(uint32_t));
  h.bytes = (uint32_t)out->n;
  if (!out->failed)
    memcpy(out->data, &h, sizeof h);
}

static GArray *rows_of(size_t size)
{
  GArray *rows = g_array_new(FALSE, TRUE, (guint)size);
  return g_array_set_size(rows, 1); /* number 0 is none */
}

static void atlas_init(atlas *a)
{
  a->text_at = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  a->zone_at = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  a->region_at = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  a->city_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  a->names = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  a->region_keys = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(a->region_keys, g_strdup("   "));
  a->zones = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  a->zone_lists = g_array_new(FALSE, FALSE, sizeof(uint16_t));
  a->zone_sets = rows_of(sizeof(places_zone_set));
  a->countries = rows_of(sizeof(places_country));
  a->regions = rows_of(sizeof(places_region));
  a->cities = rows_of(sizeof(places_city));
  a->sites = rows_of(sizeof(places_site));
  a->postcodes = g_array_new(FALSE, TRUE, sizeof(places_postcode));
  atlas_text(a, "");
}

static void atlas_clear(atlas *a)
{
  GHashTable *maps[] = { a->text_at, a->zone_at, a->region_at, a->city_ids, a->names };
  GArray *arrays[] = { a->zones,   a->zone_lists, a->zone_sets, a->countries,
                       a->regions, a->cities,     a->sites,     a->postcodes };
  for (size_t i = 0; i < WB_COUNT(maps); i++)
    g_hash_table_unref(maps[i]);
  for (size_t i = 0; i < WB_COUNT(arrays); i++)
    g_array_unref(arrays[i]);
  g_ptr_array_unref(a->region_keys);
  zones_free(a->clocks);
  buf_free(&a->texts);
}

int main(int argc, char **argv)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) out = { 0 };
  atlas a = { .memory = memory };
  if (argc != 6 || !memory) {
    fprintf(stderr, "usage: %s OUT LOCALES ISO_CODES ZONEINFO TABLES\n", argv[0]);
    return EXIT_FAILURE;
  }
  const inputs in = { argv[2], argv[3], argv[4], argv[5] };
  atlas_init(&a);
  int rc = zones_new(in.zoneinfo, &a.clocks, &a.err);
  if (rc == WB_OK)
    rc = atlas_countries(&a, &in);
  if (rc == WB_OK)
    rc = atlas_cities(&a);
  if (rc == WB_OK)
    rc = atlas_region_table(&a, &in);
  if (rc == WB_OK)
    rc = atlas_regions(&a, &in);
  if (rc == WB_OK)
    rc = atlas_translations(&a, &in);
  if (rc == WB_OK)
    rc = atlas_tables(&a, &in);
  if (rc == WB_OK)
    rc = buf_check(&a.texts, &a.err);
  if (rc == WB_OK) {
    write_all(&a, &out);
    rc = buf_check(&out, &a.err);
  }
  if (rc == WB_OK)
    rc = table_write(argv[1], &out, &a.err);
  if (rc)
    fprintf(stderr, "%s\n", a.err.text);
  atlas_clear(&a);
  return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
