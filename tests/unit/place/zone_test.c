/* SPDX-License-Identifier: MIT */
#include "core/base/clock.h"
#include "core/place/zone.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <waybill/waybill.h>

static int64_t utc(const char *text)
{
  int64_t ms = 0;
  cr_assert(civil_parse_utc(str_of(text), &ms), "%s", text);
  return ms;
}

static zones *zones_in(const char *folder)
{
  zones *z = NULL;
  cr_assert_eq(zones_new(folder, &z, NULL), WB_OK);
  return z;
}

Test(zone, turns_wall_clocks_into_instants)
{
  WB_AUTO(zones_ref) z = zones_in(NULL);
  struct {
    const char *zone, *local, *earliest, *latest;
  } cases[] = {
    { "UTC", "2026-03-02T10:15:00Z", "2026-03-02T10:15:00Z", "2026-03-02T10:15:00Z" },
    { "Europe/Berlin", "2026-01-15T12:00:00Z", "2026-01-15T11:00:00Z", "2026-01-15T11:00:00Z" },
    { "Europe/Berlin", "2026-07-15T12:00:00Z", "2026-07-15T10:00:00Z", "2026-07-15T10:00:00Z" },
    { "Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z",
      "2026-10-25T01:30:00Z" }, /* shown twice */
    { "Europe/Berlin", "2026-03-29T02:30:00Z", "2026-03-29T00:30:00Z",
      "2026-03-29T01:30:00Z" }, /* never shown */
    { "Europe/Berlin", "2026-03-29T01:59:59Z", "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z" },
    { "Europe/Berlin", "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z" },
    { "America/New_York", "2026-11-01T01:30:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z" },
    { "America/New_York", "2026-03-08T02:30:00Z", "2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z" },
    { "America/St_Johns", "2026-07-01T00:00:00Z", "2026-07-01T02:30:00Z", "2026-07-01T02:30:00Z" },
    { "Asia/Kathmandu", "2026-07-01T00:00:00Z", "2026-06-30T18:15:00Z", "2026-06-30T18:15:00Z" },
    { "Australia/Sydney", "2026-01-01T12:00:00Z", "2026-01-01T01:00:00Z", "2026-01-01T01:00:00Z" },
    { "Australia/Lord_Howe", "2026-04-05T01:45:00Z", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z" },
    { "America/Sao_Paulo", "2018-11-04T00:30:00Z", "2018-11-04T02:30:00Z", "2018-11-04T03:30:00Z" },
    { "Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-29T22:00:00Z",
      "2011-12-30T22:00:00Z" }, /* a day that never was */
    { "Europe/Dublin", "2026-07-01T12:00:00Z", "2026-07-01T11:00:00Z",
      "2026-07-01T11:00:00Z" }, /* negative winter time */
    { "Europe/Berlin", "2093-07-15T12:00:00Z", "2093-07-15T10:00:00Z",
      "2093-07-15T10:00:00Z" }, /* by the rule alone */
    { "America/New_York", "2093-12-15T12:00:00Z", "2093-12-15T17:00:00Z", "2093-12-15T17:00:00Z" },
    { "Australia/Sydney", "2093-01-15T12:00:00Z", "2093-01-15T01:00:00Z", "2093-01-15T01:00:00Z" },
    { "Europe/Berlin", "1800-01-01T00:00:00Z", "1799-12-31T23:06:32Z",
      "1799-12-31T23:06:32Z" }, /* local mean time */
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    int64_t earliest = 0, latest = 0;
    int rc = zone_local_to_utc(z, str_of(cases[i].zone), utc(cases[i].local) + 7, &earliest, &latest);
    cr_assert_eq(rc, WB_OK, "%s: %d", cases[i].zone, rc);
    cr_expect_eq(earliest, utc(cases[i].earliest) + 7, "%s %s: earliest", cases[i].zone, cases[i].local);
    cr_expect_eq(latest, utc(cases[i].latest) + 7, "%s %s: latest", cases[i].zone, cases[i].local);
  }
}

Test(zone, gives_the_offset_of_an_instant)
{
  WB_AUTO(zones_ref) z = zones_in(NULL);
  struct {
    const char *zone, *at;
    int32_t offset_min;
  } cases[] = {
    { "Europe/Berlin", "2026-03-29T00:59:59Z", 60 },
    { "Europe/Berlin", "2026-03-29T01:00:00Z", 120 },
    { "Europe/Berlin", "2026-10-25T00:59:59Z", 120 },
    { "Europe/Berlin", "2026-10-25T01:00:00Z", 60 },
    { "Europe/Berlin", "2094-03-28T00:59:59Z", 60 },
    { "Europe/Berlin", "2094-03-28T01:00:00Z", 120 },
    { "America/St_Johns", "2026-01-01T00:00:00Z", -210 },
    { "Africa/Casablanca", "2026-06-01T00:00:00Z", 60 },
    { "Asia/Kolkata", "2500-01-01T00:00:00Z", 330 },
    { "Pacific/Kiritimati", "2026-01-01T00:00:00Z", 840 },
    { "Europe/Berlin", "1800-01-01T00:00:00Z", 53 },
    { "America/New_York", "1800-01-01T00:00:00Z", -296 },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    int32_t offset_min = 9999;
    cr_assert_eq(zone_offset_at(z, str_of(cases[i].zone), utc(cases[i].at), &offset_min), WB_OK);
    cr_expect_eq(offset_min, cases[i].offset_min, "%s %s: %d", cases[i].zone, cases[i].at, offset_min);
  }
}

Test(zone, comes_back_to_the_same_wall_clock_everywhere)
{
  WB_AUTO(zones_ref) z = zones_in(NULL);
  const char *const names[] = { "Europe/London",   "America/Los_Angeles", "America/Havana",
                                "Asia/Tehran",     "Africa/Cairo",        "Pacific/Auckland",
                                "Asia/Gaza",       "America/Santiago",    "Australia/Lord_Howe",
                                "Antarctica/Troll" };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    for (int64_t at = utc("1995-01-01T00:00:00Z"); at < utc("2060-01-01T00:00:00Z");
         at += INT64_C(37) * 3600000 + 61000) {
      int32_t offset_min = 0;
      int64_t earliest = 0, latest = 0;
      cr_assert_eq(zone_offset_at(z, str_of(names[i]), at, &offset_min), WB_OK);
      cr_assert_eq(
          zone_local_to_utc(z, str_of(names[i]), at + offset_min * INT64_C(60000), &earliest, &latest),
          WB_OK);
      cr_assert(earliest == at || latest == at, "%s at %lld", names[i], (long long)at);
    }
}

Test(zone, refuses_names_that_leave_its_folder)
{
  WB_AUTO(zones_ref) z = zones_in(NULL);
  static char long_name[200];
  memset(long_name, 'a', sizeof long_name - 1);
  struct {
    const char *name;
    int code;
  } cases[] = {
    { "", WB_E_ARG },
    { "../passwd", WB_E_ARG },
    { "Europe/../../../etc/passwd", WB_E_ARG },
    { "/etc/passwd", WB_E_ARG },
    { "Europe//Berlin", WB_E_ARG },
    { "Europe/Berlin/", WB_E_ARG },
    { "Europe Berlin", WB_E_ARG },
    { "zone.tab", WB_E_ARG },
    { long_name, WB_E_ARG },
    { "Europe", WB_E_NOT_FOUND },
    { "Europe/Atlantis", WB_E_NOT_FOUND },
    { "europe/berlin", WB_E_NOT_FOUND },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++)
    for (int again = 0; again < 2; again++) {
      int32_t offset_min = 77;
      cr_expect_eq(zone_offset_at(z, str_of(cases[i].name), 0, &offset_min), cases[i].code, "%s",
                   cases[i].name);
      cr_expect_eq(offset_min, 77);
    }
  int64_t a = 7, b = 7;
  cr_expect_eq(zone_local_to_utc(z, STR("UTC"), INT64_MAX, &a, &b), WB_E_ARG);
  cr_expect_eq(zone_local_to_utc(z, STR("UTC"), INT64_MIN, &a, &b), WB_E_ARG);
  cr_expect(a == 7 && b == 7);
}

Test(zone, does_not_remember_made_up_names_without_end)
{
  WB_AUTO(zones_ref) z = zones_in(NULL);
  int32_t offset_min;
  for (int i = 0; i < 5000; i++) {
    char name[32];
    snprintf(name, sizeof name, "Made/Up_%d", i);
    cr_assert_eq(zone_offset_at(z, str_of(name), 0, &offset_min), WB_E_NOT_FOUND, "%d", i);
  }
  cr_expect_eq(zone_offset_at(z, STR("Europe/Berlin"), 0, &offset_min), WB_OK);
}

/* ---- hostile files ---- */

static void write_file(const char *folder, const char *name, const char *bytes, size_t n)
{
  char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "wb");
  cr_assert(f);
  fwrite(bytes, 1, n, f);
  fclose(f);
}

