/* SPDX-License-Identifier: MIT */
/* Finding numbers in running text: which of the digits there are a tracking number, and whose.
 *
 * A finder reads text in pieces of any size and keeps a window of it, so that memory does not grow with the
 * text.  It reads the printed groupings ("1Z 999 AA1 ..."), ranks what it finds by the detector's evidence
 * and by what stands near it (labels in many languages, carriers' names, links), and gives out finds that do
 * not overlap, in the order of the text.  It allocates when it is made and never again.
 * Life cycle: finder_new(), then for each text finder_begin(), finder_feed() ..., finder_end(). */
#ifndef NUMBER_EXTRACT_H
#define NUMBER_EXTRACT_H
#include "number.h"

#define FIND_MAX_HINTS 3
#define FIND_STRICT_PPM 950000u /* one would act on it unseen */
#define FIND_SHOWN_PPM  40000u  /* below this it is not worth a look */

typedef struct number_find {
  uint64_t offset; /* in the text, bytes from finder_begin()'s */
  wb_str text;     /* as written; borrowed for the call */
  number_text reading;
  number_match matches[NUMBER_MAX_MATCHES]; /* likeliest first; bits and probability with what stands near */
  size_t count;
  uint32_t probability; /* ppm: of all matches together, against "no tracking number at all" */
  bool strict;          /* a parcel's number that one would act on without a second look */
  bool order;           /* the likeliest match is an order, not a parcel */
  number_reason hints[FIND_MAX_HINTS];     /* what stands near it, in words; counts for all matches */
  size_t hint_count;
  number_reason own_hints[NUMBER_MAX_MATCHES]; /* of one match: its carrier is named or linked; "" = none */
} number_find;

/* Returns WB_OK to go on; anything else ends the search and is returned to the feeder. */
typedef int number_find_fn(void *user, const number_find *find);

typedef struct number_finder number_finder;

/* Borrows the detector and the prior (may be NULL).  WB_E_NOMEM. */
int finder_new(const number_detector *d, const number_prior *prior, number_find_fn *found, void *user,
               number_finder **ret_finder, wb_error *err);
void finder_free(number_finder *f); /* takes NULL */

/* A new text begins, `offset` bytes into what the caller counts from. */
void finder_begin(number_finder *f, uint64_t offset);
int finder_feed(number_finder *f, wb_str piece);
int finder_end(number_finder *f);
#endif
