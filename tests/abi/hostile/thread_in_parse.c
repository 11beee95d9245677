/* SPDX-License-Identifier: MIT */
#include "hostile.h"
#include <pthread.h>

static void *stay(void *unused)
{
  for (;;)
    pause();
  return unused;
}

static const int where = IN_PARSE;

static const char *deed(const scene *s)
{
  pthread_t thread;
  (void)s;
  return pthread_create(&thread, NULL, stay, NULL) ? "no thread" : "a thread";
}
