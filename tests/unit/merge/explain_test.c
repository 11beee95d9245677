/* SPDX-License-Identifier: MIT */
/* Reasons for those who ask: of every statement's zone, of every pair that was joined, of the best rival. */
#include "merge_kit.h"

typedef struct heard {
  size_t zones, joined, rejected, rows;
  int32_t joined_sum, rows_sum, rejected_sum;
  const char *zone_words, *rejected_words;
  bool right_pair;
} heard;

static void hear(void *user, const merge_reason *r)
{
  heard *all = user;
  if (r->what == MERGE_READS) {
    all->zones++;
    all->zone_words = r->words;
  } else if (r->what == MERGE_REJECTED) {
    all->rejected++;
    all->rejected_sum = r->sum;
    all->rejected_words = r->words;
  } else {
    all->joined++;
    all->joined_sum = r->sum;
    all->rows = r->row_count;
    all->right_pair = !str_equal(r->source, r->other_source) && !str_equal(r->ref, r->other_ref) && r->ref.n;
    for (size_t i = 0; i < r->row_count; i++)
      all->rows_sum += r->rows[i].value;
  }
}

static heard explained(const feed *const *feeds, size_t count)
{
  heard all = { 0 };
  WB_AUTO(zones_ref) z = test_zones();
  WB_AUTO(arena_ref) memory = arena_new(0);
  const merge_listener listener = { hear, &all };
  merge_input in = { .feeds = feeds,
                     .feed_count = count,
                     .number = STR(NUMBER),
                     .as_of_ms = utc(AS_OF),
                     .zones = z,
                     .explain = &listener };
  const wb_timeline *t = NULL;
  cr_assert_eq(merge_feeds(&in, memory, &t, NULL), WB_OK);
  return all;
}

Test(explain, what_was_joined_and_what_was_not)
{
  feed *f = feed_from("ups", "2026-03-05T12:00:00Z"), *g = feed_from("hub", "2026-03-05T12:00:00Z");
  feed_result *r = result_in(f, NUMBER, "", WB_FOUND), *s = result_in(g, NUMBER, "", WB_FOUND);
  say(f, r, said(WB_DELIVERED_HOUSEHOLD, "Delivered", at_offset("2026-03-03T10:00:00", -300)));
  say(f, r, said(WB_OUT_FOR_DELIVERY_ON_VEHICLE, "Out", at_offset("2026-03-03T08:00:00", -300)));
  say(g, s, said(WB_DELIVERED_HOUSEHOLD, "Handed over", at_offset("2026-03-03T10:00:00", -300)));
  const feed *feeds[] = { f, g };
  heard all = explained(feeds, 2);
  cr_expect_eq(all.zones, 3u);
  cr_expect(strstr(all.zone_words, "names its own zone"), "%s", all.zone_words);
  cr_assert_eq(all.joined, 1u);
  cr_expect(all.right_pair);
  cr_expect_gt(all.rows, 2u);
  cr_expect_eq(all.rows_sum, all.joined_sum, "%d %d", all.rows_sum, all.joined_sum);
  cr_expect_gt(all.joined_sum, 0);
  cr_assert_geq(all.rejected, 1u);
  cr_expect_lt(all.rejected_sum, 0);
  cr_expect(strstr(all.rejected_words, "two scans"), "%s", all.rejected_words);
  feed_free(f);
  feed_free(g);
}
