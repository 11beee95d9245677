/* SPDX-License-Identifier: MIT */
/* Doubly linked rings through a member of the things themselves: adding and removing allocate nothing. */
#ifndef NET_LIST_H
#define NET_LIST_H
#include "../base/compiler.h"

typedef struct list {
  struct list *previous, *next; /* an empty ring, and a thing in no ring, point to themselves */
} list;

/* The thing of type T whose `member` is at `link_pointer`. */
#define LIST_THING(T, member, link_pointer) ((T *)(void *)((char *)(link_pointer)-offsetof(T, member)))

static inline void list_init(list *l)
{
  l->previous = l->next = l;
}
static inline bool list_is_empty(const list *l)
{
  return l->next == l;
}
static inline void list_insert_(list *before, list *thing)
{
  thing->previous = before->previous;
  thing->next = before;
  before->previous->next = thing;
  before->previous = thing;
}
static inline void list_add_last(list *l, list *thing)
{
  list_insert_(l, thing);
}
static inline void list_add_first(list *l, list *thing)
{
  list_insert_(l->next, thing);
}
static inline void list_remove(list *thing) /* also of one that is in no ring */
{
  thing->previous->next = thing->next;
  thing->next->previous = thing->previous;
  list_init(thing);
}
#endif
