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

struct arena {
  block *blocks; /* the newest first */
  size_t max, used, step;
  bool failed;
};

arena *arena_new(size_t max)
{
  arena *a = calloc(1, sizeof *a);
  if (a) {
    a->max = max ? max : SIZE_MAX;
    a->step = FIRST_BLOCK;
  }
  return a;
}

static void free_blocks(block *b)
{
  while (b) {
    block *next = b->next;
    free(b);
    b = next;
  }
}

void arena_free(arena *a)
{
  if (!a)
    return;
  free_blocks(a->blocks);
  free(a);
}

void arena_reset(arena *a)
{
  block *keep = a->blocks;
  if (keep) {
    free_blocks(keep->next);
    keep->next = NULL;
    keep->used = 0;
  }
  a->used = 0;
  a->failed = false;
}

static block *new_block(arena *a, size_t n)
{
  size_t capacity = n > a->step ? n : a->step;
  block *b = malloc(sizeof *b + capacity);
  if (!b)
    return NULL;
  b->next = a->blocks;
  b->capacity = capacity;
  b->used = 0;
  a->blocks = b;
  if (a->step < LARGEST_STEP)
    a->step *= 2;
  return b;
}

/* Not zeroed. */
static void *take(arena *a, size_t n)
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
  void *p = take(a, n);
  return p ? memset(p, 0, n) : NULL;
}

void *arena_array(arena *a, size_t count, size_t size)
{
  size_t n;
  if (!base_size_multiply(count, size, &n)) {
    a->failed = true;
    return NULL;
  }
  return arena_alloc(a, n);
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
  char *copy = base_size_add(s.n, 1, &n) ? take(a, n) : NULL;
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
  char *text = wanted >= 0 ? take(a, (size_t)wanted + 1) : NULL;
  if (text)
    vsnprintf(text, (size_t)wanted + 1, format, again);
  va_end(again);
  return text ? (wb_str){ text, (size_t)wanted } : (wb_str){ NULL, 0 };
}

void *arena_push(arena *a, void *array_pointer, size_t *count, size_t *capacity, size_t size)
{
  void **array = array_pointer;
  if (*count == *capacity) {
    size_t more = *capacity ? *capacity * 2 : 8;
    void *grown = arena_array(a, more, size);
    if (!grown)
      return NULL;
    if (*count)
      memcpy(grown, *array, *count * size);
    *array = grown;
    *capacity = more;
  }
  return (char *)*array + size * (*count)++;
}
