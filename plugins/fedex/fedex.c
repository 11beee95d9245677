/* SPDX-License-Identifier: MIT */
/* FedEx: Track API v1, JSON, one POST for up to 30 numbers.  A number that FedEx used again is answered with
 * several results, and each shipment is then asked for by its unique id.
 *
 * Source: FedEx's API reference and status code page, and answers seen by public clients. */
#include "formats.h"
#include "shipment.h"
#include "statuses.h"

enum {
  NUMBERS_PER_CALL = 30,
  UNIQUE_ID_MAX = 128,
  PENALTY_S = 600,
  PAUSE_S = 10,
  DAY_S = 86400,
  SHIP_DATE_SLACK_MS = 7 * 86400000
};

/* ---- how to ask ---- */

typedef struct query { /* unique_id and carrier: of one shipment under a number that was used again */
  uint32_t number;
  wb_str unique_id, carrier;
} query;

typedef struct body {
  wb_value *pieces;
  uint32_t n;
} body;

static void put(body *to, const char *member, wb_str value)
{
  to->pieces[to->n++] = (wb_value){ .text = wb_text(member) };
  if (value.n)
    to->pieces[to->n++] = (wb_value){ .escape = WB_ESC_JSON, .text = value };
}

/* The labels' barcodes hold more than the number that FedEx is asked for. */
static wb_str inner_number(wb_str n)
{
  if (n.n == 34)
    return n.p[20] == '0' && n.p[21] == '0' ? wb_span(n.p + 22, 12) : wb_span(n.p + 20, 14);
  if (n.n == 32 && n.p[0] == '3')
    return wb_span(n.p + 16, 12);
  if (n.n == 22 && n.p[0] == '9' && n.p[1] == '6')
    return wb_span(n.p + 7, 15);
  return n;
}

static void put_query(wb_kit *k, body *to, const query *q)
{
  const wb_number *number = wb_number_at(k, q->number);
  put(to, "{", WB_STR(""));
  if (number->shipped_ms && !q->unique_id.n) {
    put(to, "\"shipDateBegin\":\"", wb_date_text(k, number->shipped_ms - SHIP_DATE_SLACK_MS));
    put(to, "\",\"shipDateEnd\":\"", wb_date_text(k, number->shipped_ms + SHIP_DATE_SLACK_MS));
    put(to, "\",", WB_STR(""));
  }
  put(to, "\"trackingNumberInfo\":{\"trackingNumber\":\"", inner_number(number->number));
  if (q->carrier.n)
    put(to, "\",\"carrierCode\":\"", q->carrier);
  if (q->unique_id.n)
    put(to, "\",\"trackingNumberUniqueId\":\"", q->unique_id);
  put(to, "\"}}", WB_STR(""));
}

/* x-locale wants a language and a country: "fr-CA" is fr_CA, "fr" alone fr_FR, and English is en_US. */
static wb_str locale(wb_kit *k)
{
  wb_str language = k->b->language;
  size_t n = 0;
  while (n < language.n && language.p[n] != '-')
    n++;
  if (n != 2 || (n == language.n && wb_is(language, "en")))
    return WB_STR("en_US");
  wb_str region = wb_alpha2(k, n == language.n ? language : wb_span(language.p + n + 1, language.n - n - 1));
  return region.n ? wb_join(k, wb_span(language.p, 2), "_", region) : WB_STR("en_US");
}

/* What the texts are in: a wish for another language may have been ignored. */
static wb_str language(wb_kit *k)
{
  wb_str asked = locale(k);
  return asked.n && asked.p[0] == 'e' && asked.p[1] == 'n' ? WB_STR("en") : WB_STR("");
}

/* The cookie is empty for plain questions; see read_again() for the other. */
static int32_t ask(wb_kit *k, const query *queries, uint32_t n, wb_str cookie)
{
  body b = { (wb_value *)k->h->alloc(k->c, (16 * (size_t)n + 2) * sizeof(wb_value)), 0 };
  uint32_t *covers = (uint32_t *)k->h->alloc(k->c, n * sizeof *covers);
  if (!b.pieces || !covers)
    return k->h->fail(k->c, WB_E_LIMIT, WB_STR("no memory for the request"));
  put(&b, "{\"includeDetailedScans\":true,\"trackingInfo\":[", WB_STR(""));
  for (uint32_t i = 0; i < n; i++) {
    if (i)
      put(&b, ",", WB_STR(""));
    put_query(k, &b, &queries[i]);
    covers[i] = queries[i].number;
  }
  put(&b, "]}", WB_STR(""));

  const wb_field headers[] = {
    { WB_STR("x-locale"), { .text = locale(k) } },
    { WB_STR("x-customer-transaction-id"), { .source = WB_UNIQUE } },
  };
  wb_request ask = wb_request_of(WB_POST, 0, WB_STR("/track/v1/trackingnumbers"));
  ask.flags = WB_REQ_SAFE | WB_REQ_ANY_STATUS; /* any: a 403 is a penalty with a time of its own */
  ask.headers = wb_list_of(headers, WB_COUNT_OF(headers), sizeof *headers);
  ask.body = wb_list_of(b.pieces, b.n, sizeof *b.pieces);
  ask.content_type = WB_STR("application/json");
  ask.covers = wb_list_of(covers, cookie.n ? 1 : n, sizeof *covers);
  ask.cookie = cookie;
  return k->h->request(k->c, &ask);
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  query *queries = (query *)h->alloc(c, NUMBERS_PER_CALL * sizeof *queries);
  if (!queries)
    return h->fail(c, WB_E_LIMIT, WB_STR("no memory for the request"));
  int32_t rc = WB_OK;
  for (uint32_t at = 0; at < b->numbers.count && !rc; at += NUMBERS_PER_CALL) {
    uint32_t n = 0;
    for (; n < NUMBERS_PER_CALL && at + n < b->numbers.count; n++)
      queries[n] = (query){ .number = at + n };
    rc = ask(&k, queries, n, WB_STR(""));
  }
  return rc;
}

