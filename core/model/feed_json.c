/* SPDX-License-Identifier: MIT */
/* waybill.feed/1: the members of the contract always stand there, in its order; members of ours only when
 * they say something. */
#include "../base/clock.h"
#include "../base/json_writer.h"
#include "feed.h"
#include "status.h"
#include <stdio.h>
#include <stdlib.h>

#define DAY_MS INT64_C(86400000)

static const char *const precisions[] = { "none", "day", "hour", "minute", "second" };
static const char *const eta_kinds[] = { "",          "scheduled", "estimated", "promised", "rescheduled",
                                         "confirmed", "predicted" };
static const char *const related_roles[] = { "",       "last_mile", "first_mile",  "master", "piece",
                                             "return", "replaces",  "replaced_by", "alias" };
static const char *const feed_roles[] = { "carrier", "partner", "aggregator", "push" };

#define WORD_AT(words, i) ((i) < WB_COUNT(words) ? (words)[i] : (words)[0])

static void member_if_any(json_writer *w, const char *key, wb_str value)
{
  if (value.n)
    json_member_text(w, key, value);
}

static void member_count(json_writer *w, const char *key, uint32_t value)
{
  json_key(w, key);
  if (value)
    json_i64(w, value);
  else
    json_null(w);
}

/* ---- time ---- */

static bool has_local(const wb_time *t)
{
  return t->kind != WB_TIME_NONE && t->kind != WB_TIME_INSTANT;
}

/* The wall clock that stands in "local": of an instant, its reading in UTC. */
static int64_t reading_of(const wb_time *t)
{
  return t->kind == WB_TIME_INSTANT ? t->utc_ms : t->local_ms;
}

static bool offset_of(const wb_time *t, int32_t *ret_offset_min)
{
  if (t->kind == WB_TIME_OFFSET)
    *ret_offset_min = t->offset_min;
  else if (t->kind == WB_TIME_LOCAL_UTC) /* to the nearest minute: one of the two may be cut at a minute */
    *ret_offset_min =
        (int32_t)((t->local_ms - t->utc_ms + (t->local_ms < t->utc_ms ? -30000 : 30000)) / 60000);
  else
    return false;
  return true;
}

static void write_reading(json_writer *w, int64_t local_ms, bool date_alone)
{
  WB_AUTO(buf) text = { 0 };
  if (date_alone)
    civil_add_date(&text, local_ms);
  else
    civil_add_local(&text, local_ms);
  json_text(w, buf_view(&text));
}

static void write_offset(json_writer *w, const wb_time *t)
{
  int32_t offset_min;
  json_key(w, "offset");
  if (t->kind == WB_TIME_INSTANT) {
    json_text(w, STR("Z"));
  } else if (offset_of(t, &offset_min)) {
    WB_AUTO(buf) text = { 0 };
    civil_add_offset(&text, offset_min);
    json_text(w, buf_view(&text));
  } else {
    json_null(w);
  }
}

static void write_time(json_writer *w, const wb_time *t)
{
  json_key(w, "time");
  if (t->kind == WB_TIME_NONE && !t->raw.n) {
    json_null(w);
    return;
  }
  json_object(w);
  json_key(w, "local");
  if (t->kind == WB_TIME_NONE)
    json_null(w);
  else
    write_reading(w, reading_of(t), t->kind == WB_TIME_DATE);
  write_offset(w, t);
  json_member_text_or_null(w, "zone", t->kind == WB_TIME_ZONE ? t->zone : (wb_str){ NULL, 0 });
  uint32_t precision = t->kind == WB_TIME_DATE ? (uint32_t)WB_PRECISION_DAY : t->precision;
  json_member_text(w, "precision", str_of(t->kind == WB_TIME_NONE ? "none" : WORD_AT(precisions, precision)));
  if (t->kind == WB_TIME_ABBREVIATION)
    member_if_any(w, "zone_abbreviation", t->zone);
  member_if_any(w, "raw", t->raw);
  if (t->flags & WB_TIME_DOUBTFUL) {
    json_key(w, "doubtful");
    json_bool(w, true);
  }
  json_object_end(w);
}

