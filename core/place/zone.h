/* SPDX-License-Identifier: MIT */
/* Time zones without libc: wall clocks to instants and back by the zoneinfo files of the system, and which
 * zone a place, a country or an abbreviation means.  Nothing here depends on TZ or the locale.
 *
 * Invariants: a `zones` reads each file once and keeps what it read, also that it could not; files are read
 * within limits and never trusted.  It belongs to one thread at a time.
 *
 * Codes of the functions that return int: WB_E_ARG: no name of a zone (only letters, digits and "+-_/", no
 * "..", not absolute); WB_E_NOT_FOUND: no such zone; WB_E_PARSE: its file is damaged; WB_E_LIMIT: too large,
 * or too many zones; WB_E_NOMEM; WB_E_IO. */
#ifndef PLACE_ZONE_H
#define PLACE_ZONE_H
#include "../base/error.h"
#include "../base/str.h"
#include <waybill/plugin.h>

typedef struct zones zones;

#define ZONES_FOLDER "/usr/share/zoneinfo"

/* folder NULL: ZONES_FOLDER.  Reads nothing yet. */
int zones_new(const char *folder, zones **ret_zones, wb_error *err);
void zones_free(zones *z); /* takes NULL */

/* The instants at which clocks in the zone showed local_ms.  Mostly one: both are equal.  When clocks went
 * back and it was shown twice: the first and the second.  When clocks went forward over it: local_ms read
 * with the offset after and with the offset before the change, so that the change itself lies between. */
int zone_local_to_utc(zones *z, wb_str name, int64_t local_ms, int64_t *ret_earliest_ms,
                      int64_t *ret_latest_ms);

/* Minutes east of UTC in force at an instant (seconds of old local mean times are rounded towards 0). */
int zone_offset_at(zones *z, wb_str name, int64_t utc_ms, int32_t *ret_offset_min);

/* What an abbreviation in a carrier's answer means: "EDT", "AEST", "CET".  country (ISO 3166-1 alpha-2, or
 * "") decides between homonyms.  false: not known.  *ret_certain false: a homonym that the country did not
 * settle, and the commonest reading was taken. */
bool zone_abbreviation(wb_str abbreviation, wb_str country, int32_t *ret_offset_min, bool *ret_certain);

/* The IANA name of a place's zone.  *ret_zone_from is WB_ZONE_PLACE when the region decided, WB_ZONE_COUNTRY
 * when the country has a single zone (outlying islands with hardly a soul are left out).  false: several are
 * possible, or the country is not told.  Regions: ISO 3166-2 parts ("NJ", "US-NJ"), names of US states and
 * Canadian provinces. */
bool zone_of_place(const wb_place *place, const char **ret_zone, uint32_t *ret_zone_from);

typedef zones *zones_ref;
static inline void zones_ref_auto(zones_ref *z)
{
  zones_free(*z);
}
#endif
