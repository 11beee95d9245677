/* SPDX-License-Identifier: MIT */
/* A process of the program waybill-child: start, send, receive, end.  It knows nothing of what is in the
 * frames.
 *
 * Started with an empty environment, standard streams at /dev/null, the pipe as descriptor PROCESS_PIPE, the
 * plugin's file as PROCESS_FILE, and nothing else open.  It is never waited for by anybody else: ended means
 * killed and reaped. */
#ifndef PLUGIN_PROCESS_H
#define PLUGIN_PROCESS_H
#include "../base/buf.h"

enum { PROCESS_PIPE = 3, PROCESS_FILE = 4 };

typedef struct process {
  int pid;    /* 0: none */
  int handle; /* a pidfd; -1: this kernel has none */
  int pipe;
} process;
#define PROCESS_NONE ((process){ .handle = -1, .pipe = -1 })

typedef struct process_limits {
  uint32_t cpu_ms, wall_ms; /* of one exchange */
} process_limits;

/* WB_E_IO: the program is missing or cannot be started; the words say where it was looked for. */
int process_start(const char *program, const char *const *arguments, int file, process *ret_process,
                  wb_error *err);

/* How an exchange failed. */
typedef enum process_failure {
  PROCESS_WORKED = 0,
  PROCESS_GONE,     /* the process died or closed the pipe */
  PROCESS_TOO_LONG, /* it used up its time */
  PROCESS_BABBLED,  /* its frame is larger than a frame can be */
  PROCESS_NO_MEMORY,
} process_failure;

/* Sends a whole frame. */
process_failure process_send(process *p, wb_str frame, const process_limits *limits);
/* Receives one frame: header and body, in `into`. */
process_failure process_receive(process *p, buf *into, const process_limits *limits);

/* Kills and reaps; `words` becomes how it ended, when it did so by itself ("signal 11 (Segmentation fault)").
 * What was not running stays so. */
void process_end(process *p, buf *words);
#endif
