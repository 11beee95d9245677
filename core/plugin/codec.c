/* SPDX-License-Identifier: MIT */
#include "codec.h"

#define NO_TEXT UINT32_MAX

static void fail(codec *c, int rc)
{
  if (c->rc == WB_OK)
    c->rc = rc;
}

static void fail_short(codec *c)
{
  fail(c, error_set(c->err, WB_E_PARSE, "the data is cut short or damaged"));
}

/* n bytes of what is read, or NULL. */
static const char *take(codec *c, size_t n)
{
  if (c->rc)
    return NULL;
  if (n > (size_t)(c->end - c->at)) {
    fail_short(c);
    return NULL;
  }
  const char *p = c->at;
  c->at += n;
  return p;
}

static void integer(codec *c, uint64_t *value, size_t n)
{
  unsigned char bytes[8];
  if (c->rc)
    return;
  if (c->out) {
    for (size_t i = 0; i < n; i++)
      bytes[i] = (unsigned char)(*value >> (8 * i));
    buf_add(c->out, (wb_str){ (const char *)bytes, n });
    return;
  }
  const char *p = take(c, n);
  *value = 0;
  for (size_t i = 0; p && i < n; i++)
    *value |= (uint64_t)(unsigned char)p[i] << (8 * i);
}

void codec_u16(codec *c, uint16_t *value)
{
  uint64_t wide = *value;
  integer(c, &wide, 2);
  *value = (uint16_t)wide;
}

void codec_u32(codec *c, uint32_t *value)
{
  uint64_t wide = *value;
  integer(c, &wide, 4);
  *value = (uint32_t)wide;
}

void codec_u64(codec *c, uint64_t *value)
{
  integer(c, value, 8);
}

static void write_counted(codec *c, const char *text, uint32_t n)
{
  codec_u32(c, &n);
  buf_add(c->out, (wb_str){ text, (size_t)n + 1 });
}

static void write_text(codec *c, const char *name, const char *text)
{
  size_t n = strnlen(text, WB_MAX_DECLARED_TEXT + 1), bad;
  if (n > WB_MAX_DECLARED_TEXT) {
    fail(c, error_set(c->err, WB_E_LIMIT, "%s is longer than %d bytes", name, WB_MAX_DECLARED_TEXT));
    return;
  }
  if (!str_is_utf8((wb_str){ text, n }, &bad)) {
    fail(c, error_set(c->err, WB_E_ARG, "%s is not UTF-8 (byte %zu)", name, bad + 1));
    return;
  }
  write_counted(c, text, (uint32_t)n);
}

void codec_text(codec *c, const char *name, const char **text)
{
  uint32_t n = NO_TEXT;
  if (c->rc)
    return;
  if (c->out && *text) {
    write_text(c, name, *text);
    return;
  }
  codec_u32(c, &n);
  if (c->out)
    return;
  *text = NULL;
  if (c->rc || n == NO_TEXT)
    return;
  const char *p = take(c, (size_t)n + 1);
  if (p && p[n] != '\0')
    fail_short(c);
  else
    *text = p;
}

void codec_path(codec *c, const char **path)
{
  if (c->rc == WB_OK && c->out)
    write_counted(c, *path, (uint32_t)strlen(*path));
  else
    codec_text(c, "path", path);
}

void codec_bytes(codec *c, wb_str *bytes)
{
  uint64_t n = bytes->n;
  codec_u64(c, &n);
  if (c->rc)
    return;
  if (c->out) {
    buf_add(c->out, *bytes);
    return;
  }
  if (n > (size_t)(c->end - c->at)) {
    fail_short(c);
    return;
  }
  *bytes = (wb_str){ take(c, (size_t)n), (size_t)n };
}

static void write_list(codec *c, const wb_list *list, const codec_kind *kind)
{
  _Alignas(max_align_t) char copy[CODEC_ELEMENT_MAX];
  uint32_t count = list->count;
  if (count > kind->max) {
    fail(c, error_set(c->err, WB_E_LIMIT, "the list of %ss has %u elements, at most %u are allowed",
                      kind->name, count, kind->max));
    return;
  }
  if (count && !list->items) {
    fail(c, error_set(c->err, WB_E_ARG, "the list of %ss has %u elements but no items", kind->name, count));
    return;
  }
  if (count && list->stride < kind->least) {
    fail(c, error_set(c->err, WB_E_ARG, "the list of %ss has elements of %u bytes, at least %zu are needed",
                      kind->name, list->stride, kind->least));
    return;
  }
  codec_u32(c, &count);
  size_t given = list->stride < kind->size ? list->stride : kind->size;
  memset(copy, 0, kind->size);
  for (uint32_t i = 0; i < count && c->rc == WB_OK; i++) {
    memcpy(copy, WB_AT(char, *list, i), given);
    kind->element(c, copy);
    if (c->rc)
      error_context(c->err, c->rc, "%s %u", kind->name, i + 1);
  }
}

static void read_list(codec *c, wb_list *list, const codec_kind *kind)
{
  uint32_t count = 0;
  codec_u32(c, &count);
  *list = (wb_list){ 0 };
  if (c->rc)
    return;
  if (count > kind->max || count > (size_t)(c->end - c->at)) {
    fail_short(c);
    return;
  }
  char *items = count ? arena_array(c->memory, count, kind->size) : NULL;
  if (count && !items) {
    fail(c, error_nomem(c->err));
    return;
  }
  for (uint32_t i = 0; i < count && c->rc == WB_OK; i++)
    kind->element(c, items + i * kind->size);
  if (c->rc == WB_OK)
    *list = (wb_list){ items, count, (uint32_t)kind->size };
}

void codec_list(codec *c, wb_list *list, const codec_kind *kind)
{
  if (c->rc)
    return;
  if (c->out)
    write_list(c, list, kind);
  else
    read_list(c, list, kind);
}

bool codec_present(codec *c, const void *pointer)
{
  uint32_t there = pointer != NULL;
  codec_u32(c, &there);
  return c->rc == WB_OK && there != 0;
}

void *codec_new(codec *c, size_t size)
{
  void *p = c->rc ? NULL : arena_alloc(c->memory, size);
  if (!p && c->rc == WB_OK)
    fail(c, error_nomem(c->err));
  return p;
}

int codec_finish(codec *c)
{
  if (c->rc == WB_OK && c->out)
    c->rc = buf_check(c->out, c->err);
  if (c->rc == WB_OK && !c->out && c->at != c->end)
    fail_short(c);
  return c->rc;
}
