/* SPDX-License-Identifier: MIT */
#include "../model/status.h"
#include "call.h"

#define MAX_ETAS    64u
#define MAX_RELATED 2000u

static wb_str keep(call *c, const char *what, wb_str text)
{
  text = text_repair(c, what, text);
  return text.n ? arena_str(c->into->memory, text) : (wb_str){ NULL, 0 };
}

static wb_str keep_country(call *c, const char *what, wb_str text)
{
  if (!text.n || text_is_country(text))
    return keep(c, what, text);
  wb_str shown = call_shown(c, text_repair(c, what, text));
  call_log(c, LOG_WARN, "%s \"%.*s\" is not two upper-case letters; left out", what, STR_ARG(shown));
  return (wb_str){ NULL, 0 };
}

static wb_str keep_carrier(call *c, const char *what, wb_str text)
{
  if (!text.n || text_is_carrier_id(text))
    return keep(c, what, text);
  wb_str shown = call_shown(c, text_repair(c, what, text));
  call_log(c, LOG_WARN, "%s \"%.*s\" is no carrier id ([a-z0-9-]{2,32}); left out", what, STR_ARG(shown));
  return (wb_str){ NULL, 0 };
}

/* ---- eta ---- */

static void repair_time(call *c, wb_time *t)
{
  t->zone = text_repair(c, "result.eta", t->zone);
  t->raw = text_repair(c, "result.eta", t->raw);
}

static int32_t read_eta(call *c, wb_list list, size_t i, wb_eta *ret_eta)
{
  list_read(list, i, ret_eta, sizeof *ret_eta);
  if (ret_eta->kind < WB_ETA_SCHEDULED || ret_eta->kind > WB_ETA_PREDICTED)
    return call_refuse(c, ret_eta->kind ? WB_E_UNSUPPORTED : WB_E_ARG, "result.eta.kind %u is not known here",
                       ret_eta->kind);
  repair_time(c, &ret_eta->from);
  repair_time(c, &ret_eta->to);
  int32_t rc = time_check(c, "result.eta.from", &ret_eta->from);
  return rc ? rc : time_check(c, "result.eta.to", &ret_eta->to);
}

static void keep_time(call *c, wb_time *t)
{
  t->zone = keep(c, "result.eta", t->zone);
  t->raw = keep(c, "result.eta", t->raw);
}

static int32_t take_etas(call *c, wb_list list, feed_result *into)
{
  int32_t rc = list_check(c, "result.eta", list, offsetof(wb_eta, from), MAX_ETAS);
  wb_eta *etas = rc ? NULL : arena_array(c->into->memory, list.count, sizeof *etas);
  if (rc || !etas)
    return rc ? rc : call_refuse(c, WB_E_LIMIT, "result.eta: no memory");
  size_t count = 0;
  for (size_t i = 0; i < list.count; i++) {
    wb_eta e;
    rc = read_eta(c, list, i, &e);
    if (rc)
      return rc;
    if (e.from.kind == WB_TIME_NONE && e.to.kind == WB_TIME_NONE) {
      call_log(c, LOG_INFO, "result.eta %zu has neither a beginning nor an end; left out", i);
      continue;
    }
    keep_time(c, &e.from);
    keep_time(c, &e.to);
    e.text = keep(c, "result.eta.text", e.text);
    etas[count++] = e;
  }
  into->eta = etas;
  into->eta_count = count;
  return WB_OK;
}

/* ---- related numbers ---- */

static bool is_related_number(wb_str s)
{
  return s.n > 0 && s.p && s.n <= WB_MAX_NUMBER_BYTES && str_is_utf8(s, NULL);
}

