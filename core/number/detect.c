/* SPDX-License-Identifier: MIT */
/* Matching and ranking. */
#include "detector.h"

/* Never sure: there is always the carrier that is not known here. */
#define CERTAIN_PPM 999999u

/* A candidate is one number that orders it: not failed before failed, more bits first, smaller rank first
 * (which makes it a total order that the caller's order of rows has no part in).  The last bit: the reading
 * with the dashes. */
typedef uint64_t candidate;
#define CANDIDATE_GOOD   (UINT64_C(1) << 63)
#define CANDIDATE_DASHED UINT64_C(1)
#define BITS_OFFSET      (INT32_C(1) << 23) /* far more than the bits of 128 positions and their lookups */

#define FAILED_MAX 16
typedef struct gather {
  const number_detector *d;
  const number_prior *prior;
  candidate dashed; /* CANDIDATE_DASHED or 0 */
  bool keep_failed;
  size_t count, failed_count;
  candidate list[NUMBER_MAX_MATCHES];     /* best first */
  const detector_row *failed[FAILED_MAX]; /* rows whose check digit is wrong; there may be more */
} gather;

static inline candidate candidate_of(const gather *g, const detector_row *row, bool good, int32_t bits)
{
  uint64_t order = (uint64_t)(uint32_t)(bits + BITS_OFFSET) << 33 | (uint64_t)(UINT32_MAX - row->rank) << 1;
  return (good ? CANDIDATE_GOOD : 0) | order | g->dashed;
}

static inline int32_t candidate_bits(candidate c)
{
  return (int32_t)(c >> 33 & 0xFFFFFF) - BITS_OFFSET;
}

static inline const ranked_row *candidate_row(const number_detector *d, candidate c)
{
  return &d->by_rank[UINT32_MAX - (uint32_t)(c >> 1)];
}

int32_t prior_own(const number_row *row, const number_prior *prior)
{
  bool own = prior && prior->own && row->carrier_index < prior->own_count && prior->own[row->carrier_index];
  return own ? BITS_OWN : 0;
}

