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

/* Does one of eight bytes need an escape?  Bytes below n: (x - n) borrows into the high bit, which ~x did not have. */
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
  return has_below(eight, 0x20) || has_below(eight ^ (ones * '"'), 1) || has_below(eight ^ (ones * '\\'), 1) ||
         has_below(eight ^ (ones * 0x7F), 1) || has_below(eight ^ (ones * 0xC2), 1); /* 0xC2: perhaps C1 */
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

void json_text(json_writer *w, wb_str value)
{
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
  json_text(w, str_of(key));
  buf_add_byte(w->out, ':');
  w->after_key = true;
}

void json_i64(json_writer *w, int64_t value)
{
  separate(w);
  if (value < 0)
    buf_add_byte(w->out, '-');
  buf_add_u64(w->out, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value);
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
  json_key(w, key);
  if (value.n)
    json_text(w, value);
  else
    json_null(w);
}

void json_member_i64(json_writer *w, const char *key, int64_t value)
{
  json_key(w, key);
  json_i64(w, value);
}