static void drop(const char *folder, const char *name)
{
  char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  unlink(path);
}

Test(zone, survives_every_damage_to_a_file)
{
  char folder[] = "/tmp/waybill-zone-XXXXXX";
  cr_assert(mkdtemp(folder));
  WB_AUTO(buf) good = { 0 };
  cr_assert_eq(buf_read_file(&good, ZONES_FOLDER "/Europe/Dublin", NULL), WB_OK);
  wb_clock c = { .seed = 42 };
  int refused = 0;
  for (int i = 0; i < 1500; i++) {
    WB_AUTO(buf) bad = { 0 };
    buf_add(&bad, buf_view(&good));
    uint64_t r = clock_random(&c);
    if (i % 3 == 0)
      bad.n = r % bad.n;
    for (int k = 0; bad.n && i % 3 && k < 1 + i % 5; k++) {
      size_t at = i % 2 ? clock_random(&c) % (bad.n < 88 ? bad.n : 88) : clock_random(&c) % bad.n;
      bad.data[at] = (char)clock_random(&c);
    }
    write_file(folder, "Bad", bad.data, bad.n);
    WB_AUTO(zones_ref) z = zones_in(folder);
    int64_t a, b;
    int32_t offset_min;
    int rc = zone_local_to_utc(z, STR("Bad"), utc("2026-07-01T00:00:00Z"), &a, &b);
    cr_assert(rc == WB_OK || rc == WB_E_PARSE, "%d", rc);
    refused += rc != WB_OK;
    zone_offset_at(z, STR("Bad"), utc("2090-07-01T00:00:00Z"), &offset_min);
  }
  cr_expect_gt(refused, 500);
  drop(folder, "Bad");
  rmdir(folder);
}

