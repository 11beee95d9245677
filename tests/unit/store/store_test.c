/* SPDX-License-Identifier: MIT */
#include "core/base/module.h"
#include "core/model/timeline.h"
#include "core/store/pack.h"
#include "store_kit.h"
#include <fcntl.h>
#include <sys/stat.h>

Test(store, makes_a_private_folder_and_file)
{
  place p = place_new();
  char path[256];
  struct stat st;
  snprintf(path, sizeof path, "%s/a/b/store.db", p.folder);
  store_close(store_at(path));
  cr_assert_eq(stat(path, &st), 0);
  cr_expect_eq(st.st_mode & 07777, 0600u);
  snprintf(path, sizeof path, "%s/a", p.folder);
  cr_assert_eq(stat(path, &st), 0);
  cr_expect_eq(st.st_mode & 07777, 0700u);
  char inner[256];
  snprintf(inner, sizeof inner, "%s/a/b", p.folder);
  folder_free(inner);
  snprintf(inner, sizeof inner, "%s/a", p.folder);
  folder_free(inner);
  cr_expect_eq(access(inner, F_OK), -1, "nothing else was left behind");
  place_free(&p);
}

Test(store, leaves_nothing_behind_but_the_database_when_it_is_closed)
{
  place p = place_new();
  store *s = store_at(p.path);
  add_one(s, feed_of("1Z1", 1, "{}"));
  store_close(s);
  DIR *d = opendir(p.folder);
  size_t files = 0;
  for (const struct dirent *e = readdir(d); e; e = readdir(d))
    files += e->d_name[0] != '.';
  closedir(d);
  cr_expect_eq(files, 1u);
  place_free(&p);
}

