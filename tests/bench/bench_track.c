/* SPDX-License-Identifier: MIT */
/* bench_track SERVER PROGRAM NODE_SCRIPT: the whole way through the public interface, against bench_server.  Goals 6, 7
 * and the memory of 100,000 numbers in one run.  NODE_SCRIPT "": no such baseline.
 *
 *   bench_track run PORT COUNT   COUNT numbers: fetch, parse, merge, store with the settings as they are */
#include "kit.h"
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <waybill/waybill.h>

enum { ROUNDS = 3, COUNT = 5000, MANY = 100000, WINDOW = 2000, IN_FLIGHT = 64 };
#define FOLDER "bench-track-state"
#define LIST   "bench-track-numbers"

/* The i-th UPS number of an invented shipper, with its check digit. */
static void write_number(char to[24], size_t i)
{
  unsigned sum = 0;
  snprintf(to, 24, "1Z999AA103%07zu", i % 10000000);
  for (size_t at = 0; at < 15; at++) {
    char c = to[2 + at];
    unsigned value = c >= 'A' ? (unsigned)(c - 63) % 10 : (unsigned)(c - '0');
    sum += at % 2 ? 2 * value : value;
  }
  to[17] = (char)('0' + (10 - sum % 10) % 10);
  to[18] = '\0';
}

/* ---- one run ---- */

static void check(int rc, const wb_error *err)
{
  if (rc)
    kit_die("%s", err->text);
}

static void add_number(wb_run *r, size_t i, wb_error *err)
{
  char number[24];
  wb_query q = { .struct_size = sizeof q };
  write_number(number, i);
  q.number = (wb_str){ number, strlen(number) };
  check(wb_run_add(r, &q, err), err);
}

static size_t track_all(wb_context *c, size_t count)
{
  wb_error err = { 0 };
  wb_run *r;
  wb_answer *a;
  size_t added = 0, found = 0;
  check(wb_run_new(c, &r, &err), &err);
  for (size_t done = 0; done < count; done += a != NULL) {
    while (added < count && wb_run_pending(r) < WINDOW)
      add_number(r, added++, &err);
    if (added == count)
      wb_run_flush(r);
    check(wb_run_next(r, -1, &a, &err), &err);
    found += a && wb_answer_code(a) == WB_OK && wb_answer_timeline(a)->event_count == 11;
    wb_answer_free(a);
  }
  wb_run_free(r);
  return found;
}

static int run(const char *port, size_t count)
{
  char endpoint[64];
  mallopt(M_TRIM_THRESHOLD, 256 << 20); /* as the program does; the library may not decide this for its process */
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  snprintf(endpoint, sizeof endpoint, "ups.endpoint.api=http://127.0.0.1:%s", port);
  setenv("WAYBILL_UPS_CLIENT_ID", "bench", 1);
  setenv("WAYBILL_UPS_CLIENT_SECRET", "bench", 1);
  const char *const settings[] = { endpoint, "net.allow_http=yes", "net.in_flight=64", "net.per_origin=64" };
  wb_options o = { .struct_size = sizeof o };
  o.config_file = "";
  o.overrides = settings;
  o.override_count = sizeof settings / sizeof settings[0];
  o.state_folder = FOLDER;
  wb_error err = { 0 };
  wb_context *c;
  check(wb_context_new(&o, &c, &err), &err);
  double since_s = kit_now_s();
  size_t found = track_all(c, count);
  printf("rate %.1f\nfound %zu\n", (double)count / (kit_now_s() - since_s), found);
  wb_context_free(c);
  return found != count;
}

/* ---- beside others ---- */

static void remove_state(void)
{
  static const char *const files[] = { "waybill.db", "waybill.db-wal", "waybill.db-shm", "node.db", "node.db-wal",
                                       "node.db-shm" };
  char path[128];
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    snprintf(path, sizeof path, FOLDER "/%s", files[i]);
    unlink(path);
  }
}

static double rate_of(const char *const *argv, kit_cost *ret_cost)
{
  char out[4096];
  remove_state();
  *ret_cost = kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out, .errors_too = true });
  if (ret_cost->exit_code)
    kit_die("%s %s failed: %s", argv[0], argv[1], out);
  return kit_value(out, "rate");
}

