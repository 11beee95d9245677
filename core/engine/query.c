/* SPDX-License-Identifier: MIT */
#include "query.h"
#include "chosen.h"
#include "../merge/merge.h"
#include "feed_read.h"
#include "follow.h"
#include <stdlib.h>

#define STORED_FEEDS_MAX 200
#define USUAL_FEED_BYTES 8000 /* as JSON: room for most, so that it need not grow */

int query_new(const wb_query *asked, query **ret_query, wb_error *err)
{
  query *q = calloc(1, sizeof *q);
  wb_answer *a = calloc(1, sizeof *a);
  arena *memory = arena_new(0);
  if (!q || !a || !memory) {
    free(q);
    free(a);
    arena_free(memory);
    return error_nomem(err);
  }
  a->memory = memory;
  a->input = arena_cstr(memory, asked->number);
  a->text = "";
  q->answer = a;
  q->asked = (wb_query){ .struct_size = sizeof q->asked,
                         .postcode = arena_str(memory, asked->postcode),
                         .country = arena_str(memory, asked->country),
                         .shipped_ms = asked->shipped_ms,
                         .language = arena_str(memory, asked->language) };
  if (!a->input || arena_failed(memory)) {
    query_free(q);
    return error_nomem(err);
  }
  *ret_query = q;
  return WB_OK;
}

void query_free(query *q)
{
  if (!q)
    return;
  answer_free(q->answer);
  free(q);
}

/* ---- whom to ask ---- */

static int choose_named(engine *e, query *q, const detected *d, wb_str id, choice *ret_choices, size_t *ret_count, wb_error *err)
{
  account *a;
  int rc = account_find(e, id, &a, err);
  if (rc)
    return rc;
  wb_str number = number_dashed(&d->text); /* no format of it: as it was typed */
  for (size_t i = 0; i < d->count; i++)
    if (number_detector_row(e->detector, d->matches[i].row)->carrier_index == a->known->index)
      number = d->matches[i].number;
  ret_choices[0] = (choice){ .carrier = a->known->index, .number = arena_str(q->answer->memory, number) };
  q->number = ret_choices[0].number;
  if (!a->enabled) {
    error_set(&q->early, WB_E_UNSUPPORTED, "%s cannot be asked: %s", a->known->declared->name, a->off_reason);
    q->early_tracking = WB_TRACKING_UNSUPPORTED;
    return WB_OK;
  }
  *ret_count = 1;
  return q->number.p ? WB_OK : error_nomem(err);
}

static void explain_nobody(engine *e, query *q, const detected *d, size_t unlikely, const account *off)
{
  q->early_tracking = WB_TRACKING_UNSUPPORTED;
  if (d->count == 0) {
    error_set(&q->early, WB_E_NOT_FOUND, "no carrier known here issues numbers like this; name one as NUMBER@CARRIER");
  } else if (d->matches[0].check == NUMBER_CHECK_FAILED) {
    q->early_tracking = WB_TRACKING_INVALID_NUMBER;
    error_set(&q->early, WB_E_NOT_FOUND, "looks like a number of %s, but its check digit is wrong: a digit is mistyped",
              number_detector_row(e->detector, d->matches[0].row)->carrier_name);
  } else if (off) {
    error_set(&q->early, WB_E_UNSUPPORTED, "%s cannot be asked: %s", off->known->declared->name, off->off_reason);
  } else if (unlikely) {
    error_set(&q->early, WB_E_AMBIGUOUS, "several carriers are possible and none is likely; name one as NUMBER@CARRIER");
  }
}

static int choose_detected(engine *e, query *q, const detected *d, choice *ret_choices, size_t *ret_count, wb_error *err)
{
  const account *off = NULL;
  size_t unlikely = 0;
  for (size_t i = 0; i < d->count && *ret_count < e->ask_at_most; i++) {
    const number_match *m = &d->matches[i];
    account *a;
    if (m->check == NUMBER_CHECK_FAILED)
      continue;
    int rc = account_get(e, number_detector_row(e->detector, m->row)->carrier_index, &a, err);
    if (rc)
      return rc;
    if (m->probability < e->ask_from_ppm) {
      unlikely++;
    } else if (!a->enabled) {
      off = off ? off : a;
    } else {
      ret_choices[*ret_count] = (choice){ .carrier = a->known->index, .number = arena_str(q->answer->memory, m->number) };
      (*ret_count)++;
    }
  }
  int rc = follow_other_post(e, q, q->number, q->asked.country, ret_choices, ret_count, err);
  if (rc == WB_OK)
    rc = follow_other_post(e, q, q->number, str_of(e->prior.country), ret_choices, ret_count, err);
  if (rc)
    return rc;
  if (*ret_count == 0)
    explain_nobody(e, q, d, unlikely, off);
  return WB_OK;
}

