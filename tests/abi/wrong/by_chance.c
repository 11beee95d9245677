/* SPDX-License-Identifier: MIT */
#include <waybill/carrier-kit.h>
static void add_address(wb_kit *k, wb_event *e)
{
  char *text = (char *)k->h->alloc(k->c, 17);
  for (int i = 0; text && i < 16; i++) /* where the memory happens to be */
    text[i] = (char)('a' + (((uintptr_t)text >> (4 * i)) & 15));
  e->event_id = wb_span(text, text ? 16 : 0);
}
#define ON_EVENT(k, e) add_address((k), (e))
#include "right.h"
