/* SPDX-License-Identifier: MIT */
#include "why.h"
#include "../base/json_writer.h"
#include "../merge/explain.h"
#include "../model/status.h"
#include "../model/timeline.h"
#include "detect.h"
#include "feed_table.h"
#include "run.h"

/* ---- what the merge told ---- */

typedef struct reasons {
  arena *memory;
  merge_reason *items;
  size_t count, capacity;
  bool failed;
} reasons;

static void keep_reason(void *user, const merge_reason *told)
{
  reasons *all = user;
  merge_reason *kept = ARENA_PUSH(all->memory, all->items, all->count, all->capacity);
  if (!kept) {
    all->failed = true;
    return;
  }
  *kept = *told;
  kept->event = arena_cstr(all->memory, str_of(told->event));
  wb_str *texts[] = { &kept->source, &kept->ref, &kept->other_source, &kept->other_ref };
  for (size_t i = 0; i < WB_COUNT(texts); i++)
    *texts[i] = arena_str(all->memory, *texts[i]);
  all->failed = all->failed || arena_failed(all->memory);
}

/* Thousandths of a nat as hundredths of a bit: 1 nat = 1.442695 bits. */
static int64_t centibits(int32_t millinats)
{
  return ((int64_t)millinats * 1442695 + (millinats < 0 ? -5000000 : 5000000)) / 10000000;
}

static void add_bits(buf *out, int32_t millinats)
{
  int64_t value = centibits(millinats), size = value < 0 ? -value : value;
  buf_printf(out, "%s%u.%02u", value < 0 ? "-" : "", (unsigned)(size / 100), (unsigned)(size % 100));
}

/* ---- words ---- */

static const char *zone_words(uint32_t zone_from)
{
  static const char *const words[] = {
    [WB_ZONE_NONE] = "the source told no time of day that could be placed",
    [WB_ZONE_OFFSET] = "the source told the offset",
    [WB_ZONE_DECLARED] = "the carrier writes all its times in this zone, or named it",
    [WB_ZONE_PLACE] = "the place lies in this zone",
    [WB_ZONE_COUNTRY] = "the country has a single zone",
    [WB_ZONE_ALIGNED] = "another source told the same scan with an offset",
    [WB_ZONE_ASSUMED] = "no zone is known: the instant may be off by up to 14 hours",
  };
  return zone_from < WB_COUNT(words) ? words[zone_from] : "by a rule of a newer version";
}

static void add_time(buf *out, const wb_event_time *t)
{
  if (t->has_local && t->precision == WB_PRECISION_DAY)
    civil_add_date(out, t->local_ms);
  else if (t->has_local)
    civil_add_local(out, t->local_ms);
  if (t->has_local && t->has_offset) {
    buf_add_byte(out, ' ');
    civil_add_offset(out, t->offset_min);
  }
  if (!t->has_local && t->to_ms)
    civil_add_utc(out, t->from_ms);
  else if (!t->has_local)
    buf_add_text(out, "no time");
}

static void explain_candidates(const wb_detection *d, buf *out)
{
  for (size_t i = 0; i < d->candidate_count; i++) {
    const wb_candidate *c = &d->candidates[i];
    buf_printf(out, "  %s (%u.%u %%), format %s:", c->carrier_name, c->probability_ppm / 10000,
               c->probability_ppm / 1000 % 10, c->format);
    for (size_t k = 0; k < c->evidence_count; k++)
      buf_printf(out, "%s %s", k ? "," : "", c->evidence[k]);
    buf_add_byte(out, '\n');
  }
}

static const char *how_chosen(const wb_statement *s)
{
  if (s->unmapped)
    return "no table row explains this code: please report it";
  return s->code[0] ? "by the carrier's table" : "the source gave no code";
}

static void explain_reason(const merge_reason *r, buf *out)
{
  if (r->what == MERGE_READS) {
    buf_printf(out, "    zone of %.*s [%.*s]: %s\n", STR_ARG(r->source), STR_ARG(r->ref), r->words);
    return;
  }
  buf_printf(out, "  %s %.*s [%.*s] and %.*s [%.*s]: ", r->what == MERGE_JOINED ? "joined" : "not joined",
             STR_ARG(r->source), STR_ARG(r->ref), STR_ARG(r->other_source), STR_ARG(r->other_ref));
  if (r->words)
    buf_printf(out, "%s%s", r->words, r->row_count ? ": " : "");
  for (size_t i = 0; i < r->row_count; i++) {
    buf_printf(out, "%s%s ", i ? ", " : "", r->rows[i].name);
    add_bits(out, r->rows[i].value);
  }
  if (r->row_count) {
    buf_add_text(out, "; together ");
    add_bits(out, r->sum);
    buf_add_text(out, " bits");
  }
  buf_add_byte(out, '\n');
}

