/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#define ON_PARSE(k, r) (void)((r)->body.n ? 0 : (exit(3), 0))
#include "right.h"
