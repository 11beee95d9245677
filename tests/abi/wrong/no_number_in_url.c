/* SPDX-License-Identifier: MIT */
#define URL "https://www.example.com/track"
#include "right.h"
