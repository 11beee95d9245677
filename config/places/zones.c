/* SPDX-License-Identifier: MIT */
/* Zones by number, and sets of them in which zones that keep the same time stand once. */
#include "compile.h"

#define FIRST_MS INT64_C(1420070400000) /* 2015 */
#define LAST_MS  INT64_C(1830297600000) /* 2028 */
#define STEP_MS  (INT64_C(86400000) * 6)

uint16_t atlas_zone(atlas *a, const char *name)
{
  gpointer found;
  int32_t offset;
  if (strcmp(name, "Asia/Urumqi") == 0) /* post and carriers keep the official time of all China there */
    name = "Asia/Shanghai";
  if (g_hash_table_lookup_extended(a->zone_at, name, NULL, &found))
    return (uint16_t)GPOINTER_TO_UINT(found);
  uint32_t text = atlas_text(a, name);
  uint16_t number = (uint16_t)a->zones->len;
  if (zone_offset_at(a->clocks, str_of(name), LAST_MS, &offset) != WB_OK)
    return UINT16_MAX;
  g_array_append_val(a->zones, text);
  g_hash_table_insert(a->zone_at, g_strdup(name), GUINT_TO_POINTER(number));
  return number;
}

static wb_str zone_name(const atlas *a, uint16_t zone)
{
  return str_of(a->texts.data + g_array_index(a->zones, uint32_t, zone));
}

static bool keep_one_time(atlas *a, uint16_t left, uint16_t right)
{
  for (int64_t at = FIRST_MS; at < LAST_MS; at += STEP_MS) {
    int32_t one = 0, other = 0;
    if (zone_offset_at(a->clocks, zone_name(a, left), at, &one) ||
        zone_offset_at(a->clocks, zone_name(a, right), at, &other) || one != other)
      return false;
  }
  return true;
}

uint16_t atlas_zone_set(atlas *a, const uint16_t *zones_in_order, size_t count)
{
  uint16_t list[64];
  uint32_t n = 0;
  for (size_t i = 0; i < count && n < WB_COUNT(list); i++) {
    bool stands = false;
    for (uint32_t k = 0; k < n && !stands; k++)
      stands = list[k] == zones_in_order[i] || keep_one_time(a, list[k], zones_in_order[i]);
    if (!stands)
      list[n++] = zones_in_order[i];
  }
  for (uint32_t i = 0; i < a->zone_sets->len; i++) {
    const places_zone_set *set = &g_array_index(a->zone_sets, places_zone_set, i);
    if (set->count == n &&
        (n == 0 || memcmp(&g_array_index(a->zone_lists, uint16_t, set->first), list, n * 2) == 0))
      return (uint16_t)i;
  }
  places_zone_set set = { a->zone_lists->len, n };
  g_array_append_vals(a->zone_lists, list, n);
  g_array_append_val(a->zone_sets, set);
  return (uint16_t)(a->zone_sets->len - 1);
}
