/* SPDX-License-Identifier: MIT */
/* bench_start PROGRAM PLUGIN: what starting costs, programs started in turn.  Goals 12, 14 and 15.
 *
 * PLUGIN is bench_plugin.so; copies of it with other ids make a folder of 200 plugins.  Wall times are medians; page
 * faults are exact, and what they cost is most of a start. */
#include "kit.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROUNDS = 61, MANY = 200, SCANS = 5 };
#define FOLDER "/tmp/waybill-bench-start" /* absolute: XDG folders that are not are ignored */
#define NUMBER "1Z999AA10123456784"
#define DEMO   "1ZWB7T210340001015"

/* ---- plugins ---- */

static char *read_file(const char *path, size_t *ret_bytes)
{
  FILE *f = fopen(path, "rb");
  char *bytes = malloc(1 << 20);
  if (!f || !bytes)
    kit_die("%s cannot be read", path);
  *ret_bytes = fread(bytes, 1, 1 << 20, f);
  fclose(f);
  return bytes;
}

/* Everywhere in the file the id "bench-000" becomes that of the copy, and its formats' prefix "QB000" likewise. */
static void rename_plugin(char *bytes, size_t n, size_t i)
{
  char digits[4];
  snprintf(digits, sizeof digits, "%03zu", i % 1000);
  for (size_t at = 0; at + 9 < n; at++) {
    size_t skip = memcmp(bytes + at, "bench-", 6) == 0 ? 6 : memcmp(bytes + at, "QB", 2) == 0 ? 2 : 0;
    if (skip && strspn(bytes + at + skip, "0123456789") >= 3)
      memcpy(bytes + at + skip, digits, 3);
  }
}

static void make_folder(const char *plugin, const char *folder, size_t count)
{
  char path[256];
  size_t n;
  char *bytes = read_file(plugin, &n);
  mkdir(folder, 0700);
  for (size_t i = 0; i < count; i++) {
    snprintf(path, sizeof path, "%s/bench-%03zu.so", folder, i);
    rename_plugin(bytes, n, i);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f))
      kit_die("%s cannot be written", path);
  }
  free(bytes);
}

