/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <signal.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  return kill(getppid(), SIGKILL) == 0 ? "killed" : "not killed";
}
