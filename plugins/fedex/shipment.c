/* SPDX-License-Identifier: MIT */
#include "shipment.h"
#include "statuses.h"

enum { DAY_MS = 86400000, ETAS_MAX = 8, RELATED_MAX = 64 };

typedef struct dated { /* a type in dateAndTimes, or our own name for a window */
  const char *type;
  uint32_t kind;
} dated;

static const dated eta_dates[] = {
  { "APPOINTMENT_DELIVERY", WB_ETA_CONFIRMED },
  { "COMMITMENT", WB_ETA_PROMISED },
  { "ESTIMATED_DELIVERY", WB_ETA_ESTIMATED },
};

static const dated roles[] = {
  /* packageIdentifiers: other types are references of the sender, not numbers */
  { "PARTNER_CARRIER_NUMBER", WB_ROLE_LAST_MILE },
  { "RETURNED_TO_SHIPPER_TRACKING_NUMBER", WB_ROLE_RETURN },
  { "STANDARD_MPS", WB_ROLE_MASTER },
  { "TRACKING_NUMBER_OR_DOORTAG", WB_ROLE_ALIAS },
};

static uint32_t dated_kind(const dated *rows, size_t n, wb_str type)
{
  for (size_t i = 0; i < n; i++)
    if (wb_is(type, rows[i].type))
      return rows[i].kind;
  return 0;
}

/* FedEx dresses a bare date up as midnight, with no offset or with the constant -06:00 of its seat. */
static wb_time read_time(wb_str text)
{
  wb_time t = wb_time_iso(text);
  int dressed = t.kind == WB_TIME_LOCAL || (t.kind == WB_TIME_OFFSET && t.offset_min == -360);
  if (dressed && t.local_ms % DAY_MS == 0) {
    t.kind = WB_TIME_DATE;
    t.precision = WB_PRECISION_DAY;
    t.flags = WB_TIME_DOUBTFUL;
    t.offset_min = 0;
  }
  return t;
}

typedef struct scan { /* one of scanEvents, as far as it is read */
  wb_str date, type, words, exception, exception_words, facility, derived;
  const wb_node *location;
} scan;

static const wb_member scan_members[] = {
  WB_MEMBER("date", scan, date),
  WB_MEMBER("eventType", scan, type),
  WB_MEMBER("eventDescription", scan, words),
  WB_MEMBER("exceptionCode", scan, exception),
  WB_MEMBER("exceptionDescription", scan, exception_words),
  WB_MEMBER_OF("scanLocation", scan, location),
  WB_MEMBER("locationId", scan, facility),
  WB_MEMBER("derivedStatusCode", scan, derived),
};

static const wb_member location_members[] = {
  WB_MEMBER("city", wb_place, city),
  WB_MEMBER("stateOrProvinceCode", wb_place, region),
  WB_MEMBER("postalCode", wb_place, postcode),
  WB_MEMBER("countryCode", wb_place, country),
};

static int32_t read_event(wb_kit *k, wb_str lang, uint32_t number, const wb_node *node)
{
  wb_event e = wb_event_of(number);
  scan s;
  memset(&s, 0, sizeof s);
  wb_fill(k, node, scan_members, WB_COUNT_OF(scan_members), &s);
  wb_fill(k, s.location, location_members, WB_COUNT_OF(location_members), &e.place);
  wb_status_apply(&e, fedex_status(s.type, s.derived, s.exception));
  e.unmapped |= !fedex_knows(s.type);
  e.code = wb_join(k, s.type.n ? s.type : s.derived, "/", s.exception);
  e.text = wb_join(k, s.words, " - ", s.exception_words);
  e.lang = lang;
  e.time = read_time(s.date);
  e.place.country = wb_alpha2(k, e.place.country);
  e.place.facility = s.facility;
  return k->h->event(k->c, &e);
}

static wb_str first_of(const wb_kit *k, const wb_node *n, const char *a, const char *b)
{
  wb_str s = wb_get_trim(k, n, a);
  return s.n ? s : wb_get_trim(k, n, b);
}

static uint32_t read_weight(const wb_kit *k, const wb_node *at, const char *path)
{
  uint32_t grams = 0;
  wb_iter it = k->d->iterate(at, path);
  while (k->d->next(&it)) { /* told in pounds and in kilograms */
    wb_str unit = wb_get(k, it.node, "unit");
    uint32_t told = wb_grams(wb_get(k, it.node, "value"), unit);
    if (told && (!grams || wb_is(unit, "KG")))
      grams = told;
  }
  return grams;
}

static void add_eta(wb_eta *etas, uint32_t *n, wb_eta eta, wb_str name)
{
  if (*n < ETAS_MAX && eta.to.kind) {
    eta.text = name;
    etas[(*n)++] = eta;
  }
}