int32_t prior_chosen(const number_row *row, const number_prior *prior)
{
  return prior && prior->chosen == row->carrier_index + 1 ? BITS_CHOSEN : 0;
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

static bool is_listed(const lookup_table *table, const uint8_t *code)
{
  char text[WB_MAX_NUMBER_BYTES];
  for (uint32_t i = 0; i < table->n; i++)
    text[i] = symbol_characters[code[i]];
  return find_code(table, text) != NULL;
}

static inline bool is_known(const lookup_table *table, const uint8_t *symbols)
{
  const uint8_t *code = symbols + table->at;
  if (!table->known)
    return is_listed(table, code);
  uint32_t number = lookup_number(table, code);
  return table->known[number / 64] >> number % 64 & 1;
}

static int32_t prior_bits(const number_row *row, const number_prior *prior)
{
  return prior_own(row, prior) + prior_chosen(row, prior) + prior_country(row, prior);
}

static inline int32_t bits_of(const number_detector *d, const detector_row *row, const uint8_t *symbols,
                              const number_prior *prior)
{
  int32_t bits = row->base_bits;
  for (unsigned i = 0; i < row->weighing; i++)
    bits += is_known(&row->lookups[i], symbols) ? row->lookups[i].known_bits : row->lookups[i].unknown_bits;
  return prior ? bits + prior_bits(&d->source[row->row], prior) : bits;
}

int32_t row_bits(const number_detector *d, uint32_t row, const uint8_t *symbols, const number_prior *prior)
{
  return bits_of(d, &d->rows[row], symbols, prior);
}

/* Moves what is worse than c one down from `end`, and puts c there. */
static inline void put_in(gather *g, candidate c, size_t end)
{
  for (; end > 0 && c > g->list[end - 1]; end--)
    g->list[end] = g->list[end - 1];
  g->list[end] = c;
}

static inline void add(gather *g, candidate c)
{
  if (g->count < NUMBER_MAX_MATCHES)
    put_in(g, c, g->count++);
  else if (c > g->list[g->count - 1])
    put_in(g, c, g->count - 1);
}

/* A format stands in the list once, with its best row. */
static void WB_NOINLINE add_once(gather *g, candidate c, uint32_t group)
{
  for (size_t i = 0; i < g->count; i++)
    if (g->d->rows[candidate_row(g->d, g->list[i])->row].group == group) {
      if (c > g->list[i])
        put_in(g, c, i);
      return;
    }
  add(g, c);
}

static inline void keep(gather *g, const detector_row *r, const uint8_t *symbols, bool good, int32_t bits)
{
  candidate c = candidate_of(g, r, good, bits + bits_of(g->d, r, symbols, g->prior));
  if (r->alone && !g->dashed)
    add(g, c);
  else
    add_once(g, c, r->group);
}

static inline void weigh_row(gather *g, const detector_row *r, const uint8_t *symbols)
{
  bool good = !r->check || check_passes(r->check, symbols);
  if (good || g->keep_failed) {
    keep(g, r, symbols, good, !r->check ? 0 : good ? r->check_bits : BITS_SLIP);
    return;
  }
  if (g->failed_count < FAILED_MAX)
    g->failed[g->failed_count] = r;
  g->failed_count++;
}

static inline void weigh_rows(gather *g, const detector_row *rows, uint64_t left, const uint8_t *symbols)
{
  for (; left; left &= left - 1)
    weigh_row(g, &rows[__builtin_ctzll(left)], symbols);
}

/* Rows of one word of a table that allow the first `end` symbols, in whole steps, of those in `left`. Inlined
 * with words = 1, which is what nearly all lengths have. */
static inline uint64_t match(const uint64_t *m, size_t words, uint64_t left, const uint8_t *symbols,
                             size_t end)
{
  const size_t step = SYMBOL_COUNT * words;
  size_t i = 0;
  do {
    left &= m[symbols[i] * words] & m[step + symbols[i + 1] * words] & m[2 * step + symbols[i + 2] * words] &
            m[3 * step + symbols[i + 3] * words];
    m += MATCH_STEP * step;
  } while ((i += MATCH_STEP) < end && left);
  return left;
}

/* Rows that match, in a table of more than 64 rows. */
static void WB_NOINLINE gather_wide(gather *g, const row_table *table, const uint8_t *symbols,
                                    size_t digits_at)
{
  const uint64_t *among = table->digits + digits_at * table->words;
  size_t end = table->settled[digits_at];
  for (size_t word = 0; word < table->words; word++) {
    uint64_t left = match(table->masks + word, table->words, among[word], symbols, end);
    weigh_rows(g, table->rows + word * 64, left, symbols);
  }
}

/* Rows of several lengths: positions behind the end of the number must not be looked at. */
static void WB_NOINLINE gather_ranged(gather *g, const row_table *table, const uint64_t *among,
                                      const uint8_t *symbols, size_t n)
{
  for (size_t word = 0; word < table->words; word++) {
    const uint64_t *m = table->masks + word;
    uint64_t left = among[word];
    for (size_t i = 0; i < n && left; i++, m += SYMBOL_COUNT * table->words)
      left &= m[symbols[i] * table->words];
    weigh_rows(g, table->rows + word * 64, left, symbols);
  }
}

/* The n symbols from `digits_at` on are digits. */
static inline void gather_reading(gather *g, const uint8_t *symbols, size_t n, size_t digits_at)
{
  const number_detector *d = g->d;
  const row_table *table = &d->lengths[n], *ranged = &d->ranged;
  const uint64_t *several = d->ranged_at[n];
  if (table->words == 1) {
    uint64_t among = table->digits[digits_at];
    weigh_rows(g, table->rows, match(table->masks, 1, among, symbols, table->settled[digits_at]), symbols);
  } else if (table->words > 1) {
    gather_wide(g, table, symbols, digits_at);
  }
  if (several && (ranged->words > 1 || (ranged->masks[symbols[0]] & several[0])))
    gather_ranged(g, ranged, several, symbols, n);
}

static void WB_NOINLINE gather_dashed(gather *g, wb_str number)
{
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING] = { 0 };
  if (!detector_has_length(g->d, number.n))
    return;
  symbol_encode(number, symbols);
  g->dashed = CANDIDATE_DASHED;
  gather_reading(g, symbols, number.n, symbols_digits_at(symbols, number.n));
}

