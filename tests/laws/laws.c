/* SPDX-License-Identifier: MIT */
/* The ten laws of the merge, each on as many worlds as the argument says.  What fails names its law and its
 * seed. */
#include "worlds.h"
#include <stdio.h>
#include <stdlib.h>

#define AS_OF_MS INT64_C(1774915200000)
#define TWICE_MS (INT64_C(20) * 60000)   /* two entries of one list this near may be one scan told twice */
#define SLACK_MS (INT64_C(25) * 3600000) /* no two exact readings of one event are further apart */

static const char *law_name;
static uint64_t law_seed;
static zones *all_zones;

static void demand(bool holds, const char *what)
{
  if (holds)
    return;
  fprintf(stderr, "law broken: %s, seed %llu: %s\n", law_name, (unsigned long long)law_seed, what);
  exit(1);
}

static const wb_timeline *merge_of(feed *const *feeds, size_t count, arena *memory)
{
  const feed *list[2 * MOST_FEEDS];
  const wb_timeline *t = NULL;
  wb_error err = { 0 };
  for (size_t i = 0; i < count; i++)
    list[i] = feeds[i];
  merge_input in = {
    .feeds = list, .feed_count = count, .number = STR(WORLD_NUMBER), .as_of_ms = AS_OF_MS, .zones = all_zones
  };
  demand(merge_feeds(&in, memory, &t, &err) == WB_OK, err.text);
  return t;
}

/* The whole timeline in bytes, with what the JSON leaves out. */
static void write_all(const wb_timeline *t, buf *out)
{
  buf_clear(out);
  demand(timeline_to_json(t, out, NULL) == WB_OK, "a timeline can be written");
  for (size_t i = 0; i < t->event_count; i++)
    for (size_t k = 0; k < t->events[i].statement_count; k++) {
      const wb_statement *s = &t->events[i].statements[k];
      buf_printf(out, "\n%s %s %s %s %s %u %u", s->ref, s->source, s->code, s->text, s->event_id, s->status,
                 s->unmapped);
    }
}

static void demand_same(feed *const *feeds, size_t count, const wb_timeline *expected, arena *memory,
                        const char *what)
{
  WB_AUTO(buf) a = { 0 };
  WB_AUTO(buf) b = { 0 };
  write_all(expected, &a);
  write_all(merge_of(feeds, count, memory), &b);
  if (!str_equal(buf_view(&a), buf_view(&b)))
    fprintf(stderr, "%s\n\n%s\n", buf_cstr(&a), buf_cstr(&b));
  demand(str_equal(buf_view(&a), buf_view(&b)), what);
}

typedef struct place_of_ref {
  size_t event, statement;
} place_of_ref;

static size_t find_ref(const wb_timeline *t, const char *ref, place_of_ref *ret)
{
  size_t found = 0;
  for (size_t i = 0; i < t->event_count; i++)
    for (size_t k = 0; k < t->events[i].statement_count; k++)
      if (strcmp(t->events[i].statements[k].ref, ref) == 0) {
        *ret = (place_of_ref){ i, k };
        found++;
      }
  return found;
}

static size_t find_name(const wb_timeline *t, const char *id)
{
  size_t found = 0;
  for (size_t i = 0; i < t->event_count; i++) {
    const wb_timeline_event *e = &t->events[i];
    bool named = strcmp(e->id, id) == 0;
    for (size_t k = 0; k < e->alias_count; k++)
      named = named || strcmp(e->aliases[k], id) == 0;
    found += named;
  }
  return found;
}

/* ---- the laws ---- */

static void idempotent(world *w, const wb_timeline *t, arena *memory)
{
  world again;
  world_make(law_seed, law_seed % 2, &again);
  for (size_t i = 0; i < again.count; i++)
    w->feeds[w->count + i] = again.feeds[i];
  demand_same(w->feeds, w->count + again.count, t, memory, "all feeds twice");
  world_free(&again);
}

static void commutative(world *w, const wb_timeline *t, arena *memory)
{
  uint64_t state = law_seed;
  for (size_t i = w->count; i > 1; i--) {
    size_t k = world_chance(&state, (uint32_t)i);
    feed *swapped = w->feeds[i - 1];
    w->feeds[i - 1] = w->feeds[k];
    w->feeds[k] = swapped;
  }
  demand_same(w->feeds, w->count, t, memory, "feeds in another order");
}

