/* SPDX-License-Identifier: MIT */
/* Chronopost (FR): public tracking service, SOAP, no account.  One number a call, events oldest first.
 *
 * The schema has elementFormDefault=unqualified: the operation carries the namespace, its children do not.
 * Source: Chronopost's schema and a recorded answer; that it needs no key rests on public clients. */
#include <waybill/carrier-kit.h>

enum { REST_S = 1800 }; /* as long as between two questions for one number */

/* One code may stand for two things that only its label tells apart.  Rows of one code: those with a fragment
 * of the label first, then the one for any other label.  Fragments are compared without regard to case. */
typedef struct meaning {
  const char *code, *fragment;
  uint32_t status, reason, flags;
} meaning;

static const meaning meanings[] = {
  /* sorted by code */
  { "A2", NULL, WB_IN_TRANSIT_AWAITING_DELIVERY, 0, WB_FLAG_DELAY }, /* late at the delivery depot */
  { "AB", NULL, WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "AG1", NULL, WB_READY_FOR_PICKUP_AT_PICKUP_POINT, 0, 0 },
  { "D", NULL, WB_DELIVERED_DELIVERED, 0, 0 },
  { "DB", NULL, WB_ACCEPTED_DROPPED_OFF, 0, 0 },
  { "DC", NULL, WB_PRE_SHIPMENT_PREPARING, 0, 0 },
  { "DI1", NULL, WB_DELIVERED_DELIVERED, 0, 0 },
  { "DR1", NULL, WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 },
  { "DY", NULL, WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },   /* registered at the post office */
  { "EA", NULL, WB_PRE_SHIPMENT_INFO_RECEIVED, 0, 0 }, /* part of a grouped shipment */
  { "EI", NULL, WB_IN_TRANSIT_ARRIVED_DESTINATION_COUNTRY, 0, 0 },
  { "EP1", NULL, WB_IN_TRANSIT_AWAITING_DELIVERY, 0, 0 },
  { "ET1", NULL, WB_IN_TRANSIT_MOVING, 0, 0 },
  { "IA", NULL, WB_IN_TRANSIT_AWAITING_DELIVERY, 0, WB_FLAG_DELAY }, /* put off by 24 hours */
  { "IS", NULL, WB_IN_TRANSIT_AWAITING_DELIVERY, 0, 0 },             /* delivery planned for Monday */
  { "MD1", NULL, WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "O", NULL, WB_IN_TRANSIT_MOVING, 0, 0 },
  { "P", NULL, WB_ATTEMPT_FAILED_RECIPIENT_ABSENT, WB_REASON_RECIPIENT_NOT_HOME, 0 },
  { "PC1", NULL, WB_ACCEPTED_ACCEPTANCE_SCAN, 0, 0 },
  { "RB", NULL, WB_IN_TRANSIT_TO_PICKUP_POINT, 0, 0 },
  { "SC", NULL, WB_IN_TRANSIT_PROCESSED, 0, 0 },                          /* sorted where it came from */
  { "SD", "postpon", WB_IN_TRANSIT_AWAITING_DELIVERY, 0, WB_FLAG_DELAY }, /* "delivery postponed 24 h" */
  { "SD", "report", WB_IN_TRANSIT_AWAITING_DELIVERY, 0, WB_FLAG_DELAY },  /* the same in French */
  { "SD", NULL, WB_IN_TRANSIT_ARRIVED_LOCAL_DEPOT, 0, 0 },                /* "sorted at the delivery depot" */
  { "SK", NULL, WB_EXCEPTION_INFORMATION_NEEDED, 0, 0 },
  { "SM", NULL, WB_NOTE_RECIPIENT_NOTIFIED, 0, 0 },
  { "T", NULL, WB_IN_TRANSIT_ARRIVED_FACILITY, 0, 0 },
  { "TA", NULL, WB_OUT_FOR_DELIVERY_ON_VEHICLE, 0, 0 },
  { "TP", NULL, WB_IN_TRANSIT_MOVING, 0, 0 },
  { "TS", NULL, WB_IN_TRANSIT_MOVING, 0, 0 },
  { "TT", NULL, WB_IN_TRANSIT_MOVING, 0, 0 }, /* relay point to driver */
};

static const meaning *meaning_of(wb_str code, wb_str label)
{
  for (size_t i = 0; i < WB_COUNT_OF(meanings); i++)
    if (wb_is(code, meanings[i].code) && (!meanings[i].fragment || wb_contains(label, meanings[i].fragment)))
      return &meanings[i];
  return NULL;
}

/* ---- how to ask ---- */

static int french(const wb_kit *k)
{
  wb_str tag = k->b->language;
  return tag.n >= 2 && tag.p[0] == 'f' && tag.p[1] == 'r' && (tag.n == 2 || tag.p[2] == '-');
}

