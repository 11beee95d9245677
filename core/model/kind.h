/* SPDX-License-Identifier: MIT */
/* Kinds of event, as bits: what a statement may mean.  A fine status is one kind; a coarse one ("in transit",
 * as vendors say that know nine states) is the set of all that it may stand for.  Sets meet when two sources
 * speak of one scan. */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H
#include <waybill/status.h>

/* Rows in the order in which a journey mostly meets them: it breaks ties among events of one day.
 * X(name, how many of them a thousand journeys have, about: what is rare proves more when two sources say
 * it). */
#define KIND_ROWS(X)                                                                                         \
  X(LABEL, 1000)                                                                                             \
  X(PICKUP, 700) X(ACCEPT, 300) X(ARRIVE, 3500) X(PROCESS, 2000) X(DEPART, 3000) X(EXPORT_IN, 300)           \
      X(EXPORT_OUT, 300) X(DEPART_COUNTRY, 600) X(ARRIVE_COUNTRY, 600) X(CUSTOMS_IN, 450)                    \
          X(CUSTOMS_HOLD, 60) X(CUSTOMS_OUT, 450) X(HANDOVER, 250) X(RECEIVED, 250) X(AT_DELIVERY, 1000)     \
              X(OUT_FOR_DELIVERY, 1200) X(ATTEMPT, 220) X(READY, 100) X(DELIVERED, 950) X(PROOF, 330)        \
                  X(RETURNING, 50) X(RETURNED, 50) X(DELAY, 150) X(MOVING, 600) X(PROBLEM, 100) X(LOST, 20)  \
                      X(CANCELLED, 20) X(NOTE, 300)

#define KIND_INDEX_ROW(name, per_thousand) KIND_AT_##name,
enum { KIND_ROWS(KIND_INDEX_ROW) KIND_COUNT };
#undef KIND_INDEX_ROW

typedef uint64_t kinds;
#define KIND(name) (UINT64_C(1) << KIND_AT_##name)

/* All that a status may stand for; never 0. */
kinds kinds_of_status(uint32_t status);
/* The sum of the rows' numbers over a set. */
uint32_t kinds_per_thousand(kinds set);
#endif
