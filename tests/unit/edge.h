/* SPDX-License-Identifier: MIT */
/* Memory whose end is the end of what can be read: the byte behind it ends the program. */
#ifndef TEST_EDGE_H
#define TEST_EDGE_H
#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct edge {
  char *start;
  size_t bytes; /* that can be read */
} edge;

static inline void edge_open(edge *e)
{
  e->bytes = (size_t)sysconf(_SC_PAGESIZE);
  e->start = mmap(NULL, 2 * e->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert_neq(e->start, MAP_FAILED);
  cr_assert_eq(mprotect(e->start + e->bytes, e->bytes, PROT_NONE), 0);
}

static inline void edge_close(edge *e)
{
  munmap(e->start, 2 * e->bytes);
}

/* A copy that ends at the edge. */
static inline void *edge_put(edge *e, const void *from, size_t n)
{
  char *to = e->start + e->bytes - n;
  cr_assert_leq(n, e->bytes);
  memcpy(to, from, n);
  return to;
}
#endif
