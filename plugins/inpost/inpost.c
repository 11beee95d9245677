/* SPDX-License-Identifier: MIT */
/* InPost (Poland, Italy): public ShipX tracking, JSON, no account.  One number a call.
 *
 * Source: recorded answers and public clients, seen live in August 2026; sureness B+.  Rarer words of the
 * table are from ShipX's list of statuses (less sure).  The two countries are two hosts: the number's country
 * or the setting says which; when neither does, Poland is asked first and Italy when Poland does not know the
 * number. */
#include <waybill/carrier-kit.h>

enum { POLAND = 0, ITALY = 1 };

/* clang-format off */
/* tracking_details[].status, sorted */
static const wb_status_row statuses[] = {
  { "adopted_at_sorting_center", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "adopted_at_source_branch", WB_ACCEPTED_ORIGIN_FACILITY, 0, 0 },
  { "adopted_at_target_branch", WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 },
  { "avizo", WB_ATTEMPT_FAILED_NOTICE_LEFT, 0, 0 },
  { "canceled", WB_CANCELLED_SHIPMENT, 0, 0 },
  { "canceled_redirect_to_box", WB_NOTE_DELIVERY_PREFERENCE, 0, 0 }, /* not the parcel */
  { "claimed", WB_NOTE_CLAIM, 0, 0 },
  { "collected_from_sender", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "confirmed", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "courier_avizo_in_customer_service_point", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "created", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "delay_in_delivery", WB_EXCEPTION_DELAYED, 0, 0 },
  { "delivered", WB_DELIVERED_DELIVERED, 0, 0 },
  { "dispatched_by_sender", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "dispatched_by_sender_to_pok", WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "missing", WB_EXCEPTION_MISSING, 0, 0 },
  { "offer_selected", WB_PRE_SHIPMENT_BOOKED, 0, 0 },
  { "offers_prepared", WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "other", WB_UNKNOWN_UNCLASSIFIED, 0, 0 },
  { "out_for_delivery", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "out_for_delivery_to_address", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "oversized", WB_EXCEPTION_OTHER, WB_REASON_SHIPPER_WRONG_DIMENSIONS, 0 },
  { "pickup_reminder_sent", WB_READY_FOR_PICKUP_REMINDER_SENT, 0, 0 },
  { "pickup_reminder_sent_address", WB_READY_FOR_PICKUP_REMINDER_SENT, 0, 0 },
  { "pickup_time_expired", WB_EXCEPTION_PICKUP_MISSED, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 },
  { "readdressed", WB_IN_TRANSIT_FORWARDED, 0, 0 },
  { "ready_to_pickup", WB_READY_FOR_PICKUP_LOCKER, 0, 0 },
  { "ready_to_pickup_from_branch", WB_READY_FOR_PICKUP_AT_CARRIER_DEPOT, 0, 0 },
  { "ready_to_pickup_from_pok", WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "redirect_to_box", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },
  { "rejected_by_receiver", WB_ATTEMPT_FAILED_REFUSED, WB_REASON_RECIPIENT_REFUSED, 0 },
  { "returned_to_sender", WB_RETURNING_STARTED, 0, 0 }, /* not said to have arrived */
  { "sent_from_sorting_center", WB_IN_TRANSIT_DEPARTED_FACILITY, 0, 0 },
  { "sent_from_source_branch", WB_IN_TRANSIT_DEPARTED_ORIGIN_FACILITY, 0, 0 },
  { "stack_in_box_machine", WB_READY_FOR_PICKUP_TEMPORARY_PLACE, 0, 0 },
  { "stack_in_customer_service_point", WB_READY_FOR_PICKUP_TEMPORARY_PLACE, 0, 0 },
  { "stack_parcel_pickup_time_expired", WB_EXCEPTION_PICKUP_MISSED, WB_REASON_RECIPIENT_NOT_COLLECTED, 0 },
  { "taken_by_courier", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "taken_by_courier_from_pok", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "undelivered", WB_ATTEMPT_FAILED_OTHER, 0, 0 },
  { "undelivered_cod_cash_receiver", WB_ATTEMPT_FAILED_COD_UNPAID, WB_REASON_RECIPIENT_PAYMENT_DUE, 0 },
  { "undelivered_incomplete_address", WB_ATTEMPT_FAILED_ADDRESS, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "undelivered_lack_of_access_letterbox", WB_ATTEMPT_FAILED_NO_ACCESS, WB_REASON_RECIPIENT_NO_ACCESS, 0 },
  { "undelivered_no_mailbox", WB_ATTEMPT_FAILED_NO_ACCESS, WB_REASON_RECIPIENT_NO_MAILBOX, 0 },
  { "undelivered_not_live_address", WB_ATTEMPT_FAILED_ADDRESS, WB_REASON_RECIPIENT_UNKNOWN, 0 },
  { "undelivered_unknown_receiver", WB_ATTEMPT_FAILED_OTHER, WB_REASON_RECIPIENT_UNKNOWN, 0 },
  { "undelivered_wrong_address", WB_ATTEMPT_FAILED_ADDRESS, WB_REASON_RECIPIENT_WRONG_ADDRESS, 0 },
  { "unstack_from_box_machine", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 }, /* out of its temporary place again */
  { "unstack_from_customer_service_point", WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },
};
/* clang-format on */

