/* SPDX-License-Identifier: MIT */
/* USPS's moments: when a scan was, and when a parcel is expected. */
#include "usps.h"

/* "-05:00" and "-7:00": minutes east of UTC, or INT32_MIN. */
static int32_t offset_of(wb_str s)
{
  size_t colon = 1;
  while (colon < s.n && s.p[colon] != ':')
    colon++;
  if (s.n < 4 || colon >= s.n || (s.p[0] != '-' && s.p[0] != '+'))
    return INT32_MIN;
  int64_t hours = wb_int(wb_span(s.p + 1, colon - 1), -1);
  int64_t minutes = wb_int(wb_span(s.p + colon + 1, s.n - colon - 1), -1);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
    return INT32_MIN;
  int32_t offset = (int32_t)(hours * 60 + minutes);
  return s.p[0] == '-' ? -offset : offset;
}

/* eventTimestamp is the place's own clock, with an offset, without one, a date alone, or with a Z that is not
 * true; GMTTimestamp is true. */
wb_time usps_time(const usps_scan *scan)
{
  wb_time t = wb_time_iso(scan->local);
  wb_time gmt = wb_time_iso(scan->gmt);
  int32_t offset = offset_of(scan->gmt_offset);
  if (t.kind == WB_TIME_INSTANT) {
    t.kind = WB_TIME_LOCAL;
    t.local_ms = t.utc_ms;
    t.utc_ms = 0;
    t.flags |= gmt.kind == WB_TIME_NONE ? WB_TIME_DOUBTFUL : 0;
  }
  if (t.kind != WB_TIME_LOCAL)
    return t;
  if (gmt.kind == WB_TIME_INSTANT || gmt.kind == WB_TIME_LOCAL) {
    t.kind = WB_TIME_LOCAL_UTC;
    t.utc_ms = gmt.kind == WB_TIME_INSTANT ? gmt.utc_ms : gmt.local_ms;
  } else if (offset != INT32_MIN) {
    t.kind = WB_TIME_OFFSET;
    t.offset_min = offset;
  }
  return t;
}

/* "12:15pm", "by 5:00 pm": milliseconds since midnight, -1 when there is no such clock. */
static int64_t clock_ms(wb_str s)
{
  size_t i = 0, digits = 0;
  int64_t hour = 0, minute;
  while (i < s.n && (s.p[i] < '0' || s.p[i] > '9'))
    i++;
  for (; i < s.n && digits < 2 && s.p[i] >= '0' && s.p[i] <= '9'; i++, digits++)
    hour = hour * 10 + (s.p[i] - '0');
  if (i + 3 > s.n || s.p[i] != ':')
    return -1;
  minute = wb_int(wb_span(s.p + i + 1, 2), -1);
  wb_str half = wb_trim(wb_span(s.p + i + 3, s.n - i - 3));
  if (hour < 1 || hour > 12 || minute < 0 || minute > 59 || half.n < 2 || wb_upper(half.p[1]) != 'M')
    return -1;
  if (wb_upper(half.p[0]) != 'A' && wb_upper(half.p[0]) != 'P')
    return -1;
  return ((hour % 12 + (wb_upper(half.p[0]) == 'P' ? 12 : 0)) * 60 + minute) * 60000;
}

/* The day at a clock, the destination's own; the whole day when there is no clock. */
static wb_time at_clock(wb_time day, int64_t clock)
{
  if (clock < 0 || day.kind != WB_TIME_DATE)
    return day;
  day.kind = WB_TIME_LOCAL;
  day.precision = WB_PRECISION_MINUTE;
  day.local_ms += clock;
  return day;
}

static size_t put_eta(wb_eta *etas, size_t n, uint32_t kind, wb_time from, wb_time to)
{
  if (from.kind == WB_TIME_NONE || to.kind == WB_TIME_NONE)
    return n;
  etas[n] = wb_eta_of(kind, from, to);
  return n + 1;
}

/* guaranteedDeliveryDate may be a text such as "3 Business Days": that is no date and gives none. */
wb_list usps_etas(wb_kit *k, const wb_node *item)
{
  const wb_node *says = k->d->get(item, "deliveryDateExpectation");
  wb_eta *etas = (wb_eta *)k->h->alloc(k->c, 3 * sizeof *etas);
  wb_time expected = wb_time_iso(wb_get(k, says, "expectedDeliveryDate"));
  wb_time guaranteed = wb_time_iso(wb_get(k, says, "guaranteedDeliveryDate"));
  wb_time predicted = wb_time_iso(wb_get(k, says, "predictedDeliveryDate"));
  int64_t by = clock_ms(wb_get(k, says, "endOfDay"));
  int64_t start = clock_ms(wb_get(k, says, "predictedDeliveryWindowStartTime"));
  int64_t end = clock_ms(wb_get(k, says, "predictedDeliveryWindowEndTime"));
  size_t n = 0;
  if (!etas)
    return wb_list_of(NULL, 0, sizeof *etas);
  if (start < 0 || end < 0)
    start = end = -1;
  n = put_eta(etas, n, WB_ETA_ESTIMATED, at_clock(expected, by < 0 ? -1 : 0), at_clock(expected, by));
  n = put_eta(etas, n, WB_ETA_PROMISED, guaranteed, guaranteed);
  n = put_eta(etas, n, WB_ETA_PREDICTED, at_clock(predicted, start), at_clock(predicted, end));
  return wb_list_of(etas, n, sizeof *etas);
}
