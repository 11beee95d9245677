/* SPDX-License-Identifier: MIT */
/* Normalising: pass one maps characters, pass two drops what scanners put around a number, pass three
 * makes the two readings. */
#include "number.h"
#include "symbol.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* More raw characters than the longest number: room for separators and wrapping. */
#define RAW_MAX (2 * WB_MAX_NUMBER_BYTES + 8)

typedef struct span {
  uint32_t first, last;
} span;

static const span blanks[] = {
  /* white space of Unicode, and what is invisible: soft hyphen, zero-width and direction marks, byte order
   * mark */
  { 0x09, 0x0D },     { 0x1D, 0x1D } /* GS: FNC1 as scanners send it */,
  { 0x20, 0x20 },     { 0xA0, 0xA0 },
  { 0xAD, 0xAD },     { 0x1680, 0x1680 },
  { 0x180E, 0x180E }, { 0x2000, 0x200F },
  { 0x2028, 0x202F }, { 0x205F, 0x2064 },
  { 0x2066, 0x2069 }, { 0x3000, 0x3000 },
  { 0xFEFF, 0xFEFF },
};

static bool is_blank(uint32_t c)
{
  for (size_t i = 0; i < WB_COUNT(blanks); i++)
    if (c >= blanks[i].first && c <= blanks[i].last)
      return true;
  return false;
}

static bool is_dash(uint32_t c)
{
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63;
}