static void nothing_lost(world *w, const wb_timeline *t, arena *memory)
{
  (void)memory;
  place_of_ref at;
  for (size_t i = 0; i < w->count; i++)
    for (size_t k = 0; k < w->feeds[i]->results[0].event_count; k++)
      demand(find_ref(t, w->feeds[i]->results[0].events[k].ref.p, &at) == 1,
             w->feeds[i]->results[0].events[k].ref.p);
}

/* Whatever is added, in whatever order: what was known before is still there, unchanged. */
static void monotone_provenance(world *w, const wb_timeline *t, arena *memory)
{
  for (size_t n = 1; n < w->count; n++) {
    const wb_timeline *part = merge_of(w->feeds, n, memory);
    for (size_t i = 0; i < part->event_count; i++)
      for (size_t k = 0; k < part->events[i].statement_count; k++) {
        const wb_statement *s = &part->events[i].statements[k];
        place_of_ref at;
        demand(find_ref(t, s->ref, &at) == 1, s->ref);
        const wb_statement *now = &t->events[at.event].statements[at.statement];
        demand(strcmp(s->text, now->text) == 0 && strcmp(s->code, now->code) == 0 &&
                   s->status == now->status && strcmp(s->source, now->source) == 0,
               "a statement was rewritten");
      }
  }
}

static void stable_ids(world *w, const wb_timeline *t, arena *memory)
{
  for (size_t i = 0; i < t->event_count; i++) {
    demand(find_name(t, t->events[i].id) == 1, "an id stands for two events");
    for (size_t k = 0; k < t->events[i].alias_count; k++)
      demand(find_name(t, t->events[i].aliases[k]) == 1, "an alias stands for two events");
  }
  for (size_t n = 1; n < w->count; n++) {
    const wb_timeline *part = merge_of(w->feeds, n, memory);
    for (size_t i = 0; i < part->event_count; i++) {
      demand(find_name(t, part->events[i].id) == 1, "an id was forgotten");
      for (size_t k = 0; k < part->events[i].alias_count; k++)
        demand(find_name(t, part->events[i].aliases[k]) == 1, "an alias was forgotten");
    }
  }
}

/* Under another local time, at other addresses, after other merges. */
static void deterministic(world *w, const wb_timeline *t, arena *memory)
{
  static const char *const local_times[] = { "UTC",          "Asia/Kolkata",  "America/St_Johns",
                                             "Pacific/Apia", "Europe/Dublin", "Antarctica/Troll" };
  world again;
  (void)w;
  setenv("TZ", local_times[law_seed % WB_COUNT(local_times)], 1);
  world_make(law_seed, law_seed % 2, &again);
  demand_same(again.feeds, again.count, t, memory, "equal feeds");
  world_free(&again);
}

static const feed_statement *find_said(const world *w, const char *ref, size_t *ret_feed)
{
  for (size_t i = 0; i < w->count; i++)
    for (size_t k = 0; k < w->feeds[i]->results[0].event_count; k++)
      if (str_is(w->feeds[i]->results[0].events[k].ref, ref)) {
        *ret_feed = i;
        return &w->feeds[i]->results[0].events[k];
      }
  return NULL;
}

typedef void pair_fn(const feed_statement *a, size_t feed_a, const feed_statement *b, size_t feed_b);

static void each_pair(const world *w, const wb_timeline *t, pair_fn *look)
{
  for (size_t i = 0; i < t->event_count; i++)
    for (size_t k = 0; k < t->events[i].statement_count; k++)
      for (size_t n = 0; n < k; n++) {
        size_t feed_a = 0, feed_b = 0;
        const feed_statement *a = find_said(w, t->events[i].statements[k].ref, &feed_a);
        const feed_statement *b = find_said(w, t->events[i].statements[n].ref, &feed_b);
        if (a && b)
          look(a, feed_a, b, feed_b);
      }
}

static int64_t apart_ms(const feed_statement *a, const feed_statement *b)
{
  int64_t x = a->time.kind == WB_TIME_INSTANT ? a->time.utc_ms : a->time.local_ms;
  int64_t y = b->time.kind == WB_TIME_INSTANT ? b->time.utc_ms : b->time.local_ms;
  return x < y ? y - x : x - y;
}

static void one_list(const feed_statement *a, size_t feed_a, const feed_statement *b, size_t feed_b)
{
  if (feed_a != feed_b || (a->event_id.n && str_equal(a->event_id, b->event_id)))
    return;
  demand(apart_ms(a, b) <= TWICE_MS || a->time.kind != b->time.kind, "two entries of one list in one event");
}

static void cannot_link(world *w, const wb_timeline *t, arena *memory)
{
  (void)memory;
  each_pair(w, t, one_list);
}

