/* SPDX-License-Identifier: MIT */
/* USPS: Tracking API v3r2, JSON, OAuth2 client credentials.  Up to 35 numbers a call; a 207 mixes details and
 * refusals.
 *
 * Source: USPS's OpenAPI documents (tracking-v3r2, oauth2) and its public issue tracker; codes in statuses.c,
 * moments in moments.c, shapes of numbers in formats.c.  Since April 2026 USPS tells only what the account is
 * entitled to: a refusal of that kind is `forbidden`, never `not_found`. */
#include "usps.h"
#include "formats.h"

enum { API = 0, BATCH = 35 };

static const wb_limits limits = {
  .struct_size = sizeof limits, .batch_max = BATCH, .requests = 60, .window_ms = 3600000
};

/* ---- asking ---- */

static int is_askable(wb_str number)
{
  for (size_t i = 0; i < number.n; i++) {
    char c = number.p[i];
    if ((c < '0' || c > '9') && (c < 'A' || c > 'Z'))
      return 0;
  }
  return number.n >= 4 && number.n <= 34;
}

static wb_value literal(wb_str text)
{
  return (wb_value){ WB_LITERAL, WB_ESC_NONE, text };
}

/* The five digits of "07094" or "07094-1234"; "" of anything else. */
static wb_str zip_of(wb_str postcode)
{
  size_t n = 0;
  while (n < postcode.n && postcode.p[n] >= '0' && postcode.p[n] <= '9')
    n++;
  return n == 5 || n == 9 ? wb_span(postcode.p, 5) : wb_span(NULL, 0);
}

/* The destination's ZIP code: the user's, else the one of the number's routing prefix. */
static wb_str destination_zip(const wb_number *n)
{
  int routed = n->number.n >= 28 && memcmp(n->number.p, "420", 3) == 0;
  return n->postcode.n || !routed ? zip_of(n->postcode) : zip_of(wb_span(n->number.p + 3, 5));
}

/* Appends one object of the array that USPS asks for; at most 7 values. */
static size_t put_number(wb_kit *k, const wb_number *n, int first, wb_value *out)
{
  wb_str zip = destination_zip(n);
  size_t count = 0;
  out[count++] = literal(first ? WB_STR("{\"trackingNumber\":\"") : WB_STR(",{\"trackingNumber\":\""));
  out[count++] = (wb_value){ WB_LITERAL, WB_ESC_JSON, n->number };
  if (zip.n) {
    out[count++] = literal(WB_STR("\",\"destinationZIPCode\":\""));
    out[count++] = literal(zip);
  }
  if (n->shipped_ms) {
    out[count++] = literal(WB_STR("\",\"mailingDate\":\""));
    out[count++] = literal(wb_date_text(k, n->shipped_ms));
  }
  out[count++] = literal(WB_STR("\"}"));
  return count;
}

static int32_t ask(wb_kit *k, const wb_value *body, size_t body_count, const uint32_t *covers, size_t count)
{
  const wb_field headers[] = { { WB_STR("accept"),
                                 { WB_LITERAL, WB_ESC_NONE, WB_STR("application/json") } } };
  wb_request r = wb_request_of(WB_POST, API, WB_STR("/tracking/v3r2/tracking"));
  /* Every status: 401 and 403 speak of scopes and entitlement here, not of the password. */
  r.flags = WB_REQ_SAFE | WB_REQ_ANY_STATUS;
  r.headers = wb_list_of(headers, WB_COUNT_OF(headers), sizeof headers[0]);
  r.content_type = WB_STR("application/json");
  r.body = wb_list_of(body, body_count, sizeof *body);
  r.covers = wb_list_of(covers, count, sizeof *covers);
  return k->h->request(k->c, &r);
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  wb_value body[7 * BATCH + 2];
  uint32_t covers[BATCH];
  size_t values = 0, count = 0;
  if (b->numbers.count > BATCH)
    return h->fail(c, WB_E_LIMIT, WB_STR("USPS takes 35 numbers a call"));
  body[values++] = literal(WB_STR("["));
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    const wb_number *n = wb_number_at(&k, i);
    if (is_askable(n->number)) {
      values += put_number(&k, n, count == 0, body + values);
      covers[count++] = i;
    } else {
      int32_t rc = wb_outcome(&k, i, WB_INVALID, WB_STR("USPS takes 4 to 34 letters and digits"));
      if (rc)
        return rc;
    }
  }
  body[values++] = literal(WB_STR("]"));
  return count ? ask(&k, body, values, covers, count) : WB_OK;
}

/* ---- matching ---- */

