/* SPDX-License-Identifier: MIT */
/* waybill/carrier-kit.h - static inline helpers for authors of carriers, over plugin.h and ext/doc.h.
 *
 * Nothing here is needed: the ABI is plugin.h.  No symbol is exported, none is needed from the host.  Texts that helpers
 * return are borrowed from the answer or live in the call's memory. */
#ifndef WAYBILL_CARRIER_KIT_H
#define WAYBILL_CARRIER_KIT_H
#include "ext/doc.h"
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

/* What plan() and parse() work with: the host, the call, the batch, and the tree functions once a body was parsed. */
typedef struct wb_kit {
  const wb_host *h;
  wb_call *c;
  const wb_batch *b;
  const wb_doc *d;
} wb_kit;

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

/* Two texts behind each other in the call's memory; a `between` stands only between two that are not empty. */
static inline wb_str wb_join(wb_kit *k, wb_str a, const char *between, wb_str b)
{
  size_t gap = a.n && b.n ? strlen(between) : 0;
  if (!a.n || !b.n)
    return a.n ? a : b;
  char *p = (char *)k->h->alloc(k->c, a.n + gap + b.n + 1);
  if (!p)
    return wb_span(NULL, 0);
  memcpy(p, a.p, a.n);
  memcpy(p + a.n, between, gap);
  memcpy(p + a.n + gap, b.p, b.n);
  return wb_span(p, a.n + gap + b.n);
}

/* prefix + text, percent-encoded but for RFC 3986 unreserved characters, + suffix: the path of a request. */
static inline wb_str wb_path(wb_kit *k, const char *prefix, wb_str text, const char *suffix)
{
  static const char hex[] = "0123456789ABCDEF";
  size_t before = strlen(prefix), after = strlen(suffix), n = before;
  char *p = (char *)k->h->alloc(k->c, before + 3 * text.n + after + 1);
  if (!p)
    return wb_span(NULL, 0);
  memcpy(p, prefix, before);
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("-._~", c)) {
      p[n++] = (char)c;
    } else {
      p[n++] = '%';
      p[n++] = hex[c >> 4];
      p[n++] = hex[c & 15];
    }
  }
  memcpy(p + n, suffix, after);
  return wb_span(p, n + after);
}

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

/* ---- status tables ---- */

typedef struct wb_status_row { /* tables are sorted by code (byte order): loading checks nothing, tests do */
  const char *code;
  uint32_t status, reason, flags;
} wb_status_row;

