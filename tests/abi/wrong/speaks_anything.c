/* SPDX-License-Identifier: MIT */
#define NO_MODULE
#include "right.h"

const wb_module *wb_module_entry(uint32_t low, uint32_t high)
{
  static const wb_carrier *const list[] = { &carrier };
  static const wb_module module = { WB_MAGIC, WB_ABI_MAJOR, WB_ABI_MINOR, sizeof module, 1, list };
  (void)low;
  (void)high;
  return &module;
}
