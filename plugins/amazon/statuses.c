/* SPDX-License-Identifier: MIT */
/* The words of Amazon Shipping v2 and of Multi-Channel Fulfillment 2020-07-01, from Amazon's API models.  All
 * tables are sorted by code, byte order. */
#include "amazon.h"

/* clang-format off */

/* Shipping: eventHistory[].eventCode with shipmentType FORWARD. */
static const wb_status_row forward[] = {
  { "ArrivedAtCarrierFacility", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "AvailableForPickup", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "Delivered", WB_DELIVERED_DELIVERED, 0, 0 },
  { "DeliveryAttempted", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "Departed", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "Lost", WB_LOSS_LOST, WB_REASON_CARRIER_LOST, 0 },
  { "OutForDelivery", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "PackageReceivedByCarrier", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "PickupCancelled", WB_CANCELLED_PICKUP, 0, 0 },
  { "PickupDone", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "ReadyForReceive", WB_PRE_SHIPMENT_AWAITING_HANDOVER, 0, 0 },
  { "RecipientRequestedAlternateDeliveryTiming", WB_NOTE_DELIVERY_PREFERENCE,
    WB_REASON_RECIPIENT_REQUESTED_CHANGE, 0 },
  { "Rejected", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "ReturnInitiated", WB_RETURNING_STARTED, 0, 0 },
  { "Undeliverable", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
};

/* The codes that mean something else with shipmentType RETURNS; the others only gain the flag. */
static const wb_status_row backward[] = {
  { "ArrivedAtCarrierFacility", WB_RETURNING_MOVING, 0, 0 },
  { "Delivered", WB_RETURNED_TO_SENDER, 0, 0 },
  { "Departed", WB_RETURNING_MOVING, 0, 0 },
  { "OutForDelivery", WB_RETURNING_OUT_FOR_DELIVERY, 0, 0 },
  { "PackageReceivedByCarrier", WB_RETURNING_STARTED, 0, 0 },
  { "PickupDone", WB_RETURNING_STARTED, 0, 0 },
  { "ReadyForReceive", WB_RETURNING_REQUESTED, 0, 0 },
  { "Undeliverable", WB_RETURNING_FAILED, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
};

/* Shipping: summary.status. */
static const wb_status_row summaries[] = {
  { "AwaitingCustomerPickup", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "Delivered", WB_DELIVERED_DELIVERED, 0, 0 },
  { "DeliveryAttempted", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "InTransit", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "Lost", WB_LOSS_LOST, 0, 0 },
  { "OutForDelivery", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "PickupCancelled", WB_CANCELLED_PICKUP, 0, 0 },
  { "PreTransit", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "Rejected", WB_EXCEPTION_REFUSED, 0, 0 },
  { "Undeliverable", WB_EXCEPTION_UNDELIVERABLE, 0, 0 },
};

/* Shipping: summary.trackingDetailCodes.  They refine the newest event; 0: a reason alone. */
static const wb_status_row details[] = {
  { "AddressNotFound", WB_ATTEMPT_FAILED_ADDRESS, WB_REASON_CARRIER_ADDRESS_NOT_FOUND, 0 },
  { "ArrivedAtLocalFacility", WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 },
  { "BusinessClosed", WB_ATTEMPT_FAILED_BUSINESS_CLOSED, WB_REASON_RECIPIENT_BUSINESS_CLOSED, 0 },
  { "CancelledByRecipient", WB_EXCEPTION_STOPPED, WB_REASON_RECIPIENT_CANCELLED, 0 },
  { "CustomerUnavailable", WB_ATTEMPT_FAILED_RECIPIENT_ABSENT, WB_REASON_RECIPIENT_NOT_AVAILABLE, 0 },
  { "Damaged", WB_EXCEPTION_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 },
  { "DeliveredToBehindWheelieBin", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredToGarage", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredToGarden", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredToGreenhouse", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredToMailRoom", WB_DELIVERED_RECEPTION, 0, 0 },
  { "DeliveredToMailSlot", WB_DELIVERED_MAILBOX, 0, 0 },
  { "DeliveredToNeighbor", WB_DELIVERED_NEIGHBOUR, 0, 0 },
  { "DeliveredToPorch", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredToRearDoor", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredToReceptionist", WB_DELIVERED_RECEPTION, 0, 0 },
  { "DeliveredToShed", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DeliveredWithOTP", WB_DELIVERED_VERIFIED, 0, 0 },
  { "DeliveryAttempted", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "HazmatShipment", WB_EXCEPTION_CARRIER_REJECTED, WB_REASON_SHIPPER_PROHIBITED_GOODS, 0 },
  { "IncorrectItems", 0, WB_REASON_SHIPPER_WRONG_PARCEL, 0 },
  { "NotRequired", 0, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "OtpNotAvailable", WB_ATTEMPT_FAILED_ID_FAILED, WB_REASON_RECIPIENT_ID_FAILED, 0 },
  { "PaymentNotReady", WB_ATTEMPT_FAILED_COD_UNPAID, WB_REASON_RECIPIENT_PAYMENT_DUE, 0 },
  { "Rejected", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "RejectedByRecipientWithVerification", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "Signed", WB_DELIVERED_SIGNED, 0, 0 },
  { "UnableToAccess", WB_ATTEMPT_FAILED_NO_ACCESS, WB_REASON_RECIPIENT_NO_ACCESS, 0 },
  { "UnableToContactRecipient", WB_ATTEMPT_FAILED_OTHER, WB_REASON_RECIPIENT_NOT_AVAILABLE, 0 },
  { "Undeliverable", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
};

/* Fulfillment: trackingEvents[].eventCode. */
static const wb_status_row package_events[] = {
  { "EVENT_101", WB_PRE_SHIPMENT_PICKUP_SCHEDULED, 0, 0 },
  { "EVENT_102", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "EVENT_201", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "EVENT_202", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "EVENT_203", WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 0, 0 },
  { "EVENT_204", WB_CUSTOMS_STARTED, 0, 0 },
  { "EVENT_205", WB_CUSTOMS_CLEARED, 0, 0 },
  { "EVENT_206", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },
  { "EVENT_301", WB_DELIVERED_DELIVERED, 0, 0 },
  { "EVENT_302", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "EVENT_304", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "EVENT_306", WB_NOTE_DELIVERY_PROPOSED, 0, 0 },           /* customer contacted to arrange delivery */
  { "EVENT_307", WB_NOTE_DELIVERY_ARRANGED, 0, 0 },           /* appointment made */
  { "EVENT_308", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "EVENT_309", WB_RETURNED_TO_SENDER, 0, 0 },
  { "EVENT_401", WB_EXCEPTION_ADDRESS, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "EVENT_402", WB_CUSTOMS_DELAYED, WB_REASON_CUSTOMS_DELAY, 0 },
  { "EVENT_403", WB_EXCEPTION_CUSTOMER_MOVED, WB_REASON_RECIPIENT_MOVED, 0 },
  { "EVENT_404", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_OTHER, 0 },
  { "EVENT_405", WB_EXCEPTION_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 },
  { "EVENT_406", WB_EXCEPTION_HELD, 0, 0 },
  { "EVENT_407", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "EVENT_408", WB_RETURNING_STARTED, 0, 0 },
  { "EVENT_409", WB_LOSS_LOST, WB_REASON_CARRIER_LOST, 0 },
  { "EVENT_411", WB_EXCEPTION_MISSING, 0, 0 },                /* the papers came, the goods did not */
  { "EVENT_412", WB_EXCEPTION_DOCUMENTS, WB_REASON_SHIPPER_DOCUMENTS, 0 },
  { "EVENT_413", WB_EXCEPTION_REFUSED, WB_REASON_CUSTOMS_DUTIES_UNPAID, 0 },
  { "EVENT_414", WB_EXCEPTION_MISROUTED, WB_REASON_CARRIER_SORTING_ERROR, 0 },
  { "EVENT_415", WB_IN_TRANSIT_PARTNER_RECEIVED, 0, 0 },
  { "EVENT_416", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "EVENT_417", WB_EXCEPTION_MISROUTED, WB_REASON_CARRIER_SORTING_ERROR, 0 },
  { "EVENT_418", WB_EXCEPTION_DELAYED, 0, 0 },
  { "EVENT_419", WB_IN_TRANSIT_ADDRESS_CORRECTED, 0, 0 },
  { "EVENT_801", WB_READY_FOR_PICKUP_LOCKER, 0, 0 },
  { "EVENT_804", WB_DELIVERED_COLLECTED, 0, 0 },              /* taken out of the locker */
};

/* Fulfillment: currentStatus.  UNKNOWN says nothing and has no row. */
static const wb_status_row package_statuses[] = {
  { "AVAILABLE_FOR_PICKUP", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "CUSTOMER_ACTION", WB_EXCEPTION_INFORMATION_NEEDED, 0, 0 },
  { "DELAYED", WB_EXCEPTION_DELAYED, 0, 0 },
  { "DELIVERED", WB_DELIVERED_DELIVERED, 0, 0 },
  { "DELIVERY_ATTEMPTED", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "IN_TRANSIT", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "OUT_FOR_DELIVERY", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "PICKUP_ATTEMPTED", WB_EXCEPTION_PICKUP_FAILED, 0, 0 },
  { "PICKUP_CANCELLED", WB_CANCELLED_PICKUP, 0, 0 },
  { "PICKUP_SCHEDULED", WB_PRE_SHIPMENT_PICKUP_SCHEDULED, 0, 0 },
  { "PICKUP_SUCCESSFUL", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "REFUND_ISSUED", WB_NOTE_PAYMENT, 0, 0 },
  { "RETURNED", WB_RETURNED_TO_SENDER, 0, 0 },
  { "RETURNING", WB_RETURNING_STARTED, 0, 0 },
  { "RETURN_RECEIVED_IN_FC", WB_RETURNED_TO_WAREHOUSE, 0, 0 },
  { "RETURN_REQUEST_ACCEPTED", WB_RETURNING_REQUESTED, 0, 0 },
  { "UNDELIVERABLE", WB_EXCEPTION_UNDELIVERABLE, 0, 0 },
};

/* Fulfillment: additionalLocationInfo, where or to whom it was delivered. */
static const wb_status_row left_at[] = {
  { "AS_INSTRUCTED", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "CARPORT", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "CUSTOMER_PICKUP", WB_DELIVERED_COLLECTED, 0, 0 },
  { "DECK", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "DOOR_PERSON", WB_DELIVERED_HOUSEHOLD, 0, 0 },            /* "resident" in Amazon's own words */
  { "FRONT_DESK", WB_DELIVERED_RECEPTION, 0, 0 },
  { "FRONT_DOOR", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "GARAGE", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "GUARD", WB_DELIVERED_RECEPTION, 0, 0 },
  { "MAILBOX", WB_DELIVERED_MAILBOX, 0, 0 },
  { "MAIL_ROOM", WB_DELIVERED_RECEPTION, 0, 0 },
  { "MAIL_SLOT", WB_DELIVERED_MAILBOX, 0, 0 },
  { "MC_BOY", WB_DELIVERED_HOUSEHOLD, 0, 0 },
  { "MC_GIRL", WB_DELIVERED_HOUSEHOLD, 0, 0 },
  { "MC_MAN", WB_DELIVERED_HOUSEHOLD, 0, 0 },
  { "MC_WOMAN", WB_DELIVERED_HOUSEHOLD, 0, 0 },
  { "NEIGHBOR", WB_DELIVERED_NEIGHBOUR, 0, 0 },
  { "OFFICE", WB_DELIVERED_RECEPTION, 0, 0 },
  { "OUTBUILDING", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "PATIO", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "PORCH", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "REAR_DOOR", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "RECEIVER", WB_DELIVERED_HOUSEHOLD, 0, 0 },
  { "RECEPTIONIST", WB_DELIVERED_RECEPTION, 0, 0 },
  { "SECURE_LOCATION", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "SIDE_DOOR", WB_DELIVERED_SAFE_PLACE, 0, 0 },
};

/* Fulfillment: fulfillmentShipmentStatus.  After CANCELLED_BY_FULFILLER Amazon makes a new shipment. */
static const wb_status_row order_shipments[] = {
  { "CANCELLED_BY_FULFILLER", WB_PRE_SHIPMENT_PREPARING, 0, 0 },
  { "CANCELLED_BY_SELLER", WB_CANCELLED_ORDER, WB_REASON_SHIPPER_CANCELLED, 0 },
  { "PENDING", WB_PRE_SHIPMENT_PREPARING, 0, 0 },
  { "SHIPPED", WB_IN_TRANSIT_MOVING, 0, 0 },
};

/* How carrierCode begins, in capitals, and waybill's carrier. */
static const wb_label carriers[] = {
  { "AMAZON", "amazon" }, { "AMZN", "amazon" }, { "CANADA POST", "canada-post" },
  { "CHRONOPOST", "chronopost" },
  { "DHL", "dhl" }, { "FEDEX", "fedex" }, { "INPOST", "inpost" }, { "UPS", "ups" }, { "USPS", "usps" },
};
/* clang-format on */

const wb_status_row *amazon_parcel_event(wb_str code, int returns)
{
  const wb_status_row *row = returns ? wb_status_find(backward, WB_COUNT_OF(backward), code) : NULL;
  return row ? row : wb_status_find(forward, WB_COUNT_OF(forward), code);
}

const wb_status_row *amazon_parcel_summary(wb_str code)
{
  return wb_status_find(summaries, WB_COUNT_OF(summaries), code);
}

const wb_status_row *amazon_detail(wb_str code)
{
  return wb_status_find(details, WB_COUNT_OF(details), code);
}

const wb_status_row *amazon_package_event(wb_str code)
{
  return wb_status_find(package_events, WB_COUNT_OF(package_events), code);
}

const wb_status_row *amazon_package_status(wb_str code)
{
  return wb_status_find(package_statuses, WB_COUNT_OF(package_statuses), code);
}

const wb_status_row *amazon_left_at(wb_str code)
{
  return wb_status_find(left_at, WB_COUNT_OF(left_at), code);
}

const wb_status_row *amazon_order_shipment(wb_str code)
{
  return wb_status_find(order_shipments, WB_COUNT_OF(order_shipments), code);
}

/* "UPS", "UPS_GROUND" and "ups ground", but not "UPSTREAM". */
wb_str amazon_carrier_id(wb_str carrier_code)
{
  for (size_t i = 0; i < WB_COUNT_OF(carriers); i++) {
    size_t n = strlen(carriers[i].code);
    if (carrier_code.n < n || !wb_contains(wb_span(carrier_code.p, n), carriers[i].code))
      continue;
    char next = carrier_code.n > n ? wb_upper(carrier_code.p[n]) : ' ';
    if (next < 'A' || next > 'Z')
      return wb_text(carriers[i].text);
  }
  return wb_span(NULL, 0);
}
