/* SPDX-License-Identifier: MIT */
/* What the files of this carrier share.
 *
 * READING ORDER  amazon.c (what it is, which call is asked, errors), shipping.c (one parcel of Amazon
 * Shipping), fulfillment.c (an order of Multi-Channel Fulfillment and its packages), statuses.c (the words).
 */
#ifndef AMAZON_AMAZON_H
#define AMAZON_AMAZON_H
#include <waybill/carrier-kit.h>

/* What a response answers: the first byte of the request's cookie. */
enum {
  ASKED_PARCEL = 't', /* getTracking of Amazon Shipping */
  ASKED_ORDER = 'o',  /* a number that can only be an order */
  ASKED_EITHER =
      'e', /* a number of no known shape: an order first, and a parcel when there is no such order */
  ASKED_PACKAGE = 'p' /* one package of an order; its number, a line feed and its tracking number follow */
};

/* Asks getTracking for a number of the batch. */
int32_t amazon_ask_parcel(wb_kit *k, uint32_t number);

/* GET of a path of the region's endpoint that answers this number of the batch.  A region that does not exist
 * is WB_E_ARG. */
int32_t amazon_get(wb_kit *k, uint32_t number, wb_request *r, wb_str cookie);

/* Read the payload of an answer. */
int32_t amazon_read_parcel(wb_kit *k, uint32_t number, const wb_node *payload);
int32_t amazon_read_order(wb_kit *k, uint32_t number, const wb_node *payload);
int32_t amazon_read_package(wb_kit *k, uint32_t number, wb_str cookie, const wb_node *payload);

/* The number under which a package's events stand: the carrier's tracking number, or the order's with the
 * package as its key when Amazon tells none.  An index, or WB_E_*. */
int32_t amazon_piece(wb_kit *k, uint32_t order, wb_str package, wb_str tracking);

/* The halves of an ASKED_PACKAGE cookie. */
wb_str amazon_cookie_package(wb_str cookie);
wb_str amazon_cookie_tracking(wb_str cookie);

/* Tables of statuses.c; NULL when the code is in none.  `returns`: the event belongs to the way back. */
const wb_status_row *amazon_parcel_event(wb_str code, int returns);
const wb_status_row *amazon_parcel_summary(wb_str code);
const wb_status_row *amazon_detail(wb_str code);
const wb_status_row *amazon_package_event(wb_str code);
const wb_status_row *amazon_package_status(wb_str code);
const wb_status_row *amazon_left_at(wb_str code);
const wb_status_row *amazon_order_shipment(wb_str code);
/* waybill's id of the carrier that a carrierCode names, "" when it is none that waybill has. */
wb_str amazon_carrier_id(wb_str carrier_code);
#endif
