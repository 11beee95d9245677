/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <signal.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  return signal(SIGSYS, SIG_IGN) == SIG_ERR ? "not ignored" : "ignored";
}
