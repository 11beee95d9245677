/* SPDX-License-Identifier: MIT */
/* The characters of numbers as small indexes: 0-9, A-Z = 10..35, then the few others that a format may
 * own. */
#ifndef NUMBER_SYMBOL_H
#define NUMBER_SYMBOL_H
#include "../base/str.h"

enum { SYMBOL_DASH = 36, SYMBOL_SLASH = 37, SYMBOL_UNDERSCORE = 38, SYMBOL_OTHER = 39, SYMBOL_COUNT = 40 };

#define SYMBOLS_DIGITS  (UINT64_C(0x3FF))
#define SYMBOLS_LETTERS (UINT64_C(0x3FFFFFF) << 10)
#define SYMBOLS_ALL     (SYMBOLS_DIGITS | SYMBOLS_LETTERS)

extern const uint8_t symbol_table[256]; /* of a byte; SYMBOL_OTHER for what no format can hold */
/* The same for reading plain numbers: a letter in either case, SYMBOL_SPACE, SYMBOL_STRANGE for all else. */
enum { SYMBOL_SPACE = 64, SYMBOL_STRANGE = 128 };
extern const uint8_t symbol_plain[256];
extern const char symbol_characters[SYMBOL_COUNT + 1];

/* n bytes to indexes. */
static inline void symbol_encode(wb_str text, uint8_t *ret_symbols)
{
  for (size_t i = 0; i < text.n; i++)
    ret_symbols[i] = symbol_table[(unsigned char)text.p[i]];
}
/* Where the digits at the end begin; n: none stand there. */
static inline size_t symbols_digits_at(const uint8_t *symbols, size_t n)
{
  while (n > 0 && symbols[n - 1] < 10)
    n--;
  return n;
}
#endif
