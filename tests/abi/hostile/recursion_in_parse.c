/* SPDX-License-Identifier: MIT */
#include "hostile.h"

/* As deep as the stack goes. */
static unsigned deeper(unsigned depth)
{
  volatile char room[4096];
  room[depth % sizeof room] = 1;
  return depth ? deeper(depth + 1) + (unsigned)room[0] : 0;
}

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  return deeper(1) ? "deep" : "deeper";
}
