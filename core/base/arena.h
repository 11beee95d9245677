/* SPDX-License-Identifier: MIT */
/* Memory that dies together: one arena per call, batch or answer.
 *
 * Invariants: what is handed out is zeroed (but by the functions named raw), aligned for any type and never moves;
 * used <= max. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include "error.h"
#include "str.h"

typedef struct arena arena;

/* max: bytes that may be handed out; 0 = no limit but memory.  NULL: out of memory. */
arena *arena_new(size_t max);
void arena_free(arena *a); /* takes NULL */
void arena_reset(arena *a); /* frees all but the first block: for reuse */

/* Blocks of arenas that died, for the next: an answer a second takes and gives back the same ones, and the allocator
 * does not tidy up its lists for each.  Keeps at most max bytes; outlives its arenas; one thread at a time. */
typedef struct arena_pool arena_pool;
arena_pool *arena_pool_new(size_t max); /* NULL: out of memory */
void arena_pool_free(arena_pool *pool); /* takes NULL */
arena *arena_new_in(arena_pool *pool, size_t max); /* pool NULL: as arena_new() */

void *arena_alloc_raw(arena *a, size_t n);           /* not zeroed: for what is written at once */
void *arena_alloc(arena *a, size_t n);               /* NULL: limit or memory spent; n == 0 gives a valid pointer */
void *arena_array(arena *a, size_t count, size_t size); /* the same for count * size, checked */
void *arena_array_raw(arena *a, size_t count, size_t size); /* not zeroed */
bool arena_failed(const arena *a);                   /* true once an allocation was refused */
size_t arena_used(const arena *a);

/* Copies with a NUL behind.  On failure {NULL, 0} and arena_failed(). */
wb_str arena_str(arena *a, wb_str s);
const char *arena_cstr(arena *a, wb_str s);          /* NULL on failure */
wb_str arena_printf(arena *a, const char *format, ...) WB_PRINTF(2, 3);

/* A growing array in an arena: doubles by copying.  Returns the new element, zeroed, or NULL. */
void *arena_push(arena *a, void *array_pointer, size_t *count, size_t *capacity, size_t size);
void *arena_push_raw(arena *a, void *array_pointer, size_t *count, size_t *capacity, size_t size); /* not zeroed */
#define ARENA_PUSH(a, array, count, capacity) arena_push((a), (void *)&(array), &(count), &(capacity), sizeof *(array))

typedef arena *arena_ref;
static inline void arena_ref_auto(arena_ref *a)
{
  arena_free(*a);
}
#endif
