/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  execl("/bin/sh", "sh", "-c", "true", (char *)NULL);
  return "no program";
}
