/* SPDX-License-Identifier: MIT */
/* One zone as its TZif file (RFC 8536) tells it: the changes, and the POSIX rule for all later times.
 *
 * Invariants of a tzif that was read: changes strictly ascend; each names an existing type; offsets lie
 * within a day and two hours; without a rule the last change holds for ever. */
#ifndef PLACE_TZIF_H
#define PLACE_TZIF_H
#include "../base/error.h"
#include "../base/str.h"

typedef struct posix_date { /* a day of each year and a time on it */
  char form; /* 'M': month, week, day of the week; 'J': day 1..365, never 29 February; 'N': day 0..365 */
  int month, week, day;
  int32_t time_s; /* after 00:00, may be negative or beyond a day */
} posix_date;

typedef struct posix_rule {
  int32_t standard_s, daylight_s; /* seconds east of UTC */
  bool has_daylight;
  posix_date start, end;
} posix_rule;

/* Reads "EST5EDT,M3.2.0,M11.1.0".  false: not a rule of POSIX with RFC 8536's wider hours. */
bool posix_rule_read(wb_str text, posix_rule *ret_rule);
int32_t posix_rule_offset_s(const posix_rule *rule, int64_t utc_s);

typedef struct tzif {
  int64_t *times;     /* UTC seconds */
  int32_t *offsets_s; /* in force from times[i] */
  size_t count;
  int32_t first_offset_s; /* before times[0] */
  bool has_rule;
  posix_rule rule; /* after the last change */
} tzif;

/* WB_E_PARSE: not TZif of version 2 or later, or damaged; WB_E_NOMEM. */
int tzif_read(wb_str file, tzif *ret_zone);
void tzif_free(tzif *z); /* takes NULL; the members only */
int32_t tzif_offset_s(const tzif *z, int64_t utc_s);
#endif
