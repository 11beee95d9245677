/* SPDX-License-Identifier: MIT */
/* For tests that call carriers directly: a bundled carrier by its id, and the cases of core/kit/play.h. */
#ifndef REPLAY_H
#define REPLAY_H
#include "core/kit/play.h"

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
#endif
