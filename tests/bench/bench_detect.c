/* SPDX-License-Identifier: MIT */
/* bench_detect FOLDER NUMBERS [ROUNDS]: nanoseconds of CPU that the library needs to read and rank one number, over
 * the formats of all plugins in FOLDER; NUMBERS has one number a line.  The last word printed is the figure.  Also
 * told: how long compiling the formats takes, and how many numbers have a candidate. */
#include "core/base/buf.h"
#include "core/plugin/registry.h"
#include "kit.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 5

typedef struct bench {
  registry *r;
  number_detector *d;
  buf text;
  wb_str *lines;
  size_t count;
} bench;

static double cpu_s(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_numbers(bench *b, const char *path)
{
  wb_error err = { 0 };
  size_t n = 0;
  if (buf_read_file(&b->text, path, &err))
    kit_die("%s", err.text);
  for (size_t i = 0; i < b->text.n; i++)
    n += b->text.data[i] == '\n';
  b->lines = calloc(n + 1, sizeof *b->lines);
  wb_str rest = buf_view(&b->text), piece;
  while (b->lines && str_split(&rest, '\n', &piece))
    if (piece.n)
      b->lines[b->count++] = piece;
  if (b->count == 0)
    kit_die("no numbers in %s", path);
}

static double compile_ms(bench *b, const char *folder, size_t *ret_rows)
{
  registry_folder where = { folder, false };
  registry_options options = { .folders = &where, .folder_count = 1 };
  const number_row *rows;
  wb_error err = { 0 };
  if (registry_open(&options, &b->r, &err) || registry_rows(b->r, &rows, ret_rows, &err))
    kit_die("%s", err.text);
  double start = cpu_s();
  if (number_detector_new(rows, *ret_rows, &b->d, &err))
    kit_die("%s", err.text);
  return 1e3 * (cpu_s() - start);
}

static double one_round(const bench *b, size_t *ret_known)
{
  number_match matches[NUMBER_MAX_MATCHES];
  number_text text;
  size_t known = 0, count;
  double start = cpu_s();
  for (size_t i = 0; i < b->count; i++) {
    if (number_normalise(b->lines[i], &text, NULL) != WB_OK)
      continue;
    number_detect(b->d, &text, NULL, matches, NUMBER_MAX_MATCHES, &count);
    known += count > 0;
  }
  *ret_known = known;
  return 1e9 * (cpu_s() - start) / (double)b->count;
}

int main(int argc, char **argv)
{
  bench b = { 0 };
  double ns[KIT_MOST_ROUNDS];
  size_t rows = 0, known = 0, rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : ROUNDS;
  if (argc < 3 || rounds < 1 || rounds > KIT_MOST_ROUNDS)
    kit_die("usage: bench_detect FOLDER NUMBERS [ROUNDS]");
  double ms = compile_ms(&b, argv[1], &rows);
  read_numbers(&b, argv[2]);
  for (size_t i = 0; i < rounds; i++)
    ns[i] = one_round(&b, &known);
  printf("%zu rows compiled in %.2f ms; %zu numbers, %zu with a candidate; ns per number %.1f\n", rows, ms, b.count, known,
         kit_median(ns, rounds));
  number_detector_free(b.d);
  registry_free(b.r);
  free(b.lines);
  buf_free(&b.text);
  return 0;
}
