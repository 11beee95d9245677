/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  static const unsigned header[2] = { 0xFFFFFFF0u, 17 };
  (void)s;
  return write(3, header, sizeof header) > 0 ? "written" : "not written";
}
