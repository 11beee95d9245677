/* SPDX-License-Identifier: MIT */
/* Compiling all formats into one detector. */
#include "detector.h"
#include <stdlib.h>

/* The suffix of a barcode is a number of its own only behind a routing prefix as long as USPS's 420 + ZIP. */
#define ROUTING_SHORTEST 8
#define LENGTHS_MANY     4

/* Whole lines of the cache. */
static void *aligned_array(arena *memory, size_t count, size_t size)
{
  char *p = arena_alloc(memory, count * size + CACHE_LINE);
  return p ? p + (CACHE_LINE - (uintptr_t)p % CACHE_LINE) % CACHE_LINE : NULL;
}

static int compare_text(const char *a, const char *b)
{
  return strcmp(a ? a : "", b ? b : "");
}

static int compare_format(const number_row *a, const number_row *b)
{
  int order = compare_text(a->carrier_id, b->carrier_id);
  return order ? order : compare_text(a->format->id, b->format->id);
}

static int compare_rows(const void *pa, const void *pb)
{
  const number_row *a = *(const number_row *const *)pa, *b = *(const number_row *const *)pb;
  int order = compare_format(a, b);
  return order ? order : compare_text(a->format->pattern, b->format->pattern);
}

/* Ranks and groups, from an order that does not depend on the caller's. */
static int rank_rows(number_detector *d, wb_error *err)
{
  const number_row **sorted = arena_array(d->memory, d->count, sizeof(const number_row *));
  d->by_rank = arena_array(d->memory, d->count, sizeof *d->by_rank);
  if (!sorted || !d->by_rank)
    return error_nomem(err);
  for (size_t i = 0; i < d->count; i++)
    sorted[i] = &d->source[i];
  if (d->count)
    qsort(sorted, d->count, sizeof *sorted, compare_rows);
  uint32_t group = 0;
  for (size_t i = 0; i < d->count; i++) {
    detector_row *row = &d->rows[sorted[i] - d->source];
    if (i > 0 && compare_format(sorted[i - 1], sorted[i]) != 0)
      group++;
    d->by_rank[i].row = (uint32_t)(sorted[i] - d->source);
    row->rank = (uint32_t)i;
    row->row = d->by_rank[i].row;
    row->group = group;
  }
  return WB_OK;
}

static unsigned count_symbols(uint64_t class)
{
  return (unsigned)__builtin_popcountll(class);
}

enum { KIND_MIXED, KIND_DIGITS, KIND_LETTERS, KIND_OTHER };

static int kind_of(uint64_t class)
{
  if (!(class & ~SYMBOLS_DIGITS))
    return KIND_DIGITS;
  if (!(class & ~SYMBOLS_LETTERS))
    return KIND_LETTERS;
  return class & SYMBOLS_ALL ? KIND_MIXED : KIND_OTHER;
}

/* What one position tells against a random character of the same kind. */
static int32_t class_bits(uint64_t class)
{
  static const uint64_t of_kind[] = {
    [KIND_MIXED] = 36, [KIND_DIGITS] = 10, [KIND_LETTERS] = 26, [KIND_OTHER] = 36
  };
  return bits_ratio(of_kind[kind_of(class)], count_symbols(class));
}

static bool is_literal(uint64_t class)
{
  return (class & (class - 1)) == 0;
}

static int32_t switch_bits(const row_pattern *p, size_t i)
{
  int before = i ? kind_of(p->classes[i - 1]) : KIND_MIXED, here = kind_of(p->classes[i]);
  return before != KIND_MIXED && here != KIND_MIXED && before != here ? BITS_KIND_SWITCH : 0;
}

static void weigh_pattern(detector_row *row, const row_pattern *p, const wb_format *format)
{
  int32_t lengths = bits_log2((uint64_t)(p->longest - p->shortest) + 1);
  bool at_start = true;
  row->base_bits = lengths < BITS_LENGTH ? BITS_LENGTH - lengths : 0;
  for (size_t i = 0; i < p->shortest; i++) {
    int32_t bits = class_bits(p->classes[i]) + switch_bits(p, i);
    at_start = at_start && is_literal(p->classes[i]);
    row->base_bits += bits;
    if (at_start) {
      row->prefix_bits += bits;
      row->prefix_n++;
    }
  }
  if (format->flags & WB_FORMAT_SHARED)
    row->base_bits += BITS_SHARED;
  if (format->share)
    row->share_bits = bits_log2(format->share) - bits_log2(SHARE_ORDINARY);
  row->base_bits += row->share_bits;
}

