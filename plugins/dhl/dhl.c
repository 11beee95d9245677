/* SPDX-License-Identifier: MIT */
/* DHL: Shipment Tracking - Unified, JSON, one number a call.  One interface for all divisions, so one number
 * may be known to several of them: each shipment becomes a result of its own, told apart by "service:id".
 *
 * Source: DHL's API reference 1.5.8 and its code table, and answers seen by public clients. */
#include "formats.h"
#include "shipment.h"

enum { KEY_MAX = 200, TOLD_MAX = 3800, FOLLOW_MAX = 5, PAGE_SIZE = 5, PARAMETERS_MAX = 7 };

/* clang-format off */
static const char *const services[] = {
  "dgf", "dsc", "ecommerce", "ecommerce-apac", "ecommerce-europe", "ecommerce-iberia", "ecommerce-ppl",
  "express", "freight", "parcel-de", "parcel-nl", "parcel-pl", "parcel-uk", "post-de", "post-international",
  "sameday", "svb",
};
/* clang-format on */

/* ---- how to ask ---- */

typedef struct parameters {
  wb_field items[PARAMETERS_MAX];
  uint32_t n;
} parameters;

static void put(parameters *to, const char *name, wb_str value)
{
  if (value.n)
    to->items[to->n++] = (wb_field){ wb_text(name), { .text = value } };
}

/* DHL takes ISO 639-1, as a wish. */
static wb_str language(const wb_kit *k)
{
  wb_str tag = k->b->language;
  return tag.n == 2 || (tag.n > 2 && tag.p[2] == '-') ? wb_span(tag.p, 2) : WB_STR("en");
}

/* page: offset and limit of a follow-up, or NULL. */
static int32_t ask(wb_kit *k, uint32_t number, wb_str service, const wb_str page[2], wb_str cookie)
{
  const wb_number *asked = wb_number_at(k, number);
  wb_str requester = wb_alpha2(k, wb_setting_value(k, "requester_country"));
  parameters query = { .n = 0 };
  put(&query, "trackingNumber", asked->number);
  put(&query, "service", service);
  put(&query, "requesterCountryCode", requester.n ? requester : wb_alpha2(k, asked->country));
  put(&query, "recipientPostalCode", asked->postcode);
  put(&query, "language", language(k));
  if (page) {
    put(&query, "offset", page[0]);
    put(&query, "limit", page[1]);
  }
  wb_request request = wb_request_of(WB_GET, 0, WB_STR("/track/shipments"));
  request.query = wb_list_of(query.items, query.n, sizeof *query.items);
  request.covers = wb_list_of(&number, 1, sizeof number);
  request.cookie = cookie;
  return k->h->request(k->c, &request);
}

static int known_service(wb_str service)
{
  for (size_t i = 0; i < WB_COUNT_OF(services); i++)
    if (wb_is(service, services[i]))
      return 1;
  return 0;
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  wb_str service = wb_setting_value(&k, "service"), requester = wb_setting_value(&k, "requester_country");
  if (service.n && !known_service(service))
    return h->fail(c, WB_E_ARG,
                   WB_STR("setting \"service\": not one of DHL's services, such as \"express\""));
  if (requester.n && !wb_alpha2(&k, requester).n)
    return h->fail(c, WB_E_ARG,
                   WB_STR("setting \"requester_country\": not a country of two letters, such as \"DE\""));
  int32_t rc = WB_OK;
  for (uint32_t i = 0; i < b->numbers.count && !rc; i++)
    rc = ask(&k, i, service, NULL, WB_STR(""));
  return rc;
}

/* ---- further questions that an answer names ---- */

/* Value of a query parameter of a URL, "" when it is absent or has anything but the characters of a plain
 * word. */
static wb_str url_value(wb_str url, const char *name)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  size_t i = 0, n = strlen(name);
  while (i < url.n && url.p[i] != '?')
    i++;
  while (i < url.n) {
    size_t start = ++i; /* behind '?' or '&' */
    while (i < url.n && url.p[i] != '&' && url.p[i] != '#')
      i++;
    if (i - start <= n || memcmp(url.p + start, name, n) != 0 || url.p[start + n] != '=')
      continue;
    wb_str value = wb_span(url.p + start + n + 1, i - start - n - 1);
    for (size_t at = 0; at < value.n; at++)
      if (!memchr(plain, value.p[at], sizeof plain - 1))
        return WB_STR("");
    return value;
  }
  return WB_STR("");
}

