/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  char byte;
  (void)s;
  return read(3, &byte, 1) > 0 ? "read" : "not read";
}