static void remove_folder(const char *folder)
{
  char path[512];
  DIR *d = opendir(folder);
  for (const struct dirent *e; d && (e = readdir(d)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    if (e->d_name[0] != '.')
      unlink(path);
  }
  if (d)
    closedir(d);
  rmdir(folder);
}

/* ---- measurements ---- */

typedef struct contest { /* two commands, started in turn */
  const char *const *ours, *const *base;
  double our_us, base_us, our_faults, base_faults;
} contest;

static double run_once(const char *const *argv, double *ret_faults)
{
  kit_cost c = kit_run_words(argv);
  if (c.exit_code)
    kit_die("%s %s ended with %d", argv[0], argv[1] ? argv[1] : "", c.exit_code);
  *ret_faults = c.faults;
  return c.wall_s * 1e6;
}

static void hold(contest *c)
{
  static double ours[ROUNDS], base[ROUNDS], faults[ROUNDS], base_faults[ROUNDS];
  run_once(c->ours, &faults[0]); /* fills caches */
  run_once(c->base, &faults[0]);
  for (size_t i = 0; i < ROUNDS; i++) {
    ours[i] = run_once(c->ours, &faults[i]);
    base[i] = run_once(c->base, &base_faults[i]);
  }
  c->our_us = kit_median(ours, ROUNDS);
  c->base_us = kit_median(base, ROUNDS);
  c->our_faults = kit_median(faults, ROUNDS);
  c->base_faults = kit_median(base_faults, ROUNDS);
}

/* The command under a tool, behind its own "env NAME=VALUE". */
static void run_under(const char *const *tool, const char *const *argv, char *out, size_t capacity)
{
  const char *words[32] = { NULL };
  size_t n = 0;
  if (strcmp(argv[0], "env") == 0) {
    words[n++] = *argv++;
    words[n++] = *argv++;
  }
  while (*tool)
    words[n++] = *tool++;
  while (*argv && n < 31)
    words[n++] = *argv++;
  kit_run(&(kit_command){ .argv = words, .output = out, .capacity = capacity, .errors_too = true });
}

static double instructions_of(const char *const *argv)
{
  static char out[1 << 16];
  run_under((const char *[]){ "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", NULL }, argv, out,
            sizeof out);
  const char *told = strstr(out, "Collected : ");
  return told ? strtod(told + 12, NULL) : 0;
}

static double calls_of(const char *const *argv)
{
  static char out[1 << 20];
  run_under((const char *[]){ "strace", NULL }, argv, out, sizeof out);
  double calls = 0;
  for (const char *at = strstr(out, ") = "); at; at = strstr(at + 1, ") = "))
    calls++;
  return calls;
}

static void tell(const char *goal, const char *what, double wanted, contest *c)
{
  hold(c);
  kit_tell(&(kit_row){ goal, what, "us", c->our_us, c->base_us, KIT_AT_MOST, wanted });
  kit_tell(&(kit_row){ "", "  its page faults", "", c->our_faults, c->base_faults, KIT_TOLD, 0 });
  if (kit_has("valgrind")) {
    kit_tell(&(kit_row){ "", "  its instructions", "", instructions_of(c->ours), instructions_of(c->base), KIT_TOLD, 0 });
  }
  if (kit_has("strace")) {
    kit_tell(&(kit_row){ "", "  its system calls", "", calls_of(c->ours), calls_of(c->base), KIT_TOLD, 0 });
  }
}

/* Each of them in a process of its own. */
static void tell_scan(const char *program)
{
  const char *const argv[] = { program, "carriers", "scan", "--tsv", "--config", "", "--plugins", FOLDER "/many", NULL };
  const char *const nothing[] = { "true", NULL };
  double scan_s[SCANS], true_s[SCANS], faults;
  for (size_t i = 0; i < SCANS; i++) {
    scan_s[i] = run_once(argv, &faults) / 1e6;
    true_s[i] = 0;
    for (size_t k = 0; k < MANY; k++)
      true_s[i] += run_once(nothing, &faults) / 1e6;
  }
  kit_tell(&(kit_row){ "scan", "waybill carriers scan of 200 plugins of strangers", "s", kit_median(scan_s, SCANS), 0, KIT_AT_MOST,
                       2 });
  kit_tell(&(kit_row){ "", "  against starting true 200 times", "s", kit_median(scan_s, SCANS), kit_median(true_s, SCANS),
                       KIT_TOLD, 0 });
}

int main(int argc, char **argv)
{
  if (argc != 3)
    kit_die("usage: bench_start PROGRAM PLUGIN");
  const char *program = argv[1];
  mkdir(FOLDER, 0700);
  setenv("XDG_CACHE_HOME", FOLDER "/cache", 1); /* one registry cache for each of the two folders below */
  make_folder(argv[2], FOLDER "/one", 1);
  make_folder(argv[2], FOLDER "/many", MANY);
  sleep(3); /* the registry's cache is not written while a folder has only just changed */

  contest c = { .ours = (const char *[]){ program, "detect", "--config", "", NUMBER, NULL },
                .base = (const char *[]){ "true", NULL } };
  tell("12", "waybill detect, against true", 1.25, &c);
  if (kit_has("curl")) {
    c = (contest){ .ours = (const char *[]){ program, "track", "--demo", "--config", "", DEMO, NULL },
                   .base = (const char *[]){ "curl", "-V", NULL } };
    tell("14", "waybill track --demo, against curl -V", 0.85, &c);
  } else {
    kit_skip("14", "waybill track --demo, against curl -V", "curl is not installed");
  }
  /* env, not setenv(): the two are started in turn, each with a cache of its own. */
  c = (contest){
    .ours = (const char *[]){ "env", "XDG_CACHE_HOME=" FOLDER "/cache-many", program, "detect", "--config", "",
                              "--plugins", FOLDER "/many", NUMBER, NULL },
    .base = (const char *[]){ "env", "XDG_CACHE_HOME=" FOLDER "/cache-one", program, "detect", "--config", "",
                              "--plugins", FOLDER "/one", NUMBER, NULL },
  };
  tell("15", "waybill detect with 200 more plugins, against one more", 1.1, &c);
  tell_scan(program);
  remove_folder(FOLDER "/one");
  remove_folder(FOLDER "/many");
  remove_folder(FOLDER "/cache/waybill");
  remove_folder(FOLDER "/cache-many/waybill");
  remove_folder(FOLDER "/cache-one/waybill");
  remove_folder(FOLDER "/cache");
  remove_folder(FOLDER "/cache-many");
  remove_folder(FOLDER "/cache-one");
  remove_folder(FOLDER);
  return 0;
}
