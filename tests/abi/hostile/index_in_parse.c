/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  const wb_event e = { .struct_size = sizeof e, .number = 999, .status = WB_IN_TRANSIT };
  return s->h->event(s->c, &e) == WB_OK ? "taken" : "refused";
}
