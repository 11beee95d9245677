/* SPDX-License-Identifier: MIT */
/* Every structure of the plugin ABI, in a function's type, so that abidw sees them all. */
#include <waybill/ext/doc.h>

#define SEEN(type) \
  __attribute__((visibility("default"))) const type *seen_##type(const type *p); \
  const type *seen_##type(const type *p) { return p; }

SEEN(wb_module)
SEEN(wb_carrier)
SEEN(wb_host)
SEEN(wb_endpoint)
SEEN(wb_credential)
SEEN(wb_setting)
SEEN(wb_input)
SEEN(wb_auth)
SEEN(wb_check)
SEEN(wb_label)
SEEN(wb_lookup)
SEEN(wb_format)
SEEN(wb_limits)
SEEN(wb_hook)
SEEN(wb_number)
SEEN(wb_batch)
SEEN(wb_request)
SEEN(wb_response)
SEEN(wb_event)
SEEN(wb_eta)
SEEN(wb_related)
SEEN(wb_result)
SEEN(wb_push)
SEEN(wb_value)
SEEN(wb_field)
SEEN(wb_time)
SEEN(wb_place)
SEEN(wb_list)
SEEN(wb_doc)
SEEN(wb_iter)
