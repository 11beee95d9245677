/* SPDX-License-Identifier: MIT */
/* The jobs that wait for a time: a binary heap, the soonest first.  Room is made when a job is taken, so that
 * putting one in never fails. */
#ifndef NET_PAUSES_H
#define NET_PAUSES_H
#include "job.h"

typedef struct pauses {
  job **jobs;
  size_t count, capacity;
} pauses;

void pauses_free(pauses *p);                 /* not the jobs */
bool pauses_reserve(pauses *p, size_t jobs); /* false: no memory */
void pauses_add(pauses *p, job *j);          /* by j->due_ms; the room must be there */
void pauses_remove(pauses *p, job *j);
job *pauses_first(const pauses *p); /* NULL: none */
#endif
