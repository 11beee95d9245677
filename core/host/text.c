/* SPDX-License-Identifier: MIT */
/* What a plugin passes in, checked.  Texts that come from carriers are repaired rather than refused: one bad
 * byte must not cost a whole answer. */
#include "../base/clock.h"
#include "call.h"

#define LARGEST_STRUCT 65536u
#define MAX_OFFSET_MIN 1439
#define MAX_ZONE_BYTES 64u

wb_str text_keep(call *c, wb_str made)
{
  if (!made.p)
    call_refuse(c, WB_E_LIMIT, "the call's %u bytes of memory are spent", WB_MAX_CALL_MEMORY);
  return made;
}

/* With U+FFFD for each bad byte. */
static wb_str replace_bad_bytes(call *c, wb_str text)
{
  WB_AUTO(buf) out = { 0 };
  size_t bad;
  while (!str_is_utf8(text, &bad)) {
    buf_add(&out, str_upto(text, bad));
    buf_add_text(&out, "\xEF\xBF\xBD");
    text = str_from(text, bad + 1);
  }
  buf_add(&out, text);
  return text_keep(c, arena_str(host_of(c)->scratch, buf_view(&out)));
}

/* At most max bytes, no character cut in two. */
static wb_str cut_at_character(wb_str text, size_t max)
{
  if (text.n <= max)
    return text;
  size_t n = max;
  while (n > max - 3 && ((unsigned char)text.p[n] & 0xC0u) == 0x80u)
    n--;
  return str_upto(text, n);
}

wb_str text_repair(call *c, const char *what, wb_str text)
{
  if (text_is_plain(text))
    return text;
  if (!text.p) {
    call_refuse(c, WB_E_ARG, "%s: a text without a pointer", what);
    return (wb_str){ NULL, 0 };
  }
  wb_str cut = cut_at_character(text, WB_MAX_TEXT_BYTES);
  if (cut.n < text.n)
    call_log(c, LOG_WARN, "%s has %zu bytes and was cut at %d", what, text.n, WB_MAX_TEXT_BYTES);
  if (str_is_utf8(cut, NULL))
    return cut;
  call_log(c, LOG_WARN, "%s is not UTF-8: bad bytes were replaced", what);
  return cut_at_character(replace_bad_bytes(c, cut), WB_MAX_TEXT_BYTES);
}

int32_t text_check(call *c, const char *what, wb_str text, size_t max)
{
  if (text.n && !text.p)
    return call_refuse(c, WB_E_ARG, "%s: a text without a pointer", what);
  if (text.n > max)
    return call_refuse(c, WB_E_LIMIT, "%s has %zu bytes, at most %zu are allowed", what, text.n, max);
  size_t bad;
  if (!str_is_utf8(text, &bad))
    return call_refuse(c, WB_E_ARG, "%s is not UTF-8 at byte %zu", what, bad);
  return WB_OK;
}

bool text_is_country(wb_str text)
{
  return text.n == 2 && text.p && text.p[0] >= 'A' && text.p[0] <= 'Z' && text.p[1] >= 'A' && text.p[1] <= 'Z';
}

bool text_is_carrier_id(wb_str text)
{
  for (size_t i = 0; text.p && i < text.n; i++)
    if (!ascii_is_digit(text.p[i]) && text.p[i] != '-' && (text.p[i] < 'a' || text.p[i] > 'z'))
      return false;
  return text.p && text.n >= 2 && text.n <= 32;
}

int32_t struct_read(call *c, const char *what, const void *from, size_t at_least, void *to, size_t size)
{
  uint32_t struct_size;
  if (!from)
    return call_refuse(c, WB_E_ARG, "%s: NULL", what);
  memcpy(&struct_size, from, sizeof struct_size);
  if (struct_size < at_least || struct_size > LARGEST_STRUCT)
    return call_refuse(c, WB_E_ARG, "%s.struct_size is %u: set it to sizeof the structure", what,
                       struct_size);
  size_t given = struct_size < size ? struct_size : size;
  memcpy(to, from, given);
  if (given < size)
    memset((char *)to + given, 0, size - given);
  return WB_OK;
}

const void *struct_view(call *c, const char *what, const void *from, size_t at_least, void *to, size_t size,
                        int32_t *ret_code)
{
  uint32_t struct_size = 0;
  if (from)
    memcpy(&struct_size, from, sizeof struct_size);
  if (struct_size == size)
    return from;
  *ret_code = struct_read(c, what, from, at_least, to, size);
  return *ret_code ? NULL : to;
}

