/* SPDX-License-Identifier: MIT */
/* What the files of this carrier share: USPS's words. */
#ifndef USPS_H
#define USPS_H
#include <waybill/carrier-kit.h>

/* Sets status, reason, flags, unmapped and the raw code of the event.  category: statusCategory of the
 * answer, which speaks of the newest event only; "" for the older ones. */
void usps_status_apply(wb_event *e, wb_str code, wb_str category);

/* WB_DELIVERED_* that the text of a delivery names ("Delivered, In/At Mailbox"); `status` itself when it
 * names none. */
uint32_t usps_delivered_where(wb_str text, uint32_t status);

/* Status of a category, 0 when it is none. */
uint32_t usps_category_status(wb_str category);

/* WB_* outcome of an error code such as "150001", 0 when it is none.  WB_FOUND: the parcel is held for its
 * postage. */
uint32_t usps_error_outcome(wb_str code);

/* One of trackingEvents, as far as it is read. */
typedef struct usps_scan {
  wb_str type, code;
  wb_str local, gmt, gmt_offset;
  wb_str country, city, state, zip, older_zip, partner;
  wb_str recipient, name, agent; /* who signed; agent: "true" when it was somebody for them */
} usps_scan;

/* When it was. */
wb_time usps_time(const usps_scan *scan);
/* When the parcel is expected, from an item: wb_eta. */
wb_list usps_etas(wb_kit *k, const wb_node *item);
#endif
