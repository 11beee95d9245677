/* SPDX-License-Identifier: MIT */
/* A plugin file in a process of its own: started, loaded, called, ended.
 *
 * The process is the program waybill-child (core/child), which locks itself in before it loads the plugin.
 * What the plugin declares comes back as bytes and is checked as a cache is; its entries are ours and forward
 * the call, so that a carrier in a child is called as any other: host_plan(), host_parse(), host_webhook().
 * The answer of a call is the list of host functions that the plugin called, which are then called here: what
 * the host does with them is the same in both cases.
 *
 * Life cycle of the process: started by child_open(); ended when it was idle for long, when too many are
 * running, when it breaks a rule or dies, and by child_free(); started again by the next call.  A call whose
 * process died is repeated once with a new one.  A call that took its time is not: it would take it again,
 * while other carriers wait.  After CHILD_MOST_FAILURES failed calls in a row the plugin is not asked again.
 * One thread at a time, as the registry. */
#ifndef PLUGIN_CHILD_H
#define PLUGIN_CHILD_H
#include "../base/log.h"
#include "open.h"

#define CHILD_MOST_FAILURES 3

typedef struct child child;

/* A carrier whose entries may be those of a child.  host_carrier_of() must give this one's `carrier`: copy
 * the whole. */
typedef struct child_carrier {
  wb_carrier carrier;   /* our layout; declared members live as long as the child */
  child *process;       /* NULL: the entries are the plugin's own, in this process */
  uint32_t index;       /* in its module */
  wb_str formats, rest; /* as declare_write() made them */
} child_carrier;

/* The children of one registry; {0} is an empty one.  Must outlive them. */
typedef struct child_pool {
  child *first;
  size_t running;
} child_pool;

typedef struct child_options {
  child_pool *pool;         /* may be NULL */
  const logger *log;        /* may be NULL; must outlive the child */
  const char *helper;       /* the program; NULL: waybill-child beside the library's parts */
  uint32_t cpu_ms, wall_ms; /* of one call; 0: WB_CHILD_CPU_MS, WB_CHILD_WALL_MS */
  bool scan_only;           /* ends the process when it has told what it declares: the entries are NULL */
} child_options;

/* Starts a process for the plugin in fd (a file that file_open_plugin() gave; the caller closes it) and loads
 * it there. WB_E_PLUGIN: the words of open_plugin(), or how the process ended.  WB_E_IO: it could not be
 * started. */
int child_open(const char *path, int fd, const child_options *options, child **ret_child, wb_error *err);
void child_free(child *c); /* takes NULL; ends the process */

const child_carrier *child_carriers(const child *c, size_t *ret_count);

/* Which walls stand around the process, for people: "seccomp, Landlock, limits"; what the kernel lacks is
 * named. */
const char *child_walls(const child *c);

/* Ends the process; the next call starts another. */
void child_rest(child *c);
int child_process_id(const child *c); /* 0: none is running */
#endif
