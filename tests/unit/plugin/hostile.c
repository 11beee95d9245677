/* SPDX-License-Identifier: MIT */
/* The shelf of hostile plugins (tests/abi/hostile): what each does, and what becomes of it.  After every one
 * of them another carrier of the same registry answers, no child is left, and nothing of this process has
 * changed. */
#include "core/host/host.h"
#include "core/model/feed.h"
#include "folder.h"
#include <criterion/criterion.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHELF WB_BINARY_DIR "/tests/abi/hostile"
/* Short for those that are expected to use it up, long for the rest: a test runs on busy machines too. */
enum { SHORT_CPU_MS = 2000, SHORT_WALL_MS = 6000, LONG_CPU_MS = 30000, LONG_WALL_MS = 90000 };

typedef enum stage {
  SCANNED, /* refused when it is scanned */
  LOADED,  /* not loaded though it was scanned */
  PLANNED, /* plan() fails */
  PUSHED,  /* webhook() fails */
  PARSED,  /* parse() fails */
  NAMED,   /* nothing fails: the name that it declares */
  TOLD,    /* nothing fails: the text of its event */
} stage;

typedef struct row {
  const char *plugin;
  stage stage;
  int code;
  const char *words; /* part of them, or the whole name or text */
} row;

#define DIED "its process died: "
#ifdef WB_SANITIZED /* the sanitizer catches it and leaves with a code */
#define SEGFAULT DIED
#else
#define SEGFAULT DIED "signal 11 (Segmentation fault)"
#endif
#define TIME         "its process was ended after more than 2000 ms of work or 6000 ms of waiting"
#define CALLED(name) "it used the system call " name ", which a plugin may not"

static const row shelf[] = {
  { "crash_in_constructor", SCANNED, WB_E_PLUGIN, SEGFAULT },
  { "crash_in_entry", SCANNED, WB_E_PLUGIN, SEGFAULT },
  { "crash_in_plan", PLANNED, WB_E_PLUGIN, SEGFAULT },
  { "crash_in_parse", PARSED, WB_E_PLUGIN, SEGFAULT },
  { "crash_in_webhook", PUSHED, WB_E_PLUGIN, SEGFAULT },
  { "recursion_in_parse", PARSED, WB_E_PLUGIN, SEGFAULT },
  { "abort_in_parse", PARSED, WB_E_PLUGIN, DIED "signal 6 (Aborted)" },
  { "host_memory_in_parse", PARSED, WB_E_ARG, "gave up without saying why" },
  { "exit_in_entry", SCANNED, WB_E_PLUGIN, DIED },
  { "loop_in_constructor", SCANNED, WB_E_PLUGIN, TIME },
  { "loop_in_parse", PARSED, WB_E_PLUGIN, TIME },
  { "wait_in_parse", PARSED, WB_E_PLUGIN, TIME },
  { "sleep_in_entry", SCANNED, WB_E_PLUGIN, CALLED("clock_nanosleep") },
  { "fork_in_constructor", SCANNED, WB_E_PLUGIN, CALLED("clone") },
  { "fork_in_parse", PARSED, WB_E_PLUGIN, CALLED("clone") },
  { "thread_in_parse", PARSED, WB_E_PLUGIN, "it used the system call" },
  { "exec_in_parse", PARSED, WB_E_PLUGIN, CALLED("execve") },
  { "socket_in_constructor", SCANNED, WB_E_PLUGIN, CALLED("socket") },
  { "socket_in_parse", PARSED, WB_E_PLUGIN, CALLED("socket") },
  { "kill_parent_in_parse", PARSED, WB_E_PLUGIN, CALLED("kill") },
  { "ptrace_in_parse", PARSED, WB_E_PLUGIN, CALLED("ptrace") },
  { "read_parent_in_parse", PARSED, WB_E_PLUGIN, CALLED("process_vm_readv") },
  { "signals_in_parse", PARSED, WB_E_PLUGIN, CALLED("rt_sigaction") },
  { "shared_memory_in_parse", PARSED, WB_E_PLUGIN, CALLED("shmget") },
  { "limits_in_parse", PARSED, WB_E_PLUGIN, CALLED("prlimit64") },
  { "own_file_in_constructor", SCANNED, WB_E_PLUGIN, CALLED("unlink") },
  { "two_faces_in_entry", LOADED, WB_E_PLUGIN,
    "carrier two-faces-in-entry is not what it was when it was scanned: run the command again" },
  { "print_in_entry", NAMED, WB_OK, "printed" },
  { "print_in_parse", TOLD, WB_OK, "printed" },
  { "secret_in_constructor", NAMED, WB_OK, "closed" },
  { "secret_in_parse", TOLD, WB_OK, "closed" },
  { "proc_in_parse", TOLD, WB_OK, "closed" },
  { "write_file_in_parse", TOLD, WB_OK, "closed" },
  { "environment_in_parse", TOLD, WB_OK, "nothing" },
  { "locale_in_parse", TOLD, WB_OK, "done" },
  { "index_in_parse", PARSED, WB_E_PLUGIN, "event.number 999 is no index of this call's 1 numbers" },
  { "hidden_parser_in_parse", TOLD, WB_OK, "parsed" },
  { "many_lines_in_parse", TOLD, WB_OK, "done" },
  { "long_texts_in_parse", PARSED, WB_E_LIMIT, "a call with its texts is larger than 67108864 bytes" },
  { "huge_frame_in_parse", PARSED, WB_E_PLUGIN, "its process sent more than an answer of at most 67108864 bytes" },
  { "odd_frame_in_parse", PARSED, WB_E_PLUGIN, "its process sent" },
  { "forged_answer_in_parse", PARSED, WB_E_PLUGIN, "its process sent" },
#ifndef WB_SANITIZED /* which needs more memory and more time than the limits allow */
  { "memory_in_parse", TOLD, WB_OK, "stopped" },
  { "many_events_in_parse", PARSED, WB_E_LIMIT, "more than 50000 events in one call" },
#endif
  { "pipe_closed_in_parse", PARSED, WB_E_PLUGIN, DIED },
};

