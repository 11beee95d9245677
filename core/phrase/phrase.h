/* SPDX-License-Identifier: MIT */
/* The lexicon: what carriers' words say of an event, as kinds of model/kind.h, in some twenty-five languages.
 *
 * It matches stems and key words, the most specific rule first, so that wordings which nobody wrote down are
 * mostly understood; what it does not understand it leaves alone.  The rules are the tables of
 * config/phrases, compiled into the library: there is nothing to open.
 *
 * THREADS  Any thread.  A cache belongs to one thread at a time. */
#ifndef PHRASE_PHRASE_H
#define PHRASE_PHRASE_H
#include "../base/str.h"
#include "../model/kind.h"

typedef struct phrase_cache_slot {
  uint64_t key[2];
  kinds found;
} phrase_cache_slot;
typedef struct phrase_cache {
  phrase_cache_slot *slots; /* zeroed by the caller before first use */
  size_t count;             /* a power of two; below 2: no cache */
} phrase_cache;

/* The kinds that a text may mean; 0: it says nothing.  lang: BCP 47, "" = not known; it decides where one
 * word means different things in two languages.  cache may be NULL. */
kinds phrase_kinds(phrase_cache *cache, wb_str text, wb_str lang);
#endif
