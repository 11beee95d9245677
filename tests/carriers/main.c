/* SPDX-License-Identifier: MIT */
/* replay_carriers [--update] [--print] [-v] [FOLDER...]: FOLDER is plugins/ID, or one case
 * plugins/ID/recordings/CASE; without any, all plugins of the source tree.
 * --update writes feed.json, --print shows what comes out, -v shows log lines of cases that pass too. */
#include "replay.h"
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct run {
  bool update, print, verbose;
  size_t passed, failed;
  buf log;       /* lines of the running case */
  buf first_log; /* what the first way of running it wrote */
} run;

static void keep_line(void *user, int level, const char *line)
{
  (void)level;
  run *r = user;
  buf_printf(&r->log, "  log: %s\n", line);
}

static bool is_folder(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(const char *folder, const char *name)
{
  WB_AUTO(buf) path = { 0 };
  struct stat st;
  buf_printf(&path, "%s/%s", folder, name);
  return stat(buf_cstr(&path), &st) == 0 && S_ISREG(st.st_mode);
}

static int write_feed(const char *path, wb_str text, wb_error *err)
{
  FILE *f = fopen(path, "w");
  bool ok = f && fwrite(text.p, 1, text.n, f) == text.n;
  if (f && fclose(f) != 0)
    ok = false;
  return ok ? WB_OK : error_set(err, WB_E_IO, "cannot write %s", path);
}

static int compare(run *r, const char *folder, wb_str actual, wb_error *err)
{
  WB_AUTO(buf) path = { 0 };
  WB_AUTO(buf) expected = { 0 };
  buf_printf(&path, "%s/feed.json", folder);
  if (r->update)
    return write_feed(buf_cstr(&path), actual, err);
  int rc = buf_read_file(&expected, buf_cstr(&path), err);
  if (rc)
    return error_context(err, rc, "no feed.json to compare with (--update writes one)");
  if (str_equal(buf_view(&expected), actual))
    return WB_OK;
  print_difference(folder, buf_view(&expected), actual);
  return error_set(err, WB_E_PARSE, "the feed is not the expected one");
}

static int play_one_way(run *r, const wb_carrier *carrier, const char *folder, buf *out, wb_error *err)
{
  const logger log = { keep_line, r, LOG_INFO };
  host *h = NULL;
  buf_clear(&r->log);
  int rc = host_new(&log, &h, err);
  if (!rc)
    rc = exchange_play(h, carrier, folder, out, err);
  host_free(h);
  return rc;
}

/* The other ways must give the bytes and the log lines of the first one. */
static int compare_ways(run *r, const ways *w, const char *folder, const buf *first, wb_error *err)
{
  int rc = WB_OK;
  buf_clear(&r->first_log);
  buf_add(&r->first_log, buf_view(&r->log));
  for (int way = WAY_PLUGIN + 1; !rc && way < WAY_COUNT; way++) {
    WB_AUTO(buf) out = { 0 };
    if (!w->carriers[way])
      continue;
    rc = play_one_way(r, w->carriers[way], folder, &out, err);
    if (!rc && !str_equal(buf_view(first), buf_view(&out))) {
      print_difference(folder, buf_view(first), buf_view(&out));
      rc = error_set(err, WB_E_PARSE, "the feed is another one");
    }
    if (!rc && !str_equal(buf_view(&r->first_log), buf_view(&r->log)))
      rc = error_set(err, WB_E_PARSE, "the log lines are others than:\n%.200s", buf_cstr(&r->first_log));
    error_context(err, rc, "%s", way_names[way]);
  }
  return rc;
}

static void run_case(run *r, const ways *w, const char *folder)
{
  WB_AUTO(buf) out = { 0 };
  wb_error err = { 0 };
  int rc = play_one_way(r, w->carriers[WAY_PLUGIN], folder, &out, &err);
  if (!rc && r->print)
    fputs(buf_cstr(&out), stdout);
  if (!rc)
    rc = compare(r, folder, buf_view(&out), &err);
  if (!rc && !r->update)
    rc = compare_ways(r, w, folder, &out, &err);
  printf("%s %s%s%s\n", rc ? "FAILED" : "ok    ", folder, rc ? ": " : "", err.text);
  if (rc || r->verbose)
    fputs(buf_cstr(&r->log), stdout);
  r->passed += !rc;
  r->failed += rc != WB_OK;
}

static int visible(const struct dirent *e)
{
  return e->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* Calls visit for each folder inside, in byte order. */
static size_t each_folder(run *r, const char *folder, void (*visit)(run *, const void *, const char *),
                          const void *what)
{
  struct dirent **names = NULL;
  size_t visited = 0;
  int count = scandir(folder, &names, visible, by_name);
  for (int i = 0; i < count; i++) {
    WB_AUTO(buf) path = { 0 };
    buf_printf(&path, "%s/%s", folder, names[i]->d_name);
    if (is_folder(buf_cstr(&path))) {
      visit(r, what, buf_cstr(&path));
      visited++;
    }
    free(names[i]);
  }
  free(names);
  return visited;
}

static void visit_case(run *r, const void *opened, const char *folder)
{
  run_case(r, opened, folder);
}

static const char *last_name(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool open_or_fail(run *r, const char *id, ways *w)
{
  wb_error err = { 0 };
  if (ways_open(w, id, &err) == WB_OK)
    return true;
  printf("FAILED %s: %s\n", id, err.text);
  r->failed++;
  return false;
}

static void visit_plugin(run *r, const void *required, const char *folder)
{
  WB_AUTO(buf) recordings = { 0 };
  buf_printf(&recordings, "%s/recordings", folder);
  if (!required && !is_folder(buf_cstr(&recordings)))
    return;
  ways w;
  if (open_or_fail(r, last_name(folder), &w) && each_folder(r, buf_cstr(&recordings), visit_case, &w) == 0) {
    printf("FAILED %s: no cases in %s\n", last_name(folder), buf_cstr(&recordings));
    r->failed++;
  }
  ways_close(&w);
}

/* plugins/ID/recordings/CASE: the id stands two folders above the case. */
static void visit_one_case(run *r, char *folder)
{
  WB_AUTO(buf) whole = { 0 };
  buf_add_text(&whole, folder);
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(folder, '/');
    if (slash)
      *slash = '\0';
  }
  ways w;
  if (open_or_fail(r, last_name(folder), &w))
    run_case(r, &w, buf_cstr(&whole));
  ways_close(&w);
}

static void visit_argument(run *r, const char *argument)
{
  char folder[PATH_MAX];
  if (!realpath(argument, folder) || !is_folder(folder)) {
    printf("FAILED %s: no such folder\n", argument);
    r->failed++;
  } else if (is_file(folder, "ask")) {
    visit_one_case(r, folder);
  } else {
    visit_plugin(r, folder, folder);
  }
}

int main(int argc, char **argv)
{
  run r = { 0 };
  bool named = false;
  for (int i = 1; i < argc; i++) {
    wb_str argument = str_of(argv[i]);
    if (str_is(argument, "--update"))
      r.update = true;
    else if (str_is(argument, "--print"))
      r.print = true;
    else if (str_is(argument, "-v"))
      r.verbose = true;
    else if (str_starts(argument, STR("-")))
      return fprintf(stderr, "replay_carriers [--update] [--print] [-v] [FOLDER...]\n") < 0 ? 1 : 2;
  }
  for (int i = 1; i < argc; i++)
    if (argv[i][0] != '-') {
      named = true;
      visit_argument(&r, argv[i]);
    }
  if (!named)
    each_folder(&r, WB_SOURCE_DIR "/plugins", visit_plugin, NULL);
  buf_free(&r.log);
  buf_free(&r.first_log);
  printf("%zu passed, %zu failed\n", r.passed, r.failed);
  return r.failed ? 1 : 0;
}
