/* SPDX-License-Identifier: MIT */
/* A growing byte buffer with a maximum.
 *
 * Invariants: data[n] is always 0 once anything was added; n <= max.  After a failed addition `failed` stays
 * set and further additions do nothing, so that a long run of additions needs one test at its end
 * (buf_check). */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include "error.h"
#include "str.h"

typedef struct buf {
  char *data;
  size_t n, capacity;
  size_t max; /* 0 = 1 GiB */
  int failed; /* WB_OK, WB_E_LIMIT or WB_E_NOMEM */
} buf;

void buf_init(buf *b, size_t max); /* {0} is a valid empty buffer too */
void buf_free(buf *b);             /* takes NULL; the buffer is empty and usable afterwards */
void buf_clear(buf *b);            /* forgets the content and a failure, keeps the memory */
bool buf_reserve(buf *b, size_t more);

void buf_add(buf *b, wb_str s);
void buf_add_lower(buf *b, wb_str s); /* ASCII letters in lower case */
void buf_add_byte(buf *b, char byte);
void buf_add_text(buf *b, const char *text); /* NULL adds nothing */
void buf_add_u64(buf *b, uint64_t value);
void buf_add_i64(buf *b, int64_t value);
void buf_printf(buf *b, const char *format, ...) WB_PRINTF(2, 3);

static inline wb_str buf_view(const buf *b)
{
  return (wb_str){ b->data, b->n };
}
const char *buf_cstr(buf *b); /* NUL-terminated, never NULL; valid until the next change */

/* WB_OK, or sets err ("too large" with the maximum, or no memory). */
int buf_check(const buf *b, wb_error *err);

/* Reads a whole file, at most b->max bytes.  WB_E_IO names the path and the reason, WB_E_LIMIT the size. */
int buf_read_file(buf *b, const char *path, wb_error *err);

WB_AUTO_DEFINE(buf, buf_free)
#endif
