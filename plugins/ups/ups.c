/* SPDX-License-Identifier: MIT */
/* UPS: Track API v1, JSON, OAuth2 client credentials.  One number a call; "not found" is a warning in a 200.
 *
 * Source: UPS's OpenAPI documents and its public issue tracker.  formats.c has the shapes of numbers,
 * statuses.c the codes, time.c the moments, webhook.c the pushed bodies.  An answer is one shipment: the
 * package asked for and often its other pieces. */
#include "ups.h"

enum { API = 0 };

/* UPS names a locale by language and country.  For a language alone, the country it is mostly spoken in. */
static const char *const locales[] = {
  "de_DE", "en_US", "es_ES", "fr_FR", "it_IT", "nl_NL", "pl_PL", "pt_PT",
};

static wb_str locale_of(wb_kit *k)
{
  wb_str tag = k->b->language;
  char *p = tag.n == 5 && tag.p[2] == '-' ? (char *)k->h->alloc(k->c, 6) : NULL;
  if (p) {
    memcpy(p, tag.p, 5);
    p[2] = '_';
    p[3] = wb_upper(p[3]);
    p[4] = wb_upper(p[4]);
    return wb_span(p, 5);
  }
  for (size_t i = 0; tag.n >= 2 && i < WB_COUNT_OF(locales); i++)
    if (memcmp(tag.p, locales[i], 2) == 0 && (tag.n == 2 || tag.p[2] == '-'))
      return wb_text(locales[i]);
  return WB_STR("en_US");
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  const wb_field headers[] = {
    { WB_STR("accept"), { WB_LITERAL, WB_ESC_NONE, WB_STR("application/json") } },
    { WB_STR("transId"), { WB_UNIQUE, WB_ESC_NONE, { NULL, 0 } } },
    { WB_STR("transactionSrc"), { WB_LITERAL, WB_ESC_NONE, WB_STR("waybill") } },
  };
  const wb_field query[] = { { WB_STR("locale"), { WB_LITERAL, WB_ESC_NONE, locale_of(&k) } } };
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    wb_str number = wb_number_at(&k, i)->number;
    int32_t rc;
    if (number.n < 7 || number.n > 34) {
      rc = wb_outcome(&k, i, WB_INVALID, WB_STR("UPS takes numbers of 7 to 34 characters"));
    } else {
      wb_request ask = wb_request_of(WB_GET, API, wb_path(&k, "/api/track/v1/details/", number, ""));
      ask.query = wb_list_of(query, WB_COUNT_OF(query), sizeof query[0]);
      ask.headers = wb_list_of(headers, WB_COUNT_OF(headers), sizeof headers[0]);
      ask.covers = wb_list_of(&i, 1, sizeof i);
      rc = h->request(c, &ask);
    }
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* ---- one package ---- */

typedef struct scan { /* one of activity, as far as it is read */
  const wb_node *location, *address, *state;
  ups_moment moment;
  wb_str slic, type, status_code, code, words;
} scan;

static const wb_member activity_members[] = {
  WB_MEMBER_OF("location", scan, location),
  WB_MEMBER_OF("status", scan, state),
  WB_MEMBER("date", scan, moment.date),
  WB_MEMBER("time", scan, moment.clock),
  WB_MEMBER("gmtDate", scan, moment.gmt_date),
  WB_MEMBER("gmtTime", scan, moment.gmt_clock),
  WB_MEMBER("gmtOffset", scan, moment.gmt_offset),
};

static const wb_member location_members[] = {
  WB_MEMBER_OF("address", scan, address),
  WB_MEMBER("slic", scan, slic),
};

static const wb_member status_members[] = {
  WB_MEMBER("type", scan, type),
  WB_MEMBER("description", scan, words),
  WB_MEMBER("code", scan, code),
  WB_MEMBER("statusCode", scan, status_code),
};

static const wb_member address_members[] = {
  WB_MEMBER("city", wb_place, city),           WB_MEMBER("stateProvince", wb_place, region),
  WB_MEMBER("postalCode", wb_place, postcode), WB_MEMBER("countryCode", wb_place, country),
  WB_MEMBER("country", wb_place, text),
};

static wb_place place_of(wb_kit *k, const scan *s)
{
  wb_place place;
  memset(&place, 0, sizeof place);
  wb_fill(k, s->address, address_members, WB_COUNT_OF(address_members), &place);
  place.facility = s->slic;
  place.country = wb_alpha2(k, place.country);
  if (!place.country.n)
    place.country = wb_alpha2(k, place.text);
  if (place.country.n)
    place.text = wb_span(NULL, 0);
  return place;
}

static int32_t tell_activity(wb_kit *k, uint32_t n, const wb_node *activity)
{
  wb_event e = wb_event_of(n);
  scan s;
  memset(&s, 0, sizeof s);
  wb_fill(k, activity, activity_members, WB_COUNT_OF(activity_members), &s);
  wb_fill(k, s.location, location_members, WB_COUNT_OF(location_members), &s);
  wb_fill(k, s.state, status_members, WB_COUNT_OF(status_members), &s);
  ups_status_apply(k, &e, s.type, s.status_code, s.code);
  e.time = ups_time(k, &s.moment);
  e.place = place_of(k, &s);
  e.text = s.words;
  e.lang = wb_span(locale_of(k).p, 2);
  return k->h->event(k->c, &e);
}

/* currentStatus calls the three digits `code` in some answers and `statusCode` in others. */
static uint32_t summary_of(wb_kit *k, const wb_node *package)
{
  wb_event e = wb_event_of(0);
  wb_str code = wb_get_trim(k, package, "currentStatus.statusCode");
  if (code.n != 3)
    code = wb_get_trim(k, package, "currentStatus.code");
  if (code.n != 3)
    code = wb_get_trim(k, package, "statusCode");
  ups_status_apply(k, &e, wb_get_trim(k, package, "currentStatus.type"), code, wb_span(NULL, 0));
  return e.unmapped ? 0 : e.status;
}

/* What deliveryTime.type says of the window; 0: no expectation (DEL), or nothing beyond the day (EOD). */
static uint32_t window_kind(wb_str type)
{
  static const struct {
    char type[4];
    uint32_t kind;
  } kinds[] = { { "CDW", WB_ETA_CONFIRMED },
                { "CMT", WB_ETA_PROMISED },
                { "EDW", WB_ETA_ESTIMATED },
                { "IDW", WB_ETA_ESTIMATED } };
  for (size_t i = 0; i < WB_COUNT_OF(kinds); i++)
    if (wb_is(type, kinds[i].type))
      return kinds[i].kind;
  return 0;
}

/* Both dates and clock are the destination's own, without a zone. */
static wb_list etas_of(wb_kit *k, const wb_node *package)
{
  wb_eta *etas = (wb_eta *)k->h->alloc(k->c, 3 * sizeof *etas);
  size_t n = 0;
  wb_str day = { NULL, 0 };
  wb_iter it = k->d->iterate(package, "deliveryDate");
  while (etas && n < 2 && k->d->next(&it)) {
    wb_str type = wb_get_trim(k, it.node, "type"), date = wb_get_trim(k, it.node, "date");
    wb_time t = wb_time_digits(date, wb_span(NULL, 0));
    if (t.kind == WB_TIME_NONE || (!wb_is(type, "SDD") && !wb_is(type, "RDD")))
      continue;
    etas[n] = wb_eta_of(wb_is(type, "RDD") ? WB_ETA_RESCHEDULED : WB_ETA_SCHEDULED, t, t);
    etas[n++].text = type;
    if (!day.n || wb_is(type, "RDD"))
      day = date;
  }
  wb_str type = wb_get_trim(k, package, "deliveryTime.type"),
         start = wb_get_trim(k, package, "deliveryTime.startTime");
  const ups_moment begin = { .date = day, .clock = start.n ? start : WB_STR("000000") };
  const ups_moment end = { .date = day, .clock = wb_get_trim(k, package, "deliveryTime.endTime") };
  wb_time from = ups_time(k, &begin), to = ups_time(k, &end);
  if (etas && window_kind(type) && from.kind == WB_TIME_LOCAL && to.kind == WB_TIME_LOCAL) {
    etas[n] = wb_eta_of(window_kind(type), from, to);
    etas[n++].text = type;
  }
  return wb_list_of(etas, n, sizeof *etas);
}

static size_t count_at(wb_kit *k, const wb_node *n, const char *path)
{
  size_t count = 0;
  for (wb_iter it = k->d->iterate(n, path); k->d->next(&it);)
    count++;
  return count;
}

/* Mail Innovations gives its parcels to the post under the very number that it uses itself. */
static int handed_to_post(wb_kit *k, const wb_node *package, wb_str number)
{
  for (size_t i = 0; i < number.n; i++)
    if (number.p[i] < '0' || number.p[i] > '9')
      return 0;
  for (wb_iter it = k->d->iterate(package, "activity"); k->d->next(&it);)
    if (wb_is(wb_get_trim(k, it.node, "status.code"), "ZX"))
      return 1;
  return 0;
}

/* shipment: whose other packages are pieces of this one, or NULL. */
static wb_list related_of(wb_kit *k, const wb_node *package, const wb_node *shipment, wb_str number)
{
  size_t n = 0, most = count_at(k, package, "alternateTrackingNumber") + count_at(k, shipment, "package") + 2;
  wb_related *related = (wb_related *)k->h->alloc(k->c, most * sizeof *related);
  wb_str own = wb_get_trim(k, package, "trackingNumber");
  if (!related)
    return wb_list_of(NULL, 0, sizeof *related);
  if (own.n && !wb_equal(own, number))
    related[n++] = (wb_related){ .role = WB_ROLE_ALIAS, .number = own, .carrier = WB_STR("ups") };
  for (wb_iter it = k->d->iterate(package, "alternateTrackingNumber"); k->d->next(&it);) {
    wb_str other = wb_get_trim(k, it.node, "number");
    int usps = wb_is(wb_get_trim(k, it.node, "type"), "USPS_PIC");
    if (other.n)
      related[n++] =
          usps ? (wb_related){ .role = WB_ROLE_LAST_MILE, .number = other, .carrier = WB_STR("usps") }
               : (wb_related){ .role = WB_ROLE_ALIAS, .number = other };
  }
  if (handed_to_post(k, package, number))
    related[n++] = (wb_related){ .role = WB_ROLE_LAST_MILE, .number = number, .carrier = WB_STR("usps") };
  for (wb_iter it = k->d->iterate(shipment, "package"); k->d->next(&it);) {
    wb_str piece = wb_get_trim(k, it.node, "trackingNumber");
    if (piece.n && !wb_equal(piece, own) && !wb_equal(piece, number))
      related[n++] = (wb_related){ .role = WB_ROLE_PIECE, .number = piece, .carrier = WB_STR("ups") };
  }
  return wb_list_of(related, n, sizeof *related);
}

static wb_str country_at(wb_kit *k, const wb_node *package, const char *type)
{
  for (wb_iter it = k->d->iterate(package, "packageAddress"); k->d->next(&it);) {
    wb_str code = wb_alpha2(k, wb_get(k, it.node, "address.countryCode"));
    if (wb_is(wb_get_trim(k, it.node, "type"), type))
      return code.n ? code : wb_alpha2(k, wb_get(k, it.node, "address.country"));
  }
  return wb_span(NULL, 0);
}

/* Where the driver left it, or until when the access point keeps it. */
static wb_str remark_of(wb_kit *k, const wb_node *package)
{
  wb_str left = wb_get_trim(k, package, "deliveryInformation.location");
  wb_str until = wb_get_trim(k, package, "accessPointInformation.pickupByDate");
  if (left.n)
    return wb_join(k, WB_STR("left at:"), " ", left);
  return until.n ? wb_join(k, WB_STR("collect by:"), " ", until) : left;
}

static int32_t tell_package(wb_kit *k, uint32_t n, const wb_node *package, const wb_node *shipment,
                            wb_str number)
{
  for (wb_iter it = k->d->iterate(package, "activity"); k->d->next(&it);) {
    int32_t rc = tell_activity(k, n, it.node);
    if (rc)
      return rc;
  }
  int64_t pieces = wb_int(wb_get_trim(k, package, "packageCount"), 0);
  wb_result r = wb_result_of(n, WB_FOUND);
  r.status = summary_of(k, package);
  r.detail = remark_of(k, package);
  r.service = wb_get_trim(k, package, "service.description");
  r.weight_g =
      wb_grams(wb_get(k, package, "weight.weight"), wb_get_trim(k, package, "weight.unitOfMeasurement"));
  r.pieces = pieces > 0 && pieces < 1000000 ? (uint32_t)pieces : 0;
  r.signed_by = wb_get_trim(k, package, "deliveryInformation.receivedBy");
  r.origin_country = country_at(k, package, "ORIGIN");
  r.destination_country = country_at(k, package, "DESTINATION");
  r.eta = etas_of(k, package);
  r.related = related_of(k, package, shipment, number);
  return k->h->result(k->c, &r);
}

/* ---- one shipment ---- */

static wb_str words_of(wb_kit *k, const wb_node *node)
{
  wb_str words = wb_join(k, wb_get_trim(k, node, "code"), " ", wb_get_trim(k, node, "message"));
  return words.n ? words : WB_STR("UPS gives no reason");
}

/* No package: UPS says why in a warning.  It says the same of a number too new, removed after 120 days, or
 * unknown. */
static int32_t tell_warning(wb_kit *k, uint32_t n, const wb_node *shipment)
{
  wb_iter it = k->d->iterate(shipment, "warnings");
  if (!k->d->next(&it))
    return wb_outcome(k, n, WB_FAILED, WB_STR("the answer holds neither a package nor a warning"));
  int unknown = wb_is(wb_get_trim(k, it.node, "code"), "TW0001");
  return wb_outcome(k, n, unknown ? WB_NOT_FOUND : WB_FAILED, words_of(k, it.node));
}

static int32_t tell_pieces(wb_kit *k, uint32_t n, const wb_node *shipment, wb_str own)
{
  wb_str asked = wb_number_at(k, n)->number;
  for (wb_iter it = k->d->iterate(shipment, "package"); k->d->next(&it);) {
    wb_str piece = wb_get_trim(k, it.node, "trackingNumber");
    if (!piece.n || wb_equal(piece, own) || wb_equal(piece, asked))
      continue;
    int32_t index = k->h->number(k->c, piece, wb_span(NULL, 0), n);
    int32_t rc = index < 0 ? index : tell_package(k, (uint32_t)index, it.node, NULL, piece);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* The package that was asked for: by its number, else the first (the asked number was a shipment's or a
 * reference). */
static const wb_node *own_package(wb_kit *k, const wb_node *shipment, wb_str asked)
{
  const wb_node *first = NULL;
  for (wb_iter it = k->d->iterate(shipment, "package"); k->d->next(&it);) {
    if (k->d->kind(it.node) != WB_NODE_OBJECT)
      continue;
    if (wb_equal(wb_get_trim(k, it.node, "trackingNumber"), asked))
      return it.node;
    first = first ? first : it.node;
  }
  return first;
}

/* nth: a number that UPS used again has a shipment each; the later ones are told apart by their day of
 * pickup. */
static int32_t tell_shipment(wb_kit *k, uint32_t n, const wb_node *shipment, uint32_t nth)
{
  wb_str asked = wb_number_at(k, n)->number, echo = wb_get_trim(k, shipment, "inquiryNumber");
  const wb_node *package = own_package(k, shipment, asked);
  wb_str own = wb_get_trim(k, package, "trackingNumber");
  if (echo.n && !wb_equal(echo, asked) && !wb_equal(own, asked)) {
    k->h->log(k->c, WB_LOG_WARN, WB_STR("left out a shipment that answers for another number"));
    return WB_OK;
  }
  if (!package)
    return nth ? WB_OK : tell_warning(k, n, shipment);
  if (nth == 0) {
    int32_t rc = tell_package(k, n, package, shipment, asked);
    return rc ? rc : tell_pieces(k, n, shipment, own);
  }
  wb_str day = wb_get_trim(k, shipment, "pickupDate");
  int32_t index = k->h->number(k->c, asked, day.n ? day : WB_STR("another"), WB_NO_PARENT);
  return index < 0 ? index : tell_package(k, (uint32_t)index, package, shipment, asked);
}

/* ---- one answer ---- */

static int32_t tell_error(wb_kit *k, uint32_t n, const wb_node *root, uint32_t status)
{
  wb_iter it = k->d->iterate(root, "response.errors");
  if (!k->d->next(&it))
    return wb_no_tree(k);
  wb_str words = words_of(k, it.node);
  if (wb_is(wb_get_trim(k, it.node, "code"), "TV1002"))
    return wb_outcome(k, n, WB_INVALID, words);
  return wb_outcome(k, n, status == 404 ? WB_NOT_FOUND : WB_FAILED,
                    words); /* UPS's documents once said 404 */
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t n = wb_first_cover(r), nth = 0;
  const wb_node *root = wb_json(&k, r->body);
  if (!root)
    return wb_no_tree(&k);
  if (r->status >= 400 || !k.d->get(root, "trackResponse"))
    return tell_error(&k, n, root, r->status);

  for (wb_iter it = k.d->iterate(root, "trackResponse.shipment"); k.d->next(&it);) {
    int32_t rc = tell_shipment(&k, n, it.node, nth++);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* clang-format off */
/* ---- what this carrier is ---- */

#define PORTAL "https://developer.ups.com/get-started"

static const wb_auth auth = { .scheme = WB_AUTH_OAUTH2, .grant = WB_GRANT_CLIENT_CREDENTIALS,
                              .token_form = WB_TOKEN_BASIC, .token_endpoint = API,
                              .token_path = "/security/v1/oauth/token",
                              .credential = { "client_id", "client_secret" } };

static const wb_limits limits = { .struct_size = sizeof limits, .batch_max = 1 };

static const wb_carrier ups = {
  .struct_size = sizeof ups, .caps = WB_CAP_TRACK | WB_CAP_WEBHOOK,
  .id = "ups", .name = "UPS", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.ups.com", .countries = "*", .languages = "en,de,es,fr,it,nl,pl,pt",
  .endpoints = WB_LIST(wb_endpoint, { "api", "https://onlinetools.ups.com", "https://wwwcie.ups.com" }),
  .credentials = WB_LIST(wb_credential,
    { "client_id", "Client id of an app with the Tracking API", PORTAL, 0, 0 },
    { "client_secret", "Client secret of that app", PORTAL, 0, 0 },
    { "webhook_credential", "Credential that Track Alert repeats to you: your choice, set in UPS's portal",
      PORTAL, 1, 0 }),
  .auth = { &auth, 1, sizeof auth },
  .formats = WB_ARRAY(ups_formats),
  .limits = &limits, .hook = &ups_hook, .plan = plan, .parse = parse, .webhook = ups_webhook,
};
WB_MODULE(&ups)
