/* SPDX-License-Identifier: MIT */
#include "shipment.h"
#include "statuses.h"

enum { RELATED_MAX = 256 };

static const struct {
  const char *type;
  uint32_t role;
  const char *carrier; /* whose number it is, as far as that is sure */
} references[] = {
  /* other types are the sender's own */
  { "ecommerce-number", WB_ROLE_ALIAS, "dhl" },
  { "housebill", WB_ROLE_ALIAS, "" },
  { "local-tracking-number", WB_ROLE_LAST_MILE, "" },
  { "masterbill", WB_ROLE_MASTER, "" },
  { "shipment-id", WB_ROLE_ALIAS, "dhl" },
};

/* Codes of the divisions are in capitals and figures; where a division has none, `status` is a sentence. */
static int looks_like_code(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if (!memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", s.p[i], 38))
      return 0;
  return s.n > 0;
}

typedef struct scan { /* one of events, or the status of the whole, as far as it is read */
  wb_str time, coarse, status, detailed, words, remark;
  const wb_node *location, *pieces;
} scan;

static const wb_member scan_members[] = {
  WB_MEMBER("timestamp", scan, time),          WB_MEMBER_OF("location", scan, location),
  WB_MEMBER("statusCode", scan, coarse),       WB_MEMBER("status", scan, status),
  WB_MEMBER("statusDetailed", scan, detailed), WB_MEMBER("description", scan, words),
  WB_MEMBER("remark", scan, remark),           WB_MEMBER_OF("pieceIds", scan, pieces),
};

static scan scan_of(const wb_kit *k, const wb_node *node)
{
  scan s;
  memset(&s, 0, sizeof s);
  wb_fill(k, node, scan_members, WB_COUNT_OF(scan_members), &s);
  return s;
}

/* The finest code that the event has: statusDetailed, or `status`, or the statusCode that all divisions
 * share. */
static wb_str code_of(wb_kit *k, wb_str service, const scan *s)
{
  if (s->detailed.n && (dhl_status(k, service, s->detailed) || !dhl_status(k, service, s->status)))
    return s->detailed;
  return looks_like_code(s->status) ? s->status : s->coarse;
}

static const wb_member address_members[] = {
  WB_MEMBER("countryCode", wb_place, country),
  WB_MEMBER("postalCode", wb_place, postcode),
  WB_MEMBER("addressLocality", wb_place, city),
  WB_MEMBER("addressRegion", wb_place, region),
};

/* The locality is "TOWN", "TOWN - COUNTRY" in words, or "TOWN, STATE, COUNTRY". */
static void read_place(wb_kit *k, const wb_node *address, wb_place *place)
{
  wb_fill(k, address, address_members, WB_COUNT_OF(address_members), place);
  wb_str locality = place->city;
  for (size_t i = 0; i + 3 <= locality.n; i++)
    if (locality.p[i] == ',' || memcmp(locality.p + i, " - ", 3) == 0) {
      place->text = locality;
      place->city = wb_trim(wb_span(locality.p, i));
      break;
    }
  place->country = wb_alpha2(k, place->country);
}

/* The piece that an event is about; an event about several is about the shipment. */
static wb_str only_piece(const wb_kit *k, const wb_node *pieces)
{
  wb_str piece = { NULL, 0 };
  wb_iter it = k->d->iterate(pieces, "");
  while (k->d->next(&it)) {
    if (it.index)
      return (wb_str){ NULL, 0 };
    piece = wb_trim(k->d->text(it.node));
  }
  return piece;
}

static int32_t read_event(wb_kit *k, wb_str service, wb_str lang, uint32_t number, const wb_node *event)
{
  wb_event e = wb_event_of(number);
  scan s = scan_of(k, event);
  e.code = code_of(k, service, &s);
  const wb_status_row *row = dhl_status(k, service, e.code);
  wb_status_apply(&e, row ? row : dhl_coarse_status(s.coarse));
  e.unmapped |= dhl_lists_all(service) && looks_like_code(e.code) && !row;
  e.text = wb_join(k, s.words.n ? s.words : s.status, " - ", s.remark);
  e.lang = lang;
  e.time = wb_time_iso(s.time); /* mostly without a zone: then local to the place */
  e.piece = only_piece(k, s.pieces);
  read_place(k, k->d->get(s.location, "address"), &e.place);
  return k->h->event(k->c, &e);
}

static uint32_t read_eta(const wb_kit *k, const wb_node *shipment, wb_eta *ret_eta)
{
  wb_time from = wb_time_iso(wb_get(k, shipment, "estimatedDeliveryTimeFrame.estimatedFrom"));
  wb_time to = wb_time_iso(wb_get(k, shipment, "estimatedDeliveryTimeFrame.estimatedThrough"));
  if (!to.kind)
    to = from.kind ? from : wb_time_iso(wb_get(k, shipment, "estimatedTimeOfDelivery"));
  *ret_eta = wb_eta_of(WB_ETA_ESTIMATED, from.kind ? from : to, to);
  ret_eta->text = wb_get_trim(k, shipment, "estimatedTimeOfDeliveryRemark");
  return to.kind != WB_TIME_NONE;
}

typedef struct relations {
  wb_related items[RELATED_MAX];
  uint32_t n;
  wb_str asked;
} relations;

static void relate(relations *to, uint32_t role, wb_str number, wb_str carrier, wb_str carrier_text)
{
  number = wb_trim(number);
  if (!number.n || wb_equal(number, to->asked) || to->n == RELATED_MAX)
    return;
  to->items[to->n++] =
      (wb_related){ .role = role, .number = number, .carrier = carrier, .carrier_text = carrier_text };
}

static void read_references(const wb_kit *k, const wb_node *shipment, relations *to)
{
  wb_str partner = wb_get_trim(k, shipment, "details.provider.destinationProvider");
  wb_iter it = k->d->iterate(shipment, "details.references"); /* a list, or one object in older answers */
  while (k->d->next(&it))
    for (size_t i = 0; i < WB_COUNT_OF(references); i++) {
      if (!wb_is(wb_get(k, it.node, "type"), references[i].type))
        continue;
      int last_mile = references[i].role == WB_ROLE_LAST_MILE;
      wb_str carrier = last_mile && wb_is(partner, "USPS") ? WB_STR("usps") : wb_text(references[i].carrier);
      relate(to, references[i].role, wb_get(k, it.node, "number"), carrier, last_mile ? partner : WB_STR(""));
    }
}

static void read_related(const wb_kit *k, const wb_node *shipment, relations *to)
{
  int asked_piece = 0;
  wb_iter it = k->d->iterate(shipment, "details.pieceIds");
  while (k->d->next(&it))
    asked_piece |= wb_equal(wb_trim(k->d->text(it.node)), to->asked);
  relate(to, asked_piece ? WB_ROLE_MASTER : WB_ROLE_ALIAS, wb_get(k, shipment, "id"), WB_STR("dhl"),
         WB_STR(""));
  it = k->d->iterate(shipment, "details.pieceIds");
  while (!asked_piece && k->d->next(&it))
    relate(to, WB_ROLE_PIECE, k->d->text(it.node), WB_STR("dhl"), WB_STR(""));
  read_references(k, shipment, to);
}

static wb_str signer(wb_kit *k, const wb_node *shipment)
{
  const wb_node *by = k->d->get(shipment, "details.proofOfDelivery.signed");
  wb_str name = wb_get_trim(k, by, "name");
  return name.n ? name : wb_join(k, wb_get_trim(k, by, "givenName"), " ", wb_get_trim(k, by, "familyName"));
}

static int32_t read_result(wb_kit *k, wb_str asked, uint32_t number, const wb_node *shipment)
{
  wb_eta eta;
  wb_str service = wb_get_trim(k, shipment, "service");
  relations related; /* large: not cleared, items behind n are never read */
  wb_result r = wb_result_of(number, WB_FOUND);
  related.n = 0;
  related.asked = asked;
  const wb_node *status = k->d->get(shipment, "status");
  scan s = scan_of(k, status);
  const wb_status_row *row = dhl_status(k, service, code_of(k, service, &s));
  row = row ? row : dhl_coarse_status(s.coarse);
  r.status = row ? row->status : 0;
  r.service = wb_get_trim(k, shipment, "details.product.productName");
  if (!r.service.n)
    r.service = service;
  r.signed_by = signer(k, shipment);
  r.weight_g =
      wb_grams(wb_get(k, shipment, "details.weight.value"), wb_get(k, shipment, "details.weight.unitText"));
  int64_t pieces = wb_int(wb_get_trim(k, shipment, "details.totalNumberOfPieces"), 0);
  r.pieces = pieces > 0 && pieces < INT32_MAX ? (uint32_t)pieces : 0;
  r.origin_country = wb_alpha2(k, wb_get(k, shipment, "origin.address.countryCode"));
  r.destination_country = wb_alpha2(k, wb_get(k, shipment, "destination.address.countryCode"));
  r.eta = wb_list_of(&eta, read_eta(k, shipment, &eta), sizeof eta);
  read_related(k, shipment, &related);
  r.related = wb_list_of(related.items, related.n, sizeof *related.items);
  return k->h->result(k->c, &r);
}

int32_t dhl_shipment(wb_kit *k, wb_str asked, wb_str lang, uint32_t number, const wb_node *shipment)
{
  wb_str service = wb_get_trim(k, shipment, "service");
  uint32_t n = 0;
  int32_t rc = WB_OK;
  wb_iter it = k->d->iterate(shipment, "events");
  for (; !rc && k->d->next(&it); n++)
    rc = read_event(k, service, lang, number, it.node);
  if (!rc && !n && k->d->get(shipment, "status")) /* nothing but where it stands now */
    rc = read_event(k, service, lang, number, k->d->get(shipment, "status"));
  return rc ? rc : read_result(k, asked, number, shipment);
}
