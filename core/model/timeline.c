/* SPDX-License-Identifier: MIT */
/* waybill.timeline/1: the members of the contract always stand there, in its order; ours follow behind them.
 */
#include "timeline.h"
#include "../base/clock.h"
#include "../base/json_writer.h"
#include "feed.h"
#include "status.h"
#include <stdio.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static const char *const zone_words[] = { "none",    "offset",  "declared", "place",
                                          "country", "aligned", "assumed" };
static const char *const eta_words[] = { "none",        "scheduled", "estimated", "promised",
                                         "rescheduled", "confirmed", "predicted" };
static const char *const precision_words[] = { "none", "day", "hour", "minute", "second" };

#define WORD_AT(words, i) ((i) < WB_COUNT(words) ? (words)[i] : (words)[0])

const char *timeline_zone_word(uint32_t zone_from)
{
  return WORD_AT(zone_words, zone_from);
}

const char *timeline_eta_word(uint32_t kind)
{
  return WORD_AT(eta_words, kind);
}

const char *timeline_precision_word(uint32_t precision)
{
  return WORD_AT(precision_words, precision);
}

/* ---- identities ---- */

content_hash content_hash_of(wb_str bytes)
{
  XXH128_hash_t hash = XXH3_128bits(bytes.p, bytes.n);
  return (content_hash){ .high = hash.high64, .low = hash.low64 };
}

uint64_t content_id_of(wb_str bytes)
{
  return XXH3_64bits(bytes.p, bytes.n);
}

void timeline_event_id(uint64_t id, char out[TIMELINE_EVENT_ID_BYTES])
{
  static const char digits[] = "0123456789abcdef";
  out[0] = 'e';
  out[1] = '-';
  for (int i = 0; i < 16; i++)
    out[2 + i] = digits[id >> (60 - 4 * i) & 15];
  out[18] = 0;
}

/* ---- small members ---- */

static void member(json_writer *w, const char *key, const char *value)
{
  json_member_text(w, key, str_of(value));
}

static void member_or_null(json_writer *w, const char *key, const char *value)
{
  json_member_text_or_null(w, key, str_of(value));
}

static void member_utc(json_writer *w, const char *key, int64_t ms)
{
  WB_AUTO(buf) text = { 0 };
  civil_add_utc(&text, ms);
  json_member_text(w, key, buf_view(&text));
}

static void member_local(json_writer *w, const char *key, int64_t local_ms, bool date_alone)
{
  WB_AUTO(buf) text = { 0 };
  if (date_alone)
    civil_add_date(&text, local_ms);
  else
    civil_add_local(&text, local_ms);
  json_member_text(w, key, buf_view(&text));
}

static void member_null(json_writer *w, const char *key)
{
  json_key(w, key);
  json_null(w);
}

static void member_offset(json_writer *w, bool known, int32_t offset_min)
{
  if (!known) {
    member_null(w, "offset");
    return;
  }
  WB_AUTO(buf) text = { 0 };
  civil_add_offset(&text, offset_min);
  json_member_text(w, "offset", buf_view(&text));
}

static void member_count(json_writer *w, const char *key, uint32_t value)
{
  if (value)
    json_member_i64(w, key, value);
  else
    member_null(w, key);
}

/* Millionths as the shortest decimal: 980000 is 0.98, -74000000 is -74. */
static void member_millionths(json_writer *w, const char *key, int64_t value)
{
  char text[32];
  uint64_t absolute = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
  int n = snprintf(text, sizeof text, "%s%llu.%06llu", value < 0 ? "-" : "",
                   (unsigned long long)(absolute / 1000000), (unsigned long long)(absolute % 1000000));
  while (text[n - 1] == '0')
    n--;
  if (text[n - 1] == '.')
    n--;
  json_key(w, key);
  json_raw(w, (wb_str){ text, (size_t)n });
}

