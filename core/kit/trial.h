/* SPDX-License-Identifier: MIT */
/* Inside the room: one running test.  A test adds lines for what is wrong; without any it has passed. */
#ifndef KIT_TRIAL_H
#define KIT_TRIAL_H
#include "../base/arena.h"
#include "../host/host.h"
#include "../plugin/open.h"
#include "kit.h"
#include "play.h"

typedef struct trial {
  const char *file, *recordings;
  const char *subject; /* the case, or "" */
  bool update;
  arena *memory;
  open_carrier *carriers; /* after trial_open() */
  size_t carrier_count;
  buf *out;
  bool failed, skipped;
  kit_doing_fn *doing;
  void *doing_user;
  wb_error *err; /* the test itself could not be made */
} trial;

/* One promise, and the function that tries it. */
typedef struct kit_kind {
  uint32_t level;
  const char *name, *about;
  enum kit_scope { KIT_ONCE, KIT_EACH_CASE } scope;
  void (*run)(trial *t);
} kit_kind;

/* loads.c, replays.c, endures.c: each a table that ends with a row without name. */
extern const kit_kind kit_loads[], kit_replays[], kit_endures[];

void trial_fail(trial *t, const char *format, ...) WB_PRINTF(2, 3); /* a line of what is wrong */
void trial_note(trial *t, const char *format, ...) WB_PRINTF(2, 3); /* a line that is no failure */
void trial_skip(trial *t, const char *format, ...) WB_PRINTF(2, 3);
void trial_doing(trial *t, const char *format, ...) WB_PRINTF(2, 3);

/* Loads the plugin.  false: refused, which is the failure of another test: this one is skipped. */
bool trial_open(trial *t);
/* The carrier that the case is of, and the case's folder in *ret_folder.  NULL after trial_fail(). */
const wb_carrier *trial_carrier(trial *t, const char **ret_folder);
/* A host that logs nowhere; NULL after trial_fail(). */
host *trial_host(trial *t, const logger *log);
/* Folders of cases, in byte order: "on-the-way", or "acme/on-the-way" where a folder holds folders. */
int kit_cases(const char *recordings, arena *memory, const char ***ret_names, size_t *ret_count,
              wb_error *err);
#endif
