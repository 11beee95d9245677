/* SPDX-License-Identifier: MIT */
#include "outbox.h"

#define COMMIT_AT       256 /* answers in one commit at most */
#define COMMIT_AFTER_MS 10  /* an answer waits no longer for others ... */
#define BULK_AFTER_MS   100 /* ... or in bulk, where a commit for each few costs more than it gives */

int outbox_init(outbox *o, wb_error *err)
{
  *o = (outbox){ .fresh = { .memory = arena_new(0) } };
  o->ready_end = &o->ready;
  o->unsaved_end = &o->unsaved;
  return o->fresh.memory ? WB_OK : error_nomem(err);
}

static void free_answers(wb_answer *a)
{
  while (a) {
    wb_answer *next = a->next;
    answer_free(a);
    a = next;
  }
}

void outbox_clear(outbox *o)
{
  free_answers(o->ready);
  free_answers(o->unsaved);
  arena_free(o->fresh.memory);
  *o = (outbox){ 0 };
}

void outbox_add(outbox *o, wb_answer *a)
{
  if (o->unsaved_count == 0)
    o->unsaved_since_ms = clock_steady_ms();
  *o->unsaved_end = a;
  o->unsaved_end = &a->next;
  o->unsaved_count++;
}

/* One feed that the store refuses does not take the others of its commit along; a store that fails is not tried again. */
static void keep_fresh(outbox *o, engine *e)
{
  const fresh_feeds *f = &o->fresh;
  wb_error err = { 0 };
  if (!f->count || !e->store || o->store_error.code)
    return;
  int rc = e->store_functions->add_feeds(e->store, f->items, f->count, &err);
  if (rc == WB_E_ARG || rc == WB_E_LIMIT)
    for (size_t i = 0; i < f->count; i++) {
      wb_error own = { 0 };
      if (e->store_functions->add_feeds(e->store, &f->items[i], 1, &own) != WB_OK)
        log_line(&e->log, LOG_WARN, "%.*s is shown but not kept: %s", STR_ARG(f->items[i].number), own.text);
    }
  else if (rc) {
    o->store_error = err;
    log_line(&e->log, LOG_INFO, "answers are shown but not kept: %s", err.text);
  }
}

static void save(outbox *o, engine *e)
{
  keep_fresh(o, e);
  arena_reset(o->fresh.memory);
  o->fresh = (fresh_feeds){ .memory = o->fresh.memory };
  if (!o->unsaved)
    return;
  *o->ready_end = o->unsaved;
  o->ready_end = o->unsaved_end;
  o->ready_count += o->unsaved_count;
  o->unsaved = NULL;
  o->unsaved_end = &o->unsaved;
  o->unsaved_count = 0;
}

/* With answers at hand the caller does not wait either. */
int64_t outbox_due_in_ms(const outbox *o, bool many)
{
  if (!o->unsaved_count)
    return INT64_MAX;
  return o->unsaved_since_ms + (many || o->ready ? BULK_AFTER_MS : COMMIT_AFTER_MS) - clock_steady_ms();
}

void outbox_save_when_due(outbox *o, engine *e, bool others_come, bool many)
{
  bool nothing_to_wait_for = o->fresh.count == 0 || !others_come;
  if (o->unsaved_count &&
      (nothing_to_wait_for || o->unsaved_count >= COMMIT_AT || outbox_due_in_ms(o, many) <= 0))
    save(o, e);
}

wb_answer *outbox_pop(outbox *o)
{
  wb_answer *a = o->ready;
  if (!a)
    return NULL;
  o->ready = a->next;
  if (!o->ready)
    o->ready_end = &o->ready;
  o->ready_count--;
  a->next = NULL;
  return a;
}

int outbox_tell(outbox *o, wb_error *err)
{
  if (outbox_count(o) || !o->store_error.code || o->store_error_told)
    return WB_OK;
  o->store_error_told = true;
  return error_set(err, o->store_error.code, "not every answer was kept: %s", o->store_error.text);
}
