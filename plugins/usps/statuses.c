/* SPDX-License-Identifier: MIT */
/* What USPS's codes mean.
 *
 * Event codes: those of recorded answers and of public clients' tables of Publication 199; the publication
 * itself was not at hand, and rows marked M are not confirmed by either.  statusCategory is coarse and at
 * times wrong (an item out for delivery was seen as "In Transit"), so it only stands in for a code that no
 * row explains. */
#include "usps.h"

/* clang-format off */
/* trackingEvents[].eventCode */
static const wb_status_row by_event_code[] = {
  { "01", WB_DELIVERED_DELIVERED, 0, 0 }, /* where: only the text says, see usps_delivered_where() */
  { "02", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "03", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "04", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "05", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "06", WB_IN_TRANSIT_FORWARDED, 0, 0 },
  { "07", WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 },
  { "08", WB_IN_TRANSIT_MISSENT, WB_REASON_CARRIER_SORTING_ERROR, 0 },
  { "09", WB_RETURNING_STARTED, 0, 0 },
  { "10", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "11", WB_EXCEPTION_UNDELIVERABLE, 0, 0 }, /* dead letter */
  { "14", WB_READY_FOR_PICKUP_ARRIVED, 0, 0 },
  { "15", WB_IN_TRANSIT_MISSENT, WB_REASON_CARRIER_SORTING_ERROR, 0 },
  { "16", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },
  { "17", WB_DELIVERED_AGENT, 0, 0 },
  { "19", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "21", WB_RETURNING_STARTED, 0, 0 },
  { "22", WB_RETURNING_STARTED, 0, 0 },
  { "23", WB_RETURNING_STARTED, 0, 0 },
  { "24", WB_RETURNING_STARTED, 0, 0 },
  { "25", WB_RETURNING_STARTED, 0, 0 },
  { "26", WB_RETURNING_STARTED, 0, 0 },
  { "27", WB_RETURNING_STARTED, 0, 0 },
  { "28", WB_RETURNING_STARTED, 0, 0 },
  { "29", WB_RETURNING_STARTED, 0, 0 },
  { "30", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "31", WB_RETURNING_STARTED, 0, 0 },
  { "41", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "42", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  { "43", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "44", WB_EXCEPTION_RECALLED, WB_REASON_SHIPPER_CANCELLED, 0 },
  { "51", WB_ATTEMPT_FAILED_BUSINESS_CLOSED, WB_REASON_RECIPIENT_BUSINESS_CLOSED, 0 },
  { "52", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "53", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "54", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "55", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "56", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "71", WB_ATTEMPT_FAILED_OTHER, 0, 0 }, /* rescheduled */
  { "80", WB_ACCEPTED_BY_PARTNER, 0, 0 },
  { "81", WB_IN_TRANSIT_PARTNER_EVENT, 0, 0 },
  { "82", WB_IN_TRANSIT_PARTNER_EVENT, 0, 0 },
  { "A1", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "AD", WB_IN_TRANSIT_MOVING, 0, 0 }, /* M */
  { "AE", WB_IN_TRANSIT_MOVING, 0, 0 }, /* M */
  { "DE", WB_DELIVERED_DELIVERED, 0, 0 }, /* M */
  { "DG", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 }, /* M */
  { "DX", WB_EXCEPTION_OTHER, 0, 0 }, /* delivery status not updated */
  { "EF", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "GX", WB_PRE_SHIPMENT_LABEL_CREATED, 0, 0 },
  { "LD", WB_IN_TRANSIT_MOVING, 0, 0 }, /* M */
  { "MA", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "ME", WB_IN_TRANSIT_MOVING, 0, 0 }, /* M */
  { "NP", WB_PRE_SHIPMENT_PREPARING, 0, 0 },
  { "NT", WB_IN_TRANSIT_MOVING, 0, 0 }, /* M */
  { "OA", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "OF", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "PA", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "PC", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "SF", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "T1", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "TL", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "TM", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "U1", WB_IN_TRANSIT_MOVING, 0, 0 }, /* M */
  { "VX", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 }, /* M */
};

/* statusCategory */
static const wb_status_row by_category[] = {
  { "Accepted", WB_ACCEPTED, 0, 0 },
  { "Alert", WB_EXCEPTION, 0, 0 },
  { "Available for Pickup", WB_READY_FOR_PICKUP, 0, 0 },
  { "Delivered", WB_DELIVERED_DELIVERED, 0, 0 },
  { "Delivered to Agent", WB_DELIVERED_AGENT, 0, 0 },
  { "Delivery Attempt", WB_ATTEMPT_FAILED, 0, 0 },
  { "Delivery Attempt: Action Needed", WB_ATTEMPT_FAILED, 0, WB_FLAG_ACTION_REQUIRED },
  { "In Transit", WB_IN_TRANSIT, 0, 0 },
  { "Moving Through Network", WB_IN_TRANSIT, 0, 0 },
  { "Out for Delivery", WB_OUT_FOR_DELIVERY, 0, 0 },
  { "Pre-Shipment", WB_PRE_SHIPMENT, 0, 0 },
};

/* error.errors[].code */
static const struct {
  char code[8];
  uint32_t outcome;
} by_error[] = {
  { "150001", WB_NOT_YET },   { "150002", WB_NOT_FOUND }, { "150003", WB_NOT_YET }, /* within the hour */
  { "150004", WB_ARCHIVED },  /* not available any more */
  { "150006", WB_INVALID },   { "150007", WB_INVALID }, /* number of a notice card, and the wrong kind */
  { "150008", WB_FORBIDDEN }, /* international, suppressed */
  { "150009", WB_NOT_YET },   { "150010", WB_FORBIDDEN }, /* another shipper's */
  { "150011", WB_FORBIDDEN }, /* a pickup transaction */
  { "150012", WB_FOUND }, /* postage not genuine: the parcel is known and held */
};

/* The one code whose meaning stands in the text alone: USPS answers in English only. */
static const struct {
  char words[16];
  uint32_t status;
} places[] = {
  { "Mailbox", WB_DELIVERED_MAILBOX },      { "PO Box", WB_DELIVERED_PO_BOX },
  { "Parcel Locker", WB_DELIVERED_LOCKER }, { "Front Desk", WB_DELIVERED_RECEPTION },
  { "Reception", WB_DELIVERED_RECEPTION },  { "Mail Room", WB_DELIVERED_RECEPTION },
  { "Neighbor", WB_DELIVERED_NEIGHBOUR },   { "Picked Up", WB_DELIVERED_COLLECTED },
  { "to Agent", WB_DELIVERED_AGENT },       { "Porch", WB_DELIVERED_SAFE_PLACE },
  { "Front Door", WB_DELIVERED_SAFE_PLACE }, { "Garage", WB_DELIVERED_SAFE_PLACE },
};
/* clang-format on */

uint32_t usps_delivered_where(wb_str text, uint32_t status)
{
  for (size_t i = 0; i < WB_COUNT_OF(places); i++)
    if (wb_contains(text, places[i].words))
      return places[i].status;
  return status;
}

void usps_status_apply(wb_event *e, wb_str code, wb_str category)
{
  const wb_status_row *row = wb_status_find(by_event_code, WB_COUNT_OF(by_event_code), code);
  const wb_status_row *coarse = wb_status_find(by_category, WB_COUNT_OF(by_category), category);
  e->code = code;
  wb_status_apply(e, row ? row : coarse);
  e->unmapped = row ? 0 : 1; /* the category stands in, the code is still worth a report */
}

uint32_t usps_category_status(wb_str category)
{
  const wb_status_row *row = wb_status_find(by_category, WB_COUNT_OF(by_category), category);
  return row ? row->status : 0;
}

uint32_t usps_error_outcome(wb_str code)
{
  for (size_t i = 0; i < WB_COUNT_OF(by_error); i++)
    if (wb_is(code, by_error[i].code))
      return by_error[i].outcome;
  return 0;
}
