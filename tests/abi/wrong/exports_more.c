/* SPDX-License-Identifier: MIT */
#include "right.h"

__attribute__((visibility("default"))) int helper_of_mine(int a);
int helper_of_mine(int a)
{
  return a + 1;
}
