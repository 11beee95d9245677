/* SPDX-License-Identifier: MIT */
/* A table from text to thing, for origins, paces, lanes and tokens.  Keys belong to the things and must
 * outlive the table; nothing is ever removed singly. */
#ifndef NET_NAMES_H
#define NET_NAMES_H
#include "../base/str.h"

typedef struct name_slot {
  uint64_t hash;
  wb_str key;
  void *thing; /* NULL: the slot is free */
} name_slot;

typedef struct names {
  name_slot *slots; /* for walking over all: `capacity` of them, `thing` NULL in the free ones */
  size_t capacity, count;
} names;

void names_free(names *t);                         /* the table, not the things */
void *names_find(const names *t, wb_str key);      /* NULL: not there */
bool names_add(names *t, wb_str key, void *thing); /* the key must be new; false: no memory */
#endif
