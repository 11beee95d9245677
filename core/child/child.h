/* SPDX-License-Identifier: MIT */
/* The program waybill-child: one plugin, locked in.  Its files: main.c (loading, then a call at a time),
 * record.c (what the plugin calls goes into the answer), walls.c (limits, seccomp, Landlock), trap.c (what
 * happens at a forbidden system call), needed.c (libraries of the plugin, before the walls are up). */
#ifndef CHILD_CHILD_H
#define CHILD_CHILD_H
#include "../base/buf.h"
#include "../host/host.h"
#include "../plugin/frame.h"
#include "../plugin/process.h"

/* needed.c: loads the system libraries that the plugin in PROCESS_FILE names, since no file can be opened
 * later.  What is wrong with the file is told by the linker afterwards. */
void needed_load(void);

/* Does the plugin's file hold the id of an extension?  One that puts it together at run time is found out by
 * its call. */
bool needed_text(const char *id);

/* walls.c: `words` becomes what stands and what this machine lacks.  walls_limits() is for the very
 * beginning; walls_raise() is for good. */
void walls_limits(void);
typedef struct walls {
  bool filter, files; /* seccomp; Landlock */
} walls;
walls walls_raise(buf *words);
/* Landlock alone: where there is no filter, it must wait until the plugin was read. */
void walls_close_files(walls *w, buf *words);

/* trap.c: the first file that is opened from here on is PROCESS_FILE, every other one is refused; what else
 * the filter stops is told through the pipe, and the process ends. */
bool trap_install(void);

/* record.c: an entry of a carrier is run with a table that writes every call of a host function into `out`,
 * and then calls the host's own. */
typedef struct recorded {
  wb_carrier carrier; /* what the host is given */
  const wb_carrier *real;
  const wb_host *host;
  buf *out;
  uint32_t numbers;                  /* indexes below are known on the other side */
  uint32_t refused, failures, lines; /* so far */
  bool json, xml; /* parsers that were opened; asking for another ends the process with FRAME_WANTS_PARSERS */
} recorded;
void record_carrier(recorded *into, const wb_carrier *real, buf *out);
#endif
