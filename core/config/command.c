/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
/* Secrets from a named command, such as a password manager. */
#include "../base/clock.h"
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_MS 10000
#define LARGEST_BYTES 4096

extern char **environ;

/* Collects until end of file, a newline, the size limit or the deadline.  false: deadline or read error. */
static bool collect(int fd, buf *out)
{
  int64_t deadline = clock_steady_ms() + LONGEST_MS;
  char chunk[512];
  for (;;) {
    int64_t left = deadline - clock_steady_ms();
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready <= 0)
      return false;
    ssize_t got = read(fd, chunk, sizeof chunk);
    if (got < 0)
      return false;
    if (got == 0 || out->failed)
      return true;
    buf_add(out, (wb_str){ chunk, (size_t)got });
  }
}

static int start(const char *command, int output, pid_t *ret_child, wb_error *err)
{
  posix_spawn_file_actions_t actions;
  const char *const argv[] = { "sh", "-c", command, NULL };
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  int rc = posix_spawn(ret_child, "/bin/sh", &actions, NULL, (char *const *)(uintptr_t)argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  return rc ? error_set(err, WB_E_CREDENTIALS, "cannot run /bin/sh: %s", strerror(rc)) : WB_OK;
}

int config_run(const char *command, buf *out, wb_error *err)
{
  int ends[2];
  pid_t child;
  int status = 0;
  WB_AUTO(buf) text = { 0 };
  buf_init(&text, LARGEST_BYTES);
  if (pipe2(ends, O_CLOEXEC) != 0)
    return error_set(err, WB_E_CREDENTIALS, "cannot make a pipe: %s", strerror(errno));
  int rc = start(command, ends[1], &child, err);
  close(ends[1]);
  bool complete = rc == WB_OK && collect(ends[0], &text);
  close(ends[0]);
  if (rc)
    return rc;
  if (!complete)
    kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  if (!complete)
    return error_set(err, WB_E_CREDENTIALS, "the command \"%.100s\" took more than %d seconds", command, LONGEST_MS / 1000);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return error_set(err, WB_E_CREDENTIALS, "the command \"%.100s\" failed with exit status %d", command,
                     WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  wb_str rest = buf_view(&text), line = { 0 };
  str_split(&rest, '\n', &line);
  line = str_trim(line);
  if (text.failed || line.n == 0)
    return error_set(err, WB_E_CREDENTIALS, "the command \"%.100s\" printed %s", command, text.failed ? "too much" : "nothing");
  buf_add(out, line);
  return buf_check(out, err);
}
