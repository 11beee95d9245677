/* SPDX-License-Identifier: MIT */
#include "tree.h"
#include "../text.h"
#include <stdlib.h>

/* ---- building ---- */

doc_tree *xml_tree_new(xmlDict *names)
{
  doc_tree *t = calloc(1, sizeof *t);
  if (!t)
    return NULL;
  t->memory = arena_new(0);
  if (!t->memory || xmlDictReference(names)) {
    arena_free(t->memory);
    free(t);
    return NULL;
  }
  t->names = names;
  return t;
}

void xml_tree_free(doc_tree *t)
{
  if (!t)
    return;
  xmlDictFree(t->names);
  arena_free(t->memory);
  free(t);
}

xml_node *xml_tree_add(doc_tree *t, const char *name)
{
  xml_node *n = arena_alloc(t->memory, sizeof *n);
  if (n)
    n->name = name;
  return n;
}

/* Most texts come in one piece; one in many doubles. */
bool xml_tree_add_text(doc_tree *t, xml_node *n, wb_str piece)
{
  size_t bytes = n->text_bytes + piece.n, capacity = n->text ? 2 * bytes : bytes;
  if (bytes > UINT32_MAX / 2)
    return false;
  if (bytes > n->text_capacity || !n->text) {
    char *text = arena_alloc_raw(t->memory, capacity);
    if (!text)
      return false;
    if (n->text_bytes)
      memcpy(text, n->text, n->text_bytes);
    n->text = text;
    n->text_capacity = (uint32_t)capacity;
  }
  memcpy(n->text + n->text_bytes, piece.p, piece.n);
  n->text_bytes = (uint32_t)bytes;
  return true;
}

/* ---- getters ---- */

static const xml_node *node_of(const wb_node *n)
{
  return (const xml_node *)(const void *)n;
}

static const wb_node *wb_node_of(const xml_node *n)
{
  return (const wb_node *)(const void *)n;
}

static bool is_named(const xml_node *n, wb_str name)
{
  if (name.n && n->name[0] != name.p[0]) /* mostly: spares a call */
    return false;
  return strncmp(n->name, name.p, name.n) == 0 && n->name[name.n] == '\0';
}

static const xml_node *find(const xml_node *n, wb_str name)
{
  while (n && !is_named(n, name))
    n = n->next;
  return n;
}

static const xml_node *step_into(const xml_node *n, wb_str step)
{
  if (step.n && step.p[0] == '@')
    return find(n->attributes, (wb_str){ step.p + 1, step.n - 1 });
  return find(n->children, step);
}

const wb_node *xml_get(const wb_node *n, const char *path)
{
  if (!path || !path[0])
    return n;
  const xml_node *at = node_of(n);
  while (at && path)
    at = step_into(at, doc_next_step(&path));
  return wb_node_of(at);
}

uint32_t xml_kind(const wb_node *n)
{
  if (!n)
    return WB_NODE_ABSENT;
  return node_of(n)->is_attribute ? WB_NODE_STRING : WB_NODE_ELEMENT;
}

static wb_str text_of(const xml_node *n)
{
  return n ? (wb_str){ n->text, n->text_bytes } : (wb_str){ NULL, 0 };
}

wb_str xml_own_text(const wb_node *n)
{
  return text_of(node_of(n));
}

wb_str xml_get_text(const wb_node *n, const char *step)
{
  return n ? text_of(step_into(node_of(n), str_of(step))) : (wb_str){ NULL, 0 };
}

wb_str xml_name(const wb_node *n)
{
  return str_of(n ? node_of(n)->name : NULL);
}

/* Of children with the same name the first counts: `done` has a bit for each row that has its own. */
static const wb_member *find_row(const wb_member *rows, size_t count, const char *name, uint64_t *done,
                                 size_t *at)
{
  for (size_t tried = 0; tried < count; tried++) {
    size_t i = *at;
    *at = i + 1 < count ? i + 1 : 0;
    if (rows[i].name[0] != name[0] || strcmp(rows[i].name, name) != 0)
      continue;
    bool first = !(*done >> i & 1);
    *done |= UINT64_C(1) << i;
    return first ? &rows[i] : NULL;
  }
  return NULL;
}

static void fill_some(const xml_node *n, const wb_member *rows, size_t count, void *structure)
{
  uint64_t done = 0;
  size_t at = 0;
  for (const xml_node *child = n->children; child; child = child->next) {
    const wb_member *row = find_row(rows, count, child->name, &done, &at);
    if (row)
      doc_put_member(row, wb_node_of(child), text_of(child), structure);
  }
  for (size_t i = 0; n->attributes && i < count; i++) {
    const xml_node *attribute = rows[i].name[0] == '@' ? step_into(n, str_of(rows[i].name)) : NULL;
    if (attribute)
      doc_put_member(&rows[i], wb_node_of(attribute), text_of(attribute), structure);
  }
}

void xml_fill(const wb_node *n, const wb_member *rows, size_t count, void *structure)
{
  enum { AT_ONCE = 64 };
  for (size_t from = 0; n && from < count; from += AT_ONCE)
    fill_some(node_of(n), rows + from, count - from < AT_ONCE ? count - from : AT_ONCE, structure);
}

/* position[0]: the first.  position[1]: not NULL when there is only that one. */
wb_iter xml_iterate(const wb_node *n, const char *path)
{
  const wb_node *first = xml_get(n, path);
  bool alone = first && (first == n || node_of(first)->is_attribute);
  return (wb_iter){ .position = { first, alone ? first : NULL } };
}

/* Names are kept once each, so the same one is mostly found by its address. */
static const xml_node *next_like(const xml_node *n)
{
  const char *name = n->name;
  do
    n = n->next;
  while (n && n->name != name && strcmp(n->name, name) != 0);
  return n;
}

int32_t xml_next(wb_iter *it)
{
  const xml_node *last = node_of(it->node), *next = node_of(it->position[0]);
  if (last)
    next = it->position[1] ? NULL : next_like(last);
  it->index = last ? it->index + 1 : 0;
  it->node = wb_node_of(next);
  if (!next)
    it->position[0] = NULL;
  return next != NULL;
}
