/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pidfds, closefrom in posix_spawn, names of signals */
#include "process.h"
#include "../base/clock.h"
#include "../base/error.h"
#include "frame.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLICE_MS   100 /* how often a wait looks at the clocks */
#define FIRST_READ 65536u
#define FIRST_NUMBER                                                                                         \
  16 /* descriptors on their way to PROCESS_PIPE and PROCESS_FILE must not lie there already */

/* ---- starting ---- */

static int describe_actions(posix_spawn_file_actions_t *a, int pipe, int file)
{
  int rc = posix_spawn_file_actions_adddup2(a, pipe, PROCESS_PIPE);
  rc = rc ? rc : posix_spawn_file_actions_adddup2(a, file, PROCESS_FILE);
  rc = rc ? rc : posix_spawn_file_actions_addopen(a, 0, "/dev/null", O_RDONLY, 0);
  rc = rc ? rc : posix_spawn_file_actions_addopen(a, 1, "/dev/null", O_WRONLY, 0);
  rc = rc ? rc : posix_spawn_file_actions_adddup2(a, 1, 2);
  return rc ? rc : posix_spawn_file_actions_addclosefrom_np(a, PROCESS_FILE + 1);
}

/* Signals of the terminal are for the program, and what it blocks or ignores is its own. */
static int describe_attributes(posix_spawnattr_t *a)
{
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int rc = posix_spawnattr_setsigmask(a, &none);
  rc = rc ? rc : posix_spawnattr_setsigdefault(a, &all);
  rc = rc ? rc : posix_spawnattr_setpgroup(a, 0);
  return rc ? rc
            : posix_spawnattr_setflags(a, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);
}

static int spawn(const char *program, const char *const *arguments, int pipe, int file, pid_t *ret_pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char *nothing[] = { NULL };
  int rc = posix_spawn_file_actions_init(&actions);
  if (rc)
    return rc;
  rc = posix_spawnattr_init(&attributes);
  if (rc == 0) {
    rc = describe_actions(&actions, pipe, file);
    rc = rc ? rc : describe_attributes(&attributes);
    /* posix_spawn() changes none of the texts: its type is older than const. */
    union {
      const char *const *given;
      char *const *taken;
    } words = { arguments };
    rc = rc ? rc : posix_spawn(ret_pid, program, &actions, &attributes, words.taken, nothing);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return rc;
}

static int high_copy(int fd)
{
  return fcntl(fd, F_DUPFD_CLOEXEC, FIRST_NUMBER);
}

static void set_slices(int fd)
{
  const struct timeval slice = { .tv_usec = SLICE_MS * 1000 };
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof slice);
}

int process_start(const char *program, const char *const *arguments, int file, process *ret_process,
                  wb_error *err)
{
  int pair[2];
  pid_t pid = 0;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
    return error_set(err, WB_E_IO, "no pipe for a plugin's process: %s", strerror(errno));
  int theirs = high_copy(pair[1]), plugin = high_copy(file);
  int rc = theirs < 0 || plugin < 0 ? errno : spawn(program, arguments, theirs, plugin, &pid);
  close(pair[1]);
  if (theirs >= 0)
    close(theirs);
  if (plugin >= 0)
    close(plugin);
  if (rc) {
    close(pair[0]);
    return error_set(err, WB_E_IO, "cannot start %s, in which plugins run: %s", program, strerror(rc));
  }
  set_slices(pair[0]);
  *ret_process = (process){ .pid = pid, .handle = pidfd_open(pid, 0), .pipe = pair[0] };
  return WB_OK;
}

/* ---- time ---- */

typedef struct waiting {
  int64_t begun_ms,
      cpu_ms; /* begun_ms 0: nobody has looked at a clock yet, which costs more than most exchanges */
} waiting;

/* Called after each slice without a byte. */
static bool is_over(waiting *w, const process *p, const process_limits *limits)
{
  int64_t now = clock_steady_ms(), cpu = clock_process_ms(p->pid);
  if (!w->begun_ms)
    *w = (waiting){ now - SLICE_MS, cpu > SLICE_MS ? cpu - SLICE_MS : 0 };
  return now - w->begun_ms >= limits->wall_ms || cpu - w->cpu_ms >= limits->cpu_ms;
}

