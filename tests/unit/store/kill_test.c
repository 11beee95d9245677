/* SPDX-License-Identifier: MIT */
/* A writer is killed in mid-write: what it was told is kept is kept, and nothing else is half there. */
#include "store_kit.h"
#include <signal.h>
#include <sys/wait.h>

enum { ROUNDS = 20, BATCH = 3 };

/* Adds batches for ever and acknowledges each through the pipe. */
static void write_for_ever(const char *path, int64_t first, int pipe_fd)
{
  store_options o = { .path = path };
  store *s = NULL;
  if (store_open(&o, &s, NULL) != WB_OK)
    _exit(1);
  for (int64_t at = first;; at += BATCH) {
    buf json[BATCH] = { { 0 }, { 0 }, { 0 } };
    store_feed batch[BATCH];
    for (int i = 0; i < BATCH; i++) {
      kit_feed(&json[i], (unsigned)(at + i), 11);
      batch[i] = feed_of("1Z1", at + i, buf_cstr(&json[i]));
      batch[i].answer = buf_view(&json[i]);
    }
    int64_t last = at + BATCH - 1;
    if (store_add_feeds(s, batch, BATCH, NULL) != WB_OK ||
        write(pipe_fd, &last, sizeof last) != (ssize_t)sizeof last)
      _exit(2);
    for (int i = 0; i < BATCH; i++)
      buf_free(&json[i]);
  }
}

/* The last acknowledged feed. */
static int64_t run_and_kill(const char *path, int64_t first, unsigned microseconds)
{
  int fds[2];
  cr_assert_eq(pipe(fds), 0);
  pid_t child = fork();
  if (child == 0) {
    close(fds[0]);
    write_for_ever(path, first, fds[1]);
  }
  close(fds[1]);
  int64_t last = first - 1, read_one;
  if (read(fds[0], &read_one, sizeof read_one) == (ssize_t)sizeof read_one) /* it works */
    last = read_one;
  usleep(microseconds);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  while (read(fds[0], &read_one, sizeof read_one) == (ssize_t)sizeof read_one)
    last = read_one;
  close(fds[0]);
  return last;
}

Test(kill, loses_no_acknowledged_feed_and_tears_no_batch)
{
  place p = place_new();
  int64_t first = 1;
  for (unsigned round = 0; round < ROUNDS; round++) {
    int64_t last = run_and_kill(p.path, first, 500 + round * 1237);
    cr_assert_geq(last, first, "the writer never got going");
    store *s = store_at(p.path);
    arena *memory = arena_new(0);
    store_feeds found = all_feeds(s, "1Z1", memory);
    cr_assert_geq((int64_t)found.count, last, "round %u: %zu of %lld", round, found.count, (long long)last);
    cr_assert_eq(found.count % BATCH, 0u, "round %u: a torn batch", round);
    for (size_t i = 0; i < found.count; i++) {
      cr_assert_eq(found.items[i].fetched_at_ms, (int64_t)i + 1);
      cr_assert(found.items[i].feed.n > 1000 && str_equal(found.items[i].feed, found.items[i].answer));
    }
    wb_error err = { 0 };
    cr_assert_eq(store_check(s, &err), WB_OK, "%s", err.text);
    first = (int64_t)found.count + 1;
    arena_free(memory);
    store_close(s);
  }
  place_free(&p);
}