/* Is `longer` the other number behind a routing prefix, 420 and a ZIP code of 5 or 9 digits? */
static int is_routed(wb_str longer, wb_str number)
{
  size_t gap = longer.n > number.n ? longer.n - number.n : 0;
  return (gap == 8 || gap == 12) && number.n >= 13 && memcmp(longer.p, "420", 3) == 0 &&
         memcmp(longer.p + gap, number.p, number.n) == 0;
}

/* Of the numbers that the response covers: the one that is written so, else the one that is so but for the
 * routing prefix, which USPS answers with or without. */
static uint32_t covered_number(wb_kit *k, const wb_response *r, wb_str number)
{
  uint32_t loose = UINT32_MAX;
  for (uint32_t i = 0; i < r->covers.count; i++) {
    uint32_t index = *WB_AT(uint32_t, r->covers, i);
    wb_str asked = wb_number_at(k, index)->number;
    if (wb_equal(asked, number))
      return index;
    if (is_routed(asked, number) || is_routed(number, asked))
      loose = index;
  }
  return loose;
}

/* ---- details ---- */

static wb_str first_of(wb_str a, wb_str b)
{
  return a.n ? a : b;
}

static const wb_member scan_members[] = {
  WB_MEMBER("eventType", usps_scan, type),          WB_MEMBER("eventTimestamp", usps_scan, local),
  WB_MEMBER("GMTTimestamp", usps_scan, gmt),        WB_MEMBER("GMTOffset", usps_scan, gmt_offset),
  WB_MEMBER("eventCountry", usps_scan, country),    WB_MEMBER("eventCity", usps_scan, city),
  WB_MEMBER("eventState", usps_scan, state),        WB_MEMBER("eventZIPCode", usps_scan, zip),
  WB_MEMBER("eventZIP", usps_scan, older_zip),      WB_MEMBER("eventPartner", usps_scan, partner),
  WB_MEMBER("recipientName", usps_scan, recipient), WB_MEMBER("name", usps_scan, name),
  WB_MEMBER("authorizedAgent", usps_scan, agent),   WB_MEMBER("eventCode", usps_scan, code),
};

static wb_place place_of(wb_kit *k, const usps_scan *scan)
{
  wb_place place;
  memset(&place, 0, sizeof place);
  place.city = scan->city;
  place.region = scan->state;
  place.postcode = first_of(scan->zip, scan->older_zip);
  place.facility = scan->partner;
  place.country = wb_alpha2(k, scan->country);
  if (scan->country.n && !place.country.n)
    place.text = wb_join(k, place.city, ", ", scan->country);
  if (!scan->country.n && place.postcode.n && place.region.n) /* at home USPS leaves the country out */
    place.country = WB_STR("US");
  return place;
}

/* category: of the item when this is its newest event, else "".  ret_signer: who signed, when this is the
 * delivery. */
static int32_t tell_event(wb_kit *k, uint32_t n, const wb_node *event, wb_str category, wb_str *ret_signer)
{
  wb_event e = wb_event_of(n);
  usps_scan scan;
  memset(&scan, 0, sizeof scan);
  wb_fill(k, event, scan_members, WB_COUNT_OF(scan_members), &scan);
  wb_str signer = first_of(scan.recipient, scan.name);
  e.text = scan.type;
  e.lang = WB_STR("en");
  e.time = usps_time(&scan);
  e.place = place_of(k, &scan);
  usps_status_apply(&e, scan.code, category);
  if (e.status == WB_DELIVERED_DELIVERED) {
    e.status = usps_delivered_where(e.text, e.status);
    if (wb_is(scan.agent, "true"))
      e.status = WB_DELIVERED_AGENT;
    else if (signer.n && e.status == WB_DELIVERED_DELIVERED)
      e.status = WB_DELIVERED_SIGNED;
  }
  if (WB_MAIN(e.status) == WB_DELIVERED && !ret_signer->n)
    *ret_signer = signer;
  return k->h->event(k->c, &e);
}

/* mailClass carries HTML: "USPS Ground Advantage<SUP>&#153;</SUP>".  Tags and entities go, but for &amp;. */
static wb_str plain_text(wb_kit *k, wb_str s)
{
  char *p = (char *)k->h->alloc(k->c, s.n + 1);
  size_t n = 0;
  for (size_t i = 0; p && i < s.n; i++) {
    const char *close = s.p[i] == '<'   ? (const char *)memchr(s.p + i, '>', s.n - i)
                        : s.p[i] == '&' ? (const char *)memchr(s.p + i, ';', s.n - i < 9 ? s.n - i : 9)
                                        : NULL;
    if (!close) {
      p[n++] = s.p[i];
      continue;
    }
    if (wb_is(wb_span(s.p + i, (size_t)(close - s.p) - i + 1), "&amp;"))
      p[n++] = '&';
    i = (size_t)(close - s.p);
  }
  return wb_trim(wb_span(p, n));
}

