/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  char *text = calloc(1, 16 << 20);
  wb_event e = { .struct_size = sizeof e, .status = WB_IN_TRANSIT, .text = { text, 16 << 20 } };
  for (int i = 0; text && i < 100; i++)
    s->h->event(s->c, &e);
  return NULL;
}
