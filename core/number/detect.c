/* SPDX-License-Identifier: MIT */
/* Matching and ranking. */
#include "detector.h"

/* Never sure: there is always the carrier that is not known here. */
#define CERTAIN_PPM 999999u

typedef struct candidate {
  uint32_t row, group, check;
  int32_t bits;
  bool dashed;
} candidate;

typedef struct gather {
  const number_detector *d;
  const number_prior *prior;
  const uint8_t *symbols;
  bool dashed;
  bool keep_failed, has_failed;
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
  if (!prior || !prior->country[0])
    return 0;
  wb_str rest = str_of(row->countries), piece, country = str_of(prior->country);
  if (rest.n == 0 || str_equal(rest, STR("*")))
    return 0;
  while (str_split(&rest, ',', &piece))
    if (str_equal(str_trim(piece), country))
      return BITS_COUNTRY;
  return BITS_ABROAD;
}

static const wb_label *find_code(const lookup_table *table, const char *code)
{
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

const wb_label *lookup_find(const lookup_table *table, wb_str number)
{
  return find_code(table, number.p + table->declared->at);
}

static bool is_known(const lookup_table *table, const uint8_t *symbols)
{
  const uint8_t *code = symbols + table->declared->at;
  char text[WB_MAX_NUMBER_BYTES];
  if (table->known)
    return table->known[code[0]] >> (table->declared->count == 2 ? code[1] : 0) & 1;
  for (uint32_t i = 0; i < table->declared->count; i++)
    text[i] = symbol_characters[code[i]];
  return find_code(table, text) != NULL;
}

int32_t row_bits(const number_detector *d, uint32_t row, const uint8_t *symbols, const number_prior *prior)
{
  const detector_row *r = &d->rows[row];
  int32_t bits = r->base_bits;
  for (unsigned i = 0; i < r->weighing; i++)
    bits += is_known(&r->lookups[i], symbols) ? r->lookups[i].known_bits : r->lookups[i].unknown_bits;
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

/* Moves what is worse than c one down from `end`, and puts c there. */
static void put_in(gather *g, const candidate *c, size_t end)
{
  while (end > 0 && is_better(g->d, c, &g->list[end - 1])) {
    g->list[end] = g->list[end - 1];
    end--;
  }
  g->list[end] = *c;
}

/* A format stands in the list once, with its best row. */
static void add(gather *g, const candidate *c)
{
  for (size_t i = 0; i < g->count; i++)
    if (g->list[i].group == c->group) {
      if (is_better(g->d, c, &g->list[i]))
        put_in(g, c, i);
      return;
    }
  if (g->count < NUMBER_MAX_MATCHES)
    put_in(g, c, g->count++);
  else if (is_better(g->d, c, &g->list[g->count - 1]))
    put_in(g, c, g->count - 1);
}

static inline void visit(void *user, uint32_t row)
{
  gather *g = user;
  const detector_row *r = &g->d->rows[row];
  candidate c = { row, r->group, NUMBER_CHECK_NONE, 0, g->dashed };
  if (r->check) {
    bool ok = check_passes(r->check, g->symbols);
    g->has_failed |= !ok;
    if (!ok && !g->keep_failed)
      return;
    c.check = ok ? NUMBER_CHECK_OK : NUMBER_CHECK_FAILED;
    c.bits = ok ? r->check_bits : BITS_SLIP;
  }
  c.bits += row_bits(g->d, row, g->symbols, g->prior);
  add(g, &c);
}

static void gather_reading(gather *g, const uint8_t *symbols, size_t n, bool dashed)
{
  g->symbols = symbols;
  g->dashed = dashed;
  detector_each(g->d, symbols, n, visit, g);
}

static void gather_dashed(gather *g, wb_str number)
{
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING] = { 0 };
  if (!detector_has_length(g->d, number.n))
    return;
  symbol_encode(number, symbols);
  gather_reading(g, symbols, number.n, true);
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
  uint64_t total = weight(g->d, best, BITS_UNKNOWN), weights[NUMBER_MAX_MATCHES];
  for (size_t i = 0; i < g->count; i++)
    total += weights[i] = weight(g->d, best, g->list[i].bits);
  uint64_t ppm_of_one = (UINT64_C(1000000) << 32) / total; /* one division for all; the error is below 1 ppm */
  for (size_t i = 0; i < g->count && i < max; i++) {
    const candidate *c = &g->list[i];
    const detector_row *r = &g->d->rows[c->row];
    uint64_t ppm = (weights[i] * ppm_of_one + (UINT64_C(1) << 31)) >> 32;
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

static void gather_all(gather *g, const number_text *text)
{
  g->count = 0;
  gather_reading(g, text->symbols, text->text_n, false);
  if (text->dashed_n != text->text_n)
    gather_dashed(g, number_dashed(text));
}

/* Mistyped numbers of a carrier are worth a word when nothing likely matches: those not far behind the best. */
static void gather_failed(gather *g, const number_text *text)
{
  int32_t best = g->count ? g->list[0].bits : INT32_MIN;
  g->keep_failed = true;
  gather_all(g, text);
  while (g->count && g->list[g->count - 1].check == NUMBER_CHECK_FAILED && best > INT32_MIN &&
         g->list[g->count - 1].bits < best - BITS_FAR)
    g->count--;
}

int number_detect(const number_detector *d, const number_text *text, const number_prior *prior,
                  number_match *ret_matches, size_t max, size_t *ret_count)
{
  gather g; /* its list is filled as far as it counts, not cleared: that would cost as much as matching */
  g.d = d;
  g.prior = prior;
  g.keep_failed = g.has_failed = false;
  gather_all(&g, text);
  if (g.has_failed && (g.count == 0 || g.list[0].bits < BITS_UNKNOWN))
    gather_failed(&g, text);
  write_matches(&g, text, ret_matches, max);
  *ret_count = g.count < max ? g.count : max;
  return WB_OK;
}
