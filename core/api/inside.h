/* SPDX-License-Identifier: MIT */
/* What the files of this room share. */
#ifndef API_INSIDE_H
#define API_INSIDE_H
#include "../engine/engine.h"

struct wb_context {
  engine *engine;
  arena *detection; /* of the last wb_detect() */
  wb_refusal *refusals;
  size_t refusal_count;
  wb_run *runs; /* those that were not freed yet */
};
#endif
