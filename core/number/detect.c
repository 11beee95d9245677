/* SPDX-License-Identifier: MIT */
/* Matching and ranking. */
#include "detector.h"

/* Never sure: there is always the carrier that is not known here. */
#define CERTAIN_PPM 999999u

typedef struct candidate {
  uint32_t row, check;
  int32_t bits;
  bool dashed;
} candidate;

typedef struct gather {
  const number_detector *d;
  const number_prior *prior;
  const uint8_t *symbols;
  wb_str number;
  bool dashed;
  size_t count;
  candidate list[NUMBER_MAX_MATCHES]; /* best first */
} gather;

int32_t prior_own(const number_row *row, const number_prior *prior)
{
  bool own = prior && prior->own && row->carrier_index < prior->own_count && prior->own[row->carrier_index];
  return own ? BITS_OWN : 0;
}

int32_t prior_country(const number_row *row, const number_prior *prior)
{
  wb_str rest = str_of(row->countries), piece, country = prior ? str_of(prior->country) : (wb_str){ NULL, 0 };
  if (country.n == 0 || rest.n == 0 || str_equal(rest, STR("*")))
    return 0;
  while (str_split(&rest, ',', &piece))
    if (str_equal(str_trim(piece), country))
      return BITS_COUNTRY;
  return BITS_ABROAD;
}

const wb_label *lookup_find(const lookup_table *table, wb_str number)
{
  const char *code = number.p + table->declared->at;
  uint32_t low = 0, high = table->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = memcmp(table->labels[middle]->code, code, table->declared->count);
    if (order == 0)
      return table->labels[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

int32_t row_bits(const number_detector *d, uint32_t row, wb_str number, const number_prior *prior)
{
  const detector_row *r = &d->rows[row];
  int32_t bits = r->base_bits;
  for (unsigned i = 0; i < r->lookup_count; i++)
    bits += lookup_find(&r->lookups[i], number) ? r->lookups[i].known_bits : r->lookups[i].unknown_bits;
  if (prior)
    bits += prior_own(&d->source[row], prior) + prior_country(&d->source[row], prior);
  return bits;
}

/* Does a stand before b?  The rank makes it a total order that the caller's order of rows has no part in. */
static bool is_better(const number_detector *d, const candidate *a, const candidate *b)
{
  bool a_failed = a->check == NUMBER_CHECK_FAILED, b_failed = b->check == NUMBER_CHECK_FAILED;
  if (a_failed != b_failed)
    return b_failed;
  if (a->bits != b->bits)
    return a->bits > b->bits;
  return d->rows[a->row].rank < d->rows[b->row].rank;
}

static void take_out(gather *g, size_t at)
{
  g->count--;
  memmove(&g->list[at], &g->list[at + 1], (g->count - at) * sizeof *g->list);
}

static void put_in(gather *g, const candidate *c)
{
  size_t at = g->count;
  while (at > 0 && is_better(g->d, c, &g->list[at - 1]))
    at--;
  if (at == NUMBER_MAX_MATCHES)
    return;
  if (g->count == NUMBER_MAX_MATCHES)
    g->count--;
  memmove(&g->list[at + 1], &g->list[at], (g->count - at) * sizeof *g->list);
  g->list[at] = *c;
  g->count++;
}

static void visit(void *user, uint32_t row)
{
  gather *g = user;
  const detector_row *r = &g->d->rows[row];
  candidate c = { row, NUMBER_CHECK_NONE, row_bits(g->d, row, g->number, g->prior), g->dashed };
  if (r->check) {
    bool ok = check_passes(r->check, g->symbols);
    c.check = ok ? NUMBER_CHECK_OK : NUMBER_CHECK_FAILED;
    c.bits += ok ? r->check_bits : BITS_SLIP;
  }
  for (size_t i = 0; i < g->count; i++) {
    if (g->d->rows[g->list[i].row].group != r->group)
      continue;
    if (!is_better(g->d, &c, &g->list[i]))
      return;
    take_out(g, i);
    break;
  }
  put_in(g, &c);
}

static void gather_reading(gather *g, wb_str number, bool dashed)
{
  uint8_t symbols[WB_MAX_NUMBER_BYTES];
  if (number.n > WB_MAX_NUMBER_BYTES || !detector_has_length(g->d, number.n))
    return;
  symbol_encode(number, symbols);
  g->symbols = symbols;
  g->number = number;
  g->dashed = dashed;
  detector_each(g->d, symbols, number.n, visit, g);
}

static uint32_t weight(const number_detector *d, int32_t best, int32_t bits)
{
  return bits_power(d->powers, (uint32_t)(best - bits));
}

static void write_matches(const gather *g, const number_text *text, number_match *ret, size_t max)
{
  int32_t best = BITS_UNKNOWN;
  for (size_t i = 0; i < g->count; i++)
    if (g->list[i].bits > best)
      best = g->list[i].bits;
  uint64_t total = weight(g->d, best, BITS_UNKNOWN);
  for (size_t i = 0; i < g->count; i++)
    total += weight(g->d, best, g->list[i].bits);
  for (size_t i = 0; i < g->count && i < max; i++) {
    const candidate *c = &g->list[i];
    const detector_row *r = &g->d->rows[c->row];
    uint64_t part = weight(g->d, best, c->bits), ppm = (part * 1000000u + total / 2) / total;
    wb_str number = c->dashed ? number_dashed(text) : number_view(text);
    ret[i] = (number_match){ .row = c->row,
                             .check = c->check,
                             .bits = c->bits,
                             .number = number,
                             .probability = (uint32_t)(ppm < CERTAIN_PPM ? ppm : CERTAIN_PPM) };
    if (r->inner_n)
      ret[i].inner = (wb_str){ number.p + r->inner_at, r->inner_n };
  }
}

int number_detect(const number_detector *d, const number_text *text, const number_prior *prior,
                  number_match *ret_matches, size_t max, size_t *ret_count)
{
  gather g = { .d = d, .prior = prior };
  gather_reading(&g, number_view(text), false);
  if (text->dashed_n != text->text_n)
    gather_reading(&g, number_dashed(text), true);
  if (g.count && g.list[0].check != NUMBER_CHECK_FAILED)
    while (g.list[g.count - 1].check == NUMBER_CHECK_FAILED)
      g.count--;
  write_matches(&g, text, ret_matches, max);
  *ret_count = g.count < max ? g.count : max;
  return WB_OK;
}
