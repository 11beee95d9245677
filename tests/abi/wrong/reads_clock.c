/* SPDX-License-Identifier: MIT */
#include <time.h>
#define ON_PARSE(k, r) ((void)(r), (void)time(NULL))
#include "right.h"
