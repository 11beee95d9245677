/* SPDX-License-Identifier: MIT */
#include "frame.h"
#include "../base/error.h"

#define FRAME_VERSION    1u /* changes with every change of what is written here */
#define LARGEST_STRUCT   65536u
#define LARGEST_SHAPE    512u
#define HEADER_BYTES     sizeof(frame_header)
#define AT(type, member) (uint16_t) offsetof(type, member)

/* ---- shapes ---- */

#define SHAPE(type, ...)                                                                                     \
  .size = sizeof(type), .texts = (const uint16_t[]){ __VA_ARGS__ },                                          \
  .text_count = sizeof((const uint16_t[]){ __VA_ARGS__ }) / sizeof(uint16_t)
#define LISTS(table) .lists = (table), .list_count = WB_COUNT(table)

static const frame_shape shape_index = { .size = sizeof(uint32_t) };
static const frame_shape shape_value = { SHAPE(wb_value, AT(wb_value, text)) };
static const frame_shape shape_field = { SHAPE(wb_field, AT(wb_field, name), AT(wb_field, value.text)) };
static const frame_shape shape_eta = { SHAPE(wb_eta, AT(wb_eta, from.zone), AT(wb_eta, from.raw),
                                             AT(wb_eta, to.zone), AT(wb_eta, to.raw), AT(wb_eta, text)) };
static const frame_shape shape_related = { SHAPE(wb_related, AT(wb_related, number), AT(wb_related, carrier),
                                                 AT(wb_related, carrier_text)) };
static const frame_shape shape_asked = { SHAPE(wb_number, AT(wb_number, number), AT(wb_number, postcode),
                                               AT(wb_number, country)) };

const frame_shape frame_shape_event = {
  SHAPE(wb_event, AT(wb_event, time.zone), AT(wb_event, time.raw), AT(wb_event, place.text),
        AT(wb_event, place.city), AT(wb_event, place.region), AT(wb_event, place.postcode),
        AT(wb_event, place.country), AT(wb_event, place.facility), AT(wb_event, code), AT(wb_event, text),
        AT(wb_event, lang), AT(wb_event, event_id), AT(wb_event, retracts), AT(wb_event, piece)),
  .sized = true,
};

static const frame_list result_lists[] = {
  { AT(wb_result, eta), &shape_eta, 64, offsetof(wb_eta, from) },
  { AT(wb_result, related), &shape_related, 2000, offsetof(wb_related, carrier) },
};
const frame_shape frame_shape_result = {
  SHAPE(wb_result, AT(wb_result, detail), AT(wb_result, needs), AT(wb_result, service),
        AT(wb_result, signed_by), AT(wb_result, carrier), AT(wb_result, origin_country),
        AT(wb_result, destination_country)),
  LISTS(result_lists),
  .sized = true,
};

static const frame_list request_lists[] = {
  { AT(wb_request, query), &shape_field, 64, sizeof(wb_field) },
  { AT(wb_request, headers), &shape_field, 64, sizeof(wb_field) },
  { AT(wb_request, body), &shape_value, 4096, sizeof(wb_value) },
  { AT(wb_request, covers), &shape_index, WB_MAX_BATCH, sizeof(uint32_t) },
};
const frame_shape frame_shape_request = {
  SHAPE(wb_request, AT(wb_request, path), AT(wb_request, content_type), AT(wb_request, cookie)),
  LISTS(request_lists),
  .sized = true,
};

static const frame_list batch_lists[] = {
  { AT(wb_batch, numbers), &shape_asked, WB_MAX_BATCH, sizeof(wb_number) },
  { AT(wb_batch, settings), &shape_field, 4096, sizeof(wb_field) },
};
const frame_shape frame_shape_batch = { SHAPE(wb_batch, AT(wb_batch, language)), LISTS(batch_lists) };

static const frame_list response_lists[] = {
  { AT(wb_response, headers), &shape_field, 4096, sizeof(wb_field) },
  { AT(wb_response, covers), &shape_index, WB_MAX_BATCH, sizeof(uint32_t) },
};
const frame_shape frame_shape_response = {
  SHAPE(wb_response, AT(wb_response, body), AT(wb_response, cookie)),
  LISTS(response_lists),
};

static const frame_list push_lists[] = {
  { AT(wb_push, headers), &shape_field, 4096, sizeof(wb_field) },
  { AT(wb_push, query), &shape_field, 4096, sizeof(wb_field) },
};
const frame_shape frame_shape_push = { SHAPE(wb_push, AT(wb_push, body)), LISTS(push_lists) };

const frame_shape frame_shape_number = { SHAPE(frame_number, AT(frame_number, number),
                                               AT(frame_number, key)) };
const frame_shape frame_shape_words = { SHAPE(frame_words, AT(frame_words, text)) };

