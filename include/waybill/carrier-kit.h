/* SPDX-License-Identifier: MIT */
/* waybill/carrier-kit.h - static inline helpers for authors of carriers, over plugin.h and ext/doc.h.
 *
 * Nothing here is needed: the ABI is plugin.h.  No symbol is exported, none is needed from the host.  Texts that helpers
 * return are borrowed from the answer or live in the call's memory. */
#ifndef WAYBILL_CARRIER_KIT_H
#define WAYBILL_CARRIER_KIT_H
#include "carrier-text.h"
#include "ext/doc.h"

/* What plan() and parse() work with: the host, the call, the batch, and the tree functions once a body was parsed. */
typedef struct wb_kit {
  const wb_host *h;
  wb_call *c;
  const wb_batch *b;
  const wb_doc *d;
} wb_kit;

/* ---- text ---- */

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

/* Text at a path, "" when absent, or when there is no tree; the trimmed form cuts blanks off both ends. */
static inline wb_str wb_get(const wb_kit *k, const wb_node *n, const char *path)
{
  if (!n)
    return wb_span(NULL, 0); /* also where there is no tree at all */
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
