/* SPDX-License-Identifier: MIT */
/* A context a thread: every recorded number is detected and tracked, and all threads must see the same. */
#include "asks.h"
#include "crew.h"
#include <waybill/waybill.h>

#define NOW_MS INT64_C(1772870400000) /* 2026-03-07T08:00:00Z */

static void detect(wb_context *c, wb_str number, crew_tally *tally)
{
  const wb_detection *d = NULL;
  wb_error err = { 0 };
  char *json = NULL;
  if (wb_detect(c, number, &d, &err))
    return; /* some recorded numbers are wrong on purpose */
  if (wb_detection_json(d, &json, &err))
    crew_fail("wb_detection_json", err.text);
  crew_add(tally, str_of(json));
  wb_text_free(json);
}

static void take_answers(wb_run *run, crew_tally *tally)
{
  for (;;) {
    wb_answer *answer = NULL;
    wb_error err = { 0 };
    char *json = NULL;
    if (wb_run_next(run, -1, &answer, &err))
      crew_fail("wb_run_next", err.text);
    if (!answer)
      return;
    if (wb_timeline_json(wb_answer_timeline(answer), &json, &err))
      crew_fail("wb_timeline_json", err.text);
    crew_add(tally, str_of(json));
    wb_text_free(json);
    wb_answer_free(answer);
  }
}

static void work(void *user, crew_tally *tally)
{
  const asks *all = user;
  wb_options options = { .struct_size = sizeof(wb_options) };
  wb_context *c = NULL;
  wb_run *run = NULL;
  wb_error err = { 0 };
  options.config_file = "";
  options.demo = 1;
  options.now_ms = NOW_MS;
  if (wb_context_new(&options, &c, &err) || wb_run_new(c, &run, &err))
    crew_fail("context", err.text);
  for (size_t i = 0; i < all->count; i++) {
    wb_query q = { .struct_size = sizeof(wb_query) };
    wb_error refused = { 0 };
    q.number = all->items[i].number;
    q.carrier = str_of(all->items[i].carrier);
    wb_run_add(run, &q, &refused);
    detect(c, q.number, tally);
  }
  wb_run_flush(run);
  take_answers(run, tally);
  wb_run_free(run);
  wb_context_free(c);
}

int main(void)
{
  char cache[] = "/tmp/waybill-tsan-XXXXXX", path[sizeof cache + 32];
  asks all;
  if (!mkdtemp(cache) || setenv("XDG_CACHE_HOME", cache, 1))
    crew_fail("cache", "no folder");
  asks_read(&all);
  crew_run("contexts without a cache", work, &all);
  crew_run("contexts with a cache", work, &all);
  asks_free(&all);
  snprintf(path, sizeof path, "%s/waybill/registry.cache", cache);
  remove(path);
  snprintf(path, sizeof path, "%s/waybill", cache);
  remove(path);
  remove(cache);
  return EXIT_SUCCESS;
}
