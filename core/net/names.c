/* SPDX-License-Identifier: MIT */
#include "names.h"
#include <stdlib.h>

static uint64_t hash_of(wb_str key) /* FNV-1a */
{
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (size_t i = 0; i < key.n; i++)
    hash = (hash ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001B3);
  return hash;
}

void names_free(names *t)
{
  free(t->slots);
  *t = (names){ 0 };
}

static name_slot *slot_of(const names *t, wb_str key, uint64_t hash)
{
  size_t i = (size_t)hash & (t->capacity - 1);
  while (t->slots[i].thing && (t->slots[i].hash != hash || !str_equal(t->slots[i].key, key)))
    i = (i + 1) & (t->capacity - 1);
  return &t->slots[i];
}

void *names_find(const names *t, wb_str key)
{
  return t->capacity ? slot_of(t, key, hash_of(key))->thing : NULL;
}

static bool grow(names *t)
{
  names larger = { .capacity = t->capacity ? t->capacity * 2 : 16, .count = t->count };
  larger.slots = calloc(larger.capacity, sizeof *larger.slots);
  if (!larger.slots)
    return false;
  for (size_t i = 0; i < t->capacity; i++)
    if (t->slots[i].thing)
      *slot_of(&larger, t->slots[i].key, t->slots[i].hash) = t->slots[i];
  free(t->slots);
  *t = larger;
  return true;
}

bool names_add(names *t, wb_str key, void *thing)
{
  if (t->count >= t->capacity / 2 &&
      !grow(t)) /* at most half full, so that a free slot always ends a search */
    return false;
  uint64_t hash = hash_of(key);
  *slot_of(t, key, hash) = (name_slot){ hash, key, thing };
  t->count++;
  return true;
}
