/* SPDX-License-Identifier: MIT */
#define NO_MODULE
#include "right.h"
#include <time.h>

const wb_module *wb_module_entry(uint32_t low, uint32_t high)
{
  static const wb_carrier *const list[] = { &carrier };
  static const wb_module module = { WB_MAGIC, WB_ABI_MAJOR, WB_ABI_MINOR, sizeof module, 1, list };
  for (clock_t begun = clock(); clock() - begun < CLOCKS_PER_SEC / 4;) /* of processor time, whatever the machine */
    ;
  return low <= WB_ABI_MAJOR + 0u && high < 1000 ? &module : NULL;
}