/* `told` has lines of "service:id".  Does one begin with `start`, followed by `end` or by nothing? */
static int is_told(wb_str told, wb_str start, char end)
{
  for (size_t i = 0; start.n && i + start.n <= told.n; i++) {
    int begins = i == 0 || told.p[i - 1] == '\n', ends = i + start.n == told.n || told.p[i + start.n] == end;
    if (begins && ends && memcmp(told.p + i, start.p, start.n) == 0)
      return 1;
  }
  return 0;
}

/* Asks our own endpoint for what the URL means; its host and path count for nothing. */
static int32_t follow(wb_kit *k, uint32_t number, wb_str url, wb_str told, uint32_t *left)
{
  wb_str service = url_value(url, "service");
  const wb_str page[2] = { url_value(url, "offset"), url_value(url, "limit") };
  if (!wb_equal(url_value(url, "trackingNumber"), wb_number_at(k, number)->number))
    return WB_OK; /* another parcel */
  if (wb_int(page[0], 0) == 0 && (!service.n || is_told(told, service, ':')))
    return WB_OK; /* the same question again */
  if (!*left || told.n > TOLD_MAX) {
    k->h->log(k->c, WB_LOG_WARN, WB_STR("more further shipments than are followed"));
    return WB_OK;
  }
  (*left)--;
  return ask(k, number, service, page, told);
}

static int32_t follow_all(wb_kit *k, const wb_response *r, const wb_node *root, wb_str told, uint32_t count)
{
  uint32_t number = wb_first_cover(r), left = FOLLOW_MAX;
  int32_t rc = WB_OK;
  wb_iter it = k->d->iterate(root, "possibleAdditionalShipmentsUrl");
  while (!rc && r->step == 0 && k->d->next(&it))
    rc = follow(k, number, k->d->text(it.node), told, &left);
  wb_str next = wb_get(k, root, "nextUrl");
  if (!rc && count >= PAGE_SIZE && wb_int(url_value(next, "offset"), 0) > 0)
    rc = follow(k, number, next, told, &left);
  return rc;
}

/* ---- how to read ---- */

/* How well a shipment's destination fits what the user said of it. */
static int fit(const wb_kit *k, const wb_number *asked, const wb_node *shipment)
{
  wb_str postcode = wb_get_trim(k, shipment, "destination.address.postalCode");
  wb_str country = wb_get_trim(k, shipment, "destination.address.countryCode");
  return 2 * (asked->postcode.n && wb_equal(postcode, asked->postcode)) +
         (asked->country.n && wb_equal(country, asked->country));
}

static uint32_t best(const wb_kit *k, const wb_number *asked, const wb_node *root)
{
  uint32_t at = 0;
  int most = 0;
  wb_iter it = k->d->iterate(root, "shipments");
  while (k->d->next(&it))
    if (fit(k, asked, it.node) > most) {
      most = fit(k, asked, it.node);
      at = it.index;
    }
  return at;
}

static wb_str first_tag(wb_str languages) /* "de, en" */
{
  size_t n = 0;
  while (n < languages.n && languages.p[n] != ',')
    n++;
  return wb_trim(wb_span(languages.p, n));
}

typedef struct reading {
  uint32_t number, count, fresh; /* asked for; shipments in the answer; those that were not told before */
  uint32_t own;                  /* index of the shipment that stands under the number itself */
  wb_str told, lang;
} reading;

static int32_t read_one(wb_kit *k, reading *now, const wb_node *shipment, int own)
{
  wb_str asked = wb_number_at(k, now->number)->number;
  wb_str key = wb_join(k, wb_get_trim(k, shipment, "service"), ":", wb_get_trim(k, shipment, "id"));
  if (key.n > KEY_MAX || is_told(now->told, key, '\n'))
    return WB_OK;
  int32_t at = own ? (int32_t)now->number : k->h->number(k->c, asked, key, WB_NO_PARENT);
  now->told = wb_join(k, now->told, "\n", key);
  now->fresh++;
  return at < 0 ? at : dhl_shipment(k, asked, now->lang, (uint32_t)at, shipment);
}

