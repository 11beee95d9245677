/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  char path[64];
  (void)s;
  snprintf(path, sizeof path, "/proc/%d/environ", (int)getppid());
  const char *parent = look_into(path);
  return strcmp(parent, "closed") == 0 ? look_into("/proc/self/maps") : parent;
}
