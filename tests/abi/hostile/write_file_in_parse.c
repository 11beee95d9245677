/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  int fd = open(SECRET_FILE ".written", O_CREAT | O_WRONLY, 0600);
  return fd < 0 ? "closed" : "written";
}
