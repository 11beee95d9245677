/* SPDX-License-Identifier: MIT */
/* One element of trackResults: one shipment. */
#ifndef FEDEX_SHIPMENT_H
#define FEDEX_SHIPMENT_H
#include <waybill/carrier-kit.h>

/* Gives the statements and the result of `shipment` to `number`; lang is the language of its texts, or "". */
int32_t fedex_shipment(wb_kit *k, wb_str lang, uint32_t number, const wb_node *shipment);
#endif
