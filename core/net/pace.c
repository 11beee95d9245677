/* SPDX-License-Identifier: MIT */
#include "pace.h"
#include <stdlib.h>

#define MOST_SLOTS 4096u
#define MS_PER_DAY INT64_C(86400000)

void pace_free(pace *p)
{
  free(p->key);
  free(p->sent_ms);
  *p = (pace){ 0 };
}

/* The newest sendings go over into the new ring, oldest first. */
static void carry_over(const pace *p, int64_t *ring, uint32_t slots, uint32_t *ret_kept)
{
  uint32_t have = p->sendings < p->slots ? (uint32_t)p->sendings : p->slots;
  uint32_t kept = have < slots ? have : slots;
  for (uint32_t i = 0; i < kept; i++)
    ring[i] = p->sent_ms[(p->next + p->slots - kept + i) % p->slots];
  *ret_kept = kept;
}

bool pace_set(pace *p, uint32_t requests, uint32_t window_ms)
{
  if (p->requests == requests && p->window_ms == window_ms)
    return true;
  uint32_t slots = window_ms == 0 ? 0 : requests < MOST_SLOTS ? requests : MOST_SLOTS;
  int64_t *ring = slots ? calloc(slots, sizeof *ring) : NULL;
  if (slots && !ring)
    return false;
  uint32_t kept = 0;
  if (slots)
    carry_over(p, ring, slots, &kept);
  free(p->sent_ms);
  p->sent_ms = ring;
  p->slots = slots;
  p->next = slots ? kept % slots : 0;
  p->sendings = kept;
  p->requests = requests;
  p->window_ms = window_ms;
  p->slot_window_ms = slots ? (uint32_t)((uint64_t)window_ms * slots / requests) : 0;
  return true;
}

bool pace_is_full(const pace *p)
{
  return p->concurrent && p->active >= p->concurrent;
}

int64_t pace_due_ms(const pace *p)
{
  int64_t due = p->rest_until_ms;
  if (p->slots && p->sendings >= p->slots) {
    int64_t window_ends = p->sent_ms[p->next] + p->slot_window_ms;
    due = window_ends > due ? window_ends : due;
  }
  return due;
}

bool pace_has_quota(const pace *p, int64_t wall_ms)
{
  return !p->day_quota || p->day != wall_ms / MS_PER_DAY || p->day_sendings < p->day_quota;
}

void pace_start(pace *p, int64_t now_ms, int64_t wall_ms)
{
  p->active++;
  if (p->day != wall_ms / MS_PER_DAY) {
    p->day = wall_ms / MS_PER_DAY;
    p->day_sendings = 0;
  }
  p->day_sendings++;
  p->sendings++;
  if (p->slots) {
    p->sent_ms[p->next] = now_ms;
    p->next = (p->next + 1) % p->slots;
  }
}

void pace_end(pace *p)
{
  p->active--;
}

void pace_rest(pace *p, int64_t until_ms)
{
  if (until_ms > p->rest_until_ms)
    p->rest_until_ms = until_ms;
}
