/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <sys/uio.h>

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  char byte;
  struct iovec here = { &byte, 1 }, there = { (void *)s, 1 };
  return process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1 ? "read" : "not read";
}
