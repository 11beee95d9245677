/* SPDX-License-Identifier: MIT */
/* Bytes as they are kept: zstd when that makes them smaller, as they are otherwise.  Feeds are short
 * and look alike: they are packed with a dictionary of what stands in nearly all of them, which saves a
 * third. */
#ifndef STORE_PACK_H
#define STORE_PACK_H
#include "../base/buf.h"
#include "db.h"

#define PACK_FROM_BYTES 512 /* less is kept as it is */

/* Kept in the database: never renumber. */
typedef enum pack_way {
  PACK_PLAIN = 0,    /* as they are */
  PACK_ZSTD = 1,     /* a zstd frame */
  PACK_ZSTD_FEED = 2 /* a zstd frame made with the dictionary of feeds */
} pack_way;

typedef struct packed {
  wb_str bytes;
  pack_way way;
} packed;

/* In: plain bytes and the way that is wanted.  Out: the bytes to keep, in `room` or the plain ones
 * themselves, and how they are packed. */
int pack_bytes(store *s, packed *p, buf *room, wb_error *err);
/* The plain bytes again, in `memory`, with a NUL behind. */
int unpack_bytes(store *s, packed kept, arena *memory, wb_str *ret_bytes, wb_error *err);

/* Feeds packed with it cannot be read without it: a change is a new pack_way with a dictionary of its own. */
wb_str pack_dictionary(void);
#endif
