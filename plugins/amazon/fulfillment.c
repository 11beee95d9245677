/* SPDX-License-Identifier: MIT */
/* Multi-Channel Fulfillment 2020-07-01: the number is an order of the seller.  getFulfillmentOrder names its
 * packages, getPackageTrackingDetails tells of each; the parcel behind a package may be with any carrier. All
 * times are UTC. */
#include "amazon.h"

#define PACKAGES "fulfillmentShipmentPackage"

wb_str amazon_cookie_package(wb_str cookie)
{
  size_t n = 1;
  while (n < cookie.n && cookie.p[n] != '\n')
    n++;
  return cookie.n > 1 ? wb_span(cookie.p + 1, n - 1) : wb_span(NULL, 0);
}

wb_str amazon_cookie_tracking(wb_str cookie)
{
  size_t n = 1 + amazon_cookie_package(cookie).n + 1;
  return cookie.n > n ? wb_span(cookie.p + n, cookie.n - n) : wb_span(NULL, 0);
}

int32_t amazon_piece(wb_kit *k, uint32_t order, wb_str package, wb_str tracking)
{
  wb_str name = tracking.n ? tracking : wb_number_at(k, order)->number;
  return k->h->number(k->c, name, tracking.n ? wb_span(NULL, 0) : package, order);
}

static wb_related related(wb_kit *k, const wb_node *package, uint32_t role)
{
  wb_related other;
  memset(&other, 0, sizeof other);
  other.role = role;
  other.number = wb_get_trim(k, package, "trackingNumber");
  other.carrier_text = wb_get_trim(k, package, "carrierCode");
  other.carrier = amazon_carrier_id(other.carrier_text);
  return other;
}

/* ---- step 0: the order ---- */

static int32_t ask_package(wb_kit *k, uint32_t order, const wb_node *package)
{
  wb_str number = wb_get_trim(k, package, "packageNumber");
  if (wb_int(number, -1) < 0)
    return WB_OK;
  wb_str cookie = wb_join(k, WB_STR("p"), "", number);
  cookie = wb_join(k, cookie, "\n", wb_get_trim(k, package, "trackingNumber"));
  const wb_field query = wb_field_of("packageNumber", number);
  wb_request r = wb_request_of(WB_GET, 0, WB_STR("/fba/outbound/2020-07-01/tracking"));
  r.query = wb_list_of(&query, 1, sizeof query);
  return amazon_get(k, order, &r, cookie);
}

/* What was found out about an order: its packages, and how far its shipments are. */
typedef struct order_view {
  wb_related *pieces;
  wb_eta *eta;
  size_t packages, named, dated;
  uint32_t status;
} order_view;

static size_t count_packages(const wb_kit *k, const wb_node *payload)
{
  size_t n = 0;
  for (wb_iter s = k->d->iterate(payload, "fulfillmentShipments"); k->d->next(&s);)
    for (wb_iter p = k->d->iterate(s.node, PACKAGES); k->d->next(&p);)
      n++;
  return n;
}

static void view_package(wb_kit *k, order_view *v, const wb_node *package)
{
  wb_related piece = related(k, package, WB_ROLE_PIECE);
  wb_time day = wb_time_iso(wb_get(k, package, "estimatedArrivalDate"));
  if (piece.number.n)
    v->pieces[v->named++] = piece;
  if (day.kind != WB_TIME_NONE) {
    v->eta[v->dated] = wb_eta_of(WB_ETA_ESTIMATED, day, day);
    v->eta[v->dated++].text = WB_STR("estimatedArrivalDate");
  }
}

/* The furthest shipment speaks for the order; a cancelled one only when there is no other. */
static uint32_t further(uint32_t a, uint32_t b)
{
  if (!a || WB_MAIN(a) == WB_CANCELLED)
    return b ? b : a;
  return WB_MAIN(b) == WB_CANCELLED || b < a ? a : b;
}

