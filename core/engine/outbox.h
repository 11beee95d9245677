/* SPDX-License-Identifier: MIT */
/* Answers on their way out of a run: complete, then stored (many in one commit), then given out. */
#ifndef ENGINE_OUTBOX_H
#define ENGINE_OUTBOX_H
#include "query.h"

typedef struct outbox {
  wb_answer *unsaved, **unsaved_end; /* complete, to be stored first */
  wb_answer *ready, **ready_end;     /* may be given out */
  size_t unsaved_count, ready_count;
  int64_t unsaved_since_ms;
  fresh_feeds fresh;    /* of the unsaved ones */
  wb_error store_error; /* why nothing is kept any more */
  bool store_error_told;
} outbox;

int outbox_init(outbox *o, wb_error *err);
void outbox_clear(outbox *o);

/* Takes the answer. */
void outbox_add(outbox *o, wb_answer *a);

/* Stores what is there when it is time: there is nothing to wait for, there is enough for one commit, or it has waited long
 * enough; `many` under way wait longer.  A store that fails keeps nobody from seeing an answer: it is logged once, and told
 * by outbox_tell(). */
void outbox_save_when_due(outbox *o, engine *e, bool others_come, bool many);
/* Milliseconds until then; INT64_MAX: nothing is unsaved. */
int64_t outbox_due_in_ms(const outbox *o, bool many);

wb_answer *outbox_pop(outbox *o); /* yours; NULL: none is ready */

/* Once, when the last answer was given out: the code and words of a store that failed. */
int outbox_tell(outbox *o, wb_error *err);

static inline size_t outbox_count(const outbox *o)
{
  return o->unsaved_count + o->ready_count;
}
#endif
