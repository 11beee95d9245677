/* SPDX-License-Identifier: MIT */
#define ORIGIN "http://api.example.com"
#include "right.h"