static void explain_event(const reasons *all, const wb_timeline_event *ev, buf *out)
{
  buf_printf(out, "%s  ", ev->id);
  add_time(out, &ev->time);
  buf_printf(out, "  %s%s%s\n", status_word(ev->status), ev->text[0] ? "  " : "", ev->text);
  buf_printf(out, "  zone: %s, because %s", timeline_zone_word(ev->time.zone_from),
             zone_words(ev->time.zone_from));
  if (ev->time.to_ms) {
    buf_add_text(out, "; between ");
    civil_add_utc(out, ev->time.from_ms);
    buf_add_text(out, " and ");
    civil_add_utc(out, ev->time.to_ms);
  }
  buf_printf(out, "\n  %zu statement%s:\n", ev->statement_count,
             ev->statement_count == 1 ? "" : "s of one scan");
  for (size_t i = 0; i < ev->statement_count; i++) {
    const wb_statement *s = &ev->statements[i];
    buf_printf(out, "    %s said code \"%s\", text \"%s\", time \"%s\" -> %s%s%s, %s [%s]\n", s->source,
               s->code, s->text, s->raw_time, status_word(s->status), s->reason ? ", reason " : "",
               s->reason ? reason_word(s->reason) : "", how_chosen(s), s->ref);
  }
  for (size_t i = 0; i < all->count; i++)
    if (strcmp(all->items[i].event, ev->id) == 0)
      explain_reason(&all->items[i], out);
}

static void explain_whole(engine *e, const wb_timeline *t, const wb_detection *d, buf *out)
{
  buf_printf(out, "%s: %s\n\nWhose number is it?\n", t->number, status_word(t->status));
  if (d)
    explain_candidates(d, out);
  buf_add_text(out, "\nWho was asked?\n");
  for (size_t i = 0; i < t->source_count; i++) {
    const wb_source *s = &t->sources[i];
    const registry_carrier *known = NULL;
    registry_find(e->carriers, str_of(s->carrier), &known, NULL);
    buf_printf(out, "  %s at ", s->carrier);
    civil_add_utc(out, s->fetched_at_ms);
    buf_printf(out, ": %s%s%s", outcome_word(s->outcome), s->detail[0] ? ", " : "", s->detail);
    if (known)
      buf_printf(out, "  (plugin %s %s)", known->declared->id, known->declared->version);
    buf_add_byte(out, '\n');
  }
  if (t->finding_count)
    buf_add_text(out, "\nWhat was noticed?\n");
  for (size_t i = 0; i < t->finding_count; i++)
    buf_printf(out, "  %s (%s): %s\n", t->findings[i].rule, t->findings[i].severity, t->findings[i].text);
  buf_add_text(out, "\nEvents, oldest first\n");
}

/* ---- JSON ---- */

static void write_statement(json_writer *w, const wb_statement *s)
{
  json_object(w);
  json_member_text(w, "ref", str_of(s->ref));
  json_member_text(w, "source", str_of(s->source));
  json_member_text_or_null(w, "code", str_of(s->code));
  json_member_text_or_null(w, "text", str_of(s->text));
  json_member_text_or_null(w, "raw_time", str_of(s->raw_time));
  json_member_text(w, "status", str_of(status_word(s->status)));
  json_member_text_or_null(w, "reason", str_of(s->reason ? reason_word(s->reason) : NULL));
  json_member_text(w, "how", s->unmapped ? STR("none") : STR("map"));
  json_object_end(w);
}

static void write_bits(json_writer *w, const char *key, int32_t millinats)
{
  WB_AUTO(buf) number = { 0 };
  add_bits(&number, millinats);
  json_key(w, key);
  json_raw(w, buf_view(&number));
}

static void write_reason(json_writer *w, const merge_reason *r)
{
  static const char *const words[] = {
    [MERGE_READS] = "zone", [MERGE_JOINED] = "joined", [MERGE_REJECTED] = "rejected"
  };
  json_object(w);
  json_member_text(w, "what", str_of(words[r->what]));
  json_member_text(w, "source", r->source);
  json_member_text(w, "ref", r->ref);
  json_member_text_or_null(w, "because", str_of(r->words));
  if (r->what != MERGE_READS) {
    json_member_text(w, "other_source", r->other_source);
    json_member_text(w, "other_ref", r->other_ref);
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < r->row_count; i++) {
      json_object(w);
      json_member_text(w, "name", str_of(r->rows[i].name));
      write_bits(w, "bits", r->rows[i].value);
      json_object_end(w);
    }
    json_array_end(w);
    write_bits(w, "bits", r->sum);
  }
  json_object_end(w);
}

static void write_event(json_writer *w, const reasons *all, const wb_timeline_event *ev)
{
  json_object(w);
  json_member_text(w, "id", str_of(ev->id));
  json_member_text(w, "status", str_of(status_word(ev->status)));
  json_member_text(w, "zone_from", str_of(timeline_zone_word(ev->time.zone_from)));
  json_member_text(w, "zone_because", str_of(zone_words(ev->time.zone_from)));
  json_key(w, "statements");
  json_array(w);
  for (size_t i = 0; i < ev->statement_count; i++)
    write_statement(w, &ev->statements[i]);
  json_array_end(w);
  json_key(w, "reasons");
  json_array(w);
  for (size_t i = 0; i < all->count; i++)
    if (strcmp(all->items[i].event, ev->id) == 0)
      write_reason(w, &all->items[i]);
  json_array_end(w);
  json_object_end(w);
}