int32_t list_check(call *c, const char *what, wb_list list, size_t at_least, size_t max)
{
  if (list.count == 0)
    return WB_OK;
  if (!list.items)
    return call_refuse(c, WB_E_ARG, "%s: %u elements at NULL", what, list.count);
  if (list.stride < at_least || list.stride > LARGEST_STRUCT)
    return call_refuse(c, WB_E_ARG, "%s.stride is %u: set it to sizeof an element", what, list.stride);
  if (list.count > max)
    return call_refuse(c, WB_E_LIMIT, "%s has %u elements, at most %zu are allowed", what, list.count, max);
  return WB_OK;
}

void list_read(wb_list list, size_t i, void *to, size_t size)
{
  memset(to, 0, size);
  memcpy(to, (const char *)list.items + i * list.stride, list.stride < size ? list.stride : size);
}

/* ---- time ---- */

static bool is_in_calendar(int64_t ms)
{
  static const int64_t first = INT64_C(-62135596800000),
                       last = INT64_C(253402300799999); /* years 1 to 9999 */
  return ms >= first && ms <= last;
}

static bool has_utc(const wb_time *t)
{
  return t->kind == WB_TIME_INSTANT || t->kind == WB_TIME_LOCAL_UTC;
}

/* Only members that the kind names are kept, so that equal times are equal bytes. */
static void forget_unused(wb_time *t)
{
  if (!has_utc(t))
    t->utc_ms = 0;
  if (t->kind == WB_TIME_INSTANT)
    t->local_ms = 0;
  if (t->kind != WB_TIME_OFFSET)
    t->offset_min = 0;
  if (t->kind != WB_TIME_ZONE && t->kind != WB_TIME_ABBREVIATION)
    t->zone = (wb_str){ NULL, 0 };
}

static void lose_reading(call *c, const char *what, wb_time *t, const char *why)
{
  wb_str raw = call_anonymous(c, t->raw);
  call_log(c, LOG_WARN, "%s: %s; only the text \"%.*s\" is kept", what, why, STR_ARG(raw));
  *t = (wb_time){ .kind = WB_TIME_NONE, .raw = t->raw };
}

static void check_reading(call *c, const char *what, wb_time *t)
{
  int64_t apart = 0;
  if (t->kind == WB_TIME_LOCAL_UTC && !__builtin_sub_overflow(t->local_ms, t->utc_ms, &apart))
    apart /= 60000;
  if ((has_utc(t) && !is_in_calendar(t->utc_ms)) ||
      (t->kind != WB_TIME_INSTANT && !is_in_calendar(t->local_ms))) {
    lose_reading(c, what, t, "not between the years 1 and 9999");
  } else if (t->kind == WB_TIME_OFFSET &&
             (t->offset_min > MAX_OFFSET_MIN || t->offset_min < -MAX_OFFSET_MIN)) {
    lose_reading(c, what, t, "the offset is more than a day");
  } else if (apart > MAX_OFFSET_MIN || apart < -MAX_OFFSET_MIN) {
    call_log(c, LOG_WARN,
             "%s: local time and UTC are more than a day apart; the local one is kept, as doubtful", what);
    t->kind = WB_TIME_LOCAL;
    t->flags |= WB_TIME_DOUBTFUL;
  } else if (t->kind == WB_TIME_DATE) {
    int64_t day = t->local_ms % 86400000;
    t->local_ms -= day < 0 ? day + 86400000 : day;
    t->precision = WB_PRECISION_DAY;
  }
}

int32_t time_check(call *c, const char *what, wb_time *t)
{
  if (t->kind > WB_TIME_DATE)
    return call_refuse(c, WB_E_UNSUPPORTED, "%s.kind %u is not known here", what, t->kind);
  if (t->precision > WB_PRECISION_SECOND)
    return call_refuse(c, WB_E_UNSUPPORTED, "%s.precision %u is not known here", what, t->precision);
  t->flags &= WB_TIME_DOUBTFUL;
  if (t->kind == WB_TIME_NONE) {
    *t = (wb_time){ .raw = t->raw };
    return WB_OK;
  }
  if (t->kind != WB_TIME_DATE && t->precision == WB_PRECISION_NONE)
    return call_refuse(c, WB_E_ARG, "%s.precision is not set", what);
  if (t->kind == WB_TIME_ZONE && (!t->zone.n || t->zone.n > MAX_ZONE_BYTES))
    return call_refuse(c, WB_E_ARG, "%s.zone: the IANA name of the zone is missing or too long", what);
  if (t->kind == WB_TIME_ABBREVIATION && !t->zone.n)
    t->kind = WB_TIME_LOCAL; /* the carrier left the abbreviation out */
  check_reading(c, what, t);
  forget_unused(t);
  return WB_OK;
}
