/* SPDX-License-Identifier: MIT */
/* Canada Post: Tracking Details (REST, XML, Basic).  One number a call, 20 calls in a rolling minute.
 *
 * Source: Canada Post's developer documentation and public clients; README.md says what is sure.  The HTTP
 * status of an error is not documented: its code decides. */
#include "statuses.h"

/* clang-format off */
static const wb_check check_16 = {
  .kind = WB_CHECK_WEIGHTED, .count = 15, .at = 15, .modulo = 10, .complement = 1, .weights = "3,1",
};
static const wb_check check_s10 = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };

/* Zone abbreviations of Canada; any other word, such as ISRAEL, is no zone. */
static const char *const zones[] = {
  "NST", "NDT", "AST", "ADT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT",
};

static const char *const provinces[] = {
  "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT",
};

enum refusal { NOT_KNOWN, BAD_NUMBER, DENIED, TROUBLE };

/* Codes of <messages>; the first row whose code begins the answer's code. */
static const struct error_row {
  const char *code;
  enum refusal meaning;
} errors[] = {
  { "004", NOT_KNOWN },  /* No Pin History: unknown, too new or gone, Canada Post does not say which */
  { "1683", BAD_NUMBER }, /* the request does not fit the schema, and the number is all that varies in it */
  { "8", BAD_NUMBER },    /* 8xxx: likewise */
  { "E002", DENIED },     /* AAA Authentication Failure */
  { "AA0", DENIED },      /* AA001 ... AA006: user, key and endpoint do not match */
  { "Server", TROUBLE },
};
/* clang-format on */

static int any_of(const char *const *list, size_t n, wb_str word)
{
  for (size_t i = 0; i < n; i++)
    if (wb_is(word, list[i]))
      return 1;
  return 0;
}

/* ---- asking ---- */

static wb_str language(const wb_kit *k)
{
  int french = k->b->language.n >= 2 && wb_contains(wb_span(k->b->language.p, 2), "fr");
  return french ? WB_STR("fr-CA") : WB_STR("en-CA");
}

/* A delivery notice card has 15 digits and a path of its own. */
static int is_card(wb_str number)
{
  for (size_t i = 0; i < number.n; i++)
    if (number.p[i] < '0' || number.p[i] > '9')
      return 0;
  return number.n == 15;
}

