/* SPDX-License-Identifier: MIT */
/* Numbers of one carrier that are asked together: plan, requests, answers, parse, more requests, a feed. */
#ifndef ENGINE_BATCH_H
#define ENGINE_BATCH_H
#include "account.h"

enum batch_state {
  BATCH_FILLING, /* takes numbers */
  BATCH_ASKING,  /* requests are out */
  BATCH_DONE     /* the feed holds a result for each number */
};

typedef struct batch_body { /* one answer as received, for the store */
  const uint32_t *covers;
  size_t cover_count;
  wb_str body;
} batch_body;

struct query;
struct run;
struct transfer;

typedef struct batch {
  struct batch *next, *before; /* in the run's list of batches in this state */
  struct run *run; /* several runs may share the engine's net: an answer goes to the one that asked */
  engine *engine;
  account *account;
  arena *memory;
  enum batch_state state;
  const char *language;
  wb_number *numbers;
  size_t number_count, number_capacity;
  feed *feed;
  batch_body *bodies;
  size_t body_count, body_capacity;
  size_t requests_out, requests_sent;
  struct transfer *transfers; /* all that were ever sent */
  struct query **waiting; /* who needs the feed */
  size_t waiting_count, waiting_capacity;
  size_t users;   /* of them, those that have not been finished */
  bool recorded, answered, keep_bodies;
  bool unrecorded; /* a replay has no recording of these numbers together: they are to be asked one by one */
  int64_t at_ms;  /* when the last answer arrived */
  wb_batch view;
} batch;

int batch_new(engine *e, account *a, const char *language, batch **ret_batch, wb_error *err);
void batch_free(batch *b); /* takes NULL */
bool batch_is_full(const batch *b);

/* Adds a number, or finds it when the same was added with the same hints; texts are copied. */
int batch_add(batch *b, const wb_number *number, wb_error *err);

/* Plans and sends.  Never fails as a whole: what goes wrong becomes results of its numbers. */
void batch_launch(batch *b);

/* Takes one answer of net that belongs to a batch; returns that batch. */
batch *batch_take(net_answer *answer);

/* Ends the requests that are under way; net gives an answer for each, WB_E_CANCELLED. */
void batch_cancel(batch *b);

/* Ends a batch that was never launched, or whose requests were cancelled. */
void batch_fail(batch *b, const wb_error *why);
#endif
