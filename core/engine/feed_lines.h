/* SPDX-License-Identifier: MIT */
/* Feeds from lines of text, held until their shipment is complete.
 *
 * A feed belongs to the group of its shipment, or without one to that of each number that it speaks of.
 * Groups keep the order in which they began. */
#ifndef ENGINE_FEED_LINES_H
#define ENGINE_FEED_LINES_H
#include "../model/feed.h"
#include "engine.h"

typedef struct feed_group {
  wb_str key;     /* the shipment or number */
  bool by_number; /* no feed of it named a shipment */
  feed **feeds;   /* in the order of the lines; shared with other groups when by_number */
  size_t count, capacity;
} feed_group;

typedef struct feed_lines {
  engine *engine;
  const wb_merge_input *in;
  buf line;       /* what was read and is not yet a whole line */
  size_t line_at; /* in it */
  uint64_t line_number;
  bool ended;
  arena *memory; /* of the groups at hand */
  feed_group *groups;
  size_t group_count, group_capacity;
  size_t *slots; /* hash table: 1 + index of a group, 0 free */
  size_t slot_count;
  feed **feeds; /* all at hand, each once: they are freed with the window */
  size_t feed_count, feed_capacity;
  size_t held_bytes;
  struct content_hash *given; /* keys of groups that were given out; sorted up to given_sorted */
  size_t given_count, given_sorted, given_capacity;
} feed_lines;

int feed_lines_new(engine *e, const wb_merge_input *in, feed_lines *ret_lines, wb_error *err);
void feed_lines_free(feed_lines *l);

/* Reads up to the window or the end.  Then groups[0 .. *ret_complete) are whole: all of them at the end; else
 * all but the one that the last line belonged to.  *ret_complete 0 at the end: there is nothing more. */
int feed_lines_fill(feed_lines *l, size_t *ret_complete, wb_error *err);
/* Forgets the first `count` groups, and remembers their keys: a later feed of theirs is WB_E_LIMIT. */
int feed_lines_drop(feed_lines *l, size_t count, wb_error *err);
#endif