static int32_t take_related(call *c, wb_list list, feed_result *into)
{
  int32_t rc = list_check(c, "result.related", list, offsetof(wb_related, carrier), MAX_RELATED);
  wb_related *related = rc ? NULL : arena_array(c->into->memory, list.count, sizeof *related);
  if (rc || !related)
    return rc ? rc : call_refuse(c, WB_E_LIMIT, "result.related: no memory");
  size_t count = 0;
  for (size_t i = 0; i < list.count; i++) {
    wb_related r;
    list_read(list, i, &r, sizeof r);
    if (r.role < WB_ROLE_LAST_MILE || r.role > WB_ROLE_ALIAS)
      return call_refuse(c, r.role ? WB_E_UNSUPPORTED : WB_E_ARG, "result.related.role %u is not known here",
                         r.role);
    if (!is_related_number(r.number)) {
      call_log(c, LOG_WARN, "result.related %zu: not 1 to %d bytes of UTF-8; left out", i,
               WB_MAX_NUMBER_BYTES);
      continue;
    }
    r.number = keep(c, "result.related.number", r.number);
    r.carrier = keep_carrier(c, "result.related.carrier", r.carrier);
    r.carrier_text = keep(c, "result.related.carrier_text", r.carrier_text);
    related[count++] = r;
  }
  into->related = related;
  into->related_count = count;
  return WB_OK;
}

/* ---- the rest ---- */

static bool is_input(const wb_carrier *carrier, wb_str name)
{
  for (uint32_t i = 0; i < carrier->inputs.count; i++)
    if (str_is(name, WB_AT(wb_input, carrier->inputs, i)->name))
      return true;
  return false;
}

static int32_t check_needs(call *c, wb_str needs)
{
  wb_str name;
  if (needs.n && !needs.p)
    return call_refuse(c, WB_E_ARG, "result.needs: a text without a pointer");
  while (needs.n && str_split(&needs, ',', &name)) {
    name = str_trim(name);
    if (!is_input(c->carrier, name)) {
      wb_str shown = call_shown(c, name);
      return call_refuse(c, WB_E_ARG, "result.needs: \"%.*s\" is not one of the carrier's inputs",
                         STR_ARG(shown));
    }
  }
  return WB_OK;
}

static void take_texts(call *c, const wb_result *r, feed_result *into)
{
  wb_str carrier = r->carrier;
  if (carrier.n && !(c->carrier->caps & WB_CAP_AGGREGATOR)) {
    call_log(c, LOG_WARN, "result.carrier is only for aggregators (WB_CAP_AGGREGATOR); left out");
    carrier = (wb_str){ NULL, 0 };
  }
  into->detail = keep(c, "result.detail", r->detail);
  into->needs = keep(c, "result.needs", r->needs);
  into->service = keep(c, "result.service", r->service);
  into->signed_by = keep(c, "result.signed_by", r->signed_by);
  into->carrier = keep_carrier(c, "result.carrier", carrier);
  into->origin_country = keep_country(c, "result.origin_country", r->origin_country);
  into->destination_country = keep_country(c, "result.destination_country", r->destination_country);
}

static int32_t check_result(call *c, const wb_result *r)
{
  if (r->outcome < WB_FOUND || r->outcome > WB_FAILED)
    return call_refuse(c, r->outcome ? WB_E_UNSUPPORTED : WB_E_ARG, "result.outcome %u is not known here",
                       r->outcome);
  return check_needs(c, r->needs);
}

/* Everything of the plugin's result, in a copy: one that is refused half-way changes nothing. */
static int32_t take_result(call *c, const wb_result *r, feed_result *next)
{
  int32_t rc = take_etas(c, r->eta, next);
  if (!rc)
    rc = take_related(c, r->related, next);
  if (rc)
    return rc;
  take_texts(c, r, next);
  next->outcome = r->outcome;
  next->retry_after_s = r->retry_after_s;
  next->weight_g = r->weight_g;
  next->pieces = r->pieces;
  next->status = r->status ? status_known(r->status) : 0;
  return arena_failed(c->into->memory) ? call_refuse(c, WB_E_LIMIT, "result: the feed's memory is spent")
                                       : WB_OK;
}

int32_t call_result(call *c, const wb_result *passed)
{
  wb_result r;
  int32_t rc = struct_read(c, "result", passed, offsetof(wb_result, retry_after_s), &r, sizeof r);
  if (!rc)
    rc = check_result(c, &r);
  if (rc)
    return rc;
  feed_result *into = call_result_of(c, "result", r.number, &rc);
  if (!into)
    return rc;
  feed_result next = *into;
  size_t used_before = arena_used(c->into->memory);
  rc = take_result(c, &r, &next);
  int32_t counted = call_count_bytes(c, arena_used(c->into->memory) - used_before);
  if (rc || counted)
    return rc ? rc : counted;
  *into = next;
  return WB_OK;
}
