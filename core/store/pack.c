/* SPDX-License-Identifier: MIT */
#include "pack.h"
#include <zstd.h>

#define LEVEL 1

int pack_bytes(store *s, wb_str bytes, buf *out, bool *ret_packed, wb_error *err)
{
  *ret_packed = false;
  if (bytes.n < PACK_FROM_BYTES)
    return WB_OK;
  if (!s->packer && !(s->packer = ZSTD_createCCtx()))
    return error_nomem(err);
  buf_clear(out);
  size_t bound = ZSTD_compressBound(bytes.n);
  if (ZSTD_isError(bound) || !buf_reserve(out, bound))
    return buf_check(out, err) != WB_OK ? out->failed : error_nomem(err);
  size_t n = ZSTD_compressCCtx(s->packer, out->data, bound, bytes.p, bytes.n, LEVEL);
  if (ZSTD_isError(n))
    return error_set(err, WB_E_STORE, "cannot compress %zu bytes: %s", bytes.n, ZSTD_getErrorName(n));
  if (n >= bytes.n)
    return WB_OK;
  out->n = n;
  *ret_packed = true;
  return WB_OK;
}

static int damaged(const store *s, const char *why, wb_error *err)
{
  db_flag_damage(s, true);
  return error_set(err, WB_E_STORE, "a kept answer in %s is damaged (%s)", s->path, why);
}

int unpack_bytes(store *s, wb_str kept, bool packed, arena *memory, wb_str *ret_bytes, wb_error *err)
{
  if (!packed) {
    *ret_bytes = arena_str(memory, kept);
    return ret_bytes->p ? WB_OK : error_set(err, WB_E_LIMIT, "the feeds asked for do not fit their memory");
  }
  if (!s->unpacker && !(s->unpacker = ZSTD_createDCtx()))
    return error_nomem(err);
  unsigned long long size = ZSTD_getFrameContentSize(kept.p, kept.n);
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > STORE_MAX_TEXT_BYTES)
    return damaged(s, "its size is not told", err);
  char *bytes = arena_alloc(memory, (size_t)size + 1);
  if (!bytes)
    return error_set(err, WB_E_LIMIT, "the feeds asked for do not fit their memory");
  size_t n = ZSTD_decompressDCtx(s->unpacker, bytes, (size_t)size, kept.p, kept.n);
  if (ZSTD_isError(n) || n != size)
    return damaged(s, ZSTD_isError(n) ? ZSTD_getErrorName(n) : "its size is wrong", err);
  *ret_bytes = (wb_str){ bytes, n };
  return WB_OK;
}
