/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "hostile.h"
#include <link.h>
#include <stdbool.h>

/* Makes sure that there is one. */
__attribute__((used)) static const char wanted[] = "wb.xml/1";

/* The parsers are only there when it is going to be called. */
static int see(struct dl_phdr_info *info, size_t size, void *found)
{
  (void)size;
  if (strstr(info->dlpi_name, "libxml2"))
    *(bool *)found = true;
  return 0;
}

static const int where = IN_ENTRY;

static const char *deed(const scene *s)
{
  bool found = false;
  (void)s;
  dl_iterate_phdr(see, &found);
  return found ? "Honest" : "Harmless";
}