Test(zone, refuses_what_is_no_zone_file)
{
  char folder[] = "/tmp/waybill-zone-XXXXXX";
  cr_assert(mkdtemp(folder));
  static char large[300000];
  memcpy(large, "TZif2", 5);
  write_file(folder, "Empty", "", 0);
  write_file(folder, "Text", "Europe/Berlin\n", 14);
  write_file(folder, "Large", large, sizeof large);
  write_file(folder, "Old", large + 100, 44);
  WB_AUTO(zones_ref) z = zones_in(folder);
  int32_t offset_min;
  cr_expect_eq(zone_offset_at(z, STR("Empty"), 0, &offset_min), WB_E_PARSE);
  cr_expect_eq(zone_offset_at(z, STR("Text"), 0, &offset_min), WB_E_PARSE);
  cr_expect_eq(zone_offset_at(z, STR("Large"), 0, &offset_min), WB_E_LIMIT);
  cr_expect_eq(zone_offset_at(z, STR("Old"), 0, &offset_min), WB_E_PARSE);
  const char *const names[] = { "Empty", "Text", "Large", "Old" };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    drop(folder, names[i]);
  rmdir(folder);
  WB_AUTO(zones_ref) nowhere = zones_in("/nonexistent/zoneinfo");
  cr_expect_eq(zone_offset_at(nowhere, STR("UTC"), 0, &offset_min), WB_E_NOT_FOUND);
}
