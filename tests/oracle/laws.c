/* SPDX-License-Identifier: MIT */
/* laws FOLDER COUNT [SEED]: what must hold of detection whatever the tables are, tried on COUNT numbers made
 * by rule of each format of all plugins in FOLDER.
 *
 *   1  a number of a format is recognised as one of that format
 *   2  no wrong digit passes a check digit that tells every single wrong digit
 *   3  the order of the formats does not matter
 *   4  reading a number twice is reading it once
 *   5  a detector of the formats that have numbers of this length says the same as that of all formats
 *
 * Ends with 1 when one is broken. */
#include "oracle.h"
#include "random.h"
#include <stdio.h>
#include <stdlib.h>

#define MOST_SHOWN 20

typedef struct laws {
  registry *r;
  const number_row *rows;
  number_row *shuffled;
  size_t count;
  number_detector *d, *other;
  number_random random;
  size_t broken, numbers, wrong_digits, strong_rows;
} laws;

static void broken(laws *l, const char *law, const number_row *row, const char *text)
{
  if (l->broken++ < MOST_SHOWN)
    printf("%s: %s, %s: %s\n", law, row->carrier_id, row->format->id, text);
}

static void open_detector(const number_row *rows, size_t count, number_detector **ret)
{
  wb_error err = { 0 };
  if (number_detector_new(rows, count, ret, &err) == WB_OK)
    return;
  fprintf(stderr, "oracle_laws: %s\n", err.text);
  exit(2);
}

static void shuffle(laws *l)
{
  l->shuffled = calloc(l->count, sizeof *l->shuffled);
  if (!l->shuffled)
    exit(2);
  memcpy(l->shuffled, l->rows, l->count * sizeof *l->rows);
  for (size_t i = l->count - 1; i > 0; i--) {
    size_t k = random_below(&l->random, i + 1);
    number_row row = l->shuffled[i];
    l->shuffled[i] = l->shuffled[k];
    l->shuffled[k] = row;
  }
}

static bool is_format(const number_row *a, const number_row *b)
{
  return strcmp(a->carrier_id, b->carrier_id) == 0 && strcmp(a->format->id, b->format->id) == 0;
}

/* ---- 1 and 4 ---- */

static void check_recognised(laws *l, const number_row *row, const char *text, const number_text *t)
{
  number_match matches[NUMBER_MAX_MATCHES];
  size_t count = 0, i = 0;
  number_detect(l->d, t, NULL, matches, NUMBER_MAX_MATCHES, &count);
  while (i < count && (matches[i].check == NUMBER_CHECK_FAILED || !is_format(&l->rows[matches[i].row], row)))
    i++;
  if (i == count && count < NUMBER_MAX_MATCHES)
    broken(l, "not recognised", row, text);
}

static void check_reading(laws *l, const number_row *row, const char *text, const number_text *t)
{
  number_text plain, dashed;
  bool same = number_normalise(number_view(t), &plain, NULL) == WB_OK &&
              str_equal(number_view(&plain), number_view(t)) &&
              number_normalise(number_dashed(t), &dashed, NULL) == WB_OK &&
              str_equal(number_view(&dashed), number_view(t)) &&
              str_equal(number_dashed(&dashed), number_dashed(t));
  if (!same)
    broken(l, "read twice it is another", row, text);
}

/* ---- 3 and 5 ---- */

static bool same_matches(const number_detector *a, const number_match *x, const number_detector *b,
                         const number_match *y, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const number_row *p = number_detector_row(a, x[i].row), *q = number_detector_row(b, y[i].row);
    if (p->format != q->format || x[i].check != y[i].check || x[i].bits != y[i].bits ||
        x[i].probability != y[i].probability || !str_equal(x[i].number, y[i].number) ||
        !str_equal(x[i].inner, y[i].inner))
      return false;
  }
  return true;
}

static bool same_repairs(const number_detector *a, const number_detector *b, const number_text *t)
{
  static number_suggestion x[NUMBER_MAX_SUGGESTIONS], y[NUMBER_MAX_SUGGESTIONS];
  size_t count = number_repair(a, t, NULL, x);
  if (number_repair(b, t, NULL, y) != count)
    return false;
  for (size_t i = 0; i < count; i++)
    if (strcmp(x[i].number, y[i].number) != 0 || strcmp(x[i].edit, y[i].edit) != 0 ||
        number_detector_row(a, x[i].row)->format != number_detector_row(b, y[i].row)->format)
      return false;
  return true;
}