static inline void gather_all(gather *g, const number_text *text)
{
  g->count = 0;
  g->dashed = 0;
  gather_reading(g, text->symbols, text->text_n, text->digits_at);
  if (text->dashed_n != text->text_n)
    gather_dashed(g, number_dashed(text));
}

static inline void write_match(const number_detector *d, candidate c, const number_text *text,
                               number_match *ret)
{
  const ranked_row *r = candidate_row(d, c);
  uint32_t checked = c & CANDIDATE_GOOD ? NUMBER_CHECK_OK : NUMBER_CHECK_FAILED;
  wb_str number = c & CANDIDATE_DASHED ? number_dashed(text) : number_view(text);
  ret->row = r->row;
  ret->check = r->checked ? checked : NUMBER_CHECK_NONE;
  ret->bits = candidate_bits(c);
  ret->number = number;
  ret->inner = r->inner_n ? (wb_str){ number.p + r->inner_at, r->inner_n } : (wb_str){ NULL, 0 };
}

static inline void write_matches(const gather *g, const number_text *text, number_match *ret, size_t max)
{
  uint32_t weights[NUMBER_MAX_MATCHES];
  int32_t best = BITS_UNKNOWN;
  for (size_t i = 0; i < g->count; i++)
    best = candidate_bits(g->list[i]) > best ? candidate_bits(g->list[i]) : best;
  uint64_t total = bits_power(g->d->powers, (uint32_t)(best - BITS_UNKNOWN));
  for (size_t i = 0; i < g->count; i++)
    total += weights[i] = bits_power(g->d->powers, (uint32_t)(best - candidate_bits(g->list[i])));
  uint64_t ppm_of_one =
      (UINT64_C(1000000) << 32) / total; /* one division for all; the error is below 1 ppm */
  for (size_t i = 0; i < g->count && i < max; i++) {
    uint32_t ppm = (uint32_t)((weights[i] * ppm_of_one + (UINT64_C(1) << 31)) >> 32);
    write_match(g->d, g->list[i], text, &ret[i]);
    ret[i].probability = ppm < CERTAIN_PPM ? ppm : CERTAIN_PPM;
  }
}

static bool is_worthless(const gather *g, int32_t best)
{
  candidate last = g->list[g->count - 1];
  return !(last & CANDIDATE_GOOD) && candidate_bits(last) < best - BITS_FAR;
}

/* Mistyped numbers of a carrier are worth a word when nothing likely matches: those not far behind the best.
 */
static void WB_NOINLINE gather_failed(gather *g, const number_text *text)
{
  bool guess = g->count > 0;
  int32_t best = guess ? candidate_bits(g->list[0]) : 0;
  g->keep_failed = true;
  if (g->failed_count <= FAILED_MAX && text->dashed_n == text->text_n)
    for (size_t i = 0; i < g->failed_count; i++)
      keep(g, g->failed[i], text->symbols, false, BITS_SLIP);
  else
    gather_all(g, text);
  while (guess && g->count && is_worthless(g, best))
    g->count--;
}

int number_detect(const number_detector *d, const number_text *text, const number_prior *prior,
                  number_match *ret_matches, size_t max, size_t *ret_count)
{
  gather g; /* its list is filled as far as it counts, not cleared: that would cost as much as matching */
  g.d = d;
  g.prior = prior && (prior->own || prior->country[0] || prior->chosen) ? prior : NULL;
  g.keep_failed = false;
  g.failed_count = 0;
  gather_all(&g, text);
  if (g.failed_count && (g.count == 0 || candidate_bits(g.list[0]) < BITS_UNKNOWN))
    gather_failed(&g, text);
  write_matches(&g, text, ret_matches, max);
  *ret_count = g.count < max ? g.count : max;
  return WB_OK;
}
