/* SPDX-License-Identifier: MIT */
/* Feeds of one number become one timeline.  A pure function: no clock, no file but the zoneinfo behind
 * `zones` and the gazetteer.
 *
 * Laws (tests hold them bit for bit): the same feeds in any order give the same timeline; a feed given twice
 * changes nothing; every statement stands in exactly one event; an event's id is that of the statement that
 * founded it, and the id of each of its statements is one of its aliases, so that an id once given out is
 * found in every later timeline; two entries of one answer are one event only when they are told twice; what
 * vanishes and comes back has its old id; a source that repeats another's words changes no time, no order, no
 * status.  docs/merge.md tells how it works. */
#ifndef MERGE_MERGE_H
#define MERGE_MERGE_H
#include "../base/arena.h"
#include "../model/feed.h"
#include "../phrase/phrase.h"
#include "../place/place.h"
#include "../place/zone.h"
#include "explain.h"
#include <waybill/waybill.h>

/* What texts mean, looked up once; of one thread at a time.  The slots are the caller's, zeroed. */
typedef struct merge_caches {
  place_cache places;
  phrase_cache phrases;
} merge_caches;

typedef struct merge_input {
  const feed *const
      *feeds; /* any order; feeds without the number count as sources only when they failed as a whole */
  size_t feed_count;
  wb_str number; /* as in the results, normalised */
  const wb_str
      *other_numbers; /* of the same parcel with other carriers: their results belong to the timeline too */
  size_t other_number_count;
  wb_str shipment;         /* "" when it was not named */
  int64_t as_of_ms;        /* by which the future is judged */
  zones *zones;            /* not NULL */
  const gazetteer *places; /* or NULL: places are what their codes say */
  merge_caches *caches;    /* or NULL */
  /* The name of a carrier for people; NULL, or an answer NULL: its id is its name. */
  const char *(*carrier_name)(void *user, wb_str carrier);
  void *user;
  const merge_listener *explain; /* gets the reasons of each event; NULL: nobody asks */
} merge_input;

/* The timeline and all that it holds live in `memory`.  Never without a timeline on success: no feed at all
 * gives tracking "unsupported" and no events.  WB_E_NOMEM, WB_E_LIMIT: the arena is spent; WB_E_ARG: no
 * number or no zones. */
int merge_feeds(const merge_input *in, arena *memory, const wb_timeline **ret_timeline, wb_error *err);
#endif
