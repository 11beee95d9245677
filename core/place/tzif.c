/* SPDX-License-Identifier: MIT */
#include "tzif.h"
#include <stdlib.h>

#define HEADER_BYTES 44
#define MAX_CHANGES  8192
#define MAX_TYPES    256
#define MAX_CHARS    8192
#define MAX_OFFSET_S (26 * 3600)

typedef struct counts {
  uint32_t utc, standard, leap, times, types, chars;
} counts;

static uint32_t read_u32(const char *p)
{
  uint32_t value = 0;
  for (int i = 0; i < 4; i++)
    value = value << 8 | (unsigned char)p[i];
  return value;
}

static int64_t read_i64(const char *p)
{
  uint64_t value = (uint64_t)read_u32(p) << 32 | read_u32(p + 4);
  return value > INT64_MAX ? -(int64_t)(UINT64_MAX - value) - 1 : (int64_t)value;
}

static int32_t read_i32(const char *p)
{
  uint32_t value = read_u32(p);
  return value > INT32_MAX ? -(int32_t)(UINT32_MAX - value) - 1 : (int32_t)value;
}

/* Cuts a header off; false: not one, or beyond all reason. */
static bool take_header(wb_str *rest, counts *c)
{
  if (rest->n < HEADER_BYTES || !str_starts(*rest, STR("TZif")) || rest->p[4] < '2')
    return false;
  const char *p = rest->p + 20;
  *c = (counts){ read_u32(p),      read_u32(p + 4),  read_u32(p + 8),
                 read_u32(p + 12), read_u32(p + 16), read_u32(p + 20) };
  *rest = str_from(*rest, HEADER_BYTES);
  return c->times <= MAX_CHANGES && c->types <= MAX_TYPES && c->chars <= MAX_CHARS &&
         c->leap <= MAX_CHANGES && c->utc <= MAX_TYPES && c->standard <= MAX_TYPES;
}

static size_t block_bytes(const counts *c, size_t time_bytes)
{
  return c->times * (time_bytes + 1) + c->types * (size_t)6 + c->chars + c->leap * (time_bytes + 4) +
         c->standard + c->utc;
}

static bool read_offset(const char *types, size_t index, int32_t *ret_offset_s)
{
  *ret_offset_s = read_i32(types + index * 6);
  return *ret_offset_s <= MAX_OFFSET_S && *ret_offset_s >= -MAX_OFFSET_S;
}

/* The block with 64-bit times.  What was allocated stays in z also on failure. */
static int read_changes(wb_str block, const counts *c, tzif *z)
{
  const char *indexes = block.p + (size_t)c->times * 8;
  const char *types = indexes + c->times;
  if (!read_offset(types, 0, &z->first_offset_s))
    return WB_E_PARSE;
  z->times = calloc(c->times + 1u, sizeof *z->times);
  z->offsets_s = calloc(c->times + 1u, sizeof *z->offsets_s);
  if (!z->times || !z->offsets_s)
    return WB_E_NOMEM;
  for (size_t i = 0; i < c->times; i++) {
    unsigned type = (unsigned char)indexes[i];
    z->times[i] = read_i64(block.p + i * 8);
    if (type >= c->types || !read_offset(types, type, &z->offsets_s[i]) ||
        (i && z->times[i] <= z->times[i - 1]))
      return WB_E_PARSE;
  }
  z->count = c->times;
  return WB_OK;
}

static int read_footer(wb_str rest, tzif *z)
{
  if (rest.n < 2 || rest.p[0] != '\n')
    return WB_E_PARSE;
  rest = str_from(rest, 1);
  size_t end = str_find_byte(rest, '\n');
  if (end == SIZE_MAX)
    return WB_E_PARSE;
  z->has_rule = end > 0;
  return end == 0 || posix_rule_read(str_upto(rest, end), &z->rule) ? WB_OK : WB_E_PARSE;
}

static int read_all(wb_str rest, tzif *z)
{
  counts c;
  if (!take_header(&rest, &c) || block_bytes(&c, 4) > rest.n)
    return WB_E_PARSE;
  rest = str_from(rest, block_bytes(&c, 4));
  /* Leap seconds: the instants of such a file ("right/...") are not POSIX time. */
  if (!take_header(&rest, &c) || block_bytes(&c, 8) > rest.n || c.types == 0 || c.leap != 0)
    return WB_E_PARSE;
  int rc = read_changes(rest, &c, z);
  return rc != WB_OK ? rc : read_footer(str_from(rest, block_bytes(&c, 8)), z);
}

int tzif_read(wb_str file, tzif *ret_zone)
{
  tzif z = { 0 };
  int rc = read_all(file, &z);
  if (rc == WB_OK)
    *ret_zone = z;
  else
    tzif_free(&z);
  return rc;
}

void tzif_free(tzif *z)
{
  if (!z)
    return;
  free(z->times);
  free(z->offsets_s);
  *z = (tzif){ 0 };
}

int32_t tzif_offset_s(const tzif *z, int64_t utc_s)
{
  size_t low = 0, high = z->count; /* the number of changes at or before utc_s */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (z->times[middle] <= utc_s)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == z->count && z->has_rule)
    return posix_rule_offset_s(&z->rule, utc_s);
  return low ? z->offsets_s[low - 1] : z->first_offset_s;
}