/* The character at *at, which moves on.  false: not UTF-8. */
static bool next_character(wb_str s, size_t *at, uint32_t *ret_c)
{
  static const uint8_t masks[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
  uint8_t lead = (uint8_t)s.p[*at];
  size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (n > s.n - *at || !str_is_utf8((wb_str){ s.p + *at, n }, NULL))
    return false;
  uint32_t c = lead & masks[n];
  for (size_t i = 1; i < n; i++)
    c = c << 6 | ((uint8_t)s.p[*at + i] & 0x3Fu);
  *at += n;
  *ret_c = c;
  return true;
}

static int refuse_character(uint32_t c, size_t byte, wb_error *err)
{
  if (c < 0x20 || c == 0x7F)
    return error_set(err, WB_E_ARG,
                     "byte %zu: control character 0x%02X: this is not a tracking number but binary data",
                     byte, c);
  return error_set(err, WB_E_ARG, "byte %zu: character U+%04X cannot stand in a tracking number", byte, c);
}

static int refuse_length(wb_error *err)
{
  return error_set(err, WB_E_LIMIT, "too long for a tracking number: more than %d characters",
                   WB_MAX_NUMBER_BYTES);
}

/* The character at *at as printable ASCII, 0 for a blank; *at moves on. */
static int read_character(wb_str input, size_t *at, char *ret_c, wb_error *err)
{
  size_t byte = *at + 1;
  uint32_t c;
  if (!next_character(input, at, &c))
    return error_set(err, WB_E_ARG,
                     "byte %zu: 0x%02X is not UTF-8 text: this is not a tracking number but binary data",
                     byte, (unsigned)(uint8_t)input.p[byte - 1]);
  if (c >= 0xFF01 && c <= 0xFF5E) /* full-width forms */
    c = c - 0xFF01 + 0x21;
  if (is_dash(c))
    c = '-';
  *ret_c = is_blank(c) ? '\0' : (char)c;
  return is_blank(c) || (c > 0x20 && c < 0x7F) ? WB_OK : refuse_character(c, byte, err);
}

/* Maps the input's characters to upper-case ASCII without blanks. */
static int read_characters(wb_str input, char *raw, size_t *ret_n, wb_error *err)
{
  size_t n = 0;
  for (size_t at = 0; at < input.n;) {
    char c = input.p[at];
    int rc = WB_OK;
    if (c > 0x20 && c < 0x7F)
      at++;
    else
      rc = read_character(input, &at, &c, err);
    if (rc)
      return rc;
    if (c == '\0')
      continue;
    if (n == RAW_MAX)
      return refuse_length(err);
    raw[n++] = ascii_upper(c);
  }
  *ret_n = n;
  return WB_OK;
}

static bool is_alnum(char c)
{
  return ascii_is_digit(c) || ascii_is_alpha(c);
}

/* Without AIM symbology prefixes ("]C1", ISO/IEC 15424) and the start and stop asterisks of Code 39. */
static wb_str unwrap(wb_str s)
{
  for (;;) {
    if (s.n > 3 && s.p[0] == ']' && ascii_is_alpha(s.p[1]) && is_alnum(s.p[2]))
      s = str_from(s, 3);
    else if (s.n > 2 && s.p[0] == '*' && s.p[s.n - 1] == '*')
      s = (wb_str){ s.p + 1, s.n - 2 };
    else
      return s;
  }
}

/* "(00)3404..." as GS1 prints below its symbols: the brackets are not part of the element strings.  How many characters of
 * "(nn)" stand at `at`; 0: none do. */
static size_t identifier_at(wb_str s, size_t at)
{
  size_t n = 1;
  if (at >= s.n || s.p[at] != '(')
    return 0;
  while (at + n < s.n && n <= 4 && ascii_is_digit(s.p[at + n]))
    n++;
  return n >= 3 && at + n < s.n && s.p[at + n] == ')' ? n + 1 : 0;
}

/* In place; only where the text begins with one. */
static wb_str without_brackets(char *text, size_t n)
{
  wb_str s = { text, n };
  size_t kept = 0;
  if (!identifier_at(s, 0))
    return s;
  for (size_t at = 0, end = 0; at < n; at++) {
    size_t more = identifier_at(s, at);
    end = more ? at + more - 1 : end; /* its closing bracket */
    if (more || (at == end && at > 0))
      continue;
    text[kept++] = text[at];
  }
  return (wb_str){ text, kept };
}

/* A separator groups when it stands between two letters or digits; not where a scanner's prefix or a
 * bracketed identifier would come out. */
static bool groups(wb_str s, size_t at)
{
  bool in_prefix = (s.p[0] == ']' && at < 3) || (s.p[0] == '(' && at < 6);
  return at > 0 && at + 1 < s.n && is_alnum(s.p[at - 1]) && is_alnum(s.p[at + 1]) && !in_prefix;
}

/* Is there a number in it, and does it fit? */
static int check_content(wb_str s, wb_error *err)
{
  size_t n = s.n, i = 0;
  if (s.n == 0)
    return error_set(err, WB_E_ARG, "the number is empty");
  while (i < s.n && !is_alnum(s.p[i]))
    i++;
  if (i == s.n)
    return error_set(err, WB_E_ARG, "no letter or digit in the number");
  for (i = 0; i < s.n && n > WB_MAX_NUMBER_BYTES; i++)
    n -= s.p[i] == '.' && groups(s, i);
  return n > WB_MAX_NUMBER_BYTES ? refuse_length(err) : WB_OK;
}

static void write_readings(wb_str s, number_text *t)
{
  size_t text_n = 0, dashed_n = 0;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    bool grouping = (c == '-' || c == '.') && groups(s, i);
    if (!grouping || c == '-')
      t->dashed[dashed_n++] = c;
    if (!grouping)
      t->text[text_n++] = c;
  }
  t->text[text_n] = '\0';
  t->dashed[dashed_n] = '\0';
  symbol_encode((wb_str){ t->text, text_n }, t->symbols);
  memset(t->symbols + text_n, 0, NUMBER_PADDING);
  t->text_n = (uint16_t)text_n;
  t->dashed_n = (uint16_t)dashed_n;
  t->digits_at = (uint16_t)symbols_digits_at(t->symbols, text_n);
}

/* ---- what nearly all numbers are: letters and digits alone ---- */

typedef uint8_t block __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

typedef struct glance {
  uint64_t letters, strange; /* a bit for each position that holds no digit; neither letter nor digit */
} glance;

static inline uint64_t top_bits(block b)
{
#ifdef __SSE2__
  return (unsigned)_mm_movemask_epi8((__m128i)b);
#else
  uint64_t bits = 0;
  for (unsigned i = 0; i < 16; i++)
    bits |= (uint64_t)(b[i] >> 7) << i;
  return bits;
#endif
}

