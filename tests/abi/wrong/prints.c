/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#define ON_PARSE(k, r) ((void)(r), (void)puts("parsing"))
#include "right.h"
