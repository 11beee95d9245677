/* SPDX-License-Identifier: MIT */
/* Bytes as they are kept: zstd level 1 when that makes them smaller, as they are otherwise. */
#ifndef STORE_PACK_H
#define STORE_PACK_H
#include "../base/buf.h"
#include "db.h"

#define PACK_FROM_BYTES 512 /* less is kept as it is */

/* *ret_packed: whether out holds a zstd frame; when not, out is untouched and `bytes` themselves are to be kept. */
int pack_bytes(store *s, wb_str bytes, buf *out, bool *ret_packed, wb_error *err);
/* The bytes again, in `memory`, with a NUL behind. */
int unpack_bytes(store *s, wb_str kept, bool packed, arena *memory, wb_str *ret_bytes, wb_error *err);
#endif
