/* SPDX-License-Identifier: MIT */
#include "../base/module.h"
#include "store.h"

WB_EXPORT const void *waybill_part(uint32_t version)
{
  static const store_part part = {
    .open = store_open,
    .close = store_close,
    .add_feeds = store_add_feeds,
    .feeds_of = store_feeds_of,
    .numbers_of = store_numbers_of,
    .find_number = store_find_number,
    .last_asked = store_last_asked,
    .quota_add = store_quota_add,
    .check = store_check,
  };
  return version == MODULE_VERSION ? &part : NULL;
}
