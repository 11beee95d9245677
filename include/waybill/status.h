/* SPDX-License-Identifier: MIT */
/* waybill/status.h - the words for what happened to a parcel, why, and what is known of the source.
 *
 * Five fields say what one event means, so that no field has to say two things: STATUS (what happened), REASON
 * (why), FLAGS (yes/no facts), the TRACKING state (of the tracker, never of the parcel), and the evidence (raw
 * code and text, kept elsewhere).
 *
 * CODES   A main word is a multiple of 256, a sub word is main + n.  `status & ~255u` is the main word: a program
 *         that does not know a sub word still knows its main.  Reasons follow the same rule (party, cause); 0 is
 *         "no reason given".  A number is never changed and never used again; words are only added.
 * TABLES  Each list below is the only place where its words stand; the enumeration, the names, and the flags that a
 *         word brings by itself are made from it.  X(IDENTIFIER, code, "word", flags, "meaning").
 * RULES   `note` never changes the main status of a shipment.  `delivered` and other words with T hold against
 *         later scans unless those are a real contradiction. */
#ifndef WAYBILL_STATUS_H
#define WAYBILL_STATUS_H
#include "base.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Flags: bits of a status or an event. */
enum {
  WB_FLAG_ACTION_REQUIRED = 1, /* A: Somebody outside the carrier has to do something. */
  WB_FLAG_DELAY = 2, /* D: The source calls it a delay, or (with S) the tracker does. */
  WB_FLAG_RETURN_LEG = 4, /* R: The event belongs to the way back. */
  WB_FLAG_TERMINAL = 8, /* T: The leg has ended: a later scan is reported as a discrepancy before it can move the status. */
  WB_FLAG_SYNTHETIC = 16, /* S: Made by the tracker; no source said it. */
};

