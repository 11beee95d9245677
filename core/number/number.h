/* SPDX-License-Identifier: MIT */
/* What is printed on a parcel: reading it as people type it, and telling who may have issued it.
 *
 * Invariants: nothing here allocates per number, reads a clock or depends on the order of the formats;
 * probabilities and bits are integers, so that every machine gives the same answer.  A detector is
 * immutable: any number of threads may use one at once.  All functions are [any].
 * Life cycle: number_detector_new() once over all formats, then for each input number_normalise(),
 * number_detect(), and for what is shown number_explain(); number_repair() when nothing matched or a check
 * digit failed. */
#ifndef NUMBER_NUMBER_H
#define NUMBER_NUMBER_H
#include "../base/error.h"
#include "../base/limits.h"
#include "../base/str.h"
#include <waybill/plugin.h>

/* ---- reading ---- */

/* Symbols are followed by so many zeros, so that check digits need not look where they end. */
#define NUMBER_PADDING 32

/* A number as it is matched.  Both readings are upper case without blanks and NUL-terminated; formats are
 * tried on both, because a few numbers own their hyphens (Amazon's orders, "1LS7...-1"). */
typedef struct number_text {
  char text[WB_MAX_NUMBER_BYTES + 1]; /* without the dashes and dots that only group: "1Z999AA10123456784" */
  char dashed[WB_MAX_NUMBER_BYTES + 1]; /* with the dashes; not filled when there are none: number_dashed() */
  uint8_t symbols[WB_MAX_NUMBER_BYTES + NUMBER_PADDING]; /* text, as the matcher sees it */
  uint16_t text_n, dashed_n;
  uint16_t digits_at; /* where the digits at the end of text begin; text_n: none stand there */
} number_text;

/* Reads what a person typed or a scanner sent: blanks of every kind and invisible characters go,
 * full-width characters become ASCII, an AIM prefix ("]C1"), GS separators and the asterisks of Code 39
 * go.
 * WB_E_ARG: empty, control characters or not text, a character that no number has (words say which and
 * where, bytes counted from 1); WB_E_LIMIT: more than WB_MAX_NUMBER_BYTES. */
int number_normalise(wb_str input, number_text *ret_text, wb_error *err);

static inline wb_str number_view(const number_text *t)
{
  return (wb_str){ t->text, t->text_n };
}
static inline wb_str number_dashed(const number_text *t)
{
  return (wb_str){ t->dashed_n == t->text_n ? t->text : t->dashed, t->dashed_n };
}

/* ---- single formats: for loading and for tests ---- */

enum {
  NUMBER_CHECK_NONE = 0,
  NUMBER_CHECK_OK = 1,
  NUMBER_CHECK_FAILED = 2
}; /* none: the format has no check digit */

/* NUMBER_CHECK_*.  check may be NULL.  A text that the rule does not fit (too short, a letter where a
 * digit must stand) has failed. */
int number_check(const wb_check *check, wb_str text);

/* WB_OK, or WB_E_ARG with the position (from 1) in the pattern and the reason. */
int number_pattern_check(const char *text, wb_error *err);

/* Does the whole number match the pattern?  false for a pattern that number_pattern_check() refuses. */
bool number_pattern_match(const char *text, wb_str number);

/* All that can be said about one declared format: the pattern compiles, check digit and lookups lie within
 * the shortest number, the check's parts are in range, the example matches pattern and check.  WB_E_ARG
 * with words, without the format's id. */
int number_format_check(const wb_format *format, wb_error *err);

/* Lengths of numbers, as a set. */
typedef struct number_lengths {
  uint64_t bits[2]; /* bit n - 1: numbers of n characters */
} number_lengths;

static inline void number_lengths_add(number_lengths *set, size_t n)
{
  if (n >= 1 && n <= WB_MAX_NUMBER_BYTES)
    set->bits[(n - 1) / 64] |= UINT64_C(1) << (n - 1) % 64;
}
static inline bool number_lengths_meet(const number_lengths *a, const number_lengths *b)
{
  return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1])) != 0;
}