static int compare_labels(const void *pa, const void *pb)
{
  return strcmp((*(const wb_label *const *)pa)->code, (*(const wb_label *const *)pb)->code);
}

/* How likely a known code is here, against a random one of the same classes. */
static void weigh_lookup(lookup_table *table, const row_pattern *p)
{
  uint64_t space = 1;
  uint32_t distinct = 0;
  for (uint32_t i = 0; i < table->count; i++)
    distinct += i == 0 || strcmp(table->labels[i - 1]->code, table->labels[i]->code) != 0;
  for (uint32_t i = 0; i < table->declared->count && space < UINT32_MAX; i++)
    space *= count_symbols(p->classes[table->declared->at + i]);
  if (distinct == 0 || distinct >= space)
    return;
  table->known_bits = bits_ratio(space, distinct) + bits_ratio(LOOKUP_KNOWN_EIGHTHS, 8);
  table->unknown_bits = bits_ratio(space, space - distinct) + bits_ratio(8 - LOOKUP_KNOWN_EIGHTHS, 8);
  if (table->known_bits < 0)
    table->known_bits = 0;
}

static bool weighs(const lookup_table *table)
{
  return table->known_bits || table->unknown_bits;
}

/* Codes as numbers, if there are few: three digits, or two characters of any kind. */
static uint32_t code_radix(const wb_lookup *declared, const row_pattern *p)
{
  bool digits = true;
  for (uint32_t i = 0; i < declared->count; i++)
    digits = digits && !(p->classes[declared->at + i] & ~SYMBOLS_DIGITS);
  return digits && declared->count <= 3 ? 10 : declared->count <= 2 ? SYMBOL_COUNT : 0;
}

static int note_known(number_detector *d, lookup_table *table, const row_pattern *p)
{
  size_t space = 1;
  uint8_t code[WB_MAX_NUMBER_BYTES];
  table->radix = code_radix(table->declared, p);
  if (table->radix == 0)
    return WB_OK;
  for (uint32_t i = 0; i < table->declared->count; i++)
    space *= table->radix;
  uint64_t *known = arena_array(d->memory, space / 64 + 1, sizeof *known);
  if (!known)
    return WB_E_NOMEM;
  for (uint32_t i = 0; i < table->count; i++) {
    symbol_encode(str_of(table->labels[i]->code), code);
    uint32_t number = lookup_number(table, code);
    if (number < space)
      known[number / 64] |= UINT64_C(1) << number % 64;
  }
  table->known = known;
  return WB_OK;
}

static int make_lookup(number_detector *d, const wb_lookup *declared, const row_pattern *p,
                       lookup_table *ret_table)
{
  lookup_table table = {
    .declared = declared, .at = declared->at, .n = declared->count, .count = declared->labels.count
  };
  table.labels = arena_array(d->memory, table.count, sizeof(const wb_label *));
  if (!table.labels)
    return WB_E_NOMEM;
  for (uint32_t i = 0; i < table.count; i++)
    table.labels[i] = WB_AT(wb_label, declared->labels, i);
  bool sorted = true;
  for (uint32_t i = 1; i < table.count && sorted; i++)
    sorted = strcmp(table.labels[i - 1]->code, table.labels[i]->code) <= 0;
  if (!sorted)
    qsort(table.labels, table.count, sizeof *table.labels, compare_labels);
  weigh_lookup(&table, p);
  *ret_table = table;
  return weighs(&table) ? note_known(d, ret_table, p) : WB_OK;
}

/* A lookup named "number" without labels is where the number for people stands inside a barcode. */
static bool is_inner(const wb_lookup *lookup)
{
  return lookup->labels.count == 0 && strcmp(lookup->what, "number") == 0;
}

