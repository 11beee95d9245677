/* SPDX-License-Identifier: MIT */
/* Right in everything: nothing is expected of the tests but that they pass. */
#include "right.h"
