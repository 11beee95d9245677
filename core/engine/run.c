/* SPDX-License-Identifier: MIT */
#include "run.h"
#include "follow.h"
#include "outbox.h"
#include <stdatomic.h>
#include <stdlib.h>

#define TAKE_AT_ONCE    16  /* answers of the network */
#define BULK            256 /* numbers under way from which on answers may wait for each other longer */
#define LOOK_AFTER_MS   4   /* the transfers, while answers are at hand ... */
#define READY_ENOUGH    64  /* ... and not before there are fewer than so many */

struct run {
  engine *engine;
  query *queries;                    /* under way */
  query *done, *done_last;           /* all their asks are done; in that order */
  size_t query_count;                /* of both */
  batch *filling, *asking;           /* batches by state; those that are done are freed by their last query */
  outbox out;
  int64_t worked_ms;
  bool flushed, cancelled;
  bool keep_bodies;                  /* the store is open, and the settings want the carriers' answers in it */
  atomic_bool cancel_asked;
  _Atomic(net *) wakeable;
};

/* Both lists are doubly linked, so that thousands under way cost nothing. */
#define LIST_PUSH(list, item)     \
  do {                            \
    (item)->before = NULL;        \
    (item)->next = (list);        \
    if (list)                     \
      (list)->before = (item);    \
    (list) = (item);              \
  } while (0)
#define LIST_REMOVE(list, item)               \
  do {                                        \
    if ((item)->before)                       \
      (item)->before->next = (item)->next;    \
    else                                      \
      (list) = (item)->next;                  \
    if ((item)->next)                         \
      (item)->next->before = (item)->before;  \
  } while (0)

void answer_free(wb_answer *a)
{
  if (!a)
    return;
  arena_free(a->memory);
  free(a);
}

int run_new(engine *e, run **ret_run, wb_error *err)
{
  int rc = engine_open_host(e, err);
  if (rc == WB_OK)
    rc = engine_open_store(e, err);
  if (rc)
    return rc;
  run *r = calloc(1, sizeof *r);
  if (!r || outbox_init(&r->out, err)) {
    free(r);
    return error_nomem(err);
  }
  r->engine = e;
  r->out.store_error = e->store_trouble;
  r->keep_bodies = e->store != NULL;
  if (r->keep_bodies)
    config_yes(e->settings, "store", "answers", &r->keep_bodies, NULL);
  *ret_run = r;
  return WB_OK;
}

static bool take_answers(engine *e);

static void cancel_transfers(run *r)
{
  for (batch *b = r->asking; b; b = b->next)
    batch_cancel(b);
}

/* Ends what net still has for this run: its batches are about to go.  An answer that had arrived may ask once more. */
static void abandon_transfers(run *r)
{
  engine *e = r->engine;
  while (e->net && r->asking) {
    cancel_transfers(r);
    if (e->net_functions->step(e->net, 0, NULL) < 0)
      return;
    while (take_answers(e))
      ;
  }
}

static void free_batches(batch *b)
{
  while (b) {
    batch *next = b->next;
    batch_free(b);
    b = next;
  }
}

/* A query and the finished batches that only it still needs. */
static void release_query(query *q)
{
  for (size_t i = 0; i < q->ask_count; i++) {
    batch *b = q->asks[i].batch;
    if (b && --b->users == 0 && b->state == BATCH_DONE)
      batch_free(b);
  }
  query_free(q);
}

static void release_queries(query *q)
{
  while (q) {
    query *next = q->next;
    release_query(q);
    q = next;
  }
}

void run_free(run *r)
{
  if (!r)
    return;
  abandon_transfers(r);
  release_queries(r->queries);
  release_queries(r->done);
  free_batches(r->filling);
  free_batches(r->asking);
  outbox_clear(&r->out);
  free(r);
}

/* ---- adding ---- */

static bool same_language(const batch *b, const char *language)
{
  return strcmp(b->language, language) == 0;
}

static int filling_batch(run *r, account *a, const char *language, batch **ret_batch, wb_error *err)
{
  for (batch *b = r->filling; b; b = b->next)
    if (b->account == a && same_language(b, language)) {
      *ret_batch = b;
      return WB_OK;
    }
  int rc = batch_new(r->engine, a, language, ret_batch, err);
  if (rc == WB_OK) {
    (*ret_batch)->run = r;
    (*ret_batch)->keep_bodies = r->keep_bodies;
    LIST_PUSH(r->filling, *ret_batch);
  }
  return rc;
}

