/* SPDX-License-Identifier: MIT */
/* Hard cases by hand: each file of golden/ tells feeds in few words, what their timeline must be, and why.
 *
 *   # why this is right
 *   feed SOURCE ROLE FETCHED_AT
 *     REF | STATUS | TIME | PLACE | TEXT | CODE | KEY=VALUE ...    an empty field was not told; keys:
 * event_id, piece event REF REF ...      the events, oldest first, each with all refs that stand in it status
 * WORD            of the whole at REF TIME            the earliest instant of the event that holds it finding
 * RULE           there is one no RULE                there is none */
#include "core/model/status.h"
#include "merge_kit.h"
#include <dirent.h>
#include <stdlib.h>
#include <waybill/carrier-kit.h>

#define FOLDER  WB_SOURCE_DIR "/tests/unit/merge/golden"
#define NUMBER_ "LX000012349CN"

enum { MOST_FEEDS = 24 };

typedef struct golden {
  const char *name;
  feed *feeds[MOST_FEEDS];
  size_t count, event_at;
  arena *memory;
  const wb_timeline *t;
} golden;

static wb_str next_word(wb_str *rest)
{
  wb_str word = { NULL, 0 };
  *rest = str_trim(*rest);
  str_split(rest, ' ', &word);
  return word;
}

static void read_feed(golden *g, wb_str rest)
{
  static const char *const roles[] = { "carrier", "partner", "aggregator", "push" };
  wb_str source = next_word(&rest), role = next_word(&rest);
  cr_assert_lt(g->count, MOST_FEEDS);
  feed *f = feed_from(arena_cstr(g->memory, source), arena_cstr(g->memory, next_word(&rest)));
  while (f->role < WB_COUNT(roles) && !str_is(role, roles[f->role]))
    f->role++;
  cr_assert_lt(f->role, WB_COUNT(roles), "%s: role %.*s", g->name, STR_ARG(role));
  result_in(f, NUMBER_, "", WB_FOUND);
  g->feeds[g->count++] = f;
}

static void read_extra(feed_statement *s, wb_str rest)
{
  for (wb_str pair = next_word(&rest); pair.n; pair = next_word(&rest)) {
    wb_str key;
    str_split(&pair, '=', &key);
    if (str_is(key, "event_id"))
      s->event_id = pair;
    else if (str_is(key, "piece"))
      s->piece = pair;
    else
      cr_assert_fail("key %.*s", STR_ARG(key));
  }
}

static void read_statement(golden *g, wb_str line)
{
  wb_str fields[7] = { { NULL, 0 } };
  for (size_t i = 0; i < WB_COUNT(fields) && str_split(&line, '|', &fields[i]); i++)
    fields[i] = str_trim(fields[i]);
  feed_statement s = {
    .ref = fields[0], .time = wb_time_iso(fields[2]), .text = fields[4], .code = fields[5]
  };
  s.place.text = fields[3];
  cr_assert(g->count && status_from_word(fields[1], &s.status), "%s: status %.*s", g->name,
            STR_ARG(fields[1]));
  cr_assert(!fields[2].n || s.time.kind != WB_TIME_NONE, "%s: time %.*s", g->name, STR_ARG(fields[2]));
  read_extra(&s, fields[6]);
  feed *f = g->feeds[g->count - 1];
  say(f, &f->results[0], s);
}

static void run_merge(golden *g)
{
  static zones *z;
  static gazetteer *places;
  wb_error err = { 0 };
  z = z ? z : test_zones();
  if (!places)
    cr_assert_eq(gazetteer_open(WB_BINARY_DIR "/share/waybill/places.bin", &places, &err), WB_OK, "%s",
                 err.text);
  merge_input in = { .feeds = (const feed *const *)g->feeds,
                     .feed_count = g->count,
                     .number = STR(NUMBER_),
                     .as_of_ms = g->feeds[g->count - 1]->fetched_at_ms,
                     .zones = z,
                     .places = places };
  cr_assert_eq(merge_feeds(&in, g->memory, &g->t, &err), WB_OK, "%s: %s", g->name, err.text);
}

