/* SPDX-License-Identifier: MIT */
#include "groups.h"
#include "symbol.h"

/* Characters as this file sees them: ASCII as it is, full-width forms folded to it, and these. */
enum { UNIT_OTHER = 0, UNIT_LETTER = 1, UNIT_INVISIBLE = 2 };

#define BLOCK 64

/* Digits, and the lead byte of full-width forms.  Without a branch inside, so that compilers make vectors of it. */
static bool block_has_digit(const char *p)
{
  unsigned any = 0;
  for (int i = 0; i < BLOCK; i++) {
    unsigned char c = (unsigned char)p[i];
    any |= (unsigned)((unsigned char)(c - '0') < 10) | (unsigned)(c == 0xEF);
  }
  return any != 0;
}

static bool is_wide_digit(wb_str s, size_t at)
{
  const unsigned char *p = (const unsigned char *)s.p + at;
  return s.n - at >= 3 && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99;
}

size_t groups_next_digit(wb_str text, size_t from)
{
  size_t i = from;
  while (i < text.n) {
    if (text.n - i >= BLOCK && !block_has_digit(text.p + i)) {
      i += BLOCK;
      continue;
    }
    size_t end = text.n - i < BLOCK ? text.n : i + BLOCK;
    for (; i < end; i++)
      if (ascii_is_digit(text.p[i]) || (text.p[i] == '\xEF' && is_wide_digit(text, i)))
        return i;
  }
  return text.n;
}

/* U+00A0, U+00AD, U+2000..., U+3000, U+FEFF, dashes and full-width forms of three bytes. */
static char unit_of_three(const unsigned char *p)
{
  unsigned c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
  if (c >= 0xFF01 && c <= 0xFF5E)
    return (char)(c - 0xFF01 + 0x21);
  if ((c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000)
    return ' ';
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF)
    return UNIT_INVISIBLE;
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
    return '-';
  return UNIT_OTHER; /* also scripts that write no blanks: their characters end a number */
}

/* The character at `at`; *ret_n its bytes. */
static char unit_at(wb_str s, size_t at, size_t *ret_n)
{
  const unsigned char *p = (const unsigned char *)s.p + at;
  *ret_n = 1;
  if (p[0] < 0x80)
    return (char)p[0] < 0x20 ? UNIT_OTHER : (char)p[0];
  size_t n = p[0] < 0xC0 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
  if (n == 1 || n > s.n - at)
    return UNIT_OTHER;
  *ret_n = n;
  if (n == 2 && p[0] == 0xC2)
    return p[1] == 0xA0 ? ' ' : p[1] == 0xAD ? UNIT_INVISIBLE : UNIT_OTHER;
  return n == 2 ? UNIT_LETTER : n == 3 ? unit_of_three(p) : UNIT_OTHER;
}

/* The character that ends before `at`, which is not below `from`. */
static char unit_before(wb_str s, size_t from, size_t at, size_t *ret_n)
{
  size_t n = 1, got;
  while (n < 4 && at - n > from && ((unsigned char)s.p[at - n] & 0xC0) == 0x80)
    n++;
  char unit = unit_at((wb_str){ s.p, at }, at - n, &got);
  *ret_n = got == n ? n : 1;
  return got == n ? unit : UNIT_OTHER;
}

static bool is_alnum(char c)
{
  return ascii_is_digit(c) || ascii_is_alpha(c);
}

static bool is_inside(char unit)
{
  return is_alnum(unit) || unit == UNIT_INVISIBLE;
}

/* Start of the group that holds the byte before `at`. */
static size_t group_start(wb_str s, size_t from, size_t at)
{
  size_t n;
  while (at > from && is_inside(unit_before(s, from, at, &n)))
    at -= n;
  return at;
}

static void read_group(wb_str s, size_t at, group *g)
{
  size_t n;
  *g = (group){ .from = (uint32_t)at };
  for (; at < s.n; at += n) {
    char c = unit_at(s, at, &n);
    if (!is_inside(c))
      break;
    g->n += (uint32_t)(c != UNIT_INVISIBLE);
    g->digits += (uint32_t)ascii_is_digit(c);
    g->lower += (uint32_t)(c >= 'a' && c <= 'z');
    g->upper += (uint32_t)(c >= 'A' && c <= 'Z');
  }
  g->end = (uint32_t)at;
}

