/* SPDX-License-Identifier: MIT */
#include "feed_lines.h"
#include "../model/timeline.h"
#include "feed_read.h"
#include <stdlib.h>

#define WINDOW_BYTES ((size_t)32 << 20)
#define LONGEST_LINE ((size_t)64 << 20)
#define READ_BYTES   ((size_t)256 << 10)
#define LEAST_BYTES  ((size_t)1 << 20) /* one shipment may have that, and four windows */

int feed_lines_new(engine *e, const wb_merge_input *in, feed_lines *ret_lines, wb_error *err)
{
  *ret_lines = (feed_lines){ .engine = e, .in = in, .memory = arena_new(0), .line = { .max = LONGEST_LINE } };
  return ret_lines->memory ? WB_OK : error_nomem(err);
}

static void free_feeds(feed_lines *l)
{
  for (size_t i = 0; i < l->feed_count; i++)
    feed_free(l->feeds[i]);
  l->feed_count = 0;
}

void feed_lines_free(feed_lines *l)
{
  free_feeds(l);
  arena_free(l->memory);
  buf_free(&l->line);
  free(l->feeds);
  free(l->given);
}

/* ---- lines ---- */

/* *ret_line: the next line, without its end; p NULL at the end of the input. */
static int next_line(feed_lines *l, wb_str *ret_line, wb_error *err)
{
  size_t seen = l->line_at;
  for (;;) {
    const char *end = l->line.n > seen ? memchr(l->line.data + seen, '\n', l->line.n - seen) : NULL;
    if (end || (l->ended && l->line_at < l->line.n)) {
      size_t stop = end ? (size_t)(end - l->line.data) : l->line.n;
      *ret_line = str_trim((wb_str){ l->line.data + l->line_at, stop - l->line_at });
      l->line_at = stop + (end != NULL);
      l->line_number++;
      return WB_OK;
    }
    if (l->ended) {
      *ret_line = (wb_str){ NULL, 0 };
      return WB_OK;
    }
    seen = l->line.n - l->line_at;
    if (l->line_at) {
      memmove(l->line.data, l->line.data + l->line_at, seen);
      l->line.n = seen;
      l->line_at = 0;
    }
    if (!buf_reserve(&l->line, READ_BYTES))
      return error_set(err, l->line.failed, "line %llu is longer than %zu bytes or does not fit the memory",
                       (unsigned long long)(l->line_number + 1), LONGEST_LINE);
    int64_t got = l->in->read(l->in->user, l->line.data + l->line.n, READ_BYTES);
    if (got < 0)
      return error_set(err, WB_E_IO, "reading failed after line %llu", (unsigned long long)l->line_number);
    l->ended = got == 0;
    l->line.n += (size_t)got;
  }
}

/* ---- groups ---- */

static uint64_t hash_of(wb_str key)
{
  return content_hash_of(key).low;
}

static bool grow_slots(feed_lines *l)
{
  size_t wanted = l->slot_count ? l->slot_count : 64;
  while (wanted < 2 * (l->group_count + 1))
    wanted *= 2;
  if (wanted == l->slot_count)
    return true;
  size_t *slots = arena_array(l->memory, wanted, sizeof *slots);
  if (!slots)
    return false;
  for (size_t i = 0; i < l->group_count; i++) {
    size_t at = hash_of(l->groups[i].key) & (wanted - 1);
    while (slots[at])
      at = (at + 1) & (wanted - 1);
    slots[at] = i + 1;
  }
  l->slots = slots;
  l->slot_count = wanted;
  return true;
}

static int compare_hashes(const void *left, const void *right)
{
  const content_hash *a = left, *b = right;
  int order = (a->high > b->high) - (a->high < b->high);
  return order ? order : (a->low > b->low) - (a->low < b->low);
}

static bool was_given(const feed_lines *l, wb_str key)
{
  content_hash hash = content_hash_of(key);
  return l->given_count && bsearch(&hash, l->given, l->given_count, sizeof hash, compare_hashes);
}

static feed_group *group_of(feed_lines *l, wb_str key, bool by_number, wb_error *err)
{
  if (!grow_slots(l)) {
    error_nomem(err);
    return NULL;
  }
  size_t at = hash_of(key) & (l->slot_count - 1);
  for (; l->slots[at]; at = (at + 1) & (l->slot_count - 1))
    if (str_equal(l->groups[l->slots[at] - 1].key, key))
      return &l->groups[l->slots[at] - 1];
  if (was_given(l, key)) {
    error_set(err, WB_E_LIMIT,
              "line %llu: more feeds of %.*s, whose timeline was made already: the input is longer than what "
              "is held at once "
              "(%zu MiB) and not grouped by shipment; sort it first",
              (unsigned long long)l->line_number, STR_ARG(key),
              (l->in->window_bytes ? l->in->window_bytes : WINDOW_BYTES) >> 20);
    return NULL;
  }
  feed_group *made = ARENA_PUSH(l->memory, l->groups, l->group_count, l->group_capacity);
  if (!made) {
    error_nomem(err);
    return NULL;
  }
  *made = (feed_group){ .key = arena_str(l->memory, key), .by_number = by_number };
  l->slots[at] = l->group_count;
  return made;
}

