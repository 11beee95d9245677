/* SPDX-License-Identifier: MIT */
#define LABEL ""
#include "right.h"
