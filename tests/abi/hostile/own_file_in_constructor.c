/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <dlfcn.h>
static void construct(void);

static const int where = IN_CONSTRUCTOR;

static const char *deed(const scene *s)
{
  Dl_info info;
  (void)s;
  if (!dladdr((const void *)construct, &info))
    return "lost";
  unlink(info.dli_fname);
  return symlink("/etc/passwd", info.dli_fname) ? "not linked" : "linked";
}