static bool says_the_same(const number_detector *a, const number_detector *b, const number_text *t)
{
  number_match x[NUMBER_MAX_MATCHES], y[NUMBER_MAX_MATCHES];
  size_t count = 0, other = 0;
  number_detect(a, t, NULL, x, NUMBER_MAX_MATCHES, &count);
  number_detect(b, t, NULL, y, NUMBER_MAX_MATCHES, &other);
  return count == other && same_matches(a, x, b, y, count) && same_repairs(a, b, t);
}

static void check_lengths(laws *l, const number_row *row, const char *text, const number_text *t)
{
  number_lengths lengths = { { 0 } };
  const number_row *rows;
  size_t count;
  number_detector *few;
  number_lengths_add(&lengths, t->text_n);
  number_lengths_add(&lengths, t->dashed_n);
  if (registry_rows_of(l->r, &lengths, &rows, &count, NULL))
    exit(2);
  open_detector(rows, count, &few);
  if (!says_the_same(l->d, few, t))
    broken(l, "another answer from the formats of this length", row, text);
  number_detector_free(few);
}

static void check_any(laws *l, const number_row *row, const char *text, bool with_lengths)
{
  number_text t;
  if (number_normalise(str_of(text), &t, NULL) != WB_OK)
    return;
  l->numbers++;
  check_reading(l, row, text, &t);
  if (!says_the_same(l->d, l->other, &t))
    broken(l, "another order, another answer", row, text);
  if (with_lengths)
    check_lengths(l, row, text, &t);
}

/* ---- 2 ---- */

/* Luhn, ISO 7064, and sums modulo 10 of which every weight has no factor in common with 10. */
static bool is_strong(const wb_check *check)
{
  if (!check || check->kind == WB_CHECK_LUHN || check->kind == WB_CHECK_MOD37_36)
    return check != NULL;
  if (check->kind != WB_CHECK_WEIGHTED || check->modulo != 10 || check->modulo2 ||
      check->letters != WB_LETTERS_NONE)
    return false;
  for (const char *p = check->weights ? check->weights : "1"; *p;) {
    char *end;
    unsigned long weight = strtoul(p, &end, 10);
    if (weight % 2 == 0 || weight % 5 == 0)
      return false;
    p = *end == ',' ? end + 1 : end;
  }
  return true;
}

static void check_wrong_digits(laws *l, const number_row *row, const char *text)
{
  const wb_check *check = row->format->check;
  char wrong[NUMBER_RANDOM_BYTES];
  size_t n = strlen(text);
  for (size_t i = 0; i <= check->count; i++) {
    size_t at = i < check->count ? check->from + i : check->at;
    memcpy(wrong, text, n + 1);
    for (char c = '0'; c <= '9'; c++) {
      if (c == text[at])
        continue;
      wrong[at] = c;
      l->wrong_digits++;
      if (number_check(check, (wb_str){ wrong, n }) == NUMBER_CHECK_OK)
        broken(l, "a wrong digit passes", row, wrong);
    }
  }
}

static void try_row(laws *l, const number_row *row, size_t wanted)
{
  bool strong = is_strong(row->format->check);
  l->strong_rows += strong;
  for (size_t i = 0; i < wanted; i++) {
    char text[NUMBER_RANDOM_BYTES];
    number_text t;
    number_random_make(&l->random, row->format, text);
    bool valid = number_check(row->format->check, str_of(text)) != NUMBER_CHECK_FAILED;
    if (valid && number_normalise(str_of(text), &t, NULL) == WB_OK)
      check_recognised(l, row, text, &t);
    check_any(l, row, text, i == 0);
    if (valid && strong)
      check_wrong_digits(l, row, text);
    number_random_mutate(&l->random, text);
    check_any(l, row, text, i == 1);
  }
}

int main(int argc, char **argv)
{
  laws l = { 0 };
  if (argc < 3) {
    fputs("usage: oracle_laws FOLDER COUNT [SEED]\n", stderr);
    return 2;
  }
  l.r = oracle_registry(argv[1], &l.rows, &l.count);
  l.random = number_random_new(argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
  shuffle(&l);
  open_detector(l.rows, l.count, &l.d);
  open_detector(l.shuffled, l.count, &l.other);
  for (size_t i = 0; i < l.count; i++)
    try_row(&l, &l.rows[i], strtoul(argv[2], NULL, 10));
  printf("%zu numbers; %zu wrong digits for %zu rows of which the check digit tells each; %zu times a law "
         "was broken\n",
         l.numbers, l.wrong_digits, l.strong_rows, l.broken);
  number_detector_free(l.d);
  number_detector_free(l.other);
  registry_free(l.r);
  free(l.shuffled);
  return l.broken || l.numbers == 0 || l.strong_rows == 0;
}
