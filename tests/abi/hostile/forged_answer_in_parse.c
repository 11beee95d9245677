/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  /* An answer with one host call that is none. */
  static const unsigned frame[4] = { 8, 17, 77, 0 };
  (void)s;
  return write(3, frame, sizeof frame) > 0 ? "written" : "not written";
}
