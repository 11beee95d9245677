/* SPDX-License-Identifier: MIT */
/* Why is it shown so: the timeline of a number as the store has it, with the reason of each part in words. */
#ifndef ENGINE_WHY_H
#define ENGINE_WHY_H
#include "engine.h"

int why_text(engine *e, wb_str number, const char *event_id, bool json, buf *out, wb_error *err);
#endif
