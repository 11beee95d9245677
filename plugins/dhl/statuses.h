/* SPDX-License-Identifier: MIT */
/* What the codes of DHL's divisions mean. */
#ifndef DHL_STATUSES_H
#define DHL_STATUSES_H
#include <waybill/carrier-kit.h>

/* The row for `code` (statusDetailed or status) of `service`, NULL when no table explains it. */
const wb_status_row *dhl_status(wb_kit *k, wb_str service, wb_str code);

/* Are the codes of `service` all in the table?  Then one that is not there is new. */
int dhl_lists_all(wb_str service);

/* The row for the coarse statusCode that all divisions share, NULL for any other word. */
const wb_status_row *dhl_coarse_status(wb_str status_code);
#endif