#define PRESENT  "http://schemas.xmlsoap.org/soap/envelope/"
#define TRACKING "http://cxf.tracking.soap.chronopost.fr/"

static int32_t ask(wb_kit *k, uint32_t number)
{
  const wb_value body[] = {
    { .text = WB_STR("<e:Envelope xmlns:e=\"" PRESENT "\" xmlns:c=\"" TRACKING "\"><e:Body><c:trackSkybillV2>"
                     "<language>") },
    { .text = french(k) ? WB_STR("fr_FR") : WB_STR("en_GB") },
    { .text = WB_STR("</language><skybillNumber>") },
    { .escape = WB_ESC_XML, .text = wb_number_at(k, number)->number },
    { .text = WB_STR("</skybillNumber></c:trackSkybillV2></e:Body></e:Envelope>") },
  };
  const wb_field headers[] = { { WB_STR("SOAPAction"), { .text = WB_STR("\"\"") } } };
  wb_request request = wb_request_of(WB_POST, 0, WB_STR("/tracking-cxf/TrackingServiceWS"));
  request.flags = WB_REQ_SAFE | WB_REQ_ANY_STATUS; /* any: faults come with 500 */
  request.headers = wb_list_of(headers, WB_COUNT_OF(headers), sizeof *headers);
  request.body = wb_list_of(body, WB_COUNT_OF(body), sizeof *body);
  request.content_type = WB_STR("text/xml; charset=utf-8");
  request.covers = wb_list_of(&number, 1, sizeof number);
  return k->h->request(k->c, &request);
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  wb_kit k = { h, c, b, NULL };
  int32_t rc = WB_OK;
  for (uint32_t i = 0; i < b->numbers.count && !rc; i++)
    rc = ask(&k, i);
  return rc;
}

/* ---- how to read ---- */

typedef struct seen { /* what the events told beside their steps */
  int at_pickup_point;
  wb_str partner, signer;
} seen;

/* The names of details come in the language of the answer. */
static int names(wb_str name, const char *english, const char *french_name)
{
  return wb_contains(name, english) || wb_contains(name, french_name);
}

/* Partner and recipient have places of their own in a result; the other details are part of the event's
 * words. */
static wb_str read_details(wb_kit *k, const wb_node *event, int delivered, seen *s)
{
  wb_str words = wb_get_trim(k, event, "eventLabel");
  wb_iter it = k->d->iterate(event, "infoCompList");
  while (k->d->next(&it)) {
    wb_str name = wb_get_trim(k, it.node, "name"), value = wb_get_trim(k, it.node, "value");
    if (names(name, "partner", "partenaire"))
      s->partner = value.n ? value : s->partner;
    else if (names(name, "consignee", "destinataire"))
      s->signer = delivered ? value : s->signer;
    else if (value.n)
      words = wb_join(k, words, " - ", wb_join(k, name, ": ", value));
  }
  return words;
}

static int32_t read_event(wb_kit *k, uint32_t number, const wb_node *event, seen *s)
{
  wb_event e = wb_event_of(number);
  e.code = wb_get_trim(k, event, "code");
  const meaning *m = meaning_of(e.code, wb_get(k, event, "eventLabel"));
  const wb_status_row row =
      m ? (wb_status_row){ m->code, m->status, m->reason, m->flags } : (wb_status_row){ 0 };
  wb_status_apply(&e, m ? &row : NULL);
  if (e.status == WB_READY_FOR_PICKUP_AT_PICKUP_POINT)
    s->at_pickup_point = 1;
  if (e.status == WB_IN_TRANSIT_TO_PICKUP_POINT && s->at_pickup_point) /* told late: it is there already */
    e.status = WB_READY_FOR_PICKUP_AT_PICKUP_POINT;
  e.text = read_details(k, event, WB_MAIN(e.status) == WB_DELIVERED, s);
  e.lang = french(k) ? WB_STR("fr") : WB_STR("en");
  e.time = wb_time_iso(wb_get(k, event, "eventDate"));
  e.place.text = wb_get_trim(k, event, "officeLabel");
  e.place.postcode = wb_get_trim(k, event, "zipCode");
  return k->h->event(k->c, &e);
}

/* "GEO/XT8452370122486": partner's code and number. */
static uint32_t read_partner(const wb_kit *k, uint32_t number, wb_str partner, wb_related *ret_related)
{
  size_t slash = 0;
  while (slash < partner.n && partner.p[slash] != '/')
    slash++;
  int coded = slash < partner.n;
  wb_str own = coded ? wb_span(partner.p + slash + 1, partner.n - slash - 1) : partner;
  *ret_related = (wb_related){ .role = WB_ROLE_LAST_MILE, .number = wb_trim(own) };
  if (coded)
    ret_related->carrier_text = wb_trim(wb_span(partner.p, slash));
  return ret_related->number.n && !wb_equal(ret_related->number, wb_number_at(k, number)->number);
}

