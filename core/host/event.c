/* SPDX-License-Identifier: MIT */
#include "../model/status.h"
#include "call.h"

#define MAX_REPORTED_CODES 50u

/* Flags that a source can state; S is the tracker's own. */
#define SOURCE_FLAGS                                                                                         \
  ((uint32_t)(WB_FLAG_ACTION_REQUIRED | WB_FLAG_DELAY | WB_FLAG_RETURN_LEG | WB_FLAG_TERMINAL))

/* A country that is no ISO code stays readable in the text: false. */
static bool check_country(call *c, wb_place *p)
{
  if (!p->country.n || text_is_country(p->country))
    return true;
  wb_str shown = call_shown(c, p->country);
  call_log(c, LOG_WARN, "event.place.country \"%.*s\" is not two upper-case letters; it went into the text",
           STR_ARG(shown));
  if (!p->text.n)
    p->text = p->country;
  else if (str_find(p->text, p->country) == SIZE_MAX)
    p->text =
        text_keep(c, arena_printf(host_of(c)->scratch, "%.*s, %.*s", STR_ARG(p->text), STR_ARG(p->country)));
  p->country = (wb_str){ NULL, 0 };
  return false;
}

static void check_coordinates(call *c, wb_place *p)
{
  if (p->lat_udeg >= -90000000 && p->lat_udeg <= 90000000 && p->lon_udeg >= -180000000 &&
      p->lon_udeg <= 180000000)
    return;
  call_log(c, LOG_WARN, "event.place: %d, %d micro-degrees is no place on earth; left out", (int)p->lat_udeg,
           (int)p->lon_udeg);
  p->lat_udeg = p->lon_udeg = 0;
}

/* For people: the name of a text that needs a repair. */
static const char *name_of(const feed_statement *s, const wb_str *text)
{
  const struct {
    const char *name;
    const wb_str *text;
  } names[] = {
    { "event.place.text", &s->place.text },
    { "event.place.city", &s->place.city },
    { "event.place.region", &s->place.region },
    { "event.place.postcode", &s->place.postcode },
    { "event.place.country", &s->place.country },
    { "event.place.facility", &s->place.facility },
    { "event.code", &s->code },
    { "event.text", &s->text },
    { "event.lang", &s->lang },
    { "event.event_id", &s->event_id },
    { "event.retracts", &s->retracts },
    { "event.piece", &s->piece },
  };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (names[i].text == text)
      return names[i].name;
  return "event.time";
}

static void repair_texts(call *c, const feed_statement *s, const feed_texts *texts)
{
  for (size_t i = 0; i < texts->count; i++)
    if (!text_is_plain(*texts->items[i]))
      *texts->items[i] = text_repair(c, name_of(s, texts->items[i]), *texts->items[i]);
}

static void check_texts(call *c, feed_statement *s, feed_texts *ret_texts)
{
  bool plain = true;
  feed_collect_texts(s, ret_texts);
  for (size_t i = 0; i < ret_texts->count; i++)
    plain &= text_is_plain(*ret_texts->items[i]);
  if (!plain)
    repair_texts(c, s, ret_texts);
  if (!check_country(c, &s->place) || !plain) /* some may be empty now, or no longer */
    feed_collect_texts(s, ret_texts);
}

/* true for a code that was not reported in this call, which then counts as reported. */
static bool is_news(call *c, wb_str code)
{
  arena *a = host_of(c)->scratch;
  for (size_t i = 0; i < c->unmapped_count; i++)
    if (str_equal(c->unmapped[i], code))
      return false;
  if (c->unmapped_count >= MAX_REPORTED_CODES)
    return false;
  wb_str copy = arena_str(a, code);
  wb_str *slot = copy.p ? ARENA_PUSH(a, c->unmapped, c->unmapped_count, c->unmapped_capacity) : NULL;
  if (slot)
    *slot = copy;
  return slot != NULL;
}

/* What to report, ready to be pasted into an issue and, with the right word, into the carrier's table. */
static void report_unmapped(call *c, const feed_statement *s)
{
  if (!is_news(c, s->code.n ? s->code : s->text))
    return;
  wb_str code = call_anonymous(c, s->code), text = call_anonymous(c, s->text);
  const char *where = c->carrier->support; /* never the carrier's own page: it did not write the plugin */
  call_log(c, LOG_WARN,
           "no table row explains code \"%.*s\", text \"%.*s\"; please report it%s%s; "
           "wanted: { \"%.*s\", WB_..., 0, 0 }",
           STR_ARG(code), STR_ARG(text), where ? " to " : "", where ? where : "", STR_ARG(code));
}

static void check_status(call *c, const wb_event *e, feed_statement *s)
{
  uint32_t brought;
  s->status = status_resolve(e->status, &brought);
  if (s->status != e->status)
    call_log(c, LOG_INFO, "event.status %u is not known here and became %s", e->status,
             status_word(s->status));
  s->reason = e->reason ? reason_known(e->reason) : 0;
  if (s->reason != e->reason)
    call_log(c, LOG_INFO, "event.reason %u is not known here and became %s", e->reason,
             s->reason ? reason_word(s->reason) : "none");
  if (e->flags & ~SOURCE_FLAGS)
    call_log(c, LOG_WARN, "event.flags %#x: bits that a source cannot state were left out",
             e->flags & ~SOURCE_FLAGS);
  s->flags = (e->flags & SOURCE_FLAGS) | brought;
}

static feed_statement statement_of(const wb_event *e)
{
  return (feed_statement){
    .unmapped = e->unmapped != 0,
    .time = e->time,
    .place = e->place,
    .code = e->code,
    .text = e->text,
    .lang = e->lang,
    .event_id = e->event_id,
    .retracts = e->retracts,
    .piece = e->piece,
  };
}

static size_t bytes_of(const feed_texts *texts)
{
  size_t bytes = sizeof(feed_statement);
  for (size_t i = 0; i < texts->count; i++)
    bytes += texts->items[i]->n;
  return bytes;
}

static int32_t check_event(call *c, const wb_event *e, feed_statement *s, feed_texts *ret_texts)
{
  if (c->entry == CALL_PLAN)
    return call_refuse(c, WB_E_ARG, "event() in plan(): there is no answer yet that could state one");
  if (c->event_count >= WB_MAX_CALL_EVENTS)
    return call_refuse(c, WB_E_LIMIT, "more than %d events in one call", WB_MAX_CALL_EVENTS);
  check_texts(c, s, ret_texts);
  int32_t rc = time_check(c, "event.time", &s->time);
  if (rc)
    return rc;
  check_status(c, e, s);
  check_coordinates(c, &s->place);
  return call_count_bytes(c, bytes_of(ret_texts));
}

int32_t call_event(call *c, const wb_event *passed)
{
  wb_event older;
  int32_t rc;
  const wb_event *e = struct_view(c, "event", passed, offsetof(wb_event, time), &older, sizeof older, &rc);
  if (!e)
    return rc;
  feed_statement s = statement_of(e);
  feed_texts texts;
  rc = check_event(c, e, &s, &texts);
  feed_result *r = rc ? NULL : call_result_of(c, "event", e->number, &rc);
  if (!r)
    return rc;
  wb_error err;
  err.code = WB_OK; /* the rest of it is large, and written only when it is needed */
  rc = feed_take_statement(c->into, r, &s, &texts, &err);
  if (rc)
    return call_refuse(c, rc, "%s", err.text);
  c->event_count++;
  if (s.unmapped)
    report_unmapped(c, &s);
  return WB_OK;
}
