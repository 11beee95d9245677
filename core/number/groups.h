/* SPDX-License-Identifier: MIT */
/* Printed groupings: runs of letters and digits with a blank, a dash or a dot between each two. */
#ifndef NUMBER_GROUPS_H
#define NUMBER_GROUPS_H
#include "number.h"

#define GROUPS_MAX         20
#define GROUPS_MOST_PREFIX 4   /* letters that may stand before or after the digits, apart from them */

typedef struct group {
  uint32_t from, end; /* bytes of the window */
  uint32_t n;         /* characters */
  uint32_t digits, lower, upper;
  char joiner; /* to the next group: ' ', '-', '.', or 0: none */
} group;

typedef struct chain {
  group groups[GROUPS_MAX];
  size_t count;
  bool attached; /* something stands before the first group without a blank between: "abcdef-1234" */
  char before;   /* the character before the first group as ASCII, 0: none or a letter outside of ASCII */
  char after;    /* the same, behind the last */
} chain;

/* Position of the next digit (also a full-width one), or text.n. */
size_t groups_next_digit(wb_str text, size_t from);

/* The groups around the digit at `digit`: not before `from`, which is the end of the last chain. */
void groups_read(wb_str text, size_t from, size_t digit, chain *ret_chain);

/* Groups first..last as a number: upper case, both readings.  false: too long. */
bool groups_join(wb_str text, const chain *c, size_t first, size_t last, number_text *ret_text);
#endif
