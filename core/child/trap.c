/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* registers of a context */
#include "child.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* What a plugin is likely to try: words for its author.  Others are told by number. */
static const struct {
  long number;
  char name[28];
} names[] = {
  { SYS_socket, "socket" },
  { SYS_socketpair, "socketpair" },
  { SYS_connect, "connect" },
  { SYS_clone, "clone" },
  { SYS_clone3, "clone3" },
  { SYS_execve, "execve" },
  { SYS_execveat, "execveat" },
  { SYS_ptrace, "ptrace" },
  { SYS_kill, "kill" },
  { SYS_tkill, "tkill" },
  { SYS_tgkill, "tgkill" },
  { SYS_rt_sigaction, "rt_sigaction" },
  { SYS_sigaltstack, "sigaltstack" },
  { SYS_clock_nanosleep, "clock_nanosleep" },
  { SYS_nanosleep, "nanosleep" },
  { SYS_prctl, "prctl" },
  { SYS_prlimit64, "prlimit64" },
  { SYS_setrlimit, "setrlimit" },
  { SYS_shmget, "shmget" },
  { SYS_memfd_create, "memfd_create" },
  { SYS_mmap, "mmap" },
  { SYS_write, "write" },
  { SYS_writev, "writev" },
  { SYS_read, "read" },
  { SYS_sendto, "sendto" },
  { SYS_sendmsg, "sendmsg" },
  { SYS_fcntl, "fcntl" },
  { SYS_dup, "dup" },
  { SYS_dup3, "dup3" },
  { SYS_pipe2, "pipe2" },
  { SYS_unlinkat, "unlinkat" },
  { SYS_symlinkat, "symlinkat" },
  { SYS_renameat2, "renameat2" },
  { SYS_mkdirat, "mkdirat" },
  { SYS_getdents64, "getdents64" },
  { SYS_process_vm_readv, "process_vm_readv" },
  { SYS_process_vm_writev, "process_vm_writev" },
  { SYS_setsid, "setsid" },
  { SYS_setpgid, "setpgid" },
  { SYS_setitimer, "setitimer" },
  { SYS_timer_create, "timer_create" },
  { SYS_io_uring_setup, "io_uring_setup" },
  { SYS_bpf, "bpf" },
  { SYS_userfaultfd, "userfaultfd" },
  { SYS_unshare, "unshare" },
  { SYS_mount, "mount" },
  { SYS_pidfd_open, "pidfd_open" },
#ifdef SYS_fork
  { SYS_fork, "fork" },
  { SYS_vfork, "vfork" },
  { SYS_alarm, "alarm" },
  { SYS_pause, "pause" },
  { SYS_unlink, "unlink" },
  { SYS_symlink, "symlink" },
  { SYS_rename, "rename" },
  { SYS_mkdir, "mkdir" },
  { SYS_pipe, "pipe" },
  { SYS_dup2, "dup2" },
#endif
};

/* Reading the world, and asking whether a stream is a terminal: refused, not punished, since libraries do it
 * in passing. */
static bool is_look(long number)
{
  static const long looks[] = {
    SYS_openat,    SYS_ioctl,      SYS_newfstatat, SYS_statx,    SYS_readlinkat,
    SYS_faccessat, SYS_faccessat2, SYS_getcwd,     SYS_uname,
#ifdef SYS_open
    SYS_open,      SYS_stat,       SYS_lstat,      SYS_readlink, SYS_access,
#endif
  };
  for (size_t i = 0; i < WB_COUNT(looks); i++)
    if (looks[i] == number)
      return true;
  return false;
}

#if defined(__x86_64__)
#define HAS_REGISTERS 1
static long argument(const ucontext_t *u, int i)
{
  static const int at[] = { REG_RDI, REG_RSI, REG_RDX, REG_R10 };
  return (long)u->uc_mcontext.gregs[at[i]];
}
static void set_result(ucontext_t *u, long value)
{
  u->uc_mcontext.gregs[REG_RAX] = value;
}
#elif defined(__aarch64__)
#define HAS_REGISTERS 1
static long argument(const ucontext_t *u, int i)
{
  return (long)u->uc_mcontext.regs[i];
}
static void set_result(ucontext_t *u, long value)
{
  u->uc_mcontext.regs[0] = (unsigned long)value;
}
#else
#define HAS_REGISTERS 0
static long argument(const ucontext_t *u, int i)
{
  (void)u;
  (void)i;
  return 0;
}
static void set_result(ucontext_t *u, long value)
{
  (void)u;
  (void)value;
}
#endif

/* The linker reads the plugin's file and closes it: it can be had once. */
static long open_file(void)
{
  return read(PROCESS_FILE, NULL, 0) == 0 ? PROCESS_FILE : -EACCES;
}

/* libc's fstat() of an open file. */
static long stat_file(const ucontext_t *u)
{
  const char *path = (const char *)(uintptr_t)argument(u, 1);
  if (!path || path[0] || !((unsigned long)argument(u, 3) & AT_EMPTY_PATH))
    return -EACCES;
  return syscall(SYS_fstat, argument(u, 0), argument(u, 2)) == 0 ? 0 : -errno;
}

static void tell(long number)
{
  struct {
    frame_header header;
    frame_trapped trapped;
  } frame = { { sizeof frame.trapped, FRAME_TRAPPED }, { .number = (int32_t)number } };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (names[i].number == number)
      memcpy(frame.trapped.name, names[i].name, sizeof frame.trapped.name);
  ssize_t written = write(PROCESS_PIPE, &frame, sizeof frame);
  _exit(written > 0 ? 0 : 1);
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
  ucontext_t *u = context;
  int kept = errno;
  (void)signal;
  long number = info->si_syscall;
#ifdef SYS_open
  bool opens = number == SYS_openat || number == SYS_open;
#else
  bool opens = number == SYS_openat;
#endif
  if (!is_look(number))
    tell(number);
  set_result(u, opens ? open_file() : number == SYS_newfstatat ? stat_file(u) : -EACCES);
  errno = kept;
}

bool trap_install(void)
{
  struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_NODEFER };
  sigemptyset(&action.sa_mask);
  return HAS_REGISTERS && sigaction(SIGSYS, &action, NULL) == 0;
}