/* clang-format off */
/* Main words in rank order, each followed by its sub words. */
#define WB_STATUS_WORDS(X) \
  X(WB_UNKNOWN, 0, "unknown", 0, "Nothing can be said about the parcel: no data, or an event that no table explains.") \
  X(WB_UNKNOWN_NO_DATA, 1, "unknown.no_data", 0, "No event is known for the number, or the source could not be asked; the tracking state says which.") \
  X(WB_UNKNOWN_UNCLASSIFIED, 2, "unknown.unclassified", 0, "An event arrived whose code and words no table explains; its raw code is kept.") \
  X(WB_PRE_SHIPMENT, 256, "pre_shipment", 0, "The carrier has been told of the parcel but does not have it yet.") \
  X(WB_PRE_SHIPMENT_INFO_RECEIVED, 257, "pre_shipment.info_received", 0, "The carrier has the shipment data.") \
  X(WB_PRE_SHIPMENT_AWAITING_INFORMATION, 258, "pre_shipment.awaiting_information", 0, "The carrier waits for data from the sender.") \
  X(WB_PRE_SHIPMENT_LABEL_CREATED, 259, "pre_shipment.label_created", 0, "A label exists; nothing is said about the goods.") \
  X(WB_PRE_SHIPMENT_AWAITING_HANDOVER, 260, "pre_shipment.awaiting_handover", 0, "The sender has yet to hand the parcel over or have it fetched.") \
  X(WB_PRE_SHIPMENT_NOT_RECEIVED, 261, "pre_shipment.not_received", 0, "The carrier says explicitly that it does not have the parcel yet.") \
  X(WB_PRE_SHIPMENT_BOOKED, 262, "pre_shipment.booked", 0, "Transport has been booked; no label or goods are mentioned.") \
  X(WB_PRE_SHIPMENT_PICKUP_SCHEDULED, 263, "pre_shipment.pickup_scheduled", 0, "A collection from the sender has been ordered or planned.") \
  X(WB_PRE_SHIPMENT_PICKUP_UNDER_WAY, 264, "pre_shipment.pickup_under_way", 0, "A driver is on the way to the sender or has arrived there.") \
  X(WB_PRE_SHIPMENT_PREPARING, 265, "pre_shipment.preparing", 0, "The goods are being picked, packed or staged on the sender's side.") \
  X(WB_PRE_SHIPMENT_RETURN_LABEL, 266, "pre_shipment.return_label", 0, "A label for sending something back was issued or left.") \
  X(WB_ACCEPTED, 512, "accepted", 0, "The first carrier has taken the parcel into its hands.") \
  X(WB_ACCEPTED_ACCEPTANCE_SCAN, 513, "accepted.acceptance_scan", 0, "First scan by the carrier, place not further described.") \
  X(WB_ACCEPTED_PICKED_UP, 514, "accepted.picked_up", 0, "Fetched from the sender by the carrier.") \
  X(WB_ACCEPTED_ORIGIN_FACILITY, 515, "accepted.origin_facility", 0, "Received at the first facility.") \
  X(WB_ACCEPTED_DROPPED_OFF, 516, "accepted.dropped_off", 0, "Brought by the sender to a counter, shop or depot.") \
  X(WB_ACCEPTED_WITHOUT_DATA, 517, "accepted.without_data", 0, "The parcel came without its electronic data.") \
  X(WB_ACCEPTED_LOCKER, 518, "accepted.locker", 0, "Taken over from a locker in which the sender put it.") \
  X(WB_ACCEPTED_BY_PARTNER, 519, "accepted.by_partner", 0, "Taken over by a partner that works for the carrier.") \
  X(WB_IN_TRANSIT, 768, "in_transit", 0, "The parcel is in the network, moving or waiting between two steps.") \
  X(WB_IN_TRANSIT_MOVING, 769, "in_transit.moving", 0, "On the way, no further detail.") \
  X(WB_IN_TRANSIT_ARRIVED_FACILITY, 770, "in_transit.arrived_facility", 0, "Arrived at a facility of the network.") \
  X(WB_IN_TRANSIT_DEPARTED_FACILITY, 771, "in_transit.departed_facility", 0, "Left a facility of the network.") \
  X(WB_IN_TRANSIT_PROCESSED, 772, "in_transit.processed", 0, "Sorted or otherwise handled at a facility.") \
  X(WB_IN_TRANSIT_PROCESSING, 773, "in_transit.processing", 0, "Being handled at a facility.") \
  X(WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 774, "in_transit.arrived_destination_country", 0, "Arrived in the destination country.") \
  X(WB_IN_TRANSIT_DEPARTED_ORIGIN_COUNTRY, 775, "in_transit.departed_origin_country", 0, "Left the origin country.") \
  X(WB_IN_TRANSIT_ARRIVED_DESTINATION, 776, "in_transit.arrived_destination", 0, "Arrived in the destination area; no facility named.") \
  X(WB_IN_TRANSIT_DEPARTED_ORIGIN_FACILITY, 777, "in_transit.departed_origin_facility", 0, "Left the first facility.") \
  X(WB_IN_TRANSIT_ARRIVED_DESTINATION_FACILITY, 778, "in_transit.arrived_destination_facility", 0, "Arrived at the last sorting facility before the delivery depot.") \
  X(WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 779, "in_transit.arrived_local_depot", 0, "Arrived at the depot that delivers.") \
  X(WB_IN_TRANSIT_HANDED_TO_PARTNER, 780, "in_transit.handed_to_partner", 0, "Given to another carrier, which goes on reporting.") \
  X(WB_IN_TRANSIT_PARTNER_RECEIVED, 781, "in_transit.partner_received", 0, "The partner carrier confirms that it has the parcel.") \
  X(WB_IN_TRANSIT_PARTNER_EVENT, 782, "in_transit.partner_event", 0, "An event of the partner carrier, not further described.") \
  X(WB_IN_TRANSIT_FORWARDED, 783, "in_transit.forwarded", 0, "Sent on to another address or place by request or by the carrier.") \
  X(WB_IN_TRANSIT_ADDRESS_CORRECTED, 784, "in_transit.address_corrected", 0, "The address was corrected under way.") \
  X(WB_IN_TRANSIT_PROBLEM_RESOLVED, 785, "in_transit.problem_resolved", 0, "An earlier problem is out of the way.") \
  X(WB_IN_TRANSIT_ARRIVED_EXPORT_OFFICE, 786, "in_transit.arrived_export_office", 0, "Arrived at the office from which it leaves the country.") \
  X(WB_IN_TRANSIT_DEPARTED_IMPORT_OFFICE, 787, "in_transit.departed_import_office", 0, "Left the office at which it entered the country.") \
  X(WB_IN_TRANSIT_ARRIVED_TRANSIT_COUNTRY, 788, "in_transit.arrived_transit_country", 0, "Arrived in a country that is neither origin nor destination.") \
  X(WB_IN_TRANSIT_DEPARTED_TRANSIT_COUNTRY, 789, "in_transit.departed_transit_country", 0, "Left such a country.") \
  X(WB_IN_TRANSIT_CROSSED_BORDER, 790, "in_transit.crossed_border", 0, "Crossed a border, direction not said.") \
  X(WB_IN_TRANSIT_HANDED_TO_LINE_HAUL, 791, "in_transit.handed_to_line_haul", 0, "Given to an airline, ship, train or trunk truck.") \
  X(WB_IN_TRANSIT_CONSOLIDATED, 792, "in_transit.consolidated", 0, "Put into a container, bag or master shipment.") \
  X(WB_IN_TRANSIT_DECONSOLIDATED, 793, "in_transit.deconsolidated", 0, "Taken out of a container, bag or master shipment.") \
  X(WB_IN_TRANSIT_LOADED, 794, "in_transit.loaded", 0, "Loaded on a vehicle that is not yet on its delivery round.") \
  X(WB_IN_TRANSIT_UNLOADED, 795, "in_transit.unloaded", 0, "Unloaded from a vehicle.") \
  X(WB_IN_TRANSIT_ASSIGNED_TO_ROUTE, 796, "in_transit.assigned_to_route", 0, "Given to a delivery route or tour, not yet on the road.") \
  X(WB_IN_TRANSIT_AWAITING_DELIVERY, 797, "in_transit.awaiting_delivery", 0, "At the depot, waiting for its delivery round.") \
  X(WB_IN_TRANSIT_TO_PICKUP_POINT, 798, "in_transit.to_pickup_point", 0, "On the way to the place of collection.") \
  X(WB_IN_TRANSIT_ARRIVED_PICKUP_POINT, 799, "in_transit.arrived_pickup_point", 0, "At the place of collection but, by the source's own words, not ready.") \
  X(WB_IN_TRANSIT_BACK_AT_DEPOT, 800, "in_transit.back_at_depot", 0, "Came back from the round without a visit to the address.") \
  X(WB_IN_TRANSIT_IN_STORAGE, 801, "in_transit.in_storage", 0, "Kept in a warehouse or depot without a problem being named.") \
  X(WB_IN_TRANSIT_MISSENT, 802, "in_transit.missent", 0, "Sent the wrong way and sent on again, reported as routine.") \
  X(WB_IN_TRANSIT_SCAN_MISSING, 803, "in_transit.scan_missing", 0, "Expected at a step and not seen there; a weak sign, not a loss.") \
  X(WB_IN_TRANSIT_FOUND, 804, "in_transit.found", 0, "Turned up again after it had been missed.") \
  X(WB_IN_TRANSIT_HANDED_OFF_UNTRACKED, 805, "in_transit.handed_off_untracked", 0, "Given to somebody who reports nothing to this source; no more events will come from it.") \
  X(WB_CUSTOMS, 1024, "customs", 0, "The parcel is with, or held by, a customs or border authority.") \
  X(WB_CUSTOMS_STARTED, 1025, "customs.started", 0, "Import customs has the parcel or has begun its work.") \
  X(WB_CUSTOMS_CLEARED, 1026, "customs.cleared", 0, "Import customs has released the parcel.") \
  X(WB_CUSTOMS_INFO_REQUIRED, 1027, "customs.info_required", 1, "Customs waits for data or papers.") \
  X(WB_CUSTOMS_DUTY_UNPAID, 1028, "customs.duty_unpaid", 1, "Customs waits for duty, tax or a fee.") \
  X(WB_CUSTOMS_HELD, 1029, "customs.held", 0, "Customs keeps the parcel.") \
  X(WB_CUSTOMS_DELAYED, 1030, "customs.delayed", 2, "Customs takes longer than usual.") \
  X(WB_CUSTOMS_EXCEPTION, 1031, "customs.exception", 0, "Something is wrong at customs, not further described.") \
  X(WB_CUSTOMS_REJECTED, 1032, "customs.rejected", 0, "Customs refused the parcel.") \
  X(WB_CUSTOMS_PRECLEARANCE_HOLD, 1033, "customs.preclearance_hold", 0, "The carrier keeps the parcel until its customs papers are ready.") \
  X(WB_CUSTOMS_EXPORT_STARTED, 1034, "customs.export_started", 0, "Export customs or export security has the parcel or has begun its work.") \
  X(WB_CUSTOMS_EXPORT_CLEARED, 1035, "customs.export_cleared", 0, "Export customs or export security has released the parcel.") \
  X(WB_CUSTOMS_EXPORT_HELD, 1036, "customs.export_held", 0, "Export customs or export security keeps the parcel.") \
  X(WB_CUSTOMS_BONDED, 1037, "customs.bonded", 0, "In a bonded warehouse or area.") \
  X(WB_CUSTOMS_DUTY_PAID, 1038, "customs.duty_paid", 0, "Duty, tax or fee has been paid.") \
  X(WB_CUSTOMS_IMPORT_TERMINATED, 1039, "customs.import_terminated", 0, "The import was ended without a release.") \
  X(WB_OUT_FOR_DELIVERY, 1280, "out_for_delivery", 0, "The parcel is on its last trip towards the recipient.") \
  X(WB_OUT_FOR_DELIVERY_ON_VEHICLE, 1281, "out_for_delivery.on_vehicle", 0, "With the driver on the delivery round.") \
  X(WB_OUT_FOR_DELIVERY_RECIPIENT_CONTACTED, 1282, "out_for_delivery.recipient_contacted", 0, "The recipient was called or written to about today's delivery.") \
  X(WB_OUT_FOR_DELIVERY_APPOINTMENT_SET, 1283, "out_for_delivery.appointment_set", 0, "A delivery time was agreed.") \
  X(WB_OUT_FOR_DELIVERY_NEXT_STOP, 1284, "out_for_delivery.next_stop", 0, "The driver is one or a few stops away.") \
  X(WB_OUT_FOR_DELIVERY_AT_ADDRESS, 1285, "out_for_delivery.at_address", 0, "The driver is at the delivery address.") \
  X(WB_ATTEMPT_FAILED, 1536, "attempt_failed", 0, "A delivery was tried at the address and did not succeed.") \
  X(WB_ATTEMPT_FAILED_OTHER, 1537, "attempt_failed.other", 0, "The attempt failed; the cause is not said.") \
  X(WB_ATTEMPT_FAILED_RECIPIENT_ABSENT, 1538, "attempt_failed.recipient_absent", 0, "Nobody was there.") \
  X(WB_ATTEMPT_FAILED_BUSINESS_CLOSED, 1539, "attempt_failed.business_closed", 0, "The business was closed.") \
  X(WB_ATTEMPT_FAILED_REFUSED, 1540, "attempt_failed.refused", 0, "Refused at the door.") \
  X(WB_ATTEMPT_FAILED_ADDRESS, 1541, "attempt_failed.address", 0, "The address was wrong or could not be found by the driver.") \
  X(WB_ATTEMPT_FAILED_NO_ACCESS, 1542, "attempt_failed.no_access", 0, "The driver could not get to the door or letter box.") \
  X(WB_ATTEMPT_FAILED_NOTICE_LEFT, 1543, "attempt_failed.notice_left", 0, "A card or note was left.") \
  X(WB_ATTEMPT_FAILED_RESCHEDULE_NEEDED, 1544, "attempt_failed.reschedule_needed", 1, "Somebody has to agree a new date.") \
  X(WB_ATTEMPT_FAILED_FINAL, 1545, "attempt_failed.final", 0, "The last attempt; the carrier will not try again by itself.") \
  X(WB_ATTEMPT_FAILED_COD_UNPAID, 1546, "attempt_failed.cod_unpaid", 1, "The amount due at the door was not paid.") \
  X(WB_ATTEMPT_FAILED_ID_FAILED, 1547, "attempt_failed.id_failed", 0, "Identity, age or code could not be confirmed at the door.") \
  X(WB_ATTEMPT_FAILED_SECURITY_OR_FEE, 1548, "attempt_failed.security_or_fee", 0, "Stopped at the door for security reasons or for an open fee.") \
  X(WB_ATTEMPT_FAILED_NOT_REACHED, 1549, "attempt_failed.not_reached", 0, "The round ended before the address was visited, and the carrier counts it as an attempt.") \
  X(WB_READY_FOR_PICKUP, 1792, "ready_for_pickup", 0, "The parcel waits for the recipient to collect it.") \
  X(WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 1793, "ready_for_pickup.at_pickup_point", 0, "Ready at a shop, counter or other place of collection.") \
  X(WB_READY_FOR_PICKUP_AT_POST_OFFICE, 1794, "ready_for_pickup.at_post_office", 0, "Ready at a post office.") \
  X(WB_READY_FOR_PICKUP_AT_CARRIER_DEPOT, 1795, "ready_for_pickup.at_carrier_depot", 0, "Ready at a depot or service desk of the carrier.") \
  X(WB_READY_FOR_PICKUP_ARRIVED, 1796, "ready_for_pickup.arrived", 0, "Brought to the place of collection; not said to be ready.") \
  X(WB_READY_FOR_PICKUP_DEADLINE_SOON, 1797, "ready_for_pickup.deadline_soon", 1, "The time for collecting ends soon.") \
  X(WB_READY_FOR_PICKUP_LOCKER, 1798, "ready_for_pickup.locker", 0, "Ready in a parcel locker.") \
  X(WB_READY_FOR_PICKUP_PO_BOX, 1799, "ready_for_pickup.po_box", 0, "Ready in a post-office box.") \
  X(WB_READY_FOR_PICKUP_REMINDER_SENT, 1800, "ready_for_pickup.reminder_sent", 0, "The recipient was reminded to collect it.") \
  X(WB_READY_FOR_PICKUP_TEMPORARY_PLACE, 1801, "ready_for_pickup.temporary_place", 0, "Kept in another locker or shop than planned, and ready there.") \
  X(WB_READY_FOR_PICKUP_BEING_INSPECTED, 1802, "ready_for_pickup.being_inspected", 0, "The recipient is looking at the goods at the counter.") \
  X(WB_DELIVERED, 2048, "delivered", 0, "The recipient, or somebody on the recipient's side, has the parcel.") \
  X(WB_DELIVERED_DELIVERED, 2049, "delivered.delivered", 8, "Delivered, no further detail.") \
  X(WB_DELIVERED_COLLECTED, 2050, "delivered.collected", 8, "Collected by the recipient.") \
  X(WB_DELIVERED_SIGNED, 2051, "delivered.signed", 8, "Delivered against a signature.") \
  X(WB_DELIVERED_COD_COLLECTED, 2052, "delivered.cod_collected", 8, "Delivered and the amount due was paid.") \
  X(WB_DELIVERED_NEIGHBOUR, 2053, "delivered.neighbour", 8, "Left with a neighbour.") \
  X(WB_DELIVERED_RECEPTION, 2054, "delivered.reception", 8, "Left at a reception desk.") \
  X(WB_DELIVERED_SAFE_PLACE, 2055, "delivered.safe_place", 8, "Left at the agreed or a safe place.") \
  X(WB_DELIVERED_ALTERNATIVE_LOCATION, 2056, "delivered.alternative_location", 8, "Delivered at another place than the address.") \
  X(WB_DELIVERED_PO_BOX, 2057, "delivered.po_box", 8, "Put into the recipient's post-office box.") \
  X(WB_DELIVERED_IN_PART, 2058, "delivered.in_part", 0, "Only some of the pieces were delivered.") \
  X(WB_DELIVERED_DAMAGED, 2059, "delivered.damaged", 8, "Delivered although damaged.") \
  X(WB_DELIVERED_MAILBOX, 2060, "delivered.mailbox", 8, "Put into the letter box.") \
  X(WB_DELIVERED_LOCKER, 2061, "delivered.locker", 8, "Put into a locker that belongs to the recipient or was chosen as the address.") \
  X(WB_DELIVERED_HOUSEHOLD, 2062, "delivered.household", 8, "Taken by somebody of the household.") \
  X(WB_DELIVERED_AGENT, 2063, "delivered.agent", 8, "Taken by an agent or representative of the recipient.") \
  X(WB_DELIVERED_VERIFIED, 2064, "delivered.verified", 8, "Handed over after an identity or code check.") \
  X(WB_EXCEPTION, 2304, "exception", 0, "Something is wrong or in the way, and no other word says it better.") \
  X(WB_EXCEPTION_OTHER, 2305, "exception.other", 0, "A problem, not further described.") \
  X(WB_EXCEPTION_DELAYED, 2306, "exception.delayed", 2, "Delayed.") \
  X(WB_EXCEPTION_ADDRESS, 2307, "exception.address", 1, "The address is wrong or incomplete and somebody must correct it.") \
  X(WB_EXCEPTION_REFUSED, 2308, "exception.refused", 0, "Refused by the recipient, away from a delivery attempt or with no word of one.") \
  X(WB_EXCEPTION_HELD, 2309, "exception.held", 0, "Kept back by the carrier.") \
  X(WB_EXCEPTION_HELD_PAYMENT, 2310, "exception.held_payment", 1, "Kept back until something is paid.") \
  X(WB_EXCEPTION_PICKUP_MISSED, 2311, "exception.pickup_missed", 1, "The recipient did not collect it in time.") \
  X(WB_EXCEPTION_DAMAGED, 2312, "exception.damaged", 0, "Damaged.") \
  X(WB_EXCEPTION_UNDELIVERABLE, 2313, "exception.undeliverable", 0, "Cannot be delivered.") \
  X(WB_EXCEPTION_MISROUTED, 2314, "exception.misrouted", 0, "Went to the wrong place.") \
  X(WB_EXCEPTION_CARRIER_REJECTED, 2315, "exception.carrier_rejected", 0, "The carrier will not carry it.") \
  X(WB_EXCEPTION_DOCUMENTS, 2316, "exception.documents", 1, "Papers or declarations are missing or wrong.") \
  X(WB_EXCEPTION_DELIVERY, 2317, "exception.delivery", 0, "A problem during delivery, not further described.") \
  X(WB_EXCEPTION_TRANSIT, 2318, "exception.transit", 0, "A problem under way, not further described.") \
  X(WB_EXCEPTION_FAILURE, 2319, "exception.failure", 0, "The carrier calls the shipment failed and says no more.") \
  X(WB_EXCEPTION_CUSTOMER_MOVED, 2320, "exception.customer_moved", 0, "The recipient has moved.") \
  X(WB_EXCEPTION_RECIPIENT_DATA, 2321, "exception.recipient_data", 0, "The recipient could not be identified or reached.") \
  X(WB_EXCEPTION_SECURITY, 2322, "exception.security", 0, "Stopped for security reasons.") \
  X(WB_EXCEPTION_CONTACT_CARRIER, 2323, "exception.contact_carrier", 1, "Somebody has to call the carrier.") \
  X(WB_EXCEPTION_PICKUP_FAILED, 2324, "exception.pickup_failed", 0, "The collection from the sender did not work.") \
  X(WB_EXCEPTION_MISSING, 2325, "exception.missing", 0, "Cannot be found at present; a search may be under way.") \
  X(WB_EXCEPTION_STOPPED, 2326, "exception.stopped", 0, "Delivery was stopped by order of the sender, recipient or carrier.") \
  X(WB_EXCEPTION_RECALLED, 2327, "exception.recalled", 0, "Called back by the sender or the maker of the goods.") \
  X(WB_EXCEPTION_INFORMATION_NEEDED, 2328, "exception.information_needed", 1, "The carrier waits for information from the recipient or sender.") \
  X(WB_EXCEPTION_PICKUP_POINT_TROUBLE, 2329, "exception.pickup_point_trouble", 0, "The place of collection is closed, full or does not accept it.") \
  X(WB_EXCEPTION_CONDITION_ALARM, 2330, "exception.condition_alarm", 0, "A sensor reported a condition outside its limits.") \
  X(WB_EXCEPTION_INCOMPLETE, 2331, "exception.incomplete", 0, "Pieces, goods or papers do not match: a part is missing.") \
  X(WB_RETURNING, 2560, "returning", 0, "The parcel is on its way back to the sender.") \
  X(WB_RETURNING_STARTED, 2561, "returning.started", 4, "Going back to the sender.") \
  X(WB_RETURNING_UNCLAIMED, 2562, "returning.unclaimed", 4, "Going back because nobody collected it.") \
  X(WB_RETURNING_REQUESTED, 2563, "returning.requested", 4, "A return was asked for or allowed; the parcel may not move yet.") \
  X(WB_RETURNING_MOVING, 2564, "returning.moving", 4, "A scan on the way back.") \
  X(WB_RETURNING_OUT_FOR_DELIVERY, 2565, "returning.out_for_delivery", 4, "On its last trip towards the sender.") \
  X(WB_RETURNING_FAILED, 2566, "returning.failed", 4, "The return could not be carried out.") \
  X(WB_RETURNED, 2816, "returned", 0, "The sender has the parcel back.") \
  X(WB_RETURNED_TO_SENDER, 2817, "returned.to_sender", 12, "The sender has it back.") \
  X(WB_RETURNED_TO_WAREHOUSE, 2818, "returned.to_warehouse", 12, "Back at the seller's or client's warehouse.") \
  X(WB_CANCELLED, 3072, "cancelled", 0, "The shipment was called off before it was delivered.") \
  X(WB_CANCELLED_SHIPMENT, 3073, "cancelled.shipment", 8, "The shipment was cancelled.") \
  X(WB_CANCELLED_ORDER, 3074, "cancelled.order", 8, "The order behind it was cancelled.") \
  X(WB_CANCELLED_PICKUP, 3075, "cancelled.pickup", 8, "The collection was cancelled.") \
  X(WB_CANCELLED_LABEL_EXPIRED, 3076, "cancelled.label_expired", 8, "The label ran out or was withdrawn unused.") \
  X(WB_CANCELLED_EXPORT, 3077, "cancelled.export", 8, "The export was cancelled.") \
  X(WB_LOSS, 3328, "loss", 0, "The parcel will not arrive: lost, stolen, destroyed, disposed of or confiscated.") \
  X(WB_LOSS_LOST, 3329, "loss.lost", 8, "Lost.") \
  X(WB_LOSS_DISPOSED, 3330, "loss.disposed", 8, "Disposed of.") \
  X(WB_LOSS_DESTROYED, 3331, "loss.destroyed", 8, "Destroyed.") \
  X(WB_LOSS_STOLEN, 3332, "loss.stolen", 8, "Stolen.") \
  X(WB_LOSS_CONFISCATED, 3333, "loss.confiscated", 8, "Taken away by an authority.") \
  X(WB_NOTE, 3584, "note", 0, "Information that travels with the parcel and never changes its main status.") \
  X(WB_NOTE_UPDATE, 3585, "note.update", 0, "The record was updated; nothing else is said.") \
  X(WB_NOTE_INFORMATION, 3586, "note.information", 0, "A message without a step.") \
  X(WB_NOTE_DELIVERY_PROPOSED, 3587, "note.delivery_proposed", 0, "A delivery date was proposed.") \
  X(WB_NOTE_DELIVERY_ARRANGED, 3588, "note.delivery_arranged", 0, "A delivery date was agreed with the recipient.") \
  X(WB_NOTE_DELIVERY_SCHEDULED, 3589, "note.delivery_scheduled", 0, "A delivery date was set.") \
  X(WB_NOTE_DELIVERY_RESCHEDULED, 3590, "note.delivery_rescheduled", 0, "The delivery date was changed.") \
  X(WB_NOTE_PROOF_OF_DELIVERY, 3591, "note.proof_of_delivery", 0, "A signature, photo or document about the delivery is available.") \
  X(WB_NOTE_COD_PAID, 3592, "note.cod_paid", 0, "The amount due at delivery was paid or passed on.") \
  X(WB_NOTE_RELABELLED, 3593, "note.relabelled", 0, "A new label was put on.") \
  X(WB_NOTE_REPACKED, 3594, "note.repacked", 0, "Repacked.") \
  X(WB_NOTE_POST_TRANSIT, 3595, "note.post_transit", 0, "An entry made after the journey ended.") \
  X(WB_NOTE_RETRACTION, 3596, "note.retraction", 0, "The source withdraws an event that it gave before.") \
  X(WB_NOTE_RECIPIENT_NOTIFIED, 3597, "note.recipient_notified", 0, "A message was sent to the recipient.") \
  X(WB_NOTE_ETA_CHANGED, 3598, "note.eta_changed", 0, "Only the expected date or time changed.") \
  X(WB_NOTE_DELIVERY_PREFERENCE, 3599, "note.delivery_preference", 0, "A wish about the delivery was asked for, recorded, confirmed or declined.") \
  X(WB_NOTE_CLAIM, 3600, "note.claim", 0, "A claim was opened, changed or settled.") \
  X(WB_NOTE_INVESTIGATION, 3601, "note.investigation", 0, "A search or enquiry was opened, changed or closed.") \
  X(WB_NOTE_RECORD_CLOSED, 3602, "note.record_closed", 0, "The source has closed its record.") \
  X(WB_NOTE_PAYMENT, 3603, "note.payment", 0, "A fee, refund or other payment was booked.") \
  X(WB_NOTE_MEASUREMENT, 3604, "note.measurement", 0, "Weight, size or a sensor value was recorded.") \
  X(WB_NOTE_PIECES_CHANGED, 3605, "note.pieces_changed", 0, "The shipment was split, or pieces were joined or taken apart.") \
  X(WB_NOTE_INSPECTION, 3606, "note.inspection", 0, "The carrier looked at the parcel; no result is given.") \
  X(WB_NOTE_RETURN_DOCUMENT, 3607, "note.return_document", 0, "A document that goes back to the sender is under way.")

