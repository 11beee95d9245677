/* SPDX-License-Identifier: MIT */
/* replay_ways plugins/ID...: every recording in each way in which a carrier can be run; the bytes and the log lines must
 * be the same.  That they are the right ones is the affair of `waybill carriers check`. */
#include "replay.h"
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct played { /* one case, one way */
  buf feed, log;
} played;

static void keep_line(void *user, int level, const char *line)
{
  (void)level;
  played *p = user;
  buf_printf(&p->log, "%s\n", line);
}

static int play(const wb_carrier *carrier, const char *folder, played *p, wb_error *err)
{
  const logger log = { keep_line, p, LOG_INFO };
  host *h = NULL;
  int rc = host_new(&log, &h, err);
  if (rc == WB_OK)
    rc = play_case(h, carrier, folder, NULL, &p->feed, NULL, err);
  host_free(h);
  return rc;
}

static int compare(const played *first, const played *other, const char *folder, wb_error *err)
{
  if (!str_equal(buf_view(&first->feed), buf_view(&other->feed))) {
    WB_AUTO(buf) lines = { 0 };
    difference_add(&lines, folder, buf_view(&first->feed), buf_view(&other->feed));
    fputs(buf_cstr(&lines), stdout);
    return error_set(err, WB_E_PARSE, "the feed is another one");
  }
  if (!str_equal(buf_view(&first->log), buf_view(&other->log)))
    return error_set(err, WB_E_PARSE, "the log lines are others: %.200s", other->log.n ? other->log.data : "none");
  return WB_OK;
}

static int replay(const ways *w, const char *folder, wb_error *err)
{
  played first = { 0 };
  int rc = play(w->carriers[WAY_PLUGIN], folder, &first, err);
  for (int way = WAY_PLUGIN + 1; rc == WB_OK && way < WAY_COUNT; way++) {
    played other = { 0 };
    if (w->carriers[way]) {
      rc = play(w->carriers[way], folder, &other, err);
      if (rc == WB_OK)
        rc = compare(&first, &other, folder, err);
      error_context(err, rc, "%s, %s", folder, way_names[way]);
    }
    buf_free(&other.feed);
    buf_free(&other.log);
  }
  buf_free(&first.feed);
  buf_free(&first.log);
  return rc;
}

/* The number of cases; 0 after a failure. */
static size_t replay_all(const char *plugin)
{
  WB_AUTO(buf) pattern = { 0 };
  glob_t found = { 0 };
  ways w;
  wb_error err = { 0 };
  const char *slash = strrchr(plugin, '/');
  buf_printf(&pattern, "%s/recordings/*/ask", plugin);
  int rc = ways_open(&w, slash ? slash + 1 : plugin, &err);
  if (rc == WB_OK && glob(buf_cstr(&pattern), 0, NULL, &found) != 0)
    rc = error_set(&err, WB_E_IO, "%s: no recordings", plugin);
  for (size_t i = 0; rc == WB_OK && i < found.gl_pathc; i++) {
    WB_AUTO(buf) folder = { 0 };
    buf_add(&folder, str_upto(str_of(found.gl_pathv[i]), strlen(found.gl_pathv[i]) - strlen("/ask")));
    rc = replay(&w, buf_cstr(&folder), &err);
  }
  size_t count = rc == WB_OK ? found.gl_pathc : 0;
  printf("%s: %zu cases, %d ways%s%s\n", plugin, count, WAY_COUNT, rc ? ": " : "", err.text);
  globfree(&found);
  ways_close(&w);
  return count;
}

int main(int argc, char **argv)
{
  int failed = argc < 2;
  for (int i = 1; i < argc; i++)
    failed |= replay_all(argv[i]) == 0;
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
