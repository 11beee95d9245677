/* SPDX-License-Identifier: MIT */
#include "right.h"

__attribute__((constructor)) static void early(void)
{
  __asm__ volatile("");
}
