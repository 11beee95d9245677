/* SPDX-License-Identifier: MIT */
/* The plugin of the golden binaries: it uses as much of the ABI as one carrier can.  README.md says how they
 * were made. Built with today's header and with a future one too (tests/abi/future), by which it must behave
 * the same. */
#include <waybill/carrier-kit.h>

static const wb_status_row statuses[] = {
  { "DELIVERED", WB_DELIVERED_DELIVERED, 0, 0 },
  { "MOVING", WB_IN_TRANSIT_MOVING, 0, 0 },
  { "PIECE", WB_IN_TRANSIT_ARRIVED_FACILITY, WB_REASON_EXTERNAL_WEATHER, WB_FLAG_DELAY },
};

/* A future header has members that today's host does not know: whatever stands in them is not read. */
#ifdef WB_FUTURE
#define FILL_LATER(thing) memset((thing).later, 0x5A, sizeof(thing).later)
#else
#define FILL_LATER(thing) (void)(thing)
#endif

static int32_t ask(wb_kit *k, uint32_t number, wb_str page)
{
  wb_field query[2], header = wb_field_of("Accept", WB_STR("application/json"));
  wb_value body[3];
  wb_request r =
      wb_request_of(WB_POST, 1, wb_path(k, "/v2/parcels/", wb_number_at(k, number)->number, "/scans"));
  memset(body, 0, sizeof body);
  query[0] = wb_field_of("lang", k->b->language.n ? k->b->language : WB_STR("en"));
  query[1] = wb_field_of("page", page);
  body[0].text = WB_STR("{\"account\":\"");
  body[1].text = wb_setting_value(k, "account");
  body[1].escape = WB_ESC_JSON;
  body[2].text = WB_STR("\"}");
  r.flags = WB_REQ_SAFE;
  r.auth = 1;
  r.query = wb_list_of(query, page.n ? 2 : 1, sizeof query[0]);
  r.headers = wb_list_of(&header, 1, sizeof header);
  r.body = wb_list_of(body, 3, sizeof body[0]);
  r.content_type = WB_STR("application/json");
  r.covers = wb_list_of(&number, 1, sizeof number);
  r.cookie = page;
  FILL_LATER(r);
  return k->h->request(k->c, &r);
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  if (b->op != WB_OP_TRACK)
    return WB_E_UNSUPPORTED;
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    int32_t rc = ask(&k, i, wb_span(NULL, 0));
    if (rc)
      return rc;
  }
  return WB_OK;
}

static int32_t tell_scan(wb_kit *k, uint32_t number, const wb_node *scan)
{
  wb_event e = wb_event_of(number);
  wb_str piece = wb_get(k, scan, "piece");
  if (piece.n) {
    int32_t index = k->h->number(k->c, piece, wb_span(NULL, 0), number);
    if (index < 0)
      return index;
    e.piece = piece;
  }
  e.code = wb_get(k, scan, "code");
  e.text = wb_get(k, scan, "text");
  e.lang = WB_STR("en");
  e.time = wb_time_iso(wb_get(k, scan, "time"));
  e.place.city = wb_get(k, scan, "place.city");
  e.place.country = wb_alpha2(k, wb_get(k, scan, "place.country"));
  e.event_id = wb_get(k, scan, "id");
  wb_status_apply(&e, wb_status_find(statuses, WB_COUNT_OF(statuses), e.code));
  FILL_LATER(e);
  return k->h->event(k->c, &e);
}

