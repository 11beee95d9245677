/* SPDX-License-Identifier: MIT */
/* The second look at each pair: what the other pairs say about it. */
#include "parts.h"
#include "weights.h"

bool merge_context(merger *m)
{
  (void)m;
  return true;
}