/* May this stand in a number beside digits, with a blank between? */
static bool can_stand_apart(const group *g)
{
  return g->digits > 0 || g->n <= GROUPS_MOST_PREFIX;
}

/* The group behind a joiner that follows g.  0: none. */
static char read_next(wb_str s, const group *g, group *ret_next)
{
  size_t n, more;
  if (g->end >= s.n)
    return 0;
  char joiner = unit_at(s, g->end, &n);
  if ((joiner != ' ' && joiner != '-' && joiner != '.') || g->end + n >= s.n)
    return 0;
  if (!is_alnum(unit_at(s, g->end + n, &more)))
    return 0;
  read_group(s, g->end + n, ret_next);
  return joiner == ' ' && !can_stand_apart(ret_next) ? 0 : joiner;
}

/* Letters in front of the first group, with a blank or a dash between: "RR 123 456 785 TW". */
static size_t prefix_start(wb_str s, size_t from, size_t start, bool *ret_attached)
{
  size_t n, m;
  *ret_attached = false;
  if (start == from)
    return start;
  char joiner = unit_before(s, from, start, &n);
  if ((joiner != ' ' && joiner != '-' && joiner != '.') || start - n == from ||
      !is_alnum(unit_before(s, from, start - n, &m)))
    return start;
  size_t earlier = group_start(s, from, start - n);
  size_t letters = start - n - earlier;
  bool letter_before = earlier > from && unit_before(s, from, earlier, &m) == UNIT_LETTER;
  if (joiner == '.' || letters > GROUPS_MOST_PREFIX || letter_before) {
    *ret_attached = joiner == '.';
    return start;
  }
  return earlier;
}

/* "%3D1Z..." in a link: the two digits belong to the escape. */
static size_t without_escape(wb_str s, size_t from, size_t start)
{
  bool escaped = start > from && s.p[start - 1] == '%' && s.n - start > 2;
  for (size_t i = 0; escaped && i < 2; i++)
    escaped = ascii_is_digit(s.p[start + i]) || (ascii_upper(s.p[start + i]) >= 'A' && ascii_upper(s.p[start + i]) <= 'F');
  if (!escaped)
    return start;
  return start + 2;
}

static char neighbour_before(wb_str s, size_t at)
{
  size_t n;
  return at == 0 ? ' ' : unit_before(s, 0, at, &n);
}

void groups_read(wb_str text, size_t from, size_t digit, chain *c)
{
  size_t n, start = group_start(text, from, digit);
  size_t inner = without_escape(text, from, start);
  *c = (chain){ .before = '%' };
  if (inner == start) {
    start = prefix_start(text, from, start, &c->attached);
    c->before = neighbour_before(text, start);
  } else {
    start = inner;
  }
  read_group(text, start, &c->groups[0]);
  c->count = 1;
  while (c->count < GROUPS_MAX) {
    group *last = &c->groups[c->count - 1];
    last->joiner = read_next(text, last, &c->groups[c->count]);
    if (!last->joiner)
      break;
    c->count++;
  }
  size_t end = c->groups[c->count - 1].end;
  c->after = end < text.n ? unit_at(text, end, &n) : ' ';
}

bool groups_join(wb_str text, const chain *c, size_t first, size_t last, number_text *ret_text)
{
  char joined[2 * WB_MAX_NUMBER_BYTES];
  size_t n = 0, bytes;
  for (size_t i = first; i <= last; i++) {
    const group *g = &c->groups[i];
    if (n + g->n + 1 > sizeof joined)
      return false;
    for (size_t at = g->from; at < g->end; at += bytes) {
      char unit = unit_at(text, at, &bytes);
      if (unit != UNIT_INVISIBLE)
        joined[n++] = unit;
    }
    if (i < last && g->joiner == '-')
      joined[n++] = '-';
  }
  return number_normalise((wb_str){ joined, n }, ret_text, NULL) == WB_OK;
}
