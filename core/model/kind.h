/* SPDX-License-Identifier: MIT */
/* Kinds of event, as bits: what a statement may mean.  A fine status is one kind; a coarse one ("in transit",
 * as vendors say that know nine states) is the set of all that it may stand for.  Sets meet when two sources
 * speak of one scan. */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H
#include <waybill/status.h>

/* Rows in the order in which a journey mostly meets them: the order breaks ties among events of one day.
 * rare: happens about once in a journey, so that the same kind twice is hardly chance. */
#define KIND_ROWS(X)                                                                                         \
  X(LABEL, true)                                                                                             \
  X(PICKUP, true)                                                                                            \
  X(ACCEPT, true) X(ARRIVE, false) X(PROCESS, false) X(DEPART, false) X(EXPORT_IN, true) X(EXPORT_OUT, true) \
      X(DEPART_COUNTRY, true) X(ARRIVE_COUNTRY, true) X(CUSTOMS_IN, true) X(CUSTOMS_HOLD, true)              \
          X(CUSTOMS_OUT, true) X(HANDOVER, true) X(RECEIVED, true) X(AT_DELIVERY, true)                      \
              X(OUT_FOR_DELIVERY, false) X(ATTEMPT, false) X(READY, true) X(DELIVERED, true) X(PROOF, true)  \
                  X(RETURNING, true) X(RETURNED, true) X(DELAY, false) X(MOVING, false) X(PROBLEM, false)    \
                      X(LOST, true) X(CANCELLED, true) X(NOTE, false)

#define KIND_INDEX_ROW(name, rare) KIND_AT_##name,
enum { KIND_ROWS(KIND_INDEX_ROW) KIND_COUNT };
#undef KIND_INDEX_ROW

typedef uint64_t kinds;
#define KIND(name) (UINT64_C(1) << KIND_AT_##name)

/* All that a status may stand for; never 0. */
kinds kinds_of_status(uint32_t status);
/* All kinds of which one journey has about one. */
kinds kinds_rare(void);
#endif
