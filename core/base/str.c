/* SPDX-License-Identifier: MIT */
#include "str.h"

bool str_equal_nocase(wb_str a, wb_str b)
{
  if (a.n != b.n)
    return false;
  for (size_t i = 0; i < a.n; i++)
    if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
      return false;
  return true;
}

int str_compare(wb_str a, wb_str b)
{
  size_t n = a.n < b.n ? a.n : b.n;
  int order = n ? memcmp(a.p, b.p, n) : 0;
  return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(wb_str s, wb_str prefix)
{
  return s.n >= prefix.n && str_equal(str_upto(s, prefix.n), prefix);
}

bool str_ends(wb_str s, wb_str suffix)
{
  return s.n >= suffix.n && str_equal(str_from(s, s.n - suffix.n), suffix);
}

static bool is_blank(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

wb_str str_trim(wb_str s)
{
  while (s.n && is_blank(s.p[0])) {
    s.p++;
    s.n--;
  }
  while (s.n && is_blank(s.p[s.n - 1]))
    s.n--;
  return s;
}

wb_str str_from(wb_str s, size_t at)
{
  return at < s.n ? (wb_str){ s.p + at, s.n - at } : (wb_str){ NULL, 0 };
}

wb_str str_upto(wb_str s, size_t n)
{
  return n < s.n ? (wb_str){ s.p, n } : s;
}

size_t str_find_byte(wb_str s, char byte)
{
  const char *hit = s.n ? memchr(s.p, byte, s.n) : NULL;
  return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_find(wb_str s, wb_str part)
{
  if (part.n == 0)
    return 0;
  for (size_t at = 0; at + part.n <= s.n; at++) {
    const char *hit = memchr(s.p + at, part.p[0], s.n - at - part.n + 1);
    if (!hit)
      return SIZE_MAX;
    at = (size_t)(hit - s.p);
    if (memcmp(hit, part.p, part.n) == 0)
      return at;
  }
  return SIZE_MAX;
}

bool str_split(wb_str *rest, char separator, wb_str *ret_piece)
{
  if (!rest->p)
    return false;
  size_t at = str_find_byte(*rest, separator);
  if (at == SIZE_MAX) {
    *ret_piece = *rest;
    *rest = (wb_str){ NULL, 0 };
    return true;
  }
  *ret_piece = (wb_str){ rest->p, at };
  *rest = (wb_str){ rest->p + at + 1, rest->n - at - 1 };
  return true;
}

bool str_to_u64(wb_str s, uint64_t *ret_value)
{
  uint64_t value = 0;
  if (s.n == 0)
    return false;
  for (size_t i = 0; i < s.n; i++) {
    if (!ascii_is_digit(s.p[i]) || __builtin_mul_overflow(value, 10u, &value) ||
        __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'), &value))
      return false;
  }
  *ret_value = value;
  return true;
}

bool str_to_i64(wb_str s, int64_t *ret_value)
{
  bool negative = s.n > 0 && s.p[0] == '-';
  uint64_t value;
  if (!str_to_u64(negative ? str_from(s, 1) : s, &value) || value > (uint64_t)INT64_MAX)
    return false;
  *ret_value = negative ? -(int64_t)value : (int64_t)value;
  return true;
}

/* Length of the well-formed character at p (Unicode 15, table 3-7), or 0. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
  unsigned char low = 0x80, high = 0xBF;
  size_t length;
  if (p[0] < 0x80)
    return 1;
  if (p[0] >= 0xC2 && p[0] <= 0xDF)
    length = 2;
  else if (p[0] >= 0xE0 && p[0] <= 0xEF)
    length = 3;
  else if (p[0] >= 0xF0 && p[0] <= 0xF4)
    length = 4;
  else
    return 0;
  if (p[0] == 0xE0)
    low = 0xA0;
  else if (p[0] == 0xED)
    high = 0x9F;
  else if (p[0] == 0xF0)
    low = 0x90;
  else if (p[0] == 0xF4)
    high = 0x8F;
  if (n < length || p[1] < low || p[1] > high)
    return 0;
  for (size_t i = 2; i < length; i++)
    if ((p[i] & 0xC0u) != 0x80u)
      return 0;
  return length;
}

bool str_is_utf8(wb_str s, size_t *ret_at)
{
  size_t at = 0;
  while (at < s.n) {
    uint64_t eight;
    if (s.n - at >= sizeof eight) { /* most answers are ASCII: eight bytes a step */
      memcpy(&eight, s.p + at, sizeof eight);
      if ((eight & UINT64_C(0x8080808080808080)) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    size_t length = utf8_length((const unsigned char *)s.p + at, s.n - at);
    if (length == 0) {
      if (ret_at)
        *ret_at = at;
      return false;
    }
    at += length;
  }
  return true;
}

size_t str_distance(wb_str a, wb_str b)
{
  enum { LONGEST = 32 };
  size_t before[LONGEST + 1], last[LONGEST + 1], now[LONGEST + 1];
  if (a.n > LONGEST || b.n > LONGEST)
    return SIZE_MAX;
  memset(before, 0, sizeof before);
  for (size_t j = 0; j <= b.n; j++)
    last[j] = j;
  for (size_t i = 1; i <= a.n; i++) {
    now[0] = i;
    for (size_t j = 1; j <= b.n; j++) {
      size_t best = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
      if (last[j] + 1 < best)
        best = last[j] + 1;
      if (now[j - 1] + 1 < best)
        best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && before[j - 2] + 1 < best)
        best = before[j - 2] + 1;
      now[j] = best;
    }
    memcpy(before, last, sizeof before);
    memcpy(last, now, sizeof last);
  }
  return last[b.n];
}
