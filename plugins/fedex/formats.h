/* SPDX-License-Identifier: MIT */
/* The shapes of FedEx's numbers. */
#ifndef FEDEX_FORMATS_H
#define FEDEX_FORMATS_H
#include <waybill/plugin.h>

extern const wb_format fedex_formats[10];
#endif