/* The row for `code`, or NULL. */
static inline const wb_status_row *wb_status_find(const wb_status_row *rows, size_t n, wb_str code)
{
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const char *row = rows[middle].code;
    int order = code.n ? (unsigned char)row[0] - (unsigned char)code.p[0] : row[0];
    if (order == 0 && code.n) /* rows begin differently, mostly: spares a call */
      order = strncmp(row, code.p, code.n);
    if (order == 0)
      order = row[code.n];
    if (order == 0)
      return &rows[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* Puts the row's words into the event; without a row the event is unknown.unclassified and marked unmapped. */
static inline void wb_status_apply(wb_event *e, const wb_status_row *row)
{
  e->status = row ? row->status : (uint32_t)WB_UNKNOWN_UNCLASSIFIED;
  e->reason = row ? row->reason : 0;
  e->flags |= row ? row->flags : 0;
  e->unmapped = row ? 0 : 1;
}

/* ---- time ---- */

static inline int64_t wb_days(int64_t year, int64_t month, int64_t day) /* from 1970-01-01, Gregorian */
{
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400, y = year - era * 400;
  int64_t d = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + y * 365 + y / 4 - y / 100 + d - 719468;
}

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
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  *ok = y >= 1 && y <= 9999 && mo >= 1 && mo <= 12 && d >= 1 && h >= 0 && h < 24 && mi >= 0 && mi < 60 && s >= 0 && s < 60 &&
        d <= days[mo - 1] + (mo == 2 && leap);
  return *ok ? ((wb_days(y, mo, d) * 24 + h) * 60 + mi) * 60000 + s * 1000 : -1;
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
    const char *p = parts[which].p, *end = p + parts[which].n;
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

/* ---- trees ---- */

/* Parses the body; k->d is set.  NULL: the host noted why; return wb_no_tree(k). */
static inline const wb_node *wb_json(wb_kit *k, wb_str body)
{
  k->d = (const wb_doc *)k->h->extension(k->c, WB_EXT_JSON);
  return k->d ? k->d->parse(k->c, body) : NULL;
}

static inline const wb_node *wb_xml(wb_kit *k, wb_str body)
{
  k->d = (const wb_doc *)k->h->extension(k->c, WB_EXT_XML);
  return k->d ? k->d->parse(k->c, body) : NULL;
}

/* Text at a path, "" when absent; the trimmed form cuts blanks off both ends. */
static inline wb_str wb_get(const wb_kit *k, const wb_node *n, const char *path)
{
  if (!strchr(path, '.') && path[0] && WB_HAS(wb_doc, k->d, get_text)) /* known when this is compiled, mostly */
    return k->d->get_text(n, path);
  return k->d->text(k->d->get(n, path));
}

static inline wb_str wb_get_trim(const wb_kit *k, const wb_node *n, const char *path)
{
  return wb_trim(wb_get(k, n, path));
}

/* A row for wb_fill(): { "city", place.city of a wb_event }, and the same for a node. */
#define WB_MEMBER(name, type, member) { (name), (uint32_t)offsetof(type, member), WB_MEMBER_TEXT }
#define WB_MEMBER_OF(name, type, member) { (name), (uint32_t)offsetof(type, member), WB_MEMBER_NODE }

/* Reads members of n into a structure by a table of rows, which stand best in the order of the document.  Texts are
 * trimmed; what is absent stays as it was. */
static inline void wb_fill(const wb_kit *k, const wb_node *n, const wb_member *members, size_t count, void *structure)
{
  if (WB_HAS(wb_doc, k->d, fill)) {
    k->d->fill(n, members, count, structure);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    const wb_node *found = k->d->get(n, members[i].name);
    void *to = (char *)structure + members[i].at;
    if (found && members[i].kind == WB_MEMBER_NODE) {
      memcpy(to, &found, sizeof found);
    } else if (found) {
      wb_str text = wb_trim(k->d->text(found));
      memcpy(to, &text, sizeof text);
    }
  }
}

/* ---- saying things ---- */

static inline wb_event wb_event_of(uint32_t number)
{
  wb_event e;
  memset(&e, 0, sizeof e);
  e.struct_size = (uint32_t)sizeof e;
  e.number = number;
  return e;
}

static inline wb_result wb_result_of(uint32_t number, uint32_t outcome)
{
  wb_result r;
  memset(&r, 0, sizeof r);
  r.struct_size = (uint32_t)sizeof r;
  r.number = number;
  r.outcome = outcome;
  return r;
}

static inline wb_request wb_request_of(uint32_t method, uint32_t endpoint, wb_str path)
{
  wb_request r;
  memset(&r, 0, sizeof r);
  r.struct_size = (uint32_t)sizeof r;
  r.method = method;
  r.endpoint = endpoint;
  r.path = path;
  return r;
}

/* A header or query parameter with literal text. */
static inline wb_field wb_field_of(const char *name, wb_str text)
{
  wb_field f;
  memset(&f, 0, sizeof f);
  f.name = wb_text(name);
  f.value.text = text;
  return f;
}

/* A result without more than words. */
static inline int32_t wb_outcome(wb_kit *k, uint32_t number, uint32_t outcome, wb_str detail)
{
  wb_result r = wb_result_of(number, outcome);
  r.detail = detail;
  return k->h->result(k->c, &r);
}

/* The same outcome for every number that the response was for. */
static inline int32_t wb_outcome_all(wb_kit *k, const wb_response *r, uint32_t outcome, wb_str detail)
{
  for (uint32_t i = 0; i < r->covers.count; i++) {
    int32_t rc = wb_outcome(k, *WB_AT(uint32_t, r->covers, i), outcome, detail);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* The number of the batch that the first cover names. */
static inline uint32_t wb_first_cover(const wb_response *r)
{
  return r->covers.count ? *WB_AT(uint32_t, r->covers, 0) : 0;
}

static inline const wb_number *wb_number_at(const wb_kit *k, uint32_t i)
{
  return WB_AT(wb_number, k->b->numbers, i);
}

/* Index of a number in the batch; UINT32_MAX when the answer speaks of one that nobody asked for. */
static inline uint32_t wb_number_index(const wb_kit *k, wb_str number)
{
  for (uint32_t i = 0; i < k->b->numbers.count; i++)
    if (wb_equal(wb_number_at(k, i)->number, number))
      return i;
  return UINT32_MAX;
}

/* Value of a declared setting, "" when it has none; value of a response header (name in lower case). */
static inline wb_str wb_field_value(wb_list fields, const char *name)
{
  for (uint32_t i = 0; i < fields.count; i++)
    if (wb_is(WB_AT(wb_field, fields, i)->name, name))
      return WB_AT(wb_field, fields, i)->value.text;
  return wb_span(NULL, 0);
}

static inline wb_str wb_setting_value(const wb_kit *k, const char *name)
{
  return wb_field_value(k->b->settings, name);
}

/* The answer could not be read: your words beside what the parser noted. */
static inline int32_t wb_no_tree(wb_kit *k)
{
  return k->h->fail(k->c, WB_E_PARSE, WB_STR("the answer is not what this carrier documents"));
}

/* ETAs: a whole day, and one instant or window. */
static inline wb_eta wb_eta_of(uint32_t kind, wb_time from, wb_time to)
{
  wb_eta e;
  memset(&e, 0, sizeof e);
  e.kind = kind;
  e.from = from;
  e.to = to;
  return e;
}

static inline wb_list wb_list_of(const void *items, size_t count, size_t stride)
{
  wb_list list;
  list.items = items;
  list.count = (uint32_t)count;
  list.stride = (uint32_t)stride;
  return list;
}

/* ISO 3166-1 alpha-2 as the ABI wants it: two letters, made upper case; "" for any other spelling of a country. */
static inline wb_str wb_alpha2(wb_kit *k, wb_str s)
{
  s = wb_trim(s);
  if (s.n != 2 || wb_upper(s.p[0]) < 'A' || wb_upper(s.p[0]) > 'Z' || wb_upper(s.p[1]) < 'A' || wb_upper(s.p[1]) > 'Z')
    return wb_span(NULL, 0);
  if (s.p[0] < 'a' && s.p[1] < 'a')
    return s;
  char *p = (char *)k->h->alloc(k->c, 3);
  if (!p)
    return wb_span(NULL, 0);
  p[0] = wb_upper(s.p[0]);
  p[1] = wb_upper(s.p[1]);
  return wb_span(p, 2);
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

/* The date of an instant in UTC, "2026-03-04", in the call's memory; "" outside the years 1 to 9999. */
static inline wb_str wb_date_text(wb_kit *k, int64_t ms)
{
  int64_t days = (ms - (ms % 86400000 + 86400000) % 86400000) / 86400000 + 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
  int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * y + y / 4 - y / 100), shifted = (5 * of_year + 2) / 153;
  int64_t d = of_year - (153 * shifted + 2) / 5 + 1, m = shifted < 10 ? shifted + 3 : shifted - 9;
  int64_t values[3], units[3] = { 1000, 10, 10 };
  char *p;
  size_t n = 0;
  values[0] = y + era * 400 + (m <= 2);
  values[1] = m;
  values[2] = d;
  if (values[0] < 1 || values[0] > 9999)
    return wb_span(NULL, 0);
  p = (char *)k->h->alloc(k->c, 11);
  if (!p)
    return wb_span(NULL, 0);
  for (int i = 0; i < 3; i++) {
    if (i)
      p[n++] = '-';
    for (int64_t unit = units[i]; unit; unit /= 10)
      p[n++] = (char)('0' + values[i] / unit % 10);
  }
  return wb_span(p, n);
}

/* Seconds of a Retry-After header, at most a day; `fallback_s` when there is none, or one that is a date. */
static inline uint32_t wb_retry_after(const wb_response *r, uint32_t fallback_s)
{
  int64_t s = wb_int(wb_trim(wb_field_value(r->headers, "retry-after")), -1);
  return s > 0 && s <= 86400 ? (uint32_t)s : fallback_s;
}

/* The answer failed as a whole and says when to ask again: each number that it was for becomes `failed` with the
 * words of why.  retry_after_s 0: the core decides, and fills the numbers in.  Returns `code`. */
static inline int32_t wb_fail_until(wb_kit *k, const wb_response *r, int32_t code, uint32_t retry_after_s, wb_str why)
{
  for (uint32_t i = 0; i < r->covers.count && retry_after_s; i++) {
    wb_result result = wb_result_of(*WB_AT(uint32_t, r->covers, i), WB_FAILED);
    result.retry_after_s = retry_after_s;
    result.detail = why;
    int32_t rc = k->h->result(k->c, &result);
    if (rc)
      return rc;
  }
  return k->h->fail(k->c, code, why);
}
#endif
