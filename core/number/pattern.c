/* SPDX-License-Identifier: MIT */
#include "pattern.h"

typedef struct reader {
  const char *text;
  size_t at;
  wb_error *err;
} reader;

static int refuse(const reader *r, size_t at, const char *reason)
{
  return error_set(r->err, WB_E_ARG, "position %zu: %s", at + 1, reason);
}

static int refuse_character(const reader *r, size_t at)
{
  char c = r->text[at];
  if (c >= 'a' && c <= 'z')
    return error_set(r->err, WB_E_ARG, "position %zu: '%c' is lower case; numbers are matched in upper case",
                     at + 1, c);
  if (c < 0x20 || c > 0x7E)
    return error_set(r->err, WB_E_ARG, "position %zu: byte 0x%02X cannot stand in a pattern", at + 1,
                     (unsigned)(unsigned char)c);
  return error_set(
      r->err, WB_E_ARG,
      "position %zu: '%c' is not part of the pattern language, which has classes such as [0-9A-Z], single "
      "characters and {n}",
      at + 1, c);
}

/* One member of a bracketed class: a character or a range. */
static int read_member(reader *r, uint64_t *class)
{
  uint8_t first = symbol_table[(unsigned char)r->text[r->at]], last = first;
  if (r->text[r->at] == '^')
    return refuse(r, r->at, "a class cannot be negated");
  if (first >= SYMBOL_DASH)
    return refuse_character(r, r->at);
  r->at++;
  if (r->text[r->at] == '-') {
    last = symbol_table[(unsigned char)r->text[r->at + 1]];
    if (last >= SYMBOL_DASH)
      return refuse(r, r->at, "a range needs a digit or letter at its end");
    if ((first < 10) != (last < 10))
      return refuse(r, r->at, "a range runs from digit to digit or from letter to letter");
    if (last < first)
      return refuse(r, r->at, "the range runs backwards");
    r->at += 2;
  }
  for (unsigned s = first; s <= last; s++)
    *class |= UINT64_C(1) << s;
  return WB_OK;
}

static int read_class(reader *r, uint64_t *ret_class)
{
  uint64_t class = 0;
  if (r->text[r->at] != '[') {
    uint8_t symbol = symbol_table[(unsigned char)r->text[r->at]];
    if (symbol == SYMBOL_OTHER)
      return refuse_character(r, r->at);
    r->at++;
    *ret_class = UINT64_C(1) << symbol;
    return WB_OK;
  }
  size_t start = r->at++;
  while (r->text[r->at] != ']') {
    if (r->text[r->at] == '\0')
      return refuse(r, start, "the class is not closed with ]");
    int rc = read_member(r, &class);
    if (rc)
      return rc;
  }
  if (class == 0)
    return refuse(r, start, "the class is empty");
  r->at++;
  *ret_class = class;
  return WB_OK;
}

static int read_count(reader *r, unsigned *ret_count)
{
  unsigned count = 0;
  size_t start = r->at;
  while (ascii_is_digit(r->text[r->at]) && count <= WB_MAX_NUMBER_BYTES)
    count = count * 10 + (unsigned)(r->text[r->at++] - '0');
  if (r->at == start)
    return refuse(r, start, "a number is missing in {n} or {n,m}");
  if (count == 0)
    return refuse(r, start, "a count of 0 has no meaning");
  if (count > WB_MAX_NUMBER_BYTES)
    return error_set(r->err, WB_E_ARG, "position %zu: a number has at most %d characters", start + 1,
                     WB_MAX_NUMBER_BYTES);
  *ret_count = count;
  return WB_OK;
}

/* {n} or {n,m}; none is {1}. */
static int read_repeat(reader *r, unsigned *ret_least, unsigned *ret_most)
{
  *ret_least = *ret_most = 1;
  if (r->text[r->at] != '{')
    return WB_OK;
  size_t start = r->at++;
  int rc = read_count(r, ret_least);
  *ret_most = *ret_least;
  if (rc == WB_OK && r->text[r->at] == ',') {
    r->at++;
    rc = read_count(r, ret_most);
  }
  if (rc)
    return rc;
  if (r->text[r->at] != '}')
    return refuse(r, start, "{ is not closed with }");
  r->at++;
  if (*ret_most < *ret_least)
    return refuse(r, start, "{n,m} runs backwards");
  if (*ret_most > *ret_least && r->text[r->at] != '\0')
    return refuse(r, start, "only the last class may have {n,m}");
  return WB_OK;
}

int pattern_compile(const char *text, pattern *ret_pattern, wb_error *err)
{
  reader r = { text ? text : "", 0, err };
  if (r.text[0] == '\0')
    return error_set(err, WB_E_ARG, "the pattern is empty");
  size_t n = 0, shortest = 0;
  while (r.text[r.at]) {
    uint64_t class = 0;
    unsigned least = 1, most = 1;
    size_t start = r.at;
    int rc = read_class(&r, &class);
    if (rc == WB_OK)
      rc = read_repeat(&r, &least, &most);
    if (rc)
      return rc;
    if (n + most > WB_MAX_NUMBER_BYTES)
      return error_set(err, WB_E_ARG, "position %zu: a number has at most %d characters", start + 1,
                       WB_MAX_NUMBER_BYTES);
    shortest = n + least;
    for (unsigned i = 0; i < most; i++)
      ret_pattern->classes[n++] = class;
  }
  ret_pattern->shortest = (uint16_t)shortest;
  ret_pattern->longest = (uint16_t)n;
  return WB_OK;
}

size_t pattern_mismatch(const uint64_t *classes, const uint8_t *symbols, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!(classes[i] >> symbols[i] & 1))
      return i;
  return n;
}

int number_pattern_check(const char *text, wb_error *err)
{
  pattern p;
  return pattern_compile(text, &p, err);
}

bool number_pattern_match(const char *text, wb_str number)
{
  pattern p;
  uint8_t symbols[WB_MAX_NUMBER_BYTES];
  if (pattern_compile(text, &p, NULL) != WB_OK || number.n < p.shortest || number.n > p.longest)
    return false;
  symbol_encode(number, symbols);
  return pattern_mismatch(p.classes, symbols, number.n) == number.n;
}

/* "{n,m}" without a look at what is between. */
static const char *skip_repeat(const char *p, size_t *least, size_t *most)
{
  *least = *most = 1;
  if (*p != '{')
    return p;
  for (*least = 0, p++; ascii_is_digit(*p) && *least <= WB_MAX_NUMBER_BYTES; p++)
    *least = *least * 10 + (size_t)(*p - '0');
  *most = *least;
  if (*p == ',')
    for (*most = 0, p++; ascii_is_digit(*p) && *most <= WB_MAX_NUMBER_BYTES; p++)
      *most = *most * 10 + (size_t)(*p - '0');
  return *p == '}' ? p + 1 : NULL;
}

void number_lengths_of(const char *text, number_lengths *set)
{
  size_t shortest = 0, longest = 0, least = 0, most = 0;
  const char *p = text ? text : "";
  while (p && *p && longest <= WB_MAX_NUMBER_BYTES) {
    p = *p == '[' ? strchr(p, ']') : p;
    p = p ? skip_repeat(p + 1, &least, &most) : NULL;
    shortest += least;
    longest += most;
  }
  if (!p || longest == 0 || longest > WB_MAX_NUMBER_BYTES) {
    shortest = 1;
    longest = WB_MAX_NUMBER_BYTES;
  }
  for (size_t n = shortest ? shortest : 1; n <= longest; n++)
    number_lengths_add(set, n);
}
