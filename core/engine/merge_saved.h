/* SPDX-License-Identifier: MIT */
/* Lines of waybill.feed/1 into timelines: grouped by shipment within a window, merged, given out. */
#ifndef ENGINE_MERGE_SAVED_H
#define ENGINE_MERGE_SAVED_H
#include "engine.h"

int merge_saved(engine *e, const wb_merge_input *in, int (*made)(void *user, const wb_timeline *t),
                void *user, wb_error *err);
#endif