static int32_t view_order(wb_kit *k, const wb_node *payload, order_view *v)
{
  v->packages = count_packages(k, payload);
  if (v->packages) {
    v->pieces = (wb_related *)k->h->alloc(k->c, v->packages * sizeof *v->pieces);
    v->eta = (wb_eta *)k->h->alloc(k->c, v->packages * sizeof *v->eta);
    if (!v->pieces || !v->eta)
      return k->h->fail(k->c, WB_E_LIMIT, WB_STR("the order has too many packages"));
  }
  for (wb_iter s = k->d->iterate(payload, "fulfillmentShipments"); k->d->next(&s);) {
    const wb_status_row *row = amazon_order_shipment(wb_get(k, s.node, "fulfillmentShipmentStatus"));
    v->status = further(v->status, row ? row->status : 0);
    for (wb_iter p = k->d->iterate(s.node, PACKAGES); k->d->next(&p);)
      view_package(k, v, p.node);
  }
  return WB_OK;
}

static int32_t tell_order(wb_kit *k, uint32_t number, const wb_node *payload, const order_view *v)
{
  int known = v->packages || WB_MAIN(v->status) == WB_CANCELLED;
  wb_result r = wb_result_of(number, known ? WB_FOUND : WB_NOT_YET);
  r.status = v->status;
  r.pieces = (uint32_t)v->packages;
  r.service = wb_get_trim(k, payload, "fulfillmentOrder.shippingSpeedCategory");
  r.detail = known ? wb_span(NULL, 0) : WB_STR("Amazon has the order, no package has left yet");
  r.eta = wb_list_of(v->eta, v->dated, sizeof *v->eta);
  r.related = wb_list_of(v->pieces, v->named, sizeof *v->pieces);
  return k->h->result(k->c, &r);
}

int32_t amazon_read_order(wb_kit *k, uint32_t number, const wb_node *payload)
{
  order_view v = { NULL, NULL, 0, 0, 0, 0 };
  wb_str order = wb_get_trim(k, payload, "fulfillmentOrder.sellerFulfillmentOrderId");
  if (!wb_equal_fold(order, wb_number_at(k, number)->number))
    return wb_outcome(k, number, WB_FAILED, WB_STR("the answer is about another order"));
  int32_t rc = view_order(k, payload, &v);
  if (!rc)
    rc = tell_order(k, number, payload, &v);
  for (wb_iter s = k->d->iterate(payload, "fulfillmentShipments"); !rc && k->d->next(&s);)
    for (wb_iter p = k->d->iterate(s.node, PACKAGES); !rc && k->d->next(&p);)
      rc = ask_package(k, number, p.node);
  return rc;
}

/* ---- step 1: each package ---- */

