/* SPDX-License-Identifier: MIT */
#include "pauses.h"
#include <assert.h>
#include <stdlib.h>

void pauses_free(pauses *p)
{
  free(p->jobs);
  *p = (pauses){ 0 };
}

bool pauses_reserve(pauses *p, size_t jobs)
{
  if (jobs <= p->capacity)
    return true;
  size_t capacity = p->capacity ? p->capacity : 32, bytes;
  while (capacity < jobs)
    capacity *= 2;
  job **larger = base_size_multiply(capacity, sizeof(job *), &bytes) ? realloc(p->jobs, bytes) : NULL;
  if (!larger)
    return false;
  p->jobs = larger;
  p->capacity = capacity;
  return true;
}

static void put(pauses *p, size_t at, job *j)
{
  p->jobs[at] = j;
  j->pause_at = at;
}

static void sift_up(pauses *p, size_t at, job *j)
{
  while (at && p->jobs[(at - 1) / 2]->due_ms > j->due_ms) {
    put(p, at, p->jobs[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  put(p, at, j);
}

static void sift_down(pauses *p, size_t at, job *j)
{
  for (;;) {
    size_t child = 2 * at + 1;
    if (child + 1 < p->count && p->jobs[child + 1]->due_ms < p->jobs[child]->due_ms)
      child++;
    if (child >= p->count || p->jobs[child]->due_ms >= j->due_ms)
      break;
    put(p, at, p->jobs[child]);
    at = child;
  }
  put(p, at, j);
}

void pauses_add(pauses *p, job *j)
{
  assert(p->count < p->capacity);
  sift_up(p, p->count++, j);
}

void pauses_remove(pauses *p, job *j)
{
  size_t at = j->pause_at;
  job *last = p->jobs[--p->count];
  if (last == j)
    return;
  sift_down(p, at, last);
  sift_up(p, last->pause_at, last);
}

job *pauses_first(const pauses *p)
{
  return p->count ? p->jobs[0] : NULL;
}
