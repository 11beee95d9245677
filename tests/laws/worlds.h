/* SPDX-License-Identifier: MIT */
/* Parcels made by chance: a journey, and what several sources say of it over some polls. */
#ifndef TEST_LAWS_WORLDS_H
#define TEST_LAWS_WORLDS_H
#include "core/merge/merge.h"
#include "core/model/timeline.h"

enum { MOST_FEEDS = 16, MOST_SCANS = 10 };
#define WORLD_NUMBER "1Z999AA10123456784"

typedef struct world {
  feed *feeds[2 * MOST_FEEDS];
  size_t count;
} world;

/* An equal seed gives equal feeds at other addresses.  wild: also statements without sense, event ids and
 * withdrawals. */
void world_make(uint64_t seed, bool wild, world *ret_world);
void world_free(world *w);
/* A deep copy of a feed under another name. */
feed *world_repeat(const feed *f, const char *source);

uint32_t world_chance(uint64_t *state, uint32_t below);
#endif