static void member_flags(json_writer *w, uint32_t flags)
{
  json_key(w, "flags");
  json_array(w);
  for (uint32_t bit = 1; bit <= WB_FLAG_SYNTHETIC; bit <<= 1)
    if (flags & bit)
      json_text(w, str_of(flag_name(bit)));
  json_array_end(w);
}

/* ---- events ---- */

static void write_time(json_writer *w, const wb_event_time *t)
{
  json_key(w, "time");
  json_object(w);
  if (t->from_ms || t->to_ms) {
    member_utc(w, "from", t->from_ms);
    member_utc(w, "to", t->to_ms);
  } else {
    member_null(w, "from");
    member_null(w, "to");
  }
  if (t->has_local)
    member_local(w, "local", t->local_ms, t->precision == WB_PRECISION_DAY);
  else
    member_null(w, "local");
  member_offset(w, t->has_offset, t->offset_min);
  member(w, "precision", timeline_precision_word(t->precision));
  member_or_null(w, "zone_from", t->zone_from == WB_ZONE_NONE ? NULL : timeline_zone_word(t->zone_from));
  member_or_null(w, "zone", t->zone);
  json_object_end(w);
}

static bool is_said(const char *text)
{
  return text && text[0];
}

static void write_place(json_writer *w, const wb_event_place *p)
{
  bool located = p->lat_udeg || p->lon_udeg;
  if (!located && !is_said(p->text) && !is_said(p->city) && !is_said(p->region) && !is_said(p->postcode) &&
      !is_said(p->country) && !is_said(p->facility)) {
    member_null(w, "place");
    return;
  }
  json_key(w, "place");
  json_object(w);
  member_or_null(w, "text", p->text);
  member_or_null(w, "city", p->city);
  member_or_null(w, "region", p->region);
  member_or_null(w, "postcode", p->postcode);
  member_or_null(w, "country", p->country);
  member_or_null(w, "facility", p->facility);
  if (located) {
    member_millionths(w, "lat", p->lat_udeg);
    member_millionths(w, "lon", p->lon_udeg);
  } else {
    member_null(w, "lat");
    member_null(w, "lon");
  }
  json_object_end(w);
}

static bool source_is_new(const wb_timeline_event *e, size_t at)
{
  for (size_t i = 0; i < at; i++)
    if (str_is(str_of(e->statements[i].source), e->statements[at].source))
      return false;
  return true;
}

static void write_witnesses(json_writer *w, const wb_timeline_event *e)
{
  json_key(w, "sources");
  json_array(w);
  for (size_t i = 0; i < e->statement_count; i++)
    if (source_is_new(e, i))
      json_text(w, str_of(e->statements[i].source));
  json_array_end(w);
  json_key(w, "statements");
  json_array(w);
  for (size_t i = 0; i < e->statement_count; i++)
    json_text(w, str_of(e->statements[i].ref));
  json_array_end(w);
}

static void write_texts(json_writer *w, const char *key, const char *const *texts, size_t count)
{
  json_key(w, key);
  json_array(w);
  for (size_t i = 0; i < count; i++)
    json_text(w, str_of(texts[i]));
  json_array_end(w);
}

static void write_event(json_writer *w, const wb_timeline_event *e)
{
  json_object(w);
  member(w, "id", e->id);
  write_texts(w, "aliases", e->aliases, e->alias_count);
  member(w, "status", status_word(e->status));
  write_time(w, &e->time);
  write_place(w, &e->place);
  member_or_null(w, "text", e->text);
  json_member_i64(w, "leg", e->leg);
  write_witnesses(w, e);
  member_millionths(w, "confidence", e->confidence_ppm);
  member_flags(w, e->flags);
  member_or_null(w, "reason", reason_word(e->reason));
  json_object_end(w);
}

/* ---- the whole ---- */

static void write_eta(json_writer *w, const wb_timeline_eta *e)
{
  if (!e->kind) {
    member_null(w, "eta");
    return;
  }
  json_key(w, "eta");
  json_object(w);
  member(w, "kind", timeline_eta_word(e->kind));
  member_local(w, "from", e->from_local_ms, false);
  member_local(w, "to", e->to_local_ms, false);
  member_offset(w, e->has_offset, e->offset_min);
  member(w, "precision", timeline_precision_word(e->precision));
  member_or_null(w, "source", e->source);
  member_or_null(w, "text", e->text);
  json_object_end(w);
}

