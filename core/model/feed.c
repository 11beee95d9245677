/* SPDX-License-Identifier: MIT */
#include "feed.h"

int feed_new(size_t max_bytes, feed **ret_feed, wb_error *err)
{
  return feed_new_in(NULL, max_bytes, ret_feed, err);
}

int feed_new_in(arena_pool *pool, size_t max_bytes, feed **ret_feed, wb_error *err)
{
  arena *memory = arena_new_in(pool, max_bytes);
  feed *f = memory ? arena_alloc(memory, sizeof *f) : NULL;
  if (!f) {
    arena_free(memory);
    return error_nomem(err);
  }
  f->memory = memory;
  *ret_feed = f;
  return WB_OK;
}

void feed_free(feed *f)
{
  if (f)
    arena_free(f->memory);
}

/* FNV-1a over both texts and a separator that neither may hold. */
static uint32_t hash_of(wb_str number, wb_str key)
{
  uint32_t hash = UINT32_C(2166136261);
  for (size_t i = 0; i < number.n; i++)
    hash = (hash ^ (unsigned char)number.p[i]) * UINT32_C(16777619);
  hash = (hash ^ 0xFFu) * UINT32_C(16777619);
  for (size_t i = 0; i < key.n; i++)
    hash = (hash ^ (unsigned char)key.p[i]) * UINT32_C(16777619);
  return hash;
}

/* Results may have been appended without feed_result_of(): their hashes are made here. */
static bool hash_new_results(feed *f)
{
  while (f->hash_count < f->result_count) {
    const feed_result *r = &f->results[f->hash_count];
    uint32_t hash = hash_of(r->number, r->key);
    uint32_t *slot = ARENA_PUSH(f->memory, f->hashes, f->hash_count, f->hash_capacity);
    if (!slot)
      return false;
    *slot = hash;
  }
  return true;
}

/* A walk over four bytes a result: 5000 lookups among 5000 results take some milliseconds, and there is no
 * table to keep in step. */
feed_result *feed_find_result(feed *f, wb_str number, wb_str key)
{
  uint32_t hash = hash_of(number, key);
  if (!hash_new_results(f))
    return NULL;
  for (size_t i = 0; i < f->hash_count; i++)
    if (f->hashes[i] == hash && str_equal(f->results[i].number, number) && str_equal(f->results[i].key, key))
      return &f->results[i];
  return NULL;
}

feed_result *feed_result_of(feed *f, wb_str number, wb_str key)
{
  feed_result *r = feed_find_result(f, number, key);
  if (r)
    return r;
  wb_str number_copy = arena_str(f->memory, number), key_copy = arena_str(f->memory, key);
  if (!number_copy.p || !key_copy.p || !hash_new_results(f))
    return NULL;
  r = ARENA_PUSH(f->memory, f->results, f->result_count, f->result_capacity);
  if (!r)
    return NULL;
  r->number = number_copy;
  r->key = key_copy;
  return r;
}

static inline size_t collect(wb_str *text, size_t count, feed_texts *texts)
{
  if (text->n)
    texts->items[count++] = text;
  else
    text->p = NULL;
  return count;
}

void feed_collect_texts(feed_statement *s, feed_texts *ret_texts)
{
  size_t n = collect(&s->ref, 0, ret_texts);
  n = collect(&s->time.zone, n, ret_texts);
  n = collect(&s->time.raw, n, ret_texts);
  n = collect(&s->place.text, n, ret_texts);
  n = collect(&s->place.city, n, ret_texts);
  n = collect(&s->place.region, n, ret_texts);
  n = collect(&s->place.postcode, n, ret_texts);
  n = collect(&s->place.country, n, ret_texts);
  n = collect(&s->place.facility, n, ret_texts);
  n = collect(&s->code, n, ret_texts);
  n = collect(&s->text, n, ret_texts);
  n = collect(&s->lang, n, ret_texts);
  n = collect(&s->event_id, n, ret_texts);
  n = collect(&s->retracts, n, ret_texts);
  ret_texts->count = collect(&s->piece, n, ret_texts);
}

/* Copies the texts into one block, a NUL behind each. */
static bool own_texts(arena *a, const feed_texts *texts)
{
  size_t bytes = 0;
  for (size_t i = 0; i < texts->count; i++)
    bytes += texts->items[i]->n + 1;
  char *to = arena_alloc_raw(a, bytes);
  if (!to)
    return false;
  for (size_t i = 0; i < texts->count; i++) {
    wb_str from = *texts->items[i];
    if (!from.n)
      continue;
    texts->items[i]->p = to;
    memcpy(to, from.p, from.n);
    to[from.n] = '\0';
    to += from.n + 1;
  }
  return true;
}

int feed_take_statement(feed *f, feed_result *r, feed_statement *s, const feed_texts *texts, wb_error *err)
{
  feed_statement *slot = NULL;
  if (own_texts(f->memory, texts))
    slot = arena_push_raw(f->memory, (void *)&r->events, &r->event_count, &r->event_capacity, sizeof *slot);
  if (!slot)
    return error_set(err, WB_E_LIMIT, "the statements of this feed do not fit its memory");
  *slot = *s;
  return WB_OK;
}

int feed_add_statement(feed *f, feed_result *r, const feed_statement *s, wb_error *err)
{
  feed_statement copy = *s;
  feed_texts texts;
  feed_collect_texts(&copy, &texts);
  return feed_take_statement(f, r, &copy, &texts, err);
}

const char *feed_error_word(int code)
{
  switch (code) {
  case WB_E_PARSE:
    return "parse";
  case WB_E_AUTH:
    return "auth";
  case WB_E_RATE:
    return "rate";
  case WB_E_UPSTREAM:
    return "upstream";
  case WB_E_UNSUPPORTED:
    return "unsupported";
  case WB_E_LIMIT:
  case WB_E_NOMEM:
    return "limit";
  case WB_E_NETWORK:
    return "network";
  case WB_E_CREDENTIALS:
    return "credentials";
  case WB_E_ARG: /* what the host says to a plugin that broke the rules */
  case WB_E_PLUGIN:
    return "plugin";
  case WB_E_CANCELLED:
    return "cancelled";
  default:
    return "failed";
  }
}
