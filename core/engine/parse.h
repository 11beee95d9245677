/* SPDX-License-Identifier: MIT */
/* One carrier's parser over a saved response. */
#ifndef ENGINE_PARSE_H
#define ENGINE_PARSE_H
#include "engine.h"

/* As wb_parse(): `out` gets waybill.feed/1. */
int parse_saved(engine *e, const wb_parse_input *in, buf *out, uint32_t *ret_outcome, wb_error *err);
#endif
