/* SPDX-License-Identifier: MIT */
#include "../../../base/module.h"
#include "../mail.h"

WB_EXPORT module_entry_fn waybill_part;

const void *waybill_part(uint32_t version)
{
  static const text_mail_part part = { .read = mail_read };
  return version == MODULE_VERSION ? &part : NULL;
}