static bool is_slice(ssize_t n)
{
  return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/* ---- frames ---- */

process_failure process_send(process *p, wb_str frame, const process_limits *limits)
{
  waiting w = { 0 };
  while (frame.n) {
    ssize_t n = send(p->pipe, frame.p, frame.n, MSG_NOSIGNAL);
    if (n > 0)
      frame = str_from(frame, (size_t)n);
    else if (is_slice(n) && is_over(&w, p, limits))
      return PROCESS_TOO_LONG;
    else if (!is_slice(n) && !(n < 0 && errno == EINTR))
      return PROCESS_GONE;
  }
  return PROCESS_WORKED;
}

static size_t missing_bytes(const buf *b)
{
  frame_header header;
  if (b->n < sizeof header)
    return sizeof header - b->n;
  memcpy(&header, b->data, sizeof header);
  size_t whole = sizeof header + header.bytes;
  return whole > b->n ? whole - b->n : 0;
}

static bool is_too_large(const buf *b)
{
  frame_header header;
  if (b->n < sizeof header)
    return false;
  memcpy(&header, b->data, sizeof header);
  return header.bytes > WB_MAX_FRAME_BYTES || b->n > sizeof header + header.bytes;
}

process_failure process_receive(process *p, buf *into, const process_limits *limits)
{
  waiting w = { 0 };
  into->max = WB_MAX_FRAME_BYTES + sizeof(frame_header) + FIRST_READ;
  buf_clear(into);
  for (size_t missing; (missing = missing_bytes(into)) > 0;) {
    size_t room = missing < FIRST_READ ? FIRST_READ : missing;
    if (!buf_reserve(into, room))
      return PROCESS_NO_MEMORY;
    ssize_t n = recv(p->pipe, into->data + into->n, room, 0);
    if (n > 0)
      into->n += (size_t)n;
    else if (is_slice(n) && is_over(&w, p, limits))
      return PROCESS_TOO_LONG;
    else if (!is_slice(n) && !(n < 0 && errno == EINTR))
      return PROCESS_GONE;
    if (is_too_large(into))
      return PROCESS_BABBLED;
  }
  return PROCESS_WORKED;
}

/* ---- ending ---- */

static void add_end(const siginfo_t *info, buf *words)
{
  if (info->si_code == CLD_EXITED)
    buf_printf(words, "it ended itself (exit code %d)", info->si_status);
  else if (info->si_status == SIGXCPU)
    buf_add_text(words, "it used up its time");
  else
    buf_printf(words, "signal %d (%s)", info->si_status,
               sigdescr_np(info->si_status) ? sigdescr_np(info->si_status) : "?");
}

/* The pidfd names the process even when its number was given to another, which can only be when somebody else
 * reaps all children of this program. */
static void kill_it(const process *p)
{
  if (p->handle >= 0)
    pidfd_send_signal(p->handle, SIGKILL, NULL, 0);
  else
    kill(p->pid, SIGKILL);
}

void process_end(process *p, buf *words)
{
  siginfo_t info = { 0 };
  if (p->pid == 0)
    return;
  idtype_t kind = p->handle >= 0 ? P_PIDFD : P_PID;
  id_t id = (id_t)(p->handle >= 0 ? p->handle : p->pid);
  close(p->pipe);
  /* Dying takes a moment after the pipe was closed: what it died of is worth a look before the kill hides it.
   */
  if (words && p->handle >= 0)
    poll(&(struct pollfd){ .fd = p->handle, .events = POLLIN }, 1, SLICE_MS);
  waitid(kind, id, &info, WEXITED | WNOHANG | WNOWAIT);
  bool by_itself = info.si_pid != 0;
  kill_it(p);
  while (waitid(kind, id, &info, WEXITED) != 0 && errno == EINTR)
    ;
  if (words && by_itself)
    add_end(&info, words);
  if (p->handle >= 0)
    close(p->handle);
  *p = PROCESS_NONE;
}
