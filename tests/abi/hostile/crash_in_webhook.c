/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_WEBHOOK;

static const char *deed(const scene *s)
{
  (void)s;
  *(volatile int *)8 = 1;
  return NULL;
}