static int32_t tell_details(wb_kit *k, uint32_t n, const wb_node *item)
{
  wb_str category = wb_get_trim(k, item, "statusCategory"), signer = { NULL, 0 };
  wb_iter it = k->d->iterate(item, "trackingEvents");
  uint32_t events = 0;
  for (; k->d->next(&it); events++) {
    int32_t rc = tell_event(k, n, it.node, events ? wb_span(NULL, 0) : category, &signer);
    if (rc)
      return rc;
  }
  wb_str other = wb_get_trim(k, item, "associatedTrackingNumber");
  const wb_related alias = { .role = WB_ROLE_ALIAS, .number = other, .carrier = WB_STR("usps") };
  wb_result r = wb_result_of(n, WB_FOUND);
  r.status = events ? 0 : usps_category_status(category);
  r.service = plain_text(k, wb_get(k, item, "mailClass"));
  r.signed_by = signer;
  r.origin_country = wb_alpha2(k, wb_get(k, item, "originCountry"));
  r.destination_country = wb_alpha2(
      k, first_of(wb_get(k, item, "destinationCountryCode"), wb_get(k, item, "destinationCountry")));
  r.eta = usps_etas(k, item);
  r.related = wb_list_of(&alias, other.n ? 1 : 0, sizeof alias);
  return k->h->result(k->c, &r);
}

/* ---- refusals ---- */

static int has_error(wb_kit *k, const wb_node *owner)
{
  return k->d->kind(k->d->get(owner, "error")) == WB_NODE_OBJECT;
}

static wb_str error_words(wb_kit *k, const wb_node *owner)
{
  wb_iter it = k->d->iterate(owner, "error.errors");
  if (!k->d->next(&it))
    return wb_join(k, wb_get_trim(k, owner, "error.code"), " ", wb_get_trim(k, owner, "error.message"));
  wb_str title = first_of(wb_get_trim(k, it.node, "detail"), wb_get_trim(k, it.node, "title"));
  return wb_join(k, wb_get_trim(k, it.node, "code"), " ",
                 first_of(title, wb_get_trim(k, owner, "error.message")));
}

/* The outcome that one of the codes tells; 0 when none is known. */
static uint32_t error_outcome(wb_kit *k, const wb_node *owner)
{
  uint32_t outcome = usps_error_outcome(wb_get_trim(k, owner, "error.code"));
  for (wb_iter it = k->d->iterate(owner, "error.errors"); !outcome && k->d->next(&it);)
    outcome = usps_error_outcome(wb_get_trim(k, it.node, "code"));
  return outcome;
}

/* Postage that is not genuine: USPS knows the parcel and keeps it. */
static int32_t tell_postage(wb_kit *k, uint32_t n, wb_str words)
{
  wb_event e = wb_event_of(n);
  e.status = WB_EXCEPTION_HELD;
  e.reason = WB_REASON_SHIPPER_POSTAGE;
  e.code = WB_STR("150012");
  e.text = words;
  e.lang = WB_STR("en");
  int32_t rc = k->h->event(k->c, &e);
  return rc ? rc : wb_outcome(k, n, WB_FOUND, words);
}

/* A 404 without a code is said of labels too new, of unknown numbers, and perhaps of other shippers' ones. */
static int32_t tell_refusal(wb_kit *k, uint32_t n, const wb_node *item, wb_str status)
{
  uint32_t outcome = error_outcome(k, item);
  wb_str words = first_of(error_words(k, item), WB_STR("USPS gives no reason"));
  if (!outcome)
    outcome = wb_is(status, "404") ? WB_NOT_FOUND : wb_is(status, "403") ? WB_FORBIDDEN : WB_FAILED;
  if (outcome == WB_FOUND)
    return tell_postage(k, n, words);
  return wb_outcome(k, n, outcome, words);
}

/* ---- one answer ---- */

#define NOT_ASKED INT32_MIN

/* A number that USPS used again answers once for each mail piece, told apart by the piece's unique id. */
static int32_t index_of_item(wb_kit *k, const wb_response *r, const wb_node *item, unsigned char *seen)
{
  uint32_t n = covered_number(k, r, wb_get_trim(k, item, "trackingNumber"));
  if (n == UINT32_MAX)
    return NOT_ASKED;
  wb_str id = first_of(wb_get_trim(k, item, "uniqueTrackingID"), wb_get_trim(k, item, "uniqueMailPieceID"));
  if (seen[n] && id.n)
    return k->h->number(k->c, wb_number_at(k, n)->number, id, WB_NO_PARENT);
  seen[n] = 1;
  return (int32_t)n;
}

