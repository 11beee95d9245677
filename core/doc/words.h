/* SPDX-License-Identifier: MIT */
/* Eight bytes at a time: the scans before a parse must cost next to nothing beside it.
 *
 * A mask has 0x80 set in bytes that were found; bytes above the first one found may be set wrongly (a borrow
 * runs that way), so only the first counts. */
#ifndef DOC_WORDS_H
#define DOC_WORDS_H
#include "../base/compiler.h"
#include <string.h>

#define WORD_BYTES      8
#define WORD_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define WORD_HIGH       WORD_EACH(0x80)

/* The first byte is the lowest, on every machine; compilers make one load of it. */
static inline uint64_t word_load(const char *text)
{
  const unsigned char *p = (const unsigned char *)text;
  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
         (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

/* Without the & WORD_HIGH that makes them masks, and right only where no byte before has 0x80 set: join them
 * with the word itself, so that such bytes are found too. */
static inline uint64_t word_below(uint64_t word, unsigned char byte)
{
  return word - WORD_EACH(byte);
}
static inline uint64_t word_equal(uint64_t word, unsigned char byte)
{
  return (word ^ WORD_EACH(byte)) - WORD_EACH(1);
}

/* Position of the first byte that is not 0; the word is not 0. */
static inline size_t word_first(uint64_t word)
{
  return (size_t)base_lowest_bit(word) / 8;
}

/* The first byte that is not ASCII, or the end. */
static inline const char *word_skip_ascii(const char *p, const char *end)
{
  for (; end - p >= WORD_BYTES; p += WORD_BYTES) {
    uint64_t beyond = word_load(p) & WORD_HIGH;
    if (beyond)
      return p + word_first(beyond);
  }
  while (p < end && (unsigned char)*p < 0x80)
    p++;
  return p;
}

/* In whatever order the machine has its bytes.  The last word overlaps the one before. */
static inline bool word_all_ascii(const char *text, size_t n)
{
  uint64_t word, any = 0;
  if (n < WORD_BYTES) {
    for (size_t i = 0; i < n; i++)
      any |= (unsigned char)text[i];
    return any < 0x80;
  }
  for (size_t i = 0; i < n - WORD_BYTES; i += WORD_BYTES) {
    memcpy(&word, text + i, sizeof word);
    any |= word;
  }
  memcpy(&word, text + n - WORD_BYTES, sizeof word);
  return !((any | word) & WORD_HIGH);
}
#endif
