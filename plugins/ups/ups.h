/* SPDX-License-Identifier: MIT */
/* What the files of this carrier share: UPS's words, and UPS's way of writing a moment. */
#ifndef UPS_H
#define UPS_H
#include <waybill/carrier-kit.h>

enum { UPS_FORMATS = 2 };
extern const wb_format ups_formats[UPS_FORMATS];

/* Sets status, reason, flags, unmapped and the raw code of the event.  type: "I"; status_code: "005", three
 * digits; code: the two characters, "AR".  Any of them may be empty. */
void ups_status_apply(wb_kit *k, wb_event *e, wb_str type, wb_str status_code, wb_str code);

/* A moment as UPS writes it: the wall clock, and in newer answers the same in GMT and the offset. */
typedef struct ups_moment {
  wb_str date, clock;         /* "20260304", "101500" */
  wb_str gmt_date, gmt_clock; /* the clock also as "74700" (a lost zero) and "15:44:34" */
  wb_str gmt_offset;          /* "-05:00"; in pushed bodies "-04.00" */
} ups_moment;
wb_time ups_time(wb_kit *k, const ups_moment *m);

/* Track Alert: one pushed body is one activity of one package. */
int32_t ups_webhook(const wb_host *h, wb_call *c, const wb_push *p);
extern const wb_hook ups_hook;
#endif
