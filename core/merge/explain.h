/* SPDX-License-Identifier: MIT */
/* Why statements became one event, for those who ask; nothing is told, or worked out, when nobody does. */
#ifndef MERGE_EXPLAIN_H
#define MERGE_EXPLAIN_H
#include "../base/str.h"

enum { MERGE_READS, MERGE_JOINED, MERGE_REJECTED };
#define MERGE_REASON_ROWS 6

typedef struct merge_reason {
  int what;                       /* MERGE_* */
  const char *event;              /* id, that of the timeline */
  wb_str source, ref;             /* the statement that it is about: the newest of its node */
  wb_str other_source, other_ref; /* with which it was compared; READS: "" */
  const char *words;              /* READS: in which zone the source writes; REJECTED: why */
  int32_t sum;                    /* thousandths of a nat, all in */
  struct {
    const char *name;            /* which evidence */
    int32_t value;               /* thousandths of a nat */
  } rows[MERGE_REASON_ROWS + 1]; /* the last one: the second look */
  size_t row_count;
} merge_reason;

typedef struct merge_listener {
  void (*tell)(void *user,
               const merge_reason *reason); /* texts are borrowed for the call, but for `words` and names */
  void *user;
} merge_listener;
#endif
