/* SPDX-License-Identifier: MIT */
static int calls;
#define ON_PARSE(k, r) (calls++, (void)(r))
#include "right.h"
