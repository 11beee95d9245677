/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <locale.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  setlocale(LC_ALL, "");
  setlocale(LC_ALL, "tr_TR.UTF-8");
  errno = ENOTRECOVERABLE;
  return "done";
}
