/* SPDX-License-Identifier: MIT */
/* Parses a body and asks everything of its tree, for both languages. */
#ifndef FUZZ_TREE_H
#define FUZZ_TREE_H
#include "core/doc/doc.h"
#include "fuzz.h"

static const char *const fuzz_steps[] = { "a",  "b",    "ab", "a.b",  "a.0", "0", "1.a",
                                          "@a", "a.@b", "",   "a..b", ".",   "@", "n" };

static inline void fuzz_node(const wb_doc *d, const wb_node *n, int depth)
{
  wb_str text = d->text(n), again = d->text(n), name = d->name(n);
  fuzz_promise(str_is_utf8(text, NULL), "a text is UTF-8");
  fuzz_promise(str_is_utf8(name, NULL), "a name is UTF-8");
  fuzz_promise(str_equal(text, again), "a text stays the same");
  fuzz_promise(n || (text.n == 0 && d->kind(n) == WB_NODE_ABSENT), "absent is empty");
  fuzz_promise(!n || d->kind(n) != WB_NODE_ABSENT, "a node is there");
  if (depth == 0)
    return;
  for (size_t i = 0; i < WB_COUNT(fuzz_steps); i++) {
    wb_iter it = d->iterate(n, fuzz_steps[i]);
    const wb_node *first = d->get(n, fuzz_steps[i]);
    for (uint32_t at = 0; at < 4 && d->next(&it); at++) {
      fuzz_promise(it.index == at, "an iteration counts");
      fuzz_promise(first != NULL, "what is iterated over is there");
      if (it.node != n)
        fuzz_node(d, it.node, depth - 1);
    }
  }
}

static inline int fuzz_tree(const doc_language *language, const uint8_t *data, size_t n)
{
  static doc_parser *parser; /* one for all inputs: what one leaves behind must not harm the next */
  doc_limits limits = { .bytes = 1u << 16, .depth = 16, .nodes = 2000 };
  char *copy = fuzz_copy(data, n);
  doc_tree *tree = NULL;
  wb_error err = { 0 };
  if (!parser)
    parser = language->parser_new();
  int rc = language->parse(parser, (wb_str){ copy, n }, &limits, &tree, &err);
  fuzz_promise(rc == WB_OK || rc == WB_E_PARSE || rc == WB_E_LIMIT, "the code is one of three");
  fuzz_promise((rc == WB_OK) == (tree != NULL) && rc == err.code, "a tree or an error");
  fuzz_promise(str_is_utf8(str_of(err.text), NULL), "the words are UTF-8");
  if (tree)
    fuzz_node(&language->getters, language->root(tree), 3);
  language->tree_free(tree);
  free(copy);
  return 0;
}
#endif