/* ---- how to read an answer ---- */

static wb_str unique_id(const wb_kit *k, const wb_node *shipment)
{
  wb_str id = wb_get(k, shipment, "trackingNumberInfo.trackingNumberUniqueId");
  return id.n <= UNIQUE_ID_MAX ? id : WB_STR("");
}

static int later(wb_str a, wb_str b) /* unique ids begin with a day number of constant width */
{
  size_t n = a.n < b.n ? a.n : b.n;
  int order = n ? memcmp(a.p, b.p, n) : 0;
  return order > 0 || (order == 0 && a.n > b.n);
}

/* The shipment with the newest id stands under the number itself, older ones beside it under their ids. */
static int32_t place_of(wb_kit *k, uint32_t number, wb_str newest, wb_str id)
{
  if (!id.n || wb_equal(id, newest))
    return (int32_t)number;
  return k->h->number(k->c, wb_number_at(k, number)->number, id, WB_NO_PARENT);
}

/* The largest unique id; a follow-up knows it from its cookie. */
static wb_str newest_of(const wb_kit *k, const wb_node *of_number, const wb_response *r)
{
  wb_str newest = r->cookie;
  wb_iter it = k->d->iterate(of_number, "trackResults");
  while (!r->cookie.n && k->d->next(&it))
    if (later(unique_id(k, it.node), newest))
      newest = unique_id(k, it.node);
  return newest;
}

/* Several shipments under one number: those told without their scans are asked for again, by their unique
 * ids. */
static int32_t read_again(wb_kit *k, uint32_t number, const wb_node *of_number, const wb_response *r)
{
  query queries[NUMBERS_PER_CALL] = { 0 };
  uint32_t n = 0;
  int32_t rc = WB_OK;
  wb_str newest = newest_of(k, of_number, r);
  wb_iter it = k->d->iterate(of_number, "trackResults");
  while (!rc && k->d->next(&it)) {
    wb_str id = unique_id(k, it.node);
    int told = r->cookie.n || !id.n || k->d->get(it.node, "scanEvents") != NULL || n == NUMBERS_PER_CALL;
    if (told) {
      int32_t at = place_of(k, number, newest, id);
      rc = at < 0 ? at : fedex_shipment(k, language(k), (uint32_t)at, it.node);
      continue;
    }
    uint32_t slot = wb_equal(id, newest) ? 0 : n; /* the newest is asked for first */
    queries[n++] = queries[slot];
    queries[slot] = (query){ number, id, wb_get(k, it.node, "trackingNumberInfo.carrierCode") };
  }
  return rc || !n ? rc : ask(k, queries, n, newest);
}

static int32_t read_number(wb_kit *k, uint32_t number, const wb_node *of_number, const wb_response *r)
{
  const wb_node *only = NULL;
  uint32_t n = 0;
  wb_iter it = k->d->iterate(of_number, "trackResults");
  for (; k->d->next(&it); n++)
    only = it.node;
  if (n > 1 || r->cookie.n)
    return read_again(k, number, of_number, r);
  return n ? fedex_shipment(k, language(k), number, only) : WB_OK;
}

/* A follow-up that is refused takes nothing from what was told before. */
static int32_t refuse(wb_kit *k, const wb_response *r, int32_t code, uint32_t retry_after_s, wb_str why)
{
  return wb_fail_until(k, r, code, r->cookie.n ? 0 : retry_after_s, why);
}

static int32_t read_throttled(wb_kit *k, const wb_response *r, wb_str words)
{
  uint32_t wait = wb_retry_after(r, PAUSE_S);
  if (wb_contains(words, "quota")) /* of the day: until 00:00 GMT */
    wait = (uint32_t)(DAY_S - k->b->now_ms / 1000 % DAY_S);
  return refuse(k, r, WB_E_RATE, wait, wb_join(k, WB_STR("FedEx asks to slow down (429)"), ": ", words));
}