static double wrk_rate(const char *port)
{
  char url[96], out[4096];
  snprintf(url, sizeof url, "http://127.0.0.1:%s/api/track/v1/details/1Z999AA10123456784", port);
  const char *argv[] = { "wrk", "-t1", "-c64", "-d2s", url, NULL };
  kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out });
  const char *rate = strstr(out, "Requests/sec:");
  return rate ? strtod(rate + 13, NULL) : 0;
}

static void compare(const char *self, const char *port, const char *node_script)
{
  char count[16];
  double ours[ROUNDS], cpu[ROUNDS], wrk[ROUNDS], node[ROUNDS];
  bool has_wrk = kit_has("wrk"), has_node = node_script[0] != '\0';
  kit_cost cost;
  snprintf(count, sizeof count, "%d", COUNT);
  for (size_t i = 0; i < ROUNDS; i++) {
    ours[i] = rate_of((const char *const[]){ self, "run", port, count, NULL }, &cost);
    cpu[i] = cost.cpu_s * 1e6 / COUNT;
    if (has_wrk)
      wrk[i] = wrk_rate(port);
    if (has_node)
      node[i] = rate_of((const char *const[]){ "node", node_script, port, count, FOLDER "/node.db", NULL }, &cost);
  }
  kit_tell(&(kit_row){ "", "fetch + parse + merge + store: CPU a number", "us", kit_median(cpu, ROUNDS), 0, KIT_TOLD, 0 });
  double median = kit_median(ours, ROUNDS);
  if (has_wrk)
    kit_tell(&(kit_row){ "6", "fetch + parse + merge + store: rate, against wrk", "/s", median,
                         kit_median(wrk, ROUNDS), KIT_AT_LEAST, 0.17 });
  else
    kit_skip("6", "fetch + parse + merge + store: rate, against wrk", "wrk is not installed");
  if (has_node)
    kit_tell(&(kit_row){ "7", "the same, against Node with undici and better-sqlite3", "/s", median,
                         kit_median(node, ROUNDS), KIT_AT_LEAST, 1.7 });
  else
    kit_skip("7", "the same, against Node with undici and better-sqlite3", "node or its packages are not installed");
}

/* The program itself, reading from standard input. */
static void measure_many(const char *program, const char *port)
{
  char endpoint[64], number[24];
  snprintf(endpoint, sizeof endpoint, "ups.endpoint.api=http://127.0.0.1:%s", port);
  FILE *f = fopen(LIST, "w");
  if (!f)
    kit_die("%s cannot be written", LIST);
  for (size_t i = 0; i < MANY; i++) {
    write_number(number, i);
    fprintf(f, "%s\n", number);
  }
  fclose(f);
  remove_state();
  const char *argv[] = { program, "track", "-", "--tsv", "-q", "--config", "", "--state", FOLDER,
                         "--set", endpoint, "--set", "net.allow_http=yes", NULL };
  setenv("WAYBILL_UPS_CLIENT_ID", "bench", 1);
  setenv("WAYBILL_UPS_CLIENT_SECRET", "bench", 1);
  kit_cost c = kit_run(&(kit_command){ .argv = argv, .input = LIST });
  unlink(LIST);
  if (c.exit_code) {
    kit_skip("", "waybill track - with 100,000 numbers", "the program failed");
    return;
  }
  kit_tell(&(kit_row){ "", "waybill track - with 100,000 numbers: memory", "MB", c.rss_mb, 0, KIT_AT_MOST, 200 });
  kit_tell(&(kit_row){ "", "waybill track - with 100,000 numbers: rate", "/s", MANY / c.wall_s, 0, KIT_TOLD, 0 });
}

int main(int argc, char **argv)
{
  char port[8];
  if (argc == 4 && strcmp(argv[1], "run") == 0)
    return run(argv[2], strtoul(argv[3], NULL, 10));
  if (argc != 4)
    kit_die("usage: bench_track SERVER PROGRAM NODE_SCRIPT");
  if (mkdir(FOLDER, 0700) && errno != EEXIST)
    kit_die("%s: %s", FOLDER, strerror(errno));
  kit_server s = kit_server_start(argv[1], 1, false);
  snprintf(port, sizeof port, "%u", s.ports[0]);
  compare(argv[0], port, argv[3]);
  measure_many(argv[2], port);
  kit_server_stop(&s);
  remove_state();
  rmdir(FOLDER);
  return 0;
}
