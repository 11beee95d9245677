/* SPDX-License-Identifier: MIT */
/* Feeds of one number become one timeline.  A pure function: no clock, no file but the zoneinfo behind
 * `zones`.
 *
 * Laws (tests hold them bit for bit): the same feeds in any order give the same timeline; a feed given twice
 * changes nothing; every statement stands in exactly one event; an event's id depends on what was said alone
 * and never changes when more feeds come.
 *
 * This merge folds exact repeats of one carrier; it does not yet join two carriers' words about one scan. */
#ifndef MERGE_MERGE_H
#define MERGE_MERGE_H
#include "../base/arena.h"
#include "../model/feed.h"
#include "../place/zone.h"
#include <waybill/waybill.h>

typedef struct merge_input {
  const feed *const
      *feeds; /* any order; feeds without the number count as sources only when they failed as a whole */
  size_t feed_count;
  wb_str number;    /* as in the results, normalised */
  const wb_str *other_numbers; /* of the same parcel with other carriers: their results belong to the timeline too */
  size_t other_number_count;
  wb_str shipment;  /* "" when it was not named */
  int64_t as_of_ms; /* by which the future is judged */
  zones *zones;     /* not NULL */
  /* The name of a carrier for people; NULL, or an answer NULL: its id is its name. */
  const char *(*carrier_name)(void *user, wb_str carrier);
  void *user;
} merge_input;

/* The timeline and all that it holds live in `memory`.  Never without a timeline on success: no feed at all
 * gives tracking "unsupported" and no events.  WB_E_NOMEM, WB_E_LIMIT: the arena is spent; WB_E_ARG: no
 * number or no zones. */
int merge_feeds(const merge_input *in, arena *memory, const wb_timeline **ret_timeline, wb_error *err);
#endif
