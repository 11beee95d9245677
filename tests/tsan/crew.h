/* SPDX-License-Identifier: MIT */
/* Threads that set off together and must all come to the same result. */
#ifndef TSAN_CREW_H
#define TSAN_CREW_H
#include "core/base/str.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CREW_MEMBERS 4

/* What one thread found out, as a hash that does not depend on the order of what is added to it. */
typedef struct crew_tally {
  uint64_t sum;
  size_t count;
} crew_tally;

void crew_add(crew_tally *t, wb_str text);

/* Runs work(user, &tally) in CREW_MEMBERS threads at once.  Ends the program when two tallies differ, or nothing was
 * counted. */
void crew_run(const char *name, void (*work)(void *user, crew_tally *ret_tally), void *user);

/* Ends the program. */
_Noreturn void crew_fail(const char *what, const char *why);
#endif
