/* SPDX-License-Identifier: MIT */
/* The entry of waybill-net.so. */
#include "../base/module.h"
#include "net.h"

WB_EXPORT module_entry_fn waybill_part;

const void *waybill_part(uint32_t version)
{
  static const net_part table = {
    .options_default = net_options_default,
    .create = net_new,
    .destroy = net_free,
    .submit = net_submit,
    .cancel = net_cancel,
    .cancel_all = net_cancel_all,
    .step = net_step,
    .next = net_next,
    .answer_free = net_answer_free,
    .pending = net_pending,
    .fd = net_fd,
    .timeout_ms = net_timeout_ms,
    .wake = net_wake,
    .stats = net_stats_get,
    .verify_push = net_verify_push,
  };
  return version == MODULE_VERSION ? &table : NULL;
}