/* Adds those of a pattern's numbers; of a pattern that number_pattern_check() refuses, any. */
void number_lengths_of(const char *text, number_lengths *set);

/* ---- detection ---- */

typedef struct number_detector number_detector;

/* One declared format of one carrier.  Rows of a carrier with the same format id are one format. */
typedef struct number_row {
  const char *carrier_id, *carrier_name;
  const wb_format *format;
  uint32_t carrier_index; /* the caller's own; the same for all rows of a carrier */
  const char *countries;  /* wb_carrier.countries, or NULL */
} number_row;

/* Compiles the formats; all rows of a format must be there, or none.  Borrows the rows and all they point to, which must live as long as the detector.
 * WB_E_ARG: a format does not compile; the words name carrier, format, position and reason.  WB_E_NOMEM. */
int number_detector_new(const number_row *rows, size_t count, number_detector **ret_detector, wb_error *err);
void number_detector_free(number_detector *d); /* takes NULL */
const number_row *number_detector_row(const number_detector *d, uint32_t row);

/* What the user is known to use; makes candidates likelier, never possible or impossible. */
typedef struct number_prior {
  const uint8_t *own; /* own[carrier_index] != 0: the user has set this carrier up; or NULL */
  size_t own_count;
  char country[3]; /* ISO 3166-1 alpha-2 of where the user sends or receives, "" = unknown */
  uint32_t chosen; /* 1 + carrier_index of the carrier that the user named for this very number; 0: none */
} number_prior;

typedef struct number_match {
  uint32_t row;   /* index into the rows given to number_detector_new() */
  uint32_t check; /* NUMBER_CHECK_* */
  int32_t bits;   /* evidence for this carrier over "a number of no carrier known here", in 1/1000 bit */
  uint32_t probability; /* parts per million, over all matches and the unknown carrier together */
  wb_str number;        /* the reading that matched; a view into the number_text */
  wb_str inner; /* the number for people inside a barcode, a view into the number_text; {NULL, 0} = none */
} number_match;

#define NUMBER_MAX_MATCHES 32
/* Below this probability a first candidate is a guess: ask or show several instead of acting on it. */
#define NUMBER_SURE_PPM 900000u

/* Writes the best `max` matches (at most NUMBER_MAX_MATCHES are considered), likeliest first; each
 * carrier's format at most once.  prior may be NULL.  Candidates with a failed check digit stand last, and only
 * when nothing that is likelier than the unknown carrier matches.
 * Returns WB_OK also when nothing matches (*ret_count = 0). */
int number_detect(const number_detector *d, const number_text *text, const number_prior *prior,
                  number_match *ret_matches, size_t max, size_t *ret_count);

#define NUMBER_MAX_REASONS 12
typedef struct number_reason {
  char text[96]; /* "prefix 1Z", "check digit 4", "service 01: Next Day Air"; UTF-8 */
  int32_t bits;  /* its share of number_match.bits, in 1/1000 bit */
} number_reason;

/* Why: what a match of number_detect() rests on, strongest kind first.  The shares add up to match->bits. */
size_t number_explain(const number_detector *d, const number_match *match, const number_prior *prior,
                      number_reason ret_reasons[NUMBER_MAX_REASONS]);

/* One check digit leaves about one repair for each position of each format: all are kept, people see the first few. */
#define NUMBER_MAX_SUGGESTIONS 128
typedef struct number_suggestion {
  char number[WB_MAX_NUMBER_BYTES + 1]; /* the repaired number */
  uint32_t row;                         /* the format that it is valid for */
  uint32_t cost;                        /* smaller = likelier slip */
  char edit[48];                        /* "position 9: 3 for 8", "positions 4 and 5 swapped" */
} number_suggestion;

/* For a number that only fails a check digit, or holds a look-alike where it does not belong (O for 0):
 * the repairs that make it valid for a format with a check digit, likeliest first.  Returns how many (0
 * when the number is valid as it is). */
size_t number_repair(const number_detector *d, const number_text *text, const number_prior *prior,
                     number_suggestion ret_suggestions[NUMBER_MAX_SUGGESTIONS]);
#endif
