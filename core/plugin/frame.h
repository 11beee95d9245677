/* SPDX-License-Identifier: MIT */
/* What goes through the pipe between the core and a plugin's process: frames, and the structures in them.
 *
 *   frame      header (bytes of the body, kind) and body
 *   structure  its image with every text's pointer as "there is one" or NULL, then the texts, each with a NUL
 * behind it, then the elements of its lists, as structures
 *
 * Both ends are of one build, which frame_build() proves, so that images need no translation.  Reading takes
 * the other end as hostile all the same: it never leaves the bytes, a list is never longer than its shape
 * allows, and a pointer never comes out of a frame.  A list that the host will refuse for its count, its
 * stride or its missing items travels without elements, so that it is refused with the same words on the
 * other side. */
#ifndef PLUGIN_FRAME_H
#define PLUGIN_FRAME_H
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/limits.h"
#include "../host/host.h"
#include <waybill/plugin.h>

typedef enum frame_kind {
  FRAME_NONE = 0,
  /* to the plugin's process */
  FRAME_PLAN = 1,    /* which carrier, wb_batch */
  FRAME_PARSE = 2,   /* which carrier, wb_batch, wb_response */
  FRAME_WEBHOOK = 3, /* which carrier, wb_push */
  /* from it */
  FRAME_LOADED =
      16, /* frame_build(), walls, code; why it is refused, or count and each: formats, rest, FRAME_HAS_* */
  FRAME_ANSWER =
      17, /* calls of host functions in their order: frame_call and its content, FRAME_CALL_END last */
  FRAME_TRAPPED = 18,       /* frame_trapped: it used a system call that it must not; the process ends */
  FRAME_WANTS_PARSERS = 19, /* empty: the plugin asked for a parser that was not opened; the process ends */
} frame_kind;

/* What a plugin called, one after the other. */
typedef enum frame_call {
  FRAME_CALL_END = 0, /* int32_t: what the entry returned */
  FRAME_CALL_EVENT = 1,
  FRAME_CALL_RESULT = 2,
  FRAME_CALL_REQUEST = 3,
  FRAME_CALL_NUMBER = 4, /* frame_number */
  FRAME_CALL_FAIL = 5,   /* frame_words */
  FRAME_CALL_LOG = 6,    /* frame_words */
  FRAME_CALL_NOTES = 7,  /* host_notes, each as int32_t and text */
} frame_call;

/* Which entries a carrier has. */
enum { FRAME_HAS_PLAN = 1, FRAME_HAS_PARSE = 2, FRAME_HAS_WEBHOOK = 4 };

typedef struct frame_header {
  uint32_t bytes; /* of the body */
  uint32_t kind;
} frame_header;

typedef struct frame_number {
  wb_str number, key;
  uint32_t parent, reserved;
} frame_number;
typedef struct frame_words { /* of fail() and log() */
  wb_str text;
  int32_t code; /* or level */
  uint32_t reserved;
} frame_words;
typedef struct frame_trapped {
  int32_t number; /* of the system call */
  char name[28];  /* NUL-terminated; "" when it has none here */
} frame_trapped;

/* Sizes and offsets of all that is sent as an image, and the version of this file, as one number. */
uint64_t frame_build(void);

/* ---- shapes ---- */

typedef struct frame_shape frame_shape;
typedef struct frame_list {
  uint16_t offset;
  const frame_shape *element;
  uint32_t max, least_stride; /* what the host demands before it reads an element */
} frame_list;
struct frame_shape {
  size_t size;
  const uint16_t *texts; /* offsets of its wb_str */
  size_t text_count;
  const frame_list *lists;
  size_t list_count;
  bool sized; /* begins with struct_size, which may be another than ours */
};
extern const frame_shape frame_shape_event, frame_shape_result, frame_shape_request, frame_shape_batch,
    frame_shape_response, frame_shape_push, frame_shape_number, frame_shape_words;

/* ---- writing ---- */

/* Begins a frame: room for the header.  frame_end() fills it in; WB_E_LIMIT: larger than WB_MAX_FRAME_BYTES.
 */
void frame_begin(buf *out, frame_kind kind);
int frame_end(buf *out, wb_error *err);

void frame_put_u32(buf *out, uint32_t value);
void frame_put_u64(buf *out, uint64_t value);
void frame_put_text(buf *out, wb_str text);
/* thing may be NULL, and of another size than ours when its shape is `sized`. */
void frame_put(buf *out, const frame_shape *shape, const void *thing);
void frame_put_notes(buf *out, const host_notes *notes);

/* ---- reading ---- */

typedef struct frame_reader {
  const char *at, *end;
  arena *memory; /* for lists */
  bool failed;   /* stays set: what is read then is zero */
} frame_reader;

static inline frame_reader frame_read(wb_str body, arena *memory)
{
  return (frame_reader){ .at = body.p, .end = body.p ? body.p + body.n : NULL, .memory = memory };
}
uint32_t frame_take_u32(frame_reader *r);
uint64_t frame_take_u64(frame_reader *r);
wb_str frame_take_text(frame_reader *r);
/* Fills `into`, which is of our size; texts point into the frame.  Returns into, or NULL when NULL was sent.
 */
void *frame_take(frame_reader *r, const frame_shape *shape, void *into);
void frame_take_notes(frame_reader *r, host_notes *into);
#endif
