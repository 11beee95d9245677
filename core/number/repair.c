/* SPDX-License-Identifier: MIT */
/* One slip of the pen: which single change makes a number valid for a format with a check digit? */
#include "detector.h"
#include <stdio.h>

/* How rare a slip is, in thousandths of a bit. */
#define COST_LOOK_ALIKE 1000u
#define COST_SWAP       3000u
#define COST_NEIGHBOUR  5500u /* a key beside it */
#define COST_SUBSTITUTE 7000u

typedef struct repair {
  const number_detector *d;
  const number_prior *prior;
  number_suggestion *list;
  int32_t scores[NUMBER_MAX_SUGGESTIONS];
  size_t count;
  bool valid;    /* a format with a check digit accepts the number as it is */
  wb_str number; /* the reading that is being repaired */
  uint32_t row;  /* for which format */
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING];
} repair;

/* What is easily read for something else, both ways. */
static bool look_alike(uint8_t a, uint8_t b)
{
  static const char pairs[] = "O0Q0D0I1L1Z2S5G6B8";
  char x = symbol_characters[a], y = symbol_characters[b];
  for (size_t i = 0; i + 1 < sizeof pairs; i += 2)
    if ((x == pairs[i] && y == pairs[i + 1]) || (y == pairs[i] && x == pairs[i + 1]))
      return true;
  return false;
}

/* Digits whose keys lie side by side in the row of a keyboard, or one over the other in the block of a terminal. */
static bool is_neighbour(uint8_t a, uint8_t b)
{
  uint8_t low = a < b ? a : b, high = a < b ? b : a;
  if (high > 9)
    return false;
  return low == 0 ? high == 9 || high == 1 || high == 2 : high - low == 1 || high - low == 3;
}

static uint32_t cost_of(uint8_t meant, uint8_t typed)
{
  if (look_alike(meant, typed))
    return COST_LOOK_ALIKE;
  return is_neighbour(meant, typed) ? COST_NEIGHBOUR : COST_SUBSTITUTE;
}

static bool is_better(const repair *r, int32_t score, const number_suggestion *s, size_t at)
{
  const number_suggestion *other = &r->list[at];
  if (score != r->scores[at])
    return score > r->scores[at];
  uint32_t rank = r->d->rows[s->row].rank, other_rank = r->d->rows[other->row].rank;
  return rank != other_rank ? rank < other_rank : strcmp(s->number, other->number) < 0;
}

static void take_out(repair *r, size_t at)
{
  r->count--;
  memmove(&r->list[at], &r->list[at + 1], (r->count - at) * sizeof *r->list);
  memmove(&r->scores[at], &r->scores[at + 1], (r->count - at) * sizeof *r->scores);
}

static void put_in(repair *r, int32_t score, const number_suggestion *s)
{
  size_t at = r->count;
  while (at > 0 && is_better(r, score, s, at - 1))
    at--;
  if (at == NUMBER_MAX_SUGGESTIONS)
    return;
  if (r->count == NUMBER_MAX_SUGGESTIONS)
    r->count--;
  memmove(&r->list[at + 1], &r->list[at], (r->count - at) * sizeof *r->list);
  memmove(&r->scores[at + 1], &r->scores[at], (r->count - at) * sizeof *r->scores);
  r->list[at] = *s;
  r->scores[at] = score;
  r->count++;
}

/* Keeps the number that r->symbols now spell, if its check digit is right; each number once. */
static bool offer(repair *r, uint32_t cost, number_suggestion *s)
{
  if (!check_passes(r->d->rows[r->row].check, r->symbols))
    return false;
  for (size_t i = 0; i < r->number.n; i++)
    s->number[i] = symbol_characters[r->symbols[i]];
  s->number[r->number.n] = '\0';
  s->row = r->row;
  s->cost = cost;
  int32_t score = row_bits(r->d, r->row, r->symbols, r->prior) - (int32_t)cost;
  for (size_t i = 0; i < r->count; i++) {
    if (strcmp(r->list[i].number, s->number) != 0)
      continue;
    if (!is_better(r, score, s, i))
      return true;
    take_out(r, i);
    break;
  }
  put_in(r, score, s);
  return true;
}

static void try_symbol(repair *r, size_t at, uint8_t symbol)
{
  number_suggestion s;
  uint8_t typed = r->symbols[at];
  if (symbol == typed)
    return;
  snprintf(s.edit, sizeof s.edit, "position %zu: %c for %c", at + 1, symbol_characters[symbol],
           r->number.p[at]);
  r->symbols[at] = symbol;
  offer(r, cost_of(symbol, typed), &s);
  r->symbols[at] = typed;
}

static bool is_covered(const check_rule *check, size_t at)
{
  return at == check->at || (at >= check->from && at < (size_t)check->from + check->count);
}

static void try_substitutes(repair *r, size_t at)
{
  for (uint64_t left = r->d->patterns[r->row].classes[at]; left; left &= left - 1)
    try_symbol(r, at, (uint8_t)__builtin_ctzll(left));
}