static int write_json(const reasons *all, const wb_timeline *t, const wb_detection *d, const char *event_id,
                      buf *out, wb_error *err)
{
  json_writer w;
  json_begin(&w, out);
  json_object(&w);
  json_member_text(&w, "schema", STR("waybill.why/1"));
  json_member_text(&w, "number", str_of(t->number));
  if (d) {
    WB_AUTO(buf) detection = { 0 };
    int rc = detection_to_json(d, &detection, err);
    if (rc)
      return rc;
    json_key(&w, "detection");
    json_raw(&w, buf_view(&detection));
  }
  json_key(&w, "events");
  json_array(&w);
  for (size_t i = 0; i < t->event_count; i++)
    if (!event_id || strcmp(event_id, t->events[i].id) == 0)
      write_event(&w, all, &t->events[i]);
  json_array_end(&w);
  json_object_end(&w);
  return buf_check(out, err);
}

/* ---- lines ---- */

static void write_lines(const wb_timeline_event *ev, buf *out)
{
  for (size_t i = 0; i < ev->statement_count; i++) {
    const wb_statement *s = &ev->statements[i];
    const char *fields[] = { ev->id,
                             status_word(s->status),
                             s->source,
                             s->code,
                             s->text,
                             s->raw_time,
                             timeline_zone_word(ev->time.zone_from),
                             s->unmapped ? "none" : "map",
                             s->ref };
    for (size_t k = 0; k < WB_COUNT(fields); k++)
      table_field(out, str_of(fields[k]), k + 1 < WB_COUNT(fields) ? '\t' : '\n');
  }
}

/* ---- */

static bool has_event(const wb_timeline *t, const char *event_id)
{
  for (size_t i = 0; i < t->event_count; i++)
    if (strcmp(t->events[i].id, event_id) == 0)
      return true;
  return false;
}

static int explain(engine *e, const reasons *all, const wb_answer *a, const char *event_id, int form,
                   buf *out, wb_error *err)
{
  detected d;
  const wb_detection *described = NULL;
  const wb_timeline *t = a->timeline;
  if (a->code)
    return error_set(err, a->code == WB_E_AMBIGUOUS ? WB_E_AMBIGUOUS : WB_E_NOT_FOUND, "%s: %s", t->number,
                     a->text);
  if (event_id && !has_event(t, event_id))
    return error_set(err, WB_E_NOT_FOUND, "%s has no event \"%.40s\"; waybill why %s lists them", t->number,
                     event_id, t->number);
  int rc = detect_number(e, str_of(t->number), &d, err);
  if (rc == WB_OK)
    rc = detect_describe(e, &d, str_of(t->number), a->memory, &described, err);
  if (rc)
    return rc;
  if (form == WB_AS_JSON)
    return write_json(all, t, described, event_id, out, err);
  if (!event_id && form == WB_AS_WORDS)
    explain_whole(e, t, described, out);
  for (size_t i = 0; i < t->event_count; i++)
    if (!event_id || strcmp(event_id, t->events[i].id) == 0) {
      if (form == WB_AS_LINES)
        write_lines(&t->events[i], out);
      else
        explain_event(all, &t->events[i], out);
    }
  return buf_check(out, err);
}

int why_text(engine *e, wb_str number, wb_str carrier, const char *event_id, int form, buf *out,
             wb_error *err)
{
  run *r = NULL;
  wb_answer *a = NULL;
  wb_query q = { .struct_size = sizeof q, .number = number, .carrier = carrier };
  bool was_offline = e->offline;
  WB_AUTO(arena_ref) memory = arena_new(0);
  if (!memory)
    return error_nomem(err);
  reasons all = { .memory = memory };
  const merge_listener listener = { keep_reason, &all };
  e->explain = &listener;
  e->offline = was_offline || !e->replaying;
  int rc = run_new(e, &r, err);
  wb_error bad = { 0 };
  if (rc == WB_OK && run_add(r, &q, &bad) != WB_OK) /* what was asked for, not what was found */
    rc = error_set(err, bad.code == WB_E_NOT_FOUND ? WB_E_ARG : bad.code, "%s", bad.text);
  if (rc == WB_OK)
    rc = run_next(r, -1, &a, err);
  if (rc == WB_OK && all.failed)
    rc = error_nomem(err);
  if (rc == WB_OK)
    rc = explain(e, &all, a, event_id, form, out, err);
  answer_free(a);
  run_free(r);
  e->offline = was_offline;
  e->explain = NULL;
  return rc;
}
