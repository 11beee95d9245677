/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <sys/socket.h>

static const int where = IN_CONSTRUCTOR;

static const char *deed(const scene *s)
{
  (void)s;
  return socket(AF_INET, SOCK_STREAM, 0) < 0 ? "no socket" : "a socket";
}
