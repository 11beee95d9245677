/* SPDX-License-Identifier: MIT */
/* A carrier with plugin.h alone: no helper, no tree.  It does not exist.  Its answers are lines:
 *
 *   PARCEL PL20260331
 *   2026-03-02T17:05 COLLECTED Lyon
 *   END
 */
#include <string.h>
#include <waybill/plugin.h>

#define LITERAL(text) { text, sizeof(text) - 1 }

static const struct {
  wb_str code;
  uint32_t status;
} statuses[] = {
  { LITERAL("COLLECTED"), WB_ACCEPTED_PICKED_UP },
  { LITERAL("ARRIVED"), WB_IN_TRANSIT_ARRIVED_FACILITY },
  { LITERAL("DELIVERED"), WB_DELIVERED_DELIVERED },
};

/* ---- text ---- */

static int equal(wb_str a, wb_str b)
{
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Cuts off what stands before the separator; 0: there is no separator left. */
static int cut(wb_str *rest, char separator, wb_str *piece)
{
  const char *end = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
  if (!end)
    return 0;
  piece->p = rest->p;
  piece->n = (size_t)(end - rest->p);
  rest->n -= piece->n + 1;
  rest->p = end + 1;
  return 1;
}

static int digits(const char *p, int count, int64_t *value)
{
  for (*value = 0; count; count--, p++) {
    if (*p < '0' || *p > '9')
      return 0;
    *value = *value * 10 + (*p - '0');
  }
  return 1;
}

/* "2026-03-02T17:05", a wall clock whose zone nobody tells: milliseconds as if it were UTC. */
static int read_time(wb_str text, wb_time *t)
{
  int64_t year, month, day, hour, minute;
  if (text.n != 16 || text.p[4] != '-' || text.p[7] != '-' || text.p[10] != 'T' || text.p[13] != ':' ||
      !digits(text.p, 4, &year) || !digits(text.p + 5, 2, &month) || !digits(text.p + 8, 2, &day) ||
      !digits(text.p + 11, 2, &hour) || !digits(text.p + 14, 2, &minute))
    return 0;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59)
    return 0;
  /* days since 1970-01-01: March is the first month of a year that then ends with the leap day */
  int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
  int64_t days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
  t->kind = WB_TIME_LOCAL;
  t->precision = WB_PRECISION_MINUTE;
  t->local_ms = ((days * 24 + hour) * 60 + minute) * 60000;
  t->raw = text;
  return 1;
}

/* ---- the two functions ---- */

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  static const char start[] = "/parcel/";
  const wb_number *number = WB_AT(wb_number, b->numbers, 0); /* batch_max is 1 */
  wb_request r;
  char *path = h->alloc(c, sizeof start + number->number.n);
  if (!path)
    return WB_E_NOMEM;
  memcpy(path, start, sizeof start - 1);
  for (size_t i = 0; i < number->number.n; i++) {
    char letter = number->number.p[i];
    int plain = (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z');
    if (!plain) { /* no number of ours: refused without asking */
      wb_result result;
      memset(&result, 0, sizeof result);
      result.struct_size = sizeof result;
      result.outcome = WB_INVALID;
      return h->result(c, &result);
    }
    path[sizeof start - 1 + i] = letter;
  }
  memset(&r, 0, sizeof r);
  r.struct_size = sizeof r;
  r.method = WB_GET;
  r.path.p = path;
  r.path.n = sizeof start - 1 + number->number.n;
  return h->request(c, &r);
}

/* 2026-03-02T17:05 COLLECTED Lyon */
static int32_t read_scan(const wb_host *h, wb_call *c, wb_str line)
{
  wb_event e;
  wb_str time;
  memset(&e, 0, sizeof e);
  e.struct_size = sizeof e;
  if (!cut(&line, ' ', &time) || !read_time(time, &e.time) || !cut(&line, ' ', &e.code))
    return h->fail(c, WB_E_PARSE, (wb_str)LITERAL("a line is not time, code and place"));
  e.place.city = line;
  e.text = e.code;
  e.status = WB_UNKNOWN_UNCLASSIFIED;
  e.unmapped = 1;
  for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
    if (equal(statuses[i].code, e.code)) {
      e.status = statuses[i].status;
      e.unmapped = 0;
    }
  return h->event(c, &e);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_str rest = r->body, line, word;
  wb_result result;
  memset(&result, 0, sizeof result);
  result.struct_size = sizeof result;
  result.outcome = WB_FOUND;
  if (equal(rest, (wb_str)LITERAL("UNKNOWN\n"))) {
    result.outcome = WB_NOT_FOUND;
    return h->result(c, &result);
  }
  if (!cut(&rest, '\n', &line) || !cut(&line, ' ', &word) || !equal(word, (wb_str)LITERAL("PARCEL")) ||
      !equal(line, WB_AT(wb_number, b->numbers, 0)->number))
    return h->fail(c, WB_E_PARSE, (wb_str)LITERAL("the answer does not begin with the number that was asked"));
  while (cut(&rest, '\n', &line)) {
    if (equal(line, (wb_str)LITERAL("END")))
      return h->result(c, &result);
    int32_t rc = read_scan(h, c, line);
    if (rc)
      return rc;
  }
  return h->fail(c, WB_E_PARSE, (wb_str)LITERAL("the answer breaks off before END"));
}

/* ---- what it is ---- */

static const wb_endpoint endpoints[] = { { "api", "https://lines.example.com", NULL } };
static const wb_format formats[] = { { .id = "plain", .pattern = "PL[0-9]{8}", .example = "PL20260331" } };
static const wb_limits limits = { .struct_size = sizeof limits, .batch_max = 1 };
static const wb_carrier carrier = {
  .struct_size = sizeof carrier,
  .caps = WB_CAP_TRACK,
  .id = "plain",
  .name = "Plain Parcel",
  .version = "1.0.0",
  .licence = "MIT",
  .countries = "FR",
  .endpoints = WB_ARRAY(endpoints),
  .formats = WB_ARRAY(formats),
  .limits = &limits,
  .plan = plan,
  .parse = parse,
};
WB_MODULE(&carrier)
