/* SPDX-License-Identifier: MIT */
/* Inside the room merge: what its files hand to each other, in the order of the work.
 *
 *   gather   feeds in one order, each once; the results and statements that belong to the number
 *   thread   each source with itself over its snapshots: one node for one thing that it says
 *   rules    which zone each source writes its clock readings in, inferred jointly
 *   score    the evidence for two nodes being about one scan: rows of the table in weights.h
 *   cluster  nodes become events
 *   moment   when a statement says that it happened: an interval, and a place in the order
 *   fuse     what an event shows; events in order; what was withdrawn
 *   judge    status, tracking state, delivery date
 *   legs     carriers, sources and facts about the shipment
 *   find     findings; journey: those of the way
 *
 * Everything is sorted by what was said, never by where it lies in memory or when it arrived. */
#ifndef MERGE_PARTS_H
#define MERGE_PARTS_H
#include "../model/kind.h"
#include "../model/timeline.h"
#include "merge.h"

struct draft;
struct node;

typedef struct source { /* one that was asked, with all its snapshots */
  wb_str name;
  uint32_t role;      /* FEED_ROLE_* of its newest feed */
  size_t newest_poll; /* that has a result with events of the number, or SIZE_MAX */
  bool midnights;     /* 00:00:00 from it is a date that was dressed up */
} source;

typedef struct poll { /* one feed, as far as it speaks of the number */
  const feed *feed;
  wb_str json;               /* only where two feeds have one source and one moment: tells them apart */
  size_t twin;               /* counts those */
  const feed_result *result; /* of the number and the chosen shipment, or NULL */
  const feed_result *answer; /* the same, or else any result of the number: for its outcome */
  wb_str carrier;            /* whom the result speaks of */
  size_t source;             /* index */
  size_t first_witness, witness_count;
  bool is_ordered; /* its witnesses have their time, rank and order_ms */
} poll;

typedef struct witness { /* one statement */
  const feed_statement *said;
  size_t poll;     /* which feed, in order */
  size_t position; /* in its answer, from 0 */
  size_t rank;     /* the same from oldest to newest */
  wb_event_time time;
  bool wide; /* the interval is wider than the precision: no zone is known, or a day alone */
  bool timed;
  int64_t order_ms;     /* its place among the events */
  uint64_t identity;    /* of what was said, and by whom: an event's id is that of its founding statement */
  content_hash content; /* the same without by whom */
  struct node *node;
  struct witness *next; /* the next later one of the node */
} witness;

/* How a clock reading was written, and so what may be doubted about its zone. */
enum mark { MARK_NONE, MARK_CERTAIN, MARK_Z, MARK_LOCAL, MARK_DAY };

/* What a source's readings of one mark mean. */
enum { RULE_AS_WRITTEN, RULE_UTC, RULE_PLACE, RULE_FIXED };
typedef struct zone_rule {
  uint8_t kind;
  int16_t offset_min; /* RULE_FIXED */
} zone_rule;

#define NODE_OFFSETS 6 /* that a reading may have at most; with more, its zone is not known at all */

typedef struct node {    /* one thing that one source says, through all its snapshots and wordings */
  witness *first, *last; /* oldest and newest statement of its own source */
  witness *tail;         /* the newest of all: a source that repeats another's very words adds to its node */
  uint32_t source;
  uint64_t tellers;             /* a bit for each source that tells it (index mod 64) */
  size_t first_poll, last_poll; /* of its own source */
  size_t gone_poll;             /* the first list of its source without it; SIZE_MAX: it is still told */
  bool gone;                    /* its source shows a newer list without it */
  bool withdrawn;               /* gone, and not because the list is short and it was the oldest */
  uint8_t mark;
  uint8_t precision;
  uint8_t offset_count;              /* of offsets_min */
  int16_t offsets_min[NODE_OFFSETS]; /* that its zone may have, by its place or by its source's rule */
  int64_t wall_s;                    /* the reading as written, as if it were UTC */
  int64_t from_s, to_s;              /* the instant lies in here */
  zone_rule rule;
  kinds may_be;
  uint32_t epoch;
  size_t back_poll;       /* where it was told again after it had been gone; 0: nowhere */
  struct node *companion; /* with which it stays, being gone or having been; or NULL */
  uint64_t text;          /* hash of its words */
  place_found place;
  size_t cluster;
} node;

