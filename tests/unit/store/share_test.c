/* SPDX-License-Identifier: MIT */
/* Several processes at one file, from the moment at which there is none. */
#include "store_kit.h"
#include <sys/wait.h>

enum { PROCESSES = 6, FEEDS = 15 };

static int add_as(const char *path, int process)
{
  store_options o = { .path = path, .sync = STORE_SYNC_NORMAL, .busy_timeout_ms = 60000 };
  store *s = NULL;
  if (store_open(&o, &s, NULL) != WB_OK)
    return 1;
  for (int i = 0; i < FEEDS; i++) {
    store_feed f = feed_of("1Z1", process * FEEDS + i + 1, "{}");
    store_quota quota = { STR("ups"), 1, 1 };
    int64_t total;
    if (store_add_feeds(s, &f, 1, NULL) != WB_OK || store_quota_add(s, &quota, &total, NULL) != WB_OK)
      return 2;
  }
  store_close(s);
  return 0;
}

Test(share, lets_processes_make_and_fill_one_store_at_once)
{
  place p = place_new();
  pid_t children[PROCESSES];
  for (int i = 0; i < PROCESSES; i++) {
    children[i] = fork();
    if (children[i] == 0)
      _exit(add_as(p.path, i));
  }
  for (int i = 0; i < PROCESSES; i++) {
    int status = -1;
    cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "process %d: %d", i, status);
  }
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  cr_expect_eq(all_feeds(s, "1Z1", memory).count, (size_t)PROCESSES * FEEDS);
  store_quota quota = { STR("ups"), 1, 0 };
  int64_t total = 0;
  cr_expect_eq(store_quota_add(s, &quota, &total, NULL), WB_OK);
  cr_expect_eq(total, PROCESSES * FEEDS);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}
