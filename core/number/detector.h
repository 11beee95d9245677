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
#define BITS_CHOSEN          30000   /* the user named the carrier for this number */
#define BITS_COUNTRY         1500    /* it collects parcels in the user's country */
#define BITS_ABROAD          (-1000) /* it does not */
#define LOOKUP_KNOWN_EIGHTHS 7u      /* seven of eight numbers in use carry a code that the table has */

typedef struct lookup_table {
  _Alignas(
      CACHE_LINE) const uint64_t *known; /* a bit for each code as a number; NULL: the labels are searched */
  int32_t known_bits, unknown_bits;
  uint32_t radix; /* of codes as numbers; 0: they are too long for it */
  uint32_t at, n; /* where the code stands */
  uint32_t count;
  const wb_label **labels; /* sorted by code */
  const wb_lookup *declared;
} lookup_table;

static inline uint32_t lookup_number(const lookup_table *table, const uint8_t *code)
{
  uint32_t number = 0;
  for (uint32_t i = 0; i < table->n; i++)
    number = number * table->radix + code[i];
  return number;
}

typedef struct detector_row {
  _Alignas(CACHE_LINE) const check_rule *check; /* NULL: none */
  lookup_table *lookups;
  int32_t base_bits;     /* prefix, form, length, sharing */
  int32_t check_bits;    /* gained when the check digit is right */
  uint32_t group;        /* rows of one carrier and format id share it ... */
  uint32_t rank;         /* order of carrier id, format id, pattern: breaks ties */
  uint32_t row;          /* its own number */
  uint16_t lookup_count; /* those that weigh something come first ... */
  uint16_t weighing;     /* ... so many */
  bool alone;            /* no other row of its format has numbers of its lengths */
  uint16_t prefix_n;
  uint16_t inner_at, inner_n; /* inner_n == 0: no number inside */
  int32_t prefix_bits;        /* of base_bits: the fixed characters at the start */
  int32_t share_bits;         /* of base_bits: how common the format is */
} detector_row;

/* Most numbers end in digits, and most patterns let any digit stand there: where a number is digits alone
 * from a settled position on, these leave the rows of digits[position], whatever they are. */
#define MATCH_STEP 4 /* positions are looked at so many at a time: loads that do not wait for each other */
typedef struct row_table {
  uint32_t count, words;
  detector_row *rows; /* of each bit; copies, so that those of one length lie together */
  uint64_t *masks;    /* [position][SYMBOL_COUNT][words], to a multiple of MATCH_STEP positions, the last of
                         which allow all */
  uint64_t *digits;   /* [position][words] */
  uint8_t *settled;   /* of each position the next settled one; the end is one */
  size_t positions;
} row_table;

/* What is said of a match, by rank: little, so that it stays in the cache. */
typedef struct ranked_row {
  uint32_t row;
  uint16_t inner_at;
  uint8_t inner_n; /* 0: no number inside */
  bool checked;    /* it has a check digit */
} ranked_row;

/* A pattern that is kept: see pattern.h. */
typedef struct row_pattern {
  const uint64_t *classes;
  uint16_t shortest, longest;
} row_pattern;

struct number_detector {
  arena *memory;
  const number_row *source;
  size_t count;
  const check_rule **checks; /* those that differ */
  size_t check_count;
  detector_row *rows;
  row_pattern *patterns;
  ranked_row *by_rank; /* rows in the order of their ranks: a group stands together */
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
int32_t prior_chosen(const number_row *row, const number_prior *prior);
int32_t prior_country(const number_row *row, const number_prior *prior);

/* All that counts for a row but the check digit. */
int32_t row_bits(const number_detector *d, uint32_t row, const uint8_t *symbols, const number_prior *prior);

/* Has any row numbers of this length? */
static inline bool detector_has_length(const number_detector *d, size_t n)
{
  return d->lengths[n].count || d->ranged_at[n];
}
#endif
