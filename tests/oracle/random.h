/* SPDX-License-Identifier: MIT */
/* Numbers made by rule: random ones of a format, and slips of the pen.  The same seed gives the same numbers.
 */
#ifndef ORACLE_RANDOM_H
#define ORACLE_RANDOM_H
#include <waybill/plugin.h>

#define NUMBER_RANDOM_BYTES 160

typedef struct number_random {
  uint64_t state;
} number_random;

number_random number_random_new(uint64_t seed);

/* 0 .. n - 1 */
size_t random_below(number_random *r, size_t n);

/* A number that matches the format's pattern; its check digit is right where one can be. */
void number_random_make(number_random *r, const wb_format *format, char ret_text[NUMBER_RANDOM_BYTES]);

/* None, one or two of: another character, one more, one less, two swapped, a dash, a small letter, a blank.
 */
void number_random_mutate(number_random *r, char text[NUMBER_RANDOM_BYTES]);
#endif