static int32_t tell_result(wb_kit *k, uint32_t number, const wb_node *root)
{
  wb_result result = wb_result_of(number, WB_FOUND);
  wb_time day = wb_time_iso(wb_get(k, root, "expected"));
  wb_eta eta = wb_eta_of(WB_ETA_PROMISED, day, day);
  wb_related next;
  memset(&next, 0, sizeof next);
  next.role = WB_ROLE_LAST_MILE;
  next.number = wb_get(k, root, "next.number");
  next.carrier_text = wb_get(k, root, "next.carrier");
  result.weight_g = wb_grams(wb_get(k, root, "weight"), WB_STR("KG"));
  result.service = wb_get(k, root, "service");
  result.signed_by = wb_get(k, root, "signed");
  result.eta = wb_list_of(&eta, day.kind != WB_TIME_NONE, sizeof eta);
  result.related = wb_list_of(&next, next.number.n != 0, sizeof next);
  FILL_LATER(eta);
  FILL_LATER(next);
  FILL_LATER(result);
  return k->h->result(k->c, &result);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t number = wb_first_cover(r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root)
    return wb_no_tree(&k);
  if (wb_is(wb_get(&k, root, "error"), "unknown"))
    return wb_outcome(&k, number, WB_NOT_FOUND, WB_STR("unknown"));
  if (!wb_equal(wb_get(&k, root, "number"), wb_number_at(&k, number)->number))
    return h->fail(c, WB_E_PARSE, WB_STR("the answer does not name the number that was asked"));
  for (wb_iter it = k.d->iterate(root, "scans"); k.d->next(&it);) {
    int32_t rc = tell_scan(&k, number, it.node);
    if (rc)
      return rc;
  }
  h->log(c, WB_LOG_DEBUG, WB_STR("one page read"));
  wb_str more = wb_get(&k, root, "next_page");
  return more.n ? ask(&k, number, more) : tell_result(&k, number, root);
}

static const wb_check check = { .kind = WB_CHECK_LUHN, .from = 2, .count = 9, .at = 11 };
static const wb_label kinds[] = { { "20", "parcel" }, { "30", "pallet" } };
static const wb_lookup lookups[] = { { .what = "kind", .at = 2, .count = 2, .labels = WB_ARRAY(kinds) } };
static const wb_endpoint endpoints[] = {
  { .name = "token", .origin = "https://login.example.com" },
  { .name = "api", .origin = "https://api.example.com", .sandbox_origin = "https://sandbox.example.com" },
};
static const wb_credential credentials[] = {
  { .name = "id", .label = "Client id", .obtain_url = "https://developer.example.com" },
  { .name = "secret", .label = "Client secret" },
};
static const wb_setting settings[] = { { .name = "account", .label = "Account", .fallback = "A-1" } };
static const wb_input inputs[] = { { .name = "postcode", .label = "Postcode of the recipient" } };
static const wb_auth auth[] = {
  { .scheme = WB_AUTH_NONE },
  { .scheme = WB_AUTH_OAUTH2,
    .token_form = WB_TOKEN_FORM,
    .token_endpoint = 0,
    .token_path = "/token",
    .credential = { "id", "secret" } },
};
static const wb_format formats[] = {
  { .id = "golden",
    .pattern = "GP[0-9]{10}",
    .example = "GP2026033106",
    .url = "https://www.example.com/{number}",
    .share = 10,
    .check = &check,
    .lookups = WB_ARRAY(lookups) },
};
static const wb_limits limits = { .struct_size = sizeof limits,
                                  .batch_max = 5,
                                  .requests = 10,
                                  .window_ms = 1000,
                                  .concurrent = 2,
                                  .min_poll_s = 60,
                                  .max_steps = 3,
                                  .day_quota = 1000 };
static const wb_carrier carrier = {
  .struct_size = sizeof(wb_carrier),
  .caps = WB_CAP_TRACK,
  .id = "golden",
  .name = "Golden Parcel",
  .version = "1.0.0",
  .licence = "MIT",
  .homepage = "https://www.example.com",
  .support = "https://www.example.com/bugs",
  .countries = "DE,FR",
  .languages = "en,de",
  .endpoints = WB_ARRAY(endpoints),
  .credentials = WB_ARRAY(credentials),
  .settings = WB_ARRAY(settings),
  .inputs = WB_ARRAY(inputs),
  .auth = WB_ARRAY(auth),
  .formats = WB_ARRAY(formats),
  .limits = &limits,
  .plan = plan,
  .parse = parse,
};
WB_MODULE(&carrier)
