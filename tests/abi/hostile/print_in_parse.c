/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  printf("HOSTILE WORDS\n");
  fflush(stdout);
  return write(2, "HOSTILE WORDS\n", 14) == 14 ? "printed" : "not printed";
}
