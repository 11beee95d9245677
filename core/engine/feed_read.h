/* SPDX-License-Identifier: MIT */
/* Reads waybill.feed/1: what feed_to_json() wrote, and what others write to the contract. */
#ifndef ENGINE_FEED_READ_H
#define ENGINE_FEED_READ_H
#include "engine.h"

/* *ret_feed is yours.  WB_E_PARSE: not such a feed; the words name the member.  Unknown members and words are skipped;
 * an unknown status degrades to its main word or to unknown.unclassified. */
int feed_read(engine *e, wb_str json, feed **ret_feed, wb_error *err);
#endif
