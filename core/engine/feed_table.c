/* SPDX-License-Identifier: MIT */
#include "feed_table.h"
#include "../model/feed.h"
#include "../model/status.h"
#include "feed_read.h"

void table_field(buf *out, wb_str text, char after)
{
  for (size_t i = 0; i < text.n; i++)
    buf_add_byte(out, (unsigned char)text.p[i] < 0x20 ? ' ' : text.p[i]);
  buf_add_byte(out, after);
}

static void add_time(buf *out, const wb_time *t)
{
  WB_AUTO(buf) text = { 0 };
  if (t->kind == WB_TIME_DATE)
    civil_add_date(&text, t->local_ms);
  else if (t->kind == WB_TIME_INSTANT)
    civil_add_utc(&text, t->utc_ms);
  else if (t->kind != WB_TIME_NONE)
    civil_add_local(&text, t->local_ms);
  if (t->kind == WB_TIME_OFFSET) /* a feed that was read has no other kind with an offset */
    civil_add_offset(&text, t->offset_min);
  table_field(out, buf_view(&text), '\t');
}

static void add_place(buf *out, const wb_place *p)
{
  WB_AUTO(buf) text = { 0 };
  const wb_str parts[] = { p->city, p->region, p->country };
  if (!p->city.n)
    buf_add(&text, p->text.n ? p->text : p->facility);
  for (size_t i = p->city.n || !text.n ? 0 : WB_COUNT(parts); i < WB_COUNT(parts); i++) {
    buf_add_text(&text, text.n && parts[i].n ? ", " : "");
    buf_add(&text, parts[i]);
  }
  table_field(out, buf_view(&text), '\t');
}

static void add_line(buf *out, const feed_result *r, const feed_statement *s)
{
  static const feed_statement none = { 0 };
  table_field(out, r->number, '\t');
  table_field(out, str_of(outcome_word(r->outcome ? r->outcome : WB_FAILED)), '\t');
  table_field(out, s ? str_of(status_word(s->status)) : STR(""), '\t');
  s = s ? s : &none;
  add_time(out, &s->time);
  add_place(out, &s->place);
  table_field(out, s->code, '\t');
  table_field(out, s->text, '\t');
  table_field(out, r->detail, '\n');
}

int feed_table(engine *e, wb_str json, buf *out, wb_error *err)
{
  WB_AUTO(feed_ref) f = NULL;
  int rc = feed_read(e, json, &f, err);
  if (rc)
    return rc;
  for (size_t i = 0; i < f->result_count; i++) {
    const feed_result *r = &f->results[i];
    for (size_t k = 0; k < r->event_count; k++)
      add_line(out, r, &r->events[k]);
    if (r->event_count == 0)
      add_line(out, r, NULL);
  }
  return buf_check(out, err);
}
