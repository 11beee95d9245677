/* SPDX-License-Identifier: MIT */
#include "feed_read.h"
#include "../base/limits.h"
#include "../model/status.h"
#include <waybill/carrier-kit.h>

typedef struct reader {
  const wb_doc *d;
  feed *f;
  wb_error *err;
} reader;

static wb_str text_at(const reader *r, const wb_node *n, const char *path)
{
  return arena_str(r->f->memory, r->d->text(r->d->get(n, path)));
}

static int64_t number_at(const reader *r, const wb_node *n, const char *path)
{
  int64_t value = 0;
  str_to_i64(r->d->text(r->d->get(n, path)), &value);
  return value;
}

static uint32_t u32_at(const reader *r, const wb_node *n, const char *path)
{
  int64_t value = number_at(r, n, path);
  return value > 0 && value <= UINT32_MAX ? (uint32_t)value : 0;
}

static uint32_t word_index(wb_str word, const char *const *words, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (words[i] && str_is(word, words[i]))
      return (uint32_t)i;
  return 0;
}

static uint32_t precision_of(wb_str word)
{
  static const char *const words[] = { "none", "day", "hour", "minute", "second" };
  return word_index(word, words, WB_COUNT(words));
}

/* ".094" behind the seconds: three digits, as feed_to_json() writes them. */
static int64_t fraction_ms(wb_str local)
{
  size_t dot = str_find_byte(local, '.');
  uint64_t ms = 0;
  if (dot != SIZE_MAX && local.n == dot + 4)
    str_to_u64(str_from(local, dot + 1), &ms);
  return (int64_t)ms;
}

/* The contract's local + offset + zone back into a reading. */
static wb_time make_time(const reader *r, wb_str local, wb_str offset, wb_str zone, uint32_t precision)
{
  WB_AUTO(buf) text = { 0 };
  buf_add(&text, local);
  buf_add(&text, offset);
  wb_time t = wb_time_iso(buf_view(&text));
  if (t.kind == WB_TIME_NONE && offset.n)
    t = wb_time_iso(local);
  t.raw = (wb_str){ NULL, 0 };
  *(t.kind == WB_TIME_INSTANT ? &t.utc_ms : &t.local_ms) += fraction_ms(local);
  if (t.kind != WB_TIME_NONE && t.kind != WB_TIME_DATE && precision)
    t.precision = precision;
  if (t.kind == WB_TIME_LOCAL && zone.n) {
    t.kind = WB_TIME_ZONE;
    t.zone = arena_str(r->f->memory, zone);
  }
  return t;
}

static wb_time time_at(const reader *r, const wb_node *n)
{
  wb_str abbreviation = text_at(r, n, "zone_abbreviation");
  wb_str doubtful = r->d->text(r->d->get(n, "doubtful"));
  wb_time t = make_time(r, r->d->text(r->d->get(n, "local")), r->d->text(r->d->get(n, "offset")),
                        r->d->text(r->d->get(n, "zone")), precision_of(r->d->text(r->d->get(n, "precision"))));
  if (t.kind == WB_TIME_LOCAL && abbreviation.n) {
    t.kind = WB_TIME_ABBREVIATION;
    t.zone = abbreviation;
  }
  if (str_is(doubtful, "true"))
    t.flags |= WB_TIME_DOUBTFUL;
  t.raw = text_at(r, n, "raw");
  return t;
}

static int32_t udeg_of(wb_str text)
{
  bool south = text.n && text.p[0] == '-';
  int64_t value = wb_decimal(south ? str_from(text, 1) : text, 1000000);
  if (value < 0 || value > 360000000)
    return 0;
  return (int32_t)(south ? -value : value);
}

static wb_place place_at(const reader *r, const wb_node *n)
{
  return (wb_place){
    .text = text_at(r, n, "text"),
    .city = text_at(r, n, "city"),
    .region = text_at(r, n, "region"),
    .postcode = text_at(r, n, "postcode"),
    .country = text_at(r, n, "country"),
    .facility = text_at(r, n, "facility"),
    .lat_udeg = udeg_of(r->d->text(r->d->get(n, "lat"))),
    .lon_udeg = udeg_of(r->d->text(r->d->get(n, "lon"))),
  };
}

