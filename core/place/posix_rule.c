/* SPDX-License-Identifier: MIT */
#include "../base/clock.h"
#include "tzif.h"

#define DAY_S     86400
#define MAX_HOURS 167 /* RFC 8536 3.3.1 */

static bool take_byte(wb_str *rest, char byte)
{
  if (rest->n == 0 || rest->p[0] != byte)
    return false;
  *rest = str_from(*rest, 1);
  return true;
}

static bool take_number(wb_str *rest, int max, int *ret_value)
{
  int value = 0;
  size_t n = 0;
  while (n < rest->n && n < 3 && ascii_is_digit(rest->p[n]))
    value = value * 10 + (rest->p[n++] - '0');
  if (n == 0 || value > max)
    return false;
  *rest = str_from(*rest, n);
  *ret_value = value;
  return true;
}

static bool take_name(wb_str *rest)
{
  bool quoted = take_byte(rest, '<');
  size_t n = 0;
  while (n < rest->n && (ascii_is_alpha(rest->p[n]) ||
                         (quoted && (ascii_is_digit(rest->p[n]) || rest->p[n] == '+' || rest->p[n] == '-'))))
    n++;
  if (n < 3)
    return false;
  *rest = str_from(*rest, n);
  return !quoted || take_byte(rest, '>');
}

static bool take_time(wb_str *rest, int32_t *ret_seconds)
{
  int hours = 0, minutes = 0, seconds = 0;
  bool negative = take_byte(rest, '-');
  if (!negative)
    take_byte(rest, '+');
  if (!take_number(rest, MAX_HOURS, &hours))
    return false;
  if (take_byte(rest, ':')) {
    if (!take_number(rest, 59, &minutes))
      return false;
    if (take_byte(rest, ':') && !take_number(rest, 59, &seconds))
      return false;
  }
  int32_t total = hours * 3600 + minutes * 60 + seconds;
  *ret_seconds = negative ? -total : total;
  return true;
}

static bool take_offset(wb_str *rest, int32_t *ret_east_s)
{
  int32_t west_s;
  if (!take_time(rest, &west_s) || west_s > 26 * 3600 || west_s < -26 * 3600)
    return false;
  *ret_east_s = -west_s;
  return true;
}

static bool take_day(wb_str *rest, posix_date *date)
{
  if (take_byte(rest, 'M')) {
    date->form = 'M';
    return take_number(rest, 12, &date->month) && date->month >= 1 && take_byte(rest, '.') &&
           take_number(rest, 5, &date->week) && date->week >= 1 && take_byte(rest, '.') &&
           take_number(rest, 6, &date->day);
  }
  date->form = 'N';
  if (take_byte(rest, 'J'))
    date->form = 'J';
  return take_number(rest, 365, &date->day) && (date->form == 'N' || date->day >= 1);
}

static bool take_date(wb_str *rest, posix_date *date)
{
  date->time_s = 2 * 3600;
  if (!take_byte(rest, ',') || !take_day(rest, date))
    return false;
  return !take_byte(rest, '/') || take_time(rest, &date->time_s);
}

bool posix_rule_read(wb_str text, posix_rule *ret_rule)
{
  posix_rule rule = { 0 };
  if (!take_name(&text) || !take_offset(&text, &rule.standard_s))
    return false;
  if (text.n == 0) {
    *ret_rule = rule;
    return true;
  }
  rule.has_daylight = true;
  rule.daylight_s = rule.standard_s + 3600;
  if (!take_name(&text))
    return false;
  if (text.n && text.p[0] != ',' && !take_offset(&text, &rule.daylight_s))
    return false;
  if (!take_date(&text, &rule.start) || !take_date(&text, &rule.end) || text.n)
    return false;
  *ret_rule = rule;
  return true;
}

static bool is_leap(int32_t year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t month_start_days(int32_t year, int month)
{
  civil first = { .year = year, .month = (uint8_t)month, .day = 1 };
  return civil_to_ms(&first) / 1000 / DAY_S;
}

/* Days from 1970 to the day that `date` names in a year. */
static int64_t date_days(const posix_date *date, int32_t year)
{
  int64_t january = month_start_days(year, 1);
  if (date->form == 'N')
    return january + date->day;
  if (date->form == 'J')
    return january + date->day - 1 + (is_leap(year) && date->day >= 60 ? 1 : 0);
  civil first = { .year = year, .month = (uint8_t)date->month, .day = 1 };
  int64_t start = month_start_days(year, date->month);
  int64_t next = date->month == 12 ? start + 31 : month_start_days(year, date->month + 1);
  int64_t day = start + (date->day - (int)civil_weekday(&first) + 7) % 7 + 7 * (date->week - 1);
  while (day >= next)
    day -= 7; /* week 5 is the last one */
  return day;
}

int32_t posix_rule_offset_s(const posix_rule *rule, int64_t utc_s)
{
  if (!rule->has_daylight)
    return rule->standard_s;
  civil now = civil_from_ms((utc_s + rule->standard_s) * 1000);
  int64_t start = date_days(&rule->start, now.year) * DAY_S + rule->start.time_s - rule->standard_s;
  int64_t end = date_days(&rule->end, now.year) * DAY_S + rule->end.time_s - rule->daylight_s;
  bool daylight = start < end ? utc_s >= start && utc_s < end : !(utc_s >= end && utc_s < start);
  return daylight ? rule->daylight_s : rule->standard_s;
}
