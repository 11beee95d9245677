/* SPDX-License-Identifier: MIT */
/* Template Parcel: JSON, a key in a header, one number a call.  It does not exist: copy it, change every
 * line.
 *
 * Source: say here where each fact comes from and how sure it is. */
#include <waybill/carrier-kit.h>

/* clang-format off */
static const wb_status_row statuses[] = {  /* what its words mean; sorted by code, byte order */
  { "ARRIVED", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "COLLECTED", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { "DELIVERED", WB_DELIVERED_DELIVERED, 0, 0 },
  { "NOBODY_HOME", WB_ATTEMPT_FAILED_RECIPIENT_ABSENT, WB_REASON_RECIPIENT_NOT_HOME, 0 },
  { "OUT", WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
};
/* clang-format on */

/* How to ask: one request for each number. */
static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    wb_str path = wb_path(&k, "/v1/parcels/", wb_number_at(&k, i)->number, "");
    wb_request r = wb_request_of(WB_GET, 0, path);
    r.covers = wb_list_of(&i, 1, sizeof i);
    int32_t rc = h->request(c, &r);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* How to read: each scan becomes one statement, in the order of the answer; then what became of the number.
 */
static int32_t emit(wb_kit *k, uint32_t number, const wb_node *scan)
{
  wb_event e = wb_event_of(number);
  e.code = wb_get(k, scan, "code");
  e.text = wb_get_trim(k, scan, "text");
  e.time = wb_time_iso(wb_get(k, scan, "time"));
  e.place.city = wb_get_trim(k, scan, "place.city");
  e.place.country = wb_alpha2(k, wb_get(k, scan, "place.country"));
  wb_status_apply(&e, wb_status_find(statuses, WB_COUNT_OF(statuses), e.code));
  return k->h->event(k->c, &e);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t number = wb_first_cover(r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root)
    return wb_no_tree(&k);
  if (wb_is(wb_get(&k, root, "error.code"), "UNKNOWN_PARCEL")) /* nothing else means "not found" */
    return wb_outcome(&k, number, WB_NOT_FOUND, wb_get(&k, root, "error.message"));
  if (!wb_equal(wb_get(&k, root, "number"), wb_number_at(&k, number)->number))
    return h->fail(c, WB_E_PARSE, WB_STR("the answer does not name the number that was asked"));

  for (wb_iter it = k.d->iterate(root, "scans"); k.d->next(&it);) {
    int32_t rc = emit(&k, number, it.node);
    if (rc)
      return rc;
  }
  wb_time day = wb_time_iso(wb_get(&k, root, "expected"));
  wb_eta eta = wb_eta_of(WB_ETA_ESTIMATED, day, day);
  wb_result result = wb_result_of(number, WB_FOUND);
  result.eta = wb_list_of(&eta, day.kind != WB_TIME_NONE, sizeof eta);
  return h->result(c, &result);
}

/* What it is. */
/* clang-format off */
static const wb_check check = { .kind = WB_CHECK_LUHN, .from = 2, .count = 9, .at = 11 };
static const wb_limits limits = {
  .struct_size = sizeof limits, .batch_max = 1, .requests = 1, .window_ms = 1000,
};

static const wb_carrier carrier = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "template", .name = "Template Parcel", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.example.com", .countries = "XX", .languages = "en",
  .endpoints = WB_LIST(wb_endpoint, { .name = "api", .origin = "https://api.example.com" }),
  .credentials = WB_LIST(wb_credential,
    { .name = "key", .label = "API key", .obtain_url = "https://developer.example.com" }),
  .auth = WB_LIST(wb_auth, { .scheme = WB_AUTH_HEADER, .param = "X-Api-Key", .credential = { "key" } }),
  .formats = WB_LIST(wb_format,
    { .id = "template", .pattern = "TP[0-9]{10}", .example = "TP2026033106", .check = &check,
      .url = "https://www.example.com/track/{number}" }),
  .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&carrier)
