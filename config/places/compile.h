/* SPDX-License-Identifier: MIT */
/* places.bin, made while building: cities of GeoNames (Debian's libgeonames), countries and regions of ISO
 * 3166 (Debian's iso-codes), zones of the system's tz database, and the tables of this folder.
 *
 *   geonames.c   cities, and what other languages call them
 *   iso.c        countries and regions
 *   zones.c      zones of countries, sets of zones
 *   names.c      spellings of a name, and the table of names
 *   tables.c     the tables of this folder
 *   compile.c    the program */
#ifndef PLACES_COMPILE_H
#define PLACES_COMPILE_H
#include "config/table/table.h"
#include "core/place/gazetteer_file.h"
#include "core/place/zone.h"
#include <glib.h>

typedef struct atlas {
  arena *memory;
  wb_error err;
  zones *clocks; /* to compare zones */

  buf texts;
  GHashTable *text_at;    /* text -> offset */
  GArray *zones;          /* uint32_t */
  GHashTable *zone_at;    /* name -> number */
  GArray *zone_lists;     /* uint16_t */
  GArray *zone_sets;      /* places_zone_set */
  GArray *country_zones;  /* country_zone: the rows of zone.tab */
  GArray *countries;      /* places_country */
  GArray *regions;        /* places_region */
  GPtrArray *region_keys; /* of each region: "US New Jersey", folded */
  GHashTable *region_at;  /* key -> number */
  GArray *cities, *sites, *postcodes;
  GHashTable *city_ids; /* GeoNames' id -> number */
  GHashTable *names;    /* hash -> GArray of references */
} atlas;

typedef struct country_zone {
  uint16_t country, zone;
} country_zone;

typedef struct inputs {
  const char *locales;  /* "/usr/share/locale" */
  const char *iso;      /* "/usr/share/iso-codes/json" */
  const char *zoneinfo; /* "/usr/share/zoneinfo" */
  const char *tables;   /* this folder */
} inputs;

/* Each returns WB_OK, or sets a->err. */
int atlas_countries(atlas *a, const inputs *in);
int atlas_cities(atlas *a);
int atlas_region_table(atlas *a,
                       const inputs *in);      /* regions.tsv: after the cities, which bring the regions */
int atlas_regions(atlas *a, const inputs *in); /* ISO 3166-2 */
int atlas_translations(atlas *a, const inputs *in);
int atlas_tables(atlas *a, const inputs *in); /* all others */

uint32_t atlas_text(atlas *a, const char *text);
uint16_t atlas_country(const atlas *a, wb_str code);                             /* 0: unknown */
uint16_t atlas_region(const atlas *a, wb_str country, wb_str name_or_code);      /* 0: unknown */
uint32_t atlas_city(const atlas *a, wb_str country, wb_str region, wb_str name); /* the largest; 0: none */
uint16_t atlas_zone(atlas *a, const char *name); /* UINT16_MAX: not in the tz database */
/* The same, by the name that zone.tab has for it in the country: GeoNames uses older names, or a neighbour's.
 */
uint16_t atlas_zone_of(atlas *a, uint16_t country, const char *name);
/* One set for equal lists; zones that keep the same time are given once. */
uint16_t atlas_zone_set(atlas *a, const uint16_t *zones_in_order, size_t count);

/* Adds a name for a reference in all its spellings; short ones in Latin letters are left out unless `exact`.
 */
void atlas_name(atlas *a, wb_str name, uint32_t reference, bool exact);
void atlas_code(atlas *a, const char *country, const char *code, uint32_t region);
const GArray *atlas_named(const atlas *a, wb_str name); /* uint32_t references, or NULL */
void atlas_pack_names(atlas *a, buf *slots, buf *lists, uint32_t *ret_slots, uint32_t *ret_lists);

/* For every entry of an .mo file (GNU gettext). */
typedef void mo_entry(void *context, const char *original, const char *translated);
/* Of all languages.  WB_E_IO: fewer files than `least`; WB_E_PARSE: one is damaged. */
int mo_read_all(const char *locales, const char *domain, unsigned least, mo_entry *entry, void *context,
                wb_error *err);
#endif
