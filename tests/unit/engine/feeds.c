/* SPDX-License-Identifier: MIT */
/* A feed that goes through JSON, as the store and `merge` do with it, loses nothing. */
#include "core/engine/engine.h"
#include "core/engine/feed_read.h"
#include "core/merge/merge.h"
#include "kit.h"

TestSuite(feeds, .init = kit_home, .fini = kit_home_remove);

static engine *demo_engine(void)
{
  engine *e = NULL;
  wb_error err = { 0 };
  wb_options o = { .struct_size = sizeof o, .config_file = "", .demo = 1 };
  static const char *const nothing[] = { NULL };
  cr_ok(engine_new(&o, nothing, &e, &err), err);
  cr_ok(engine_open_host(e, &err), err);
  return e;
}

/* JSON without the blanks between its tokens. */
static void compact(wb_str text, buf *out)
{
  bool inside = false;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (inside && c == '\\')
      buf_add_byte(out, text.p[i++]);
    else if (c == '"')
      inside = !inside;
    if (inside || (c != ' ' && c != '\n'))
      buf_add_byte(out, text.p[i]);
  }
}

static void goes_through(const char *folder, void *user)
{
  WB_AUTO(buf) text = { 0 };
  WB_AUTO(buf) wanted = { 0 };
  WB_AUTO(buf) got = { 0 };
  wb_error err = { 0 };
  feed *f = NULL;
  if (!kit_read(folder, "feed.json", &text))
    return;
  compact(buf_view(&text), &wanted);
  cr_ok(feed_read(user, buf_view(&text), &f, &err), err);
  cr_ok(feed_to_json(f, &got, &err), err);
  feed_free(f);
  cr_expect_str_eq(buf_cstr(&got), buf_cstr(&wanted), "%s", folder);
}

Test(feeds, are_the_same_bytes_after_reading_and_writing_again)
{
  engine *e = demo_engine();
  cr_expect_gt(kit_each_case(goes_through, e), 100);
  engine_free(e);
}

/* The timeline of an answer, made again from the JSON of its feeds. */
static const wb_timeline *again(engine *e, const wb_answer *a, arena *memory)
{
  feed *feeds[16];
  const wb_timeline *made = NULL, *first = wb_answer_timeline(a);
  size_t count = wb_answer_feed_count(a);
  wb_error err = { 0 };
  cr_assert_leq(count, WB_COUNT(feeds));
  for (size_t i = 0; i < count; i++)
    cr_ok(feed_read(e, wb_answer_feed(a, i), &feeds[i], &err), err);
  wb_str others[16];
  size_t other_count = 0;
  for (size_t i = 0; i < count; i++) /* a feed that came of another number is there because an answer led to it */
    if (feeds[i]->result_count && !str_is(feeds[i]->results[0].number, first->number) && !feeds[i]->results[0].parent.n)
      others[other_count++] = feeds[i]->results[0].number;
  merge_input in = { .other_numbers = others, .other_number_count = other_count, .feeds = (const feed *const *)feeds, .feed_count = count, .number = str_of(first->number),
                     .as_of_ms = first->as_of_ms, .zones = e->zones, .places = e->places, .caches = &e->caches };
  cr_ok(merge_feeds(&in, memory, &made, &err), err);
  for (size_t i = 0; i < count; i++)
    feed_free(feeds[i]);
  return made;
}

static void same_events(const char *folder, const wb_timeline *a, const wb_timeline *b)
{
  cr_assert_eq(a->event_count, b->event_count, "%s: %zu events, then %zu", folder, a->event_count, b->event_count);
  for (size_t i = 0; i < a->event_count; i++) {
    const wb_timeline_event *x = &a->events[i], *y = &b->events[i];
    cr_expect_str_eq(x->id, y->id, "%s: event %zu, \"%s\", has another id when it comes from JSON", folder, i, x->text);
    cr_expect_eq(x->time.from_ms, y->time.from_ms, "%s: event %zu, \"%s\"", folder, i, x->text);
    cr_expect_eq(x->time.local_ms, y->time.local_ms, "%s: event %zu, \"%s\"", folder, i, x->text);
    cr_expect_eq(x->status, y->status, "%s: event %zu, \"%s\"", folder, i, x->text);
    cr_expect_eq(x->time.zone_from, y->time.zone_from, "%s: event %zu, \"%s\"", folder, i, x->text);
  }
  cr_expect_eq(a->status, b->status, "%s", folder);
  cr_expect_eq(a->eta.from_local_ms, b->eta.from_local_ms, "%s", folder);
  cr_expect_eq(a->eta.to_local_ms, b->eta.to_local_ms, "%s", folder);
}

typedef struct replay {
  engine *engine;
  wb_context *context;
  size_t events;
} replay;

static void track_again(const char *folder, void *user)
{
  replay *r = user;
  WB_AUTO(buf) asks = { 0 };
  wb_str rest, line, number;
  if (!kit_read(folder, "ask", &asks))
    return;
  for (rest = buf_view(&asks); str_split(&rest, '\n', &line);) {
    if (!line.n || str_starts(line, STR("#")) || str_starts(line, STR("set ")))
      continue;
    wb_answer *a = NULL;
    wb_error err = { 0 };
    str_split(&line, ' ', &number);
    wb_query q = { .struct_size = sizeof q, .number = number };
    if (wb_track(r->context, &q, &a, &err) != WB_OK)
      continue;
    arena *memory = arena_new(0);
    same_events(folder, wb_answer_timeline(a), again(r->engine, a, memory));
    r->events += wb_answer_timeline(a)->event_count;
    arena_free(memory);
    wb_answer_free(a);
  }
}

Test(feeds, make_the_same_timeline_with_the_same_ids_when_they_come_from_json)
{
  replay r = { demo_engine(), kit_demo(), 0 };
  kit_each_case(track_again, &r);
  cr_expect_gt(r.events, 200);
  wb_context_free(r.context);
  engine_free(r.engine);
}

Test(feeds, that_are_no_feeds_are_refused)
{
  engine *e = demo_engine();
  static const char *const wrong[] = { "", "{", "[]", "null", "{}", "{\"schema\":\"waybill.feed/2\"}",
                                       "{\"schema\":\"waybill.timeline/1\"}", "{\"schema\":7,\"results\":[]}" };
  for (size_t i = 0; i < WB_COUNT(wrong); i++) {
    feed *f = NULL;
    wb_error err = { 0 };
    cr_expect_eq(feed_read(e, str_of(wrong[i]), &f, &err), WB_E_PARSE, "%s", wrong[i]);
    cr_expect_null(f);
    cr_expect_neq(err.text[0], '\0');
  }
  engine_free(e);
}