/* ---- place and statement ---- */

static void member_degrees(json_writer *w, const char *key, int32_t udeg, bool known)
{
  char text[16];
  json_key(w, key);
  if (!known) {
    json_null(w);
    return;
  }
  long absolute = labs((long)udeg);
  int n =
      snprintf(text, sizeof text, "%s%ld.%06ld", udeg < 0 ? "-" : "", absolute / 1000000, absolute % 1000000);
  while (text[n - 1] == '0')
    n--;
  if (text[n - 1] == '.')
    n--;
  json_raw(w, (wb_str){ text, (size_t)n });
}

static void write_place(json_writer *w, const wb_place *p)
{
  bool located = p->lat_udeg || p->lon_udeg;
  json_key(w, "place");
  if (!located && !p->text.n && !p->city.n && !p->region.n && !p->postcode.n && !p->country.n &&
      !p->facility.n) {
    json_null(w);
    return;
  }
  json_object(w);
  json_member_text_or_null(w, "text", p->text);
  json_member_text_or_null(w, "city", p->city);
  json_member_text_or_null(w, "region", p->region);
  json_member_text_or_null(w, "postcode", p->postcode);
  json_member_text_or_null(w, "country", p->country);
  json_member_text_or_null(w, "facility", p->facility);
  member_degrees(w, "lat", p->lat_udeg, located);
  member_degrees(w, "lon", p->lon_udeg, located);
  json_object_end(w);
}

void feed_statement_to_json(const feed_statement *s, json_writer *w)
{
  json_object(w);
  member_if_any(w, "ref", s->ref);
  json_member_text(w, "status", str_of(status_word(s->status)));
  json_member_text_or_null(w, "reason", str_of(reason_word(s->reason)));
  json_key(w, "flags");
  json_array(w);
  for (uint32_t bit = 1; bit <= WB_FLAG_SYNTHETIC; bit <<= 1)
    if (s->flags & bit)
      json_text(w, str_of(flag_name(bit)));
  json_array_end(w);
  write_time(w, &s->time);
  write_place(w, &s->place);
  json_member_text_or_null(w, "code", s->code);
  json_member_text_or_null(w, "text", s->text);
  json_member_text_or_null(w, "lang", s->lang);
  json_member_text_or_null(w, "event_id", s->event_id);
  if (s->unmapped) {
    json_key(w, "unmapped");
    json_bool(w, true);
  }
  member_if_any(w, "piece", s->piece);
  member_if_any(w, "retracts", s->retracts);
  json_object_end(w);
}

/* ---- result ---- */

/* One end of an ETA: a date stands for its first or its last second. */
static void write_eta_end(json_writer *w, const char *key, const wb_time *t, const wb_time *offset_from)
{
  int32_t own, wanted;
  json_key(w, key);
  if (t->kind == WB_TIME_NONE) {
    json_null(w);
    return;
  }
  int64_t reading = reading_of(t);
  if (t->kind == WB_TIME_DATE && key[0] == 't')
    reading += DAY_MS - 1000;
  else if (offset_of(t, &own) && offset_of(offset_from, &wanted))
    reading += (int64_t)(wanted - own) * 60000; /* one "offset" holds for both ends */
  write_reading(w, reading, false);
}

static void write_eta(json_writer *w, const wb_eta *e)
{
  const wb_time *lead = e->from.kind != WB_TIME_NONE ? &e->from : &e->to;
  json_object(w);
  json_member_text(w, "kind", str_of(WORD_AT(eta_kinds, e->kind)));
  write_eta_end(w, "from", &e->from, lead);
  write_eta_end(w, "to", &e->to, lead);
  write_offset(w, lead);
  uint32_t precision = lead->kind == WB_TIME_DATE ? (uint32_t)WB_PRECISION_DAY : lead->precision;
  json_member_text(w, "precision", str_of(WORD_AT(precisions, precision)));
  if (has_local(lead))
    member_if_any(w, lead->kind == WB_TIME_ABBREVIATION ? "zone_abbreviation" : "zone", lead->zone);
  member_if_any(w, "text", e->text);
  json_object_end(w);
}

