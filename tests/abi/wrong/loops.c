/* SPDX-License-Identifier: MIT */
#include <waybill/carrier-kit.h>
static void wait_for_bytes(const wb_response *r)
{
  while (r->status == 204 && *(volatile const size_t *)&r->body.n == 0)
    ;
}
#define ON_PARSE(k, r) wait_for_bytes(r)
#include "right.h"
