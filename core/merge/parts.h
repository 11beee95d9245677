/* SPDX-License-Identifier: MIT */
/* Inside the room merge: what its files hand to each other, in the order of the work.
 *
 *   gather   feeds in one order, each once; the results and statements that belong to the number
 *   moment   when a statement says that it happened: an interval, and a place in the order
 *   fold     exact repeats become one event; events in order; what was withdrawn
 *   judge    status, tracking state, delivery date
 *   legs     carriers, sources and facts about the shipment
 *   find     findings
 *
 * Everything is sorted by what was said, never by where it lies in memory or when it arrived. */
#ifndef MERGE_PARTS_H
#define MERGE_PARTS_H
#include "../model/timeline.h"
#include "merge.h"

typedef struct poll { /* one feed, as far as it speaks of the number */
  const feed *feed;
  wb_str json;               /* only where two feeds have one source and one moment: tells them apart */
  size_t twin;               /* counts those */
  const feed_result *result; /* of the number and the chosen shipment, or NULL */
  const feed_result *answer; /* the same, or else any result of the number: for its outcome */
  wb_str carrier;            /* whom the result speaks of */
} poll;

struct draft;

typedef struct witness { /* one statement */
  const feed_statement *said;
  size_t poll;     /* which feed, in order */
  size_t position; /* in its answer, from 0 */
  size_t rank;     /* the same from oldest to newest */
  wb_event_time time;
  bool wide; /* the interval is wider than the precision: no zone is known, or a day alone */
  bool timed;
  int64_t order_ms;      /* its place among the events */
  content_hash identity; /* of what makes it the same event in another feed */
  char id[TIMELINE_EVENT_ID_BYTES];
  struct draft *event; /* the event that it became part of */
} witness;

typedef struct draft { /* an event in the making */
  wb_timeline_event event;
  witness *const *witnesses; /* by feed and position */
  size_t witness_count;
  const witness *latest; /* what the newest feed says: words and status are taken from here */
  const struct draft *withdrawn_by;
} draft;

typedef struct tally { /* results that are not in the timeline, over all feeds */
  size_t shipments;    /* under the number, with events; 1 is normal */
  size_t pieces;       /* distinct numbers of pieces that belong to it */
  wb_str piece_names;  /* the first of them, for people */
} tally;

typedef struct merger {
  const merge_input *in;
  arena *memory;  /* of the timeline */
  arena *scratch; /* dies with the merge */
  poll *polls;    /* oldest first */
  size_t poll_count;
  witness *witnesses;
  size_t witness_count;
  draft *drafts; /* in the order of the timeline */
  size_t draft_count;
  const draft *deciding; /* whose status is the timeline's, or NULL */
  wb_finding *findings;
  size_t finding_count, finding_capacity;
  wb_timeline *timeline;
} merger;

/* All functions below: false = memory is spent. */
bool merge_gather(merger *m, tally *ret_tally);

/* The interval of t; *ret_wide: see witness. */
wb_event_time merge_moment(const merge_input *in, const wb_time *t, const wb_place *place, bool *ret_wide);
/* The reading of an ETA's end with its offset; false: no time was told. */
bool merge_eta_reading(const merge_input *in, const wb_time *t, int64_t *ret_local_ms,
                       int32_t *ret_offset_min, bool *ret_has_offset);
/* Fills time, rank and order_ms of the witnesses of one answer, which stand in the answer's order. */
void merge_order_answer(const merge_input *in, witness *answer, size_t count);

bool merge_fold(merger *m);
bool merge_judge(merger *m);
bool merge_legs(merger *m);
bool merge_find(merger *m, const tally *t);

/* May an event move the status of the shipment? */
bool merge_counts(const draft *d);
/* The status that a run of events leads to; carrier {NULL, 0}: of all.  *ret_broken: the event that came
 * after a terminal one, or NULL; *ret_ended: that terminal one. */
const draft *merge_status_of(const merger *m, wb_str carrier, const draft **ret_ended,
                             const draft **ret_broken);
/* The newest feed of the same source? */
bool merge_is_newest(const merger *m, size_t poll_at);

/* A copy for the timeline; "" for an empty text; NULL: memory is spent. */
const char *merge_text(const merger *m, wb_str text);
#endif
