/* SPDX-License-Identifier: MIT */
/* UPS's moments: local date and time, and in answers since about 2025 the same in GMT. */
#include "ups.h"

/* "74700" has lost a leading zero; only a clock without colons can. */
static wb_str six_digits(wb_kit *k, wb_str clock)
{
  static const char zeros[] = "000000";
  if (clock.n == 0 || clock.n >= 6 || memchr(clock.p, ':', clock.n))
    return clock;
  return wb_join(k, wb_span(zeros, 6 - clock.n), "", clock);
}

/* "-05:00", "-04.00", "+0530": minutes east of UTC.  0 when it is none. */
static int offset_minutes(wb_str s, int32_t *ret_minutes)
{
  int32_t digits[4] = { 0, 0, 0, 0 };
  size_t n = 0;
  if (s.n < 2 || (s.p[0] != '-' && s.p[0] != '+'))
    return 0;
  for (size_t i = 1; i < s.n && n < 4; i++)
    if (s.p[i] >= '0' && s.p[i] <= '9')
      digits[n++] = s.p[i] - '0';
  if (n != 4)
    return 0;
  int32_t minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
  if (minutes > 14 * 60)
    return 0;
  *ret_minutes = s.p[0] == '-' ? -minutes : minutes;
  return 1;
}

static wb_time only_gmt(wb_kit *k, const ups_moment *m, wb_time gmt)
{
  gmt.raw = wb_join(k, m->gmt_date, " ", m->gmt_clock);
  if (gmt.kind != WB_TIME_LOCAL) {
    gmt.kind = WB_TIME_NONE;
    return gmt;
  }
  gmt.kind = WB_TIME_INSTANT;
  gmt.utc_ms = gmt.local_ms;
  gmt.local_ms = 0;
  return gmt;
}

wb_time ups_time(wb_kit *k, const ups_moment *m)
{
  wb_time t = wb_time_digits(m->date, six_digits(k, m->clock));
  wb_time gmt = wb_time_digits(m->gmt_date, six_digits(k, m->gmt_clock));
  t.raw = wb_join(k, m->date, " ", m->clock);
  if (t.kind == WB_TIME_NONE) { /* the clock may be the wrong part: then the day is still true */
    wb_time day = wb_time_digits(m->date, wb_span(NULL, 0));
    day.raw = t.raw;
    return m->date.n ? day : only_gmt(k, m, gmt);
  }
  if (t.kind != WB_TIME_LOCAL)
    return t;

  if (gmt.kind == WB_TIME_LOCAL) {
    int64_t ahead = (t.local_ms - gmt.local_ms) / 60000;
    if (ahead < -720 || ahead > 840) { /* no place on earth: one of the two is wrong */
      t.flags |= WB_TIME_DOUBTFUL;
      return t;
    }
    t.kind = WB_TIME_LOCAL_UTC;
    t.utc_ms = gmt.local_ms;
  } else if (offset_minutes(m->gmt_offset, &t.offset_min)) {
    t.kind = WB_TIME_OFFSET;
  }
  return t;
}