/* Parties, each followed by its causes. */
#define WB_REASON_WORDS(X) \
  X(WB_REASON_CARRIER, 256, "carrier", 0, "The carrier, its partners or its equipment.") \
  X(WB_REASON_CARRIER_OTHER, 257, "carrier/other", 0, "A cause on the carrier's side, not further described.") \
  X(WB_REASON_CARRIER_DAMAGED, 258, "carrier/damaged", 0, "The parcel was damaged in the carrier's hands.") \
  X(WB_REASON_CARRIER_LOST, 259, "carrier/lost", 0, "The carrier lost it.") \
  X(WB_REASON_CARRIER_SORTING_ERROR, 260, "carrier/sorting_error", 0, "Sorted or routed wrongly.") \
  X(WB_REASON_CARRIER_CAPACITY, 261, "carrier/capacity", 0, "Too much volume.") \
  X(WB_REASON_CARRIER_MECHANICAL, 262, "carrier/mechanical", 0, "Machine or equipment broke down.") \
  X(WB_REASON_CARRIER_VEHICLE, 263, "carrier/vehicle", 0, "Trouble with a vehicle.") \
  X(WB_REASON_CARRIER_OUT_OF_TIME, 264, "carrier/out_of_time", 0, "The round was too long for the day.") \
  X(WB_REASON_CARRIER_ADDRESS_NOT_FOUND, 265, "carrier/address_not_found", 0, "The carrier did not find the address.") \
  X(WB_REASON_CARRIER_PROCESSING, 266, "carrier/processing", 0, "Handling takes longer than planned.") \
  X(WB_REASON_CARRIER_LATE_FLIGHT, 267, "carrier/late_flight", 0, "A flight was late.") \
  X(WB_REASON_CARRIER_REDIRECTED, 268, "carrier/redirected", 0, "The carrier sent it another way.") \
  X(WB_REASON_CARRIER_UNDELIVERABLE, 269, "carrier/undeliverable", 0, "The carrier declares that it cannot deliver.") \
  X(WB_REASON_CARRIER_LOADING, 270, "carrier/loading", 0, "Loaded wrongly, or left behind when loading.") \
  X(WB_REASON_CARRIER_MISSED_CONNECTION, 271, "carrier/missed_connection", 0, "Missed its onward transport.") \
  X(WB_REASON_CARRIER_PICKUP_POINT, 272, "carrier/pickup_point", 0, "The place of collection is closed, full or unwilling.") \
  X(WB_REASON_SHIPPER, 512, "shipper", 0, "The sender, seller or its warehouse.") \
  X(WB_REASON_SHIPPER_CANCELLED, 513, "shipper/cancelled", 0, "The sender called it off.") \
  X(WB_REASON_SHIPPER_NOT_READY, 514, "shipper/not_ready", 0, "The sender did not have it ready.") \
  X(WB_REASON_SHIPPER_PACKAGING, 515, "shipper/packaging", 0, "Packed badly.") \
  X(WB_REASON_SHIPPER_WRONG_DATA, 516, "shipper/wrong_data", 0, "Data or declaration wrong.") \
  X(WB_REASON_SHIPPER_WRONG_DIMENSIONS, 517, "shipper/wrong_dimensions", 0, "Size or weight not as declared.") \
  X(WB_REASON_SHIPPER_WRONG_PARCEL, 518, "shipper/wrong_parcel", 0, "Another parcel than declared.") \
  X(WB_REASON_SHIPPER_DOCUMENTS, 519, "shipper/documents", 0, "Papers missing or wrong.") \
  X(WB_REASON_SHIPPER_NON_COMPLIANCE, 520, "shipper/non_compliance", 0, "Breaks the carrier's rules.") \
  X(WB_REASON_SHIPPER_PROHIBITED_GOODS, 521, "shipper/prohibited_goods", 0, "Goods that may not be carried.") \
  X(WB_REASON_SHIPPER_OUT_OF_SERVICE, 522, "shipper/out_of_service", 0, "Outside the area or service that was bought.") \
  X(WB_REASON_SHIPPER_POSTAGE, 523, "shipper/postage", 0, "Postage missing, short or not genuine.") \
  X(WB_REASON_RECIPIENT, 768, "recipient", 0, "The person or business that should get the parcel.") \
  X(WB_REASON_RECIPIENT_NOT_AVAILABLE, 769, "recipient/not_available", 0, "Nobody there to take it.") \
  X(WB_REASON_RECIPIENT_NOT_HOME, 770, "recipient/not_home", 0, "Nobody at home.") \
  X(WB_REASON_RECIPIENT_BUSINESS_CLOSED, 771, "recipient/business_closed", 0, "Business closed.") \
  X(WB_REASON_RECIPIENT_REFUSED, 772, "recipient/refused", 0, "Did not want it.") \
  X(WB_REASON_RECIPIENT_WRONG_ADDRESS, 773, "recipient/wrong_address", 0, "Address wrong or incomplete.") \
  X(WB_REASON_RECIPIENT_MOVED, 774, "recipient/moved", 0, "Has moved.") \
  X(WB_REASON_RECIPIENT_DECEASED, 775, "recipient/deceased", 0, "Has died.") \
  X(WB_REASON_RECIPIENT_NO_ACCESS, 776, "recipient/no_access", 0, "The driver could not get in.") \
  X(WB_REASON_RECIPIENT_NO_SAFE_PLACE, 777, "recipient/no_safe_place", 0, "No safe place to leave it.") \
  X(WB_REASON_RECIPIENT_ID_FAILED, 778, "recipient/id_failed", 0, "Identity, age or code not confirmed.") \
  X(WB_REASON_RECIPIENT_PAYMENT_DUE, 779, "recipient/payment_due", 0, "Did not pay what was due.") \
  X(WB_REASON_RECIPIENT_NOT_COLLECTED, 780, "recipient/not_collected", 0, "Did not collect it.") \
  X(WB_REASON_RECIPIENT_REDIRECTED, 781, "recipient/redirected", 0, "Asked for another address or place.") \
  X(WB_REASON_RECIPIENT_CANCELLED, 782, "recipient/cancelled", 0, "Called it off.") \
  X(WB_REASON_RECIPIENT_UNKNOWN, 783, "recipient/unknown", 0, "Not known at the address.") \
  X(WB_REASON_RECIPIENT_NO_MAILBOX, 784, "recipient/no_mailbox", 0, "No letter box, or none that can be reached.") \
  X(WB_REASON_RECIPIENT_APPOINTMENT, 785, "recipient/appointment", 0, "An appointment is needed, missing or was missed.") \
  X(WB_REASON_RECIPIENT_REQUESTED_CHANGE, 786, "recipient/requested_change", 0, "Asked for another time or manner.") \
  X(WB_REASON_CUSTOMS, 1024, "customs", 0, "A customs or border authority.") \
  X(WB_REASON_CUSTOMS_DELAY, 1025, "customs/delay", 0, "Customs takes long.") \
  X(WB_REASON_CUSTOMS_DOCUMENTS, 1026, "customs/documents", 0, "Papers missing for customs.") \
  X(WB_REASON_CUSTOMS_DUTIES_UNPAID, 1027, "customs/duties_unpaid", 0, "Duty or tax not paid.") \
  X(WB_REASON_CUSTOMS_HELD, 1028, "customs/held", 0, "Kept by customs.") \
  X(WB_REASON_CUSTOMS_INSPECTION, 1029, "customs/inspection", 0, "Being inspected.") \
  X(WB_REASON_CUSTOMS_PROHIBITED, 1030, "customs/prohibited", 0, "Import or export not allowed.") \
  X(WB_REASON_CUSTOMS_REJECTED, 1031, "customs/rejected", 0, "Refused by customs.") \
  X(WB_REASON_EXTERNAL, 1280, "external", 0, "Weather, security, law, nature: nobody in the chain.") \
  X(WB_REASON_EXTERNAL_OTHER, 1281, "external/other", 0, "An outside cause, not further described.") \
  X(WB_REASON_EXTERNAL_WEATHER, 1282, "external/weather", 0, "Weather.") \
  X(WB_REASON_EXTERNAL_EXTREME_WEATHER, 1283, "external/extreme_weather", 0, "Extreme weather.") \
  X(WB_REASON_EXTERNAL_NATURAL_DISASTER, 1284, "external/natural_disaster", 0, "Natural disaster.") \
  X(WB_REASON_EXTERNAL_FORCE_MAJEURE, 1285, "external/force_majeure", 0, "Force majeure, not further described.") \
  X(WB_REASON_EXTERNAL_SECURITY, 1286, "external/security", 0, "A security matter.") \
  X(WB_REASON_EXTERNAL_REGULATORY_HOLD, 1287, "external/regulatory_hold", 0, "Held by an authority other than customs.") \
  X(WB_REASON_EXTERNAL_HOLIDAY, 1288, "external/holiday", 0, "Public holiday.") \
  X(WB_REASON_EXTERNAL_THEFT, 1289, "external/theft", 0, "Theft.") \
  X(WB_REASON_UNKNOWN, 1536, "unknown", 0, "The source does not say who.") \
  X(WB_REASON_UNKNOWN_UNKNOWN, 1537, "unknown/unknown", 0, "The source says that the cause is unknown.") \
  X(WB_REASON_UNKNOWN_BEING_RESEARCHED, 1538, "unknown/being_researched", 0, "The cause is being looked into.")

