/* SPDX-License-Identifier: MIT */
/* One document for the length of a test, and short words to ask it with. */
#ifndef DOC_TEST_H
#define DOC_TEST_H
#include "core/base/buf.h"
#include "core/doc/doc.h"
#include <criterion/criterion.h>
#include <stdio.h>

typedef struct doc_test {
  const doc_language *language;
  const wb_doc *d;
  doc_parser *parser;
  doc_tree *tree;
  const wb_node *root;
  wb_error err;
  int rc;
} doc_test;

static inline void doc_test_free(doc_test *t)
{
  t->language->tree_free(t->tree);
  t->language->parser_free(t->parser);
}
WB_AUTO_DEFINE(doc_test, doc_test_free)

static inline doc_test doc_test_within(const doc_language *language, wb_str body, doc_limits limits)
{
  doc_test t = { .language = language, .d = &language->getters, .parser = language->parser_new() };
  t.rc = language->parse(t.parser, body, &limits, &t.tree, &t.err);
  t.root = t.rc ? NULL : language->root(t.tree);
  return t;
}

static inline doc_test doc_test_of(const doc_language *language, wb_str body)
{
  return doc_test_within(language, body, DOC_LIMITS_DEFAULT);
}

/* The text at a path as a C string of its own, which the caller need not free before the test ends. */
static inline const char *doc_test_get(const doc_test *t, const char *path)
{
  static char texts[8][256];
  static unsigned turn;
  char *out = texts[turn++ % 8];
  wb_str s = t->d->text(t->d->get(t->root, path));
  snprintf(out, sizeof texts[0], "%.*s", STR_ARG(s));
  return out;
}

#define BODY(literal)                                                                                        \
  {                                                                                                          \
    (literal), sizeof(literal) - 1                                                                           \
  } /* in static tables */

/* A refusal: the code, and words that the error must hold. */
typedef struct doc_refusal {
  wb_str body;
  int code;
  const char *words;
} doc_refusal;

static inline void doc_test_refused(const doc_language *language, const doc_refusal *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    WB_AUTO(doc_test) t = doc_test_of(language, cases[i].body);
    const char *shown = cases[i].body.n < 80 ? cases[i].body.p : "(long)";
    cr_expect_eq(t.rc, cases[i].code, "case %zu, %s: %d, \"%s\"", i, shown, t.rc, t.err.text);
    cr_expect_eq(t.err.code, t.rc, "case %zu", i);
    cr_expect(strstr(t.err.text, cases[i].words) != NULL, "case %zu, %s: \"%s\" lacks \"%s\"", i, shown,
              t.err.text, cases[i].words);
    cr_expect_null(t.tree, "case %zu", i);
  }
}

/* text n times over, between `before` and `after`. */
static inline wb_str doc_test_repeat(buf *out, const char *before, const char *text, size_t n,
                                     const char *after)
{
  buf_clear(out);
  buf_add_text(out, before);
  for (size_t i = 0; i < n; i++)
    buf_add_text(out, text);
  buf_add_text(out, after);
  return buf_view(out);
}
#endif
