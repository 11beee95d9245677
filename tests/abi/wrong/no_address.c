/* SPDX-License-Identifier: MIT */
#define HOMEPAGE "www.example.com"
#include "right.h"
