/* SPDX-License-Identifier: MIT */
#include "crew.h"
#include <pthread.h>

typedef struct member {
  pthread_t thread;
  pthread_barrier_t *start;
  void (*work)(void *user, crew_tally *ret_tally);
  void *user;
  crew_tally tally;
} member;

_Noreturn void crew_fail(const char *what, const char *why)
{
  fprintf(stderr, "%s: %s\n", what, why);
  exit(EXIT_FAILURE);
}

void crew_add(crew_tally *t, wb_str text)
{
  uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
  for (size_t i = 0; i < text.n; i++)
    hash = (hash ^ (unsigned char)text.p[i]) * UINT64_C(1099511628211);
  t->sum += hash;
  t->count++;
}

static void *run_member(void *user)
{
  member *m = user;
  pthread_barrier_wait(m->start);
  m->work(m->user, &m->tally);
  return NULL;
}

void crew_run(const char *name, void (*work)(void *user, crew_tally *ret_tally), void *user)
{
  member members[CREW_MEMBERS] = { 0 };
  pthread_barrier_t start;
  if (pthread_barrier_init(&start, NULL, CREW_MEMBERS))
    crew_fail(name, "no barrier");
  for (size_t i = 0; i < CREW_MEMBERS; i++) {
    members[i] = (member){ .start = &start, .work = work, .user = user };
    if (pthread_create(&members[i].thread, NULL, run_member, &members[i]))
      crew_fail(name, "no thread");
  }
  for (size_t i = 0; i < CREW_MEMBERS; i++)
    pthread_join(members[i].thread, NULL);
  pthread_barrier_destroy(&start);
  const crew_tally *first = &members[0].tally;
  for (size_t i = 1; i < CREW_MEMBERS; i++)
    if (members[i].tally.sum != first->sum || members[i].tally.count != first->count)
      crew_fail(name, "two threads came to different results");
  if (!first->count)
    crew_fail(name, "nothing was done");
  printf("%s: %zu results, the same in %d threads\n", name, first->count, CREW_MEMBERS);
}