static void write_related(json_writer *w, const wb_related *r)
{
  json_object(w);
  json_member_text(w, "role", str_of(WORD_AT(related_roles, r->role)));
  json_member_text_or_null(w, "carrier", r->carrier);
  json_member_text(w, "number", r->number);
  member_if_any(w, "carrier_text", r->carrier_text);
  json_object_end(w);
}

static void write_result_additions(json_writer *w, const feed_result *r)
{
  member_if_any(w, "key", r->key);
  member_if_any(w, "parent", r->parent);
  member_if_any(w, "needs", r->needs);
  member_if_any(w, "carrier", r->carrier);
  if (r->pieces)
    json_member_i64(w, "pieces", r->pieces);
  if (r->status)
    json_member_text(w, "status", str_of(status_word(r->status)));
  member_if_any(w, "origin_country", r->origin_country);
  member_if_any(w, "destination_country", r->destination_country);
}

static void write_result(json_writer *w, const feed_result *r)
{
  json_object(w);
  json_member_text(w, "number", r->number);
  json_member_text(w, "outcome", str_of(outcome_word(r->outcome)));
  json_member_text_or_null(w, "detail", r->detail);
  member_count(w, "retry_after_s", r->retry_after_s);
  json_member_text_or_null(w, "service", r->service);
  member_count(w, "weight_g", r->weight_g);
  json_member_text_or_null(w, "signed_by", r->signed_by);
  write_result_additions(w, r);
  json_key(w, "eta");
  json_array(w);
  for (size_t i = 0; i < r->eta_count; i++)
    write_eta(w, &r->eta[i]);
  json_array_end(w);
  json_key(w, "related");
  json_array(w);
  for (size_t i = 0; i < r->related_count; i++)
    write_related(w, &r->related[i]);
  json_array_end(w);
  json_key(w, "events");
  json_array(w);
  for (size_t i = 0; i < r->event_count; i++)
    feed_statement_to_json(&r->events[i], w);
  json_array_end(w);
  json_object_end(w);
}

/* ---- feed ---- */

static void write_more(json_writer *w, const feed *f)
{
  json_key(w, "more");
  json_array(w);
  for (size_t i = 0; i < f->more_count; i++) {
    const feed_more *m = &f->more[i];
    json_object(w);
    json_member_text(w, "endpoint", m->endpoint);
    json_member_text(w, "method", m->method);
    json_member_text(w, "path", m->path);
    json_member_i64(w, "step", m->step);
    member_if_any(w, "query", m->query);
    member_if_any(w, "cookie", m->cookie);
    json_object_end(w);
  }
  json_array_end(w);
}

static void write_error(json_writer *w, const feed *f)
{
  json_key(w, "error");
  json_object(w);
  json_member_text(w, "code", str_of(feed_error_word(f->error_code)));
  json_member_text(w, "message", f->error_text);
  json_object_end(w);
}

static void write_head(json_writer *w, const feed *f)
{
  WB_AUTO(buf) fetched_at = { 0 };
  civil_add_utc(&fetched_at, f->fetched_at_ms);
  json_member_text(w, "schema", STR("waybill.feed/1"));
  member_if_any(w, "shipment", f->shipment);
  json_member_text(w, "source", f->source);
  json_member_text(w, "role", str_of(WORD_AT(feed_roles, f->role)));
  json_member_text_or_null(w, "carrier", f->carrier);
  json_member_text(w, "fetched_at", buf_view(&fetched_at));
  member_if_any(w, "plugin_version", f->plugin_version);
  if (f->recorded) {
    json_key(w, "recorded");
    json_bool(w, true);
  }
}

int feed_to_json(const feed *f, buf *out, wb_error *err)
{
  json_writer w;
  json_begin(&w, out);
  json_object(&w);
  write_head(&w, f);
  json_key(&w, "results");
  json_array(&w);
  for (size_t i = 0; i < f->result_count; i++)
    write_result(&w, &f->results[i]);
  json_array_end(&w);
  if (f->more_count)
    write_more(&w, f);
  if (f->error_code)
    write_error(&w, f);
  json_object_end(&w);
  return buf_check(out, err);
}
