/* SPDX-License-Identifier: MIT */
#include "bits.h"

int32_t bits_log2(uint64_t n)
{
  unsigned whole = 63u - (unsigned)__builtin_clzll(n);
  /* The fraction, bit by bit: squaring doubles the logarithm.  x = n / 2^whole in Q31, 1 <= x < 2. */
  uint64_t x = whole >= 31 ? n >> (whole - 31) : n << (31 - whole);
  uint32_t fraction = 0;
  for (int i = 0; i < 16; i++) {
    x = x * x >> 31;
    fraction <<= 1;
    if (x >= UINT64_C(1) << 32) {
      x >>= 1;
      fraction |= 1;
    }
  }
  return (int32_t)(whole * 1000u + (fraction * UINT64_C(1000) >> 16));
}

void bits_fill_powers(uint32_t table[1000])
{
  /* 2^(-1/1000) in Q63, multiplied up in two halves so that 64 bits are enough: the error stays below
   * 2^-30. */
  const uint64_t root = UINT64_C(9216981097718774933); /* 2^63 * 2^(-1/1000) */
  uint64_t power = UINT64_C(1) << 63;
  for (int i = 0; i < 1000; i++) {
    table[i] = (uint32_t)(power >> 32);
    uint64_t high = (power >> 32) * (root >> 32), middle = (power >> 32) * (root & UINT32_MAX);
    uint64_t middle2 = (power & UINT32_MAX) * (root >> 32);
    power = (high + (middle >> 32) + (middle2 >> 32)) << 1;
  }
}
