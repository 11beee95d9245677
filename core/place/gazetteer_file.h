/* SPDX-License-Identifier: MIT */
/* places.bin, as config/places/ writes it while building and gazetteer.c reads it: sections of fixed rows
 * behind one header, in the byte order of the machine.  It is mapped and not parsed, so every number in it
 * that leads elsewhere is checked where it is used. */
#ifndef PLACE_GAZETTEER_FILE_H
#define PLACE_GAZETTEER_FILE_H
#include "../base/str.h"

#define PLACES_MAGIC   UINT64_C(0x3143414c50425762) /* also tells the byte order */
#define PLACES_VERSION 1u

enum {                    /* sections */
       PLACES_TEXTS,      /* bytes; the last one is 0 */
       PLACES_ZONES,      /* uint32_t: where the name of a zone stands in the texts */
       PLACES_ZONE_LISTS, /* uint16_t: zones */
       PLACES_ZONE_SETS,  /* places_zone_set; number 0 is the empty one */
       PLACES_COUNTRIES,  /* places_country; number 0 is none, as in all that follow */
       PLACES_REGIONS,    /* places_region */
       PLACES_CITIES,     /* places_city */
       PLACES_SITES,      /* places_site */
       PLACES_POSTCODES,  /* places_postcode, by country and prefix */
       PLACES_NAMES,      /* places_name: a hash table, open addressing, a power of two */
       PLACES_LISTS,      /* uint32_t: how many references, then they, by descending population */
       PLACES_SECTIONS
};

typedef struct places_section {
  uint32_t at, count; /* bytes from the start of the file; rows */
} places_section;
typedef struct places_header {
  uint64_t magic;
  uint32_t version, bytes; /* of the whole file */
  places_section sections[PLACES_SECTIONS];
} places_header;

typedef struct places_zone_set {
  uint32_t first, count; /* of the zone lists */
} places_zone_set;
typedef struct places_country {
  char code[4];
  uint16_t zones, reserved; /* a zone set */
} places_country;
typedef struct places_region {
  uint32_t name; /* in the texts: the ISO 3166-2 part, or a name */
  uint16_t country, zones;
} places_region;
typedef struct places_city {
  uint32_t name, population;
  int32_t lat_udeg, lon_udeg;
  uint16_t country, region, zones, reserved;
} places_city;
typedef struct places_site { /* a facility of a carrier, an airport */
  uint32_t name, city;       /* city 0: none near that is in the tables */
  int32_t lat_udeg, lon_udeg;
  uint16_t country, region, zones, reserved;
} places_site;
typedef struct places_postcode {
  char country[2], prefix[6]; /* 0-padded */
  uint16_t region, zones;     /* zones 0: those of the region */
} places_postcode;

/* Names are kept as hashes of their folded form (fold.h, XXH3): the upper half as the tag, the lower half as
 * the place in the table. */
typedef struct places_name {
  uint32_t tag, reference; /* PLACES_NO_NAME: an empty slot */
} places_name;

#define PLACES_NO_NAME UINT32_MAX
#define PLACES_LIST    (1u << 31) /* in a reference: the rest is a place in the lists */
#define PLACES_WEAK    (1u << 27) /* a name from afar, or a shortened one */
#define PLACES_INDEX   ((1u << 27) - 1)
enum { /* in the bits 28..30 of a reference: what the index counts */
       PLACES_IS_CITY,
       PLACES_IS_REGION,
       PLACES_IS_COUNTRY,
       PLACES_IS_SITE,
       PLACES_IS_CODE, /* a site by a code that means something only when it stands alone */
       PLACES_IS_WORD  /* says nothing about where: "distribution center" */
};
static inline unsigned places_kind(uint32_t reference)
{
  return reference >> 28 & 7u;
}
#define PLACES_REFERENCE(kind, weak, index)                                                                  \
  ((uint32_t)(kind) << 28 | ((weak) ? PLACES_WEAK : 0u) | (uint32_t)(index))

/* A region's code is a name too, "us nj" behind this byte, so that it is found only where its country is
 * known. */
#define PLACES_CODE_MARK '\1'
#define PLACES_NAME_MAX  96 /* bytes of a folded name; longer ones are cut off */
#endif