static int nibble(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c = wb_upper(c);
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* customerTrackingLink comes percent-encoded as a whole and may end in %0A.  "" when it is not plain ASCII
 * then. */
static wb_str decoded_link(wb_kit *k, wb_str link)
{
  char *p = link.n ? (char *)k->h->alloc(k->c, link.n) : NULL;
  size_t n = 0;
  for (size_t i = 0; p && i < link.n; i++) {
    int hex = link.p[i] == '%' && i + 2 < link.n && nibble(link.p[i + 1]) >= 0 && nibble(link.p[i + 2]) >= 0;
    p[n++] = hex ? (char)(nibble(link.p[i + 1]) * 16 + nibble(link.p[i + 2])) : link.p[i];
    i += hex ? 2 : 0;
  }
  wb_str decoded = wb_trim(wb_span(p, n));
  for (size_t i = 0; i < decoded.n; i++)
    if (decoded.p[i] <= ' ' || decoded.p[i] > '~')
      return wb_span(NULL, 0);
  return decoded;
}

static int32_t emit(wb_kit *k, uint32_t piece, const wb_node *payload, const wb_node *scan)
{
  wb_event e = wb_event_of(piece);
  e.code = wb_get(k, scan, "eventCode");
  e.text = wb_get_trim(k, scan, "eventDescription");
  e.time = wb_time_iso(wb_get(k, scan, "eventDate"));
  e.place.city = wb_get_trim(k, scan, "eventAddress.city");
  e.place.region = wb_get_trim(k, scan, "eventAddress.state");
  e.place.country = wb_alpha2(k, wb_get(k, scan, "eventAddress.country"));
  wb_status_apply(&e, amazon_package_event(e.code));
  const wb_status_row *place = amazon_left_at(wb_get(k, payload, "additionalLocationInfo"));
  if (e.status == WB_DELIVERED_DELIVERED && place)
    e.status = place->status;
  else if (e.status == WB_DELIVERED_DELIVERED && wb_get_trim(k, payload, "signedForBy").n)
    e.status = WB_DELIVERED_SIGNED;
  return k->h->event(k->c, &e);
}

static size_t package_etas(const wb_kit *k, const wb_node *payload, wb_eta *ret_etas)
{
  wb_time day = wb_time_iso(wb_get(k, payload, "estimatedArrivalDate"));
  wb_time from = wb_time_iso(wb_get(k, payload, "deliveryWindow.earliest"));
  wb_time to = wb_time_iso(wb_get(k, payload, "deliveryWindow.latest"));
  size_t n = 0;
  if (day.kind != WB_TIME_NONE) {
    ret_etas[n] = wb_eta_of(WB_ETA_ESTIMATED, day, day);
    ret_etas[n++].text = WB_STR("estimatedArrivalDate");
  }
  if (from.kind != WB_TIME_NONE && to.kind == from.kind) {
    ret_etas[n] = wb_eta_of(WB_ETA_SCHEDULED, from, to);
    ret_etas[n++].text = WB_STR("deliveryWindow");
  }
  return n;
}

static int32_t tell_package(wb_kit *k, uint32_t piece, const wb_node *payload)
{
  const wb_status_row *status = amazon_package_status(wb_get(k, payload, "currentStatus"));
  wb_related carrier = related(k, payload, WB_ROLE_LAST_MILE);
  wb_eta eta[2];
  wb_result r = wb_result_of(piece, WB_FOUND);
  r.status = status ? status->status : 0;
  r.detail = decoded_link(k, wb_get_trim(k, payload, "customerTrackingLink"));
  r.signed_by = wb_get_trim(k, payload, "signedForBy");
  r.destination_country = wb_alpha2(k, wb_get(k, payload, "shipToAddress.country"));
  r.eta = wb_list_of(eta, package_etas(k, payload, eta), sizeof eta[0]);
  int elsewhere = carrier.number.n && !wb_is(carrier.carrier, "amazon");
  r.related = wb_list_of(&carrier, elsewhere ? 1 : 0, sizeof carrier);
  return k->h->result(k->c, &r);
}

int32_t amazon_read_package(wb_kit *k, uint32_t number, wb_str cookie, const wb_node *payload)
{
  wb_str told = wb_get_trim(k, payload, "packageNumber");
  wb_str package = cookie.n ? amazon_cookie_package(cookie) : told; /* a saved answer may have no cookie */
  wb_str tracking = cookie.n ? amazon_cookie_tracking(cookie) : wb_get_trim(k, payload, "trackingNumber");
  int32_t piece = amazon_piece(k, number, package, tracking);
  if (piece < 0)
    return piece;
  if (!wb_equal(told, package))
    return wb_outcome(k, (uint32_t)piece, WB_FAILED, WB_STR("the answer is about another package"));
  for (wb_iter it = k->d->iterate(payload, "trackingEvents"); k->d->next(&it);) {
    if (k->d->kind(it.node) != WB_NODE_OBJECT)
      continue;
    int32_t rc = emit(k, (uint32_t)piece, payload, it.node);
    if (rc)
      return rc;
  }
  return tell_package(k, (uint32_t)piece, payload);
}
