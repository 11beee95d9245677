/* SPDX-License-Identifier: MIT */
#include "kit.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

_Noreturn void kit_die(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  fputs("bench: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(2);
}

double kit_now_s(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

double kit_median(double *values, size_t n)
{
  qsort(values, n, sizeof *values, by_size);
  return n ? n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2 : 0;
}

double kit_value(const char *printed, const char *name)
{
  size_t length = strlen(name);
  for (const char *at = strstr(printed, name); at; at = strstr(at + 1, name))
    if ((at == printed || at[-1] == '\n') && at[length] == ' ')
      return strtod(at + length, NULL);
  return 0;
}

/* ---- processes ---- */

static void read_all(int fd, char *to, size_t capacity)
{
  char rest[4096];
  size_t n = 0;
  for (;;) {
    bool fits = to && n + 1 < capacity;
    ssize_t got = read(fd, fits ? to + n : rest, fits ? capacity - n - 1 : sizeof rest);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    n += fits ? (size_t)got : 0;
  }
  if (to)
    to[n] = '\0';
}

static bool start(const kit_command *command, int out, pid_t *ret_pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, command->input ? command->input : "/dev/null", O_RDONLY, 0);
  if (out >= 0)
    posix_spawn_file_actions_adddup2(&actions, out, 1);
  else
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  if (out >= 0 && command->errors_too)
    posix_spawn_file_actions_adddup2(&actions, out, 2);
  else
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  char *const *argv = (char *const *)(uintptr_t)command->argv; /* posix_spawn() changes nothing */
  int rc = posix_spawnp(ret_pid, argv[0], &actions, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  return rc == 0;
}

static kit_cost wait_for(pid_t pid, double since_s)
{
  struct rusage use;
  int status;
  while (wait4(pid, &status, 0, &use) < 0)
    if (errno != EINTR)
      return (kit_cost){ .exit_code = -1 };
  return (kit_cost){
    .wall_s = kit_now_s() - since_s,
    .cpu_s = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
             (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6,
    .rss_mb = (double)use.ru_maxrss / 1024,
    .faults = (double)use.ru_minflt,
    .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
  };
}

kit_cost kit_run(const kit_command *command)
{
  int ends[2] = { -1, -1 };
  pid_t pid;
  if (command->output) {
    command->output[0] = '\0';
    if (pipe(ends))
      kit_die("no pipe: %s", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  }
  double since_s = kit_now_s();
  bool started = start(command, ends[1], &pid);
  if (ends[1] >= 0)
    close(ends[1]);
  if (started && command->output)
    read_all(ends[0], command->output, command->capacity);
  if (ends[0] >= 0)
    close(ends[0]);
  return started ? wait_for(pid, since_s) : (kit_cost){ .exit_code = -1 };
}

kit_cost kit_run_words(const char *const *argv)
{
  return kit_run(&(kit_command){ .argv = argv });
}

bool kit_has(const char *program)
{
  char path[512];
  const char *rest = getenv("PATH");
  while (rest && *rest) {
    size_t n = strcspn(rest, ":");
    snprintf(path, sizeof path, "%.*s/%s", (int)n, rest, program);
    if (access(path, X_OK) == 0)
      return true;
    rest += n + (rest[n] == ':');
  }
  return false;
}

/* ---- the table ---- */

void kit_tell(const kit_row *row)
{
  double figure = row->base > 0 ? row->ours / row->base : row->ours;
  bool met = row->sense == KIT_AT_MOST ? figure <= row->wanted : figure >= row->wanted;
  printf("%s\t%s\t%.5g %s\t", row->goal, row->quantity, row->ours, row->unit);
  if (row->base > 0)
    printf("%.5g %s\t%.3g\t", row->base, row->unit, figure);
  else
    printf("-\t-\t");
  if (row->sense == KIT_TOLD)
    printf("-\ttold\n");
  else
    printf("%s %g\t%s\n", row->sense == KIT_AT_MOST ? "<=" : ">=", row->wanted, met ? "met" : "MISSED");
  fflush(stdout);
}

void kit_skip(const char *goal, const char *quantity, const char *why)
{
  printf("%s\t%s\t-\t-\t-\t-\tskipped: %s\n", goal, quantity, why);
  fflush(stdout);
}

/* ---- the server ---- */

kit_server kit_server_start(const char *path, size_t ports, bool delay)
{
  kit_server s = { .pid = -1 };
  char count[8], line[512];
  int ends[2];
  snprintf(count, sizeof count, "%zu", ports);
  const char *argv[] = { path, count, delay ? "delay" : NULL, NULL };
  if (pipe(ends))
    kit_die("no pipe: %s", strerror(errno));
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  kit_command command = { .argv = argv };
  if (!start(&command, ends[1], &s.pid))
    kit_die("%s cannot be started", path);
  close(ends[1]);
  FILE *from = fdopen(ends[0], "r");
  if (!from || !fgets(line, sizeof line, from))
    kit_die("%s told no port", path);
  fclose(from);
  char *at = line;
  for (char *end; s.port_count < ports; at = end) {
    s.ports[s.port_count++] = (unsigned)strtoul(at, &end, 10);
    if (end == at)
      kit_die("%s told too few ports", path);
  }
  return s;
}

void kit_server_stop(kit_server *s)
{
  if (s->pid > 0) {
    kill(s->pid, SIGTERM);
    waitpid(s->pid, NULL, 0);
  }
  s->pid = -1;
}