int query_choose(engine *e, query *q, const wb_query *asked, choice *ret_choices, size_t *ret_count, wb_error *err)
{
  detected d;
  *ret_count = 0;
  int rc = detect_number(e, asked->number, &d, err);
  if (rc)
    return rc;
  q->number = arena_str(q->answer->memory, d.count ? d.matches[0].number : number_view(&d.text));
  if (asked->carrier.n) {
    rc = choose_named(e, q, &d, asked->carrier, ret_choices, ret_count, err);
    if (rc == WB_OK)
      chosen_remember(e, number_view(&d.text), registry_id(e->carriers, ret_choices[0].carrier));
    return rc;
  }
  if (d.prior.chosen)
    return choose_named(e, q, &d, str_of(registry_id(e->carriers, d.prior.chosen - 1)), ret_choices, ret_count, err);
  rc = choose_detected(e, q, &d, ret_choices, ret_count, err);
  if (rc == WB_OK && q->early.code)
    rc = detect_describe(e, &d, asked->number, q->answer->memory, &q->answer->candidates, err);
  return rc == WB_OK && arena_failed(q->answer->memory) ? error_nomem(err) : rc;
}

bool query_is_recent(engine *e, const account *a, wb_str number)
{
  store_feeds last;
  store_query wanted = { .number = number, .carrier = str_of(a->known->declared->id), .max = 1 };
  if (!e->store || a->limits.min_poll_s == 0)
    return false;
  arena_ref memory = arena_new(0);
  bool recent = memory && e->store_functions->feeds_of(e->store, &wanted, memory, &last, NULL) == WB_OK && last.count == 1 &&
                !last.items[0].recorded && last.items[0].outcome != WB_FAILED &&
                clock_now_ms(&e->clock) - last.items[0].fetched_at_ms < (int64_t)a->limits.min_poll_s * 1000;
  arena_free(memory);
  return recent;
}

/* ---- putting the answer together ---- */

typedef struct numbers { /* under which one parcel is known */
  wb_str items[QUERY_MAX_ASKS];
  size_t count;
} numbers;

typedef struct gathered {
  numbers linked;   /* the number itself first */
  feed **feeds;     /* all that are merged */
  size_t count, capacity;
  feed **owned;     /* those read from the store: freed afterwards */
  size_t owned_count, owned_capacity;
} gathered;

static bool belongs_to(const feed_result *r, wb_str number)
{
  return str_equal(r->number, number) || str_equal(r->parent, number);
}

/* The part of a batch's feed that is about one number; shares its texts. */
static feed *slice_of(const ask *k, arena *memory)
{
  const feed *whole = k->batch->feed;
  feed *part = arena_alloc(memory, sizeof *part);
  if (!part)
    return NULL;
  *part = *whole;
  part->results = NULL;
  part->result_count = part->result_capacity = 0;
  for (size_t i = 0; i < whole->result_count; i++) {
    if (!belongs_to(&whole->results[i], k->number))
      continue;
    feed_result *r = ARENA_PUSH(memory, part->results, part->result_count, part->result_capacity);
    if (!r)
      return NULL;
    *r = whole->results[i];
  }
  if (part->role == FEED_ROLE_AGGREGATOR && part->result_count && part->results[0].carrier.n)
    part->carrier = part->results[0].carrier;
  /* the call's error is only told where it left this number without an answer */
  if (part->error_code && part->result_count && part->results[0].outcome != WB_FAILED) {
    part->error_code = WB_OK;
    part->error_text = (wb_str){ NULL, 0 };
  }
  return part;
}

static wb_str body_for(const ask *k)
{
  const batch *b = k->batch;
  for (size_t i = b->body_count; i-- > 0;)
    for (size_t n = 0; n < b->bodies[i].cover_count; n++)
      if (str_equal(b->numbers[b->bodies[i].covers[n]].number, k->number))
        return b->bodies[i].body;
  return (wb_str){ NULL, 0 };
}

static int add_feed_text(query *q, wb_str text, wb_error *err)
{
  wb_answer *a = q->answer;
  wb_str *grown = arena_array(a->memory, a->feed_count + 1, sizeof *grown);
  if (!grown)
    return error_nomem(err);
  if (a->feed_count)
    memcpy(grown, a->feeds, a->feed_count * sizeof *grown);
  grown[a->feed_count++] = text;
  a->feeds = grown;
  return WB_OK;
}

