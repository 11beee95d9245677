/* SPDX-License-Identifier: MIT */
/* The cases of docs/recordings.md, replayed without network, engine or registry.
 *
 * A case is a folder: `ask` says which numbers, `*.http` what the carrier answered, `feed.json` what must
 * come out. */
#ifndef KIT_PLAY_H
#define KIT_PLAY_H
#include "../host/host.h"
#include "../tape/tape.h"

/* ask.c: the batch of a case, in memory.  Settings that the file does not give have the carrier's fallback.
 */
int ask_read(const char *path, const wb_carrier *carrier, arena *memory, wb_batch *ret_batch, wb_error *err);

/* One answer of a case, before the carrier reads it; and each batch before it is planned (response NULL). */
typedef struct play_step {
  host *h;
  const wb_carrier *carrier;
  const wb_batch *batch;
  const wb_response *response;
} play_step;
typedef struct play_watcher {
  void (*step)(void *user, const play_step *step);
  void *user;
} play_watcher;

/* play.c: plays the whole batch against the recordings of the folder; out is the feed as indented JSON,
 * *ret_feed (when not NULL; feed_free) the feed itself.  watcher may be NULL.  What an answer itself comes to
 * is part of the feed, not an error. */
int play_case(host *h, const wb_carrier *carrier, const char *folder, const play_watcher *watcher, buf *out,
              feed **ret_feed, wb_error *err);

/* compare.c */
/* Compact JSON with two blanks a level, and a newline at the end. */
void json_indent(wb_str json, buf *out);
/* Adds the first lines that differ, with the lines before them. */
void difference_add(buf *out, const char *name, wb_str expected, wb_str actual);
#endif
