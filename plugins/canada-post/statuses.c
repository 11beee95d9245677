/* SPDX-License-Identifier: MIT */
/* The codes of "Tracking scan events" in Canada Post's messages and code tables, and a few that only public
 * clients name (101, 103, 125, 154, 401-404, 406-409, 1400-1404, 1497, 1499, 5300). */
#include "statuses.h"

/* clang-format off */
static const wb_status_row rows[] = {  /* sorted by code, byte order */
  { "100", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "101", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "102", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "103", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "104", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "105", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "106", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "107", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "1100", WB_RETURNING_STARTED, WB_REASON_CUSTOMS_REJECTED, 0 },
  { "113", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "114", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "115", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  { "116", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  { "117", WB_EXCEPTION_DOCUMENTS, WB_REASON_SHIPPER_DOCUMENTS, 0 },
  { "118", WB_EXCEPTION_HELD, WB_REASON_SHIPPER_OUT_OF_SERVICE, 0 },  /* outside the partner's area */
  { "120", WB_EXCEPTION_ADDRESS, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "1200", WB_NOTE_ETA_CHANGED, 0, 0 },
  { "1203", WB_NOTE_ETA_CHANGED, 0, 0 },
  { "121", WB_EXCEPTION_HELD, WB_REASON_RECIPIENT, 0 },  /* refused or unclaimed */
  { "1210", WB_CUSTOMS_DUTY_PAID, 0, 0 },
  { "1214", WB_NOTE_PAYMENT, 0, 0 },  /* refund of duty */
  { "1215", WB_NOTE_PAYMENT, 0, 0 },  /* refund of duty */
  { "1216", WB_NOTE_PAYMENT, 0, 0 },  /* refund of duty */
  { "1220", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "1221", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "1223", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "1224", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "1225", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },
  { "1230", WB_NOTE_DELIVERY_PREFERENCE, WB_REASON_SHIPPER, 0 },  /* redirection asked for */
  { "1232", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },  /* redirection asked for */
  { "1234", WB_NOTE_DELIVERY_PREFERENCE, WB_REASON_SHIPPER, 0 },  /* redirection withdrawn */
  { "1240", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "1241", WB_IN_TRANSIT_FORWARDED, 0, 0 },
  { "1244", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "1245", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 },  /* redirection failed */
  { "125", WB_EXCEPTION_HELD, 0, 0 },
  { "127", WB_CUSTOMS_HELD, WB_REASON_CUSTOMS_HELD, 0 },
  { "130", WB_CUSTOMS_CLEARED, 0, 0 },
  { "1300", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "1301", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "1302", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "1303", WB_ACCEPTED_DROPPED_OFF, 0, WB_FLAG_RETURN_LEG },  /* a return */
  { "1400", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "1401", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "1402", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "1403", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "1404", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "1405", WB_READY_FOR_PICKUP_LOCKER, 0, 0 },
  { "1406", WB_DELIVERED_COLLECTED, 0, 0 },
  { "1407", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "1408", WB_DELIVERED_SIGNED, 0, 0 },
  { "1409", WB_DELIVERED_SIGNED, 0, 0 },
  { "1410", WB_EXCEPTION_HELD, WB_REASON_RECIPIENT_REQUESTED_CHANGE, 0 },
  { "1411", WB_ATTEMPT_FAILED_BUSINESS_CLOSED, WB_REASON_RECIPIENT_BUSINESS_CLOSED, 0 },
  { "1412", WB_EXCEPTION_DELAYED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },  /* address being checked */
  { "1414", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "1415", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "1416", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_UNKNOWN, 0 },
  { "1417", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "1418", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_ID_FAILED, 0 },
  { "1419", WB_RETURNING_UNCLAIMED, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 },
  { "1420", WB_RETURNING_STARTED, 0, 0 },
  { "1421", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* front door */
  { "1422", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* side door */
  { "1423", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* back door */
  { "1424", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* garage */
  { "1425", WB_DELIVERED_RECEPTION, 0, 0 },  /* concierge */
  { "1426", WB_DELIVERED_LOCKER, 0, 0 },  /* recipient's parcel box */
  { "1427", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "1428", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* front door */
  { "1429", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* side door */
  { "1430", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* back door */
  { "1431", WB_DELIVERED_SAFE_PLACE, 0, 0 },  /* garage */
  { "1432", WB_DELIVERED_RECEPTION, 0, 0 },  /* concierge */
  { "1433", WB_DELIVERED_LOCKER, 0, 0 },  /* recipient's parcel box */
  { "1434", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "1435", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },  /* notice card says where */
  { "1436", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },  /* notice card says where */
  { "1437", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },  /* notice card says where */
  { "1438", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },  /* notice card says where */
  { "1441", WB_DELIVERED_MAILBOX, 0, 0 },  /* community mailbox */
  { "1442", WB_DELIVERED_MAILBOX, 0, 0 },  /* community mailbox */
  { "1443", WB_ATTEMPT_FAILED_OTHER, 0, 0 },  /* next business day */
  { "1444", WB_NOTE_DELIVERY_SCHEDULED, 0, 0 },
  { "1450", WB_EXCEPTION_CONTACT_CARRIER, 0, 0 },  /* at the undeliverable mail office */
  { "1461", WB_DELIVERED_RECEPTION, 0, 0 },  /* concierge */
  { "1462", WB_DELIVERED_RECEPTION, 0, 0 },  /* concierge */
  { "1463", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1465", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1466", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1467", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1468", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1469", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1471", WB_DELIVERED_AGENT, 0, 0 },
  { "1472", WB_DELIVERED_AGENT, 0, 0 },
  { "1473", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1475", WB_DELIVERED_RECEPTION, 0, 0 },  /* mail room */
  { "1476", WB_DELIVERED_DELIVERED, 0, 0 },
  { "1479", WB_ATTEMPT_FAILED_NOTICE_LEFT, WB_REASON_RECIPIENT_NOT_AVAILABLE, 0 },
  { "1480", WB_IN_TRANSIT_FORWARDED, WB_REASON_RECIPIENT_MOVED, 0 },
  { "1481", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_UNKNOWN, 0 },
  { "1482", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "1483", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "1484", WB_EXCEPTION_HELD, 0, 0 },
  { "1487", WB_CUSTOMS_HELD, WB_REASON_CUSTOMS, 0 },  /* appeal of duties */
  { "1488", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },  /* notice card says where */
  { "1490", WB_IN_TRANSIT_FORWARDED, WB_REASON_RECIPIENT_MOVED, 0 },
  { "1491", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_UNKNOWN, 0 },
  { "1492", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "1493", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "1494", WB_EXCEPTION_HELD, 0, 0 },
  { "1495", WB_CUSTOMS_HELD, WB_REASON_CUSTOMS, 0 },  /* appeal of duties */
  { "1496", WB_DELIVERED_DELIVERED, 0, 0 },
  { "1497", WB_DELIVERED_DELIVERED, 0, 0 },
  { "1498", WB_DELIVERED_DELIVERED, 0, 0 },
  { "1499", WB_DELIVERED_DELIVERED, 0, 0 },
  { "150", WB_LOSS_DISPOSED, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 },  /* hold period expired */
  { "152", WB_NOTE_COD_PAID, 0, 0 },
  { "154", WB_EXCEPTION_OTHER, 0, 0 },  /* its words decide */
  { "156", WB_READY_FOR_PICKUP_DEADLINE_SOON, 0, 0 },  /* final notice */
  { "159", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_EXTREME_WEATHER, 0 },
  { "160", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_OTHER, 0 },  /* authority or demonstration */
  { "161", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_OTHER, 0 },  /* labour disruption */
  { "162", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_OTHER, 0 },  /* transport */
  { "163", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_OTHER, 0 },  /* power outage */
  { "167", WB_RETURNING_STARTED, WB_REASON_SHIPPER_POSTAGE, 0 },
  { "168", WB_RETURNING_STARTED, WB_REASON_SHIPPER_NON_COMPLIANCE, 0 },
  { "169", WB_RETURNING_STARTED, WB_REASON_SHIPPER_WRONG_DATA, 0 },  /* label */
  { "170", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "1701", WB_READY_FOR_PICKUP_AT_POST_OFFICE, 0, 0 },
  { "1703", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },
  { "1705", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },  /* locker */
  { "171", WB_EXCEPTION_DELAYED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },  /* address being checked */
  { "172", WB_EXCEPTION_MISROUTED, WB_REASON_CARRIER_SORTING_ERROR, WB_FLAG_DELAY },
  { "173", WB_EXCEPTION_DELAYED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },  /* address being checked */
  { "174", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "175", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "179", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "181", WB_RETURNING_STARTED, WB_REASON_SHIPPER_WRONG_DATA, 0 },  /* label */
  { "182", WB_RETURNING_STARTED, WB_REASON_SHIPPER_DOCUMENTS, 0 },
  { "183", WB_RETURNING_STARTED, WB_REASON_EXTERNAL_OTHER, 0 },  /* no service to that country */
  { "184", WB_RETURNING_STARTED, WB_REASON_SHIPPER_PROHIBITED_GOODS, 0 },
  { "190", WB_CANCELLED_SHIPMENT, WB_REASON_SHIPPER_CANCELLED, 0 },  /* retail transaction voided */
  { "198", WB_NOTE_RELABELLED, 0, 0 },
  { "20", WB_NOTE_PROOF_OF_DELIVERY, 0, 0 },  /* signature image */
  { "2001", WB_NOTE_PROOF_OF_DELIVERY, 0, 0 },  /* photo */
  { "21", WB_NOTE_INFORMATION, 0, 0 },  /* verbal signature only */
  { "2101", WB_NOTE_INFORMATION, 0, 0 },  /* COD remittance awaited */
  { "2300", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "2407", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "2410", WB_EXCEPTION_HELD, WB_REASON_RECIPIENT_REQUESTED_CHANGE, 0 },
  { "2411", WB_EXCEPTION_HELD, WB_REASON_RECIPIENT_BUSINESS_CLOSED, 0 },
  { "2412", WB_EXCEPTION_DELAYED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },  /* address being checked */
  { "2414", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "2500", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "2501", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "2600", WB_RETURNING_MOVING, 0, 0 },
  { "2601", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "2802", WB_RETURNING_STARTED, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "3000", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "3001", WB_RETURNING_STARTED, 0, 0 },
  { "3002", WB_PRE_SHIPMENT_RETURN_LABEL, 0, 0 },
  { "400", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "4000", WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },  /* mailed abroad */
  { "401", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "402", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "403", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "404", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "405", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "406", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "407", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "408", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "409", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "410", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "4100", WB_IN_TRANSIT_PROCESSED, 0, 0 },
  { "4202", WB_IN_TRANSIT_DEPARTED_ORIGIN_COUNTRY, 0, 0 },
  { "4310", WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 0, 0 },
  { "4311", WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 0, 0 },
  { "4330", WB_CUSTOMS_STARTED, 0, 0 },
  { "4400", WB_CUSTOMS_STARTED, 0, 0 },
  { "4450", WB_CUSTOMS_CLEARED, 0, 0 },
  { "4500", WB_CUSTOMS_CLEARED, 0, 0 },
  { "4550", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "4600", WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 },
  { "4650", WB_EXCEPTION_UNDELIVERABLE, WB_REASON_CARRIER_UNDELIVERABLE, 0 },
  { "4700", WB_EXCEPTION_HELD, 0, 0 },
  { "4900", WB_IN_TRANSIT_ARRIVED_TRANSIT_COUNTRY, 0, 0 },
  { "4950", WB_IN_TRANSIT_DEPARTED_TRANSIT_COUNTRY, 0, 0 },
  { "500", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "5201", WB_CUSTOMS_CLEARED, 0, 0 },
  { "5300", WB_DELIVERED_DELIVERED, 0, 0 },
  { "621", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "622", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "623", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "624", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "625", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "626", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "627", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "628", WB_EXCEPTION_DELAYED, 0, 0 },  /* next business day */
  { "629", WB_IN_TRANSIT_TO_PICKUP_POINT, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 },  /* locker time over */
  { "630", WB_EXCEPTION_PICKUP_POINT_TROUBLE, WB_REASON_CARRIER_PICKUP_POINT, 0 },
  { "700", WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 0, 0 },
  { "701", WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 0, 0 },
  { "710", WB_EXCEPTION_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 },
  { "800", WB_CUSTOMS_STARTED, 0, 0 },
  { "804", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "810", WB_CUSTOMS_HELD, WB_REASON_CUSTOMS_HELD, 0 },
  { "815", WB_IN_TRANSIT_PROCESSING, 0, 0 },  /* for export */
  { "8901", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "900", WB_CUSTOMS_CLEARED, 0, 0 },
  { "910", WB_CUSTOMS_CLEARED, 0, 0 },
};

static const char split[] = "154 179 1450 1483 1493 4650"; /* told apart by words alone, in both languages */

/* Where one code has several meanings, its words decide: the first rule that fits wins.  A rule is for the
 * codes of its list, or, without a list, for all codes whose row has the main word `from`; it fits when both
 * words stand in the text. */
static const struct wording {
  const char *codes;
  uint32_t from;
  const char *words[2];
  wb_status_row row;  /* code: the rule's name */
} wordings[] = {
  { NULL, WB_DELIVERED, { "return", "sender" },
    { "came back", WB_RETURNED_TO_SENDER, 0, 0 } },
  { NULL, WB_DELIVERED, { "renvoy", "diteur" },
    { "came back", WB_RETURNED_TO_SENDER, 0, 0 } },
  { NULL, WB_DELIVERED, { "retourn", "diteur" },
    { "came back", WB_RETURNED_TO_SENDER, 0, 0 } },
  { NULL, WB_OUT_FOR_DELIVERY, { "return", "sender" },
    { "out to sender", WB_RETURNING_OUT_FOR_DELIVERY, 0, 0 } },
  { NULL, WB_OUT_FOR_DELIVERY, { "renvoy", "diteur" },
    { "out to sender", WB_RETURNING_OUT_FOR_DELIVERY, 0, 0 } },
  { "1412 2412", 0, { "return", "sender" },
    { "arrived on its way back", WB_RETURNING_MOVING, 0, 0 } },
  { "1412 2412", 0, { "renvoy", "diteur" },
    { "arrived on its way back", WB_RETURNING_MOVING, 0, 0 } },
  { "1479 1703", 0, { "return", "sender" },
    { "sender not in", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, WB_FLAG_RETURN_LEG } },
  { "1479 1703", 0, { "renvoy", "diteur" },
    { "sender not in", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, WB_FLAG_RETURN_LEG } },
  { "1481 1491", 0, { "refus", "" },
    { "refused", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { "4450", 0, { "refus", "customs" },
    { "import refused", WB_CUSTOMS_REJECTED, WB_REASON_CUSTOMS_REJECTED, 0 } },
  { "4450", 0, { "refus", "douan" },
    { "import refused", WB_CUSTOMS_REJECTED, WB_REASON_CUSTOMS_REJECTED, 0 } },
  { "4700", 0, { "not located", "return" },
    { "unknown there", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_UNKNOWN, 0 } },
  { "4700", 0, { "ne demeure pas", "diteur" },
    { "unknown there", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_UNKNOWN, 0 } },
  { "4700", 0, { "recipient's request", "" },
    { "held as asked", WB_EXCEPTION_HELD, WB_REASON_RECIPIENT_REQUESTED_CHANGE, 0 } },
  { "4700", 0, { "demande du dest", "" },
    { "held as asked", WB_EXCEPTION_HELD, WB_REASON_RECIPIENT_REQUESTED_CHANGE, 0 } },
  { "4700", 0, { "redirected", "new address" },
    { "redirected", WB_IN_TRANSIT_FORWARDED, WB_REASON_RECIPIENT_MOVED, 0 } },
  { "4700", 0, { "nouvelle adresse", "" },
    { "redirected", WB_IN_TRANSIT_FORWARDED, WB_REASON_RECIPIENT_MOVED, 0 } },
  { "4700", 0, { "verifying", "address" },
    { "address check", WB_EXCEPTION_DELAYED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 } },
  { "4700", 0, { "rification de l", "adresse" },
    { "address check", WB_EXCEPTION_DELAYED, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 } },
  { split, 0, { "refus", "diteur" },
    { "refused", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { split, 0, { "refused", "return" },
    { "refused", WB_RETURNING_STARTED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { split, 0, { "refus", "" },
    { "refused, no return named", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 } },
  { split, 0, { "unclaimed", "return" },
    { "unclaimed", WB_RETURNING_UNCLAIMED, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 } },
  { split, 0, { "return", "sender" },
    { "going back", WB_RETURNING_STARTED, 0, 0 } },
  { split, 0, { "retourn", "diteur" },
    { "going back", WB_RETURNING_STARTED, 0, 0 } },
  { split, 0, { "renvoy", "diteur" },
    { "going back", WB_RETURNING_STARTED, 0, 0 } },
  { split, 0, { "attempted", "deliver" },
    { "tried", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
  { split, 0, { "tentative", "livraison" },
    { "tried", WB_ATTEMPT_FAILED_OTHER, 0, 0 } },
};

/* Public clients count every 43xx that the table lacks as a step abroad. */
static const wb_status_row abroad = { "43", WB_IN_TRANSIT_MOVING, 0, 0 };
/* clang-format on */

/* Does a blank-separated list of codes name this one? */
static int lists(const char *codes, wb_str code)
{
  for (const char *p = codes; *p; p += *p == ' ') {
    size_t n = 0;
    int same = 1;
    for (; *p && *p != ' '; p++, n++)
      same = same && n < code.n && *p == code.p[n];
    if (same && n == code.n)
      return 1;
  }
  return 0;
}

static int fits(const struct wording *rule, wb_str text)
{
  return wb_contains(text, rule->words[0]) && wb_contains(text, rule->words[1]);
}

const wb_status_row *canada_post_status(wb_str code, wb_str text)
{
  const wb_status_row *row = wb_status_find(rows, WB_COUNT_OF(rows), code);
  if (!row)
    return code.n == 4 && memcmp(code.p, "43", 2) == 0 ? &abroad : NULL;
  const char *codes = NULL; /* the list of the rule before: many rules share one */
  int listed = 0;
  for (size_t i = 0; i < WB_COUNT_OF(wordings); i++) {
    const struct wording *rule = &wordings[i];
    if (rule->codes && rule->codes != codes) {
      codes = rule->codes;
      listed = lists(codes, code);
    }
    if ((rule->codes ? listed : WB_MAIN(row->status) == rule->from) && fits(rule, text))
      return &rule->row;
  }
  return row;
}
