/* SPDX-License-Identifier: MIT */
/* Feeds in few words, and their merge. */
#ifndef TEST_MERGE_KIT_H
#define TEST_MERGE_KIT_H
#include "core/base/clock.h"
#include "core/merge/merge.h"
#include "core/model/timeline.h"
#include <criterion/criterion.h>
#include <stdio.h>

#define AS_OF "2026-03-10T00:00:00Z"

static inline int64_t utc(const char *text)
{
  int64_t ms = 0;
  cr_assert(civil_parse_utc(str_of(text), &ms), "%s", text);
  return ms;
}

/* A wall clock with its offset, a zone-less one, and a day: "2026-03-02T10:15:00". */
static inline int64_t wall(const char *text)
{
  WB_AUTO(buf) with_zone = { 0 };
  buf_printf(&with_zone, "%s%s", text, strlen(text) > 10 ? "Z" : "");
  return utc(buf_cstr(&with_zone));
}
static inline wb_time at_offset(const char *local, int32_t offset_min)
{
  return (wb_time){ .kind = WB_TIME_OFFSET,
                    .precision = WB_PRECISION_SECOND,
                    .local_ms = wall(local),
                    .offset_min = offset_min };
}
static inline wb_time at_local(const char *local)
{
  return (wb_time){ .kind = WB_TIME_LOCAL, .precision = WB_PRECISION_SECOND, .local_ms = wall(local) };
}
static inline wb_time at_utc(const char *text)
{
  return (wb_time){ .kind = WB_TIME_INSTANT, .precision = WB_PRECISION_SECOND, .utc_ms = utc(text) };
}
static inline wb_time on_day(const char *day)
{
  return (wb_time){ .kind = WB_TIME_DATE, .precision = WB_PRECISION_DAY, .local_ms = wall(day) };
}

static inline feed_statement said(uint32_t status, const char *code, wb_time time)
{
  return (feed_statement){ .status = status, .code = str_of(code), .text = str_of(code), .time = time };
}

#define NUMBER "1Z999AA10123456784"

static inline feed *feed_from(const char *source, const char *fetched_at)
{
  feed *f = NULL;
  cr_assert_eq(feed_new(0, &f, NULL), WB_OK);
  f->source = f->carrier = arena_str(f->memory, str_of(source));
  f->fetched_at_ms = utc(fetched_at);
  return f;
}
static inline feed_result *result_in(feed *f, const char *number, const char *key, uint32_t outcome)
{
  feed_result *r = feed_result_of(f, str_of(number), str_of(key));
  cr_assert(r);
  r->outcome = outcome;
  return r;
}
static inline void say(feed *f, feed_result *r, feed_statement s)
{
  cr_assert_eq(feed_add_statement(f, r, &s, NULL), WB_OK);
}

/* One for all tests of the program; each runs in a process of its own. */
static inline zones *test_zones(void)
{
  zones *z = NULL;
  cr_assert_eq(zones_new(NULL, &z, NULL), WB_OK);
  return z;
}

static inline const wb_timeline *merged(const feed *const *feeds, size_t count, arena *memory)
{
  WB_AUTO(zones_ref) z = test_zones();
  merge_input in = {
    .feeds = feeds, .feed_count = count, .number = STR(NUMBER), .as_of_ms = utc(AS_OF), .zones = z
  };
  const wb_timeline *t = NULL;
  wb_error err = { 0 };
  cr_assert_eq(merge_feeds(&in, memory, &t, &err), WB_OK, "%s", err.text);
  return t;
}

static inline const wb_finding *finding(const wb_timeline *t, const char *rule)
{
  for (size_t i = 0; i < t->finding_count; i++)
    if (str_is(str_of(t->findings[i].rule), rule))
      return &t->findings[i];
  return NULL;
}
#endif
