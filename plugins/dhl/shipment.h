/* SPDX-License-Identifier: MIT */
/* One element of shipments. */
#ifndef DHL_SHIPMENT_H
#define DHL_SHIPMENT_H
#include <waybill/carrier-kit.h>

/* Gives the statements and the result of `shipment` to `number` (asked under `asked`); lang is the language
 * of its texts, or "". */
int32_t dhl_shipment(wb_kit *k, wb_str asked, wb_str lang, uint32_t number, const wb_node *shipment);
#endif
