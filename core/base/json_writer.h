/* SPDX-License-Identifier: MIT */
/* Writes JSON text into a buffer, in one pass and in the order given: the project's one JSON output.
 *
 * Commas and quotes are put in by the writer; a member with an empty value may be left out by the caller.  Text that is
 * not UTF-8 is written with U+FFFD for each bad byte, so that the output is always valid JSON.  Errors of the buffer
 * are found by buf_check() at the end. */
#ifndef BASE_JSON_WRITER_H
#define BASE_JSON_WRITER_H
#include "buf.h"

typedef struct json_writer {
  buf *out;
  uint64_t first; /* one bit a level: nothing written there yet */
  unsigned depth; /* at most 63 */
  bool after_key;
} json_writer;

void json_begin(json_writer *w, buf *out);
void json_object(json_writer *w);
void json_object_end(json_writer *w);
void json_array(json_writer *w);
void json_array_end(json_writer *w);
void json_key(json_writer *w, const char *key); /* printable ASCII without quote and backslash */
void json_text(json_writer *w, wb_str value);
void json_i64(json_writer *w, int64_t value);
void json_bool(json_writer *w, bool value);
void json_null(json_writer *w);
void json_raw(json_writer *w, wb_str json); /* a value that is JSON text already, such as "0.98" */

/* key and value; the _or_null form writes null for an empty text */
void json_member_text(json_writer *w, const char *key, wb_str value);
void json_member_text_or_null(json_writer *w, const char *key, wb_str value);
void json_member_i64(json_writer *w, const char *key, int64_t value);
#endif
