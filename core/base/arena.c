/* SPDX-License-Identifier: MIT */
#include "arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_BLOCK  1024u
#define LARGEST_STEP (256u << 10)
#define ALIGN        _Alignof(max_align_t)

typedef struct block {
  struct block *next;
  size_t capacity, used;
  max_align_t data[];
} block;

struct arena_pool {
  block *blocks;
  size_t bytes, max;
};

struct arena {
  block *blocks;    /* the newest first */
  arena_pool *pool; /* or NULL */
  size_t max, used, step;
  bool failed;
};

arena_pool *arena_pool_new(size_t max)
{
  arena_pool *pool = calloc(1, sizeof *pool);
  if (pool)
    pool->max = max;
  return pool;
}

void arena_pool_free(arena_pool *pool)
{
  if (!pool)
    return;
  while (pool->blocks) {
    block *b = pool->blocks;
    pool->blocks = b->next;
    free(b);
  }
  free(pool);
}

/* One that has room for n bytes, and is not much larger than what would be made instead. */
static block *pool_take(arena_pool *pool, size_t n)
{
  for (block **at = &pool->blocks; *at; at = &(*at)->next) {
    block *b = *at;
    if (b->capacity < n || b->capacity / 2 > n)
      continue;
    *at = b->next;
    pool->bytes -= b->capacity;
    return b;
  }
  return NULL;
}

static bool pool_keep(arena_pool *pool, block *b)
{
  if (b->capacity > pool->max - pool->bytes)
    return false;
  b->next = pool->blocks;
  pool->blocks = b;
  pool->bytes += b->capacity;
  return true;
}

arena *arena_new(size_t max)
{
  return arena_new_in(NULL, max);
}

arena *arena_new_in(arena_pool *pool, size_t max)
{
  arena *a = calloc(1, sizeof *a);
  if (a) {
    a->pool = pool;
    a->max = max ? max : SIZE_MAX;
    a->step = FIRST_BLOCK;
  }
  return a;
}

static void free_blocks(arena *a, block *b)
{
  while (b) {
    block *next = b->next;
    if (!a->pool || !pool_keep(a->pool, b))
      free(b);
    b = next;
  }
}

void arena_free(arena *a)
{
  if (!a)
    return;
  free_blocks(a, a->blocks);
  free(a);
}

void arena_reset(arena *a)
{
  block *keep = a->blocks;
  if (keep) {
    free_blocks(a, keep->next);
    keep->next = NULL;
    keep->used = 0;
  }
  a->used = 0;
  a->failed = false;
}

static block *new_block(arena *a, size_t n)
{
  size_t capacity = n > a->step ? n : a->step;
  block *b = a->pool ? pool_take(a->pool, capacity) : NULL;
  if (!b) {
    b = malloc(sizeof *b + capacity);
    if (!b)
      return NULL;
    b->capacity = capacity;
  }
  b->next = a->blocks;
  b->used = 0;
  a->blocks = b;
  if (a->step < LARGEST_STEP)
    a->step *= 2;
  return b;
}

void *arena_alloc_raw(arena *a, size_t n)
{
  size_t rounded;
  if (!base_size_add(n, ALIGN - 1, &rounded) || (rounded &= ~(ALIGN - 1)) > a->max - a->used) {
    a->failed = true;
    return NULL;
  }
  block *b = a->blocks;
  if (!b || b->capacity - b->used < rounded)
    b = new_block(a, rounded);
  if (!b) {
    a->failed = true;
    return NULL;
  }
  char *p = (char *)b->data + b->used;
  b->used += rounded;
  a->used += rounded;
  return p;
}

void *arena_alloc(arena *a, size_t n)
{
  void *p = arena_alloc_raw(a, n);
  return p ? memset(p, 0, n) : NULL;
}

void *arena_array_raw(arena *a, size_t count, size_t size)
{
  size_t n;
  if (!base_size_multiply(count, size, &n)) {
    a->failed = true;
    return NULL;
  }
  return arena_alloc_raw(a, n);
}

void *arena_array(arena *a, size_t count, size_t size)
{
  void *p = arena_array_raw(a, count, size);
  return p ? memset(p, 0, count * size) : NULL;
}

bool arena_failed(const arena *a)
{
  return a->failed;
}

size_t arena_used(const arena *a)
{
  return a->used;
}

wb_str arena_str(arena *a, wb_str s)
{
  size_t n;
  char *copy = base_size_add(s.n, 1, &n) ? arena_alloc_raw(a, n) : NULL;
  if (!copy)
    return (wb_str){ NULL, 0 };
  if (s.n)
    memcpy(copy, s.p, s.n);
  copy[s.n] = '\0';
  return (wb_str){ copy, s.n };
}

const char *arena_cstr(arena *a, wb_str s)
{
  return arena_str(a, s).p;
}

wb_str arena_printf(arena *a, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int wanted = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = wanted >= 0 ? arena_alloc_raw(a, (size_t)wanted + 1) : NULL;
  if (text)
    vsnprintf(text, (size_t)wanted + 1, format, again);
  va_end(again);
  return text ? (wb_str){ text, (size_t)wanted } : (wb_str){ NULL, 0 };
}

/* Doubles an array that is full; what is new in it is not zeroed. */
static bool grow(arena *a, void **array, size_t *capacity, size_t count, size_t size)
{
  size_t more = *capacity ? *capacity * 2 : 8, n;
  void *grown = NULL;
  if (base_size_multiply(more, size, &n))
    grown = arena_alloc_raw(a, n);
  else
    a->failed = true;
  if (!grown)
    return false;
  if (count)
    memcpy(grown, *array, count * size);
  *array = grown;
  *capacity = more;
  return true;
}

void *arena_push_raw(arena *a, void *array_pointer, size_t *count, size_t *capacity, size_t size)
{
  void **array = array_pointer;
  if (*count == *capacity && !grow(a, array, capacity, *count, size))
    return NULL;
  return (char *)*array + size * (*count)++;
}

void *arena_push(arena *a, void *array_pointer, size_t *count, size_t *capacity, size_t size)
{
  void *slot = arena_push_raw(a, array_pointer, count, capacity, size);
  return slot ? memset(slot, 0, size) : NULL;
}
