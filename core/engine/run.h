/* SPDX-License-Identifier: MIT */
/* A run: numbers go in, answers come out.
 *
 *   run_add: query --detect--> asks, one a carrier --> the carrier's filling batch
 *   batch:   FILLING --full, flushed, or nothing else to do--> PLANNED --requests--> ASKING --last answer--> DONE
 *   query:   when its last ask is done: slices of the feeds + what the store has --merge--> answer
 *   answers are given out after the store has them (many in one commit).
 *
 * One thread; run_cancel() alone is [any]. */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H
#include "batch.h"
#include "detect.h"
#include "engine.h"

typedef struct run run;

struct wb_answer { /* the public one */
  arena *memory;
  struct wb_answer *next;
  const char *input;
  int code;
  const char *text;
  const wb_timeline *timeline;
  const wb_detection *candidates;
  wb_str *feeds;
  size_t feed_count;
};

int run_new(engine *e, run **ret_run, wb_error *err);
void run_free(run *r); /* takes NULL */
int run_add(run *r, const wb_query *q, wb_error *err);
void run_flush(run *r);
int run_next(run *r, int timeout_ms, wb_answer **ret_answer, wb_error *err);
size_t run_pending(const run *r);
int run_fd(const run *r);
int run_timeout_ms(const run *r);
void run_cancel(run *r);
void answer_free(wb_answer *a); /* takes NULL */
#endif
