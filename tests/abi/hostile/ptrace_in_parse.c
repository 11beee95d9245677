/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <sys/ptrace.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 ? "attached" : "not attached";
}