static int add_ask(run *r, query *q, const choice *c, const wb_query *asked, wb_error *err);

/* All that were asked have answered, and what they say may lead to others. */
static void ask_others(run *r, query *q)
{
  choice choices[QUERY_MAX_ASKS];
  size_t count = 0;
  wb_error why = { 0 };
  if (r->cancelled || r->engine->offline || q->rounds >= FOLLOW_MAX_ROUNDS)
    return;
  q->rounds++;
  int rc = follow_choose(r->engine, q, choices, &count, &why);
  for (size_t i = 0; i < count && rc == WB_OK; i++)
    rc = add_ask(r, q, &choices[i], &q->asked, &why);
  if (rc)
    log_line(&r->engine->log, LOG_WARN, "%.*s is not followed further: %s", STR_ARG(q->number), why.text);
}

/* One ask less to wait for. */
static void count_down(run *r, query *q)
{
  if (q->remaining == 1)
    ask_others(r, q); /* while this one is still counted: none of the others can end the query */
  if (--q->remaining > 0)
    return;
  LIST_REMOVE(r->queries, q);
  q->before = r->done ? r->done_last : NULL;
  q->next = NULL;
  *(r->done ? &r->done_last->next : &r->done) = q;
  r->done_last = q;
}

static void launch(run *r, batch *b);

static const wb_number *number_of(const batch *b, wb_str text)
{
  for (size_t i = 0; i < b->number_count; i++)
    if (str_equal(b->numbers[i].number, text))
      return &b->numbers[i];
  return NULL;
}

/* Moves one ask to a batch of its own. */
static bool ask_alone(run *r, ask *k, query *q)
{
  batch *b = k->batch, *own;
  const wb_number *n = number_of(b, k->number);
  if (!n || batch_new(r->engine, b->account, b->language, &own, NULL) != WB_OK)
    return false;
  query **waiting = batch_add(own, n, NULL) == WB_OK
                        ? ARENA_PUSH(own->memory, own->waiting, own->waiting_count, own->waiting_capacity)
                        : NULL;
  if (!waiting) {
    batch_free(own);
    return false;
  }
  *waiting = q;
  own->run = r;
  own->keep_bodies = b->keep_bodies;
  own->users = 1;
  k->batch = own;
  b->users--;
  LIST_PUSH(r->filling, own);
  launch(r, own);
  return true;
}

/* A replay of numbers that were recorded one by one, or in other company. */
static void split(run *r, batch *b)
{
  for (size_t i = 0; i < b->waiting_count; i++) {
    query *q = b->waiting[i];
    bool moved = false;
    for (size_t n = 0; n < q->ask_count && !moved; n++)
      moved = q->asks[n].batch == b && ask_alone(r, &q->asks[n], q);
    if (!moved)
      count_down(r, q);
  }
}

/* Takes a finished batch out of its list and tells those who wait for it. */
static void settle(run *r, batch *b)
{
  if (b->state != BATCH_DONE)
    return;
  LIST_REMOVE(r->asking, b);
  if (b->unrecorded && r->engine->replaying)
    split(r, b);
  else
    for (size_t i = 0; i < b->waiting_count; i++)
      count_down(r, b->waiting[i]);
  if (b->users == 0) /* a number could not be added */
    batch_free(b);
}

static void launch(run *r, batch *b)
{
  LIST_REMOVE(r->filling, b);
  LIST_PUSH(r->asking, b);
  batch_launch(b);
  settle(r, b);
}

/* A hint of this query, else the user's standing one for the carrier. */
static wb_str hint(run *r, const account *a, const char *name, wb_str given)
{
  return given.n ? given : str_of(config_get(r->engine->settings, a->section, name).text);
}

