/* SPDX-License-Identifier: MIT */
/* bench_child [CARRIER...]: what a plugin's own process adds, beside the same plugin in this process, in
 * turn.
 *
 * Rounds of parses of an answer as large as a real one (document.h); the time to the first answer, from
 * nothing; and what starting costs beside /bin/true, of which page faults are exact.  Wanted by issue 5: at
 * most 25 us and half again for a parse, at most 15 ms to the first answer. */
#include "core/host/host.h"
#include "core/plugin/child.h"
#include "core/plugin/file.h"
#include "document.h"
#include "kit.h"
#include "tests/carriers/replay.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 31, PARSES = 200, STARTS = 31 };

typedef struct work {
  document d;
  arena *memory;
  host *h;
  child *process;
  const wb_carrier *remote;
} work;

static void parse_once(const work *w, const wb_carrier *carrier)
{
  WB_AUTO(feed_ref) into = NULL;
  WB_AUTO(arena_ref) memory = arena_new(0);
  static const uint32_t covers[] = { 0 };
  host_requests more = { 0 };
  wb_error err = { 0 };
  const wb_response response = { .struct_size = sizeof response,
                                 .status = 200,
                                 .body = buf_view(&w->d.body),
                                 .covers = { covers, 1, sizeof covers[0] } };
  if (!memory || feed_new(0, &into, &err) ||
      host_parse(w->h, carrier, &w->d.batch, &response, memory, into, &more, &err))
    kit_die("%s: %s", carrier->id, err.text);
  if (into->result_count != 1 || into->results[0].event_count < 8)
    kit_die("%s: not all events came", carrier->id);
}

static double cpu_s(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct cost {
  double wall_us, cpu_us; /* of a parse; cpu: of both processes */
} cost;

static cost round_of(const work *w, const wb_carrier *carrier)
{
  clockid_t child_clock = CLOCK_PROCESS_CPUTIME_ID;
  bool remote = carrier == w->remote && clock_getcpuclockid(child_process_id(w->process), &child_clock) == 0;
  double start = kit_now_s(), cpu = cpu_s(CLOCK_PROCESS_CPUTIME_ID) + (remote ? cpu_s(child_clock) : 0);
  for (int i = 0; i < PARSES; i++)
    parse_once(w, carrier);
  double cpu_end = cpu_s(CLOCK_PROCESS_CPUTIME_ID) + (remote ? cpu_s(child_clock) : 0);
  return (cost){ (kit_now_s() - start) * 1e6 / PARSES, (cpu_end - cpu) * 1e6 / PARSES };
}

static void open_child(work *w, bool scan_only)
{
  WB_AUTO(buf) path = { 0 };
  wb_error err = { 0 };
  file_stamp stamp;
  size_t count;
  int fd = -1;
  const child_options options = { .scan_only = scan_only };
  if (carrier_path(w->d.carrier->id, &path, &err) ||
      file_open_plugin(buf_cstr(&path), true, &fd, &stamp, &err) ||
      child_open(buf_cstr(&path), fd, &options, &w->process, &err))
    kit_die("%s", err.text);
  close(fd);
  w->remote = &child_carriers(w->process, &count)[0].carrier;
}

static void close_child(work *w)
{
  child_free(w->process);
  w->process = NULL;
}

static void tell_parses(const char *what, double *there, double *here)
{
  static double added[ROUNDS];
  for (int i = 0; i < ROUNDS; i++)
    added[i] = there[i] - 1.5 * here[i];
  kit_tell(&(kit_row){ "", what, "us", kit_median(there, ROUNDS), kit_median(here, ROUNDS), KIT_TOLD, 0 });
  kit_tell(&(kit_row){ "child", "  what is more than half again", "us", kit_median(added, ROUNDS), 0,
                       KIT_AT_MOST, 25 });
}

static void compare_parses(work *w)
{
  static double here[ROUNDS], there[ROUNDS], here_cpu[ROUNDS], there_cpu[ROUNDS];
  char name[128];
  open_child(w, false);
  parse_once(w, w->d.carrier);
  parse_once(w, w->remote);
  for (int i = 0; i < ROUNDS; i++) {
    cost near = round_of(w, w->d.carrier), far = round_of(w, w->remote);
    here[i] = near.wall_us;
    there[i] = far.wall_us;
    here_cpu[i] = near.cpu_us;
    there_cpu[i] = far.cpu_us;
  }
  close_child(w);
  snprintf(name, sizeof name, "%s, %zu bytes: a parse in a child, against here", w->d.carrier->id,
           w->d.body.n);
  tell_parses(name, there, here);
  tell_parses("  the same, processor time of both processes", there_cpu, here_cpu);
}

/* What the processes that ended since have used. */
typedef struct ended {
  double cpu_ms;
  long faults;
} ended;

static ended ended_children(void)
{
  struct rusage u;
  getrusage(RUSAGE_CHILDREN, &u);
  return (ended){ (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
                      (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3,
                  u.ru_minflt };
}

typedef struct start {
  double wall_ms[STARTS], cpu_ms[STARTS];
  long faults;
} start;

static void note(start *s, int i, double from_s, const ended *before)
{
  ended now = ended_children();
  s->wall_ms[i] = (kit_now_s() - from_s) * 1e3;
  s->cpu_ms[i] = now.cpu_ms - before->cpu_ms;
  s->faults = now.faults - before->faults;
}

static void tell_start(const char *what, start *s, start *nothing, double wanted_ms)
{
  kit_tell(&(kit_row){ wanted_ms > 0 ? "child" : "", what, "ms", kit_median(s->wall_ms, STARTS), 0,
                       wanted_ms > 0 ? KIT_AT_MOST : KIT_TOLD, wanted_ms });
  kit_tell(&(kit_row){ "", "  its processor time, against true", "ms", kit_median(s->cpu_ms, STARTS),
                       kit_median(nothing->cpu_ms, STARTS), KIT_TOLD, 0 });
  kit_tell(
      &(kit_row){ "", "  its page faults", "", (double)s->faults, (double)nothing->faults, KIT_TOLD, 0 });
}

static void compare_starts(work *w)
{
  static start first, scan, nothing;
  for (int i = 0; i < STARTS; i++) {
    ended before = ended_children();
    double from_s = kit_now_s();
    open_child(w, false);
    parse_once(w, w->remote);
    close_child(w);
    note(&first, i, from_s, &before);
    before = ended_children();
    from_s = kit_now_s();
    open_child(w, true);
    close_child(w);
    note(&scan, i, from_s, &before);
    before = ended_children();
    from_s = kit_now_s();
    kit_run_words((const char *[]){ "true", NULL });
    note(&nothing, i, from_s, &before);
  }
  tell_start("from nothing to the first answer", &first, &nothing, 15);
  tell_start("scanning one plugin", &scan, &nothing, 0);
}

int main(int argc, char **argv)
{
  static const char *const usual[] = { "bench_child", "ups", "canada-post" };
  int count = argc > 1 ? argc : (int)WB_COUNT(usual);
  const char *const *names = argc > 1 ? (const char *const *)argv : usual;
  for (int i = 1; i < count; i++) {
    work w = { .memory = arena_new(0) };
    wb_error err = { 0 };
    document_make(names[i], w.memory, &w.d);
    if (host_new(NULL, &w.h, &err))
      kit_die("%s", err.text);
    compare_parses(&w);
    compare_starts(&w);
    host_free(w.h);
    buf_free(&w.d.body);
    arena_free(w.memory);
  }
  return 0;
}
