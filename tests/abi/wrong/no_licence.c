/* SPDX-License-Identifier: MIT */
#define LICENCE ""
#include "right.h"
