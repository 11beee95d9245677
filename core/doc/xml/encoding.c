/* SPDX-License-Identifier: MIT */
#include "encoding.h"
#include "../text.h"
#include "../words.h"
#include "scan.h"

enum { REPLACEMENT = 0xFFFD };

/* ---- UTF-16 ---- */

static void add_character(buf *out, uint32_t c)
{
  if (c < 0x80) {
    buf_add_byte(out, (char)c);
  } else if (c < 0x800) {
    buf_add_byte(out, (char)(0xC0 | c >> 6));
    buf_add_byte(out, (char)(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    buf_add_byte(out, (char)(0xE0 | c >> 12));
    buf_add_byte(out, (char)(0x80 | (c >> 6 & 0x3F)));
    buf_add_byte(out, (char)(0x80 | (c & 0x3F)));
  } else {
    buf_add_byte(out, (char)(0xF0 | c >> 18));
    buf_add_byte(out, (char)(0x80 | (c >> 12 & 0x3F)));
    buf_add_byte(out, (char)(0x80 | (c >> 6 & 0x3F)));
    buf_add_byte(out, (char)(0x80 | (c & 0x3F)));
  }
}

static uint32_t unit_at(wb_str body, size_t at, bool big)
{
  const unsigned char *p = (const unsigned char *)body.p + at;
  return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* A surrogate without its other half becomes U+FFFD. */
static int from_utf16(wb_str body, bool big, buf *out, wb_error *err)
{
  buf_clear(out);
  if (body.n % 2)
    return error_set(err, WB_E_PARSE, "not XML: UTF-16 text with half a character at its end");
  for (size_t at = 0; at < body.n; at += 2) {
    uint32_t c = unit_at(body, at, big);
    uint32_t low = at + 2 < body.n ? unit_at(body, at + 2, big) : 0;
    if (c >= 0xD800 && c <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      at += 2;
    } else if (c >= 0xD800 && c <= 0xDFFF) {
      c = REPLACEMENT;
    }
    add_character(out, c);
  }
  return buf_check(out, err);
}

/* Two bytes tell: a mark, or a '<' with its zero. */
static bool is_utf16(wb_str body, bool *ret_big)
{
  *ret_big = str_starts(body, STR("\xFE\xFF")) || str_starts(body, STR("\0<"));
  return *ret_big || str_starts(body, STR("\xFF\xFE")) || str_starts(body, STR("<\0"));
}

/* ---- the declaration ---- */

/* The value of encoding="..." in <?xml ...?>, or "". */
static wb_str declared_encoding(wb_str text)
{
  const wb_str none = { NULL, 0 };
  if (!str_starts(text, STR("<?xml")))
    return none;
  wb_str declaration = str_upto(text, str_find(text, STR("?>")));
  size_t at = str_find(declaration, STR("encoding"));
  if (at == SIZE_MAX)
    return none;
  wb_str value = str_trim(str_from(declaration, at + sizeof "encoding" - 1));
  if (!str_starts(value, STR("=")))
    return none;
  value = str_trim(str_from(value, 1));
  if (value.n == 0 || (value.p[0] != '"' && value.p[0] != '\''))
    return none;
  char quote = value.p[0];
  value = str_from(value, 1);
  return str_upto(value, str_find_byte(value, quote));
}

static bool starts_nocase(wb_str s, const char *prefix)
{
  wb_str p = str_of(prefix);
  return s.n >= p.n && str_equal_nocase(str_upto(s, p.n), p);
}

/* Text declared as UTF-16 that comes in single bytes is UTF-8: programs write the declaration for a string in
 * memory and then send it as UTF-8. */
static bool means_utf8(wb_str encoding)
{
  static const char *const names[] = {
    "UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16", "UTF-16LE", "UTF-16BE"
  };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (str_equal_nocase(encoding, str_of(names[i])))
      return true;
  return encoding.n == 0;
}

/* The others that are accepted: none of them uses the bytes of markup for anything else. */
static bool is_accepted(wb_str encoding)
{
  static const char *const names[] = { "Shift_JIS", "EUC-JP",  "EUC-KR", "GB2312",
                                       "GBK",       "GB18030", "Big5",   "KOI8-R" };
  if (starts_nocase(encoding, "ISO-8859-") || starts_nocase(encoding, "windows-125"))
    return true;
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (str_equal_nocase(encoding, str_of(names[i])))
      return true;
  return false;
}

/* What stands between ASCII is checked by itself: no character reaches over an ASCII byte. */
static bool is_utf8(wb_str text, size_t *ret_at)
{
  const char *end = text.p + text.n;
  size_t bad;
  for (const char *p = word_skip_ascii(text.p, end); p < end; p = word_skip_ascii(p, end)) {
    const char *start = p;
    while (p < end && (unsigned char)*p >= 0x80)
      p++;
    if (!str_is_utf8((wb_str){ start, (size_t)(p - start) }, &bad)) {
      *ret_at = (size_t)(start - text.p) + bad;
      return false;
    }
  }
  return true;
}

static int check_bytes(const xml_text *t, wb_error *err)
{
  size_t at = str_find_byte(t->text, '\0'), line, column;
  const char *words = "a NUL byte";
  if (at == SIZE_MAX && (!t->is_utf8 || word_all_ascii(t->text.p, t->text.n) || is_utf8(t->text, &at)))
    return WB_OK;
  if (t->text.p[at] != '\0')
    words = "not UTF-8";
  xml_position(t->text, at, &line, &column);
  return error_set(err, WB_E_PARSE, "not XML: line %zu, column %zu: %s", line, column, words);
}

int xml_read_encoding(wb_str body, buf *converted, xml_text *ret_text, wb_error *err)
{
  bool big;
  if (is_utf16(body, &big)) {
    int rc = from_utf16(body, big, converted, err);
    if (rc)
      return rc;
    *ret_text = (xml_text){ doc_skip_start(buf_view(converted)), true };
    return check_bytes(ret_text, err);
  }
  bool marked = str_starts(body, STR("\xEF\xBB\xBF"));
  xml_text t = { doc_skip_start(body), false };
  wb_str encoding = declared_encoding(t.text);
  t.is_utf8 = marked || means_utf8(encoding);
  if (!t.is_utf8 && !is_accepted(encoding))
    return error_set(err, WB_E_PARSE, "not XML: encoding \"%s\" is not accepted",
                     doc_quote_of(encoding).text);
  *ret_text = t;
  return check_bytes(&t, err);
}
