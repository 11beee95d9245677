/* SPDX-License-Identifier: MIT */
/* The tables behind phrase.c, written by config/phrases/compile.c while building.
 *
 * A stem stands for a word that begins with it (or is it); a class is a set of stems, numbered; a rule is a
 * row of classes that must be found in that order, and some that must not be found at all. */
#ifndef PHRASE_PHRASE_TABLE_H
#define PHRASE_PHRASE_TABLE_H
#include "../model/kind.h"

#define PHRASE_STEM_MAX    63 /* bytes of a folded stem */
#define PHRASE_CLASSES_MAX 4096
#define PHRASE_PAIRS       1024

typedef struct phrase_stem { /* a slot of a hash table, open addressing; length 0: empty */
  uint32_t hash;
  uint16_t first; /* of phrase_class_lists */
  uint8_t count, length;
} phrase_stem;

/* A class in a list of a stem's, and how the stem may stand for it. */
#define PHRASE_CLASS(entry) ((entry)&0x0FFFu)
#define PHRASE_WHOLE        0x4000u /* the stem is the whole word */
#define PHRASE_INSIDE       0x8000u /* it may also stand inside of a word: compounds */

typedef struct phrase_rule {
  kinds meaning;
  uint16_t first;       /* of phrase_elements: classes */
  uint8_t need, refuse; /* how many must be found in this order, and how many behind them must not be found */
  int16_t weight;
  uint8_t any_order; /* the needed classes may stand in another order, for fewer points */
  char lang[2];
} phrase_rule;

typedef struct phrase_anchor { /* the rules that are tried when a class is found */
  uint16_t first, count;       /* of phrase_anchored */
} phrase_anchor;

extern const uint32_t phrase_stem_mask;
extern const phrase_stem phrase_stems[];
extern const uint16_t phrase_class_lists[];
extern const phrase_rule phrase_rules[];
extern const uint16_t phrase_elements[];
extern const phrase_anchor phrase_anchors[];
extern const uint16_t phrase_anchored[];
/* By the first two bytes: a bit for each length that stems have which begin so, and those of them that may
 * stand inside of words. */
extern const uint64_t phrase_lengths[PHRASE_PAIRS], phrase_inside[PHRASE_PAIRS];

static inline uint32_t phrase_pair(const char *two)
{
  return ((unsigned char)two[0] * 31u + (unsigned char)two[1]) % PHRASE_PAIRS;
}

/* The hash of a stem goes on byte by byte, so that all beginnings of a text cost one walk. */
#define PHRASE_HASH_START 0x811C9DC5u
static inline uint32_t phrase_hash(uint32_t hash, char byte)
{
  return (hash ^ (unsigned char)byte) * 0x01000193u;
}
/* Spreads it over a table. */
static inline uint32_t phrase_spread(uint32_t hash)
{
  hash ^= hash >> 15;
  hash *= 0x2C1B3C6Du;
  return hash ^ hash >> 12;
}
#endif
