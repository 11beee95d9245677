/* SPDX-License-Identifier: MIT */
/* Bodies that carriers send by themselves. */
#ifndef ENGINE_PUSH_H
#define ENGINE_PUSH_H
#include "engine.h"

/* As wb_receive(): `out` gets waybill.feed/1. */
int push_take(engine *e, const wb_received *in, buf *out, wb_error *err);
#endif
