/* SPDX-License-Identifier: MIT */
/* The compiled formats, and what detect, explain and repair share.
 *
 * A table is bit masks, [position][symbol][word], one bit per row that allows the symbol there: the rows
 * that match a number are what is left of AND over its positions.  Rows of one length are in that length's
 * table, rows of several lengths in one table for all of them (in each length's, when they are
 * few). */
#ifndef NUMBER_DETECTOR_H
#define NUMBER_DETECTOR_H
#include "../base/arena.h"
#include "bits.h"
#include "check.h"
#include "pattern.h"

/* The weights of ranking, in thousandths of a bit; README.md explains them. */
#define BITS_UNKNOWN                                                                                         \
  4000 /* a number of no carrier known here, against one given format, before looking at it */
#define BITS_LENGTH          3000    /* one length out of about eight that are common */
#define BITS_KIND_SWITCH     2000    /* a letter after a digit, or the reverse, where the format demands it */
#define BITS_SLIP            (-6640) /* a wrong check digit: one number in a hundred is mistyped */
#define BITS_SHARED          (-2000) /* S10, SSCC: other carriers issue them too */
#define SHARE_ORDINARY       5000u   /* millionths: the share of a format that declares none, 0 bits */
#define BITS_FAR             3000    /* a mistyped number this far behind a guess is not worth a word */
#define BITS_OWN             4000    /* the user has set the carrier up */
#define BITS_COUNTRY         1500    /* it collects parcels in the user's country */
#define BITS_ABROAD          (-1000) /* it does not */
#define LOOKUP_KNOWN_EIGHTHS 7u      /* seven of eight numbers in use carry a code that the table has */

typedef struct lookup_table {
  const wb_lookup *declared;
  const wb_label **labels; /* sorted by code */
  uint32_t count;
  int32_t known_bits, unknown_bits;
  const uint64_t *known; /* codes of one or two characters: [first symbol], a bit for each second one; or NULL */
} lookup_table;

typedef struct detector_row {
  int32_t base_bits;   /* prefix, form, length, sharing */
  int32_t prefix_bits; /* of which the fixed characters at the start */
  int32_t share_bits;  /* of which how common the format is */
  int32_t check_bits;  /* gained when the check digit is right */
  uint32_t group;      /* rows of one carrier and format id share it */
  uint32_t rank;       /* order of carrier id, format id, pattern: breaks ties */
  uint16_t lookup_count; /* those that weigh something come first ... */
  uint16_t weighing;     /* ... so many */
  uint16_t prefix_n;
  uint16_t inner_at, inner_n; /* inner_n == 0: no number inside */
  lookup_table *lookups;
  const check_rule *check; /* NULL: none */
} detector_row;

typedef struct row_table {
  uint32_t count, words;
  uint32_t *rows;  /* of each bit */
  uint64_t *masks; /* [position][SYMBOL_COUNT][words] */
} row_table;

/* A pattern that is kept: see pattern.h. */
typedef struct row_pattern {
  const uint64_t *classes;
  uint16_t shortest, longest;
} row_pattern;

struct number_detector {
  arena *memory;
  const number_row *source;
  size_t count;
  detector_row *rows;
  row_pattern *patterns;
  uint32_t *by_rank; /* rows in the order of their ranks: a group stands together */
  row_table lengths[WB_MAX_NUMBER_BYTES + 1];
  row_table ranged;
  uint64_t *ranged_at[WB_MAX_NUMBER_BYTES +
                      1]; /* [words]: rows of `ranged` that have numbers of this length, or NULL */
  uint32_t powers[1000];
};

/* Pattern and check of a format, and all that number_format_check() looks at.  WB_E_ARG in words without
 * the format's id. */
int format_compile(const wb_format *format, pattern *ret_pattern, check_rule *ret_check, wb_error *err);

/* A label of a lookup for the number; NULL: not in the table. */
const wb_label *lookup_find(const lookup_table *table, wb_str number);

/* Evidence of the user's own carriers and country. */
int32_t prior_own(const number_row *row, const number_prior *prior);
int32_t prior_country(const number_row *row, const number_prior *prior);

/* All that counts for a row but the check digit. */
int32_t row_bits(const number_detector *d, uint32_t row, const uint8_t *symbols, const number_prior *prior);

/* Rows of one word of the table that allow all n symbols, of those in `left`.  Inlined with words = 1, which is what
 * nearly all lengths have. */
static inline uint64_t table_match(const uint64_t *m, size_t words, uint64_t left, const uint8_t *symbols, size_t n)
{
  size_t step = SYMBOL_COUNT * words, i = 0;
  for (; i + 4 <= n && left; i += 4, m += 4 * step) /* four loads at a time do not wait for each other */
    left &= m[symbols[i] * words] & m[step + symbols[i + 1] * words] & m[2 * step + symbols[i + 2] * words] &
            m[3 * step + symbols[i + 3] * words];
  for (; i < n && left; i++, m += step)
    left &= m[symbols[i] * words];
  return left;
}

/* Calls visit for each row of the table whose pattern allows all n symbols; `among`: rows that are looked
 * at, or NULL. */
typedef void row_visit(void *user, uint32_t row);
static inline void table_each(const row_table *table, const uint64_t *among, const uint8_t *symbols, size_t n,
                              row_visit *visit, void *user)
{
  for (size_t word = 0; word < table->words; word++) {
    const uint64_t *m = table->masks + word;
    uint64_t left = among ? among[word] : UINT64_MAX;
    left = table->words == 1 ? table_match(m, 1, left, symbols, n) : table_match(m, table->words, left, symbols, n);
    for (; left; left &= left - 1)
      visit(user, table->rows[word * 64 + (unsigned)__builtin_ctzll(left)]);
  }
}

static inline void detector_each(const number_detector *d, const uint8_t *symbols, size_t n, row_visit *visit,
                                 void *user)
{
  table_each(&d->lengths[n], NULL, symbols, n, visit, user);
  if (d->ranged_at[n])
    table_each(&d->ranged, d->ranged_at[n], symbols, n, visit, user);
}

/* Has any row numbers of this length? */
static inline bool detector_has_length(const number_detector *d, size_t n)
{
  return d->lengths[n].count || d->ranged_at[n];
}
#endif