static int32_t ask(wb_kit *k, uint32_t i)
{
  wb_str number = wb_number_at(k, i)->number;
  int pin = number.n == 11 || number.n == 12 || number.n == 13 || number.n == 16;
  if (!pin && !is_card(number))
    return wb_outcome(
        k, i, WB_INVALID,
        WB_STR("its numbers have 11, 12, 13 or 16 characters, delivery notice cards 15 digits"));

  const wb_field headers[] = {
    wb_field_of("Accept", WB_STR("application/vnd.cpc.track-v2+xml")), /* anything else is refused */
    wb_field_of("Accept-language", language(k)),
  };
  const char *kind = pin ? "/vis/track/pin/" : "/vis/track/dnc/";
  wb_request r = wb_request_of(WB_GET, 0, wb_path(k, kind, number, "/detail"));
  r.flags = WB_REQ_ANY_STATUS; /* <messages> come with 401, 403, 404 and 500; their code decides */
  r.headers = wb_list_of(headers, WB_COUNT_OF(headers), sizeof headers[0]);
  r.covers = wb_list_of(&i, 1, sizeof i);
  return k->h->request(k->c, &r);
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

/* ---- reading events ---- */

static wb_time when(wb_kit *k, const wb_node *scan)
{
  wb_str date = wb_get_trim(k, scan, "event-date");
  wb_str clock = wb_get_trim(k, scan, "event-time");
  wb_str zone = wb_get_trim(k, scan, "event-time-zone");
  wb_time t = wb_time_digits(date, clock);
  t.raw = wb_join(k, wb_join(k, date, " ", clock), " ", zone);
  if (t.kind == WB_TIME_LOCAL && any_of(zones, WB_COUNT_OF(zones), zone)) {
    t.kind = WB_TIME_ABBREVIATION;
    t.zone = zone;
  }
  return t;
}

/* "MISSISSAUGA" with "ON"; of events abroad "ILTLVA,Israel" or an office code without a province. */
static wb_place where(wb_kit *k, const wb_node *scan)
{
  wb_str site = wb_get_trim(k, scan, "event-site");
  wb_str province = wb_get_trim(k, scan, "event-province");
  wb_place p;
  memset(&p, 0, sizeof p);
  p.text = wb_join(k, site, ", ", province);
  p.region = province;
  p.facility = wb_get_trim(k, scan, "event-retail-name");
  if (province.n)
    p.city = site;
  if (any_of(provinces, WB_COUNT_OF(provinces), province))
    p.country = WB_STR("CA");
  return p;
}

/* The identifier comes with or without leading zeros, which the table lacks: 0174 is 174. */
static wb_str table_code(const wb_kit *k, const wb_node *scan)
{
  wb_str code = wb_get_trim(k, scan, "event-identifier");
  while (code.n > 1 && code.p[0] == '0') {
    code.p++;
    code.n--;
  }
  return code;
}

static const wb_status_row *status_of(const wb_kit *k, const wb_node *scan)
{
  return canada_post_status(table_code(k, scan), wb_get(k, scan, "event-description"));
}

/* Events run from new to old: the index of the oldest one that says "going back", 0 when there is none. */
static uint32_t turning_point(const wb_kit *k, const wb_node *root)
{
  uint32_t found = 0;
  for (wb_iter it = k->d->iterate(root, "significant-events.occurrence"); k->d->next(&it);) {
    const wb_status_row *row = status_of(k, it.node);
    if (row && WB_MAIN(row->status) == WB_RETURNING)
      found = it.index;
  }
  return found;
}

/* A parcel that goes back may end in a plain "Delivered": that is the sender's door then. */
static void turn_back(wb_event *e)
{
  e->flags |= WB_FLAG_RETURN_LEG;
  if (WB_MAIN(e->status) == WB_DELIVERED)
    e->status = WB_RETURNED_TO_SENDER;
  else if (WB_MAIN(e->status) == WB_OUT_FOR_DELIVERY)
    e->status = WB_RETURNING_OUT_FOR_DELIVERY;
}

static int32_t emit(wb_kit *k, uint32_t number, const wb_node *scan, int way_back)
{
  wb_event e = wb_event_of(number);
  e.code = wb_get_trim(k, scan, "event-identifier");
  e.text = wb_get_trim(k, scan, "event-description");
  e.lang = language(k);
  e.time = when(k, scan);
  e.place = where(k, scan);
  wb_status_apply(&e, status_of(k, scan));
  if (way_back && WB_MAIN(e.status) != WB_NOTE)
    turn_back(&e);
  return k->h->event(k->c, &e);
}

/* ---- reading the answer ---- */

static size_t etas(const wb_kit *k, const wb_node *root, wb_eta *ret_etas)
{
  static const struct {
    const char *name;
    uint32_t kind;
  } dates[] = {
    { "expected-delivery-date", WB_ETA_SCHEDULED },
    { "changed-expected-date", WB_ETA_RESCHEDULED },
  };
  size_t n = 0;
  for (size_t i = 0; i < WB_COUNT_OF(dates); i++) {
    wb_time day = wb_time_iso(wb_get(k, root, dates[i].name));
    if (day.kind != WB_TIME_DATE)
      continue;
    ret_etas[n] = wb_eta_of(dates[i].kind, day, day);
    ret_etas[n++].text = wb_text(dates[i].name);
  }
  return n;
}

/* The parcel that brings it back, the one that it brings back, and the number behind a notice card. */
static size_t others(const wb_kit *k, const wb_node *root, wb_str asked, wb_related *ret_related)
{
  static const struct {
    const char *name;
    uint32_t role;
  } links[] = {
    { "return-pin", WB_ROLE_RETURN },
    { "original-pin", WB_ROLE_REPLACES },
    { "pin", WB_ROLE_ALIAS },
  };
  size_t n = 0;
  memset(ret_related, 0, WB_COUNT_OF(links) * sizeof *ret_related);
  for (size_t i = 0; i < WB_COUNT_OF(links); i++) {
    wb_str other = wb_get_trim(k, root, links[i].name);
    if (!other.n || wb_equal(other, asked))
      continue;
    ret_related[n].role = links[i].role;
    ret_related[n].number = other;
    ret_related[n++].carrier = WB_STR("canada-post");
  }
  return n;
}

static wb_str signer(const wb_kit *k, const wb_node *root)
{
  for (wb_iter it = k->d->iterate(root, "significant-events.occurrence"); k->d->next(&it);) {
    wb_str name = wb_get_trim(k, it.node, "signatory-name");
    if (name.n)
      return name;
  }
  return wb_span(NULL, 0);
}

static int is_true(wb_str flag)
{
  return wb_is(flag, "1") || wb_is(flag, "true");
}

static int32_t conclude(wb_kit *k, uint32_t number, const wb_node *root, int events)
{
  wb_eta eta[2];
  wb_related related[3];
  wb_result r = wb_result_of(number, WB_FOUND);
  if (!events)
    r.outcome = is_true(wb_get_trim(k, root, "archive-exists")) ? WB_ARCHIVED : WB_NOT_YET;
  r.service = wb_get_trim(k, root, "service-name");
  r.signed_by = signer(k, root);
  r.detail = wb_get_trim(k, root, "changed-expected-delivery-reason");
  r.eta = wb_list_of(eta, etas(k, root, eta), sizeof eta[0]);
  size_t links = others(k, root, wb_number_at(k, number)->number, related);
  r.related = wb_list_of(related, links, sizeof related[0]);
  return k->h->result(k->c, &r);
}

static int32_t tracking_detail(wb_kit *k, uint32_t number, const wb_node *root)
{
  wb_str asked = wb_number_at(k, number)->number, pin = wb_get_trim(k, root, "pin");
  wb_str original = wb_get_trim(k, root, "original-pin");
  if (!is_card(asked) && !wb_equal(pin, asked))
    return wb_outcome(k, number, WB_FAILED, WB_STR("the answer is about another number"));

  int is_return = original.n && !wb_equal(original, asked), events = 0;
  uint32_t turned = turning_point(k, root);
  for (wb_iter it = k->d->iterate(root, "significant-events.occurrence"); k->d->next(&it);) {
    int32_t rc = emit(k, number, it.node, is_return || it.index < turned);
    if (rc)
      return rc;
    events = 1;
  }
  return conclude(k, number, root, events);
}

/* ---- reading errors ---- */

/* Not Canada Post's XML: a gateway's page, or nothing. */
static int32_t no_answer(wb_kit *k, uint32_t status)
{
  if (status == 401)
    return k->h->fail(k->c, WB_E_AUTH, WB_STR("refused with 401 and no words; check user name and password"));
  if (status == 429)
    return k->h->fail(k->c, WB_E_RATE, WB_STR("told to slow down with 429 and no words"));
  if (status == 403 || status >= 500)
    return k->h->fail(k->c, WB_E_UPSTREAM, WB_STR("a page of a gateway instead of an answer"));
  return wb_no_tree(k);
}

static int32_t trouble(wb_kit *k, uint32_t number, wb_str why)
{
  if (!wb_contains(why, "SLM"))
    return k->h->fail(k->c, WB_E_UPSTREAM, why);
  wb_result r = wb_result_of(number, WB_FAILED);
  r.detail = why;
  r.retry_after_s = 60; /* blocked until the rolling minute has passed */
  int32_t rc = k->h->result(k->c, &r);
  return rc ? rc : k->h->fail(k->c, WB_E_RATE, why);
}

static int32_t messages(wb_kit *k, uint32_t number, const wb_node *root, uint32_t status)
{
  wb_str code = wb_get_trim(k, root, "message.code");
  wb_str why = wb_join(k, code, " ", wb_get_trim(k, root, "message.description"));
  if (!why.n)
    return no_answer(k, status);
  for (size_t i = 0; i < WB_COUNT_OF(errors); i++) {
    size_t n = strlen(errors[i].code);
    if (code.n < n || memcmp(code.p, errors[i].code, n) != 0)
      continue;
    switch (errors[i].meaning) {
    case NOT_KNOWN:
      return wb_outcome(k, number, WB_NOT_FOUND, why);
    case BAD_NUMBER:
      return wb_outcome(k, number, WB_INVALID, why);
    case DENIED:
      return k->h->fail(k->c, WB_E_AUTH, why);
    case TROUBLE:
      return trouble(k, number, why);
    }
  }
  return status >= 500 ? k->h->fail(k->c, WB_E_UPSTREAM, why) : wb_outcome(k, number, WB_FAILED, why);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  uint32_t number = wb_first_cover(r);
  const wb_node *root = wb_xml(&k, wb_trim(r->body)); /* French answers were seen with a blank before <?xml */
  if (!root)
    return no_answer(&k, r->status);
  if (wb_is(k.d->name(root), "tracking-detail"))
    return tracking_detail(&k, number, root);
  if (wb_is(k.d->name(root), "messages"))
    return messages(&k, number, root, r->status);
  return no_answer(&k, r->status);
}

/* ---- what the core may know ---- */

static const wb_limits limits = {
  .struct_size = sizeof limits,
  .batch_max = 1,
  .requests = 20,
  .window_ms = 60000,
  .concurrent = 2,
};

/* clang-format off */
static const wb_carrier canada_post = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "canada-post", .name = "Canada Post", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.canadapost.ca", .countries = "CA", .languages = "en-CA,fr-CA",
  .endpoints = WB_LIST(wb_endpoint, { .name = "api", .origin = "https://soa-gw.canadapost.ca",
                                      .sandbox_origin = "https://ct.soa-gw.canadapost.ca" }),
  .credentials = WB_LIST(wb_credential,
    { .name = "username", .label = "user name: the part of the API key before the colon" },
    { .name = "password", .label = "password: the part of the API key after the colon" }),
  .auth = WB_LIST(wb_auth, { .scheme = WB_AUTH_BASIC, .credential = { "username", "password" } }),
  .formats = WB_LIST(wb_format,
    { .id = "canada-post-16", .share = 15000, .pattern = "[0-9]{16}", .example = "1371134583769923",
      .check = &check_16 },
    { .id = "canada-post-s10", .share = 5000, .pattern = "[A-Z]{2}[0-9]{9}CA", .example = "RN123456785CA",
      .check = &check_s10, .flags = WB_FORMAT_SHARED }),
  .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&canada_post)