static void sound(const feed_statement *a, size_t feed_a, const feed_statement *b, size_t feed_b)
{
  (void)feed_a;
  (void)feed_b;
  if (a->time.kind != WB_TIME_OFFSET || b->time.kind != WB_TIME_OFFSET)
    return;
  int64_t x = a->time.local_ms - (int64_t)a->time.offset_min * 60000,
          y = b->time.local_ms - (int64_t)b->time.offset_min * 60000;
  demand((x < y ? y - x : x - y) <= SLACK_MS, "two exact readings of one event are too far apart");
}

static void interval_soundness(world *w, const wb_timeline *t, arena *memory)
{
  (void)memory;
  for (size_t i = 0; i < t->event_count; i++)
    demand(t->events[i].time.from_ms <= t->events[i].time.to_ms, "an interval ends before it begins");
  each_pair(w, t, sound);
}

static void source_independence(world *w, const wb_timeline *t, arena *memory)
{
  size_t count = w->count;
  wb_str repeated = w->feeds[0]->source;
  for (size_t i = 0; i < count; i++)
    if (str_equal(w->feeds[i]->source, repeated))
      w->feeds[w->count++] = world_repeat(w->feeds[i], "zz-repeats");
  const wb_timeline *more = merge_of(w->feeds, w->count, memory);
  demand(more->event_count == t->event_count && more->status == t->status,
         "the number of events or the status changed");
  for (size_t i = 0; i < t->event_count; i++) {
    const wb_timeline_event *a = &t->events[i], *b = &more->events[i];
    demand(strcmp(a->id, b->id) == 0, "the order changed");
    demand(a->time.from_ms == b->time.from_ms && a->time.to_ms == b->time.to_ms && a->status == b->status,
           "a time or a status changed");
  }
}

/* What vanishes and comes back has the id that it had. */
static void retraction_is_reversible(world *w, const wb_timeline *t, arena *memory)
{
  (void)t;
  const feed *first = w->feeds[0];
  feed *without = world_repeat(first, "x"), *back = world_repeat(first, "x");
  without->source = without->carrier = back->source = back->carrier = first->source;
  without->role = back->role = first->role;
  without->fetched_at_ms += 3600000;
  back->fetched_at_ms += 7200000;
  if (without->results[0].event_count)
    without->results[0].event_count--;
  feed *const three[] = { w->feeds[0], without, back };
  const wb_timeline *before = merge_of(three, 1, memory), *after = merge_of(three, 3, memory);
  demand(before->event_count == after->event_count, "an event came or went");
  for (size_t i = 0; i < before->event_count; i++)
    demand(strcmp(before->events[i].id, after->events[i].id) == 0, "an id changed");
  feed_free(without);
  feed_free(back);
}

/* ---- */

typedef void law_fn(world *w, const wb_timeline *t, arena *memory);

static const struct {
  const char *name;
  law_fn *check;
  bool sane; /* on worlds without nonsense only: ids of carriers may contradict their own times there */
} laws[] = {
  { "idempotent", idempotent, false },
  { "commutative", commutative, false },
  { "nothing lost", nothing_lost, false },
  { "monotone provenance", monotone_provenance, false },
  { "stable ids", stable_ids, false },
  { "deterministic", deterministic, false },
  { "cannot link", cannot_link, true },
  { "interval soundness", interval_soundness, true },
  { "source independence", source_independence, true },
  { "retraction is reversible", retraction_is_reversible, true },
};

int main(int argc, char **argv)
{
  uint64_t cases = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000,
           only = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
  size_t events = 0, joined = 0;
  if (zones_new(NULL, &all_zones, NULL) != WB_OK)
    return 2;
  for (size_t l = 0; l < WB_COUNT(laws); l++) {
    law_name = laws[l].name;
    for (uint64_t seed = only ? only : 1; seed <= (only ? only : cases); seed++) {
      law_seed = laws[l].sane ? seed * 2 : seed;
      arena *memory = arena_new(0);
      world w;
      world_make(law_seed, law_seed % 2, &w);
      const wb_timeline *t = merge_of(w.feeds, w.count, memory);
      for (size_t i = 0; i < t->event_count; i++) {
        events++;
        joined += t->events[i].alias_count > 0;
      }
      laws[l].check(&w, t, memory);
      world_free(&w);
      arena_free(memory);
    }
    printf("%-26s holds on %llu worlds\n", law_name, (unsigned long long)(only ? 1 : cases));
    fflush(stdout);
  }
  printf("%zu events, %zu of them joined from several statements\n", events, joined);
  zones_free(all_zones);
  return 0;
}
