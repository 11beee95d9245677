/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  return "nothing hostile";
}
