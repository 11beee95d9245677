/* SPDX-License-Identifier: MIT */
/* What people type, read, detected, explained and repaired with the formats of all carriers. */
#include "core/number/number.h"
#include "fuzz.h"

#define CARRIER(id) wb_module_fn wb_module_##id;
#include "carriers.inc"
#undef CARRIER

static wb_module_fn *const modules[] = {
#define CARRIER(id) wb_module_##id,
#include "carriers.inc"
#undef CARRIER
};

#define MOST_ROWS 4096u

static number_detector *make_detector(void)
{
  static number_row rows[MOST_ROWS];
  size_t count = 0;
  number_detector *d = NULL;
  wb_error err = { 0 };
  for (uint32_t i = 0; i < WB_COUNT(modules); i++) {
    const wb_carrier *c = modules[i](WB_ABI_MAJOR, WB_ABI_MAJOR)->carriers[0];
    for (uint32_t k = 0; k < c->formats.count && count < MOST_ROWS; k++)
      rows[count++] = (number_row){ c->id, c->name, WB_AT(wb_format, c->formats, k), i, c->countries };
  }
  fuzz_promise(number_detector_new(rows, count, &d, &err) == WB_OK, err.text);
  return d;
}

static bool lies_in(wb_str view, const number_text *t)
{
  uintptr_t at = (uintptr_t)view.p, from = (uintptr_t)t;
  return !view.p || (at >= from && at + view.n <= from + sizeof *t);
}

static void check_match(const number_detector *d, const number_text *t, const number_match *m)
{
  number_reason reasons[NUMBER_MAX_REASONS];
  int64_t sum = 0;
  size_t count = number_explain(d, m, NULL, reasons);
  fuzz_promise(number_detector_row(d, m->row) != NULL, "a match has a row");
  fuzz_promise(lies_in(m->number, t) && lies_in(m->inner, t), "a match is a view of the number");
  fuzz_promise(m->probability <= 1000000, "a probability is one");
  fuzz_promise(count <= NUMBER_MAX_REASONS, "there are not too many reasons");
  for (size_t i = 0; i < count; i++) {
    fuzz_promise(str_is_utf8(str_of(reasons[i].text), NULL), "a reason is UTF-8");
    sum += reasons[i].bits;
  }
  fuzz_promise(sum == m->bits, "the shares add up");
}

static void check_repairs(const number_detector *d, const number_text *t)
{
  number_suggestion found[NUMBER_MAX_SUGGESTIONS];
  size_t count = number_repair(d, t, NULL, found);
  fuzz_promise(count <= NUMBER_MAX_SUGGESTIONS, "there are not too many suggestions");
  for (size_t i = 0; i < count; i++) {
    const number_row *row = number_detector_row(d, found[i].row);
    fuzz_promise(number_pattern_match(row->format->pattern, str_of(found[i].number)), "a repair matches its format");
    fuzz_promise(number_check(row->format->check, str_of(found[i].number)) == NUMBER_CHECK_OK, "a repair passes its check");
  }
}

static void check_number(const number_detector *d, const number_text *t)
{
  number_match matches[NUMBER_MAX_MATCHES];
  number_text again;
  size_t count = 0;
  uint64_t sum = 0;
  fuzz_promise(t->text_n && t->text_n <= WB_MAX_NUMBER_BYTES && t->text[t->text_n] == '\0', "a reading has a length");
  fuzz_promise(number_dashed(t).n >= t->text_n && number_dashed(t).p[number_dashed(t).n] == '\0', "dashes only add");
  fuzz_promise(number_normalise(number_view(t), &again, NULL) == WB_OK && str_equal(number_view(&again), number_view(t)),
               "a reading reads as itself");
  fuzz_promise(number_detect(d, t, NULL, matches, NUMBER_MAX_MATCHES, &count) == WB_OK, "detection works");
  for (size_t i = 0; i < count; i++) {
    check_match(d, t, &matches[i]);
    sum += matches[i].probability;
  }
  fuzz_promise(sum <= 1000000 + count, "probabilities add up to one at most");
  check_repairs(d, t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  static number_detector *d;
  number_text t;
  wb_error err = { 0 };
  char *copy = fuzz_copy(data, n);
  if (!d)
    d = make_detector();
  int rc = number_normalise((wb_str){ copy, n }, &t, &err);
  fuzz_promise(rc == err.code && (!rc || rc == WB_E_ARG || rc == WB_E_LIMIT), "the code is one of three");
  fuzz_promise(str_is_utf8(str_of(err.text), NULL), "the words are UTF-8");
  if (!rc)
    check_number(d, &t);
  free(copy);
  return 0;
}
