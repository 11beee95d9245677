/* SPDX-License-Identifier: MIT */
/* Inside the plugin room: what child.c and remote.c share. */
#ifndef PLUGIN_CHILD_INSIDE_H
#define PLUGIN_CHILD_INSIDE_H
#include "child.h"
#include "frame.h"
#include "process.h"

struct child {
  child_options options;
  const char *path, *program;
  int file; /* ours, kept for starting again */
  arena *memory;
  child_carrier *carriers;
  size_t count;
  buf loaded; /* the frame that texts of the carriers point into */
  const char *walls;

  process process;
  bool died;        /* the last exchange ended so */
  bool all_parsers; /* the plugin asked for one that was not opened */
  buf out, in;
  arena *lists;       /* of the answer that is read */
  int64_t used_ms;    /* when it was called last */
  unsigned failures;  /* calls in a row */
  struct child *next; /* in the pool */
};

/* Sends child->out and receives the answer's body, with all that child.h says of starting and repeating.
 * WB_E_PLUGIN, WB_E_IO, WB_E_NOMEM. */
int child_ask(child *c, wb_str *ret_answer, wb_error *err);

/* What came back is no answer: the process is ended. */
int child_condemn(child *c, wb_error *err);

/* Takes the body of FRAME_LOADED, the first one or that of a process started again. */
int child_take_loaded(child *c, wb_str body, wb_error *err);

/* remote.c: the body of FRAME_ANSWER as calls of host functions.  false: it is no answer; calls before that
 * were made. */
bool remote_replay(const wb_host *h, wb_call *c, frame_reader *r, int32_t *ret_returned);

/* remote.c: entries that forward, for those that the plugin has. */
void remote_entries(wb_carrier *into, uint32_t entries);
#endif
