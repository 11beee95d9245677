/* SPDX-License-Identifier: MIT */
/* Detections as the public structures. */
#ifndef ENGINE_DETECT_H
#define ENGINE_DETECT_H
#include "../base/json_writer.h"
#include "engine.h"

typedef struct detected {
  number_text text;
  number_prior prior; /* the engine's, and the carrier that was chosen for this number */
  number_match matches[NUMBER_MAX_MATCHES];
  size_t count;
} detected;

/* Normalises and ranks.  Nothing is allocated. */
int detect_number(engine *e, wb_str input, detected *ret_detected, wb_error *err);

/* The same in words, in `memory`. */
int detect_describe(engine *e, const detected *d, wb_str input, arena *memory, const wb_detection **ret, wb_error *err);

/* Is there a candidate whose check digit is not wrong? */
int detect_recognise(engine *e, wb_str input, int *ret_recognised, wb_error *err);

/* One candidate in words, in `memory`; and lists of them in JSON. */
void detect_candidate(engine *e, const number_match *m, const number_prior *prior, arena *memory,
                      wb_candidate *ret_candidate);
void detection_write_ppm(json_writer *w, uint32_t ppm); /* 0.990000 */
void detection_write_candidates(json_writer *w, const wb_candidate *candidates, size_t count);

int detection_to_json(const wb_detection *d, buf *out, wb_error *err); /* waybill.detect/1 */
#endif
