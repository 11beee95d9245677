/* SPDX-License-Identifier: MIT */
/* compare FOLDER COUNT [SEED]: COUNT numbers made by rule of the formats of all plugins in FOLDER, most of
 * them with a slip or two, are given to the detector and to PCRE2; both must accept each for the same
 * formats.  Ends with 1 on a difference.
 *
 * Those that PCRE2 accepts must be found with a check digit that is right; what the detector shows with a
 * wrong one does not count. */
#include "core/number/number.h"
#include "oracle.h"
#include "random.h"
#include <stdio.h>
#include <stdlib.h>

#define MOST_SHOWN 20

typedef struct compare {
  const number_row *rows;
  size_t count;
  oracle *o;
  number_detector *d;
  number_random random;
  size_t accepted, differences, with_dashes;
} compare;

static bool same_format(const number_row *a, const number_row *b)
{
  return strcmp(a->carrier_id, b->carrier_id) == 0 && strcmp(a->format->id, b->format->id) == 0;
}

/* Both readings, as number.h says. */
static bool oracle_reads(const compare *c, size_t row, const number_text *t)
{
  return oracle_accepts(c->o, row, number_view(t)) ||
         (t->dashed_n != t->text_n && oracle_accepts(c->o, row, number_dashed(t)));
}

static bool has_format(const compare *c, const number_match *matches, size_t count, const number_row *row)
{
  for (size_t i = 0; i < count; i++)
    if (matches[i].check != NUMBER_CHECK_FAILED && same_format(&c->rows[matches[i].row], row))
      return true;
  return false;
}

static void tell(compare *c, const char *text, const number_row *row, const char *who)
{
  if (c->differences++ < MOST_SHOWN)
    printf("%s: %s, %s: only %s accepts it\n", text, row->carrier_id, row->format->pattern, who);
}

static void compare_one(compare *c, const char *text)
{
  number_text t;
  number_match matches[NUMBER_MAX_MATCHES];
  size_t count = 0;
  bool accepted = false;
  if (number_normalise(str_of(text), &t, NULL) != WB_OK)
    return;
  number_detect(c->d, &t, NULL, matches, NUMBER_MAX_MATCHES, &count);
  for (size_t i = 0; i < c->count; i++) {
    if (!oracle_reads(c, i, &t))
      continue;
    accepted = true;
    if (!has_format(c, matches, count, &c->rows[i]))
      tell(c, text, &c->rows[i], "PCRE2");
  }
  for (size_t i = 0; i < count; i++)
    if (matches[i].check != NUMBER_CHECK_FAILED && !oracle_reads(c, matches[i].row, &t))
      tell(c, text, &c->rows[matches[i].row], "waybill");
  c->accepted += accepted;
  c->with_dashes += t.dashed_n != t.text_n;
}

int main(int argc, char **argv)
{
  compare c = { 0 };
  wb_error err = { 0 };
  if (argc < 3) {
    fputs("usage: oracle_compare FOLDER COUNT [SEED]\n", stderr);
    return 2;
  }
  registry *r = oracle_registry(argv[1], &c.rows, &c.count);
  size_t wanted = strtoul(argv[2], NULL, 10);
  c.random = number_random_new(argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
  c.o = oracle_new(c.rows, c.count);
  if (number_detector_new(c.rows, c.count, &c.d, &err)) {
    fprintf(stderr, "oracle_compare: %s\n", err.text);
    return 2;
  }
  for (size_t i = 0; i < wanted; i++) {
    char text[NUMBER_RANDOM_BYTES];
    number_random_make(&c.random, c.rows[random_below(&c.random, c.count)].format, text);
    number_random_mutate(&c.random, text);
    compare_one(&c, text);
  }
  printf("%zu numbers, %zu accepted for a format, %zu with dashes that group; %zu differences\n", wanted,
         c.accepted, c.with_dashes, c.differences);
  number_detector_free(c.d);
  oracle_free(c.o);
  registry_free(r);
  return c.differences || c.accepted == 0;
}