/* A fresh feed: into the merge, as JSON into the answer, and to the store's list, which shares that text. */
static int gather_ask(engine *e, query *q, const ask *k, gathered *g, fresh_feeds *fresh, wb_error *err)
{
  WB_AUTO(buf) json = { 0 };
  buf_reserve(&json, USUAL_FEED_BYTES);
  feed *part = slice_of(k, q->answer->memory);
  if (part && k->followed && e->replaying && part->error_code == WB_E_NOT_FOUND)
    return WB_OK; /* nobody recorded it, and the user did not ask for it */
  feed **slot = part ? ARENA_PUSH(q->answer->memory, g->feeds, g->count, g->capacity) : NULL;
  if (!slot)
    return error_nomem(err);
  *slot = part;
  int rc = feed_to_json(part, &json, err);
  wb_str text = arena_str(q->answer->memory, buf_view(&json));
  if (rc == WB_OK)
    rc = text.p ? add_feed_text(q, text, err) : error_nomem(err);
  if (rc || !e->store || part->recorded || !k->batch->answered)
    return rc;
  store_feed *s = ARENA_PUSH(fresh->memory, fresh->items, fresh->count, fresh->capacity);
  if (!s)
    return error_nomem(err);
  *s = (store_feed){
    .number = arena_str(fresh->memory, k->number),
    .carrier = arena_str(fresh->memory, part->carrier),
    .source = arena_str(fresh->memory, part->source),
    .fetched_at_ms = part->fetched_at_ms,
    .outcome = part->result_count ? part->results[0].outcome : WB_FAILED,
    .recorded = part->recorded,
    .feed = text,
    .answer = arena_str(fresh->memory, body_for(k)),
  };
  return arena_failed(fresh->memory) ? error_nomem(err) : WB_OK;
}

static int gather_stored_of(engine *e, query *q, wb_str number, gathered *g, bool show, wb_error *err)
{
  store_feeds kept;
  store_query wanted = { .number = number, .max = STORED_FEEDS_MAX };
  int rc = e->store_functions->feeds_of(e->store, &wanted, q->answer->memory, &kept, err);
  for (size_t i = 0; rc == WB_OK && i < kept.count; i++) {
    wb_error why = { 0 };
    feed *f;
    if (feed_read(e, kept.items[i].feed, &f, &why) != WB_OK) {
      log_line(&e->log, LOG_WARN, "a stored feed of %.*s cannot be read: %s", STR_ARG(kept.items[i].carrier), why.text);
      continue;
    }
    feed **owned = ARENA_PUSH(q->answer->memory, g->owned, g->owned_count, g->owned_capacity);
    if (owned)
      *owned = f;
    feed **slot = owned ? ARENA_PUSH(q->answer->memory, g->feeds, g->count, g->capacity) : NULL;
    if (!slot) {
      feed_free(owned ? NULL : f);
      return error_nomem(err);
    }
    *slot = f;
    if (show)
      rc = add_feed_text(q, kept.items[i].feed, err);
  }
  return rc;
}

static bool has_number(const numbers *list, wb_str number)
{
  for (size_t i = 0; i < list->count; i++)
    if (str_equal(list->items[i], number))
      return true;
  return false;
}

static void add_number(numbers *list, wb_str number)
{
  if (!has_number(list, number) && list->count < WB_COUNT(list->items))
    list->items[list->count++] = number;
}

/* The numbers that the feeds from `from` on lead to. */
static void add_linked(numbers *list, const gathered *g, size_t from)
{
  for (size_t i = from; i < g->count; i++)
    for (size_t n = 0; n < g->feeds[i]->result_count; n++) {
      const feed_result *r = &g->feeds[i]->results[n];
      for (size_t k = 0; k < r->related_count; k++)
        if (follow_leads_on(&r->related[k]) && has_number(list, r->number)) /* a piece's next carrier has that piece */
          add_number(list, r->related[k].number);
    }
}

/* What is kept under the number, under those that were asked, and under those that any of this leads to. */
static int gather_stored(engine *e, query *q, gathered *g, bool show, wb_error *err)
{
  size_t seen = 0;
  int rc = WB_OK;
  add_number(&g->linked, q->number);
  for (size_t i = 0; i < q->ask_count; i++)
    add_number(&g->linked, q->asks[i].number);
  for (size_t i = 0; i < g->linked.count && rc == WB_OK; i++) {
    if (e->store)
      rc = gather_stored_of(e, q, g->linked.items[i], g, show, err);
    if (e->follow)
      add_linked(&g->linked, g, seen);
    seen = g->count;
  }
  return rc;
}

