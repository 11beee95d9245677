/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#define ON_PARSE(k, r) ((void)(r), (void)getenv("HOME"))
#include "right.h"