typedef struct draft { /* an event in the making */
  wb_timeline_event event;
  witness **witnesses; /* by feed and position */
  size_t witness_count;
  node **nodes; /* the founder first */
  size_t node_count;
  const witness *latest; /* what the event shows: words and status are taken from here */
  const struct draft *withdrawn_by;
  bool vanished; /* all its sources took it back without a word */
  int64_t order_ms;
  size_t founder; /* index of the first node: ties in the order */
  uint32_t epoch;
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
  source *sources; /* by role and name */
  size_t source_count;
  witness *witnesses;
  size_t witness_count;
  node *nodes; /* in the order in which they were first said: the first of an event is its founder */
  size_t node_count;
  uint8_t *copying; /* by two sources: how much of what the first says the second says with the same reading,
                       0..3 */
  int16_t *scores;  /* half a matrix, see merge_score_at() */
  unsigned looks_back; /* this is how many merges deep in another's past */
  draft *drafts;       /* in the order of the timeline */
  size_t draft_count;
  draft **by_cluster;
  const draft *deciding; /* whose status is the timeline's, or NULL */
  wb_finding *findings;
  size_t finding_count, finding_capacity;
  wb_timeline *timeline;
} merger;

/* All functions below: false = memory is spent. */
bool merge_gather(merger *m, tally *ret_tally);
/* Statements become events: all that follows up to merge_cluster(). */
bool merge_understand(merger *m);
bool merge_thread(merger *m);
void merge_describe(merger *m);
bool merge_rules(merger *m);
void merge_epochs(merger *m);
bool merge_keep_company(merger *m);
bool merge_compare(merger *m); /* score, context, cluster */
bool merge_in_blocks(merger *m);
#define MERGE_MOST_COMPARED 512 /* at once: see blocks.c */
bool merge_score(merger *m);
bool merge_context(merger *m);
/* For those who learn the weights: the second look's rows of each pair. */
bool merge_context_dump(merger *m, void (*emit)(size_t a, size_t b, int16_t first, const uint16_t *rows));
bool merge_cluster(merger *m);

/* Two nodes that must never be one event. */
#define MERGE_VETO INT16_MIN
/* Milli-nats in one unit of m->scores. */
#define MERGE_SCORE_UNIT 4
static inline int16_t *merge_score_at(const merger *m, size_t a, size_t b)
{
  size_t low = a < b ? a : b, high = a < b ? b : a;
  return &m->scores[high * (high - 1) / 2 + low];
}
/* The rows of the table that speak about a pair (weights.h), at most MERGE_ROWS; what they sum up to is its
 * score. 0: the pair is vetoed, or further apart than anything is compared. */
#define MERGE_ROWS 6
size_t merge_rows(const merger *m, const node *a, const node *b, uint16_t *ret_rows);

/* What a place means, and the zones in which its clock may run: how many, at most `max` of them told. */
#define MERGE_ZONES 8
void merge_resolve(const merge_input *in, const wb_place *place, place_found *ret_found);
size_t merge_zones_of(const merge_input *in, const wb_place *place, const place_found *found,
                      const char **ret_zones);
/* All that a statement may mean, by its code and its words. */
kinds merge_kinds(const merge_input *in, const feed_statement *said);

/* The interval of t; *ret_wide: see witness. */
wb_event_time merge_moment(const merge_input *in, const wb_time *t, const wb_place *place, zone_rule rule,
                           bool *ret_wide);
/* The reading of an ETA's end with its offset; false: no time was told. */
bool merge_eta_reading(const merge_input *in, const wb_time *t, int64_t *ret_local_ms,
                       int32_t *ret_offset_min, bool *ret_has_offset);
/* The first and the last moment of the best word on delivery in the newest answer of a source, by the clocks
 * that it was written with; false: it has none, or is not the newest. */
bool merge_eta_span(const merger *m, size_t poll_at, int64_t *ret_from_ms, int64_t *ret_to_ms);
/* Fills time, rank and order_ms of the witnesses of a poll. */
void merge_order_answer(merger *m, size_t poll_at);

bool merge_fuse(merger *m);
void merge_explain(const merger *m); /* to in->explain, which is not NULL; after merge_fuse() */
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
