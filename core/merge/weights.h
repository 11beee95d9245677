/* SPDX-License-Identifier: MIT */
/* The one table of the merge: how much each thing that two statements have in common, or have not, speaks for
 * their being about one scan.  Thousandths of a nat (log likelihood ratio); sums decide.
 *
 * Rows are found by the functions below from small numbers that score.c and context.c make; weights.c holds
 * the values, and says how they were learned. */
#ifndef MERGE_WEIGHTS_H
#define MERGE_WEIGHTS_H
#include "../place/place.h"

/* How two kinds relate. */
enum {
  RELATION_SAME_RARE,   /* one kind each, the same, about once in a journey */
  RELATION_SAME_COMMON, /* the same, of the others */
  RELATION_TIGHT,       /* sets that meet in little */
  RELATION_MEDIUM,
  RELATION_LOOSE, /* sets that meet, as nearly all would */
  RELATION_NEAR,  /* different kinds that sources confuse */
  RELATION_CONFLICT,
  RELATIONS
};

/* How two times relate.  SHARP: both known to an hour; CHOICE: at least one reading has several possible
 * zones, the best of which is taken; WIDE: at least one is a day, or of no known zone. */
enum { TIME_SHARP, TIME_CHOICE, TIME_WIDE, TIME_CLASSES };
enum {
  APART_0,
  APART_1_MIN,
  APART_2_MIN,
  APART_6_MIN,
  APART_20_MIN,
  APART_62_MIN,
  APART_200_MIN,
  APART_12_H,
  APART_EXACTLY_12_H,
  APART_25_H,
  APARTS
};
enum { WIDE_INSIDE_DAY, WIDE_INSIDE, WIDE_OFF_12_H, WIDE_OFF_25_H, WIDES };
#define TIMES (2 * APARTS + WIDES)

#define PLACES (PLACE_OTHER_COUNTRY + 1) /* place_relation of place.h */

enum {
  ROW_TIME = 0, /* [time][relation] */
  ROW_READING =
      ROW_TIME + TIMES * RELATIONS, /* [time class][same minute on the clock although the instants differ] */
  ROW_PLACE = ROW_READING + TIME_CLASSES * 2, /* [place] */
  ROW_TEXT = ROW_PLACE + PLACES,              /* [same words] */
  ROW_COPY = ROW_TEXT + 2,                    /* [how much the sources copy each other][the readings agree] */
  ROW_OWN = ROW_COPY + 8, /* one source: [apart, to APART_62_MIN, wide][relation][same words] */
  ROW_OWN_PLACE = ROW_OWN + 7 * RELATIONS * 2, /* [place] */
  ROW_COUNT = ROW_OWN_PLACE + PLACES
};
extern const int16_t merge_weights[ROW_COUNT];

/* The second look: rows by what else there is. */
#define CONTEXT_SCORES  12
#define CONTEXT_MARGINS 10
enum {
  CONTEXT_RIVAL = 0, /* [first score][margin to the best rival] */
  CONTEXT_CROSSING =
      CONTEXT_RIVAL + CONTEXT_SCORES * CONTEXT_MARGINS, /* [0, 1, more certain pairs that it crosses] */
  CONTEXT_THIRD = CONTEXT_CROSSING + 3,                 /* [how a third source sees it] */
  CONTEXT_COUNT = CONTEXT_THIRD + 6
};
extern const int16_t merge_context_weights[CONTEXT_COUNT];
#endif
