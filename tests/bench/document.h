/* SPDX-License-Identifier: MIT */
/* Answers of carriers as large as real ones, for the benchmarks of parsing: the carrier's recording
 * on-the-way, without blanks between its tokens, its events repeated. */
#ifndef BENCH_DOCUMENT_H
#define BENCH_DOCUMENT_H
#include "core/base/arena.h"
#include "core/base/buf.h"
#include <waybill/plugin.h>

typedef struct document {
  bool xml;
  const wb_carrier *carrier;
  wb_batch batch;
  buf body;
} document;

/* Carriers that have one, NULL at the end. */
extern const char *const document_carriers[];

/* Opens the carrier in this process.  What goes wrong ends the program. */
void document_make(const char *carrier, arena *memory, document *ret);
#endif
