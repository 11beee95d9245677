/* SPDX-License-Identifier: MIT */
#include "../../../base/module.h"
#include "../../doc.h"

WB_EXPORT module_entry_fn waybill_part;

const void *waybill_part(uint32_t version)
{
  return version == MODULE_VERSION ? doc_json_language() : NULL;
}
