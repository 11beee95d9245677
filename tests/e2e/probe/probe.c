/* SPDX-License-Identifier: MIT */
/* Probe: a carrier for the mock's scripts.  It asks for the path that its setting `script` names, with the mock's token, and
 * takes any JSON for one scan, whose text is the member `text`. */
#include <waybill/carrier-kit.h>

/* "/flaky?status=500&fails=1" -> a path and its query */
static uint32_t split_query(wb_str script, wb_field *fields, uint32_t most, wb_str *ret_path)
{
  uint32_t count = 0;
  size_t at = 0;
  while (at < script.n && script.p[at] != '?')
    at++;
  *ret_path = wb_span(script.p, at);
  while (at++ < script.n && count < most) {
    size_t name = at, equals;
    while (at < script.n && script.p[at] != '=')
      at++;
    equals = at;
    while (at < script.n && script.p[at] != '&')
      at++;
    wb_field *f = &fields[count++];
    f->name = wb_span(script.p + name, equals - name);
    f->value.source = WB_LITERAL;
    f->value.escape = WB_ESC_NONE;
    f->value.text = equals < at ? wb_span(script.p + equals + 1, at - equals - 1) : wb_span("", 0);
  }
  return count;
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    wb_field query[8];
    wb_str path;
    uint32_t count = split_query(wb_setting_value(&k, "script"), query, 8, &path);
    wb_request r = wb_request_of(WB_GET, 0, path);
    r.query = wb_list_of(query, count, sizeof query[0]);
    r.covers = wb_list_of(&i, 1, sizeof i);
    int32_t rc = h->request(c, &r);
    if (rc)
      return rc;
  }
  return WB_OK;
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t number = wb_first_cover(r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root)
    return wb_no_tree(&k);
  wb_event e = wb_event_of(number);
  e.code = WB_STR("SEEN");
  e.status = WB_IN_TRANSIT_MOVING;
  e.text = wb_get_trim(&k, root, "text");
  e.time = wb_time_iso(WB_STR("2026-03-02T10:15:00Z"));
  int32_t rc = h->event(c, &e);
  if (rc)
    return rc;
  wb_result result = wb_result_of(number, WB_FOUND);
  return h->result(c, &result);
}

/* clang-format off */
static const wb_limits limits = { .struct_size = sizeof limits, .batch_max = 1 };
static const wb_carrier carrier = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "probe", .name = "Probe Parcel", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.example.com", .countries = "XX", .languages = "en",
  .endpoints = WB_LIST(wb_endpoint, { .name = "api", .origin = "https://api.example.com" }),
  .credentials = WB_LIST(wb_credential, { .name = "client_id", .label = "Id" }, { .name = "client_secret", .label = "Secret" }),
  .settings = WB_LIST(wb_setting, { .name = "script", .label = "Path at the mock", .fallback = "/ok" }),
  .auth = WB_LIST(wb_auth, { .scheme = WB_AUTH_OAUTH2, .grant = WB_GRANT_CLIENT_CREDENTIALS,
                             .token_form = WB_TOKEN_FORM, .token_path = "/token",
                             .credential = { "client_id", "client_secret" } }),
  .formats = WB_LIST(wb_format, { .id = "probe", .pattern = "PROBE[0-9]{8}", .example = "PROBE20260331" }),
  .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&carrier)
