/* SPDX-License-Identifier: MIT */
/* What level 3 puts before a carrier: changed bytes, answers that are none, numbers of any kind, a host that
 * refuses. */
#ifndef KIT_ENDURES_H
#define KIT_ENDURES_H
#include "../base/buf.h"
#include "../host/host.h"

/* One edit of the kinds that break parsers: a byte, a cut, a repeat, a long number, a foreign value.  chance:
 * not 0. */
void mutate(buf *body, uint64_t *chance);

typedef struct strange_body {
  const char *name; /* for people */
  const char *text;
  unsigned repeat; /* so many times; 0 is 1 */
} strange_body;
extern const strange_body strange_bodies[];
extern const size_t strange_count;
void strange_build(const strange_body *strange, buf *out);

typedef struct strange_number {
  const char *name, *text;
  size_t n;
} strange_number;
extern const strange_number strange_numbers[];
extern const size_t strange_number_count;

/* A host whose fail_at-th function call fails. */
typedef struct faults {
  size_t fail_at, uses;
  const char *failed; /* the function that did, when it is for the plugin to pass that on */
} faults;
void faults_begin(faults *f, host *h);
void faults_end(host *h);
#endif
