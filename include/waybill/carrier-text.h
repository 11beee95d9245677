/* SPDX-License-Identifier: MIT */
/* waybill/carrier-text.h - static inline helpers that read texts: compare, numbers, weights, times.  A part of carrier-kit.h,
 * which includes it; nothing here needs a host.  Texts that helpers return are borrowed from what they were given. */
#ifndef WAYBILL_CARRIER_TEXT_H
#define WAYBILL_CARRIER_TEXT_H
#include "plugin.h"
#include <string.h>

/* A view of n bytes at p, and of a literal (in C also in static initialisers). */
static inline wb_str wb_span(const char *p, size_t n)
{
  wb_str s;
  s.p = p;
  s.n = n;
  return s;
}
#ifdef __cplusplus
#define WB_STR(literal) wb_span((literal), sizeof(literal) - 1)
#else
#define WB_STR(literal) ((wb_str){ (literal), sizeof(literal) - 1 })
#endif
#define WB_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- text ---- */

static inline wb_str wb_text(const char *text)
{
  return wb_span(text, text ? strlen(text) : 0);
}

static inline int wb_equal(wb_str a, wb_str b)
{
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline int wb_is(wb_str a, const char *text)
{
  return wb_equal(a, wb_text(text));
}

static inline wb_str wb_trim(wb_str s)
{
  while (s.n && (unsigned char)s.p[0] <= ' ') {
    s.p++;
    s.n--;
  }
  while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
    s.n--;
  return s;
}

static inline char wb_upper(char c)
{
  return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Equal but for the case of ASCII letters: numbers are asked in capitals, an answer may echo them otherwise. */
static inline int wb_equal_fold(wb_str a, wb_str b)
{
  if (a.n != b.n)
    return 0;
  for (size_t i = 0; i < a.n; i++)
    if (wb_upper(a.p[i]) != wb_upper(b.p[i]))
      return 0;
  return 1;
}

/* Does `part` stand anywhere in s?  ASCII letters match in either case. */
static inline int wb_contains(wb_str s, const char *part)
{
  size_t n = strlen(part);
  for (size_t at = 0; at + n <= s.n; at++) {
    size_t i = 0;
    while (i < n && wb_upper(s.p[at + i]) == wb_upper(part[i]))
      i++;
    if (i == n)
      return 1;
  }
  return 0;
}

/* ---- numbers ---- */

/* Decimal text to a number; `fallback` when it is not one. */
static inline int64_t wb_int(wb_str s, int64_t fallback)
{
  int64_t value = 0;
  size_t i = s.n && s.p[0] == '-' ? 1 : 0, start = i;
  for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && value < INT64_MAX / 10 - 1; i++)
    value = value * 10 + (s.p[i] - '0');
  if (i == start || i != s.n)
    return fallback;
  return start ? -value : value;
}

/* A decimal such as "2.5" times `scale` (at most 1000000), rounded to the nearest: wb_decimal("2.5", 1000) is 2500.  -1: not one. */
static inline int64_t wb_decimal(wb_str s, int64_t scale)
{
  int64_t whole = 0, part = 0, unit = scale;
  size_t i = 0;
  for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && whole < 1000000000; i++)
    whole = whole * 10 + (s.p[i] - '0');
  if (i == 0)
    return -1;
  if (i < s.n && s.p[i] == '.') {
    int64_t rest = 0, of = 1;
    for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
      if (of < 1000000000) {
        rest = rest * 10 + (s.p[i] - '0');
        of *= 10;
      }
    part = (rest * unit * 2 + of) / (2 * of);
  }
  return i == s.n ? whole * scale + part : -1;
}

/* Grams of a decimal in KG, KGS, G, LB or LBS (either case); 0: not a weight, or one of 4 tonnes and more. */
static inline uint32_t wb_grams(wb_str value, wb_str unit)
{
  static const struct {
    const char *name;
    int64_t scale, divisor;
  } units[] = { { "KG", 1000, 1 }, { "KGS", 1000, 1 }, { "G", 1, 1 }, { "LB", 45359237, 100000 }, { "LBS", 45359237, 100000 } };
  for (size_t i = 0; i < WB_COUNT_OF(units); i++)
    if (unit.n == strlen(units[i].name) && wb_contains(unit, units[i].name)) {
      int64_t scaled = wb_decimal(wb_trim(value), units[i].scale);
      int64_t grams = scaled < 0 ? 0 : (scaled + units[i].divisor / 2) / units[i].divisor;
      return grams < 4000000 ? (uint32_t)grams : 0;
    }
  return 0;
}

/* ---- time ---- */

static inline int wb_digits_(wb_str s, size_t *at, size_t most, int64_t *value)
{
  size_t start = *at;
  for (*value = 0; *at < s.n && *at - start < most && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++)
    *value = *value * 10 + (s.p[*at] - '0');
  return *at > start;
}

