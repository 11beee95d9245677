/* SPDX-License-Identifier: MIT */
/* What the benchmarks share: running programs beside each other, medians, and lines of the table.
 *
 * A line of the table is a goal of docs/performance.md: our figure, the baseline's, both measured in the same run, and
 * what is wanted of their ratio.  Lines go to standard output, separated by tabs; bench.sh puts them into columns.
 * Nothing here fails a test: a benchmark tells, gate.sh decides. */
#ifndef BENCH_KIT_H
#define BENCH_KIT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KIT_MOST_ROUNDS 15

typedef struct kit_cost { /* of one process, its ended children included */
  double wall_s, cpu_s;
  double rss_mb; /* the largest of all processes in it */
  double faults; /* minor page faults */
  int exit_code; /* -1: could not be started, or ended by a signal */
} kit_cost;

typedef struct kit_command {
  const char *const *argv; /* argv[0] is looked up in PATH */
  const char *input;       /* file for its standard input; NULL: /dev/null */
  char *output;            /* what it prints, NUL-terminated and cut; NULL: /dev/null */
  size_t capacity;
  bool errors_too;         /* standard error goes into output as well */
} kit_command;

/* Starts the program and waits for its end. */
kit_cost kit_run(const kit_command *command);
/* The same for a fixed list of words, nothing captured. */
kit_cost kit_run_words(const char *const *argv);

/* Is there such a program in PATH? */
bool kit_has(const char *program);

double kit_now_s(void);
double kit_median(double *values, size_t n); /* sorts them */
/* The number behind the first "name " in what a program printed; 0 without one. */
double kit_value(const char *printed, const char *name);

/* Ends the program with words on standard error. */
_Noreturn void kit_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- the table ---- */

typedef enum kit_sense { KIT_AT_MOST, KIT_AT_LEAST, KIT_TOLD } kit_sense;
typedef struct kit_row {
  const char *goal;     /* "1", or "" */
  const char *quantity; /* what is measured */
  const char *unit;     /* of both figures */
  double ours, base;    /* base 0: the goal is for our figure itself */
  kit_sense sense;      /* KIT_TOLD: no goal, only told */
  double wanted;        /* of ours / base, or of ours */
} kit_row;
void kit_tell(const kit_row *row);
void kit_skip(const char *goal, const char *quantity, const char *why);

/* ---- the server of bench_server.c ---- */

#define KIT_PORTS 30
typedef struct kit_server {
  pid_t pid;
  unsigned ports[KIT_PORTS];
  size_t port_count;
} kit_server;
/* delay: answers after 20 to 300 ms at random. */
kit_server kit_server_start(const char *path, size_t ports, bool delay);
void kit_server_stop(kit_server *s);
#endif