static void put_weighing_first(detector_row *row)
{
  for (uint16_t i = 0; i < row->lookup_count; i++) {
    lookup_table table = row->lookups[i];
    if (!weighs(&table))
      continue;
    memmove(&row->lookups[row->weighing + 1], &row->lookups[row->weighing],
            (i - row->weighing) * sizeof table);
    row->lookups[row->weighing++] = table;
  }
}

static int make_lookups(number_detector *d, detector_row *row, const wb_format *format, const row_pattern *p,
                        wb_error *err)
{
  row->lookups = aligned_array(d->memory, format->lookups.count, sizeof(lookup_table));
  if (!row->lookups)
    return error_nomem(err);
  for (uint32_t i = 0; i < format->lookups.count; i++) {
    const wb_lookup *lookup = WB_AT(wb_lookup, format->lookups, i);
    if (is_inner(lookup)) {
      row->inner_at = (uint16_t)lookup->at;
      row->inner_n = (uint16_t)lookup->count;
    } else if (make_lookup(d, lookup, p, &row->lookups[row->lookup_count++])) {
      return error_nomem(err);
    }
  }
  put_weighing_first(row);
  return WB_OK;
}

static int keep_pattern(number_detector *d, size_t i, const pattern *p, wb_error *err)
{
  uint64_t *classes = arena_array(d->memory, p->longest, sizeof *classes);
  if (!classes)
    return error_nomem(err);
  memcpy(classes, p->classes, p->longest * sizeof *classes);
  d->patterns[i] = (row_pattern){ classes, p->shortest, p->longest };
  return WB_OK;
}

/* Rules are shared, so that those in use stay in the cache. */
static const check_rule *keep_rule(number_detector *d, const check_rule *check)
{
  for (size_t i = 0; i < d->check_count; i++)
    if (memcmp(d->checks[i], check, CHECK_RULE_BYTES) == 0)
      return d->checks[i];
  check_rule *kept = aligned_array(d->memory, 1, sizeof *kept);
  if (!kept)
    return NULL;
  *kept = *check;
  return d->checks[d->check_count++] = kept;
}

static int keep_check(number_detector *d, size_t i, check_rule *check, wb_error *err)
{
  check_make_direct(check, d->patterns[i].classes);
  d->rows[i].check = keep_rule(d, check);
  d->rows[i].check_bits = bits_log2(count_symbols(d->patterns[i].classes[check->at]));
  return d->rows[i].check ? WB_OK : error_nomem(err);
}

static int compile_row(number_detector *d, size_t i, wb_error *err)
{
  const number_row *source = &d->source[i];
  pattern p;
  check_rule check;
  int rc = format_compile(source->format, &p, &check, err);
  if (rc)
    return error_context(err, rc, "carrier %s, format %s", source->carrier_id,
                         source->format->id ? source->format->id : "?");
  rc = keep_pattern(d, i, &p, err);
  if (rc)
    return rc;
  weigh_pattern(&d->rows[i], &d->patterns[i], source->format);
  if (check.kind != WB_CHECK_NONE)
    rc = keep_check(d, i, &check, err);
  return rc ? rc : make_lookups(d, &d->rows[i], source->format, &d->patterns[i], err);
}

/* Does every number of `outer` end in a number of `inner`? */
static bool ends_in(const row_pattern *outer, const row_pattern *inner)
{
  if (outer->shortest != outer->longest || inner->shortest != inner->longest ||
      outer->longest < inner->longest + ROUTING_SHORTEST)
    return false;
  size_t skip = (size_t)(outer->longest - inner->longest);
  for (size_t i = 0; i < inner->longest; i++)
    if (outer->classes[skip + i] & ~inner->classes[i])
      return false;
  return true;
}

/* USPS's 420 + ZIP and the like: rows of one format of which one is the other behind a routing prefix.
 * `first` and `end` bound the group in by_rank. */
static void find_inner(number_detector *d, uint32_t outer, size_t first, size_t end)
{
  detector_row *row = &d->rows[outer];
  for (size_t i = first; i < end; i++) {
    const row_pattern *inner = &d->patterns[d->by_rank[i].row];
    if (inner->longest <= row->inner_n || !ends_in(&d->patterns[outer], inner))
      continue;
    row->inner_n = inner->longest;
    row->inner_at = (uint16_t)(d->patterns[outer].longest - inner->longest);
  }
}

