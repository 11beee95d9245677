/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <sys/resource.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
  (void)s;
  return setrlimit(RLIMIT_AS, &all) ? "not raised" : "raised";
}
