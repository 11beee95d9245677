/* SPDX-License-Identifier: MIT */
/* One number that a user asked for, on its way to an answer. */
#ifndef ENGINE_QUERY_H
#define ENGINE_QUERY_H
#include "run.h"

#define QUERY_MAX_ASKS 16

typedef struct ask { /* one carrier asked for one number */
  batch *batch;      /* NULL: answered from the store */
  wb_str number;     /* the reading that this carrier's format matched */
  uint32_t carrier;  /* index into the registry */
  bool followed;     /* an answer led here, not the user */
} ask;

typedef struct query {
  struct query *next, *before; /* in the run's list of queries under way, or of those that are done */
  size_t remaining;   /* asks whose batch is not done, and one while asks are being added */
  wb_answer *answer;  /* being made; all texts live in its arena */
  wb_str number;      /* shown */
  wb_query asked;     /* its hints, in the answer's arena */
  uint32_t rounds;    /* how often answers led to further asks */
  ask asks[QUERY_MAX_ASKS];
  size_t ask_count;
  wb_error early;     /* why nobody could be asked */
  uint32_t early_tracking;
} query;

int query_new(const wb_query *q, query **ret_query, wb_error *err);
void query_free(query *q); /* takes NULL; the answer too, unless it was taken out */

/* Which carriers shall be asked: indexes into the registry, with the reading for each.  When there are none, q->early
 * says why.  WB_E_NOT_FOUND: the carrier named by the user does not exist. */
typedef struct choice {
  uint32_t carrier;
  wb_str number;
  bool followed;
} choice;
int query_choose(engine *e, query *q, const wb_query *asked, choice *ret_choices, size_t *ret_count, wb_error *err);

/* All asks are done: merges what they gave with what the store has into q->answer.  fresh: feeds to be stored, appended;
 * their JSON is that of the answer, which is to outlive them.  Nothing is appended on failure. */
typedef struct fresh_feeds {
  arena *memory;
  store_feed *items;
  size_t count, capacity;
} fresh_feeds;
int query_finish(engine *e, query *q, fresh_feeds *fresh, wb_error *err);

/* Does the store hold an answer of this carrier so young that it may not be asked again? */
bool query_is_recent(engine *e, const account *a, wb_str number);
#endif
