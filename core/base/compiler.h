/* SPDX-License-Identifier: MIT */
/* The compiler extensions that the project allows itself: the cleanup attribute, overflow builtins and the count of
 * trailing zeros, here only. */
#ifndef BASE_COMPILER_H
#define BASE_COMPILER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* WB_AUTO(buf) b = {0};  calls buf_free(&b) at the end of the scope.  Each type T so used defines T_auto(T *). */
#define WB_AUTO(type) __attribute__((cleanup(type##_auto))) type

/* Declares T_auto for a T that is freed by `function(T *)`. */
#define WB_AUTO_DEFINE(type, function)              \
  static inline void type##_auto(type *thing)       \
  {                                                 \
    function(thing);                                \
  }

/* Takes the pointer out of an automatic variable, leaving NULL, for handing it over. */
#define wb_steal(pp) base_steal_((void *)(pp))
static inline void *base_steal_(void *pp)
{
  void **slot = (void **)pp;
  void *taken = *slot;
  *slot = NULL;
  return taken;
}

#define WB_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#define WB_NOINLINE __attribute__((noinline)) /* the rare way, kept out of the common one */
#define WB_EXPORT __attribute__((visibility("default")))
#define WB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* false when the sum or product does not fit a size_t. */
static inline bool base_size_add(size_t a, size_t b, size_t *ret_sum)
{
  return !__builtin_add_overflow(a, b, ret_sum);
}
static inline bool base_size_multiply(size_t a, size_t b, size_t *ret_product)
{
  return !__builtin_mul_overflow(a, b, ret_product);
}

/* Position of the lowest bit that is set; word is not 0. */
static inline unsigned base_lowest_bit(uint64_t word)
{
  return (unsigned)__builtin_ctzll(word);
}
#endif
