/* SPDX-License-Identifier: MIT */
/* Level 1: the file is safe to load and declares itself well.  Nothing here runs plan() or parse(). */
#include "../plugin/file.h"
#include "elf.h"
#include "trial.h"
#include <dlfcn.h>
#include <sys/resource.h>
#include <unistd.h>

#define SCAN_MS_AT_MOST 100

static void run_file(trial *t)
{
  wb_error why = { 0 };
  file_stamp stamp;
  int fd = -1;
  if (file_open_plugin(t->file, false, &fd, &stamp, &why))
    trial_fail(t, "%s", why.text);
  else
    close(fd);
}

static void run_loads(trial *t)
{
  wb_error why = { 0 };
  trial_doing(t, "loading the file and calling its entry");
  if (open_plugin(t->file, t->memory, &t->carriers, &t->carrier_count, &why))
    trial_fail(t, "%s", why.text);
}

/* ---- what the file is made of ---- */

static bool read_elf(trial *t, elf_facts *facts)
{
  wb_error why = { 0 };
  if (elf_read(t->file, t->memory, facts, &why)) {
    trial_fail(t, "%s", why.text);
    return false;
  }
  if (facts->sanitized)
    trial_skip(t, "the file was built with a sanitizer, which adds symbols of its own");
  return !facts->sanitized;
}

static void run_symbols(trial *t)
{
  elf_facts facts;
  bool entry = false;
  if (!read_elf(t, &facts))
    return;
  for (size_t i = 0; i < facts.exported.count; i++) {
    wb_str name = str_of(facts.exported.items[i].name);
    if (str_is(name, "wb_module_entry"))
      entry = true;
    else
      trial_fail(t, "exports %.*s: make it static, or hide it (-fvisibility=hidden)", STR_ARG(name));
  }
  if (!entry)
    trial_fail(t, "exports no function wb_module_entry: end the file with WB_MODULE(&your_carrier)");
}

static void run_variables(trial *t)
{
  elf_facts facts;
  if (!read_elf(t, &facts))
    return;
  for (size_t i = 0; i < facts.variables.count; i++) {
    const elf_name *v = &facts.variables.items[i];
    if (facts.stripped)
      trial_fail(
          t,
          "has %llu bytes of variables in %s: make them const, or keep what you need in the request's cookie",
          (unsigned long long)v->bytes, v->name);
    else
      trial_fail(
          t, "the variable %s (%s) can change: make it const, or keep what you need in the request's cookie",
          v->name, v->section);
  }
  if (facts.constructors)
    trial_fail(t,
               "%zu function%s run%s while the file is loaded (a constructor): nothing may happen before the "
               "entry is called",
               facts.constructors, facts.constructors == 1 ? "" : "s", facts.constructors == 1 ? "s" : "");
}

/* Names that a pure function has no use for.  The names of a row are parted by blanks. */
static const struct {
  const char *names, *why;
} unwanted[] = {
  { "open open64 openat openat64 creat fopen fopen64 freopen opendir unlink remove rename mkdir mmap mmap64 "
    "tmpfile",
    "opens or changes files: what you need is in the batch and the response" },
  { "socket connect bind listen getaddrinfo gethostbyname gethostbyname_r send sendto recv recvfrom",
    "uses the network: ask with h->request() and waybill fetches it" },
  { "time clock clock_gettime gettimeofday timespec_get", "reads a clock: the time is batch->now_ms" },
  { "localtime localtime_r gmtime gmtime_r mktime strftime tzset setlocale",
    "depends on the user's zone or locale: hand readings on as wb_time" },
  { "getenv secure_getenv setenv putenv unsetenv", "reads the environment: settings are in batch->settings" },
  { "rand random srand srandom rand_r drand48 getrandom getentropy arc4random",
    "makes random numbers: a value with the source WB_UNIQUE gives a fresh id" },
  { "printf vprintf puts putchar putc fputs fputc fwrite perror fprintf vfprintf dprintf syslog write "
    "__printf_chk __fprintf_chk "
    "__vfprintf_chk __vprintf_chk __dprintf_chk",
    "prints: log with h->log(), fail with h->fail()" },
  { "exit _exit _Exit quick_exit abort raise kill __assert_fail",
    "ends the process: return an error instead" },
  { "fork vfork clone execl execle execlp execv execve execvp execvpe posix_spawn posix_spawnp system popen",
    "starts programs" },
  { "pthread_create thrd_create", "starts a thread: a call works on the thread that it came on" },
  { "signal sigaction sigprocmask pthread_sigmask setitimer alarm", "changes how signals are handled" },
  { "dlopen dlsym dlmopen", "loads code" },
  { "syscall ptrace", "calls the system by number" },
  { "strtok strerror rand asctime ctime gets", "is not safe when two calls run at once" },
  { "sleep usleep nanosleep clock_nanosleep", "waits: say retry_after_s in the result" },
};

static bool has_word(const char *words, const char *name)
{
  wb_str rest = str_of(words), word;
  while (str_split(&rest, ' ', &word))
    if (str_is(word, name))
      return true;
  return false;
}

static const char *why_unwanted(const char *name)
{
  for (size_t i = 0; i < WB_COUNT(unwanted); i++)
    if (has_word(unwanted[i].names, name))
      return unwanted[i].why;
  return NULL;
}