/* What is known about the tracker of one number. */
#define WB_TRACKING_WORDS(X) \
  X(WB_TRACKING_OK, 0, "ok", 0, "The source answered and the parcel was found.") \
  X(WB_TRACKING_PENDING, 1, "pending", 0, "Registered or too new: no data yet, keep asking.") \
  X(WB_TRACKING_NOT_FOUND, 2, "not_found", 0, "The source does not know the number.") \
  X(WB_TRACKING_INVALID_NUMBER, 3, "invalid_number", 0, "The source, or the check digit, says that the number cannot exist.") \
  X(WB_TRACKING_NEEDS_INPUT, 4, "needs_input", 0, "The source wants more facts: postcode, country, phone, a choice.") \
  X(WB_TRACKING_AUTH_REQUIRED, 5, "auth_required", 0, "Credentials are missing or refused.") \
  X(WB_TRACKING_UNSUPPORTED, 6, "unsupported", 0, "No plugin can ask for this number.") \
  X(WB_TRACKING_RATE_LIMITED, 7, "rate_limited", 0, "The source asked to slow down; the next time is known.") \
  X(WB_TRACKING_SOURCE_ERROR, 8, "source_error", 0, "The source failed, or its answer could not be understood.") \
  X(WB_TRACKING_STALE, 9, "stale", 0, "The last good answer is older than it should be.") \
  X(WB_TRACKING_EXPIRED, 10, "expired", 0, "The source or the tracker gave up after long silence; the main status stays as it was.") \
  X(WB_TRACKING_STOPPED, 11, "stopped", 0, "Following was ended by rule or by the user.") \
  X(WB_TRACKING_RECYCLED, 12, "recycled", 0, "The number now belongs to another parcel: a new generation has begun.") \
  X(WB_TRACKING_ARCHIVED, 13, "archived", 0, "The source knew the number but has removed the record.") \
  X(WB_TRACKING_FORBIDDEN, 14, "forbidden", 0, "The source knows the number but this account may not see it.")

