/* SPDX-License-Identifier: MIT */
#include "endures.h"

/* ---- changed bytes ---- */

static uint64_t next(uint64_t *chance) /* xorshift64 */
{
  *chance ^= *chance << 13;
  *chance ^= *chance >> 7;
  *chance ^= *chance << 17;
  return *chance;
}

static size_t below(uint64_t *chance, size_t n)
{
  return n ? (size_t)(next(chance) % n) : 0;
}

/* bytes at..at+out become `in` */
static void splice(buf *body, size_t at, size_t out, wb_str in)
{
  WB_AUTO(buf) changed = { 0 };
  buf_add(&changed, str_upto(buf_view(body), at));
  buf_add(&changed, in);
  buf_add(&changed, str_from(buf_view(body), at + out));
  buf_clear(body);
  buf_add(body, buf_view(&changed));
}

static bool starts_value(wb_str s, size_t at)
{
  return at && (s.p[at - 1] == ':' || s.p[at - 1] == '>' || s.p[at - 1] == '[' ||
                (s.p[at - 1] == ' ' && at > 1 && s.p[at - 2] == ':'));
}

/* A value of another kind where one begins: documents stay whole, so that the carrier itself has to look. */
static void change_value(buf *body, uint64_t *chance)
{
  static const char *const values[] = { "null",
                                        "\"\"",
                                        "[]",
                                        "{}",
                                        "0",
                                        "-1",
                                        "99999999999999999999",
                                        "1e308",
                                        "true",
                                        "\"2026-13-45T99:99:99Z\"",
                                        "\"\\u0000\"",
                                        "\"\\ud83d\\ude00\"" };
  wb_str s = buf_view(body);
  size_t from = below(chance, s.n);
  for (size_t i = 0; i < s.n; i++) {
    size_t at = (from + i) % s.n, end = at;
    if (!starts_value(s, at))
      continue;
    if (s.p[at] == '"')
      for (end = at + 1; end < s.n && s.p[end] != '"'; end++)
        ;
    while (end < s.n && !strchr(",}]<\n", s.p[end]))
      end++;
    splice(body, at, end - at, str_of(values[below(chance, WB_COUNT(values))]));
    return;
  }
}

void mutate(buf *body, uint64_t *chance)
{
  size_t n = body->n, at = below(chance, n), length = below(chance, n - at < 64 ? n - at : 64);
  if (!n)
    return;
  switch (next(chance) % 6) {
  case 0:
    body->data[at] = (char)next(chance);
    return;
  case 1:
    splice(body, at, length, (wb_str){ NULL, 0 });
    return;
  case 2: {
    WB_AUTO(buf) piece = { 0 };
    buf_add(&piece, str_upto(str_from(buf_view(body), at), length));
    splice(body, at, 0, buf_view(&piece));
    return;
  }
  case 3:
    body->data[at] ^= (char)(1u << (next(chance) % 8));
    return;
  default:
    change_value(body, chance);
  }
}

/* ---- answers that are none ---- */

const strange_body strange_bodies[] = {
  { "an empty answer", "", 0 },
  { "a blank", " ", 0 },
  { "JSON null", "null", 0 },
  { "JSON true", "true", 0 },
  { "a JSON number", "-1e99", 0 },
  { "a JSON string", "\"x\"", 0 },
  { "an empty JSON list", "[]", 0 },
  { "an empty JSON object", "{}", 0 },
  { "a JSON list of lists", "[[[[]]],null,{},{\"a\":[]}]", 0 },
  { "JSON with a text of NULs", "{\"a\":\"\\u0000\\u0000\"}", 0 },
  { "10000 open brackets", "[", 10000 },
  { "half of an object", "{\"a\":", 0 },
  { "a page of HTML",
    "<!DOCTYPE html><html><head><title>Sorry</title></head><body><p>down for maintenance</body></html>", 0 },
  { "an empty XML element", "<a/>", 0 },
  { "XML with a document type", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 0 },
  { "1000 nested XML elements", "<a>", 1000 },
  { "plain text", "Internal Server Error\r\n", 0 },
  { "bytes that are no text", "\xFF\xFE\x80\x81\xC0\xAF", 0 },
  { "100000 bytes of blanks", "          ", 10000 },
};
const size_t strange_count = WB_COUNT(strange_bodies);

void strange_build(const strange_body *strange, buf *out)
{
  for (unsigned i = 0; i < (strange->repeat ? strange->repeat : 1); i++)
    buf_add_text(out, strange->text);
}

/* ---- numbers of any kind ---- */

#define NUMBER(name, text)                                                                                   \
  {                                                                                                          \
    name, text, sizeof(text) - 1                                                                             \
  }
const strange_number strange_numbers[] = {
  NUMBER("a number of one digit", "0"),
  NUMBER("a number with a slash and dots", "../../etc/passwd"),
  NUMBER("a number with a query in it", "1?a=b&c=d#e"),
  NUMBER("a number with percent signs", "%00%2e%2E"),
  NUMBER("a number with quotes", "'\"><script>"),
  NUMBER("a number with line ends", "1\r\nX-Header: 1"),
  NUMBER("a number in Greek", "\xCE\xB1\xCE\xB2\xCE\xB3"),
  NUMBER("a number of 128 bytes", "00000000000000000000000000000000000000000000000000000000000000000000000000"
                                  "000000000000000000000000000000000000"
                                  "000000000000000000"),
};
const size_t strange_number_count = WB_COUNT(strange_numbers);