static void write_findings(json_writer *w, const wb_timeline *t)
{
  json_key(w, "findings");
  json_array(w);
  for (size_t i = 0; i < t->finding_count; i++) {
    const wb_finding *f = &t->findings[i];
    json_object(w);
    member(w, "rule", f->rule);
    member(w, "severity", f->severity);
    member(w, "text", f->text);
    write_texts(w, "evidence", f->evidence, f->evidence_count);
    if (f->clears[0])
      member(w, "clears", f->clears);
    json_object_end(w);
  }
  json_array_end(w);
}

static void write_legs(json_writer *w, const wb_timeline *t)
{
  json_key(w, "legs");
  json_array(w);
  for (size_t i = 0; i < t->leg_count; i++) {
    json_object(w);
    member(w, "carrier", t->legs[i].carrier);
    member(w, "number", t->legs[i].number);
    member_or_null(w, "role", t->legs[i].role);
    member_or_null(w, "carrier_name", t->legs[i].carrier_name);
    json_object_end(w);
  }
  json_array_end(w);
}

static void write_asked(json_writer *w, const wb_source *s)
{
  json_object(w);
  member(w, "carrier", s->carrier);
  member(w, "outcome", outcome_word(s->outcome));
  json_key(w, "recorded");
  json_bool(w, s->recorded != 0);
  if (s->code == WB_OK) {
    member_null(w, "error");
  } else {
    json_key(w, "error");
    json_object(w);
    member(w, "code", feed_error_word(s->code));
    member(w, "message", s->detail);
    json_object_end(w);
  }
  member_or_null(w, "detail", s->detail);
  member_count(w, "retry_after_s", s->retry_after_s);
  if (s->fetched_at_ms)
    member_utc(w, "fetched_at", s->fetched_at_ms);
  else
    member_null(w, "fetched_at");
  json_object_end(w);
}

static void write_head(json_writer *w, const wb_timeline *t)
{
  member(w, "schema", "waybill.timeline/1");
  member_or_null(w, "shipment", t->shipment);
  member(w, "number", t->number);
  if (t->has_poll)
    json_member_i64(w, "poll", t->poll);
  member_or_null(w, "carrier", t->carrier);
  member(w, "status", status_word(t->status));
  member_utc(w, "as_of", t->as_of_ms);
  member(w, "tracking", tracking_word(t->tracking));
  if (t->checked_at_ms)
    member_utc(w, "checked_at", t->checked_at_ms);
  else
    member_null(w, "checked_at");
  write_eta(w, &t->eta);
  member_flags(w, t->flags);
  write_findings(w, t);
  write_legs(w, t);
}

static void write_additions(json_writer *w, const wb_timeline *t)
{
  json_key(w, "asked");
  json_array(w);
  for (size_t i = 0; i < t->source_count; i++)
    write_asked(w, &t->sources[i]);
  json_array_end(w);
  member_or_null(w, "carrier_name", t->carrier_name);
  member_or_null(w, "service", t->service);
  member_or_null(w, "signed_by", t->signed_by);
  member_or_null(w, "origin_country", t->origin_country);
  member_or_null(w, "destination_country", t->destination_country);
  member_count(w, "weight_g", t->weight_g);
  member_count(w, "pieces", t->pieces);
}

int timeline_to_json(const wb_timeline *t, buf *out, wb_error *err)
{
  json_writer w;
  json_begin(&w, out);
  json_object(&w);
  write_head(&w, t);
  json_key(&w, "events");
  json_array(&w);
  for (size_t i = 0; i < t->event_count; i++)
    write_event(&w, &t->events[i]);
  json_array_end(&w);
  write_additions(&w, t);
  json_object_end(&w);
  return buf_check(out, err);
}
