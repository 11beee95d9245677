/* SPDX-License-Identifier: MIT */
/* The code list is FedEx's own page of tracking status codes.  Rare codes (AS, PR, RA) are the least sure. */
#include "statuses.h"

static const wb_status_row codes[] = {
  /* sorted by code */
  { "AA", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 }, /* at airport */
  { "AC", WB_IN_TRANSIT_PARTNER_RECEIVED, 0, 0 }, /* at Canada Post */
  { "AD", WB_OUT_FOR_DELIVERY_AT_ADDRESS, 0, 0 },
  { "AF", WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 }, /* at local facility */
  { "AO", WB_IN_TRANSIT_MOVING, 0, 0 },              /* on time */
  { "AP", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },       /* at pickup */
  { "AR", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "AS", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "AX", WB_IN_TRANSIT_PARTNER_RECEIVED, 0, 0 }, /* at a USPS facility */
  { "CA", WB_CANCELLED_SHIPMENT, 0, 0 },
  { "CC", WB_CUSTOMS_CLEARED, 0, 0 },
  { "CD", WB_CUSTOMS_DELAYED, WB_REASON_CUSTOMS_DELAY, 0 },
  { "CH", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "CP", WB_CUSTOMS_STARTED, 0, 0 },
  { "DD", WB_EXCEPTION_DELAYED, 0, 0 },
  { "DE", WB_EXCEPTION_DELIVERY, 0, 0 }, /* but see `attempts` */
  { "DL", WB_DELIVERED_DELIVERED, 0, 0 },
  { "DP", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "DR", WB_IN_TRANSIT_BACK_AT_DEPOT, 0, 0 },      /* vehicle not used */
  { "DS", WB_PRE_SHIPMENT_PICKUP_UNDER_WAY, 0, 0 }, /* vehicle dispatched */
  { "DY", WB_EXCEPTION_DELAYED, 0, 0 },
  { "EA", WB_IN_TRANSIT, 0, 0 }, /* to the airport, or export approved */
  { "ED", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "EO", WB_IN_TRANSIT_MOVING, 0, 0 }, /* to the origin airport */
  { "EP", WB_PRE_SHIPMENT_PICKUP_UNDER_WAY, 0, 0 },
  { "FD", WB_IN_TRANSIT_ARRIVED_DESTINATION, 0, 0 },
  { "HL", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "HP", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "IN", WB_PRE_SHIPMENT_LABEL_CREATED, 0, 0 },
  { "IT", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "IX", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "LO", WB_IN_TRANSIT_DEPARTED_ORIGIN_FACILITY, 0, 0 },
  { "LP", WB_CANCELLED_LABEL_EXPIRED, 0, 0 },
  { "OC", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 }, /* order created */
  { "OD", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "OF", WB_ACCEPTED_ORIGIN_FACILITY, 0, 0 }, /* at the origin facility, not "out for" */
  { "OW", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "OX", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 }, /* information sent to USPS */
  { "Ow", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "PD", WB_PRE_SHIPMENT_AWAITING_HANDOVER, 0, WB_FLAG_DELAY }, /* pickup delay */
  { "PF", WB_IN_TRANSIT_MOVING, 0, 0 },                          /* plane in flight */
  { "PL", WB_IN_TRANSIT_MOVING, 0, 0 },                          /* plane landed */
  { "PM", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "PR", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "PU", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "PX", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "RA", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "RC", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "RD", WB_CANCELLED_LABEL_EXPIRED, 0, 0 },
  { "RG", WB_PRE_SHIPMENT_RETURN_LABEL, 0, 0 },
  { "RM", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "RP", WB_PRE_SHIPMENT_RETURN_LABEL, 0, 0 },
  { "RR", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "RS", WB_RETURNING_STARTED, 0, 0 }, /* the return has its own number */
  { "RT", WB_RETURNING_REQUESTED, 0, 0 },
  { "SE", WB_EXCEPTION_TRANSIT, 0, 0 },
  { "SF", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 }, /* at a sort facility */
  { "SP", WB_IN_TRANSIT, 0, 0 },                  /* split */
  { "TR", WB_IN_TRANSIT_MOVING, 0, 0 },           /* transfer */
};

/* DE with one of these exception codes (leading zeros cut): somebody stood at the door. */
static const wb_status_row attempts[] = {
  { "7", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "8", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
};

static const wb_status_row errors[] = {
  /* `status` holds the outcome */
  { "TRACKING.DATA.NOTFOUND", WB_NOT_YET, 0, 0 },
  { "TRACKING.TRACKINGNUMBER.EMPTY", WB_INVALID, 0, 0 },
  { "TRACKING.TRACKINGNUMBER.INVALID", WB_INVALID, 0, 0 },
  { "TRACKING.TRACKINGNUMBER.NOTFOUND", WB_NOT_FOUND, 0, 0 },
};

/* FedEx's coarse code decides how far the parcel is; the exact one may say more about the same thing.  The
 * coarse "in transit" covers whatever happens between the first scan and the delivery vehicle. */
static int refines(const wb_status_row *exact, const wb_status_row *coarse)
{
  uint32_t main_word = WB_MAIN(exact->status);
  if (main_word == WB_MAIN(coarse->status))
    return 1;
  return WB_MAIN(coarse->status) == WB_IN_TRANSIT && (main_word == WB_ACCEPTED || main_word == WB_CUSTOMS ||
                                                      main_word == WB_EXCEPTION || main_word == WB_NOTE);
}

const wb_status_row *fedex_status(wb_str code, wb_str derived, wb_str exception)
{
  const wb_status_row *exact = wb_status_find(codes, WB_COUNT_OF(codes), code);
  const wb_status_row *coarse = wb_status_find(codes, WB_COUNT_OF(codes), derived);
  const wb_status_row *row = exact && (!coarse || refines(exact, coarse)) ? exact : coarse;
  if (!row || row->status != WB_EXCEPTION_DELIVERY)
    return row;
  while (exception.n && exception.p[0] == '0')
    exception = wb_span(exception.p + 1, exception.n - 1);
  const wb_status_row *attempt = wb_status_find(attempts, WB_COUNT_OF(attempts), exception);
  return attempt ? attempt : row;
}

int fedex_knows(wb_str code)
{
  return !code.n || wb_status_find(codes, WB_COUNT_OF(codes), code) != NULL;
}

uint32_t fedex_outcome(wb_str error_code)
{
  const wb_status_row *row = wb_status_find(errors, WB_COUNT_OF(errors), error_code);
  return row ? row->status : (uint32_t)WB_FAILED;
}
