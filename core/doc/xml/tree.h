/* SPDX-License-Identifier: MIT */
/* The tree that carriers read: elements, attributes and their own texts.  libxml2 parses and says what it
 * met; its own trees take five allocations for an element with a text, these take none. */
#ifndef DOC_XML_TREE_H
#define DOC_XML_TREE_H
#include "../../base/arena.h"
#include "../doc.h"
#include <libxml/tree.h>

typedef struct xml_node {
  const char *name; /* without its prefix; the dictionary's */
  struct xml_node *next, *children, *attributes;
  char *text; /* an element's own, in one piece; no NUL behind */
  uint32_t text_bytes, text_capacity;
  bool is_attribute;
} xml_node;

struct doc_tree {
  arena *memory;
  xmlDict *names; /* counted: it may be the parser's no longer */
  xml_node *root;
};

doc_tree *xml_tree_new(xmlDict *names); /* NULL: no memory */
void xml_tree_free(doc_tree *t);        /* takes NULL */

xml_node *xml_tree_add(doc_tree *t, const char *name); /* a node that hangs nowhere yet; NULL: no memory */
bool xml_tree_add_text(doc_tree *t, xml_node *n, wb_str piece); /* false: no memory */

/* The functions of a wb_doc; xml_own_text() is its text(). */
const wb_node *xml_get(const wb_node *n, const char *path);
wb_str xml_own_text(const wb_node *n);
wb_str xml_name(const wb_node *n);
uint32_t xml_kind(const wb_node *n);
wb_iter xml_iterate(const wb_node *n, const char *path);
int32_t xml_next(wb_iter *it);
wb_str xml_get_text(const wb_node *n, const char *step);
void xml_fill(const wb_node *n, const wb_member *rows, size_t count, void *structure);
#endif