/* ---- one registry of two plugins ---- */

typedef struct stand {
  folder folder;
  registry *registry;
  host *host;
  arena *memory;
  feed *into;
  host_requests requests;
  wb_number number;
  wb_batch batch;
  buf lines;
} stand;

static void keep_line(void *user, int level, const char *line)
{
  (void)level;
  buf_printf(user, "%s\n", line);
}

static void copy_plugin(const stand *s, const char *name)
{
  WB_AUTO(buf) content = { 0 };
  char path[512], file[128];
  snprintf(path, sizeof path, SHELF "/%s.so", name);
  snprintf(file, sizeof file, "%s.so", name);
  cr_assert_eq(buf_read_file(&content, path, NULL), WB_OK, "%s", path);
  folder_write(&s->folder, file, content.data, content.n);
}

static stand *set_up(const char *plugin, bool hurried)
{
  stand *s = calloc(1, sizeof *s);
  wb_error err = { 0 };
  folder_make(&s->folder);
  copy_plugin(s, plugin);
  copy_plugin(s, "polite");
  const registry_folder folders[] = { { s->folder.plugins, false } };
  const registry_options options = { .folders = folders,
                                     .folder_count = 1,
                                     .cache_file = s->folder.cache,
                                     .cpu_ms = hurried ? SHORT_CPU_MS : LONG_CPU_MS,
                                     .wall_ms = hurried ? SHORT_WALL_MS : LONG_WALL_MS };
  const logger log = { keep_line, &s->lines, LOG_INFO };
  cr_assert_eq(registry_open(&options, &s->registry, &err), WB_OK, "%s: %s", plugin, err.text);
  cr_assert_eq(host_new(&log, &s->host, &err), WB_OK);
  s->memory = arena_new(0);
  s->number = (wb_number){ .number = STR("HO123456789") };
  s->batch = (wb_batch){ .struct_size = sizeof s->batch,
                         .op = WB_OP_TRACK,
                         .now_ms = 1,
                         .numbers = { &s->number, 1, sizeof s->number } };
  return s;
}

static void tear_down(stand *s)
{
  feed_free(s->into);
  host_free(s->host);
  arena_free(s->memory);
  registry_free(s->registry);
  folder_remove(&s->folder);
  buf_free(&s->lines);
  free(s);
}

static int plan(stand *s, const wb_carrier *c, wb_error *err)
{
  feed_free(s->into);
  cr_assert_eq(feed_new(0, &s->into, NULL), WB_OK);
  s->requests = (host_requests){ 0 };
  return host_plan(s->host, c, &s->batch, s->memory, s->into, &s->requests, err);
}

static int parse(stand *s, const wb_carrier *c, wb_error *err)
{
  static const uint32_t covers[] = { 0 };
  host_requests more = { 0 };
  const wb_response r = {
    .struct_size = sizeof r, .status = 200, .body = STR("{}"), .covers = { covers, 1, sizeof covers[0] }
  };
  return host_parse(s->host, c, &s->batch, &r, s->memory, s->into, &more, err);
}

static int push(stand *s, const wb_carrier *c, wb_error *err)
{
  const wb_push p = { .struct_size = sizeof p, .now_ms = 1, .body = STR("{}") };
  return host_webhook(s->host, c, &p, s->into, err);
}

static void check_words(const row *r, stage reached, int code, const char *words)
{
  cr_expect_eq(reached, r->stage, "%s: stage %d: %s", r->plugin, (int)reached, words);
  cr_expect_eq(code, r->code, "%s: code %d: %s", r->plugin, code, words);
  cr_expect(str_find(str_of(words), str_of(r->words)) != SIZE_MAX, "%s: \"%s\"", r->plugin, words);
}