/* A request that FedEx calls bad: each number is asked alone, so that one cannot spoil the others. */
static int32_t read_bad_request(wb_kit *k, const wb_response *r, wb_str code, wb_str words)
{
  if (r->covers.count == 1 && !r->cookie.n && fedex_outcome(code) != WB_FAILED)
    return wb_outcome(k, wb_first_cover(r), fedex_outcome(code), words);
  if (r->covers.count == 1)
    return refuse(k, r, WB_E_UNSUPPORTED, 0,
                  wb_join(k, WB_STR("FedEx calls the request bad (400)"), ": ", words));
  int32_t rc = WB_OK;
  for (uint32_t i = 0; i < r->covers.count && !rc; i++) {
    const query alone = { .number = *WB_AT(uint32_t, r->covers, i) };
    rc = ask(k, &alone, 1, WB_STR(""));
  }
  return rc;
}

static int32_t read_refusal(wb_kit *k, const wb_response *r)
{
  wb_str text = wb_trim(r->body), code = WB_STR(""), words = WB_STR("");
  const wb_str barred =
      WB_STR("FedEx bars this address for ten minutes, or the key lacks the Track API (403)");
  const wb_node *root = text.n && text.p[0] == '{' ? wb_json(k, text) : NULL; /* gateways answer in HTML */
  if (root) {
    code = wb_get(k, root, "errors.0.code");
    words = wb_join(k, code, " ", wb_get(k, root, "errors.0.message"));
  }
  if (r->status == 400)
    return read_bad_request(k, r, code, words);
  if (r->status == 401)
    return refuse(k, r, WB_E_AUTH, 0, wb_join(k, WB_STR("FedEx refuses the credentials (401)"), ": ", words));
  if (r->status == 403)
    return refuse(k, r, WB_E_RATE, PENALTY_S, wb_join(k, barred, ": ", words));
  if (r->status == 429)
    return read_throttled(k, r, words);
  if (r->status == 404)
    return refuse(k, r, WB_E_UPSTREAM, 0,
                  wb_join(k, WB_STR("FedEx has moved this service (404)"), ": ", words));
  return refuse(k, r, WB_E_UPSTREAM, 0, wb_join(k, WB_STR("FedEx cannot answer now"), ": ", words));
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  if (r->status != 200)
    return read_refusal(&k, r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root || k.d->kind(k.d->get(root, "output.completeTrackResults")) != WB_NODE_ARRAY)
    return wb_no_tree(&k);

  int32_t rc = WB_OK;
  wb_iter it = k.d->iterate(root, "output.completeTrackResults");
  while (!rc && k.d->next(&it))
    for (uint32_t i = 0; i < r->covers.count && !rc; i++) {
      uint32_t number = *WB_AT(uint32_t, r->covers, i);
      if (wb_equal(wb_get(&k, it.node, "trackingNumber"), inner_number(wb_number_at(&k, number)->number)))
        rc = read_number(&k, number, it.node, r);
    }
  return rc;
}

/* ---- what it is ---- */

/* FedEx allows 1,400 calls in 10 s for a project, but bars an address that asks more than once a second for
 * two minutes. */
static const wb_limits limits = { .struct_size = sizeof limits,
                                  .batch_max = NUMBERS_PER_CALL,
                                  .requests = 4,
                                  .window_ms = 5000,
                                  .concurrent = 2,
                                  .min_poll_s = 900,
                                  .max_steps = 2,
                                  .day_quota = 100000 };

/* clang-format off */
static const wb_carrier fedex = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "fedex", .name = "FedEx", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.fedex.com", .countries = "*", .languages = "en",
  .endpoints = WB_LIST(wb_endpoint,
    { .name = "api", .origin = "https://apis.fedex.com",
      .sandbox_origin = "https://apis-sandbox.fedex.com" }),
  .credentials = WB_LIST(wb_credential,
    { .name = "client_id", .label = "API key of a FedEx project that has the Track API",
      .obtain_url = "https://developer.fedex.com" },
    { .name = "client_secret", .label = "Secret key of the same project",
      .obtain_url = "https://developer.fedex.com" }),
  .inputs = WB_LIST(wb_input,
    { .name = "shipped", .label = "Day of shipping: tells a number from an earlier use of it" }),
  .auth = WB_LIST(wb_auth,
    { .scheme = WB_AUTH_OAUTH2, .grant = WB_GRANT_CLIENT_CREDENTIALS, .token_form = WB_TOKEN_FORM,
      .token_path = "/oauth/token", .credential = { "client_id", "client_secret" } }),
  .formats = WB_ARRAY(fedex_formats), .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&fedex)
