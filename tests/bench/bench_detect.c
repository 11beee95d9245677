/* SPDX-License-Identifier: MIT */
/* bench_detect FOLDER NUMBERS [ROUNDS]: nanoseconds of CPU that the library needs to read and rank one
 * number, over the formats of all plugins in FOLDER; NUMBERS has one number a line.  The last word printed is
 * the figure.  Also told: how long compiling the formats takes, how many numbers have a candidate; and what
 * PCRE2 with JIT needs for the same patterns one after another, with their check digits, but without ranking,
 * in turns with ours. */
#include "core/base/buf.h"
#include "kit.h"
#include "tests/oracle/oracle.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS      5
#define PCRE2_EVERY 16 /* it gets one in so many numbers: it takes long */

typedef struct bench {
  registry *r;
  number_detector *d;
  oracle *o;
  buf text;
  wb_str *lines;
  size_t count;
} bench;

typedef struct tally {
  double own_ns, pcre2_ns; /* per number */
  size_t known, accepted;
} tally;

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
    if (piece.n && piece.n <= WB_MAX_NUMBER_BYTES)
      b->lines[b->count++] = piece;
  if (b->count == 0)
    kit_die("no numbers in %s", path);
}

static double compile_ms(bench *b, const char *folder, size_t *ret_rows)
{
  const number_row *rows;
  wb_error err = { 0 };
  b->r = oracle_registry(folder, &rows, ret_rows);
  double start = cpu_s();
  if (number_detector_new(rows, *ret_rows, &b->d, &err))
    kit_die("%s", err.text);
  double ms = 1e3 * (cpu_s() - start);
  b->o = oracle_new(rows, *ret_rows);
  return ms;
}

static void detect_all(const bench *b, tally *t)
{
  number_match matches[NUMBER_MAX_MATCHES];
  number_text text;
  size_t count;
  double start = cpu_s();
  for (size_t i = 0; i < b->count; i++) {
    if (number_normalise(b->lines[i], &text, NULL) != WB_OK)
      continue;
    number_detect(b->d, &text, NULL, matches, NUMBER_MAX_MATCHES, &count);
    t->known += count > 0;
  }
  t->own_ns = 1e9 * (cpu_s() - start) / (double)b->count;
}

static void ask_pcre2(const bench *b, tally *t)
{
  size_t asked = 0;
  double start = cpu_s();
  for (size_t i = 0; i < b->count; i += PCRE2_EVERY, asked++)
    t->accepted += oracle_count(b->o, b->lines[i]) > 0;
  t->pcre2_ns = 1e9 * (cpu_s() - start) / (double)asked;
}

int main(int argc, char **argv)
{
  bench b = { 0 };
  tally t = { 0 };
  double ns[KIT_MOST_ROUNDS], pcre2_ns[KIT_MOST_ROUNDS];
  size_t rows = 0, rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : ROUNDS;
  if (argc < 3 || rounds < 1 || rounds > KIT_MOST_ROUNDS)
    kit_die("usage: bench_detect FOLDER NUMBERS [ROUNDS]");
  double ms = compile_ms(&b, argv[1], &rows);
  read_numbers(&b, argv[2]);
  for (size_t i = 0; i < rounds; i++) {
    t = (tally){ 0 };
    detect_all(&b, &t);
    ask_pcre2(&b, &t);
    ns[i] = t.own_ns;
    pcre2_ns[i] = t.pcre2_ns;
  }
  double own = kit_median(ns, rounds), pcre2 = kit_median(pcre2_ns, rounds);
  printf("%zu rows compiled in %.2f ms\n%zu numbers, %zu with a candidate\n", rows, ms, b.count, t.known);
  printf(
      "PCRE2-JIT, the same rows one after another: ns per number %.1f, %.1f times ours\nns per number %.1f\n",
      pcre2, pcre2 / own, own);
  number_detector_free(b.d);
  oracle_free(b.o);
  registry_free(b.r);
  free(b.lines);
  buf_free(&b.text);
  return 0;
}
