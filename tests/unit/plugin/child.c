/* SPDX-License-Identifier: MIT */
#include "core/plugin/child.h"
#include "core/host/host.h"
#include "core/plugin/file.h"
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLITE WB_BINARY_DIR "/tests/abi/hostile/polite.so"
#define DYING  WB_BINARY_DIR "/tests/abi/hostile/crash_in_parse.so"

static child *open_file(const char *path, child_pool *pool)
{
  const child_options options = { .pool = pool };
  file_stamp stamp;
  wb_error err = { 0 };
  child *c = NULL;
  int fd = -1;
  cr_assert_eq(file_open_plugin(path, false, &fd, &stamp, &err), WB_OK, "%s", err.text);
  cr_assert_eq(child_open(path, fd, &options, &c, &err), WB_OK, "%s", err.text);
  close(fd);
  return c;
}

static int ask(child *c, wb_error *err)
{
  static const wb_number number = { .number = { "HO123456789", 11 } };
  static const uint32_t covers[] = { 0 };
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(feed_ref) into = NULL;
  const wb_batch batch = {
    .struct_size = sizeof batch, .op = WB_OP_TRACK, .now_ms = 1, .numbers = { &number, 1, sizeof number }
  };
  const wb_response response = { .struct_size = sizeof response,
                                 .status = 200,
                                 .covers = { covers, 1, sizeof covers[0] } };
  host *h = NULL;
  host_requests more = { 0 };
  size_t count;
  cr_assert(memory && feed_new(0, &into, NULL) == WB_OK && host_new(NULL, &h, NULL) == WB_OK);
  int rc = host_parse(h, &child_carriers(c, &count)[0].carrier, &batch, &response, memory, into, &more, err);
  if (rc == WB_OK)
    cr_expect(str_is(into->results[0].events[0].text, "nothing hostile"));
  host_free(h);
  return rc;
}

Test(child, is_one_process_that_is_used_again)
{
  wb_error err = { 0 };
  child *c = open_file(POLITE, NULL);
  int first = child_process_id(c);
  cr_expect_gt(first, 0);
  for (int i = 0; i < 20; i++)
    cr_expect_eq(ask(c, &err), WB_OK, "%s", err.text);
  cr_expect_eq(child_process_id(c), first);
  cr_expect(str_starts(str_of(child_walls(c)), STR("limits")), "%s", child_walls(c));
  child_free(c);
  cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
}

Test(child, that_was_ended_or_killed_is_started_again)
{
  wb_error err = { 0 };
  child *c = open_file(POLITE, NULL);
  int first = child_process_id(c);
  child_rest(c);
  cr_expect_eq(child_process_id(c), 0);
  cr_expect_eq(ask(c, &err), WB_OK, "%s", err.text);
  int second = child_process_id(c);
  cr_expect(second > 0 && second != first);
  cr_assert_eq(kill(second, SIGKILL), 0);
  cr_expect_eq(ask(c, &err), WB_OK, "%s", err.text);
  cr_expect(child_process_id(c) > 0 && child_process_id(c) != second);
  child_free(c);
}

Test(child, only_so_many_run_at_once)
{
  enum { MANY = WB_MAX_CHILDREN + 3 };
  child_pool pool = { 0 };
  child *children[MANY];
  wb_error err = { 0 };
  for (int i = 0; i < MANY; i++)
    children[i] = open_file(POLITE, &pool);
  cr_expect_eq(pool.running, WB_MAX_CHILDREN);
  cr_expect_eq(child_process_id(children[0]), 0, "the one that was idle longest made room");
  cr_expect_eq(ask(children[0], &err), WB_OK, "%s", err.text);
  cr_expect_eq(pool.running, WB_MAX_CHILDREN);
  for (int i = 0; i < MANY; i++)
    child_free(children[i]);
  cr_expect_eq(pool.running, 0);
  cr_expect_null(pool.first);
}

Test(child, says_what_happened_and_which_plugin_it_was)
{
  wb_error err = { 0 };
  child *c = open_file(DYING, NULL);
  cr_expect_eq(ask(c, &err), WB_E_PLUGIN);
  cr_expect(str_starts(str_of(err.text), STR("plugin " DYING ": its process died: ")), "%s", err.text);
  cr_expect_eq(child_process_id(c), 0);
  child_free(c);
}

/* A program may have closed its standard streams: their numbers are then those of the pipe and the file. */
Test(child, starts_from_a_program_without_standard_streams)
{
  pid_t other = fork();
  cr_assert_geq(other, 0);
  if (other == 0) {
    for (int fd = 0; fd < 64; fd++)
      close(fd);
    const child_options options = { 0 };
    file_stamp stamp;
    child *c = NULL;
    int fd = -1;
    if (file_open_plugin(POLITE, false, &fd, &stamp, NULL) || child_open(POLITE, fd, &options, &c, NULL))
      _exit(1);
    wb_error err = { 0 };
    int rc = ask(c, &err);
    child_free(c);
    _exit(rc ? 2 : 0);
  }
  int status = -1;
  cr_assert_eq(waitpid(other, &status, 0), other);
  cr_expect_eq(status, 0, "status %#x", (unsigned)status);
}

static size_t open_descriptors(void)
{
  size_t count = 0;
  DIR *d = opendir("/proc/self/fd");
  while (d && readdir(d))
    count++;
  closedir(d);
  return count;
}

Test(child, leaves_no_descriptor_open)
{
  size_t before = open_descriptors();
  wb_error err = { 0 };
  child *c = open_file(POLITE, NULL);
  cr_expect_eq(ask(c, &err), WB_OK, "%s", err.text);
  child_rest(c);
  child_free(c);
  c = open_file(DYING, NULL);
  ask(c, &err);
  child_free(c);
  cr_expect_eq(open_descriptors(), before);
}

/* A program that lets the system reap its children: the number of a process that is gone may be another's. */
Test(child, works_where_children_are_reaped_by_the_system)
{
  wb_error err = { 0 };
  signal(SIGCHLD, SIG_IGN);
  child *c = open_file(POLITE, NULL);
  cr_expect_eq(ask(c, &err), WB_OK, "%s", err.text);
  kill(child_process_id(c), SIGKILL);
  cr_expect_eq(ask(c, &err), WB_OK, "%s", err.text);
  child_free(c);
}

Test(child, cannot_be_started_without_its_program)
{
  const child_options options = { .helper = "/nowhere/waybill-child" };
  wb_error err = { 0 };
  child *c = NULL;
  int fd = open(POLITE, O_RDONLY);
  cr_expect_eq(child_open(POLITE, fd, &options, &c, &err), WB_E_IO);
  cr_expect_str_eq(err.text,
                   "cannot start /nowhere/waybill-child, in which plugins run: No such file or directory");
  err = (wb_error){ 0 };
  const child_options other = { .helper = "/bin/true" };
  cr_expect_eq(child_open(POLITE, fd, &other, &c, &err), WB_E_PLUGIN);
  close(fd);
}
