/* SPDX-License-Identifier: MIT */
const char *zlibVersion(void);
#define ON_PARSE(k, r) ((void)(r), (void)zlibVersion())
#include "right.h"
