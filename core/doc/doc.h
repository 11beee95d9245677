/* SPDX-License-Identifier: MIT */
/* Read-only trees of JSON and XML under limits.  json-c and libxml2 sit in parts of their own (waybill-json.so,
 * waybill-xml.so: see base/module.h), because they cost more to load than most commands take.
 *
 * Every limit of base/limits.h holds before a tree is built: bytes, depth, nodes, attributes, valid UTF-8, no NUL, no
 * DTD, no entities but the five, no network.  Numbers keep the text that the document has. */
#ifndef DOC_DOC_H
#define DOC_DOC_H
#include "../base/error.h"
#include "../base/limits.h"
#include <waybill/ext/doc.h>

typedef struct doc_parser doc_parser; /* reusable, one thread at a time */
typedef struct doc_tree doc_tree;     /* one parsed document */

typedef struct doc_limits {
  size_t bytes;
  uint32_t depth, nodes;
} doc_limits;
#define DOC_LIMITS_DEFAULT ((doc_limits){ WB_MAX_BODY_BYTES, WB_MAX_DOC_DEPTH, WB_MAX_DOC_NODES })

/* What an HTML page says: its text, without scripts and styles, a line for each block, a tab between the cells of a row; and
 * the addresses that it links to.  Each returns WB_OK to go on. */
typedef struct doc_html_sink {
  int (*text)(void *user, wb_str piece); /* UTF-8 */
  int (*link)(void *user, wb_str address);
  void *user;
} doc_html_sink;

/* Reads pages of any size in pieces; memory does not grow with the page.  HTML of mails and shops is seldom right: whatever
 * is wrong in it is read as browsers would, never an error. */
typedef struct doc_html doc_html;
typedef struct doc_html_reader {
  /* is_utf8: whatever the page itself says.  NULL: no memory. */
  doc_html *(*begin)(const doc_html_sink *sink, bool is_utf8);
  int (*feed)(doc_html *h, wb_str piece, wb_error *err); /* WB_E_LIMIT: depth; else what the sink returned */
  int (*end)(doc_html *h, wb_error *err);                /* frees h */
  void (*free)(doc_html *h);                             /* takes NULL; instead of end() */
} doc_html_reader;

/* The table of a part. */
typedef struct doc_language {
  const char *name; /* "JSON", "XML" */
  doc_parser *(*parser_new)(void);        /* NULL: no memory */
  void (*parser_free)(doc_parser *p);     /* takes NULL */
  /* WB_E_PARSE: not of this language (words: line or byte, what was met); WB_E_LIMIT: which limit.  The tree may borrow
   * from body, which must live as long. */
  int (*parse)(doc_parser *p, wb_str body, const doc_limits *limits, doc_tree **ret_tree, wb_error *err);
  void (*tree_free)(doc_tree *t);         /* takes NULL */
  const wb_node *(*root)(const doc_tree *t);
  wb_doc getters;                         /* for plugins; its parse member is NULL: the host puts its own in */
  const doc_html_reader *html;            /* XML's part has it; or NULL */
} doc_language;

/* The tables themselves, for programs that link a language's room instead of opening its part.  [any] */
const doc_language *doc_json_language(void);
const doc_language *doc_xml_language(void);

/* Opens the part on first use.  [any] */
int doc_open_json(const doc_language **ret_language, wb_error *err);
int doc_open_xml(const doc_language **ret_language, wb_error *err);
#endif
