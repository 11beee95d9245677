/* SPDX-License-Identifier: MIT */
/* Amazon, for sellers: Amazon Shipping v2 (getTracking) and Multi-Channel Fulfillment 2020-07-01 (an order,
 * then its packages), both of the Selling Partner API: JSON, Login with Amazon.
 *
 * Source: Amazon's API models.  A buyer's own TBA number is answered only for the account that shipped it. */
#include "amazon.h"

/* clang-format off */
/* The setting `region` names an endpoint; the token comes from the fourth. */
static const wb_endpoint endpoints[] = {
  { .name = "na", .origin = "https://sellingpartnerapi-na.amazon.com",
    .sandbox_origin = "https://sandbox.sellingpartnerapi-na.amazon.com" },
  { .name = "eu", .origin = "https://sellingpartnerapi-eu.amazon.com",
    .sandbox_origin = "https://sandbox.sellingpartnerapi-eu.amazon.com" },
  { .name = "fe", .origin = "https://sellingpartnerapi-fe.amazon.com",
    .sandbox_origin = "https://sandbox.sellingpartnerapi-fe.amazon.com" },
  { .name = "token", .origin = "https://api.amazon.com", .sandbox_origin = "https://api.amazon.com" },
};
/* clang-format on */
enum { REGIONS = 3, TOKEN = 3 };

/* ---- asking ---- */

int32_t amazon_get(wb_kit *k, uint32_t number, wb_request *r, wb_str cookie)
{
  wb_str region = wb_setting_value(k, "region");
  for (uint32_t i = 0; i < REGIONS; i++)
    if (wb_is(region, endpoints[i].name)) {
      r->endpoint = i;
      r->covers = wb_list_of(&number, 1, sizeof number);
      r->cookie = cookie;
      return k->h->request(k->c, r);
    }
  return k->h->fail(k->c, WB_E_ARG, WB_STR("the setting region must be na, eu or fe"));
}

/* Does the text look like the pattern?  9 is a digit, ? one of A, C, M, ! one of A, C, F, all else itself. */
static int looks_like(wb_str text, const char *pattern)
{
  if (text.n != strlen(pattern))
    return 0;
  for (size_t i = 0; i < text.n; i++) {
    const char *any = pattern[i] == '9' ? "0123456789" : pattern[i] == '?' ? "ACM" : "ACF";
    int is_class = pattern[i] == '9' || pattern[i] == '?' || pattern[i] == '!';
    if (is_class ? !text.p[i] || !strchr(any, text.p[i]) : text.p[i] != pattern[i])
      return 0;
  }
  return 1;
}

static int32_t ask(wb_kit *k, uint32_t i)
{
  wb_str number = wb_number_at(k, i)->number;
  if (looks_like(number, "TB?999999999999") || looks_like(number, "!9999999999"))
    return amazon_ask_parcel(k, i);
  int order = looks_like(number, "999-9999999-9999999");
  wb_request r =
      wb_request_of(WB_GET, 0, wb_path(k, "/fba/outbound/2020-07-01/fulfillmentOrders/", number, ""));
  return amazon_get(k, i, &r, order ? WB_STR("o") : WB_STR("e"));
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    int32_t rc = ask(&k, i);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* ---- reading ---- */

/* {"errors":[{"code","message","details"}]}: the core has dealt with 401, 403, 429 and 5xx before. */
static int32_t refused(wb_kit *k, uint32_t number, const wb_node *root, const wb_response *r)
{
  wb_str why =
      wb_join(k, wb_get_trim(k, root, "errors.0.code"), ": ", wb_get_trim(k, root, "errors.0.message"));
  if (!why.n)
    return wb_no_tree(k);
  char asked = r->cookie.n ? r->cookie.p[0] : ASKED_PARCEL;
  if (r->status != 400 && r->status != 404)
    return k->h->fail(k->c, WB_E_UPSTREAM, why);
  if (asked == ASKED_EITHER)
    return amazon_ask_parcel(k, number);
  uint32_t outcome = r->status == 404 ? WB_NOT_FOUND : WB_INVALID;
  if (asked != ASKED_PACKAGE)
    return wb_outcome(k, number, outcome, why);
  int32_t piece =
      amazon_piece(k, number, amazon_cookie_package(r->cookie), amazon_cookie_tracking(r->cookie));
  return piece < 0 ? piece : wb_outcome(k, (uint32_t)piece, outcome, why);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t number = wb_first_cover(r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root)
    return wb_no_tree(&k);
  const wb_node *payload = k.d->get(root, "payload");
  if (r->status != 200 || k.d->kind(payload) != WB_NODE_OBJECT)
    return k.d->get(root, "errors.0.code") ? refused(&k, number, root, r) : wb_no_tree(&k);
  if (k.d->get(payload, "fulfillmentOrder"))
    return amazon_read_order(&k, number, payload);
  if (k.d->get(payload, "packageNumber"))
    return amazon_read_package(&k, number, r->cookie, payload);
  return amazon_read_parcel(&k, number, payload);
}

/* ---- what the core may know ---- */

/* Multi-Channel Fulfillment's 2 a second with a burst of 30; Amazon Shipping alone would allow 80. */
static const wb_limits limits = {
  .struct_size = sizeof limits,
  .batch_max = 1,
  .requests = 30,
  .window_ms = 15000,
  .max_steps = 2,
};

/* clang-format off */
static const wb_carrier amazon = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "amazon", .name = "Amazon", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.amazon.com",
  .countries = "US,CA,MX,BR,GB,IE,FR,DE,IT,ES,NL,BE,SE,PL,IN,AE,SA,EG,JP,AU,SG",
  .endpoints = WB_ARRAY(endpoints),
  .credentials = WB_LIST(wb_credential,
    { .name = "client_id", .label = "client identifier of your Selling Partner API application" },
    { .name = "client_secret", .label = "client secret of the application; Amazon makes you renew it" },
    { .name = "refresh_token", .label = "refresh token of the seller that authorised the application" }),
  .settings = WB_LIST(wb_setting,
    { .name = "region", .label = "where the seller is: na, eu or fe", .fallback = "na" },
    { .name = "business_id",
      .label = "Amazon Shipping business: AmazonShipping_ and US, IN, UK, UAE, SA, EG, IT, ES, FR or JP" },
    { .name = "carrier_id", .label = "carrierId of your Amazon Shipping labels", .fallback = "ATS" }),
  .auth = WB_LIST(wb_auth,
    { .scheme = WB_AUTH_OAUTH2, .grant = WB_GRANT_REFRESH_TOKEN, .token_form = WB_TOKEN_FORM,
      .token_endpoint = TOKEN, .token_path = "/auth/o2/token", .param = "x-amz-access-token", .prefix = "",
      .credential = { "client_id", "client_secret", "refresh_token" } }),
  .formats = WB_LIST(wb_format,
    { .id = "amazon-tba", .share = 50000, .pattern = "TB[ACM][0-9]{12}", .example = "TBA310000000017" },
    { .id = "amazon-international", .share = 2000, .pattern = "[ACF][0-9]{10}", .example = "C1000000017" },
    { .id = "amazon-order", .share = 10000, .pattern = "[0-9]{3}-[0-9]{7}-[0-9]{7}", .example = "123-1234567-1234567",
      .flags = WB_FORMAT_ORDER }),
  .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&amazon)
