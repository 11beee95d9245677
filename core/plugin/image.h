/* SPDX-License-Identifier: MIT */
/* All that a scan found, as one run of bytes: what the registry reads from, and what its cache file holds.
 *
 *   "WAYBILL" NUL, format version, length of the body, XXH3 of the body, body.
 *
 * Invariants: decoding never leaves the bytes, whatever they are; a file that is not owned by the user, of
 * another version, cut short or damaged is refused. */
#ifndef PLUGIN_IMAGE_H
#define PLUGIN_IMAGE_H
#include "codec.h"
#include "../number/number.h"
#include "file.h"

#define IMAGE_VERSION                                                                                        \
  3u /* changes with every change of what is written here or in declare.c, or checked in validate.c */
#define IMAGE_MAX_BYTES ((size_t)64 << 20)

typedef struct image_folder {
  const char *path;
  uint32_t bundled;
  file_stamp stamp;
} image_folder;

typedef struct image_carrier {
  const char *id, *name;
  uint32_t folder;  /* index of the folder ... */
  const char *file; /* ... and the name in it, so that no cache can lead anywhere else */
  file_stamp stamp;
  number_lengths lengths; /* of its formats' numbers, so that most carriers' need not be read for one number */
  wb_str formats, rest;   /* of declare.h */
} image_carrier;

typedef struct image_refusal {
  const char *path, *reason;
  int64_t tried_ms; /* when */
  file_stamp stamp; /* zeros: of a file that could not be looked at */
} image_refusal;

typedef struct image {
  file_stamp core;                     /* of the library that scanned */
  wb_list folders, carriers, refusals; /* image_folder, image_carrier in order of id, image_refusal */
  bool incomplete; /* this machine failed, not a plugin: not to be kept, and not written */
} image;

int image_encode(const image *img, buf *out, wb_error *err);

/* Texts and views point into bytes, arrays are in memory.  WB_E_PARSE: what is wrong. */
int image_decode(wb_str bytes, arena *memory, image *ret_image, wb_error *err);

/* Shows a cache file as it lies in memory, without copying it; it is only ever replaced, never written in place.  Give it
 * back with image_unmap_file().  WB_E_NOT_FOUND: there is none; WB_E_IO, WB_E_LIMIT; WB_E_PARSE: it belongs to somebody
 * else or others can write it. */
int image_map_file(const char *path, wb_str *ret_bytes, wb_error *err);
void image_unmap_file(wb_str bytes);
#endif
