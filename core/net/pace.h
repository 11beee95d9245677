/* SPDX-License-Identifier: MIT */
/* How fast one credential set, or one origin, may be asked.
 *
 * The times of the last `requests` sendings are kept in a ring: a sending is due when the oldest of them lies
 * a whole window back.  So no window of any position holds more than allowed, which a bucket that refills
 * evenly does not promise (full bucket + refill = nearly twice the number). */
#ifndef NET_PACE_H
#define NET_PACE_H
#include "../base/str.h"

typedef struct pace {
  char *key;
  int64_t *sent_ms;             /* ring of `slots` steady times */
  uint32_t slots, next;         /* next: the oldest, to be written over */
  uint64_t sendings;            /* ever; below `slots` the ring is not full yet */
  uint32_t requests, window_ms; /* as declared */
  uint32_t slot_window_ms; /* window for `slots` sendings: shorter than declared when requests are too many to
                              keep */
  uint32_t concurrent, active;
  uint32_t day_quota, day_sendings;
  int64_t day;           /* days since 1970, UTC, that day_sendings counts */
  int64_t rest_until_ms; /* steady: told to slow down until then */
} pace;

void pace_free(pace *p); /* what it holds, not itself */

/* Sets or changes the limits; what was sent before still counts.  false: no memory. */
bool pace_set(pace *p, uint32_t requests, uint32_t window_ms);

bool pace_is_full(const pace *p);   /* `concurrent` are in flight */
int64_t pace_due_ms(const pace *p); /* steady time from which the next sending is allowed; 0 = at once */
bool pace_has_quota(const pace *p, int64_t wall_ms); /* the day's quota is not used up */
void pace_start(pace *p, int64_t now_ms, int64_t wall_ms);
void pace_end(pace *p);
void pace_rest(pace *p, int64_t until_ms); /* never shortens a rest */
#endif
