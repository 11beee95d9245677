/* SPDX-License-Identifier: MIT */
/* Log lines go where the caller says; a room never prints.  Lines hold no secret: see net/README.md on redaction. */
#ifndef BASE_LOG_H
#define BASE_LOG_H
#include "compiler.h"

enum { LOG_DEBUG = 0, LOG_INFO = 1, LOG_WARN = 2 }; /* the same numbers as WB_LOG_* of plugin.h */

typedef struct logger {
  void (*write)(void *user, int level, const char *line); /* NULL: nobody listens */
  void *user;
  int level; /* lines below are not made */
} logger;

void log_line(const logger *l, int level, const char *format, ...) WB_PRINTF(3, 4); /* l may be NULL */
#endif
