/* SPDX-License-Identifier: MIT */
/* What Canada Post's event identifiers mean. */
#ifndef CANADA_POST_STATUSES_H
#define CANADA_POST_STATUSES_H
#include <waybill/carrier-kit.h>

/* The row for an event-identifier without its leading zeros; `text` (English or French) is asked only for the
 * codes whose meaning Canada Post itself splits by words.  NULL: no table explains the code. */
const wb_status_row *canada_post_status(wb_str code, wb_str text);
#endif