static bool is_of_libc(wb_str library)
{
  return str_starts(library, STR("libc.so.")) || str_starts(library, STR("libm.so.")) ||
         str_starts(library, STR("ld-linux"));
}

static void run_imports(trial *t)
{
  elf_facts facts;
  void *libc = dlopen("libc.so.6", RTLD_NOW | RTLD_LOCAL), *libm = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
  if (!read_elf(t, &facts))
    return;
  for (size_t i = 0; i < facts.libraries.count; i++)
    if (!is_of_libc(str_of(facts.libraries.items[i].name)))
      trial_fail(t, "needs the library %s: a plugin may need libc alone, or a user's machine may not load it",
                 facts.libraries.items[i].name);
  for (size_t i = 0; i < facts.needed.count; i++) {
    const char *name = facts.needed.items[i].name, *why = why_unwanted(name);
    if (why)
      trial_fail(t, "uses %s(), which %s", name, why);
    else if ((!libc || !dlsym(libc, name)) && (!libm || !dlsym(libm, name)))
      trial_fail(
          t, "needs %s, which libc does not have: a plugin may use libc and what waybill/plugin.h gives it",
          name);
  }
}

/* ---- what it says of itself ---- */

static void run_entry(trial *t)
{
  wb_module_fn *entry = NULL;
  if (!trial_open(t))
    return;
  void *handle = dlopen(t->file, RTLD_NOW | RTLD_LOCAL);
  *(void **)&entry = handle ? dlsym(handle, "wb_module_entry") : NULL; /* POSIX allows this conversion */
  if (!entry)
    return;
  trial_doing(t, "calling its entry for other versions of the ABI");
  if (entry(0, WB_ABI_MAJOR) != entry(0, WB_ABI_MAJOR))
    trial_fail(t, "wb_module_entry() gives another module each time: make it static const");
  if (entry(WB_ABI_MAJOR + 1000u, WB_ABI_MAJOR + 1001u))
    trial_fail(
        t, "wb_module_entry(%u, %u) gives a module: expected NULL, for it does not speak those ABI majors",
        WB_ABI_MAJOR + 1000u, WB_ABI_MAJOR + 1001u);
}

static void check_url(trial *t, const wb_carrier *c, const char *what, const char *url)
{
  wb_str s = str_of(url);
  if (s.n && !str_starts(s, STR("https://")) && !str_starts(s, STR("http://")) &&
      !str_starts(s, STR("mailto:")))
    trial_fail(t, "carrier %s: %s \"%s\" is not an address that a user can open", c->id, what, url);
}

static void check_formats(trial *t, const wb_carrier *c)
{
  for (uint32_t i = 0; i < c->formats.count; i++) {
    const wb_format *f = WB_AT(wb_format, c->formats, i);
    if (f->url && str_find(str_of(f->url), STR("{number}")) == SIZE_MAX)
      trial_fail(t, "carrier %s: format \"%s\": url \"%s\" has no {number} in it", c->id, f->id, f->url);
  }
}

static void run_declares(trial *t)
{
  if (!trial_open(t))
    return;
  for (size_t i = 0; i < t->carrier_count; i++) {
    const wb_carrier *c = &t->carriers[i].copy;
    check_url(t, c, "homepage", c->homepage);
    check_url(t, c, "support", c->support);
    check_formats(t, c);
    for (uint32_t k = 0; k < c->credentials.count; k++) {
      const wb_credential *credential = WB_AT(wb_credential, c->credentials, k);
      check_url(t, c, "obtain_url", credential->obtain_url);
      if (!credential->label || !credential->label[0])
        trial_fail(t, "carrier %s: credential \"%s\" has no label that tells a user what to enter", c->id,
                   credential->name);
    }
  }
}

static int64_t cpu_ms(void)
{
  struct rusage used;
  if (getrusage(RUSAGE_SELF, &used))
    return 0;
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * INT64_C(1000) +
         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

static void run_scan(trial *t)
{
  int64_t before = cpu_ms();
  if (!trial_open(t))
    return;
  int64_t took = cpu_ms() - before;
  if (took > SCAN_MS_AT_MOST)
    trial_fail(t, "took %lld ms of processor time to load and check: at most %d, or every scan waits for it",
               (long long)took, SCAN_MS_AT_MOST);
}

const kit_kind kit_loads[] = {
  { WB_LEVEL_LOADS, "file", "belongs to you or root, and nobody else can write it", KIT_ONCE, run_file },
  { WB_LEVEL_LOADS, "loads",
    "loads, and what it declares is complete: formats and their examples, https, licence", KIT_ONCE,
    run_loads },
  { WB_LEVEL_LOADS, "symbols", "exports its entry and nothing else", KIT_ONCE, run_symbols },
  { WB_LEVEL_LOADS, "imports", "needs libc alone, and nothing that a pure function has no use for", KIT_ONCE,
    run_imports },
  { WB_LEVEL_LOADS, "variables", "has nothing that can change, and does nothing while it is loaded", KIT_ONCE,
    run_variables },
  { WB_LEVEL_LOADS, "entry",
    "its entry gives the same module each time, and none for an ABI that it does not speak", KIT_ONCE,
    run_entry },
  { WB_LEVEL_LOADS, "declares", "addresses can be opened, credentials have labels", KIT_ONCE, run_declares },
  { WB_LEVEL_LOADS, "scan", "loads within 100 ms of processor time", KIT_ONCE, run_scan },
  { 0 },
};