static uint32_t read_etas(const wb_kit *k, const wb_node *shipment, wb_eta *etas)
{
  uint32_t n = 0;
  wb_time from = read_time(wb_get(k, shipment, "estimatedDeliveryTimeWindow.window.begins"));
  wb_time to = read_time(wb_get(k, shipment, "estimatedDeliveryTimeWindow.window.ends"));
  int window = to.kind != WB_TIME_NONE; /* {} when there is none */
  add_eta(etas, &n, wb_eta_of(WB_ETA_ESTIMATED, from.kind ? from : to, to),
          WB_STR("estimatedDeliveryTimeWindow"));
  to = read_time(wb_get(k, shipment, "standardTransitTimeWindow.window.ends"));
  add_eta(etas, &n, wb_eta_of(WB_ETA_SCHEDULED, to, to), WB_STR("standardTransitTimeWindow"));
  wb_iter it = k->d->iterate(shipment, "dateAndTimes");
  while (k->d->next(&it)) {
    wb_str type = wb_get(k, it.node, "type");
    uint32_t kind = dated_kind(eta_dates, WB_COUNT_OF(eta_dates), type);
    to = read_time(wb_get(k, it.node, "dateTime"));
    if (kind && !(kind == WB_ETA_ESTIMATED && window))
      add_eta(etas, &n, wb_eta_of(kind, to, to), type);
  }
  return n;
}

static uint32_t read_related(const wb_kit *k, const wb_node *shipment, wb_str own, wb_related *related)
{
  uint32_t n = 0;
  int usps = wb_is(wb_get(k, shipment, "serviceCommitMessage.type"), "USPS_DELIVERING");
  wb_iter it = k->d->iterate(shipment, "additionalTrackingInfo.packageIdentifiers");
  while (k->d->next(&it)) {
    uint32_t role = dated_kind(roles, WB_COUNT_OF(roles), wb_get(k, it.node, "type"));
    /* "value" in the specification, "values" in answers */
    wb_iter value = k->d->iterate(it.node, k->d->get(it.node, "values") ? "values" : "value");
    while (role && k->d->next(&value)) {
      wb_str number = wb_trim(k->d->text(value.node));
      if (!number.n || wb_equal(number, own) || n == RELATED_MAX)
        continue;
      related[n] = (wb_related){ .role = role, .number = number };
      related[n++].carrier = role != WB_ROLE_LAST_MILE ? WB_STR("fedex") : usps ? WB_STR("usps") : WB_STR("");
    }
  }
  return n;
}

static int32_t read_result(wb_kit *k, uint32_t number, const wb_node *shipment)
{
  wb_eta etas[ETAS_MAX];
  wb_related related[RELATED_MAX];
  wb_result r = wb_result_of(number, WB_FOUND);
  wb_event summary = wb_event_of(number);
  wb_status_apply(&summary,
                  fedex_status(wb_get(k, shipment, "latestStatusDetail.code"),
                               wb_get(k, shipment, "latestStatusDetail.derivedCode"),
                               wb_get(k, shipment, "latestStatusDetail.ancillaryDetails.0.reason")));
  r.status = summary.unmapped ? 0 : summary.status;
  r.service = first_of(k, shipment, "serviceDetail.description", "serviceDetail.type");
  r.signed_by = first_of(k, shipment, "deliveryDetails.receivedByName", "deliveryDetails.signedByName");
  if (wb_contains(r.signed_by, "not required")) /* "Signature not required" is nobody's name */
    r.signed_by = WB_STR("");
  r.weight_g = read_weight(k, shipment, "packageDetails.weightAndDimensions.weight");
  if (!r.weight_g)
    r.weight_g = read_weight(k, shipment, "shipmentDetails.weight");
  int64_t pieces = wb_int(wb_get_trim(k, shipment, "packageDetails.count"), 0);
  r.pieces = pieces > 0 && pieces < INT32_MAX ? (uint32_t)pieces : 0;
  r.origin_country =
      wb_alpha2(k, first_of(k, shipment, "originLocation.locationContactAndAddress.address.countryCode",
                            "shipperInformation.address.countryCode"));
  r.destination_country =
      wb_alpha2(k, first_of(k, shipment, "destinationLocation.locationContactAndAddress.address.countryCode",
                            "recipientInformation.address.countryCode"));
  r.eta = wb_list_of(etas, read_etas(k, shipment, etas), sizeof *etas);
  wb_str own = wb_get(k, shipment, "trackingNumberInfo.trackingNumber");
  r.related = wb_list_of(related, read_related(k, shipment, own, related), sizeof *related);
  return k->h->result(k->c, &r);
}

int32_t fedex_shipment(wb_kit *k, wb_str lang, uint32_t number, const wb_node *shipment)
{
  wb_str error = wb_get(k, shipment, "error.code");
  if (error.n)
    return wb_outcome(k, number, fedex_outcome(error),
                      wb_join(k, error, " ", wb_get(k, shipment, "error.message")));
  if (!k->d->get(shipment, "latestStatusDetail") && !k->d->get(shipment, "scanEvents"))
    return wb_outcome(k, number, WB_FAILED,
                      WB_STR("the answer has neither a status nor scans for this number"));
  wb_iter it = k->d->iterate(shipment, "scanEvents");
  while (k->d->next(&it)) {
    int32_t rc = read_event(k, lang, number, it.node);
    if (rc)
      return rc;
  }
  return read_result(k, number, shipment);
}
