/* SPDX-License-Identifier: MIT */
/* Codes are DHL's own table for the Unified API; the words for them are this project's reading.  parcel-de
 * tells less than DHL Paket's own interface: PO, LA and BV each cover several things there, so they stay at
 * the main word. */
#include "statuses.h"

static const wb_status_row coarse[] = {
  /* sorted by code; so are all the others */
  { "delivered", WB_DELIVERED_DELIVERED, 0, 0 },          { "failure", WB_EXCEPTION_FAILURE, 0, 0 },
  { "pre-transit", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 }, { "transit", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "unknown", WB_UNKNOWN_UNCLASSIFIED, 0, 0 },
};

static const wb_status_row exact[] = {
  /* "service/code" */
  { "dgf/DATA_SUBMITTED", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "dgf/DELIVERED", WB_DELIVERED_DELIVERED, 0, 0 },
  { "dgf/DELIVERY_EXCEPTION", WB_EXCEPTION_DELIVERY, 0, 0 },
  { "dgf/HELD_AT_CUSTOMS", WB_CUSTOMS_HELD, WB_REASON_CUSTOMS_HELD, 0 },
  { "dgf/OUT_FOR_DELIVERY", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "ecommerce-ppl/150", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "ecommerce-ppl/300", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "ecommerce-ppl/343", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "ecommerce-ppl/400", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "ecommerce-ppl/450", WB_DELIVERED_DELIVERED, 0, 0 },
  { "ecommerce-ppl/460", WB_EXCEPTION_DELIVERY, 0, 0 }, /* rescheduled */
  { "ecommerce-ppl/464", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "ecommerce-ppl/500", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "ecommerce-ppl/900", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "ecommerce-ppl/997", WB_LOSS_LOST, WB_REASON_CARRIER_LOST, 0 },
  { "ecommerce-ppl/999", WB_CANCELLED_SHIPMENT, 0, 0 },
  { "express/101", WB_DELIVERED_DELIVERED, 0, 0 },
  { "express/102", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "express/103", WB_EXCEPTION_OTHER, 0, 0 },
  { "express/104", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "express/AD", WB_ATTEMPT_FAILED_OTHER, WB_REASON_RECIPIENT_REQUESTED_CHANGE,
    0 }, /* agreed later delivery */
  { "express/AF", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "express/AR", WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 },
  { "express/BA", WB_ATTEMPT_FAILED_ADDRESS, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "express/BN", WB_EXCEPTION_OTHER, 0, 0 },
  { "express/BR", WB_IN_TRANSIT, 0, 0 },
  { "express/CA", WB_ATTEMPT_FAILED_BUSINESS_CLOSED, WB_REASON_RECIPIENT_BUSINESS_CLOSED, 0 },
  { "express/CC", WB_READY_FOR_PICKUP_AT_CARRIER_DEPOT, 0, 0 }, /* awaiting consignee collection */
  { "express/CD", WB_CUSTOMS_DELAYED, WB_REASON_CUSTOMS_DELAY, 0 },
  { "express/CM", WB_ATTEMPT_FAILED_ADDRESS, WB_REASON_RECIPIENT_MOVED, 0 },
  { "express/CR", WB_CUSTOMS_CLEARED, 0, 0 },
  { "express/CS", WB_NOTE_RECORD_CLOSED, 0, 0 },
  { "express/DD", WB_DELIVERED_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 },
  { "express/DF", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "express/DS", WB_LOSS_DESTROYED, 0, 0 },
  { "express/FD", WB_IN_TRANSIT_FORWARDED, 0, 0 },
  { "express/HP", WB_EXCEPTION_HELD_PAYMENT, WB_REASON_RECIPIENT_PAYMENT_DUE, 0 },
  { "express/IC", WB_CUSTOMS_STARTED, 0, 0 },
  { "express/MC", WB_EXCEPTION_MISROUTED, WB_REASON_CARRIER_SORTING_ERROR, 0 },
  { "express/MD", WB_EXCEPTION_DELAYED, 0, 0 },
  { "express/MS", WB_EXCEPTION_MISROUTED, WB_REASON_CARRIER_SORTING_ERROR, 0 },
  { "express/ND", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "express/NH", WB_ATTEMPT_FAILED_RECIPIENT_ABSENT, WB_REASON_RECIPIENT_NOT_HOME, 0 },
  { "express/OH", WB_EXCEPTION_HELD, 0, 0 },
  { "express/OK", WB_DELIVERED_DELIVERED, 0, 0 },
  { "express/PD", WB_DELIVERED_IN_PART, 0, 0 },
  { "express/PL", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "express/PU", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "express/PY", WB_IN_TRANSIT, 0, 0 },
  { "express/RD", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "express/RR", WB_IN_TRANSIT, 0, 0 },
  { "express/RT", WB_RETURNING_STARTED, 0, 0 },
  { "express/SA", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "express/SC", WB_IN_TRANSIT, 0, 0 },
  { "express/SM", WB_IN_TRANSIT, 0, 0 },
  { "express/SS", WB_EXCEPTION_STOPPED, 0, 0 },
  { "express/TP", WB_IN_TRANSIT_HANDED_OFF_UNTRACKED, 0, 0 },
  { "express/TR", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "express/UD", WB_CUSTOMS_DELAYED, WB_REASON_CUSTOMS_DELAY, 0 },
  { "express/WC", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "freight/13-0", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "freight/15-501", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "freight/20-126", WB_EXCEPTION_OTHER, 0, 0 },
  { "freight/20-13", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "freight/20-211", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/20-234", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/20-266", WB_EXCEPTION_OTHER, 0, 0 },
  { "freight/20-270", WB_EXCEPTION_OTHER, 0, 0 },
  { "freight/20-296", WB_EXCEPTION_OTHER, 0, 0 },
  { "freight/20-354", WB_EXCEPTION_OTHER, 0, 0 },
  { "freight/24-501", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "freight/24-600", WB_DELIVERED_DELIVERED, 0, 0 },
  { "freight/24-628", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "freight/31-139", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "freight/361-139", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "freight/48-0", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "freight/56-211", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/56-222", WB_RETURNING_STARTED, 0, 0 },
  { "freight/56-241", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/56-284", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/56-292", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/56-611", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "freight/64-0", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "freight/7-0", WB_CANCELLED_SHIPMENT, 0, 0 },
  { "freight/ACT-2", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "parcel-de/AA", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "parcel-de/AE", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "parcel-de/AN", WB_EXCEPTION_PICKUP_FAILED, 0, 0 },
  { "parcel-de/BV", WB_EXCEPTION, 0, 0 },        /* irregularity */
  { "parcel-de/DD", WB_NOTE_INFORMATION, 0, 0 }, /* data service */
  { "parcel-de/EE", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "parcel-de/ES", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "parcel-de/GT", WB_NOTE_PAYMENT, 0, 0 },     /* money transfer */
  { "parcel-de/LA", WB_READY_FOR_PICKUP, 0, 0 }, /* stored */
  { "parcel-de/NB", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "parcel-de/PO", WB_OUT_FOR_DELIVERY, 0, 0 }, /* in the delivery process */
  { "parcel-de/VA", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "parcel-de/ZF", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "parcel-de/ZN", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "parcel-de/ZO", WB_CUSTOMS, 0, 0 },
  { "parcel-de/ZU", WB_DELIVERED_DELIVERED, 0, 0 },
  { "svb/ANNOUNCED", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "svb/DELIVERY_ATTEMPTED", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "svb/HELD_BY_CUSTOMS", WB_CUSTOMS_HELD, WB_REASON_CUSTOMS_HELD, 0 },
  { "svb/IN_DELIVERY", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "svb/RETURNED_TO_SENDER", WB_RETURNED_TO_SENDER, 0, 0 }, /* its statusCode is "delivered" */
};

static const wb_status_row prefixes[] = {
  /* whatever begins so, unless it stands above */
  { "freight/21-", WB_DELIVERED_DELIVERED, 0, 0 },
  { "freight/55-", WB_EXCEPTION_PICKUP_FAILED, 0, 0 },
  { "svb/CONFIRMED", WB_DELIVERED_DELIVERED, 0, 0 },
  { "svb/DELIVERED", WB_DELIVERED_DELIVERED, 0, 0 },
  { "svb/FETCHED", WB_DELIVERED_COLLECTED, 0, 0 },
  { "svb/NOTIFIED", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "svb/PAID", WB_DELIVERED_DELIVERED, 0, 0 },
  { "svb/SENT_BACK", WB_RETURNING_STARTED, 0, 0 },
};

/* DHL eCommerce (US and cross-border): event ids in runs, the first that holds the id counts; any other id of
 * this service is a step under way. */
static const struct {
  int64_t from, to;
  wb_status_row row;
} ecommerce[] = {
  { 99, 99, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 101, 101, { "", WB_CANCELLED_SHIPMENT, 0, 0 } },
  { 107, 107, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 108, 108, { "", WB_RETURNING_STARTED, 0, 0 } },
  { 109, 109, { "", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 } },
  { 128, 129, { "", WB_PRE_SHIPMENT_PICKUP_UNDER_WAY, 0, 0 } }, /* runs that collect, not deliver */
  { 134, 135, { "", WB_PRE_SHIPMENT_PICKUP_UNDER_WAY, 0, 0 } },
  { 161, 161, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 163, 164, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 235, 235, { "", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 } },
  { 238, 238, { "", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 } },
  { 240, 240, { "", WB_CUSTOMS_EXCEPTION, 0, 0 } },
  { 242, 242, { "", WB_CUSTOMS_EXCEPTION, 0, 0 } },
  { 312, 312, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 358, 358, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 400, 400, { "", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 } },
  { 443, 443, { "", WB_CUSTOMS_EXCEPTION, 0, 0 } },
  { 445, 445, { "", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 } },
  { 448, 448, { "", WB_CUSTOMS_EXCEPTION, 0, 0 } },
  { 450, 450, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 453, 453, { "", WB_CUSTOMS_EXCEPTION, 0, 0 } },
  { 469, 469, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 499, 499, { "", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 } }, /* USPS takes over */
  { 505, 505, { "", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 } },
  { 506, 508, { "", WB_CUSTOMS_EXCEPTION, 0, 0 } },
  { 511, 511, { "", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 } },
  { 522, 522, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 533, 533, { "", WB_IN_TRANSIT_HANDED_OFF_UNTRACKED, 0, 0 } },
  { 544, 544, { "", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 } },
  { 546, 546, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 549, 549, { "", WB_IN_TRANSIT_HANDED_OFF_UNTRACKED, 0, 0 } },
  { 550, 556, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 558, 558, { "", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 } },
  { 560, 560, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 563, 564, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 565, 565, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 570, 570, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 571, 571, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 572, 572, { "", WB_DELIVERED_DELIVERED, 0, 0 } },
  { 573, 573, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 580, 580, { "", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 } },
  { 583, 583, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 585, 585, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 588, 588, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 592, 593, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 594, 596, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 597, 598, { "", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 } },
  { 599, 599, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 600, 600, { "", WB_DELIVERED_DELIVERED, 0, 0 } },
  { 601, 601, { "", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 } },
  { 602, 602, { "", WB_RETURNING_STARTED, 0, 0 } },
  { 603, 603, { "", WB_RETURNED_TO_SENDER, 0, 0 } },
  { 604, 604, { "", WB_RETURNING_STARTED, 0, 0 } },
  { 605, 605, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 606, 607, { "", WB_DELIVERED_DELIVERED, 0, 0 } },
  { 608, 608, { "", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { 610, 611, { "", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { 612, 615, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 616, 616, { "", WB_IN_TRANSIT, 0, 0 } }, /* rescheduled */
  { 617, 618, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 619, 619, { "", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { 620, 620, { "", WB_EXCEPTION_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 } },
  { 621, 621, { "", WB_DELIVERED_DELIVERED, 0, 0 } },
  { 623, 623, { "", WB_EXCEPTION_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 } },
  { 624, 624, { "", WB_RETURNING_STARTED, 0, 0 } },
  { 625, 626, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 627, 628, { "", WB_RETURNING_STARTED, 0, 0 } },
  { 629, 629, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 630, 631, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 633, 633, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 636, 636, { "", WB_LOSS_DESTROYED, 0, 0 } },
  { 638, 639, { "", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { 640, 641, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 642, 642, { "", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 } }, /* to an agent for the last mile */
  { 644, 644, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 650, 651, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 652, 659, { "", WB_DELIVERED_DELIVERED, 0, 0 } },
  { 665, 665, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 670, 671, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 680, 680, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 683, 683, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 686, 686, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 689, 689, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 690, 690, { "", WB_LOSS_LOST, WB_REASON_CARRIER_LOST, 0 } },
  { 691, 691, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 693, 693, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 699, 699, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 700, 780, { "", WB_EXCEPTION_OTHER, 0, 0 } },
  { 800, 818, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 820, 821, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 825, 825, { "", WB_LOSS_DESTROYED, 0, 0 } },
  { 844, 844, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 849, 849, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 853, 859, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 860, 860, { "", WB_RETURNED_TO_SENDER, 0, 0 } },
  { 862, 862, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 863, 863, { "", WB_RETURNED_TO_SENDER, 0, 0 } },
  { 864, 864, { "", WB_RETURNING_MOVING, 0, 0 } },
  { 867, 872, { "", WB_NOTE_INFORMATION, 0, 0 } },
  { 880, 887, { "", WB_RETURNING_FAILED, 0, 0 } },
  { 1, 999, { "", WB_IN_TRANSIT_MOVING, 0, 0 } },
};

static const wb_status_row *ecommerce_status(wb_str code)
{
  int64_t id = wb_int(code, 0);
  for (size_t i = 0; i < WB_COUNT_OF(ecommerce); i++)
    if (id >= ecommerce[i].from && id <= ecommerce[i].to)
      return &ecommerce[i].row;
  return NULL;
}

const wb_status_row *dhl_status(wb_kit *k, wb_str service, wb_str code)
{
  if (!code.n)
    return NULL;
  if (wb_is(service, "ecommerce"))
    return ecommerce_status(code);
  wb_str key = wb_join(k, service, "/", code);
  const wb_status_row *row = wb_status_find(exact, WB_COUNT_OF(exact), key);
  for (size_t i = 0; i < WB_COUNT_OF(prefixes) && !row; i++) {
    size_t n = strlen(prefixes[i].code);
    if (key.n >= n && memcmp(key.p, prefixes[i].code, n) == 0)
      row = &prefixes[i];
  }
  return row;
}

int dhl_lists_all(wb_str service)
{
  return wb_is(service, "express") || wb_is(service, "parcel-de") || wb_is(service, "ecommerce-ppl");
}

const wb_status_row *dhl_coarse_status(wb_str status_code)
{
  return wb_status_find(coarse, WB_COUNT_OF(coarse), status_code);
}
