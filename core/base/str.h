/* SPDX-License-Identifier: MIT */
/* Counted views of text.  Views own nothing; NUL termination exists only at libc's door. */
#ifndef BASE_STR_H
#define BASE_STR_H
#include "compiler.h"
#include <string.h>
#include <waybill/base.h>

/* A view of a literal, and of a C string (NULL gives the empty view). */
#define STR(literal) ((wb_str){ (literal), sizeof(literal) - 1 })
static inline wb_str str_of(const char *text)
{
  return text ? (wb_str){ text, strlen(text) } : (wb_str){ NULL, 0 };
}

/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

static inline bool str_equal(wb_str a, wb_str b)
{
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_is(wb_str a, const char *text)
{
  return str_equal(a, str_of(text));
}
bool str_equal_nocase(wb_str a, wb_str b); /* ASCII letters only */
int str_compare(wb_str a, wb_str b);       /* bytes, as memcmp, shorter first */
bool str_starts(wb_str s, wb_str prefix);
bool str_ends(wb_str s, wb_str suffix);
wb_str str_trim(wb_str s);                 /* without ASCII blanks at both ends */
wb_str str_from(wb_str s, size_t at);      /* the rest from `at`; empty when beyond the end */
wb_str str_upto(wb_str s, size_t n);       /* at most n bytes */

/* Position of a byte or a text, or SIZE_MAX. */
size_t str_find_byte(wb_str s, char byte);
size_t str_find(wb_str s, wb_str part);

/* Cuts the next piece off *rest, up to `separator` or the end.  false when *rest was used up (p == NULL). */
bool str_split(wb_str *rest, char separator, wb_str *ret_piece);

/* Whole text as a decimal number, nothing else allowed.  false: not one, or out of range; *ret is then unchanged. */
bool str_to_u64(wb_str s, uint64_t *ret_value);
bool str_to_i64(wb_str s, int64_t *ret_value);

/* Is it valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF)? *ret_at, when not NULL: the first bad byte. */
bool str_is_utf8(wb_str s, size_t *ret_at);

/* Smallest number of single-character edits and neighbour swaps between two short words: for suggestions. */
size_t str_distance(wb_str a, wb_str b);

static inline bool ascii_is_digit(char c)
{
  return c >= '0' && c <= '9';
}
static inline bool ascii_is_alpha(char c)
{
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
static inline char ascii_upper(char c)
{
  return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}
static inline char ascii_lower(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}
#endif