static uint32_t flags_at(const reader *r, const wb_node *n)
{
  uint32_t flags = 0;
  wb_iter it = r->d->iterate(n, "flags");
  while (r->d->next(&it)) {
    wb_str word = r->d->text(it.node);
    for (uint32_t bit = 1; bit <= WB_FLAG_SYNTHETIC; bit <<= 1)
      if (str_is(word, flag_name(bit)) || (word.n == 1 && strchr(flags_letters(bit, (char[6]){ 0 }), word.p[0])))
        flags |= bit;
  }
  return flags;
}

static int read_statement(const reader *r, const wb_node *n, feed_result *result)
{
  feed_statement s = { .ref = text_at(r, n, "ref") };
  wb_str status = r->d->text(r->d->get(n, "status"));
  if (!status_from_word(status, &s.status))
    s.status = WB_UNKNOWN_UNCLASSIFIED;
  reason_from_word(r->d->text(r->d->get(n, "reason")), &s.reason);
  s.flags = flags_at(r, n);
  s.unmapped = str_is(r->d->text(r->d->get(n, "unmapped")), "true");
  s.time = time_at(r, r->d->get(n, "time"));
  s.place = place_at(r, r->d->get(n, "place"));
  s.code = text_at(r, n, "code");
  s.text = text_at(r, n, "text");
  s.lang = text_at(r, n, "lang");
  s.event_id = text_at(r, n, "event_id");
  s.retracts = text_at(r, n, "retracts");
  s.piece = text_at(r, n, "piece");
  return feed_add_statement(r->f, result, &s, r->err);
}

static void read_etas(const reader *r, const wb_node *n, feed_result *result)
{
  static const char *const eta_kinds[] = { NULL, "scheduled", "estimated", "promised", "rescheduled", "confirmed", "predicted" };
  size_t capacity = 0;
  wb_iter it = r->d->iterate(n, "eta");
  while (r->d->next(&it)) {
    wb_eta *eta = ARENA_PUSH(r->f->memory, result->eta, result->eta_count, capacity);
    if (!eta)
      return;
    wb_str offset = r->d->text(r->d->get(it.node, "offset"));
    wb_str zone = r->d->text(r->d->get(it.node, "zone"));
    uint32_t precision = precision_of(r->d->text(r->d->get(it.node, "precision")));
    eta->kind = word_index(r->d->text(r->d->get(it.node, "kind")), eta_kinds, WB_COUNT(eta_kinds));
    eta->from = make_time(r, r->d->text(r->d->get(it.node, "from")), offset, zone, precision);
    eta->to = make_time(r, r->d->text(r->d->get(it.node, "to")), offset, zone, precision);
    eta->text = text_at(r, it.node, "text");
    if (precision == WB_PRECISION_DAY) { /* written as 00:00:00 to 23:59:59 */
      eta->from.precision = eta->to.precision = WB_PRECISION_DAY;
      eta->to.local_ms -= ((eta->to.local_ms % 86400000) + 86400000) % 86400000;
      eta->from.kind = eta->from.kind == WB_TIME_LOCAL ? WB_TIME_DATE : eta->from.kind;
      eta->to.kind = eta->to.kind == WB_TIME_LOCAL ? WB_TIME_DATE : eta->to.kind;
    }
  }
}

static void read_related(const reader *r, const wb_node *n, feed_result *result)
{
  static const char *const roles[] = { NULL,     "last_mile", "first_mile",  "master", "piece",
                                       "return", "replaces",  "replaced_by", "alias" };
  size_t capacity = 0;
  wb_iter it = r->d->iterate(n, "related");
  while (r->d->next(&it)) {
    wb_related *related = ARENA_PUSH(r->f->memory, result->related, result->related_count, capacity);
    if (!related)
      return;
    related->role = word_index(r->d->text(r->d->get(it.node, "role")), roles, WB_COUNT(roles));
    related->number = text_at(r, it.node, "number");
    related->carrier = text_at(r, it.node, "carrier");
    related->carrier_text = text_at(r, it.node, "carrier_text");
  }
}

