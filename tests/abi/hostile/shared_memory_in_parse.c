/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <sys/shm.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  (void)s;
  return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) < 0 ? "not shared" : "shared";
}
