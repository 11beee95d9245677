/* SPDX-License-Identifier: MIT */
/* The gazetteer: what a carrier's words for a place mean.
 *
 *   gazetteer_open()   once; maps share/waybill/places.bin, reads nothing
 *   place_resolve()    text, city, region, postcode, country, facility -> place_found
 *   place_compare()    two of those -> same, same region, ..., other country
 *   gazetteer_zones()  the IANA zones in which the place may lie
 *
 * Nothing is guessed: words that no table knows give less (a country, or nothing at all), never a likely
 * city.
 *
 * THREADS  A gazetteer never changes: any number of threads may use one.  A cache belongs to one thread at a
 * time. MEMORY   Nothing is allocated but by gazetteer_open().  A place_found is plain data without pointers;
 * its numbers are comparable among all that one file gave, not from one file to the next. */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H
#include "../base/error.h"
#include "../base/str.h"
#include <waybill/plugin.h>

typedef struct gazetteer gazetteer;

enum place_level { /* how closely the place is known: higher is closer */
                   PLACE_NONE = 0,
                   PLACE_COUNTRY = 1,
                   PLACE_REGION = 2,
                   PLACE_CITY = 3,
                   PLACE_POSTCODE = 4, /* and the city, when it is known */
                   PLACE_FACILITY = 5
};

typedef struct place_found {
  uint64_t wording; /* stands for words that no table knows: equal for equal words; 0: none were left */
  uint32_t city, facility;    /* 0: none */
  uint32_t postcode;          /* stands for country and postcode as written; 0: none */
  int32_t lat_udeg, lon_udeg; /* micro-degrees; both 0: unknown */
  uint16_t region;            /* 0: none */
  uint16_t zones;             /* for gazetteer_zones(); 0: none */
  uint16_t certainty; /* 0..1000: how sure the closest level is; below 500: a hint only; 0 with PLACE_NONE */
  uint8_t level;      /* enum place_level */
  char country[3];    /* ISO 3166-1 alpha-2; "" = unknown */
} place_found;

typedef enum place_relation {
  PLACE_SAME,         /* one city with its suburbs and sites, or one wording */
  PLACE_SAME_REGION,  /* one first-level region, or near to each other */
  PLACE_SAME_COUNTRY, /* nothing closer is known of one of them */
  PLACE_UNKNOWN,      /* nothing is known of one of them, or too little is certain */
  PLACE_OTHER_CITY,
  PLACE_OTHER_COUNTRY
} place_relation;

/* Results by what was asked, kept by the caller: what a text means is looked up once. */
typedef struct place_cache_slot {
  uint64_t key[2];
  place_found found;
} place_cache_slot;
typedef struct place_cache {
  place_cache_slot *slots; /* zeroed by the caller before first use; of one gazetteer */
  size_t count;            /* a power of two; below 2: no cache */
} place_cache;

/* path NULL: places.bin in the shared data folder.  WB_E_IO: cannot be read; WB_E_PARSE: not such a file, of
 * another version, or damaged; WB_E_NOMEM. */
int gazetteer_open(const char *path, gazetteer **ret_gazetteer, wb_error *err);
void gazetteer_close(gazetteer *g); /* takes NULL */

/* What the members mean together.  hint_country (ISO 3166-1 alpha-2, or "") settles homonyms only: a place
 * that clearly lies elsewhere stays there.  g NULL: the members alone, as far as they are codes.  cache may
 * be NULL. */
void place_resolve(const gazetteer *g, place_cache *cache, const wb_place *place, wb_str hint_country,
                   place_found *ret_found);

/* Symmetrical.  Of places that one gazetteer gave. */
place_relation place_compare(const place_found *a, const place_found *b);

/* The zones in which the place may lie, likeliest first, as names that live as long as g.  Returns how many
 * there are: 0 = unknown, 1 = certain; at most max are written.  Zones that have kept the same time since
 * 2015 stand for each other when there are several. */
size_t gazetteer_zones(const gazetteer *g, const place_found *found, const char **ret_zones, size_t max);

/* Names for people, as the tables spell them; "" = none.  [any] */
wb_str gazetteer_city(const gazetteer *g, const place_found *found);
wb_str gazetteer_region(const gazetteer *g, const place_found *found); /* ISO 3166-2 part ("NJ"), or a name */

/* Metres between two places whose coordinates are known, good to some percent; UINT32_MAX: not known. */
uint32_t place_distance_m(const place_found *a, const place_found *b);

typedef gazetteer *gazetteer_ref;
static inline void gazetteer_ref_auto(gazetteer_ref *g)
{
  gazetteer_close(*g);
}
#endif