static uint64_t add_shape(uint64_t sum, const frame_shape *shape)
{
  sum = sum * 1099511628211u + shape->size;
  for (size_t i = 0; i < shape->text_count; i++)
    sum = sum * 1099511628211u + shape->texts[i];
  for (size_t i = 0; i < shape->list_count; i++) {
    sum = sum * 1099511628211u + shape->lists[i].offset;
    sum = add_shape(sum, shape->lists[i].element);
  }
  return sum;
}

uint64_t frame_build(void)
{
  const frame_shape *const all[] = { &frame_shape_event,  &frame_shape_result, &frame_shape_request,
                                     &frame_shape_batch,  &frame_shape_push,   &frame_shape_response,
                                     &frame_shape_number, &frame_shape_words };
  uint64_t sum = FRAME_VERSION;
  for (size_t i = 0; i < WB_COUNT(all); i++)
    sum = add_shape(sum, all[i]);
  return sum;
}

/* ---- writing ---- */

static void put_bytes(buf *out, const void *bytes, size_t n)
{
  buf_add(out, (wb_str){ bytes, n });
}

void frame_begin(buf *out, frame_kind kind)
{
  const frame_header header = { .kind = (uint32_t)kind };
  out->max = WB_MAX_FRAME_BYTES + HEADER_BYTES;
  buf_clear(out);
  put_bytes(out, &header, sizeof header);
}

int frame_end(buf *out, wb_error *err)
{
  if (out->failed == WB_E_LIMIT)
    return error_set(err, WB_E_LIMIT, "a call with its texts is larger than %u bytes", WB_MAX_FRAME_BYTES);
  if (out->failed)
    return error_nomem(err);
  uint32_t bytes = (uint32_t)(out->n - HEADER_BYTES);
  memcpy(out->data + offsetof(frame_header, bytes), &bytes, sizeof bytes);
  return WB_OK;
}

void frame_put_u32(buf *out, uint32_t value)
{
  put_bytes(out, &value, sizeof value);
}

void frame_put_u64(buf *out, uint64_t value)
{
  put_bytes(out, &value, sizeof value);
}

static void put_text_bytes(buf *out, wb_str text)
{
  if (!text.p)
    return;
  buf_add(out, text);
  buf_add_byte(out, '\0');
}

/* The image says whether there is a text, never where: addresses of one process are nobody else's business.
 */
static void put_image(char *image, size_t offset, bool there)
{
  uintptr_t mark = there;
  memcpy(image + offset + offsetof(wb_str, p), &mark, sizeof mark);
}

void frame_put_text(buf *out, wb_str text)
{
  wb_str image = { NULL, text.n };
  put_image((char *)&image, 0, text.p != NULL);
  put_bytes(out, &image, sizeof image);
  put_text_bytes(out, text);
}

static wb_str text_at(const char *thing, size_t offset)
{
  wb_str text;
  memcpy(&text, thing + offset, sizeof text);
  return text;
}

static wb_list list_at(const char *thing, size_t offset)
{
  wb_list list;
  memcpy(&list, thing + offset, sizeof list);
  return list;
}

/* Will the host look at the elements? */
static bool is_read(const frame_list *kind, const wb_list *list)
{
  return list->items && list->count <= kind->max && list->stride >= kind->least_stride &&
         list->stride <= LARGEST_STRUCT;
}

static void put_structure(buf *out, const frame_shape *shape, const char *thing);

static void put_elements(buf *out, const frame_list *kind, const wb_list *list)
{
  _Alignas(max_align_t) char element[LARGEST_SHAPE];
  size_t size = kind->element->size, given = list->stride < size ? list->stride : size;
  for (uint32_t i = 0; is_read(kind, list) && i < list->count && !out->failed; i++) {
    memset(element, 0, size);
    memcpy(element, (const char *)list->items + (size_t)i * list->stride, given);
    put_structure(out, kind->element, element);
  }
}

static void put_structure(buf *out, const frame_shape *shape, const char *thing)
{
  char image[LARGEST_SHAPE];
  memcpy(image, thing, shape->size);
  for (size_t i = 0; i < shape->text_count; i++)
    put_image(image, shape->texts[i], text_at(thing, shape->texts[i]).p != NULL);
  for (size_t i = 0; i < shape->list_count; i++)
    put_image(image, shape->lists[i].offset, list_at(thing, shape->lists[i].offset).items != NULL);
  put_bytes(out, image, shape->size);
  for (size_t i = 0; i < shape->text_count; i++)
    put_text_bytes(out, text_at(thing, shape->texts[i]));
  for (size_t i = 0; i < shape->list_count; i++) {
    wb_list list = list_at(thing, shape->lists[i].offset);
    put_elements(out, &shape->lists[i], &list);
  }
}

