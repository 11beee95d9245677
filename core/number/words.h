/* SPDX-License-Identifier: MIT */
/* Words that stand near numbers in mails and papers, in many languages, and what they say about the number. */
#ifndef NUMBER_WORDS_H
#define NUMBER_WORDS_H
#include "../base/str.h"

enum word_kind {
  WORD_TRACKING, /* names a tracking number */
  WORD_PARCEL,   /* speaks of a parcel */
  WORD_NUMBER,   /* some other number of the trade: code, reference */
  WORD_ORDER,    /* names an order's number */
  WORD_OTHER     /* names a number that is no parcel's: telephone, article, account, invoice */
};

typedef struct word {
  const char *text; /* lower case, UTF-8 */
  size_t n;         /* its bytes, at least two */
  enum word_kind kind;
  bool whole; /* the word ends there; otherwise any ending may follow */
} word;

/* The longest word of the table that stands at the start of `text` (lower case already); NULL: none. */
const word *word_find(wb_str text);
#endif
