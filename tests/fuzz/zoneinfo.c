/* SPDX-License-Identifier: MIT */
/* A zoneinfo file of any content, asked at moments that the input chooses, and every name of a zone. */
#include "core/place/tzif.h"
#include "core/place/zone.h"
#include "fuzz.h"

#define CALENDAR_S    INT64_C(253402300800) /* the year 10000: callers ask for no later time */
#define MOST_OFFSET_S (26 * 3600) /* a day and two hours: tzif.h */

static void check_zone(const tzif *zone)
{
  static const int64_t steps_s[] = { 1, 86400, INT64_C(31556952), INT64_C(31556952000) };
  for (size_t i = 0; i < zone->count; i++) {
    fuzz_promise(!i || zone->times[i] > zone->times[i - 1], "changes ascend");
    if (zone->times[i] < -CALENDAR_S || zone->times[i] > CALENDAR_S)
      continue;
    fuzz_promise(tzif_offset_s(zone, zone->times[i]) == zone->offsets_s[i] || (i + 1 == zone->count && zone->has_rule),
                 "a change is in force from its moment");
  }
  for (size_t i = 0; i < WB_COUNT(steps_s); i++)
    for (int64_t k = -8; k <= 8; k++) {
      int32_t offset_s = tzif_offset_s(zone, k * steps_s[i]);
      fuzz_promise(offset_s >= -MOST_OFFSET_S && offset_s <= MOST_OFFSET_S, "an offset is about a day at most");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  static zones *z;
  tzif zone = { 0 };
  char *copy = fuzz_copy(data, n);
  int64_t early = 0, late = 0;
  int32_t offset = 0;
  if (!z)
    fuzz_promise(zones_new("/nonexistent", &z, NULL) == WB_OK, "memory");
  fuzz_promise(zone_local_to_utc(z, (wb_str){ copy, n }, 0, &early, &late) != WB_OK, "an empty folder has no zone");
  fuzz_promise(zone_offset_at(z, (wb_str){ copy, n }, 0, &offset) != WB_OK, "an empty folder has no zone");
  int rc = tzif_read((wb_str){ copy, n }, &zone);
  fuzz_promise(rc == WB_OK || rc == WB_E_PARSE, "it is a zone or it is not");
  if (!rc)
    check_zone(&zone);
  tzif_free(&zone);
  free(copy);
  return 0;
}
