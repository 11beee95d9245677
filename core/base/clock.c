/* SPDX-License-Identifier: MIT */
#include "clock.h"
#include <sys/random.h>
#include <time.h>

#define MS_PER_DAY INT64_C(86400000)

int64_t clock_now_ms(const wb_clock *c)
{
  if (c && c->fixed_ms)
    return c->fixed_ms;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_steady_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_process_ms(int process_id)
{
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(process_id, &clock) || clock_gettime(clock, &used))
    return 0;
  return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

uint64_t clock_random(wb_clock *c)
{
  uint64_t value = 0;
  if (c && c->seed) { /* splitmix64: for repeatable tests only */
    c->seed += UINT64_C(0x9E3779B97F4A7C15);
    value = c->seed;
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
  }
  if (c && c->drawn_count)
    return c->drawn[--c->drawn_count];
  if (c && getrandom(c->drawn, sizeof c->drawn, 0) == (ssize_t)sizeof c->drawn) {
    c->drawn_count = WB_COUNT(c->drawn) - 1;
    return c->drawn[c->drawn_count];
  }
  if (getrandom(&value, sizeof value, 0) != (ssize_t)sizeof value)
    value = (uint64_t)clock_steady_ms();
  return value;
}

/* Days from 1970-01-01, by counting in years that begin in March, so that the leap day comes last. */
static int64_t days_from_civil(int64_t year, unsigned month, unsigned day)
{
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (int64_t)((153u * (month + (month > 2 ? -3u : 9u)) + 2u) / 5u + day) - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

static bool is_leap(int32_t year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool civil_is_valid(const civil *c)
{
  static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1)
    return false;
  unsigned last = days[c->month - 1] + (c->month == 2 && is_leap(c->year) ? 1u : 0u);
  return c->day <= last && c->hour < 24 && c->minute < 60 && c->second < 60 && c->ms < 1000;
}

int64_t civil_to_ms(const civil *c)
{
  int64_t days = days_from_civil(c->year, c->month, c->day);
  return days * MS_PER_DAY + ((c->hour * INT64_C(60) + c->minute) * 60 + c->second) * 1000 + c->ms;
}

civil civil_from_ms(int64_t ms)
{
  int64_t days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0);
  int64_t rest = ms - days * MS_PER_DAY;
  int64_t shifted = days + 719468;
  int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  int64_t day_of_era = shifted - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month = (5 * day_of_year + 2) / 153;
  int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
  month += month < 10 ? 3 : -9;
  return (civil){
    .year = (int32_t)(year_of_era + era * 400 + (month <= 2)),
    .month = (uint8_t)month,
    .day = (uint8_t)day,
    .hour = (uint8_t)(rest / 3600000),
    .minute = (uint8_t)(rest / 60000 % 60),
    .second = (uint8_t)(rest / 1000 % 60),
    .ms = (uint16_t)(rest % 1000),
  };
}

unsigned civil_weekday(const civil *c)
{
  int64_t days = days_from_civil(c->year, c->month, c->day);
  return (unsigned)(((days % 7) + 11) % 7); /* 1970-01-01 was a Thursday */
}

/* By hand, because each event of each answer has some of these, and printf() costs ten times as much. */
static void write_digits(char *to, size_t n, unsigned value)
{
  for (; n > 0; value /= 10)
    to[--n] = (char)('0' + value % 10);
}

static void add_date(buf *out, const civil *c)
{
  char text[] = "0000-00-00";
  if (c->year < 0 || c->year > 9999) {
    buf_printf(out, "%04d-%02u-%02u", c->year, (unsigned)c->month, (unsigned)c->day);
    return;
  }
  write_digits(text, 4, (unsigned)c->year);
  write_digits(text + 5, 2, c->month);
  write_digits(text + 8, 2, c->day);
  buf_add(out, (wb_str){ text, sizeof text - 1 });
}

void civil_add_date(buf *out, int64_t local_ms)
{
  civil c = civil_from_ms(local_ms);
  add_date(out, &c);
}

void civil_add_local(buf *out, int64_t local_ms)
{
  char text[] = "T00:00:00.000";
  civil c = civil_from_ms(local_ms);
  add_date(out, &c);
  write_digits(text + 1, 2, c.hour);
  write_digits(text + 4, 2, c.minute);
  write_digits(text + 7, 2, c.second);
  write_digits(text + 10, 3, c.ms);
  buf_add(out, (wb_str){ text, c.ms ? 13 : 9 });
}

void civil_add_utc(buf *out, int64_t ms)
{
  civil_add_local(out, ms);
  buf_add_byte(out, 'Z');
}

void civil_add_offset(buf *out, int32_t offset_min)
{
  char text[] = "+00:00";
  int32_t absolute = offset_min < 0 ? -offset_min : offset_min;
  if (absolute > 99 * 60) {
    buf_printf(out, "%c%02d:%02d", offset_min < 0 ? '-' : '+', absolute / 60, absolute % 60);
    return;
  }
  text[0] = offset_min < 0 ? '-' : '+';
  write_digits(text + 1, 2, (unsigned)absolute / 60);
  write_digits(text + 4, 2, (unsigned)absolute % 60);
  buf_add(out, (wb_str){ text, sizeof text - 1 });
}

static bool read_digits(wb_str *rest, size_t n, unsigned *ret_value)
{
  uint64_t value;
  if (rest->n < n || !str_to_u64(str_upto(*rest, n), &value))
    return false;
  *ret_value = (unsigned)value;
  *rest = (wb_str){ rest->p + n, rest->n - n };
  return true;
}

static bool skip_byte(wb_str *rest, char byte)
{
  if (!rest->n || rest->p[0] != byte)
    return false;
  *rest = (wb_str){ rest->p + 1, rest->n - 1 };
  return true;
}

static bool read_offset(wb_str *rest, int64_t *ret_offset_min)
{
  unsigned hours, minutes;
  if (skip_byte(rest, 'Z') || skip_byte(rest, 'z')) {
    *ret_offset_min = 0;
    return true;
  }
  bool west = rest->n > 0 && rest->p[0] == '-';
  if ((!skip_byte(rest, '+') && !skip_byte(rest, '-')) || !read_digits(rest, 2, &hours) ||
      !skip_byte(rest, ':') || !read_digits(rest, 2, &minutes) || hours > 23 || minutes > 59)
    return false;
  int64_t offset = (int64_t)hours * 60 + minutes;
  *ret_offset_min = west ? -offset : offset;
  return true;
}

static bool read_time_of_day(wb_str *rest, civil *c)
{
  unsigned hour, minute, second = 0, ms = 0;
  if (!read_digits(rest, 2, &hour) || !skip_byte(rest, ':') || !read_digits(rest, 2, &minute))
    return false;
  if (skip_byte(rest, ':') && !read_digits(rest, 2, &second))
    return false;
  if (skip_byte(rest, '.')) {
    unsigned scale = 100;
    if (!rest->n || !ascii_is_digit(rest->p[0]))
      return false;
    while (rest->n && ascii_is_digit(rest->p[0])) {
      ms += (unsigned)(rest->p[0] - '0') * scale;
      scale /= 10;
      skip_byte(rest, rest->p[0]);
    }
  }
  c->hour = (uint8_t)hour;
  c->minute = (uint8_t)minute;
  c->second = (uint8_t)second;
  c->ms = (uint16_t)ms;
  return true;
}

bool civil_parse_utc(wb_str text, int64_t *ret_ms)
{
  civil c = { 0 };
  unsigned year, month, day;
  int64_t offset_min = 0;
  if (!read_digits(&text, 4, &year) || !skip_byte(&text, '-') || !read_digits(&text, 2, &month) ||
      !skip_byte(&text, '-') || !read_digits(&text, 2, &day))
    return false;
  c.year = (int32_t)year;
  c.month = (uint8_t)month;
  c.day = (uint8_t)day;
  if (text.n) {
    if (!skip_byte(&text, 'T') && !skip_byte(&text, 't') && !skip_byte(&text, ' '))
      return false;
    if (!read_time_of_day(&text, &c) || !read_offset(&text, &offset_min))
      return false;
  }
  if (text.n || !civil_is_valid(&c))
    return false;
  *ret_ms = civil_to_ms(&c) - offset_min * 60000;
  return true;
}
