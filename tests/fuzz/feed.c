/* SPDX-License-Identifier: MIT */
/* A feed as others write it: read, written, read again as the same, and merged. */
#include "core/engine/feed_read.h"
#include "core/merge/merge.h"
#include "core/model/timeline.h"
#include "fuzz.h"

#define AS_OF_MS INT64_C(1773100800000)

static void write_feed(const feed *f, buf *out)
{
  wb_error err = { 0 };
  fuzz_promise(feed_to_json(f, out, &err) == WB_OK, "a feed can be written");
  fuzz_promise(str_is_utf8(buf_view(out), NULL), "a feed is UTF-8");
}

/* The first reading may lose what the contract does not have; what was written once stays the same. */
static void check_again(engine *e, wb_str json)
{
  WB_AUTO(feed_ref) again = NULL;
  WB_AUTO(buf) text = { 0 };
  wb_error err = { 0 };
  int rc = feed_read(e, json, &again, &err);
  fuzz_promise(rc == WB_OK || rc == WB_E_LIMIT, "what was written can be read");
  if (rc)
    return;
  write_feed(again, &text);
  fuzz_promise(str_equal(buf_view(&text), json), "a feed reads back as the same");
}

static void check_merge(const feed *f, zones *z)
{
  for (size_t i = 0; i < f->result_count && i < 4; i++) {
    WB_AUTO(arena_ref) memory = arena_new(0);
    WB_AUTO(buf) text = { 0 };
    const wb_timeline *t = NULL;
    wb_error err = { 0 };
    const merge_input in = { .feeds = &f, .feed_count = 1, .number = f->results[i].number, .as_of_ms = AS_OF_MS, .zones = z };
    fuzz_promise(memory != NULL, "memory");
    fuzz_promise(merge_feeds(&in, memory, &t, &err) == WB_OK, err.text);
    fuzz_promise(timeline_to_json(t, &text, &err) == WB_OK, "a timeline can be written");
    fuzz_promise(str_is_utf8(buf_view(&text), NULL), "a timeline is UTF-8");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  static engine e; /* only its JSON is used */
  static zones *z;
  WB_AUTO(feed_ref) f = NULL;
  WB_AUTO(buf) text = { 0 };
  wb_error err = { 0 };
  if (!z)
    fuzz_promise(zones_new(NULL, &z, NULL) == WB_OK, "memory");
  char *copy = fuzz_copy(data, n);
  int rc = feed_read(&e, (wb_str){ copy, n }, &f, &err);
  fuzz_promise(rc == err.code && (rc == WB_OK) == (f != NULL), "a feed or an error");
  free(copy);
  if (rc)
    return 0;
  write_feed(f, &text);
  check_again(&e, buf_view(&text));
  check_merge(f, z);
  return 0;
}
