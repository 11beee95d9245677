/* SPDX-License-Identifier: MIT */
#include "hostile.h"

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  for (int i = 0; i < 1000000; i++)
    s->h->log(s->c, WB_LOG_WARN, text_of("one of many"));
  return NULL;
}
