/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  size_t blocks = 0;
  (void)s;
  for (volatile char *p; blocks < 1 << 16 && (p = malloc(1 << 20)); blocks++)
    *p = 1;
  return blocks < 1024 ? "stopped" : "a gigabyte and more";
}
