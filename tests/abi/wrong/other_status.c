/* SPDX-License-Identifier: MIT */
#define OUT_STATUS WB_DELIVERED_DELIVERED
#include "right.h"