/* What was learned before is welcome, but a database that cannot be read does not take a fresh answer along.
 */
static int gather_older(engine *e, query *q, gathered *g, bool show, wb_error *err)
{
  wb_error own = { 0 };
  int rc = gather_stored(e, q, g, show, &own);
  if (rc && g->count && rc != WB_E_NOMEM)
    log_line(&e->log, LOG_WARN, "shown without what was known before: %s", own.text);
  else if (rc)
    return error_set(err, rc, "%s", own.text);
  return WB_OK;
}

static const char *carrier_name(void *user, wb_str id)
{
  const engine *e = user;
  for (size_t i = 0; i < registry_count(e->carriers); i++)
    if (str_is(id, registry_id(e->carriers, i)))
      return registry_name(e->carriers, i);
  return NULL;
}

/* Which failure matters most to the user, when nothing else is known. */
static int severity(int code)
{
  static const int order[] = { WB_E_CREDENTIALS, WB_E_AUTH,    WB_E_CANCELLED, WB_E_PLUGIN, WB_E_PARSE,
                               WB_E_LIMIT,       WB_E_NETWORK, WB_E_RATE,      WB_E_UPSTREAM };
  for (size_t i = 0; i < WB_COUNT(order); i++)
    if (order[i] == code)
      return (int)(WB_COUNT(order) - i);
  return 0;
}

static void judge(query *q, const gathered *g)
{
  wb_answer *a = q->answer;
  const feed *worst = NULL;
  for (size_t i = 0; i < g->count; i++) {
    const feed *f = g->feeds[i];
    if (f->error_code == WB_OK)
      return; /* at least one source gave a typed outcome */
    if (!worst || severity(f->error_code) > severity(worst->error_code))
      worst = f;
  }
  if (!worst)
    return;
  a->code = worst->error_code;
  a->text = arena_cstr(a->memory, worst->error_text);
}

static int merge_gathered(engine *e, query *q, const gathered *g, wb_error *err)
{
  int64_t now = clock_now_ms(&e->clock);
  for (size_t i = 0; e->replaying && !e->clock.fixed_ms && i < g->count; i++)
    now = i == 0 || g->feeds[i]->fetched_at_ms > now ? g->feeds[i]->fetched_at_ms : now;
  merge_input in = {
    .feeds = (const feed *const *)g->feeds,
    .feed_count = g->count,
    .number = q->number,
    .other_numbers = g->linked.items + 1,
    .other_number_count = g->linked.count - 1,
    .as_of_ms = now,
    .zones = e->zones,
    .places = e->places,
    .caches = &e->caches,
    .carrier_name = carrier_name,
    .user = e,
    .explain = e->explain,
  };
  return merge_feeds(&in, q->answer->memory, &q->answer->timeline, err);
}

static int take_early(query *q, wb_error *err)
{
  wb_answer *a = q->answer;
  wb_timeline *t = arena_alloc(a->memory, sizeof *t);
  if (!t)
    return error_nomem(err);
  *t = *a->timeline;
  t->tracking = q->early_tracking;
  a->timeline = t;
  a->code = q->early.code;
  a->text = arena_cstr(a->memory, str_of(q->early.text));
  return a->text ? WB_OK : error_nomem(err);
}

int query_finish(engine *e, query *q, fresh_feeds *fresh, wb_error *err)
{
  gathered g = { 0 };
  int rc = WB_OK;
  size_t kept_before = fresh->count;
  bool any_from_store = q->ask_count == 0;
  for (size_t i = 0; i < q->ask_count && rc == WB_OK; i++) {
    any_from_store = any_from_store || !q->asks[i].batch;
    if (q->asks[i].batch)
      rc = gather_ask(e, q, &q->asks[i], &g, fresh, err);
  }
  if (rc == WB_OK)
    rc = gather_older(e, q, &g, any_from_store, err);
  if (rc == WB_OK)
    rc = merge_gathered(e, q, &g, err);
  if (rc == WB_OK && q->early.code && g.count == 0)
    rc = take_early(q, err);
  else if (rc == WB_OK)
    judge(q, &g);
  for (size_t i = 0; i < g.owned_count; i++)
    feed_free(g.owned[i]);
  if (rc == WB_OK && (!q->answer->text || !q->answer->timeline))
    rc = error_nomem(err);
  if (rc)
    fresh->count = kept_before; /* their texts go with the answer */
  return rc;
}
