/* SPDX-License-Identifier: MIT */
#include "scan.h"
#include "../text.h"
#include "../words.h"
#include <stdlib.h>

enum { MOST_SURE_DIGITS = 18 }; /* every integer of 18 digits fits an int64_t */

/* What a byte outside strings begins. */
enum { ALIEN = 0, BLANK, COMMA, OPEN, CLOSE, NUMBER, WORD };
static const uint8_t classes[256] = {
  [' '] = BLANK,  ['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK, [','] = COMMA,  [':'] = COMMA,
  ['{'] = OPEN,   ['['] = OPEN,   ['}'] = CLOSE,  [']'] = CLOSE,  ['-'] = NUMBER, ['0'] = NUMBER,
  ['1'] = NUMBER, ['2'] = NUMBER, ['3'] = NUMBER, ['4'] = NUMBER, ['5'] = NUMBER, ['6'] = NUMBER,
  ['7'] = NUMBER, ['8'] = NUMBER, ['9'] = NUMBER, ['t'] = WORD,   ['f'] = WORD,   ['n'] = WORD,
};

/* What fails returns the end, so that the pass is over; of several errors the first counts. */
static const char *refuse(json_scan *s, const char *at, const char *words)
{
  error_set(s->err, WB_E_PARSE, "not JSON: byte %zu: %s", (size_t)(at - s->start), words);
  return s->end;
}

static const char *refuse_byte(json_scan *s, const char *at)
{
  error_set(s->err, WB_E_PARSE, "not JSON: byte %zu: unexpected %s", (size_t)(at - s->start),
            doc_describe_byte(at, s->end).text);
  return s->end;
}

/* ---- blanks ---- */

static inline const char *skip_blanks(const json_scan *s, const char *p)
{
  while ((uintptr_t)p <= s->last_word) {
    uint64_t other = word_load(p) ^ WORD_EACH(' ');
    if (!other) {
      p += WORD_BYTES;
      continue;
    }
    p += word_first(other);
    if (classes[(unsigned char)*p] != BLANK)
      return p;
    p++;
  }
  while (p < s->end && classes[(unsigned char)*p] == BLANK)
    p++;
  return p;
}

/* Does a colon follow the string that ends before p? */
static bool is_name(const json_scan *s, const char *p)
{
  p = skip_blanks(s, p);
  return p < s->end && *p == ':';
}

/* ---- strings ---- */

static bool is_plain(char c)
{
  return c != '"' && c != '\\' && (unsigned char)c >= 0x20 && (unsigned char)c < 0x80;
}

/* 0x80 at the first byte that is a quote, a backslash, a control character or beyond ASCII; 0: there is none.
 */
static inline uint64_t find_odd(uint64_t word)
{
  /* With one bit turned over, the quote stands right behind the control characters. */
  uint64_t low = word_below(word ^ WORD_EACH('"' ^ ' '), ' ' + 1);
  return (low | word_equal(word, '\\') | word) & WORD_HIGH;
}

/* Behind the escape whose backslash is at p; only looks for what json-c does not refuse by itself. */
static const char *skip_escape(json_scan *s, const char *p)
{
  if (p + 1 == s->end)
    return p + 1;
  if ((unsigned char)p[1] < 0x20 || (unsigned char)p[1] >= 0x80)
    return refuse_byte(s, p + 1);
  return p + 2;
}

static const char *skip_plain(const json_scan *s, const char *p)
{
  while ((uintptr_t)p <= s->last_word && !find_odd(word_load(p)))
    p += WORD_BYTES;
  while (p < s->end && is_plain(*p))
    p++;
  return p;
}

static const char *skip_beyond_ascii(json_scan *s, const char *p)
{
  const char *start = p;
  size_t bad;
  while (p < s->end && (unsigned char)*p >= 0x80)
    p++;
  return str_is_utf8((wb_str){ start, (size_t)(p - start) }, &bad) ? p : refuse(s, start + bad, "not UTF-8");
}

/* Behind the closing quote of a string, p: then behind the colon, comma or brace after it.  A string with a
 * colon is the name of a member, and no value. */
static inline const char *behind_string(json_scan *s, const char *p)
{
  const char *end = s->end;
  if (p == end) {
    s->nodes++;
    return p;
  }
  if (*p == ':')
    return p + 1;
  s->nodes++;
  if (*p == ',')
    return p + 1;
  if (*p == '}') { /* as scan_token() would */
    s->depth -= s->depth > 0;
    return p + 1;
  }
  p = skip_blanks(s, p);
  s->nodes -= p < end && *p == ':';
  return p;
}

/* A string that is more than plain ASCII: p is its first odd byte.  Names of members end at a NUL in json-c,
 * so they may hold none. */
static const char *scan_odd_string(json_scan *s, const char *open, const char *p)
{
  const char *nul = NULL;
  for (p = skip_plain(s, p); p < s->end && *p != '"'; p = skip_plain(s, p)) {
    if (*p == '\\') {
      nul = s->end - p > 6 && memcmp(p, "\\u0000", 6) == 0 ? p : nul;
      p = skip_escape(s, p);
    } else if ((unsigned char)*p >= 0x80) {
      p = skip_beyond_ascii(s, p);
    } else {
      return refuse(s, p, "a control character in a string");
    }
  }
  if (p == s->end)
    return refuse(s, open, "a string without an end");
  if (nul && is_name(s, p + 1))
    return refuse(s, nul, "the name of a member holds a NUL");
  return behind_string(s, p + 1);
}

/* p is the opening quote.  Strings that follow each other at once, names and their values mostly, are read in
 * one go. */
static inline const char *scan_strings(json_scan *s, const char *p)
{
  const char *open = p++, *end = s->end;
  const uintptr_t last_word = s->last_word;
  while ((uintptr_t)p <= last_word) {
    uint64_t odd = find_odd(word_load(p));
    if (!odd) {
      p += WORD_BYTES;
      continue;
    }
    p += word_first(odd);
    if (*p != '"')
      break;
    p = behind_string(s, p + 1);
    if (p == end || *p != '"')
      return p;
    open = p++;
  }
  return scan_odd_string(s, open, p);
}

/* ---- numbers and words ---- */

static const char *skip_digits(const char *p, const char *end)
{
  while (p < end && ascii_is_digit(*p))
    p++;
  return p;
}

static bool note_long(json_scan *s, const char *end)
{
  if (s->long_count == s->long_capacity) {
    size_t capacity = s->long_capacity ? 2 * s->long_capacity : 16;
    size_t *grown = realloc(s->long_ends, capacity * sizeof *grown);
    if (!grown) {
      error_nomem(s->err);
      return false;
    }
    s->long_ends = grown;
    s->long_capacity = capacity;
  }
  s->long_ends[s->long_count++] = (size_t)(end - s->start);
  return true;
}

static const char *scan_number(json_scan *s, const char *p)
{
  const char *start = p, *end = s->end;
  s->nodes++;
  const char *digits = *p == '-' ? p + 1 : p;
  p = skip_digits(digits, end);
  if (p == digits)
    return refuse(s, start, "a minus without a number");
  if (*digits == '0' && p - digits > 1)
    return refuse(s, start, "a number with a zero in front");
  bool sure = p - digits <= MOST_SURE_DIGITS && (digits == start || *digits != '0');
  if (p == end || (*p != '.' && *p != 'e' && *p != 'E'))
    return sure || note_long(s, p) ? p : end;
  if (*p == '.') {
    const char *fraction = ++p;
    p = skip_digits(p, end);
    if (p == fraction)
      return refuse(s, start, "a number that ends in a point");
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    if (p < end && (*p == '+' || *p == '-'))
      p++;
    const char *exponent = p;
    p = skip_digits(p, end);
    if (p == exponent)
      return refuse(s, start, "a number without its exponent");
  }
  return p;
}

static const char *scan_word(json_scan *s, const char *p)
{
  ptrdiff_t left = s->end - p;
  s->nodes++;
  if (left >= 4 && (memcmp(p, "true", 4) == 0 || memcmp(p, "null", 4) == 0))
    return p + 4;
  if (left >= 5 && memcmp(p, "false", 5) == 0)
    return p + 5;
  return refuse_byte(s, p);
}

/* ---- the pass ---- */

static const char *scan_open(json_scan *s, const char *p)
{
  if (++s->depth > s->limits->depth) {
    error_set(s->err, WB_E_LIMIT, "JSON: byte %zu: nested deeper than %u levels: refused",
              (size_t)(p - s->start), s->limits->depth);
    return s->end;
  }
  s->nodes += *p == '{' ? JSON_OBJECT_NODES : JSON_ARRAY_NODES;
  return p + 1;
}

static const char *scan_token(json_scan *s, const char *p)
{
  switch (classes[(unsigned char)*p]) {
  case BLANK:
    return skip_blanks(s, p + 1);
  case COMMA:
    return p + 1;
  case OPEN:
    return scan_open(s, p);
  case CLOSE:
    s->depth -= s->depth > 0;
    return p + 1;
  case NUMBER:
    return scan_number(s, p);
  case WORD:
    return scan_word(s, p);
  default:
    return refuse_byte(s, p);
  }
}

int json_scan_run(json_scan *s, wb_str body, wb_str text, const doc_limits *limits, wb_error *err)
{
  wb_error own = { 0 };
  s->start = body.p;
  s->end = text.p + text.n;
  s->last_word = (uintptr_t)s->end - WORD_BYTES;
  s->limits = limits;
  s->err = &own;
  s->depth = 0;
  s->nodes = 0;
  s->long_count = 0;
  const char *p = text.p;
  while (p < s->end) {
    if (*p == '"')
      p = scan_strings(s, p);
    else if (*p == ' ')
      p++;
    else if (*p == '\n')
      p = skip_blanks(s, p + 1);
    else
      p = scan_token(s, p);
  }
  if (!own.code && s->nodes > limits->nodes)
    error_set(&own, WB_E_LIMIT,
              "JSON: %zu values (an object counts as %u, an array as %u), more than %u: refused", s->nodes,
              JSON_OBJECT_NODES, JSON_ARRAY_NODES, limits->nodes);
  s->err = NULL;
  return own.code ? error_set(err, own.code, "%s", own.text) : WB_OK;
}

void json_scan_free(json_scan *s)
{
  free(s->long_ends);
}
