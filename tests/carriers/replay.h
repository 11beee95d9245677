/* SPDX-License-Identifier: MIT */
/* For tests that call carriers directly: a bundled carrier by its id, and the cases of core/kit/play.h. */
#ifndef REPLAY_H
#define REPLAY_H
#include "core/kit/play.h"

/* carrier.c: the carrier `id` of lib/waybill/plugins/ID.so beside this program.  It is never closed. */
int carrier_open(const char *id, const wb_carrier **ret_carrier, wb_error *err);
#endif
