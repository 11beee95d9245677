/* SPDX-License-Identifier: MIT */
/* replay_carriers: the cases of docs/recordings.md, replayed without network, engine or loader.
 *
 * Reading order: main.c finds cases, carrier.c opens a plugin, ask.c reads what is asked, exchange.c plays
 * the recordings, compare.c says what differs. */
#ifndef REPLAY_H
#define REPLAY_H
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/host/host.h"
#include "core/tape/tape.h"

/* carrier.c: the carrier `id` of lib/waybill/plugins/ID.so beside this program.  It is never closed. */
int carrier_open(const char *id, const wb_carrier **ret_carrier, wb_error *err);

int carrier_path(const char *id, buf *out, wb_error *err);

/* ways.c: the same carrier as a plugin in this process, as a plugin in a child, and linked in (NULL for the template). */
enum { WAY_PLUGIN, WAY_CHILD, WAY_STATIC, WAY_COUNT };
extern const char *const way_names[WAY_COUNT];
typedef struct ways {
  const wb_carrier *carriers[WAY_COUNT];
  struct child *process;
} ways;
int ways_open(ways *w, const char *id, wb_error *err); /* ways_close() also after a failure */
void ways_close(ways *w);

/* ask.c: the batch of a case, in memory.  Settings that the file does not give have the carrier's fallback.
 */
int ask_read(const char *path, const wb_carrier *carrier, arena *memory, wb_batch *ret_batch, wb_error *err);

/* exchange.c: plays the whole batch against the recordings of the folder; out is the feed as indented JSON.
 */
int exchange_play(host *h, const wb_carrier *carrier, const char *folder, buf *out, wb_error *err);

/* compare.c */
/* Compact JSON with two blanks a level, and a newline at the end. */
void json_indent(wb_str json, buf *out);
/* Prints the first lines that differ, with the lines before them. */
void print_difference(const char *name, wb_str expected, wb_str actual);
#endif
