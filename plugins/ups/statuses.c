/* SPDX-License-Identifier: MIT */
/* What UPS's codes mean.
 *
 * Main words: UPS's own appendix of status codes.  Sub words and reasons: the same where the appendix tells,
 * otherwise public descriptions (less sure); where nothing is said, the main word stands alone or with
 * "other". Codes that the lists leave out are not guessed: they come out by their type and are marked
 * unmapped. */
#include "ups.h"

/* clang-format off */
#define DELIVERY_WISH(code) { code, WB_NOTE_DELIVERY_PREFERENCE, 0, 0 }
#define ON_THE_WAY(code) { code, WB_IN_TRANSIT_MOVING, 0, 0 }
#define TROUBLE(code) { code, WB_EXCEPTION_OTHER, 0, 0 }

/* status.statusCode, three digits */
static const wb_status_row by_status_code[] = {
  { "000", WB_UNKNOWN_UNCLASSIFIED, 0, 0 },
  { "003", WB_PRE_SHIPMENT_LABEL_CREATED, 0, 0 },
  ON_THE_WAY("005"),
  { "006", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "007", WB_CANCELLED_SHIPMENT, 0, 0 },
  ON_THE_WAY("010"),
  { "011", WB_DELIVERED_DELIVERED, 0, 0 },
  { "012", WB_CUSTOMS_STARTED, 0, 0 },
  TROUBLE("013"),
  { "014", WB_CUSTOMS_CLEARED, 0, 0 },
  { "016", WB_IN_TRANSIT_IN_STORAGE, 0, 0 },
  { "017", WB_READY_FOR_PICKUP_AT_CARRIER_DEPOT, 0, 0 },
  DELIVERY_WISH("018"), /* a hold was only asked for */
  { "019", WB_IN_TRANSIT_IN_STORAGE, 0, 0 },
  ON_THE_WAY("020"),
  { "021", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "022", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "023", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "024", WB_ATTEMPT_FAILED_FINAL, 0, 0 },
  { "025", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  { "026", WB_DELIVERED_DELIVERED, 0, 0 },
  ON_THE_WAY("027"),
  { "028", WB_IN_TRANSIT_FORWARDED, 0, 0 },
  { "029", WB_EXCEPTION_OTHER, 0, WB_FLAG_ACTION_REQUIRED },
  TROUBLE("030"),
  { "032", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_WEATHER, 0 },
  { "033", WB_RETURNING_REQUESTED, 0, 0 },
  { "034", WB_RETURNED_TO_SENDER, 0, 0 },
  { "035", WB_RETURNING_STARTED, 0, 0 },
  { "036", WB_RETURNING_MOVING, 0, 0 },
  { "037", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, WB_FLAG_RETURN_LEG },
  { "038", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "039", WB_IN_TRANSIT_PARTNER_EVENT, 0, 0 },
  { "040", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  ON_THE_WAY("041"),
  ON_THE_WAY("042"),
  { "043", WB_CANCELLED_PICKUP, 0, 0 },
  ON_THE_WAY("044"),
  ON_THE_WAY("045"),
  { "046", WB_EXCEPTION_DELAYED, 0, 0 },
  ON_THE_WAY("047"),
  { "048", WB_EXCEPTION_DELAYED, 0, 0 },
  { "049", WB_EXCEPTION_DELAYED, 0, WB_FLAG_ACTION_REQUIRED },
  { "050", WB_EXCEPTION_ADDRESS, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "051", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_OTHER, 0 },
  { "052", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_WEATHER, 0 },
  { "053", WB_EXCEPTION_DELAYED, WB_REASON_EXTERNAL_WEATHER, 0 },
  ON_THE_WAY("054"),
  { "055", WB_NOTE_DELIVERY_RESCHEDULED, WB_REASON_RECIPIENT_REQUESTED_CHANGE, 0 },
  ON_THE_WAY("056"),
  { "057", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },
  { "058", WB_EXCEPTION_DOCUMENTS, WB_REASON_CUSTOMS_DOCUMENTS, 0 },
  { "059", WB_EXCEPTION_DAMAGED, WB_REASON_CARRIER_DAMAGED, 0 },
  { "060", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "061", WB_ATTEMPT_FAILED_OTHER, WB_REASON_RECIPIENT_NOT_AVAILABLE, 0 },
  { "062", WB_ATTEMPT_FAILED_COD_UNPAID, WB_REASON_RECIPIENT_PAYMENT_DUE, 0 },
  ON_THE_WAY("063"),
  { "064", WB_EXCEPTION_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "065", WB_EXCEPTION_PICKUP_FAILED, 0, 0 }, /* tried at the sender's, not at the recipient's */
  { "066", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "067", WB_RETURNED_TO_SENDER, 0, 0 },
  TROUBLE("068"),
  { "069", WB_EXCEPTION_PICKUP_MISSED, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 },
  ON_THE_WAY("070"),
  { "071", WB_IN_TRANSIT_AWAITING_DELIVERY, 0, 0 },
  { "072", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "073", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  { "074", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  ON_THE_WAY("075"),
  TROUBLE("076"),
  ON_THE_WAY("077"),
  { "078", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "079", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "080", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  TROUBLE("081"),
  ON_THE_WAY("082"),
  { "083", WB_EXCEPTION_HELD, 0, 0 },
  { "084", WB_CUSTOMS, 0, 0 },
  TROUBLE("085"),
  TROUBLE("086"),
  ON_THE_WAY("087"),
  { "088", WB_UNKNOWN_UNCLASSIFIED, 0, 0 }, /* UPS's own test code */
  { "089", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  TROUBLE("090"),
  { "091", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "092", WB_CUSTOMS, 0, 0 },
  ON_THE_WAY("093"),
  ON_THE_WAY("094"),
  DELIVERY_WISH("095"),
  DELIVERY_WISH("096"),
  DELIVERY_WISH("097"),
  DELIVERY_WISH("098"),
  DELIVERY_WISH("099"),
  DELIVERY_WISH("100"),
  DELIVERY_WISH("101"),
  DELIVERY_WISH("102"),
  DELIVERY_WISH("103"),
  DELIVERY_WISH("104"),
  DELIVERY_WISH("105"),
  DELIVERY_WISH("106"),
  DELIVERY_WISH("107"),
  DELIVERY_WISH("108"),
  DELIVERY_WISH("109"),
  DELIVERY_WISH("110"),
  DELIVERY_WISH("111"),
  DELIVERY_WISH("112"),
  DELIVERY_WISH("113"),
  DELIVERY_WISH("114"),
  DELIVERY_WISH("115"),
  DELIVERY_WISH("116"),
  { "117", WB_RETURNING_MOVING, 0, 0 },
  { "118", WB_RETURNING_MOVING, 0, 0 },
  { "119", WB_RETURNING_MOVING, 0, 0 },
  DELIVERY_WISH("120"),
  DELIVERY_WISH("121"),
  DELIVERY_WISH("122"),
  TROUBLE("123"),
  TROUBLE("124"),
  TROUBLE("125"),
  TROUBLE("126"),
  { "127", WB_NOTE_CLAIM, 0, 0 },
  { "128", WB_NOTE_INVESTIGATION, 0, 0 },
  { "129", WB_NOTE_INVESTIGATION, 0, 0 },
  { "130", WB_NOTE_INVESTIGATION, 0, 0 },
  { "131", WB_EXCEPTION_PICKUP_FAILED, 0, 0 },
  TROUBLE("132"),
  { "133", WB_PRE_SHIPMENT_RETURN_LABEL, 0, 0 },
  { "134", WB_CUSTOMS, 0, 0 },
  { "135", WB_EXCEPTION_PICKUP_FAILED, 0, 0 },
  DELIVERY_WISH("136"),
  { "137", WB_IN_TRANSIT_HANDED_TO_PARTNER, 0, 0 },
  ON_THE_WAY("138"),
  TROUBLE("139"),
  { "140", WB_NOTE_INFORMATION, 0, 0 },
  TROUBLE("141"),
  { "142", WB_NOTE_INFORMATION, 0, 0 },
  { "143", WB_DELIVERED_AGENT, 0, 0 }, /* only with type D: see ups_status_apply() */
  { "144", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "145", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "146", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  TROUBLE("147"),
  { "148", WB_UNKNOWN_UNCLASSIFIED, 0, 0 },
  TROUBLE("149"),
  ON_THE_WAY("153"),
  ON_THE_WAY("154"),
  { "155", WB_NOTE_PROOF_OF_DELIVERY, 0, 0 },
  { "156", WB_DELIVERED_SAFE_PLACE, 0, 0 },
  { "157", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  ON_THE_WAY("158"),
  ON_THE_WAY("159"),
  ON_THE_WAY("160"),
  { "161", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "162", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "163", WB_UNKNOWN_UNCLASSIFIED, 0, 0 },
  ON_THE_WAY("164"),
  ON_THE_WAY("165"),
  { "166", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "167", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "168", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "169", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
};

/* status.type: what stands when the code says nothing */
static const wb_status_row by_type[] = {
  { "D", WB_DELIVERED_DELIVERED, 0, 0 },
  { "DD", WB_IN_TRANSIT_ARRIVED_DESTINATION_FACILITY, 0, 0 }, /* freight, at the station of the destination */
  { "DO", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 }, /* freight, at the station of the origin */
  { "I", WB_IN_TRANSIT, 0, 0 },
  { "M", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "MV", WB_CANCELLED_SHIPMENT, 0, 0 },
  { "NA", WB_UNKNOWN_UNCLASSIFIED, 0, 0 },
  { "P", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "U", WB_NOTE_UPDATE, 0, 0 },
  { "W", WB_IN_TRANSIT_IN_STORAGE, 0, 0 },
  { "X", WB_EXCEPTION_OTHER, 0, 0 },
};

/* type and status.code: details only, where type and statusCode left it at "on the way" or "update" */
static const wb_status_row details[] = {
  { "I/AR", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "I/DP", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "I/OR", WB_ACCEPTED_ORIGIN_FACILITY, 0, 0 },
  { "U/PX", WB_NOTE_PROOF_OF_DELIVERY, 0, 0 },
  { "U/UP", WB_NOTE_ETA_CHANGED, 0, 0 },
  { "U/UT", WB_NOTE_ETA_CHANGED, 0, 0 },
};

/* Mail Innovations: the type is a source (IC USPS, VT UPS, H6 access point partner, A4 foreign post) and the
 * two characters decide.  From first to last in byte order; what no row holds is in transit. */
static const struct post_row {
  char first[3], last[3];
  uint32_t status;
} post_rows[] = {
  { "00", "00", WB_EXCEPTION_OTHER },
  { "1A", "1A", WB_OUT_FOR_DELIVERY_ON_VEHICLE },
  { "1C", "1D", WB_READY_FOR_PICKUP },
  { "1E", "1E", WB_DELIVERED_DELIVERED },
  { "1F", "1F", WB_RETURNING_STARTED },
  { "1G", "1G", WB_DELIVERED_DELIVERED },
  { "2N", "2N", WB_PRE_SHIPMENT_INFO_RECEIVED },
  { "AU", "AU", WB_READY_FOR_PICKUP },
  { "DL", "DL", WB_DELIVERED_DELIVERED },
  { "DN", "DN", WB_READY_FOR_PICKUP },
  { "DO", "DO", WB_ATTEMPT_FAILED_OTHER },
  { "DP", "DP", WB_READY_FOR_PICKUP },
  { "DU", "DX", WB_ATTEMPT_FAILED_OTHER },
  { "EA", "EA", WB_EXCEPTION_OTHER },
  { "EC", "EC", WB_EXCEPTION_OTHER },
  { "ED", "ED", WB_READY_FOR_PICKUP },
  { "EE", "EH", WB_EXCEPTION_OTHER },
  { "EI", "EK", WB_RETURNING_STARTED },
  { "EL", "EL", WB_OUT_FOR_DELIVERY_ON_VEHICLE },
  { "EM", "EM", WB_ATTEMPT_FAILED_OTHER },
  { "F4", "F4", WB_DELIVERED_DELIVERED },
  { "KP", "KP", WB_RETURNING_STARTED },
  { "ML", "ML", WB_PRE_SHIPMENT_INFO_RECEIVED },
  { "MP", "MP", WB_PRE_SHIPMENT_INFO_RECEIVED },
  { "P0", "P0", WB_READY_FOR_PICKUP },
  { "P1", "P1", WB_DELIVERED_DELIVERED },
  { "P6", "P6", WB_ATTEMPT_FAILED_OTHER },
  { "P9", "P9", WB_OUT_FOR_DELIVERY_ON_VEHICLE },
  { "PC", "PC", WB_READY_FOR_PICKUP },
  { "PD", "PD", WB_EXCEPTION_OTHER },
  { "PE", "PE", WB_READY_FOR_PICKUP },
  { "PF", "PF", WB_PRE_SHIPMENT_INFO_RECEIVED },
  { "PG", "PI", WB_EXCEPTION_OTHER },
  { "PJ", "PJ", WB_RETURNING_STARTED },
  { "PK", "PO", WB_EXCEPTION_OTHER },
  { "PP", "PP", WB_DELIVERED_DELIVERED },
  { "PQ", "PT", WB_RETURNING_STARTED },
  { "PU", "PU", WB_EXCEPTION_OTHER },
  { "PV", "PW", WB_RETURNING_STARTED },
  { "PX", "PY", WB_EXCEPTION_OTHER },
  { "Q0", "Q0", WB_PRE_SHIPMENT_INFO_RECEIVED },
  { "Q5", "Q5", WB_EXCEPTION_OTHER },
  { "Q8", "Q9", WB_EXCEPTION_OTHER },
  { "QA", "QR", WB_EXCEPTION_OTHER },
  { "QS", "QW", WB_ATTEMPT_FAILED_OTHER },
  { "QX", "R0", WB_EXCEPTION_OTHER },
  { "R1", "R1", WB_READY_FOR_PICKUP },
  { "R2", "R9", WB_EXCEPTION_OTHER },
  { "RA", "RA", WB_EXCEPTION_OTHER },
  { "RB", "RE", WB_OUT_FOR_DELIVERY_ON_VEHICLE },
  { "RF", "RI", WB_ATTEMPT_FAILED_OTHER },
  { "RJ", "RN", WB_EXCEPTION_OTHER },
  { "RP", "RP", WB_READY_FOR_PICKUP },
  { "RQ", "RQ", WB_DELIVERED_DELIVERED },
  { "RR", "RZ", WB_EXCEPTION_OTHER },
  { "S0", "S3", WB_EXCEPTION_OTHER },
  { "S9", "S9", WB_RETURNING_STARTED },
  { "SA", "SM", WB_RETURNING_STARTED },
  { "SN", "SN", WB_EXCEPTION_OTHER },
  { "SO", "SO", WB_READY_FOR_PICKUP },
  { "SP", "SP", WB_RETURNING_STARTED },
  { "SQ", "SQ", WB_RETURNED_TO_SENDER },
  { "SR", "SR", WB_ATTEMPT_FAILED_OTHER },
  { "XD", "XD", WB_RETURNING_STARTED },
  { "XO", "XO", WB_RETURNED_TO_SENDER },
  { "YC", "YC", WB_DELIVERED_DELIVERED },
  { "YD", "YD", WB_READY_FOR_PICKUP },
  { "YE", "YF", WB_EXCEPTION_OTHER },
  { "YJ", "YM", WB_EXCEPTION_OTHER },
  { "ZM", "ZM", WB_ATTEMPT_FAILED_OTHER },
  { "ZX", "ZX", WB_IN_TRANSIT_HANDED_OFF_UNTRACKED }, /* the post has it, no more tracking at UPS */
};
/* clang-format on */

static const wb_status_row *row_of(const wb_status_row *rows, size_t n, wb_str code)
{
  return code.n ? wb_status_find(rows, n, code) : NULL;
}

static int is_post(wb_str type)
{
  return wb_is(type, "IC") || wb_is(type, "VT") || wb_is(type, "H6") || wb_is(type, "A4");
}

static uint32_t post_status(wb_str code)
{
  for (size_t i = 0; code.n == 2 && i < WB_COUNT_OF(post_rows); i++)
    if (memcmp(post_rows[i].first, code.p, 2) <= 0 && memcmp(code.p, post_rows[i].last, 2) <= 0)
      return post_rows[i].status;
  return WB_IN_TRANSIT;
}

void ups_status_apply(wb_kit *k, wb_event *e, wb_str type, wb_str status_code, wb_str code)
{
  e->code = wb_join(k, wb_join(k, type, "/", status_code), "/", code);
  if (is_post(type)) {
    e->status = post_status(code);
    return;
  }
  const wb_status_row *row = row_of(by_status_code, WB_COUNT_OF(by_status_code), status_code);
  const wb_status_row *kind = row_of(by_type, WB_COUNT_OF(by_type), type);
  int ambiguous = row && row->status == WB_DELIVERED_AGENT && !wb_is(type, "D");
  wb_status_apply(e, row && !ambiguous ? row : kind);
  /* A code that no list explains is worth a report even when its type tells the main word. */
  e->unmapped = !row && (status_code.n || !kind);

  if (e->status != WB_IN_TRANSIT && e->status != WB_IN_TRANSIT_MOVING && e->status != WB_NOTE_UPDATE)
    return;
  const wb_status_row *detail = row_of(details, WB_COUNT_OF(details), wb_join(k, type, "/", code));
  if (detail)
    e->status = detail->status;
}
