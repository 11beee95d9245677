/* SPDX-License-Identifier: MIT */
/* Numbers of a call: those of the batch, and those that the answer names beside them. */
#include "call.h"

#define MAX_KEY_BYTES 512u

static uint32_t hash_of(wb_str number, wb_str key)
{
  uint32_t hash = UINT32_C(2166136261); /* FNV-1a */
  for (size_t i = 0; i < number.n; i++)
    hash = (hash ^ (unsigned char)number.p[i]) * UINT32_C(16777619);
  for (size_t i = 0; i < key.n; i++)
    hash = (hash ^ (unsigned char)key.p[i]) * UINT32_C(16777619);
  return hash;
}

static bool is_number(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
      return false;
  return s.n > 0 && s.n <= WB_MAX_NUMBER_BYTES && str_is_utf8(s, NULL);
}

static size_t find(const call *c, wb_str number, wb_str key, uint32_t hash)
{
  for (size_t i = 0; !key.n && i < c->asked; i++)
    if (str_equal(c->numbers[i].number, number))
      return i;
  for (size_t i = 0; i < c->hash_count; i++) {
    const call_number *n = &c->numbers[c->asked + i];
    if (c->number_hashes[i] == hash && str_equal(n->number, number) && str_equal(n->key, key))
      return c->asked + i;
  }
  return SIZE_MAX;
}

static int32_t add(call *c, wb_str number, wb_str key, wb_str parent, uint32_t hash)
{
  arena *a = host_of(c)->scratch;
  if (c->hash_count >= WB_MAX_CALL_NUMBERS)
    return call_refuse(c, WB_E_LIMIT, "number(): more than %d numbers in one call", WB_MAX_CALL_NUMBERS);
  call_number n = { arena_str(a, number), arena_str(a, key), parent, SIZE_MAX };
  uint32_t *hash_slot = ARENA_PUSH(a, c->number_hashes, c->hash_count, c->hash_capacity);
  call_number *slot = hash_slot ? ARENA_PUSH(a, c->numbers, c->number_count, c->number_capacity) : NULL;
  if (arena_failed(a) || !slot) {
    c->hash_count = c->number_count - c->asked;
    return call_refuse(c, WB_E_LIMIT, "number(): the call's memory is spent");
  }
  *hash_slot = hash;
  *slot = n;
  return (int32_t)(c->number_count - 1);
}

/* Numbers and keys come from answers: what is wrong with them is the answer's fault, which the plugin may
 * pass on. */
static int32_t not_a_number(call *c, const char *what, unsigned most)
{
  call_log(c, LOG_WARN, "number(): the %s is empty, or not printable UTF-8 of at most %u bytes", what, most);
  return error_set(&c->document, WB_E_PARSE,
                   "number(): the %s is empty, or not printable UTF-8 of at most %u bytes", what, most);
}

int32_t call_number_of(call *c, wb_str number, wb_str key, uint32_t parent)
{
  if ((number.n && !number.p) || (key.n && !key.p))
    return call_refuse(c, WB_E_ARG, "number(): a text without a pointer");
  if (!is_number(number))
    return not_a_number(c, "number", WB_MAX_NUMBER_BYTES);
  if (key.n > MAX_KEY_BYTES || !str_is_utf8(key, NULL))
    return not_a_number(c, "key", MAX_KEY_BYTES);
  if (parent != WB_NO_PARENT && parent >= c->number_count)
    return call_refuse(c, WB_E_ARG, "number(): parent %u is no number of this call", parent);
  uint32_t hash = hash_of(number, key);
  size_t at = find(c, number, key, hash);
  if (at != SIZE_MAX)
    return (int32_t)at;
  wb_str of = parent == WB_NO_PARENT ? (wb_str){ NULL, 0 } : c->numbers[parent].number;
  return add(c, number, key, of, hash);
}

feed_result *call_result_of(call *c, const char *what, uint32_t number, int32_t *ret_code)
{
  if (number >= c->number_count) {
    *ret_code = call_refuse(c, WB_E_ARG, "%s.number %u is no index of this call's %zu numbers", what, number,
                            c->number_count);
    return NULL;
  }
  call_number *n = &c->numbers[number];
  if (n->result != SIZE_MAX)
    return &c->into->results[n->result];
  feed_result *r = feed_result_of(c->into, n->number, n->key);
  if (!r) {
    *ret_code = call_refuse(c, WB_E_LIMIT, "%s: no memory for the result", what);
    return NULL;
  }
  if (n->parent.n && !r->parent.n)
    r->parent = arena_str(c->into->memory, n->parent);
  n->result = (size_t)(r - c->into->results);
  return r;
}
