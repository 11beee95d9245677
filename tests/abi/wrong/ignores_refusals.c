/* SPDX-License-Identifier: MIT */
#define SAY(k, e) (void)(k)->h->event((k)->c, &(e))
#include "right.h"
