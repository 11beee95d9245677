/* SPDX-License-Identifier: MIT */
/* The shapes of USPS numbers; rows with one id are one format. */
#ifndef USPS_FORMATS_H
#define USPS_FORMATS_H
#include <waybill/carrier-kit.h>

enum { USPS_FORMATS = 35 };
extern const wb_format usps_formats[USPS_FORMATS];
#endif
