/* SPDX-License-Identifier: MIT */
/* The numbers of all recordings, with the carrier that each is for. */
#ifndef TSAN_ASKS_H
#define TSAN_ASKS_H
#include "core/base/arena.h"

typedef struct ask {
  const char *carrier; /* its folder */
  wb_str number;
} ask;

typedef struct asks {
  arena *memory;
  ask *items;
  size_t count, capacity;
} asks;

/* Ends the program when there are none. */
void asks_read(asks *ret_asks);
void asks_free(asks *a);
#endif