static int32_t read_found(wb_kit *k, uint32_t number, const wb_node *info)
{
  seen s = { .at_pickup_point = 0 };
  wb_related related;
  int32_t rc = WB_OK;
  wb_iter it = k->d->iterate(info, "events");
  while (!rc && k->d->next(&it))
    rc = read_event(k, number, it.node, &s);
  wb_result r = wb_result_of(number, WB_FOUND);
  r.signed_by = s.signer;
  r.related = wb_list_of(&related, read_partner(k, number, s.partner, &related), sizeof related);
  return rc ? rc : k->h->result(k->c, &r);
}

static int32_t read_answer(wb_kit *k, uint32_t number, const wb_node *answer)
{
  wb_str error = wb_get_trim(k, answer, "errorCode");
  wb_str words =
      wb_join(k, wb_join(k, WB_STR("error"), " ", error), ": ", wb_get_trim(k, answer, "errorMessage"));
  wb_str echo = wb_get_trim(k, answer, "listEventInfoComp.skybillNumber");
  if (wb_is(error, "1")) /* Chronopost's system, not the number */
    return k->h->fail(k->c, WB_E_UPSTREAM, words);
  if (wb_int(error, -1) < 0)
    return wb_no_tree(k);
  if (!wb_is(error, "0"))
    return wb_outcome(k, number, WB_NOT_FOUND, words);
  if (echo.n && !wb_equal(echo, wb_number_at(k, number)->number))
    return wb_outcome(k, number, WB_FAILED,
                      wb_join(k, WB_STR("the answer speaks of another number"), ", ", echo));
  if (!k->d->get(answer, "listEventInfoComp.events"))
    return wb_outcome(k, number, WB_NOT_FOUND, WB_STR("Chronopost has no event for this number"));
  return read_found(k, number, k->d->get(answer, "listEventInfoComp"));
}

/* There is no account, so a refusal is a wall or an outage and passes. */
static int32_t read_refusal(wb_kit *k, const wb_response *r, wb_str fault)
{
  if (fault.n)
    return wb_fail_until(k, r, WB_E_UPSTREAM, 0,
                         wb_join(k, WB_STR("Chronopost reports a fault"), ": ", fault));
  if (r->status == 429)
    return wb_fail_until(k, r, WB_E_RATE, wb_retry_after(r, REST_S),
                         WB_STR("Chronopost asks to slow down (429)"));
  return wb_fail_until(
      k, r, WB_E_UPSTREAM, wb_retry_after(r, REST_S),
      WB_STR("something in front of Chronopost's service refuses the call, or it has moved"));
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  wb_kit k = { h, c, b, NULL };
  wb_str text = wb_trim(r->body);
  const wb_node *root = r->status == 200 || wb_contains(text, "Envelope>") ? wb_xml(&k, text) : NULL;
  wb_str fault = root ? wb_get_trim(&k, root, "Body.Fault.faultstring") : WB_STR("");
  if (r->status != 200 || fault.n)
    return read_refusal(&k, r, fault);
  const wb_node *answer = root ? k.d->get(root, "Body.trackSkybillV2Response.return") : NULL;
  return answer ? read_answer(&k, wb_first_cover(r), answer) : wb_no_tree(&k);
}

/* ---- what it is ---- */

/* Nothing is documented; a public service is asked one at a time, and seldom for the same number. */
static const wb_limits limits = { .struct_size = sizeof limits,
                                  .batch_max = 1,
                                  .requests = 1,
                                  .window_ms = 1000,
                                  .concurrent = 1,
                                  .min_poll_s = REST_S };

static const wb_check s10 = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };

/* clang-format off */
static const wb_carrier chronopost = {
  .struct_size = sizeof(wb_carrier), .caps = WB_CAP_TRACK,
  .id = "chronopost", .name = "Chronopost", .version = "1.0.0", .licence = "MIT",
  .homepage = "https://www.chronopost.fr", .countries = "FR", .languages = "en,fr",
  .endpoints = WB_LIST(wb_endpoint, { .name = "ws", .origin = "https://ws.chronopost.fr" }),
  .formats = WB_LIST(wb_format,
    { .id = "chronopost-s10", .share = 5000, .pattern = "[A-Z]{2}[0-9]{9}FR", .example = "XT845237012FR",
      .flags = WB_FORMAT_SHARED, .check = &s10 },
    { .id = "chronopost-digits", .share = 2000, .pattern = "[0-9]{13,15}", .example = "89108749065090" }),
  .limits = &limits, .plan = plan, .parse = parse,
};
/* clang-format on */
WB_MODULE(&chronopost)