/* ---- asking ---- */

static int is_country(wb_str text, const char *code)
{
  return text.n == 2 && wb_contains(text, code);
}

/* The host that the user chose for the number, or UINT32_MAX. */
static uint32_t chosen_host(const wb_kit *k, const wb_number *n)
{
  wb_str country = n->country.n ? n->country : wb_setting_value(k, "country");
  return is_country(country, "IT") ? ITALY : is_country(country, "PL") ? POLAND : UINT32_MAX;
}

static int32_t ask(wb_kit *k, uint32_t number, uint32_t endpoint)
{
  wb_request r =
      wb_request_of(WB_GET, endpoint, wb_path(k, "/v1/tracking/", wb_number_at(k, number)->number, ""));
  r.covers = wb_list_of(&number, 1, sizeof number);
  r.cookie = endpoint == ITALY ? WB_STR("IT") : WB_STR("PL");
  return k->h->request(k->c, &r);
}

static int is_polish(wb_str number)
{
  for (size_t i = 0; i < number.n; i++)
    if (number.p[i] < '0' || number.p[i] > '9')
      return 0;
  return number.n == 24;
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    uint32_t host = chosen_host(&k, wb_number_at(&k, i));
    int32_t rc;
    /* What Italian numbers look like is not documented: they are asked for as they are. */
    if (host != ITALY && !is_polish(wb_number_at(&k, i)->number))
      rc = wb_outcome(&k, i, WB_INVALID, WB_STR("InPost's numbers have 24 digits"));
    else
      rc = ask(&k, i, host == ITALY ? ITALY : POLAND);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* ---- reading ---- */

/* What the parcel's attributes say of where it is to be collected. */
typedef struct target {
  const wb_node *machine; /* the locker's details, or NULL */
  int locker, point;      /* addressed to a locker, to a shop */
  wb_str country;         /* of the host that answered */
} target;

static target target_of(wb_kit *k, const wb_node *root, wb_str country)
{
  const wb_node *attributes = k->d->get(root, "custom_attributes");
  const target t = {
    .machine = k->d->get(attributes, "target_machine_detail"),
    .locker = wb_get_trim(k, attributes, "target_machine_id").n > 0,
    .point = wb_get_trim(k, attributes, "target_point_id").n > 0,
    .country = country,
  };
  return t;
}

/* Micro-degrees; lockers stand in Poland and Italy, so a minus sign is no place of theirs. */
static int32_t degrees(wb_kit *k, const target *t, const char *path, int32_t most)
{
  int64_t value = wb_decimal(wb_get_trim(k, t->machine, path), 1000000);
  return value > 0 && value <= (int64_t)most * 1000000 ? (int32_t)value : 0;
}

static void put_locker(wb_kit *k, const target *t, wb_place *place)
{
  int32_t latitude = degrees(k, t, "location.latitude", 90),
          longitude = degrees(k, t, "location.longitude", 180);
  wb_str name = wb_get_trim(k, t->machine, "name");
  wb_str address = wb_join(k, wb_get_trim(k, t->machine, "address.line1"), ", ",
                           wb_get_trim(k, t->machine, "address.line2"));
  place->facility = name.n ? name : place->facility;
  place->country = t->country;
  place->text = address.n ? address : place->text;
  if (latitude && longitude) {
    place->lat_udeg = latitude;
    place->lon_udeg = longitude;
  }
}

/* One word each for locker, shop and door: the attributes of the parcel tell which of them was meant. */
static uint32_t refined(const target *t, uint32_t status)
{
  if (status == WB_DELIVERED_DELIVERED && (t->locker || t->point))
    return WB_DELIVERED_COLLECTED;
  if (status == WB_READY_FOR_PICKUP_LOCKER && t->point && !t->locker)
    return WB_READY_FOR_PICKUP_AT_PICKUP_POINT;
  return status;
}

static const wb_member scan_members[] = {
  WB_MEMBER("status", wb_event, code),           WB_MEMBER("origin_status", wb_event, text),
  WB_MEMBER("agency", wb_event, place.facility), WB_MEMBER("location", wb_event, place.text),
  WB_MEMBER("datetime", wb_event, time.raw),
};

static int32_t tell_scan(wb_kit *k, uint32_t n, const wb_node *scan, const target *t)
{
  wb_event e = wb_event_of(n);
  wb_fill(k, scan, scan_members, WB_COUNT_OF(scan_members), &e);
  wb_status_apply(&e, wb_status_find(statuses, WB_COUNT_OF(statuses), e.code));
  e.status = refined(t, e.status);
  e.time = wb_time_iso(e.time.raw);
  if (e.status == WB_READY_FOR_PICKUP_LOCKER || e.status == WB_DELIVERED_COLLECTED)
    put_locker(k, t, &e.place);
  return k->h->event(k->c, &e);
}

static int32_t tell_parcel(wb_kit *k, uint32_t n, const wb_node *root, wb_str country)
{
  const target t = target_of(k, root, country);
  for (wb_iter it = k->d->iterate(root, "tracking_details"); k->d->next(&it);) {
    int32_t rc = tell_scan(k, n, it.node, &t);
    if (rc)
      return rc;
  }
  const wb_status_row *row = wb_status_find(statuses, WB_COUNT_OF(statuses), wb_get_trim(k, root, "status"));
  wb_result r = wb_result_of(n, WB_FOUND);
  r.status = row ? refined(&t, row->status) : 0;
  r.service = wb_get_trim(k, root, "service");
  return k->h->result(k->c, &r);
}

/* {"status":404,"error":"resource_not_found",...}: only that is "not found"; a 404 of another shape is a
 * service that has moved. */
static int32_t tell_error(wb_kit *k, const wb_response *r, const wb_node *root)
{
  uint32_t n = wb_first_cover(r);
  wb_str error = wb_get_trim(k, root, "error");
  wb_str words = wb_join(k, error, ": ", wb_get_trim(k, root, "message"));
  if (!error.n)
    return k->h->fail(k->c, WB_E_UPSTREAM,
                      WB_STR("an error without ShipX's words: the service may have moved"));
  if (!wb_is(error, "resource_not_found"))
    return wb_outcome(k, n, WB_FAILED, words);
  if (r->step == 0 && chosen_host(k, wb_number_at(k, n)) == UINT32_MAX)
    return ask(k, n, ITALY);
  return wb_outcome(k, n, WB_NOT_FOUND, words);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t n = wb_first_cover(r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root)
    return wb_no_tree(&k);
  if (r->status >= 400)
    return tell_error(&k, r, root);
  if (!k.d->get(root, "tracking_details") && !wb_get_trim(&k, root, "status").n)
    return h->fail(c, WB_E_PARSE, WB_STR("neither status nor tracking_details"));
  if (!wb_equal(wb_get_trim(&k, root, "tracking_number"), wb_number_at(&k, n)->number))
    return h->fail(c, WB_E_PARSE, WB_STR("the answer is for another number"));
  return tell_parcel(&k, n, root, r->cookie);
}

/* clang-format off */
/* ---- what this carrier is ---- */

static const wb_limits limits = { .struct_size = sizeof limits, .batch_max = 1,
                                  .requests = 1, .window_ms = 1000,
                                  .min_poll_s = 1800, .max_steps = 2 };

static const wb_carrier inpost = {
  .struct_size = sizeof inpost, .caps = WB_CAP_TRACK,
  .id = "inpost", .name = "InPost", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://inpost.pl", .countries = "PL,IT",
  .endpoints = WB_LIST(wb_endpoint,
    { "pl", "https://api-shipx-pl.easypack24.net", NULL },
    { "it", "https://api-shipx-it.easypack24.net", NULL }),
  .settings = WB_LIST(wb_setting,
    { "country", "PL or IT: whose InPost to ask; without it Poland is asked first, then Italy", NULL }),
  .inputs = WB_LIST(wb_input,
    { "country", "PL or IT: whose InPost has the parcel", 0, 0 }),
  .formats = WB_LIST(wb_format,
    { "inpost-24", "[0-9]{24}", "520000011395200025754311",
      "https://inpost.pl/sledzenie-przesylek?number={number}", 0, 20000, NULL, { NULL, 0, 0 } }),
  .limits = &limits, .plan = plan, .parse = parse,
};
WB_MODULE(&inpost)