static const wb_timeline_event *holder_of(const golden *g, wb_str ref)
{
  for (size_t i = 0; i < g->t->event_count; i++)
    for (size_t k = 0; k < g->t->events[i].statement_count; k++)
      if (str_is(ref, g->t->events[i].statements[k].ref))
        return &g->t->events[i];
  cr_assert_fail("%s: no event holds %.*s", g->name, STR_ARG(ref));
  return NULL;
}

static void write_events(const golden *g, buf *out)
{
  for (size_t i = 0; i < g->t->event_count; i++) {
    buf_add_text(out, "event");
    for (size_t k = 0; k < g->t->events[i].statement_count; k++)
      buf_printf(out, " %s", g->t->events[i].statements[k].ref);
    buf_add_byte(out, '\n');
  }
}

static void expect_event(golden *g, wb_str rest)
{
  WB_AUTO(buf) all = { 0 };
  write_events(g, &all);
  cr_assert_lt(g->event_at, g->t->event_count, "%s: too few events\n%s", g->name, buf_cstr(&all));
  const wb_timeline_event *e = &g->t->events[g->event_at++];
  size_t count = 0;
  for (wb_str ref = next_word(&rest); ref.n; ref = next_word(&rest), count++)
    cr_expect_eq(holder_of(g, ref), e, "%s: event %zu should hold %.*s\n%s", g->name, g->event_at - 1,
                 STR_ARG(ref), buf_cstr(&all));
  cr_expect_eq(count, e->statement_count, "%s: event %zu\n%s", g->name, g->event_at - 1, buf_cstr(&all));
}

static void expect(golden *g, wb_str word, wb_str rest)
{
  if (!g->t)
    run_merge(g);
  if (str_is(word, "event")) {
    expect_event(g, rest);
  } else if (str_is(word, "status")) {
    cr_expect(str_is(str_trim(rest), status_word(g->t->status)), "%s: status %s", g->name,
              status_word(g->t->status));
  } else if (str_is(word, "at")) {
    const wb_timeline_event *e = holder_of(g, next_word(&rest));
    WB_AUTO(buf) found = { 0 };
    civil_add_utc(&found, e->time.from_ms);
    cr_expect(str_equal(buf_view(&found), str_trim(rest)), "%s: at %s, zone %s", g->name, buf_cstr(&found),
              timeline_zone_word(e->time.zone_from));
  } else if (str_is(word, "finding") || str_is(word, "no")) {
    bool found = finding(g->t, arena_cstr(g->memory, str_trim(rest))) != NULL;
    cr_expect_eq(found, str_is(word, "finding"), "%s: finding %.*s", g->name, STR_ARG(rest));
  } else {
    cr_assert_fail("%s: %.*s", g->name, STR_ARG(word));
  }
}

static void check_case(const char *name)
{
  WB_AUTO(buf) text = { 0 };
  WB_AUTO(buf) path = { 0 };
  golden g = { .name = name, .memory = arena_new(0) };
  buf_printf(&path, "%s/%s", FOLDER, name);
  cr_assert_eq(buf_read_file(&text, buf_cstr(&path), NULL), WB_OK, "%s", name);
  wb_str rest = buf_view(&text), line;
  bool why = false;
  while (str_split(&rest, '\n', &line)) {
    wb_str words = line;
    why = why || str_starts(line, STR("# "));
    if (!str_trim(line).n || line.p[0] == '#')
      continue;
    wb_str word = next_word(&words);
    if (line.p[0] == ' ')
      read_statement(&g, line);
    else if (str_is(word, "feed"))
      read_feed(&g, words);
    else
      expect(&g, word, words);
  }
  cr_expect(why && g.t, "%s: says neither why nor what", name);
  cr_expect(!g.t || g.event_at == g.t->event_count, "%s: %zu events more than told", name,
            g.t ? g.t->event_count - g.event_at : 0);
  for (size_t i = 0; i < g.count; i++)
    feed_free(g.feeds[i]);
  arena_free(g.memory);
}

static int is_case(const struct dirent *entry)
{
  return str_ends(str_of(entry->d_name), STR(".txt"));
}

Test(golden, timelines_of_hard_cases)
{
  struct dirent **list = NULL;
  int count = scandir(FOLDER, &list, is_case, alphasort);
  cr_assert_geq(count, 20);
  for (int i = 0; i < count; i++) {
    check_case(list[i]->d_name);
    free(list[i]);
  }
  free(list);
}
