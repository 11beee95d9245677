/* SPDX-License-Identifier: MIT */
/* Amazon Shipping v2, getTracking: one parcel that the seller bought through Amazon Shipping.  All times are
 * UTC. */
#include "amazon.h"

int32_t amazon_ask_parcel(wb_kit *k, uint32_t number)
{
  wb_str business = wb_setting_value(k, "business_id");
  const wb_field query[] = {
    wb_field_of("trackingId", wb_number_at(k, number)->number),
    wb_field_of("carrierId", wb_setting_value(k, "carrier_id")),
  };
  const wb_field header = wb_field_of("x-amzn-shipping-business-id", business);
  wb_request r = wb_request_of(WB_GET, 0, WB_STR("/shipping/v2/tracking"));
  r.query = wb_list_of(query, WB_COUNT_OF(query), sizeof query[0]);
  r.headers =
      wb_list_of(&header, business.n != 0, sizeof header); /* without it Amazon takes AmazonShipping_UK */
  return amazon_get(k, number, &r, WB_STR("t"));
}

/* One of eventHistory. */
typedef struct scan {
  wb_str code, time, way;
  const wb_node *location;
} scan;

static const wb_member scan_members[] = {
  WB_MEMBER("eventCode", scan, code),
  WB_MEMBER_OF("location", scan, location),
  WB_MEMBER("eventTime", scan, time),
  WB_MEMBER("shipmentType", scan, way),
};

static const wb_member place_members[] = {
  WB_MEMBER("city", wb_place, city),
  WB_MEMBER("stateOrRegion", wb_place, region),
  WB_MEMBER("countryCode", wb_place, country),
  WB_MEMBER("postalCode", wb_place, postcode),
};

static scan scan_of(const wb_kit *k, const wb_node *node)
{
  scan s;
  memset(&s, 0, sizeof s);
  wb_fill(k, node, scan_members, WB_COUNT_OF(scan_members), &s);
  return s;
}

static int is_return(const scan *s)
{
  return wb_is(s->way, "RETURNS");
}

/* The newest events of the way out and of the way back.  The order of eventHistory is not documented: the
 * time decides, among equals the place in the list. */
static void find_newest(const wb_kit *k, const wb_node *payload, const wb_node *ret_newest[2])
{
  int64_t latest[2] = { INT64_MIN, INT64_MIN };
  ret_newest[0] = ret_newest[1] = NULL;
  for (wb_iter it = k->d->iterate(payload, "eventHistory"); k->d->next(&it);) {
    scan s = scan_of(k, it.node);
    wb_time t = wb_time_iso(s.time);
    int64_t ms = t.kind == WB_TIME_INSTANT ? t.utc_ms : t.local_ms;
    int way = is_return(&s);
    if (t.kind != WB_TIME_NONE && ms > latest[way]) {
      latest[way] = ms;
      ret_newest[way] = it.node;
    }
  }
}

/* The summary's detail codes say more about the newest event of their direction: signed, nobody there. */
static void refine(wb_kit *k, wb_event *e, const wb_node *payload, int returns)
{
  const char *path = returns ? "summary.trackingDetailCodes.returns" : "summary.trackingDetailCodes.forward";
  int refined = 0;
  for (wb_iter it = k->d->iterate(payload, path); k->d->next(&it);) {
    wb_str code = k->d->text(it.node);
    const wb_status_row *row = amazon_detail(code);
    e->text = wb_join(k, e->text, ", ", code);
    if (!row)
      continue;
    if (!refined && row->status && WB_MAIN(row->status) == WB_MAIN(e->status)) {
      e->status = row->status;
      refined = 1;
    }
    if (!e->reason)
      e->reason = row->reason;
  }
}

static int32_t emit(wb_kit *k, uint32_t number, const wb_node *payload, const wb_node *node,
                    const wb_node *const newest[2])
{
  scan s = scan_of(k, node);
  int returns = is_return(&s);
  wb_event e = wb_event_of(number);
  e.code = s.code;
  e.time = wb_time_iso(s.time);
  wb_fill(k, s.location, place_members, WB_COUNT_OF(place_members), &e.place);
  e.place.country = wb_alpha2(k, e.place.country);
  wb_status_apply(&e, amazon_parcel_event(e.code, returns));
  if (returns)
    e.flags |= WB_FLAG_RETURN_LEG;
  if (node == newest[returns])
    refine(k, &e, payload, returns);
  return k->h->event(k->c, &e);
}

/* newest: the newest events of the way out and of the way back. */
static int32_t conclude(wb_kit *k, uint32_t number, const wb_node *payload, const wb_node *const newest[2])
{
  const wb_status_row *summary = amazon_parcel_summary(wb_get(k, payload, "summary.status"));
  wb_time promised = wb_time_iso(wb_get(k, payload, "promisedDeliveryDate"));
  wb_eta eta = wb_eta_of(WB_ETA_PROMISED, promised, promised);
  wb_related other;
  memset(&other, 0, sizeof other);
  eta.text = WB_STR("promisedDeliveryDate");
  other.role = newest[1] && !newest[0] ? WB_ROLE_REPLACES : WB_ROLE_RETURN; /* the other leg */
  other.number = wb_get_trim(k, payload, "alternateLegTrackingId");
  other.carrier = WB_STR("amazon");

  wb_result r = wb_result_of(number, newest[0] || newest[1] || summary ? WB_FOUND : WB_NOT_YET);
  if (summary)
    r.status =
        newest[1] && WB_MAIN(summary->status) == WB_DELIVERED ? WB_RETURNED_TO_SENDER : summary->status;
  r.eta = wb_list_of(&eta, promised.kind != WB_TIME_NONE, sizeof eta);
  r.related = wb_list_of(&other, other.number.n != 0, sizeof other);
  return k->h->result(k->c, &r);
}

int32_t amazon_read_parcel(wb_kit *k, uint32_t number, const wb_node *payload)
{
  if (!wb_equal_fold(wb_get_trim(k, payload, "trackingId"), wb_number_at(k, number)->number))
    return wb_outcome(k, number, WB_FAILED, WB_STR("the answer is about another number"));
  const wb_node *newest[2];
  find_newest(k, payload, newest);
  for (wb_iter it = k->d->iterate(payload, "eventHistory"); k->d->next(&it);) {
    if (k->d->kind(it.node) != WB_NODE_OBJECT)
      continue;
    int32_t rc = emit(k, number, payload, it.node, newest);
    if (rc)
      return rc;
  }
  return conclude(k, number, payload, newest);
}
