/* SPDX-License-Identifier: MIT */
#define ON_EVENT(k, e) (*(volatile char *)(k)->h->alloc((k)->c, 1) = 1)
#include "right.h"
