/* SPDX-License-Identifier: MIT */
/* The shapes of the numbers of DHL's divisions. */
#ifndef DHL_FORMATS_H
#define DHL_FORMATS_H
#include <waybill/plugin.h>

extern const wb_format dhl_formats[20];
#endif