static void id_of(const char *plugin, char id[64])
{
  snprintf(id, 64, "%s", plugin);
  for (char *p = id; *p; p++)
    *p = *p == '_' ? '-' : *p;
}

/* The hostile one, as far as it comes. */
static void try_it(stand *s, const row *r)
{
  char file[128], id[64];
  const wb_carrier *c = NULL;
  wb_error err = { 0 };
  snprintf(file, sizeof file, "%s.so", r->plugin);
  id_of(r->plugin, id);
  const char *refused = folder_refusal(s->registry, file);
  if (refused) {
    check_words(r, SCANNED, WB_E_PLUGIN, refused);
    return;
  }
  int rc = registry_load(s->registry, str_of(id), &c, &err);
  if (rc) {
    check_words(r, LOADED, rc, err.text);
    return;
  }
  if (r->stage == NAMED) {
    check_words(r, NAMED, WB_OK, c->name);
    return;
  }
  stage reached = PLANNED;
  rc = plan(s, c, &err);
  if (!rc && r->stage == PUSHED) {
    reached = PUSHED;
    rc = push(s, c, &err);
  } else if (!rc) {
    reached = PARSED;
    rc = parse(s, c, &err);
  }
  if (rc) {
    check_words(r, reached, rc, err.text);
    return;
  }
  cr_assert_eq(s->into->result_count, 1, "%s", r->plugin);
  const feed_result *result = &s->into->results[0];
  wb_str text = result->events[result->event_count - 1].text;
  check_words(r, TOLD, WB_OK, arena_cstr(s->memory, text));
}

/* The other carrier's answer arrives. */
static void try_polite(stand *s, const char *after)
{
  const wb_carrier *c = NULL;
  wb_error err = { 0 };
  cr_assert_eq(registry_load(s->registry, STR("polite"), &c, &err), WB_OK, "after %s: %s", after, err.text);
  cr_expect_eq(plan(s, c, &err), WB_OK, "after %s: %s", after, err.text);
  cr_expect_eq(s->requests.count, 1);
  cr_expect_eq(parse(s, c, &err), WB_OK, "after %s: %s", after, err.text);
  cr_assert_eq(s->into->result_count, 1);
  cr_expect_eq(s->into->results[0].outcome, WB_FOUND);
  cr_assert_eq(s->into->results[0].event_count, 1);
  cr_expect(str_is(s->into->results[0].events[0].text, "nothing hostile"));
}

static void no_child_is_left(const char *plugin)
{
  cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: a child is left", plugin);
  cr_expect_eq(errno, ECHILD);
}

Test(hostile, each_is_contained, .timeout = 280)
{
  size_t printed_from;
  WB_AUTO(buf) printed = { 0 };
  char path[] = "/tmp/waybill-printed-XXXXXX";
  int out = mkstemp(path), kept = dup(2);
  dup2(out, 2); /* what a plugin prints would be seen here, beside what the test itself prints to 1 */
  printed_from = 0;
  for (size_t i = 0; i < WB_COUNT(shelf); i++) {
    stand *s = set_up(shelf[i].plugin, strcmp(shelf[i].words, TIME) == 0);
    try_it(s, &shelf[i]);
    try_polite(s, shelf[i].plugin);
    tear_down(s);
    no_child_is_left(shelf[i].plugin);
  }
  dup2(kept, 2);
  cr_expect_eq(buf_read_file(&printed, path, NULL), WB_OK);
  cr_expect_eq(str_find(str_from(buf_view(&printed), printed_from), STR("HOSTILE")), SIZE_MAX);
  cr_expect_str_eq(setlocale(LC_ALL, NULL), "C");
  cr_expect_neq(access(SHELF "/secret.written", F_OK), 0);
  close(out);
  close(kept);
  unlink(path);
}

Test(hostile, the_shelf_is_long_enough)
{
  cr_expect_geq(WB_COUNT(shelf), 25);
}

/* In the same run three failures are enough; other carriers of other files go on. */
Test(hostile, a_plugin_that_keeps_failing_is_not_asked_again)
{
  stand *s = set_up("crash_in_parse", false);
  const wb_carrier *c = NULL;
  wb_error err = { 0 };
  cr_assert_eq(registry_load(s->registry, STR("crash-in-parse"), &c, &err), WB_OK, "%s", err.text);
  for (int i = 0; i < 3; i++) {
    err = (wb_error){ 0 };
    feed_free(s->into);
    cr_assert_eq(feed_new(0, &s->into, NULL), WB_OK);
    cr_expect_eq(parse(s, c, &err), WB_E_PLUGIN);
    cr_expect(str_find(str_of(err.text), STR(SEGFAULT)) != SIZE_MAX, "%s", err.text);
  }
  err = (wb_error){ 0 };
  cr_expect_eq(parse(s, c, &err), WB_E_PLUGIN);
  cr_expect(str_ends(str_of(err.text), STR("failed 3 times in a row and is not asked again")), "%s",
            err.text);
  try_polite(s, "crash_in_parse");
  tear_down(s);
}