static void swap_symbols(repair *r, size_t at)
{
  uint8_t first = r->symbols[at];
  r->symbols[at] = r->symbols[at + 1];
  r->symbols[at + 1] = first;
}

static void try_swap(repair *r, size_t at)
{
  const row_pattern *p = &r->d->patterns[r->row];
  number_suggestion s;
  if (r->symbols[at] == r->symbols[at + 1])
    return;
  swap_symbols(r, at);
  if (pattern_mismatch(p->classes, r->symbols, r->number.n) == r->number.n) {
    snprintf(s.edit, sizeof s.edit, "positions %zu and %zu swapped", at + 1, at + 2);
    offer(r, COST_SWAP, &s);
  }
  swap_symbols(r, at);
}

/* The only look-alike of the class, or SYMBOL_OTHER. */
static uint8_t twin_in(uint64_t class, uint8_t symbol)
{
  for (uint64_t left = class; left; left &= left - 1)
    if (look_alike((uint8_t)__builtin_ctzll(left), symbol))
      return (uint8_t)__builtin_ctzll(left);
  return SYMBOL_OTHER;
}

/* Every character that the pattern does not allow is a look-alike of one that it does: O for 0 throughout. */
static void try_look_alikes(repair *r)
{
  const row_pattern *p = &r->d->patterns[r->row];
  uint8_t typed[WB_MAX_NUMBER_BYTES];
  unsigned changed = 0;
  size_t first = 0;
  memcpy(typed, r->symbols, r->number.n);
  for (size_t i = 0; i < r->number.n; i++) {
    if (p->classes[i] >> typed[i] & 1)
      continue;
    uint8_t twin = twin_in(p->classes[i], typed[i]);
    if (twin == SYMBOL_OTHER)
      goto out;
    first = changed++ ? first : i;
    r->symbols[i] = twin;
  }
  number_suggestion s;
  int n = snprintf(s.edit, sizeof s.edit, "position %zu: %c for %c", first + 1,
                   symbol_characters[r->symbols[first]], r->number.p[first]);
  if (changed > 1)
    snprintf(s.edit + n, sizeof s.edit - (size_t)n, ", and %u more", changed - 1);
  offer(r, COST_LOOK_ALIKE * changed, &s);
out:
  memcpy(r->symbols, typed, r->number.n);
}

/* The number has the form but not the check digit. */
static void repair_check(repair *r)
{
  const check_rule *check = r->d->rows[r->row].check;
  for (size_t i = 0; i < r->number.n; i++) {
    if (is_covered(check, i))
      try_substitutes(r, i);
    if (i + 1 < r->number.n && (is_covered(check, i) || is_covered(check, i + 1)))
      try_swap(r, i);
  }
}

/* One character (at `bad`) or more do not fit the form. */
static void repair_form(repair *r, size_t bad)
{
  const row_pattern *p = &r->d->patterns[r->row];
  const check_rule *check = r->d->rows[r->row].check;
  uint64_t class = p->classes[bad];
  try_look_alikes(r);
  for (size_t i = bad ? bad - 1 : 0; i <= bad && i + 1 < r->number.n; i++)
    try_swap(r, i);
  for (size_t i = bad + 1; i < r->number.n; i++)
    if (!(p->classes[i] >> r->symbols[i] & 1))
      return;
  /* Where the check digit does not reach, only a fixed character is known. */
  if (is_covered(check, bad) || (class & (class - 1)) == 0)
    try_substitutes(r, bad);
}

static void repair_row(repair *r)
{
  size_t bad = pattern_mismatch(r->d->patterns[r->row].classes, r->symbols, r->number.n);
  if (bad < r->number.n)
    repair_form(r, bad);
  else if (check_passes(r->d->rows[r->row].check, r->symbols))
    r->valid = true;
  else
    repair_check(r);
}

static void repair_rows(repair *r, const row_table *table)
{
  for (uint32_t i = 0; i < table->count && !r->valid; i++) {
    const row_pattern *p = &r->d->patterns[table->rows[i].row];
    r->row = table->rows[i].row;
    if (r->d->rows[r->row].check && r->number.n >= p->shortest && r->number.n <= p->longest)
      repair_row(r);
  }
}

static void repair_reading(repair *r, wb_str number)
{
  r->number = number;
  symbol_encode(number, r->symbols);
  repair_rows(r, &r->d->lengths[number.n]);
  repair_rows(r, &r->d->ranged);
}

size_t number_repair(const number_detector *d, const number_text *text, const number_prior *prior,
                     number_suggestion ret_suggestions[NUMBER_MAX_SUGGESTIONS])
{
  repair r = { .d = d, .prior = prior, .list = ret_suggestions };
  repair_reading(&r, number_view(text));
  if (text->dashed_n != text->text_n)
    repair_reading(&r, number_dashed(text));
  return r.valid ? 0 : r.count;
}
