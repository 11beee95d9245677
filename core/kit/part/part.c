/* SPDX-License-Identifier: MIT */
#include "../../base/module.h"
#include "../kit.h"

WB_EXPORT module_entry_fn waybill_part;

const void *waybill_part(uint32_t version)
{
  return version == MODULE_VERSION ? kit_functions() : NULL;
}