void frame_put(buf *out, const frame_shape *shape, const void *thing)
{
  _Alignas(max_align_t) char copy[LARGEST_SHAPE] = { 0 };
  uint32_t there = thing != NULL, given = (uint32_t)shape->size;
  frame_put_u32(out, there);
  if (!there)
    return;
  if (shape->sized)
    memcpy(&given, thing, sizeof given);
  if (given < sizeof given)
    given = sizeof given; /* struct_size itself was read: its value is what the host refuses */
  memcpy(copy, thing, given < shape->size ? given : shape->size);
  put_structure(out, shape, copy);
}

static void put_note(buf *out, const wb_error *note)
{
  frame_put_u32(out, (uint32_t)note->code);
  if (note->code)
    frame_put_text(out, (wb_str){ note->text, strnlen(note->text, sizeof note->text) });
}

void frame_put_notes(buf *out, const host_notes *notes)
{
  put_note(out, &notes->document);
  put_note(out, &notes->broken);
  put_note(out, &notes->refused);
}

/* ---- reading ---- */

static const char *take_bytes(frame_reader *r, size_t n)
{
  if (r->failed || n > (size_t)(r->end - r->at)) {
    r->failed = true;
    return NULL;
  }
  const char *bytes = r->at;
  r->at += n;
  return bytes;
}

static void take_into(frame_reader *r, void *into, size_t n)
{
  const char *bytes = take_bytes(r, n);
  if (bytes)
    memcpy(into, bytes, n);
  else
    memset(into, 0, n);
}

uint32_t frame_take_u32(frame_reader *r)
{
  uint32_t value;
  take_into(r, &value, sizeof value);
  return value;
}

uint64_t frame_take_u64(frame_reader *r)
{
  uint64_t value;
  take_into(r, &value, sizeof value);
  return value;
}

/* The bytes that an image announces; NULL with a length is what a plugin may pass, and the host refuses. */
static void take_text_bytes(frame_reader *r, char *image)
{
  wb_str text = text_at(image, 0);
  if (text.p) {
    size_t with_nul;
    text.p = base_size_add(text.n, 1, &with_nul) ? take_bytes(r, with_nul) : NULL;
    if (!text.p || text.p[text.n] != '\0') {
      r->failed = true;
      text = (wb_str){ NULL, 0 };
    }
  }
  memcpy(image, &text, sizeof text);
}

wb_str frame_take_text(frame_reader *r)
{
  wb_str text;
  take_into(r, &text, sizeof text);
  take_text_bytes(r, (char *)&text);
  r->failed = r->failed || (text.n && !text.p); /* only plugins pass such, in structures */
  return r->failed ? (wb_str){ NULL, 0 } : text;
}

static void take_structure(frame_reader *r, const frame_shape *shape, char *into);

static wb_list take_elements(frame_reader *r, const frame_list *kind, wb_list list)
{
  static const max_align_t nothing;
  if (!is_read(kind, &list)) {
    /* Refused for one of these before an element is looked at, or there is nothing to look at. */
    if (list.items)
      list.items = list.count ? (const void *)&nothing : NULL;
    return list;
  }
  /* An element takes at least its image: a count cannot ask for more memory than was sent. */
  size_t size = kind->element->size;
  char *items =
      list.count <= (size_t)(r->end - r->at) / size ? arena_array(r->memory, list.count, size) : NULL;
  r->failed = r->failed || !items;
  for (uint32_t i = 0; i < list.count && !r->failed; i++)
    take_structure(r, kind->element, items + (size_t)i * size);
  return r->failed ? (wb_list){ 0 } : (wb_list){ items, list.count, (uint32_t)size };
}

static void take_structure(frame_reader *r, const frame_shape *shape, char *into)
{
  take_into(r, into, shape->size);
  for (size_t i = 0; i < shape->text_count; i++)
    take_text_bytes(r, into + shape->texts[i]);
  for (size_t i = 0; i < shape->list_count; i++) {
    char *where = into + shape->lists[i].offset;
    wb_list list = take_elements(r, &shape->lists[i], list_at(where, 0));
    memcpy(where, &list, sizeof list);
  }
  if (r->failed)
    memset(into, 0, shape->size);
}

void *frame_take(frame_reader *r, const frame_shape *shape, void *into)
{
  if (frame_take_u32(r) == 0)
    return NULL;
  take_structure(r, shape, into);
  return into;
}

static void take_note(frame_reader *r, wb_error *into)
{
  into->code = (int32_t)frame_take_u32(r);
  if (!into->code)
    return;
  wb_str text = str_upto(frame_take_text(r), sizeof into->text - 1);
  size_t bad;
  if (!str_is_utf8(text, &bad))
    text = str_upto(text, bad);
  for (size_t i = 0; i < text.n; i++)
    into->text[i] = (unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F ? ' ' : text.p[i];
}

void frame_take_notes(frame_reader *r, host_notes *into)
{
  *into = (host_notes){ 0 };
  take_note(r, &into->document);
  take_note(r, &into->broken);
  take_note(r, &into->refused);
}