static int32_t tell_items(wb_kit *k, const wb_response *r, const wb_node *root)
{
  unsigned char *seen = (unsigned char *)k->h->alloc(k->c, k->b->numbers.count + 1);
  if (!seen)
    return WB_E_NOMEM;
  for (wb_iter it = k->d->iterate(root, ""); k->d->next(&it);) {
    int32_t n = index_of_item(k, r, it.node, seen);
    if (n < 0 && n != NOT_ASKED)
      return n;
    if (n == NOT_ASKED) {
      k->h->log(k->c, WB_LOG_WARN, WB_STR("left out an item that answers for none of the numbers asked"));
      continue;
    }
    wb_str status = wb_get_trim(k, it.node, "statusCode");
    int refused = has_error(k, it.node) || (status.n && !wb_is(status, "200"));
    int32_t rc =
        refused ? tell_refusal(k, (uint32_t)n, it.node, status) : tell_details(k, (uint32_t)n, it.node);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* 401: mostly a token without the scope, which USPS mints without a word; a new one would not help.  403:
 * access control. */
static int32_t tell_denial(wb_kit *k, const wb_response *r, const wb_node *root)
{
  wb_str words = error_words(k, root);
  if (r->status == 403)
    return wb_outcome_all(k, r, WB_FORBIDDEN, first_of(words, WB_STR("this account may not see the number")));
  return k->h->fail(k->c, WB_E_AUTH,
                    wb_join(k, first_of(words, WB_STR("USPS refused the token.")), " ",
                            WB_STR("Check the key, and that the app was granted the scope `tracking`")));
}

static int32_t tell_pause(wb_kit *k, const wb_response *r)
{
  int64_t pause = wb_int(wb_trim(wb_field_value(r->headers, "retry-after")), 0);
  for (uint32_t i = 0; i < r->covers.count; i++) {
    wb_result said = wb_result_of(*WB_AT(uint32_t, r->covers, i), WB_FAILED);
    said.detail =
        r->status == 429 ? WB_STR("429: USPS's quota is used up") : WB_STR("503: USPS asks to wait");
    said.retry_after_s = pause > 0 && pause < 86400 ? (uint32_t)pause : 0;
    int32_t rc = k->h->result(k->c, &said);
    if (rc)
      return rc;
  }
  return k->h->fail(k->c, r->status == 429 ? WB_E_RATE : WB_E_UPSTREAM, WB_STR("USPS asks to slow down"));
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  if (r->status == 429 || r->status == 503)
    return tell_pause(&k, r);
  if (r->status >= 500)
    return h->fail(c, WB_E_UPSTREAM, WB_STR("USPS failed; try again later"));
  const wb_node *root = wb_json(&k, r->body);
  if (!k.d) /* the host has no memory for trees */
    return wb_no_tree(&k);
  if (r->status == 401 || (r->status == 403 && root))
    return tell_denial(&k, r, root);
  if (!root || (r->status >= 400 && !has_error(&k, root)))
    return wb_no_tree(&k);
  if (r->status < 400 && !has_error(&k, root))
    return tell_items(&k, r, root);

  for (uint32_t i = 0; i < r->covers.count; i++) {
    int32_t rc =
        tell_refusal(&k, *WB_AT(uint32_t, r->covers, i), root, r->status == 404 ? WB_STR("404") : WB_STR(""));
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* clang-format off */
/* ---- what this carrier is ---- */

#define PORTAL "https://developers.usps.com/getting-started"

static const wb_auth auth = { .scheme = WB_AUTH_OAUTH2, .grant = WB_GRANT_CLIENT_CREDENTIALS,
                              .token_form = WB_TOKEN_JSON, .token_endpoint = API,
                              .token_path = "/oauth2/v3/token", .scope = "tracking",
                              .credential = { "client_id", "client_secret" } };

static const wb_carrier usps = {
  .struct_size = sizeof usps, .caps = WB_CAP_TRACK,
  .id = "usps", .name = "USPS", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.usps.com", .countries = "US", .languages = "en",
  .endpoints = WB_LIST(wb_endpoint, { "api", "https://apis.usps.com", "https://apis-tem.usps.com" }),
  .credentials = WB_LIST(wb_credential,
    { "client_id", "Consumer key of an app that was granted the Tracking API", PORTAL, 0, 0 },
    { "client_secret", "Consumer secret of that app", PORTAL, 0, 0 }),
  .inputs = WB_LIST(wb_input,
    { "postcode", "ZIP code of the destination, five digits: tells more where USPS is in doubt", 0, 0 },
    { "shipped", "Day of mailing: picks the right parcel when USPS used the number again", 0, 0 }),
  .auth = { &auth, 1, sizeof auth },
  .formats = WB_ARRAY(usps_formats),
  .limits = &limits, .plan = plan, .parse = parse,
};
WB_MODULE(&usps)