static int add_ask(run *r, query *q, const choice *c, const wb_query *asked, wb_error *err)
{
  account *a;
  batch *b;
  engine *e = r->engine;
  int rc = account_get(e, c->carrier, &a, err);
  if (rc)
    return rc;
  ask *k = &q->asks[q->ask_count];
  *k = (ask){ .number = c->number, .carrier = c->carrier, .followed = c->followed };
  if (e->offline || (!e->replaying && query_is_recent(e, a, c->number))) {
    q->ask_count++;
    return WB_OK;
  }
  const char *language = asked->language.n ? account_language(e, a->known->declared, asked->language) : a->language;
  if (!language)
    return error_nomem(err);
  rc = filling_batch(r, a, language, &b, err);
  wb_number n = { .number = c->number,
                  .postcode = hint(r, a, "postcode", asked->postcode),
                  .country = hint(r, a, "country", asked->country),
                  .shipped_ms = asked->shipped_ms };
  if (rc == WB_OK)
    rc = batch_add(b, &n, err);
  query **waiting = rc == WB_OK ? ARENA_PUSH(b->memory, b->waiting, b->waiting_count, b->waiting_capacity) : NULL;
  if (!waiting)
    return rc ? rc : error_nomem(err);
  *waiting = q;
  k->batch = b;
  b->users++;
  q->ask_count++;
  q->remaining++;
  if (batch_is_full(b))
    launch(r, b);
  return WB_OK;
}

/* Offline, a prefix that only one known number has will do. */
static int complete_from_store(run *r, query *q, wb_error *err)
{
  engine *e = r->engine;
  wb_str whole;
  if (!e->offline || !e->store || !q->number.n)
    return WB_OK;
  wb_error own = { 0 };
  int rc = e->store_functions->find_number(e->store, q->number, q->answer->memory, &whole, &own);
  if (rc == WB_OK) {
    q->number = whole;
    q->early = (wb_error){ 0 };
  } else if (rc != WB_E_NOT_FOUND) {
    return error_set(err, rc, "%s", own.text);
  }
  return WB_OK;
}

static void set_offline_words(engine *e, query *q)
{
  if (!e->offline || q->early.code)
    return;
  error_set(&q->early, WB_E_NOT_FOUND, "nothing is kept about this number; ask once without --offline");
  q->early_tracking = WB_TRACKING_PENDING;
}

int run_add(run *r, const wb_query *asked, wb_error *err)
{
  query *q;
  choice choices[QUERY_MAX_ASKS];
  size_t count = 0;
  if (r->cancelled)
    return error_set(err, WB_E_CANCELLED, "the run was cancelled");
  int rc = query_new(asked, &q, err);
  if (rc)
    return rc;
  rc = query_choose(r->engine, q, asked, choices, &count, err);
  if (rc == WB_OK)
    rc = complete_from_store(r, q, err);
  if (rc) {
    query_free(q);
    return rc;
  }
  set_offline_words(r->engine, q);
  q->remaining = 1;
  LIST_PUSH(r->queries, q);
  r->query_count++;
  r->flushed = false;
  for (size_t i = 0; i < count && rc == WB_OK; i++)
    rc = add_ask(r, q, &choices[i], asked, &q->early); /* what could be asked is asked; the rest is told */
  count_down(r, q);
  return WB_OK;
}

void run_flush(run *r)
{
  r->flushed = true;
}

size_t run_pending(const run *r)
{
  return r->query_count + outbox_count(&r->out);
}

/* ---- finishing ---- */

static int finish_query(run *r, query *q, wb_error *err)
{
  int rc = query_finish(r->engine, q, &r->out.fresh, err);
  if (rc == WB_OK)
    outbox_add(&r->out, wb_steal(&q->answer));
  release_query(q);
  return rc;
}

static int finish_done(run *r, wb_error *err)
{
  int rc = WB_OK;
  while (r->done && rc == WB_OK) {
    query *q = r->done;
    LIST_REMOVE(r->done, q);
    r->query_count--;
    rc = finish_query(r, q, err);
  }
  return rc;
}

static bool in_transfer(const run *r)
{
  return r->asking != NULL;
}

static bool is_bulk(const run *r)
{
  return r->query_count > BULK;
}

/* ---- working ---- */

static void launch_filling(run *r)
{
  while (r->filling)
    launch(r, r->filling);
}

/* Some at a time: until it is finished, an answer that was read holds ten times its bytes.  Each goes to the run that asked,
 * whoever does the work.  false: there are no more. */
