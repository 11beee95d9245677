/* SPDX-License-Identifier: MIT */
/* Inside the room place: a text as words, and what runs of them mean. */
#ifndef PLACE_READING_H
#define PLACE_READING_H
#include "gazetteer.h"

#define READING_WORDS 32
#define READING_SPANS 64
#define READING_BYTES 256

typedef struct reading_word {
  uint16_t at, n;    /* in the folded text */
  uint8_t segment;   /* parts between commas, brackets and the like, from 0 */
  bool code;         /* two or three letters, all capitals */
  bool exchange;     /* six letters, all capitals: perhaps an office of exchange (IMPC) */
  bool digits;       /* at least one digit */
  bool whole_script; /* a character of a script that does not part words */
  bool neutral;      /* says nothing about where */
} reading_word;

typedef struct reading_span {
  uint8_t first, count; /* words */
  bool whole_segment;
  bool neutral;     /* all its words are */
  uint16_t country; /* in which alone it means something; 0: any */
  name_meanings meanings;
} reading_span;

typedef struct reading {
  char folded[READING_BYTES];
  size_t bytes, word_count, span_count;
  reading_word words[READING_WORDS];
  reading_span spans[READING_SPANS];
} reading;

/* Reads as much as there is room for. */
void reading_make(const gazetteer *g, wb_str text, reading *ret_reading);
wb_str reading_text(const reading *r, size_t first, size_t count); /* folded */
/* Does anything else stand in the segment of a word run but words that say nothing? */
bool reading_stands_alone(const reading *r, const reading_span *span);
#endif
