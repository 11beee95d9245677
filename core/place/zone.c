/* SPDX-License-Identifier: MIT */
#include "zone.h"
#include "../base/buf.h"
#include "tzif.h"
#include <stdlib.h>
#include <sys/stat.h>

#define MAX_FILE_BYTES (256u << 10) /* the largest real one has 4 KB */
#define MAX_NAME_BYTES 64
#define MAX_ZONES      2048
#define MAX_MISSES     512 /* names without a zone that are remembered: carriers may make them up */
#define DAY_S          86400
#define FIRST_MS       (-INT64_C(62135596800000) + INT64_C(172800000)) /* year 1 and 9999, two days short */
#define LAST_MS        (INT64_C(253402300799999) - INT64_C(172800000))

typedef struct zone_entry {
  char name[MAX_NAME_BYTES + 1];
  int code; /* WB_OK, or why there is no zone */
  tzif zone;
} zone_entry;

struct zones {
  char *folder;
  zone_entry **entries; /* by name */
  size_t count, capacity, misses;
};

int zones_new(const char *folder, zones **ret_zones, wb_error *err)
{
  wb_str path = str_of(folder ? folder : ZONES_FOLDER);
  zones *z = calloc(1, sizeof *z);
  if (z)
    z->folder = malloc(path.n + 1);
  if (!z || !z->folder) {
    zones_free(z);
    return error_nomem(err);
  }
  memcpy(z->folder, path.p, path.n);
  z->folder[path.n] = 0;
  *ret_zones = z;
  return WB_OK;
}

void zones_free(zones *z)
{
  if (!z)
    return;
  for (size_t i = 0; i < z->count; i++) {
    tzif_free(&z->entries[i]->zone);
    free(z->entries[i]);
  }
  free(z->entries);
  free(z->folder);
  free(z);
}

static bool is_name(wb_str name)
{
  if (name.n == 0 || name.n > MAX_NAME_BYTES || name.p[0] == '/' || name.p[name.n - 1] == '/')
    return false;
  for (size_t i = 0; i < name.n; i++) {
    char c = name.p[i];
    if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '+' && c != '-' && c != '_' && c != '/')
      return false; /* a dot stands in no name of a zone, so that ".." cannot either */
  }
  return str_find(name, STR("//")) == SIZE_MAX;
}

static int read_zone(const zones *z, wb_str name, tzif *ret_zone)
{
  WB_AUTO(buf) path = { 0 };
  WB_AUTO(buf) file = { .max = MAX_FILE_BYTES };
  buf_printf(&path, "%s/%.*s", z->folder, STR_ARG(name));
  struct stat st;
  if (buf_check(&path, NULL) != WB_OK)
    return WB_E_NOMEM;
  if (stat(buf_cstr(&path), &st) != 0 || !S_ISREG(st.st_mode))
    return WB_E_NOT_FOUND;
  int rc = buf_read_file(&file, buf_cstr(&path), NULL);
  return rc != WB_OK ? rc : tzif_read(buf_view(&file), ret_zone);
}

/* The place of a name among the entries; *ret_found: it is there. */
static size_t entry_position(const zones *z, wb_str name, bool *ret_found)
{
  size_t low = 0, high = z->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_compare(str_of(z->entries[middle]->name), name);
    if (order == 0) {
      *ret_found = true;
      return middle;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  *ret_found = false;
  return low;
}

static bool make_room(zones *z)
{
  if (z->count < z->capacity)
    return true;
  size_t capacity = z->capacity ? z->capacity * 2 : 16;
  zone_entry **entries = realloc(z->entries, capacity * sizeof(zone_entry *));
  if (!entries)
    return false;
  z->entries = entries;
  z->capacity = capacity;
  return true;
}

static int add_entry(zones *z, size_t at, wb_str name, const zone_entry **ret_entry)
{
  if (z->count >= MAX_ZONES)
    return WB_E_LIMIT;
  zone_entry *entry = make_room(z) ? calloc(1, sizeof *entry) : NULL;
  if (!entry)
    return WB_E_NOMEM;
  memcpy(entry->name, name.p, name.n);
  entry->code = read_zone(z, name, &entry->zone);
  if (entry->code != WB_OK && (entry->code == WB_E_NOMEM || z->misses >= MAX_MISSES)) {
    int rc = entry->code;
    free(entry);
    return rc;
  }
  z->misses += entry->code != WB_OK;
  for (size_t i = z->count; i > at; i--)
    z->entries[i] = z->entries[i - 1];
  z->entries[at] = entry;
  z->count++;
  *ret_entry = entry;
  return WB_OK;
}

static int find_zone(zones *z, wb_str name, const tzif **ret_zone)
{
  bool found; /* what is found is a name: nothing else was ever added */
  size_t at = entry_position(z, name, &found);
  if (!found && !is_name(name))
    return WB_E_ARG;
  const zone_entry *entry = found ? z->entries[at] : NULL;
  int rc = found ? WB_OK : add_entry(z, at, name, &entry);
  if (rc == WB_OK)
    rc = entry->code;
  if (rc == WB_OK)
    *ret_zone = &entry->zone;
  return rc;
}

/* Seconds, rounded down. */
static int64_t floor_seconds(int64_t ms)
{
  return ms / 1000 - (ms % 1000 < 0);
}

int zone_local_to_utc(zones *z, wb_str name, int64_t local_ms, int64_t *ret_earliest_ms,
                      int64_t *ret_latest_ms)
{
  const tzif *zone = NULL;
  if (local_ms < FIRST_MS || local_ms > LAST_MS)
    return WB_E_ARG;
  int rc = find_zone(z, name, &zone);
  if (rc != WB_OK)
    return rc;
  /* Any change that matters lies within a day of the reading, as no offset is larger. */
  int64_t local_s = floor_seconds(local_ms), rest_ms = local_ms - local_s * 1000;
  int32_t before = tzif_offset_s(zone, local_s - DAY_S), after = tzif_offset_s(zone, local_s + DAY_S);
  int64_t first = local_s - before, second = local_s - after;
  if (before != after) { /* else both are one */
    bool first_is = tzif_offset_s(zone, first) == before, second_is = tzif_offset_s(zone, second) == after;
    if (first_is && !second_is)
      second = first;
    else if (second_is && !first_is)
      first = second;
  }
  *ret_earliest_ms = (first < second ? first : second) * 1000 + rest_ms;
  *ret_latest_ms = (first < second ? second : first) * 1000 + rest_ms;
  return WB_OK;
}

int zone_offset_at(zones *z, wb_str name, int64_t utc_ms, int32_t *ret_offset_min)
{
  const tzif *zone = NULL;
  if (utc_ms < FIRST_MS || utc_ms > LAST_MS)
    return WB_E_ARG;
  int rc = find_zone(z, name, &zone);
  if (rc == WB_OK)
    *ret_offset_min = tzif_offset_s(zone, floor_seconds(utc_ms)) / 60;
  return rc;
}