/* Milliseconds of a wall clock read as if it were UTC; -1 with *ok = 0 when the date or time does not exist. */
static inline int64_t wb_wall(int64_t y, int64_t mo, int64_t d, int64_t h, int64_t mi, int64_t s, int *ok)
{
  static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 }; /* days of the year */
  *ok = 0;
  if (y < 1 || y > 9999 || mo < 1 || mo > 12 || d < 1 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59)
    return -1;
  uint32_t year = (uint32_t)y, past = year - 1, month = (uint32_t)mo - 1;
  uint32_t leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (d > before[month + 1] - before[month] + (int64_t)(leap && month == 1))
    return -1;
  *ok = 1;
  uint32_t days = past * 365 + past / 4 - past / 100 + past / 400 + before[month] + (leap && month > 1) + (uint32_t)d - 1;
  return (((int64_t)days - 719162) * 86400 + h * 3600 + mi * 60 + s) * 1000; /* 719162: 1970-01-01 */
}

/* The number of two digits; *odd becomes non-zero when they are none. */
static inline int64_t wb_two_(const char *p, unsigned *odd)
{
  unsigned tens = (unsigned char)p[0] - 48u, ones = (unsigned char)p[1] - 48u;
  *odd |= (tens > 9) | (ones > 9);
  return (int64_t)(tens * 10 + ones);
}

/* Pairs of digits, or with one byte between them; 0 when they are none.  Values: one of two pairs, then one of a pair each
 * (a date), or one of a pair each (a clock). */
static inline int wb_pairs_(wb_str s, size_t first, int64_t v[3])
{
  size_t gap = s.n == first + 6, at = first; /* punctuation or none */
  unsigned odd = 0;
  v[0] = wb_two_(s.p, &odd);
  if (first == 4)
    v[0] = v[0] * 100 + wb_two_(s.p + 2, &odd);
  v[1] = wb_two_(s.p + at + gap, &odd);
  v[2] = wb_two_(s.p + at + 2 + 2 * gap, &odd);
  odd |= gap && ((unsigned char)s.p[at] - 48u <= 9 || (unsigned char)s.p[at + 3] - 48u <= 9);
  return !odd;
}

/* "20260304" or "2026-03-04" with "101500" or "10:15:00", which is what there mostly is. */
static inline int wb_digits_full_(wb_str date, wb_str clock, wb_time *t)
{
  int64_t d[3], c[3];
  int ok;
  if ((date.n != 8 && date.n != 10) || (clock.n != 6 && clock.n != 8) || !wb_pairs_(date, 4, d) || !wb_pairs_(clock, 2, c))
    return 0;
  int64_t ms = wb_wall(d[0], d[1], d[2], c[0], c[1], c[2], &ok);
  if (!ok)
    return 0;
  t->local_ms = ms;
  t->kind = WB_TIME_LOCAL;
  t->precision = WB_PRECISION_SECOND;
  return 1;
}

/* A date and a time of day from digits alone, punctuation ignored: "20260304" or "2026-03-04", and "101500", "10:15:00",
 * "10:15", "91500" (a lost leading zero) or "".  Kind WB_TIME_LOCAL or WB_TIME_DATE; WB_TIME_NONE when it is no date. */
static inline wb_time wb_time_digits(wb_str date, wb_str clock)
{
  wb_time t;
  memset(&t, 0, sizeof t);
  t.raw = date;
  if (wb_digits_full_(date, clock, &t))
    return t;
  int64_t v[2] = { 0, 0 };
  int n[2] = { 0, 0 }, ok, colons = 0;
  wb_str parts[2];
  parts[0] = date;
  parts[1] = clock;
  for (int which = 0; which < 2; which++) {
    const char *p = parts[which].p, *end = parts[which].n ? p + parts[which].n : p;
    int64_t value = 0;
    int digits = 0;
    for (; p < end; p++) {
      unsigned digit = (unsigned char)*p - 48u;
      if (digit <= 9 && digits < 9) {
        value = value * 10 + digit;
        digits++;
      }
      colons += *p == ':' && which;
    }
    v[which] = value;
    n[which] = digits;
  }
  if (n[0] != 8)
    return t;
  if (n[1] && (n[1] < 5 && (colons == 1 || n[1] == 4))) /* no seconds */
    v[1] *= 100;
  t.local_ms = wb_wall(v[0] / 10000, v[0] / 100 % 100, v[0] % 100, v[1] / 10000, v[1] / 100 % 100, v[1] % 100, &ok);
  if (!ok)
    return t;
  t.kind = n[1] ? WB_TIME_LOCAL : WB_TIME_DATE;
  t.precision = !n[1] ? WB_PRECISION_DAY : n[1] < 5 ? WB_PRECISION_MINUTE : WB_PRECISION_SECOND;
  return t;
}

