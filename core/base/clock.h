/* SPDX-License-Identifier: MIT */
/* The one clock and the one source of chance, passed in wherever they are needed; and civil dates without
 * libc's time zones (nothing here depends on TZ or the locale). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include "buf.h"

/* Where time and chance come from.  {0} is the real ones; tests and --as-of put in their own. */
typedef struct wb_clock {
  int64_t fixed_ms;     /* not 0: now() is this for ever */
  uint64_t seed;        /* not 0: clock_random() is a fixed sequence from here (state lives in the struct) */
  uint64_t drawn[16];   /* from the system, which is asked once for so many */
  unsigned drawn_count; /* of them, those that were not given out */
} wb_clock;

int64_t clock_now_ms(const wb_clock *c);  /* milliseconds since 1970-01-01T00:00:00Z */
int64_t clock_steady_ms(void);            /* only for measuring spans: never goes back */
int64_t clock_process_ms(int process_id); /* processor time that another process has used; 0: not known */
uint64_t clock_random(wb_clock *c);

/* A date and time of day in some zone. */
typedef struct civil {
  int32_t year;       /* proleptic Gregorian */
  uint8_t month, day; /* 1..12, 1..31 */
  uint8_t hour, minute, second;
  uint16_t ms;
} civil;

bool civil_is_valid(const civil *c); /* second 60 is refused */
int64_t civil_to_ms(const civil *c); /* read as if it were UTC; c must be valid */
civil civil_from_ms(int64_t ms);
unsigned civil_weekday(const civil *c); /* 0 = Sunday */

/* "2026-03-04T09:00:00Z", with ".123" only when there are milliseconds. */
void civil_add_utc(buf *out, int64_t ms);
/* The same without the Z: a wall clock. */
void civil_add_local(buf *out, int64_t local_ms);
/* "2026-03-04" */
void civil_add_date(buf *out, int64_t local_ms);
/* "+05:30", "-05:00" */
void civil_add_offset(buf *out, int32_t offset_min);

/* RFC 3339 with a zone ("2026-03-04T09:00:00Z", "+01:00"), or a date alone = 00:00 UTC.  false: neither. */
bool civil_parse_utc(wb_str text, int64_t *ret_ms);
#endif
