/* SPDX-License-Identifier: MIT */
/* What FedEx's codes mean. */
#ifndef FEDEX_STATUSES_H
#define FEDEX_STATUSES_H
#include <waybill/carrier-kit.h>

/* The row for an event or a summary, NULL when no table explains it.  `code` is the exact one (eventType,
 * latest status code), `derived` FedEx's coarse one, `exception` the exceptionCode; each may be empty. */
const wb_status_row *fedex_status(wb_str code, wb_str derived, wb_str exception);

/* Does a row explain the exact code?  Without one the coarse code may still have given a status. */
int fedex_knows(wb_str code);

/* The outcome for the `error.code` of one number. */
uint32_t fedex_outcome(wb_str error_code);
#endif