/* A format's numbers of one length are spread over its rows: each says less than it would alone. */
static void share_among_rows(number_detector *d, uint32_t row, size_t first, size_t end)
{
  const row_pattern *own = &d->patterns[row];
  uint64_t beside = 0;
  for (size_t i = first; i < end; i++) {
    const row_pattern *p = &d->patterns[d->by_rank[i].row];
    beside += p->shortest <= own->longest && p->longest >= own->shortest;
  }
  d->rows[row].base_bits -= bits_log2(beside);
  d->rows[row].alone = beside == 1;
}

static void note_inner(number_detector *d)
{
  for (size_t i = 0; i < d->count; i++) {
    ranked_row *ranked = &d->by_rank[i];
    const detector_row *row = &d->rows[ranked->row];
    ranked->inner_at = row->inner_at;
    ranked->inner_n = (uint8_t)row->inner_n; /* at most WB_MAX_NUMBER_BYTES */
    ranked->checked = row->check != NULL;
  }
}

static void compare_within_formats(number_detector *d)
{
  size_t first = 0;
  for (size_t end = 1; end <= d->count; end++) {
    if (end < d->count && d->rows[d->by_rank[end].row].group == d->rows[d->by_rank[first].row].group)
      continue;
    for (size_t i = first; i < end; i++) {
      share_among_rows(d, d->by_rank[i].row, first, end);
      if (d->rows[d->by_rank[i].row].inner_n == 0)
        find_inner(d, d->by_rank[i].row, first, end);
    }
    first = end;
  }
}

/* Worth a table of their own: more lengths than it costs to stand in each length's. */
static bool is_ranged(const row_pattern *p)
{
  return p->longest - p->shortest >= LENGTHS_MANY;
}

static int make_table(number_detector *d, row_table *table, size_t positions, wb_error *err)
{
  table->words = (table->count + 63) / 64;
  table->positions = positions;
  table->rows = aligned_array(d->memory, table->count, sizeof *table->rows);
  size_t step = SYMBOL_COUNT * table->words, padding = (MATCH_STEP - positions % MATCH_STEP) % MATCH_STEP;
  table->masks = arena_array(d->memory, (positions + padding) * step, sizeof *table->masks);
  table->digits = arena_array(d->memory, (positions + 1) * table->words, sizeof *table->digits);
  table->settled = arena_array(d->memory, positions + 1, sizeof *table->settled);
  table->count = 0; /* counts up again in add_row() */
  if (!table->rows || !table->masks || !table->digits || !table->settled)
    return error_nomem(err);
  memset(table->masks + positions * step, 0xFF, padding * step * sizeof *table->masks);
  return WB_OK;
}

/* Gives the row the table's next bit. */
static uint32_t add_row(row_table *table, const detector_row *row, const row_pattern *p, size_t positions)
{
  uint32_t bit = table->count++;
  table->rows[bit] = *row;
  for (size_t i = 0; i < positions; i++) {
    uint64_t *masks = table->masks + i * SYMBOL_COUNT * table->words + bit / 64;
    for (uint64_t left = p->classes[i]; left; left &= left - 1)
      masks[(size_t)__builtin_ctzll(left) * table->words] |= UINT64_C(1) << bit % 64;
  }
  return bit;
}

static int add_ranged(number_detector *d, uint32_t row, wb_error *err)
{
  const row_pattern *p = &d->patterns[row];
  uint32_t bit = add_row(&d->ranged, &d->rows[row], p, p->longest);
  for (size_t n = p->shortest; n <= p->longest; n++) {
    if (!d->ranged_at[n])
      d->ranged_at[n] = arena_array(d->memory, d->ranged.words, sizeof(uint64_t));
    if (!d->ranged_at[n])
      return error_nomem(err);
    d->ranged_at[n][bit / 64] |= UINT64_C(1) << bit % 64;
  }
  return WB_OK;
}

/* ---- where digits alone decide nothing more ---- */

/* From which positions on do digits alone leave the row in, or out, whatever they are?  The class that may be
 * repeated is the last one: what holds for the longest number holds for all. */
