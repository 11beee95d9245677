/* SPDX-License-Identifier: MIT */
#define OUT_CODE "OUTSIDE"
#include "right.h"
