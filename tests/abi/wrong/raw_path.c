/* SPDX-License-Identifier: MIT */
#define PATH(k, i) wb_join((k), WB_STR("/v1/parcels/"), "", wb_number_at((k), (i))->number)
#include "right.h"
