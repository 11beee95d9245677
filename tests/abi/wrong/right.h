/* SPDX-License-Identifier: MIT */
/* A carrier that is right.  Each file of this folder makes it wrong in one way, by putting something in place
 * of one of the macros below; expected.tsv says which tests of `waybill carriers check` then fail, and with
 * which words. */
#include <waybill/carrier-kit.h>

#ifndef ORIGIN
#define ORIGIN "https://api.example.com"
#endif
#ifndef LICENCE
#define LICENCE "MIT"
#endif
#ifndef LABEL
#define LABEL "API key"
#endif
#ifndef HOMEPAGE
#define HOMEPAGE "https://www.example.com"
#endif
#ifndef URL
#define URL "https://www.example.com/track/{number}"
#endif
#ifndef OUT_STATUS
#define OUT_STATUS WB_OUT_FOR_DELIVERY_ON_VEHICLE
#endif
#ifndef OUT_CODE
#define OUT_CODE "OUT"
#endif
#ifndef PATH
#define PATH(k, i) wb_path((k), "/v1/parcels/", wb_number_at((k), (i))->number, "")
#endif
#ifndef ON_EVENT
#define ON_EVENT(k, e) (void)(k)
#endif
#ifndef ON_PARSE
#define ON_PARSE(k, r) (void)(r)
#endif
#ifndef SAY
#define SAY(k, e)                                                                                            \
  do {                                                                                                       \
    int32_t said = (k)->h->event((k)->c, &(e));                                                              \
    if (said)                                                                                                \
      return said;                                                                                           \
  } while (0)
#endif

static const wb_status_row statuses[] = {
  { "ARRIVED", WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "COLLECTED", WB_ACCEPTED_PICKED_UP, 0, 0 },
  { OUT_CODE, OUT_STATUS, 0, 0 },
};

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  for (uint32_t i = 0; i < b->numbers.count; i++) {
    wb_request r = wb_request_of(WB_GET, 0, PATH(&k, i));
    r.covers = wb_list_of(&i, 1, sizeof i);
    int32_t rc = h->request(c, &r);
    if (rc)
      return rc;
  }
  return WB_OK;
}

#ifndef PARSE
#define PARSE parse
static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t number = wb_first_cover(r);
  ON_PARSE(&k, r);
  const wb_node *root = wb_json(&k, r->body);
  if (!root || !wb_equal(wb_get(&k, root, "number"), wb_number_at(&k, number)->number))
    return wb_no_tree(&k);
  for (wb_iter it = k.d->iterate(root, "scans"); k.d->next(&it);) {
    wb_event e = wb_event_of(number);
    e.code = wb_get(&k, it.node, "code");
    e.text = wb_get_trim(&k, it.node, "text");
    e.time = wb_time_iso(wb_get(&k, it.node, "time"));
    e.place.city = wb_get_trim(&k, it.node, "place.city");
    e.place.country = wb_alpha2(&k, wb_get(&k, it.node, "place.country"));
    wb_status_apply(&e, wb_status_find(statuses, WB_COUNT_OF(statuses), e.code));
    ON_EVENT(&k, &e);
    SAY(&k, e);
  }
  wb_time day = wb_time_iso(wb_get(&k, root, "expected"));
  wb_eta eta = wb_eta_of(WB_ETA_ESTIMATED, day, day);
  wb_result result = wb_result_of(number, WB_FOUND);
  result.eta = wb_list_of(&eta, day.kind != WB_TIME_NONE, sizeof eta);
  return h->result(c, &result);
}
#endif

static const wb_check check = { .kind = WB_CHECK_LUHN, .from = 2, .count = 9, .at = 11 };
static const wb_carrier carrier = {
  .struct_size = sizeof(wb_carrier),
  .caps = WB_CAP_TRACK,
  .id = "wrong",
  .name = "Wrong Parcel",
  .version = "1.0.0",
  .licence = LICENCE,
  .homepage = HOMEPAGE,
  .countries = "XX",
  .languages = "en",
  .endpoints = WB_LIST(wb_endpoint, { .name = "api", .origin = ORIGIN }),
  .credentials = WB_LIST(wb_credential, { .name = "key", .label = LABEL }),
  .auth = WB_LIST(wb_auth, { .scheme = WB_AUTH_HEADER, .param = "X-Api-Key", .credential = { "key" } }),
  .formats = WB_LIST(
      wb_format,
      { .id = "wrong", .pattern = "WR[0-9]{10}", .example = "WR2026033106", .check = &check, .url = URL }),
  .plan = plan,
  .parse = PARSE,
};

#ifndef NO_MODULE
WB_MODULE(&carrier)
#endif
