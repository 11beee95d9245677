/* SPDX-License-Identifier: MIT */
/* One description of each structure, run in both directions: from a plugin's memory to bytes and from
 * bytes to a copy.
 *
 * Numbers are little endian; a text is its length (UINT32_MAX: NULL), its bytes and a NUL, so that the
 * copy may point into the bytes.  Invariants: after the first failure `rc` stays set and nothing more is
 * read or written; reading never leaves [at, end), whatever the bytes are. */
#ifndef PLUGIN_CODEC_H
#define PLUGIN_CODEC_H
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/limits.h"
#include <waybill/plugin.h>

typedef struct codec {
  buf *out;             /* writing; NULL: reading */
  const char *at, *end; /* reading */
  arena *memory;        /* reading: arrays */
  wb_error *err;
  int rc;
} codec;

static inline codec codec_writer(buf *out, wb_error *err)
{
  return (codec){ .out = out, .err = err };
}
static inline codec codec_reader(wb_str bytes, arena *memory, wb_error *err)
{
  return (codec){ .at = bytes.p, .end = bytes.p ? bytes.p + bytes.n : NULL, .memory = memory, .err = err };
}

void codec_u16(codec *c, uint16_t *value);
void codec_u32(codec *c, uint32_t *value);
void codec_u64(codec *c, uint64_t *value);

/* Writing checks that a declared text is UTF-8 and at most WB_MAX_DECLARED_TEXT bytes; `name` stands in
 * the words. */
void codec_text(codec *c, const char *name, const char **text);

/* A text of our own that need not be UTF-8: a path. */
void codec_path(codec *c, const char **path);

/* Bytes of any kind; reading gives a view. */
void codec_bytes(codec *c, wb_str *bytes);

typedef void codec_element(codec *c, void *element);

/* A list of at most `max` elements of our `size`.  Writing refuses a stride below `least`, what the first
 * version had, and copies each element first, so that element() sees our layout, what it lacks as zero. */
typedef struct codec_kind {
  const char *name;
  size_t size, least;
  uint32_t max;
  codec_element *element;
} codec_kind;
#define CODEC_ELEMENT_MAX 256
/* Bytes up to the end of a member. */
#define CODEC_UP_TO(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
void codec_list(codec *c, wb_list *list, const codec_kind *kind);

/* Is there a structure behind the pointer?  Writing tells it, reading is told. */
bool codec_present(codec *c, const void *pointer);

/* Zeroed memory for a structure that is read; NULL after a failure. */
void *codec_new(codec *c, size_t size);

/* WB_OK when all went well; reading must have used up all bytes. */
int codec_finish(codec *c);
#endif
