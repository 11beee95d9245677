/* SPDX-License-Identifier: MIT */
/* What the targets share.  A broken promise ends the program, which is how a fuzzer hears of it. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H
#include "core/base/str.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n); /* libFuzzer's own name */

static inline void fuzz_promise(bool kept, const char *words)
{
  if (kept)
    return;
  fprintf(stderr, "broken promise: %s\n", words);
  abort();
}

/* The input in memory of its own size, so that a sanitizer sees the first byte beyond it. */
static inline char *fuzz_copy(const uint8_t *data, size_t n)
{
  char *copy = malloc(n ? n : 1);
  fuzz_promise(copy != NULL, "memory");
  if (n)
    memcpy(copy, data, n);
  return copy;
}
#endif
