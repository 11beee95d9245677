/* SPDX-License-Identifier: MIT */
/* Text for comparing: without case, accents and punctuation, compatibility forms made plain ("Köln" and
 * "KÖLN" become "koln", full-width letters plain ones).  Scripts without case stay as they are.  Unicode's
 * own data, no locale. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H
#include "str.h"

typedef struct fold_piece { /* what one character becomes */
  wb_str text;              /* its folded form; empty: it leaves nothing */
  uint32_t was;             /* the character itself; U+FFFD for a byte that is not UTF-8 */
  bool blank;               /* it parts words */
} fold_piece;

/* Takes the next character off *rest.  false at the end. */
bool fold_next(wb_str *rest, fold_piece *ret_piece);

/* Words with one blank between them, none at the ends.  Returns the bytes written: at most max, cut at a
 * character. */
size_t fold_text(wb_str text, char *out, size_t max);
#endif