/* The best of the first answer comes first, under the number itself; the others stand beside it. */
static int32_t read_shipments(wb_kit *k, const wb_response *r, const wb_node *root)
{
  reading now = { .number = wb_first_cover(r), .own = UINT32_MAX, .told = r->cookie };
  now.lang = first_tag(wb_field_value(r->headers, "content-language"));
  if (r->step == 0)
    now.own = best(k, wb_number_at(k, now.number), root);
  int32_t rc = WB_OK;
  for (int others = 0; others < 2; others++) {
    wb_iter it = k->d->iterate(root, "shipments");
    for (now.count = 0; !rc && k->d->next(&it); now.count++)
      if ((it.index != now.own) == others)
        rc = read_one(k, &now, it.node, !others);
  }
  if (rc || (r->step && !now.fresh))
    return rc;
  if (!now.count)
    return wb_outcome(k, now.number, WB_NOT_FOUND, WB_STR("the answer holds no shipment"));
  return follow_all(k, r, root, now.told, now.count);
}

/* A refusal in DHL's own words.  Whatever has no such words comes from something else on the way. */
static int32_t read_problem(wb_kit *k, const wb_response *r)
{
  const wb_node *root = wb_json(k, r->body);
  wb_str words =
      root ? wb_join(k, wb_get_trim(k, root, "title"), ": ", wb_get_trim(k, root, "detail")) : WB_STR("");
  if (r->step) /* a further shipment that is not there takes nothing from those that are */
    return WB_OK;
  if (r->status == 404 && words.n)
    return wb_outcome_all(k, r, WB_NOT_FOUND, wb_join(k, WB_STR("404"), " ", words));
  if (r->status == 400 && words.n)
    return wb_outcome_all(k, r, WB_INVALID, wb_join(k, WB_STR("400"), " ", words));
  return k->h->fail(k->c, WB_E_UPSTREAM,
                    WB_STR("DHL refuses without saying why: the address of the service may be wrong"));
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  if (r->status != 200)
    return read_problem(&k, r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root || k.d->kind(k.d->get(root, "shipments")) != WB_NODE_ARRAY)
    return wb_no_tree(&k);
  return read_shipments(&k, r, root);
}

/* ---- what it is ---- */

/* What a new key may do; DHL raises it on request. */
static const wb_limits limits = { .struct_size = sizeof limits,
                                  .batch_max = 1,
                                  .requests = 1,
                                  .window_ms = 1000,
                                  .concurrent = 1,
                                  .min_poll_s = 900,
                                  .max_steps = 3,
                                  .day_quota = 250 };

/* clang-format off */
static const wb_carrier dhl = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "dhl", .name = "DHL", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.dhl.com", .countries = "*", .languages = "en,de",
  .endpoints = WB_LIST(wb_endpoint, { .name = "api", .origin = "https://api-eu.dhl.com" }),
  .credentials = WB_LIST(wb_credential,
    { .name = "api_key", .label = "API key of a DHL app that has Shipment Tracking - Unified",
      .obtain_url = "https://developer.dhl.com" }),
  .settings = WB_LIST(wb_setting,
    { .name = "service", .label = "Ask only this division, such as express, parcel-de or ecommerce" },
    { .name = "requester_country", .label = "Your country in two letters, such as DE" }),
  .inputs = WB_LIST(wb_input,
    { .name = "postcode", .label = "Recipient's postcode: full detail of German and Dutch parcels" },
    { .name = "country", .label = "Recipient's country: tells the shipments of several divisions apart" }),
  .auth = WB_LIST(wb_auth, { .scheme = WB_AUTH_HEADER, .param = "DHL-API-Key", .credential = { "api_key" } }),
  .formats = WB_ARRAY(dhl_formats), .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&dhl)