static int read_result(const reader *r, const wb_node *n)
{
  wb_str number = r->d->text(r->d->get(n, "number"));
  feed_result *result = number.n ? feed_result_of(r->f, number, r->d->text(r->d->get(n, "key"))) : NULL;
  if (!result)
    return number.n ? error_nomem(r->err) : error_set(r->err, WB_E_PARSE, "results: a result has no number");
  if (!outcome_from_word(r->d->text(r->d->get(n, "outcome")), &result->outcome))
    return error_set(r->err, WB_E_PARSE, "results: outcome: not one of the contract's words");
  result->parent = text_at(r, n, "parent");
  result->retry_after_s = u32_at(r, n, "retry_after_s");
  result->weight_g = u32_at(r, n, "weight_g");
  result->pieces = u32_at(r, n, "pieces");
  status_from_word(r->d->text(r->d->get(n, "status")), &result->status);
  result->detail = text_at(r, n, "detail");
  result->needs = text_at(r, n, "needs");
  result->service = text_at(r, n, "service");
  result->signed_by = text_at(r, n, "signed_by");
  result->carrier = text_at(r, n, "carrier");
  result->origin_country = text_at(r, n, "origin_country");
  result->destination_country = text_at(r, n, "destination_country");
  read_etas(r, n, result);
  read_related(r, n, result);
  wb_iter it = r->d->iterate(n, "events");
  while (r->d->next(&it)) {
    int rc = read_statement(r, it.node, result);
    if (rc)
      return rc;
  }
  return WB_OK;
}

static int read_error_code(wb_str word)
{
  static const int codes[] = { WB_E_PARSE,       WB_E_AUTH,  WB_E_RATE,    WB_E_UPSTREAM,
                               WB_E_UNSUPPORTED, WB_E_LIMIT, WB_E_NETWORK, WB_E_CREDENTIALS };
  for (size_t i = 0; i < WB_COUNT(codes); i++)
    if (str_is(word, feed_error_word(codes[i])))
      return codes[i];
  return word.n ? WB_E_UPSTREAM : WB_OK;
}

static int read_feed(const reader *r, const wb_node *root)
{
  static const char *const roles[] = { "carrier", "partner", "aggregator", "push" };
  wb_str fetched = r->d->text(r->d->get(root, "fetched_at"));
  if (!str_is(r->d->text(r->d->get(root, "schema")), "waybill.feed/1"))
    return error_set(r->err, WB_E_PARSE, "schema: wanted \"waybill.feed/1\"");
  if (!civil_parse_utc(fetched, &r->f->fetched_at_ms))
    return error_set(r->err, WB_E_PARSE, "fetched_at: wanted a time such as 2026-03-02T15:20:00Z");
  r->f->shipment = text_at(r, root, "shipment");
  r->f->source = text_at(r, root, "source");
  r->f->carrier = text_at(r, root, "carrier");
  r->f->role = word_index(r->d->text(r->d->get(root, "role")), roles, WB_COUNT(roles));
  r->f->recorded = str_is(r->d->text(r->d->get(root, "recorded")), "true");
  r->f->error_code = read_error_code(r->d->text(r->d->get(root, "error.code")));
  r->f->error_text = text_at(r, root, "error.message");
  wb_iter it = r->d->iterate(root, "results");
  while (r->d->next(&it)) {
    int rc = read_result(r, it.node);
    if (rc)
      return rc;
  }
  return arena_failed(r->f->memory) ? error_nomem(r->err) : WB_OK;
}

int feed_read(engine *e, wb_str json, feed **ret_feed, wb_error *err)
{
  doc_tree *tree;
  doc_limits limits = { .bytes = 64u << 20, .depth = WB_MAX_DOC_DEPTH, .nodes = 4u * WB_MAX_DOC_NODES };
  feed_ref f = NULL;
  int rc = engine_open_json(e, err);
  if (rc == WB_OK)
    rc = feed_new(0, &f, err);
  if (rc == WB_OK)
    rc = e->json->parse(e->json_parser, json, &limits, &tree, err);
  if (rc) {
    feed_free(f);
    return rc;
  }
  reader r = { &e->json->getters, f, err };
  rc = read_feed(&r, e->json->root(tree));
  e->json->tree_free(tree);
  if (rc) {
    feed_free(f);
    return rc;
  }
  *ret_feed = f;
  return WB_OK;
}