static void settle_row(row_table *table, uint32_t bit, const row_pattern *p,
                       bool undecided[WB_MAX_NUMBER_BYTES])
{
  bool all = true, none = false;
  for (size_t i = table->positions; i-- > 0;) {
    all = all && (p->classes[i] & SYMBOLS_DIGITS) == SYMBOLS_DIGITS;
    none = none || !(p->classes[i] & SYMBOLS_DIGITS);
    undecided[i] = undecided[i] || (!all && !none);
    if (all)
      table->digits[i * table->words + bit / 64] |= UINT64_C(1) << bit % 64;
  }
}

static void settle_digits(const number_detector *d, row_table *table)
{
  bool undecided[WB_MAX_NUMBER_BYTES] = { false };
  for (uint32_t bit = 0; bit < table->count; bit++)
    settle_row(table, bit, &d->patterns[table->rows[bit].row], undecided);
  size_t next = table->positions;
  table->settled[next] = (uint8_t)next;
  memset(table->digits + next * table->words, 0xFF, table->words * sizeof *table->digits);
  for (size_t i = table->positions; i-- > 0;) {
    next = undecided[i] ? next : i;
    table->settled[i] = (uint8_t)next;
    memmove(table->digits + i * table->words, table->digits + next * table->words,
            table->words * sizeof *table->digits);
  }
}

/* How many rows each table will have; returns the longest number of the ranged ones. */
static size_t count_rows(number_detector *d)
{
  size_t longest = 0;
  for (size_t i = 0; i < d->count; i++) {
    const row_pattern *p = &d->patterns[i];
    if (!is_ranged(p)) {
      for (size_t n = p->shortest; n <= p->longest; n++)
        d->lengths[n].count++;
      continue;
    }
    d->ranged.count++;
    longest = p->longest > longest ? p->longest : longest;
  }
  return longest;
}

static int build_tables(number_detector *d, wb_error *err)
{
  size_t longest = count_rows(d);
  int rc = WB_OK;
  for (size_t n = 1; n <= WB_MAX_NUMBER_BYTES && rc == WB_OK; n++)
    if (d->lengths[n].count)
      rc = make_table(d, &d->lengths[n], n, err);
  if (rc == WB_OK && d->ranged.count)
    rc = make_table(d, &d->ranged, longest, err);
  for (uint32_t i = 0; i < d->count && rc == WB_OK; i++) {
    const row_pattern *p = &d->patterns[i];
    if (is_ranged(p))
      rc = add_ranged(d, i, err);
    else
      for (size_t n = p->shortest; n <= p->longest; n++)
        add_row(&d->lengths[n], &d->rows[i], p, n);
  }
  for (size_t n = 1; n <= WB_MAX_NUMBER_BYTES && rc == WB_OK; n++)
    if (d->lengths[n].count)
      settle_digits(d, &d->lengths[n]);
  return rc;
}

static int build(number_detector *d, wb_error *err)
{
  d->rows = aligned_array(d->memory, d->count, sizeof *d->rows);
  d->checks = arena_array(d->memory, d->count, sizeof *d->checks);
  d->patterns = arena_array(d->memory, d->count, sizeof *d->patterns);
  if (!d->rows || !d->checks || !d->patterns)
    return error_nomem(err);
  int rc = rank_rows(d, err);
  for (size_t i = 0; i < d->count && rc == WB_OK; i++)
    rc = compile_row(d, i, err);
  if (rc)
    return rc;
  compare_within_formats(d);
  note_inner(d);
  return build_tables(d, err);
}

int number_detector_new(const number_row *rows, size_t count, number_detector **ret_detector, wb_error *err)
{
  number_detector *d = calloc(1, sizeof *d);
  if (!d)
    return error_nomem(err);
  d->memory = arena_new(0);
  d->source = rows;
  d->count = count;
  bits_fill_powers(d->powers);
  int rc = d->memory ? build(d, err) : error_nomem(err);
  if (rc) {
    number_detector_free(d);
    return rc;
  }
  *ret_detector = d;
  return WB_OK;
}

void number_detector_free(number_detector *d)
{
  if (!d)
    return;
  arena_free(d->memory);
  free(d);
}

const number_row *number_detector_row(const number_detector *d, uint32_t row)
{
  return row < d->count ? &d->source[row] : NULL;
}
