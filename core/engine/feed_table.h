/* SPDX-License-Identifier: MIT */
/* A feed as tab-separated lines: one for each statement, one for a result without any. */
#ifndef ENGINE_FEED_TABLE_H
#define ENGINE_FEED_TABLE_H
#include "engine.h"

/* number, outcome, status, time, place, code, text, detail.  WB_E_PARSE: not a feed. */
int feed_table(engine *e, wb_str json, buf *out, wb_error *err);

/* One field and what follows it, '\t' or '\n'; what would break the line becomes a blank. */
void table_field(buf *out, wb_str text, char after);
#endif
