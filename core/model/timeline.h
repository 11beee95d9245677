/* SPDX-License-Identifier: MIT */
/* The timeline of <waybill/waybill.h> as JSON, its words, and the ids of its events. */
#ifndef MODEL_TIMELINE_H
#define MODEL_TIMELINE_H
#include "../base/buf.h"
#include <waybill/waybill.h>

/* "offset", "declared", "place", "country", "aligned", "assumed"; "none" for 0 and for what is not known. */
const char *timeline_zone_word(uint32_t zone_from);
/* "scheduled" ... "predicted"; "none" for 0 and for what is not known. */
const char *timeline_eta_word(uint32_t kind);
/* "none", "day", "hour", "minute", "second" */
const char *timeline_precision_word(uint32_t precision);

/* Writes waybill.timeline/1, one line, no newline.  Members in the contract's order: equal timelines give
 * equal bytes. */
int timeline_to_json(const wb_timeline *t, buf *out, wb_error *err);

/* XXH3 with 128 bits of some bytes: the identity of content, the same on every machine. */
typedef struct content_hash {
  uint64_t high, low;
} content_hash;
content_hash content_hash_of(wb_str bytes);

/* The id of an event from the hash of its founding statement's identity (XXH3 with 64 bits): "e-" and 16 hex digits. */
#define TIMELINE_EVENT_ID_BYTES 19 /* with the NUL */
uint64_t content_id_of(wb_str bytes);
void timeline_event_id(uint64_t id, char out[TIMELINE_EVENT_ID_BYTES]);
#endif