static bool take_answers(engine *e)
{
  net_answer *answer;
  for (size_t i = 0; i < TAKE_AT_ONCE; i++) {
    if (!e->net || !e->net_functions->next(e->net, &answer))
      return false;
    batch *b = batch_take(answer);
    settle(b->run, b);
    e->net_functions->answer_free(answer);
  }
  return true;
}

static void take_cancel(run *r)
{
  wb_error why = { 0 };
  if (!atomic_load(&r->cancel_asked) || r->cancelled)
    return;
  r->cancelled = true;
  error_set(&why, WB_E_CANCELLED, "interrupted before the answer came");
  while (r->filling) {
    batch *b = r->filling;
    LIST_REMOVE(r->filling, b);
    LIST_PUSH(r->asking, b);
    batch_fail(b, &why);
    settle(r, b);
  }
  cancel_transfers(r);
}

/* Everything that can be done without waiting. */
static int work(run *r, wb_error *err)
{
  take_cancel(r);
  if (r->engine->net && r->engine->net_functions->step(r->engine->net, 0, err) < 0)
    return err ? err->code : WB_E_IO;
  int rc = WB_OK;
  for (bool more = true; more && rc == WB_OK;) {
    more = take_answers(r->engine);
    rc = finish_done(r, err);
    outbox_save_when_due(&r->out, r->engine, in_transfer(r), is_bulk(r));
  }
  if (rc == WB_OK && (r->flushed || !in_transfer(r))) {
    launch_filling(r); /* nothing better to wait for */
    rc = finish_done(r, err);
    outbox_save_when_due(&r->out, r->engine, in_transfer(r), is_bulk(r));
  }
  atomic_store(&r->wakeable, r->engine->net);
  return rc;
}

static int wait_ms(const run *r, int64_t deadline)
{
  int64_t left = deadline < 0 ? INT32_MAX : deadline - clock_steady_ms(), due = outbox_due_in_ms(&r->out, is_bulk(r));
  left = due < left ? due : left;
  if (left < 0)
    return 0;
  return left >= INT32_MAX ? -1 : (int)left;
}

/* What is at hand is given out first, or it would pile up: one look at the transfers brings many answers. */
static bool answers_suffice(run *r)
{
  int64_t now_ms = clock_steady_ms();
  if (r->out.ready && (r->out.ready_count > READY_ENOUGH || now_ms - r->worked_ms < LOOK_AFTER_MS))
    return true;
  r->worked_ms = now_ms;
  return false;
}

int run_next(run *r, int timeout_ms, wb_answer **ret_answer, wb_error *err)
{
  int64_t deadline = timeout_ms < 0 ? -1 : clock_steady_ms() + timeout_ms;
  wb_error own = { 0 };
  err = err ? err : &own;
  for (;;) {
    int rc = answers_suffice(r) ? WB_OK : work(r, err);
    if (rc)
      return rc;
    wb_answer *a = outbox_pop(&r->out);
    bool late = deadline >= 0 && clock_steady_ms() >= deadline;
    if (a || run_pending(r) == 0 || late) {
      *ret_answer = a;
      if (!a && r->cancelled)
        return error_set(err, WB_E_CANCELLED, "interrupted");
      return a || !r->flushed || run_pending(r) ? WB_OK : outbox_tell(&r->out, err);
    }
    /* A cancel that came during work() found no net to wake, or its wake-up was taken by the step there. */
    bool go_on = atomic_load(&r->cancel_asked) && !r->cancelled;
    if (!go_on && r->engine->net && r->engine->net_functions->step(r->engine->net, wait_ms(r, deadline), err) < 0)
      return err->code ? err->code : WB_E_IO;
  }
}

int run_fd(const run *r)
{
  return r->engine->net && in_transfer(r) ? r->engine->net_functions->fd(r->engine->net) : -1;
}

int run_timeout_ms(const run *r)
{
  if (r->out.ready || (r->query_count && !in_transfer(r)))
    return 0;
  int due = r->out.unsaved_count ? wait_ms(r, -1) : -1;
  int net_due = r->engine->net ? r->engine->net_functions->timeout_ms(r->engine->net) : -1;
  return due < 0 ? net_due : net_due < 0 || due < net_due ? due : net_due;
}

void run_cancel(run *r)
{
  atomic_store(&r->cancel_asked, true);
  net *n = atomic_load(&r->wakeable);
  if (n)
    r->engine->net_functions->wake(n);
}
