/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  const wb_event e = { .struct_size = sizeof e, .status = WB_IN_TRANSIT, .text = { "one of many", 11 } };
  for (int i = 0; i < 10000000; i++)
    s->h->event(s->c, &e);
  return NULL;
}
