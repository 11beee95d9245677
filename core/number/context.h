/* SPDX-License-Identifier: MIT */
/* What stands near a number in a text, as evidence.
 *
 * Looked at: the words before it in its line, those behind it, the line before when the number begins its line, and the link
 * that it stands in.  Of two labels the nearer one counts where it stands directly before the number, else the one that
 * names a tracking number: "numéro de suivi de votre commande : ...". */
#ifndef NUMBER_CONTEXT_H
#define NUMBER_CONTEXT_H
#include "detector.h"

/* In thousandths of a bit. */
#define CONTEXT_TRACKING 10000  /* a label that names a tracking number */
#define CONTEXT_PARCEL   6500   /* the words speak of a parcel */
#define CONTEXT_NUMBER   (-2000) /* "code", "reference" */
#define CONTEXT_ORDER    (-9000) /* a label that names an order */
#define CONTEXT_OTHER    (-9000) /* a label that names a telephone, an article, an account */
#define CONTEXT_LINK     (-4000) /* some identifier in a link */
#define CONTEXT_NAMED    5000   /* the carrier's name stands near */
#define CONTEXT_HOST     12000  /* the link leads to the carrier's tracking page */

#define CONTEXT_BEFORE 512u /* bytes of the window that are looked at */
#define CONTEXT_AFTER  128u

typedef struct context {
  int32_t bits;  /* for every carrier */
  wb_str label;  /* the word that decided, as written; empty: none */
  bool tracking; /* the label, or the link, speaks of tracking or a parcel */
  bool order;    /* the label names an order: speaks for an order's number, with the same weight */
  wb_str link;   /* the link that the number stands in, up to the number; empty: none */
  wb_str line;   /* where carriers' names are looked for */
} context;

/* The context of text[at, at + n). */
void context_read(wb_str text, size_t at, size_t n, context *ret_context);

/* Is the carrier named in the context, does the link lead to its page?  Thousandths of a bit. */
int32_t context_named(const context *c, const number_row *row);
int32_t context_linked(const context *c, const number_row *row);
#endif
