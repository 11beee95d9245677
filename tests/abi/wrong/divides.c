/* SPDX-License-Identifier: MIT */
#define ON_EVENT(k, e) ((e)->unmapped |= 1000000000u % (unsigned)(e)->text.n == 77777u)
#include "right.h"
