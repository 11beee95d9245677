/* SPDX-License-Identifier: MIT */
#include "json_writer.h"
#include <assert.h>
#include <stdio.h>

void json_begin(json_writer *w, buf *out)
{
  *w = (json_writer){ .out = out, .first = 1 };
}

static void separate(json_writer *w)
{
  uint64_t bit = UINT64_C(1) << w->depth;
  if (w->after_key)
    w->after_key = false;
  else if (w->first & bit)
    w->first &= ~bit;
  else
    buf_add_byte(w->out, ',');
}

static void open_level(json_writer *w, char bracket)
{
  separate(w);
  buf_add_byte(w->out, bracket);
  assert(w->depth < 63);
  w->depth++;
  w->first |= UINT64_C(1) << w->depth;
}

static void close_level(json_writer *w, char bracket)
{
  assert(w->depth > 0);
  w->depth--;
  buf_add_byte(w->out, bracket);
}

void json_object(json_writer *w)
{
  open_level(w, '{');
}

void json_object_end(json_writer *w)
{
  close_level(w, '}');
}

void json_array(json_writer *w)
{
  open_level(w, '[');
}

void json_array_end(json_writer *w)
{
  close_level(w, ']');
}

static void add_escaped(buf *out, char c)
{
  switch (c) {
  case '"':
    buf_add(out, STR("\\\""));
    return;
  case '\\':
    buf_add(out, STR("\\\\"));
    return;
  case '\n':
    buf_add(out, STR("\\n"));
    return;
  case '\r':
    buf_add(out, STR("\\r"));
    return;
  case '\t':
    buf_add(out, STR("\\t"));
    return;
  default:
    buf_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
  }
}

/* Does one of eight bytes need an escape?  Bytes below n: (x - n) borrows into the high bit, which ~x did not
 * have. */
static bool has_below(uint64_t eight, uint64_t n)
{
  const uint64_t ones = UINT64_C(0x0101010101010101);
  return ((eight - ones * n) & ~eight & (ones << 7)) != 0;
}

static bool has_escape(const char *p)
{
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t eight;
  memcpy(&eight, p, sizeof eight);
  return has_below(eight, 0x20) || has_below(eight ^ (ones * '"'), 1) ||
         has_below(eight ^ (ones * '\\'), 1) || has_below(eight ^ (ones * 0x7F), 1) ||
         has_below(eight ^ (ones * 0xC2), 1); /* 0xC2: perhaps C1 */
}

/* Valid UTF-8, quoted.  DEL, C0 and C1 controls are escaped, so that JSON on a terminal is harmless. */
static void add_quoted(buf *out, wb_str value)
{
  size_t start = 0;
  for (size_t i = 0; i < value.n; i++) {
    if (value.n - i >= 8 && !has_escape(value.p + i)) {
      i += 7;
      continue;
    }
    unsigned char c = (unsigned char)value.p[i];
    bool c1 = c == 0xC2 && i + 1 < value.n && (unsigned char)value.p[i + 1] < 0xA0;
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !c1)
      continue;
    buf_add(out, (wb_str){ value.p + start, i - start });
    i += c1; /* U+0080..U+009F: the second byte is the code */
    add_escaped(out, value.p[i]);
    start = i + 1;
  }
  buf_add(out, str_from(value, start));
}

/* Has one of eight bytes its high bit, or is it a control, DEL, quote or backslash?  Where no high bit is
 * set, taking n from a byte borrows into it just when the byte is below n. */
static uint64_t not_plain(uint64_t eight)
{
  const uint64_t ones = UINT64_C(0x0101010101010101);
  return (eight | (eight - ones * 0x20) | ((eight ^ (ones * '"')) - ones) | ((eight ^ (ones * '\\')) - ones) |
          ((eight ^ (ones * 0x7F)) - ones)) &
         (ones << 7);
}

/* Nearly every value: it needs no escape, and no look at its UTF-8. */
static bool is_plain(wb_str value)
{
  size_t i = 0;
  uint64_t eight, found = 0;
  for (; value.n - i >= sizeof eight; i += sizeof eight) {
    memcpy(&eight, value.p + i, sizeof eight);
    found |= not_plain(eight);
  }
  char rest[8] = "        ";
  for (size_t k = 0; i < value.n; i++, k++)
    rest[k] = value.p[i];
  memcpy(&eight, rest, sizeof eight);
  return (found | not_plain(eight)) == 0;
}

/* What stands before the next value, a plain text, quoted, and `behind`: in one go. */
static void add_plain(json_writer *w, wb_str value, wb_str behind)
{
  buf *out = w->out;
  if (!buf_reserve(out, value.n + behind.n + 3))
    return;
  separate(w);
  char *at = out->data + out->n;
  *at++ = '"';
  if (value.n)
    memcpy(at, value.p, value.n);
  at += value.n;
  *at++ = '"';
  if (behind.n)
    memcpy(at, behind.p, behind.n);
  at += behind.n;
  *at = '\0';
  out->n = (size_t)(at - out->data);
}

void json_text(json_writer *w, wb_str value)
{
  if (is_plain(value)) {
    add_plain(w, value, STR(""));
    return;
  }
  separate(w);
  buf_add_byte(w->out, '"');
  size_t bad;
  while (!str_is_utf8(value, &bad)) {
    add_quoted(w->out, str_upto(value, bad));
    buf_add(w->out, STR("\xEF\xBF\xBD"));
    value = str_from(value, bad + 1);
  }
  add_quoted(w->out, value);
  buf_add_byte(w->out, '"');
}

void json_key(json_writer *w, const char *key)
{
  wb_str text = str_of(key);
  assert(is_plain(text));
  add_plain(w, text, STR(":"));
  w->after_key = true;
}

void json_i64(json_writer *w, int64_t value)
{
  separate(w);
  buf_add_i64(w->out, value);
}

void json_bool(json_writer *w, bool value)
{
  json_raw(w, value ? STR("true") : STR("false"));
}

void json_null(json_writer *w)
{
  json_raw(w, STR("null"));
}

void json_raw(json_writer *w, wb_str json)
{
  separate(w);
  buf_add(w->out, json);
}

void json_member_text(json_writer *w, const char *key, wb_str value)
{
  json_key(w, key);
  json_text(w, value);
}

void json_member_text_or_null(json_writer *w, const char *key, wb_str value)
{
  if (!value.n) {
    add_plain(w, str_of(key), STR(":null"));
    return;
  }
  json_key(w, key);
  json_text(w, value);
}

void json_member_i64(json_writer *w, const char *key, int64_t value)
{
  json_key(w, key);
  json_i64(w, value);
}
