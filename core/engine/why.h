/* SPDX-License-Identifier: MIT */
/* Why is it shown so: the timeline of a number as the store has it, with the reason of each part in words. */
#ifndef ENGINE_WHY_H
#define ENGINE_WHY_H
#include "engine.h"

/* carrier: "" = all.  form: WB_AS_* of waybill.h. */
int why_text(engine *e, wb_str number, wb_str carrier, const char *event_id, int form, buf *out, wb_error *err);
#endif