/* What wb_time_iso() reads a text into, piece by piece; `at` is where the next one begins. */
typedef struct wb_iso_ {
  int64_t year, month, day, hour, minute, second;
  size_t at;
  uint32_t kind, precision;
} wb_iso_;

/* "2026-03-04T10:15:00" in full width, which is how nearly all carriers write it. */
static inline int wb_iso_full_(wb_str s, wb_iso_ *r)
{
  if (s.n < 19 || s.p[4] != '-' || s.p[7] != '-' || (s.p[10] != 'T' && s.p[10] != ' ') || s.p[13] != ':' || s.p[16] != ':')
    return 0;
  unsigned odd = 0;
  r->year = wb_two_(s.p, &odd) * 100 + wb_two_(s.p + 2, &odd);
  r->month = wb_two_(s.p + 5, &odd);
  r->day = wb_two_(s.p + 8, &odd);
  r->hour = wb_two_(s.p + 11, &odd);
  r->minute = wb_two_(s.p + 14, &odd);
  r->second = wb_two_(s.p + 17, &odd);
  r->at = 19;
  r->kind = WB_TIME_LOCAL;
  r->precision = WB_PRECISION_SECOND;
  return !odd;
}

/* Any other width: a date, and maybe a time of day. */
static inline int wb_iso_parts_(wb_str s, wb_iso_ *r)
{
  size_t i = 0;
  r->hour = r->minute = r->second = 0;
  r->precision = WB_PRECISION_DAY;
  r->kind = WB_TIME_DATE;
  if (!wb_digits_(s, &i, 4, &r->year) || i != 4 || i >= s.n || s.p[i++] != '-' || !wb_digits_(s, &i, 2, &r->month) ||
      i >= s.n || s.p[i++] != '-' || !wb_digits_(s, &i, 2, &r->day))
    return 0;
  if (i < s.n && (s.p[i] == 'T' || s.p[i] == ' ')) {
    i++;
    if (!wb_digits_(s, &i, 2, &r->hour) || i >= s.n || s.p[i++] != ':' || !wb_digits_(s, &i, 2, &r->minute))
      return 0;
    r->precision = WB_PRECISION_MINUTE;
    r->kind = WB_TIME_LOCAL;
    if (i < s.n && s.p[i] == ':') {
      i++;
      if (!wb_digits_(s, &i, 2, &r->second))
        return 0;
      r->precision = WB_PRECISION_SECOND;
    }
  }
  r->at = i;
  return 1;
}

/* A fraction, which is left out, and the offset. */
static inline int wb_iso_rest_(wb_str s, wb_iso_ *r, int32_t *offset_min)
{
  size_t i = r->at;
  int64_t hours, minutes = 0;
  if (i < s.n && (s.p[i] == '.' || s.p[i] == ','))
    for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9';)
      i++;
  if (i < s.n && s.p[i] == 'Z') {
    i++;
    r->kind = WB_TIME_INSTANT;
  } else if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
    int west = s.p[i++] == '-';
    if (!wb_digits_(s, &i, 2, &hours))
      return 0;
    if (i < s.n && s.p[i] == ':')
      i++;
    if ((i < s.n && !wb_digits_(s, &i, 2, &minutes)) || hours > 23 || minutes > 59)
      return 0;
    *offset_min = (int32_t)(west ? -(hours * 60 + minutes) : hours * 60 + minutes);
    r->kind = WB_TIME_OFFSET;
  }
  return i == s.n;
}

/* ISO 8601 in the spellings carriers use: "2026-03-04", "2026-03-04T10:15", "...:00", "...:00.123", blank instead of T,
 * then nothing, "Z", "+02:00", "+0200", "+02".  Kind DATE, LOCAL, OFFSET, or INSTANT for Z; NONE when it is none of
 * these; raw is the text in every case. */
static inline wb_time wb_time_iso(wb_str text)
{
  wb_time t;
  wb_iso_ r;
  int32_t offset_min = 0;
  int ok;
  memset(&t, 0, sizeof t);
  t.raw = wb_trim(text);
  if (!wb_iso_full_(t.raw, &r) && !wb_iso_parts_(t.raw, &r))
    return t;
  if (r.kind == WB_TIME_DATE ? r.at != t.raw.n : !wb_iso_rest_(t.raw, &r, &offset_min))
    return t;
  int64_t ms = wb_wall(r.year, r.month, r.day, r.hour, r.minute, r.second, &ok);
  if (!ok)
    return t;
  t.kind = r.kind;
  t.precision = r.precision;
  t.offset_min = offset_min;
  if (t.kind == WB_TIME_INSTANT)
    t.utc_ms = ms;
  else
    t.local_ms = ms;
  return t;
}
#endif