/* Sixteen characters to capitals and symbols, at `at`; 0 for what is neither letter nor digit. */
static inline void read_block(block c, size_t at, number_text *t, glance *s)
{
  block capital = c & 0xDF, digit = c - '0', letter = capital - 'A';
  block is_digit = (block)(digit < 10), is_letter = (block)(letter < 26);
  block text = (c & is_digit) | (capital & is_letter);
  block symbols = (digit & is_digit) | ((letter + 10) & is_letter);
  memcpy(t->text + at, &text, sizeof text);
  memcpy(t->symbols + at, &symbols, sizeof symbols);
  s->letters |= top_bits(is_letter) << at;
  s->strange |= top_bits(~(is_digit | is_letter)) << at;
}

static inline uint64_t eight_at(const char *p)
{
  uint64_t eight;
  memcpy(&eight, p, sizeof eight);
  return eight;
}

/* Bytes at..at+7 of n at `p`, zeros behind the end; n >= 8.  Without a branch: lengths are hard to predict.
 */
static inline uint64_t part_at(const char *p, size_t n, size_t at)
{
  size_t from = at < n - 8 ? at : n - 8, shift = 8 * (at - from);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t part = eight_at(p + from) >> (shift & 63);
#else
  uint64_t part = eight_at(p + from) << (shift & 63);
#endif
  return shift < 64 ? part : 0;
}

/* From 8 to 48 characters.  Blocks are put down side by side, each whole: what is read soon after must not
 * lie across two of them.  false: look closer. */
static inline bool read_solid(wb_str input, number_text *t)
{
  const block none = { 0 };
  size_t n = input.n;
  const char *p = input.p;
  glance s = { 0, 0 };
  if (n < 8 || n > 48)
    return false;
  read_block((block)(halves){ eight_at(p), part_at(p, n, 8) }, 0, t, &s);
  read_block((block)(halves){ part_at(p, n, 16), part_at(p, n, 24) }, 16, t, &s);
  if (n > 32)
    read_block((block)(halves){ part_at(p, n, 32), part_at(p, n, 40) }, 32, t, &s);
  else
    memcpy(t->symbols + 32, &none, sizeof none);
  memcpy(t->symbols + 48, &none, sizeof none);
  memcpy(t->symbols + 64, &none, sizeof none);
  t->text[n] = '\0';
  t->text_n = t->dashed_n = (uint16_t)n;
  t->digits_at = (uint16_t)(63 - __builtin_clzll(s.letters << 1 | 1));
  return (s.strange & ((UINT64_C(1) << n) - 1)) == 0;
}

/* ---- the rest ---- */

/* Letters, digits and spaces. */
static bool read_plain(wb_str input, number_text *t)
{
  size_t n = 0;
  unsigned seen = 0;
  if (input.n > WB_MAX_NUMBER_BYTES)
    return false;
  for (size_t i = 0; i < input.n; i++) {
    unsigned c = (unsigned char)input.p[i], symbol = symbol_plain[c];
    seen |= symbol;
    t->symbols[n] = (uint8_t)symbol;
    t->text[n] = (char)(c & ~((c & 0x40) >> 1)); /* a letter in capitals, a digit as it is */
    n += symbol < SYMBOL_SPACE;
  }
  t->text[n] = '\0';
  memset(t->symbols + n, 0, NUMBER_PADDING);
  t->text_n = t->dashed_n = (uint16_t)n;
  t->digits_at = (uint16_t)symbols_digits_at(t->symbols, n);
  return n > 0 && seen < SYMBOL_STRANGE;
}

static int WB_NOINLINE read_any(wb_str input, number_text *ret_text, wb_error *err)
{
  char raw[RAW_MAX];
  size_t n = 0;
  if (read_plain(input, ret_text))
    return WB_OK;
  int rc = read_characters(input, raw, &n, err);
  if (rc)
    return rc;
  wb_str number = unwrap((wb_str){ raw, n });
  number = without_brackets(raw + (number.p - raw), number.n);
  rc = check_content(number, err);
  if (rc == WB_OK)
    write_readings(number, ret_text);
  return rc;
}

int number_normalise(wb_str input, number_text *ret_text, wb_error *err)
{
  return read_solid(input, ret_text) ? WB_OK : read_any(input, ret_text, err);
}
