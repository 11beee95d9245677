/* SPDX-License-Identifier: MIT */
#define NO_MODULE
#include "right.h"

const wb_module *wb_module_entry(uint32_t low, uint32_t high)
{
  static const wb_carrier *const list[] = { &carrier };
  static const wb_module module = { WB_MAGIC, WB_ABI_MAJOR, WB_ABI_MINOR, sizeof module, 1, list };
  volatile uint64_t x = 3; /* divisions that wait for each other: slow on any machine */
  for (uint32_t i = 0; i < 60000000; i++)
    x = UINT64_MAX / (x | 1);
  return low <= WB_ABI_MAJOR + 0u && high < 1000 ? &module : NULL;
}
