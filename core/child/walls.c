/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* prctl's, syscall() */
#include "child.h"
#include <errno.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- limits ---- */

static void limit(__rlimit_resource_t what, rlim_t value)
{
  const struct rlimit both = { value, value };
  setrlimit(what, &both);
}

void walls_limits(void)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#ifndef WB_SANITIZED /* whose shadow memory takes terabytes of addresses */
  limit(RLIMIT_AS, WB_MAX_CHILD_MEMORY);
#endif
  limit(RLIMIT_CPU, WB_MAX_CHILD_CPU_S);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
  limit(RLIMIT_NPROC, 0); /* root may start more; the filter does not let it */
}

/* Of a user who is root: what is left needs none of them. */
static void drop_capabilities(void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
  syscall(SYS_capset, &header, none);
}

/* ---- Landlock ---- */

/* Of the kernel's linux/landlock.h, whose newest members older headers lack. */
typedef struct ruleset {
  uint64_t files, network, scope;
} ruleset;
enum { RULESET_VERSION = 1 };

static int ruleset_make(const ruleset *r, size_t size, uint32_t flags)
{
  return (int)syscall(SYS_landlock_create_ruleset, r, size, flags);
}

/* Everything is handled and nothing allowed: whatever is open already stays so. */
static int close_files(void)
{
  int abi = ruleset_make(NULL, 0, RULESET_VERSION);
  if (abi < 1)
    return abi < 0 ? errno : ENOSYS;
  const ruleset r = {
    .files = abi >= 5   ? 0xFFFF
             : abi >= 3 ? 0x7FFF
             : abi == 2 ? 0x3FFF
                        : 0x1FFF,
    .network = abi >= 4 ? 3 : 0, /* bind and connect */
    .scope = abi >= 6 ? 3 : 0,   /* abstract sockets and signals */
  };
  int fd = ruleset_make(&r, abi >= 6 ? sizeof r : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t), 0);
  if (fd < 0)
    return errno;
  int rc = syscall(SYS_landlock_restrict_self, fd, 0) == 0 ? 0 : errno;
  close(fd);
  return rc;
}

void walls_close_files(walls *w, buf *words)
{
  int rc = close_files();
  w->files = rc == 0;
  limit(RLIMIT_NOFILE, PROCESS_FILE + 1);
  if (rc == 0)
    buf_add_text(words, ", Landlock");
  else
    buf_printf(words, ", no Landlock (%s)",
               rc == ENOSYS || rc == EOPNOTSUPP ? "this kernel has none" : strerror(rc));
}

/* ---- seccomp ---- */

/* Memory, and what a process cannot do without; read and write are limited to descriptors below. */
static const int allowed[] = {
  SCMP_SYS(brk),
  SCMP_SYS(mmap),
  SCMP_SYS(munmap),
  SCMP_SYS(mremap),
  SCMP_SYS(mprotect),
  SCMP_SYS(madvise),
  SCMP_SYS(futex),
  SCMP_SYS(getrandom),
  SCMP_SYS(exit),
  SCMP_SYS(exit_group),
  SCMP_SYS(rt_sigreturn),
  SCMP_SYS(rt_sigprocmask),
  SCMP_SYS(sched_yield),
  SCMP_SYS(clock_gettime),
  SCMP_SYS(gettimeofday),
  SCMP_SYS(getpid),
  SCMP_SYS(gettid),
  SCMP_SYS(getppid),
  SCMP_SYS(getuid),
  SCMP_SYS(geteuid),
  SCMP_SYS(fstat),
  SCMP_SYS(close),
  SCMP_SYS(restart_syscall),
#ifdef WB_SANITIZED /* the sanitizers' own */
  SCMP_SYS(sigaltstack),
  SCMP_SYS(prctl),
  SCMP_SYS(sched_getaffinity),
#endif
};

typedef struct descriptor_rule {
  int call;
  unsigned first, last; /* descriptor */
} descriptor_rule;
static const descriptor_rule on_descriptors[] = {
  { SCMP_SYS(read), PROCESS_PIPE, PROCESS_FILE },
  { SCMP_SYS(pread64), PROCESS_FILE, PROCESS_FILE },
  { SCMP_SYS(lseek), 1, PROCESS_FILE },
  { SCMP_SYS(write), 1, PROCESS_PIPE }, /* 1 and 2 are /dev/null: a stray printf() is nobody's harm */
  { SCMP_SYS(writev), 1, PROCESS_PIPE },
};

/* The kernel sees 64 bits of a register of which an int has 32. */
static int allow_with(scmp_filter_ctx filter, int call, uint64_t first_argument)
{
  const struct scmp_arg_cmp equal = {
    .arg = 0, .op = SCMP_CMP_MASKED_EQ, .datum_a = UINT32_MAX, .datum_b = first_argument
  };
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &equal);
}

static int add_rules(scmp_filter_ctx filter)
{
  int rc = 0;
  for (size_t i = 0; i < WB_COUNT(allowed) && rc == 0; i++)
    rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i], 0, NULL);
  for (size_t i = 0; i < WB_COUNT(on_descriptors) && rc == 0; i++)
    for (unsigned fd = on_descriptors[i].first; fd <= on_descriptors[i].last && rc == 0; fd++)
      rc = allow_with(filter, on_descriptors[i].call, fd);
  return rc ? rc : allow_with(filter, SCMP_SYS(tgkill), (uint64_t)getpid()); /* abort() */
}

static int raise_filter(void)
{
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
  if (!filter)
    return ENOMEM;
  int rc = trap_install() ? add_rules(filter) : -ENOSYS;
  if (rc == 0)
    rc = seccomp_load(filter); /* sets no_new_privs itself */
  seccomp_release(filter);
  return -rc;
}

walls walls_raise(buf *words)
{
  walls w = { 0 };
  WB_AUTO(buf) files = { 0 };
  buf_add_text(words, "limits");
  drop_capabilities();
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  /* Before the filter, which has no place for Landlock's calls; without a filter the plugin must be opened
   * first. */
  if (trap_install())
    walls_close_files(&w, &files);
  int rc = raise_filter();
  w.filter = rc == 0;
  if (rc == 0)
    buf_add_text(words, ", seccomp");
  else
    buf_printf(words, ", no seccomp (%s)", strerror(rc));
  buf_add(words, buf_view(&files));
  return w;
}
