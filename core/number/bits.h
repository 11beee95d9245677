/* SPDX-License-Identifier: MIT */
/* Evidence in thousandths of a bit, in integers, so that every machine and compiler gives the same
 * ranking. */
#ifndef NUMBER_BITS_H
#define NUMBER_BITS_H
#include "../base/compiler.h"

/* log2(n) * 1000, rounded down; n >= 1. */
int32_t bits_log2(uint64_t n);

/* log2(whole / part) * 1000. */
static inline int32_t bits_ratio(uint64_t whole, uint64_t part)
{
  return whole == part ? 0 : bits_log2(whole) - bits_log2(part);
}

#define BITS_ONE (UINT32_C(1) << 31)

/* table[i] = 2^(-i/1000) in units of 1 / BITS_ONE. */
void bits_fill_powers(uint32_t table[1000]);

/* 2^(-down/1000) in the same units; down >= 0. */
static inline uint32_t bits_power(const uint32_t table[1000], uint32_t down)
{
  return down >= 32000 ? 0 : table[down % 1000] >> (down / 1000);
}
#endif
