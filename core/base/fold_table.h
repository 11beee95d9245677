/* SPDX-License-Identifier: MIT */
/* The table behind fold.h, written by config/unicode/compile.c while building. */
#ifndef BASE_FOLD_TABLE_H
#define BASE_FOLD_TABLE_H
#include <stdint.h>

#define FOLD_PAGE  256
#define FOLD_PAGES (0x110000 / FOLD_PAGE)
#define FOLD_SAME  0u      /* the character stays */
#define FOLD_BLANK 0xFFFFu /* it parts words */
#define FOLD_GONE  0xFFFEu /* it leaves nothing */

extern const uint16_t fold_pages[FOLD_PAGES]; /* character / 256 -> row */
extern const uint16_t fold_rows[];            /* row * 256 + character % 256 -> one of the above, or a text */
extern const unsigned char fold_texts[];      /* at each text: its length, its bytes */
#endif