/* What became of one number that a source was asked for.  "No data", "could not parse" and "not entitled" differ. */
#define WB_OUTCOME_WORDS(X) \
  X(WB_FOUND, 1, "found", 0, "The source knows the number and told what it knows.") \
  X(WB_NOT_FOUND, 2, "not_found", 0, "The source says that it does not know the number.") \
  X(WB_NOT_YET, 3, "not_yet", 0, "Announced or too new: no data yet, keep asking.") \
  X(WB_INVALID, 4, "invalid", 0, "The source says that such a number cannot exist.") \
  X(WB_ARCHIVED, 5, "archived", 0, "The source knew the number and has removed the record.") \
  X(WB_FORBIDDEN, 6, "forbidden", 0, "The source knows the number, but this account may not see it.") \
  X(WB_NEEDS_INPUT, 7, "needs_input", 0, "The source wants more facts: postcode, country, a date, a choice.") \
  X(WB_FAILED, 8, "failed", 0, "The source failed, refused the call, or could not be understood; `detail` says which.")
/* clang-format on */

#define WB_ENUM_ROW(identifier, code, word, flags, meaning) identifier = code,
enum { WB_STATUS_WORDS(WB_ENUM_ROW) WB_STATUS_END_ };
enum { WB_REASON_WORDS(WB_ENUM_ROW) WB_REASON_END_ };
enum { WB_TRACKING_WORDS(WB_ENUM_ROW) WB_TRACKING_END_ };
enum { WB_OUTCOME_WORDS(WB_ENUM_ROW) WB_OUTCOME_END_ };
#undef WB_ENUM_ROW

/* The main word of a status, and the party of a reason. */
#define WB_MAIN(code) ((uint32_t)(code) & ~UINT32_C(255))

#ifdef __cplusplus
}
#endif
#endif