Test(store, gives_back_what_was_added)
{
  place p = place_new();
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  static char large[100000], noise[4000];
  memset(large, 'a', sizeof large);
  unsigned state = 7;
  for (size_t i = 0; i < sizeof noise; i++)
    noise[i] = (char)((state = state * 1664525u + 1013904223u) >> 24);
  wb_str bodies[] = {
    STR(""), STR("x"), { large, 511 }, { large, 512 }, { large, sizeof large }, { noise, sizeof noise }
  };
  for (size_t i = 0; i < WB_COUNT(bodies); i++) {
    store_feed f = feed_of("1Z1", (int64_t)i + 1, "");
    f.feed = bodies[WB_COUNT(bodies) - 1 - i];
    f.answer = bodies[i];
    f.outcome = (uint32_t)i + 1;
    f.recorded = i % 2;
    f.carrier = i % 2 ? STR("usps") : STR("ups");
    add_one(s, f);
  }
  store_feeds found = all_feeds(s, "1Z1", memory);
  cr_assert_eq(found.count, WB_COUNT(bodies));
  for (size_t i = 0; i < found.count; i++) {
    const store_feed *f = &found.items[i];
    cr_expect(str_equal(f->feed, bodies[WB_COUNT(bodies) - 1 - i]), "feed %zu", i);
    cr_expect(str_equal(f->answer, bodies[i]), "answer %zu", i);
    cr_expect_eq(f->fetched_at_ms, (int64_t)i + 1);
    cr_expect_eq(f->outcome, i + 1);
    cr_expect_eq(f->recorded, i % 2 == 1);
    cr_expect(str_is(f->carrier, i % 2 ? "usps" : "ups"));
    cr_expect(str_is(f->source, "ups"));
    cr_expect(str_is(f->number, "1Z1"));
  }
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, keeps_a_feed_once_however_often_it_is_added)
{
  place p = place_new();
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  store_feed same = feed_of("1Z1", 5, "{\"a\":1}");
  store_feed other_text = feed_of("1Z1", 5, "{\"a\":2}"), other_time = feed_of("1Z1", 6, "{\"a\":1}");
  store_feed other_carrier = same, other_answer = same;
  other_carrier.carrier = STR("usps");
  other_answer.answer = STR("<html>");
  for (int i = 0; i < 3; i++)
    add_one(s, same);
  cr_expect_eq(all_feeds(s, "1Z1", memory).count, 1u);
  store_feed batch[] = { same, other_text, other_time, other_carrier, other_answer, same };
  wb_error err = { 0 };
  cr_assert_eq(store_add_feeds(s, batch, WB_COUNT(batch), &err), WB_OK, "%s", err.text);
  cr_expect_eq(all_feeds(s, "1Z1", memory).count, 5u);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, adds_a_batch_whole_or_not_at_all)
{
  place p = place_new();
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  static char long_number[200];
  memset(long_number, '7', 129);
  struct {
    const char *what;
    store_feed bad;
    int code;
  } cases[] = {
    { "no number", feed_of("", 2, "{}"), WB_E_ARG },
    { "long number", feed_of(long_number, 2, "{}"), WB_E_ARG },
    { "bytes that are no text", feed_of("1Z\xff", 2, "{}"), WB_E_ARG },
    { "no source", feed_of("1Z1", 2, "{}"), WB_E_ARG },
    { "too large", feed_of("1Z1", 2, "{}"), WB_E_LIMIT },
  };
  cases[3].bad.source = STR("");
  cases[4].bad.feed.n = (size_t)STORE_MAX_TEXT_BYTES + 1;
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    store_feed batch[] = { feed_of("1Z1", 1, "{}"), cases[i].bad };
    batch[0].carrier = STR("brand-new");
    wb_error err = { 0 };
    cr_expect_eq(store_add_feeds(s, batch, 2, &err), cases[i].code, "%s: %s", cases[i].what, err.text);
    cr_expect_eq(all_feeds(s, "1Z1", memory).count, 0u, "%s", cases[i].what);
  }
  store_feed good = feed_of("1Z1", 1, "{}"); /* the rows made before the rollback are not taken for made */
  good.carrier = STR("brand-new");
  add_one(s, good);
  cr_expect_eq(all_feeds(s, "1Z1", memory).count, 1u);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, takes_the_source_for_the_carrier_when_none_is_named)
{
  place p = place_new();
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  store_feed f = feed_of("1Z1", 1, "{}");
  f.carrier = (wb_str){ NULL, 0 };
  add_one(s, f);
  cr_expect(str_is(all_feeds(s, "1Z1", memory).items[0].carrier, "ups"));
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, gives_the_newest_feeds_in_order_within_limits)
{
  place p = place_new();
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  const int64_t times[] = { 50, 10, 40, 20, 30 };
  for (size_t i = 0; i < WB_COUNT(times); i++) {
    store_feed f = feed_of("1Z1", times[i], "{}");
    f.carrier = times[i] % 20 ? STR("ups") : STR("usps");
    add_one(s, f);
  }
  struct {
    store_query q;
    size_t count;
    int64_t first, last;
    bool more;
  } cases[] = {
    { { .number = STR("1Z1") }, 5, 10, 50, false },
    { { .number = STR("1Z1"), .max = 5 }, 5, 10, 50, false },
    { { .number = STR("1Z1"), .max = 2 }, 2, 40, 50, true },
    { { .number = STR("1Z1"), .until_ms = 30 }, 3, 10, 30, false },
    { { .number = STR("1Z1"), .until_ms = 30, .max = 1 }, 1, 30, 30, true },
    { { .number = STR("1Z1"), .carrier = STR("usps") }, 2, 20, 40, false },
    { { .number = STR("1Z1"), .carrier = STR("dhl") }, 0, 0, 0, false },
    { { .number = STR("1Z") }, 0, 0, 0, false },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    store_feeds found = { 0 };
    wb_error err = { 0 };
    cr_assert_eq(store_feeds_of(s, &cases[i].q, memory, &found, &err), WB_OK, "%s", err.text);
    cr_assert_eq(found.count, cases[i].count, "case %zu: %zu", i, found.count);
    cr_expect_eq(found.more, cases[i].more, "case %zu", i);
    if (!found.count)
      continue;
    cr_expect_eq(found.items[0].fetched_at_ms, cases[i].first, "case %zu", i);
    cr_expect_eq(found.items[found.count - 1].fetched_at_ms, cases[i].last, "case %zu", i);
  }
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, says_when_feeds_do_not_fit_the_memory_given)
{
  place p = place_new();
  store *s = store_at(p.path);
  static char large[200000];
  memset(large, 'a', sizeof large - 1);
  add_one(s, feed_of("1Z1", 1, large));
  arena *memory = arena_new(100000);
  store_query q = { .number = STR("1Z1") };
  store_feeds found = { 0 };
  wb_error err = { 0 };
  cr_expect_eq(store_feeds_of(s, &q, memory, &found, &err), WB_E_LIMIT);
  cr_expect_eq(found.count, 0u);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, finds_a_number_by_a_unique_prefix)
{
  place p = place_new();
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  const char *const numbers[] = { "1Z999", "1Z998", "1Z9", "RR123456785FR", "9400", "1Z997", "1Z996" };
  for (size_t i = 0; i < WB_COUNT(numbers); i++)
    add_one(s, feed_of(numbers[i], (int64_t)i + 1, "{}"));
  struct {
    const char *prefix, *number;
    int code;
  } cases[] = {
    { "R", "RR123456785FR", WB_OK }, { "RR123456785FR", "RR123456785FR", WB_OK },
    { "94", "9400", WB_OK },         { "1Z9", "1Z9", WB_OK },
    { "1Z999", "1Z999", WB_OK },     { "1Z", NULL, WB_E_AMBIGUOUS },
    { "2", NULL, WB_E_NOT_FOUND },   { "94001", NULL, WB_E_NOT_FOUND },
    { "", NULL, WB_E_ARG },          { "%", NULL, WB_E_NOT_FOUND },
    { "_", NULL, WB_E_NOT_FOUND },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    wb_str found = { 0 };
    wb_error err = { 0 };
    int rc = store_find_number(s, str_of(cases[i].prefix), memory, &found, &err);
    cr_expect_eq(rc, cases[i].code, "%s: %s", cases[i].prefix, err.text);
    if (rc == WB_OK)
      cr_expect(str_is(found, cases[i].number), "%s", cases[i].prefix);
    if (rc == WB_E_AMBIGUOUS)
      cr_expect(strstr(err.text, "1Z9, 1Z996, 1Z997 ..."), "%s", err.text);
  }
  store_numbers list = { 0 };
  cr_assert_eq(store_numbers_of(s, STR("1Z99"), memory, &list, NULL), WB_OK);
  cr_assert_eq(list.count, 4u);
  cr_expect(str_is(list.items[0].number, "1Z996") && str_is(list.items[3].number, "1Z999"));
  cr_expect_eq(list.items[3].first_ms, 1);
  cr_expect_eq(list.items[3].feed_count, 1);
  cr_expect_not(list.more);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(store, knows_when_a_source_was_last_asked)
{
  place p = place_new();
  store *s = store_at(p.path);
  int64_t ms = -1;
  cr_assert_eq(store_last_asked(s, STR("1Z1"), STR("ups"), &ms, NULL), WB_OK);
  cr_expect_eq(ms, 0);
  store_feed recorded = feed_of("1Z1", 90, "{}"), other = feed_of("1Z1", 80, "{}");
  recorded.recorded = true;
  other.source = other.carrier = STR("usps");
  add_one(s, recorded);
  add_one(s, other);
  add_one(s, feed_of("1Z1", 70, "{}"));
  add_one(s, feed_of("1Z1", 60, "{}"));
  cr_assert_eq(store_last_asked(s, STR("1Z1"), STR("ups"), &ms, NULL), WB_OK);
  cr_expect_eq(ms, 70, "a recording is no question");
  cr_assert_eq(store_last_asked(s, STR("1Z1"), STR("usps"), &ms, NULL), WB_OK);
  cr_expect_eq(ms, 80);
  store_close(s);
  place_free(&p);
}

Test(store, counts_requests_by_key_and_day)
{
  place p = place_new();
  store *s = store_at(p.path);
  struct {
    store_quota q;
    int64_t total;
  } cases[] = {
    { { STR("ups/a"), 100, 0 }, 0 }, { { STR("ups/a"), 100, 3 }, 3 }, { { STR("ups/a"), 100, 4 }, 7 },
    { { STR("ups/a"), 100, 0 }, 7 }, { { STR("ups/b"), 100, 1 }, 1 }, { { STR("ups/a"), 101, 1 }, 1 },
    { { STR("ups/a"), 108, 2 }, 2 }, { { STR("ups/a"), 100, 0 }, 0 }, /* dropped after a week */
    { { STR("ups/a"), 101, 0 }, 1 }, { { STR("ups/b"), 100, 0 }, 1 },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    int64_t total = -1;
    wb_error err = { 0 };
    cr_assert_eq(store_quota_add(s, &cases[i].q, &total, &err), WB_OK, "%s", err.text);
    cr_expect_eq(total, cases[i].total, "case %zu: %lld", i, (long long)total);
  }
  store_quota bad[] = { { STR(""), 1, 1 }, { STR("k"), 1, -1 }, { STR("k"), 1, INT64_MAX } };
  for (size_t i = 0; i < WB_COUNT(bad); i++) {
    int64_t total = -1;
    wb_error err = { 0 };
    cr_expect_eq(store_quota_add(s, &bad[i], &total, &err), WB_E_ARG);
    cr_expect_eq(total, -1);
  }
  store_close(s);
  place_free(&p);
}

Test(store, keeps_one_body_of_many_numbers_once)
{
  place p = place_new();
  store *s = store_at(p.path);
  static char body[50000];
  unsigned state = 3;
  for (size_t i = 0; i + 1 < sizeof body; i++)
    body[i] = (char)(33 + ((state = state * 1664525u + 1013904223u) >> 24) % 90);
  for (int i = 0; i < 30; i++) {
    char number[16];
    snprintf(number, sizeof number, "N%02d", i);
    store_feed f = feed_of(number, 1, "{}");
    f.answer = str_of(body);
    add_one(s, f);
  }
  store_close(s);
  struct stat st;
  cr_assert_eq(stat(p.path, &st), 0);
  cr_expect_lt(st.st_size, 200000, "%lld", (long long)st.st_size);
  place_free(&p);
}

Test(store, never_changes_the_dictionary_that_feeds_are_packed_with)
{
  content_hash hash = content_hash_of(pack_dictionary());
  cr_expect_eq(hash.high, UINT64_C(0xd393c9753dbf6a0d));
  cr_expect_eq(hash.low, UINT64_C(0x51563e54a99727b0));
}

Test(store, is_a_part_with_all_of_its_functions)
{
  const store_part *part = waybill_part(MODULE_VERSION);
  cr_assert(part);
  void *const *slots = (void *const *)(const void *)part;
  for (size_t i = 0; i < sizeof *part / sizeof *slots; i++)
    cr_expect(slots[i], "function %zu", i);
  cr_expect_eq(waybill_part(MODULE_VERSION + 1), NULL);
}
