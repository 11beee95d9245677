/* SPDX-License-Identifier: MIT */
#include "log.h"
#include <stdarg.h>
#include <stdio.h>

void log_line(const logger *l, int level, const char *format, ...)
{
  char line[2048];
  if (!l || !l->write || level < l->level)
    return;
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  l->write(l->user, level, line);
}