static int add_to(feed_lines *l, wb_str key, bool by_number, feed *f, wb_error *err)
{
  feed_group *g = group_of(l, key, by_number, err);
  if (!g)
    return err && err->code ? err->code : WB_E_NOMEM;
  if (g->count && g->feeds[g->count - 1] == f)
    return WB_OK; /* two results of one number */
  feed **slot = ARENA_PUSH(l->memory, g->feeds, g->count, g->capacity);
  if (!slot)
    return error_nomem(err);
  *slot = f;
  return WB_OK;
}

static int own(feed_lines *l, feed *f, wb_error *err)
{
  if (l->feed_count == l->feed_capacity) {
    size_t capacity = l->feed_capacity ? l->feed_capacity * 2 : 64;
    feed **grown = realloc(l->feeds, capacity * sizeof(feed *));
    if (!grown) {
      feed_free(f);
      return error_nomem(err);
    }
    l->feeds = grown;
    l->feed_capacity = capacity;
  }
  l->feeds[l->feed_count++] = f;
  return WB_OK;
}

static int take_line(feed_lines *l, wb_str line, wb_error *err)
{
  wb_error inner = { 0 };
  feed *f = NULL;
  int rc = feed_read(l->engine, line, &f, &inner);
  if (rc)
    return error_set(err, rc, "line %llu: %s", (unsigned long long)l->line_number, inner.text);
  rc = own(l, f, err);
  l->held_bytes += line.n + 1;
  if (rc == WB_OK && f->shipment.n)
    return add_to(l, f->shipment, false, f, err);
  for (size_t i = 0; i < f->result_count && rc == WB_OK; i++)
    rc = add_to(l, f->results[i].number, true, f, err);
  return rc;
}

int feed_lines_fill(feed_lines *l, size_t *ret_complete, wb_error *err)
{
  size_t window = l->in->window_bytes ? l->in->window_bytes : WINDOW_BYTES;
  wb_error own_error = { 0 };
  err = err ? err : &own_error;
  while (l->held_bytes < window || l->group_count < 2) {
    wb_str line;
    int rc =
        l->held_bytes < 4 * window + LEAST_BYTES
            ? next_line(l, &line, err)
            : error_set(err, WB_E_LIMIT, "line %llu: the feeds of %.*s are more than can be merged at once",
                        (unsigned long long)l->line_number, STR_ARG(l->groups[0].key));
    if (rc == WB_OK && line.n)
      rc = take_line(l, line, err);
    if (rc)
      return rc;
    if (!line.p)
      break;
  }
  bool at_end = l->ended && l->line_at >= l->line.n;
  *ret_complete = at_end ? l->group_count : l->group_count - 1;
  return WB_OK;
}

/* ---- the window moves on ---- */

static int remember(feed_lines *l, size_t count, wb_error *err)
{
  size_t wanted = l->given_count + count;
  if (wanted > l->given_capacity) {
    size_t capacity = wanted * 2;
    content_hash *grown = realloc(l->given, capacity * sizeof *grown);
    if (!grown)
      return error_nomem(err);
    l->given = grown;
    l->given_capacity = capacity;
  }
  for (size_t i = 0; i < count; i++)
    l->given[l->given_count++] = content_hash_of(l->groups[i].key);
  qsort(l->given, l->given_count, sizeof *l->given, compare_hashes);
  return WB_OK;
}

/* Only the last group may stay: its feeds move into fresh memory. */
int feed_lines_drop(feed_lines *l, size_t count, wb_error *err)
{
  int rc = remember(l, count, err);
  arena *fresh = arena_new(0);
  feed_group kept = { 0 }, *last = count < l->group_count ? &l->groups[count] : NULL;
  if (rc || !fresh) {
    arena_free(fresh);
    return rc ? rc : error_nomem(err);
  }
  if (last) {
    kept = *last;
    kept.key = arena_str(fresh, last->key);
    kept.feeds = arena_array(fresh, last->count, sizeof(feed *));
    kept.capacity = last->count;
    for (size_t i = 0; kept.feeds && i < last->count; i++)
      kept.feeds[i] = last->feeds[i];
  }
  size_t n = 0; /* a group's feeds stand in the order of all feeds */
  for (size_t i = 0; i < l->feed_count; i++)
    if (last && n < last->count && last->feeds[n] == l->feeds[i])
      l->feeds[n++] = l->feeds[i];
    else
      feed_free(l->feeds[i]);
  l->feed_count = n;
  arena_free(l->memory);
  l->memory = fresh;
  l->groups = NULL;
  l->slots = NULL;
  l->group_count = l->group_capacity = l->slot_count = l->held_bytes = 0;
  if (!last)
    return WB_OK;
  feed_group *first = ARENA_PUSH(l->memory, l->groups, l->group_count, l->group_capacity);
  if (!first)
    return error_nomem(err);
  *first = kept;
  return grow_slots(l) ? WB_OK : error_nomem(err);
}
