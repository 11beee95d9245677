/* SPDX-License-Identifier: MIT */
#include "../../base/arena.h"
#include "../doc.h"
#include "../text.h"
#include "encoding.h"
#include "html.h"
#include "scan.h"
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <limits.h>
#include <stdlib.h>

/* Names of elements, attributes and namespaces are kept in the parser's dictionary, which is slow when it is
 * large (and an answer has some hundred names at most).  It is used from document to document until half
 * full. */
#define MOST_DICTIONARY_BYTES (256u << 10)

struct doc_parser {
  xmlParserCtxt *context;
  buf converted;  /* of UTF-16 */
  wb_error words; /* of the document at hand */
};

struct doc_tree {
  xmlDoc *doc;
  arena *texts; /* of elements whose text is in pieces; made when the first is asked for */
};

/* ---- getters ---- */

/* libxml2's getters and ours take no const. */
static xmlNode *node_of(const wb_node *n)
{
  return (xmlNode *)(uintptr_t)n;
}

static const wb_node *wb_node_of(const void *n)
{
  return n;
}

/* Without the prefix.  One that is nowhere declared stays in the name. */
static const char *local_name(const xmlNode *n)
{
  const char *name = (const char *)n->name;
  const char *colon = n->ns ? NULL : strchr(name, ':');
  return colon ? colon + 1 : name;
}

static bool is_named(const xmlNode *n, wb_str name)
{
  const char *own = local_name(n);
  if (name.n && own[0] != name.p[0]) /* mostly: spares a call */
    return false;
  return strncmp(own, name.p, name.n) == 0 && own[name.n] == '\0';
}

static const xmlNode *next_element(const xmlNode *n, wb_str name)
{
  while (n && (n->type != XML_ELEMENT_NODE || !is_named(n, name)))
    n = n->next;
  return n;
}

/* An attribute begins like a node: type, name, children, next and so on stand at the same places. */
static const xmlNode *find_attribute(const xmlNode *n, wb_str name)
{
  for (const xmlAttr *a = n->properties; a; a = a->next)
    if (is_named((const xmlNode *)(const void *)a, name))
      return (const xmlNode *)(const void *)a;
  return NULL;
}

static const xmlNode *step_into(const xmlNode *n, wb_str step)
{
  if (n->type != XML_ELEMENT_NODE)
    return NULL;
  if (step.n && step.p[0] == '@')
    return find_attribute(n, (wb_str){ step.p + 1, step.n - 1 });
  return next_element(n->children, step);
}

static const wb_node *node_get(const wb_node *n, const char *path)
{
  if (!path || !path[0])
    return n;
  const xmlNode *at = node_of(n);
  while (at && path)
    at = step_into(at, doc_next_step(&path));
  return wb_node_of(at);
}

static uint32_t node_kind(const wb_node *n)
{
  if (!n)
    return WB_NODE_ABSENT;
  return node_of(n)->type == XML_ELEMENT_NODE ? WB_NODE_ELEMENT : WB_NODE_STRING;
}

static const xmlNode *next_text(const xmlNode *n)
{
  while (n && n->type != XML_TEXT_NODE)
    n = n->next;
  return n;
}

static wb_str content_of(const xmlNode *text)
{
  return str_of(text ? (const char *)text->content : NULL);
}

/* The pieces behind each other in memory of the tree, kept with the node. */
static wb_str joined_text(xmlNode *n)
{
  wb_str *kept = n->_private;
  doc_tree *tree = n->doc->_private;
  size_t size = sizeof *kept;
  if (kept)
    return *kept;
  for (const xmlNode *t = next_text(n->children); t; t = next_text(t->next))
    size += content_of(t).n;
  if (!tree->texts)
    tree->texts = arena_new(0);
  kept = tree->texts ? arena_alloc(tree->texts, size) : NULL;
  if (!kept)
    return (wb_str){ NULL, 0 };
  char *to = (char *)(kept + 1);
  *kept = (wb_str){ to, size - sizeof *kept };
  for (const xmlNode *t = next_text(n->children); t; t = next_text(t->next)) {
    wb_str piece = content_of(t);
    if (piece.n)
      memcpy(to, piece.p, piece.n);
    to += piece.n;
  }
  n->_private = kept;
  return *kept;
}

static wb_str node_text(const wb_node *node)
{
  xmlNode *n = node_of(node);
  if (!n)
    return (wb_str){ NULL, 0 };
  const xmlNode *first = next_text(n->children);
  if (!first || !next_text(first->next))
    return content_of(first);
  return joined_text(n);
}

static wb_str node_name(const wb_node *n)
{
  return str_of(n ? local_name(node_of(n)) : NULL);
}

/* position[0]: the first.  position[1]: not NULL when there is only that one. */
static wb_iter node_iterate(const wb_node *n, const char *path)
{
  const wb_node *first = node_get(n, path);
  bool alone = first && (first == n || node_of(first)->type != XML_ELEMENT_NODE);
  return (wb_iter){ .position = { first, alone ? first : NULL } };
}

static int32_t node_next(wb_iter *it)
{
  const xmlNode *last = node_of(it->node), *next = it->position[0];
  if (last) {
    const char *name = local_name(last);
    next = it->position[1] ? NULL : next_element(last->next, str_of(name));
  }
  it->index = last ? it->index + 1 : 0;
  it->node = wb_node_of(next);
  if (!next)
    it->position[0] = NULL;
  return next != NULL;
}

/* ---- parsing ---- */

static doc_parser *parser_new(void)
{
  xmlInitParser(); /* once per process; later calls return at once */
  return calloc(1, sizeof(doc_parser));
}

static void parser_free(doc_parser *p)
{
  if (!p)
    return;
  xmlFreeParserCtxt(p->context);
  buf_free(&p->converted);
  free(p);
}

/* A context that builds elements, attributes and text, and nothing else. */
static bool prepare(doc_parser *p)
{
  if (p->context && xmlDictGetUsage(p->context->dict) <= MOST_DICTIONARY_BYTES / 2)
    return true;
  xmlFreeParserCtxt(p->context);
  p->context = xmlNewParserCtxt();
  if (!p->context)
    return false;
  xmlDictSetLimit(p->context->dict, MOST_DICTIONARY_BYTES);
  p->context->sax->comment = NULL;
  p->context->sax->processingInstruction = NULL;
  return true;
}

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_pointer;
#else
typedef xmlErrorPtr error_pointer;
#endif

/* The first error that makes the document worthless.  Prefixes that are not declared do not. */
static void note_error(void *user, error_pointer e)
{
  doc_parser *p = user;
  if (e->code == XML_ERR_NO_MEMORY) {
    p->words.code = WB_OK;
    if (xmlDictGetUsage(p->context->dict) > MOST_DICTIONARY_BYTES)
      error_set(&p->words, WB_E_LIMIT, "XML: more different names than fit %u bytes: refused",
                MOST_DICTIONARY_BYTES);
    else
      error_nomem(&p->words);
  } else if (e->level == XML_ERR_FATAL) {
    error_set(&p->words, WB_E_PARSE, "not XML: line %d, column %d: %s", e->line, e->int2,
              doc_quote_of(str_trim(str_of(e->message))).text);
  }
}

/* libxml2 tells of lacking memory in places that know no context, so the handler is the thread's for as long.
 */
static xmlDoc *read_text(doc_parser *p, const xml_text *t)
{
  int options = XML_PARSE_NOBLANKS | XML_PARSE_COMPACT | XML_PARSE_NONET | XML_PARSE_NOCDATA;
  xmlStructuredErrorFunc before = xmlStructuredError;
  void *before_context = xmlStructuredErrorContext;
  xmlSetStructuredErrorFunc(p, note_error);
  xmlDoc *doc = xmlCtxtReadMemory(p->context, t->text.p, (int)t->text.n, NULL, NULL,
                                  options | (t->is_utf8 ? XML_PARSE_IGNORE_ENC : 0));
  xmlSetStructuredErrorFunc(before_context, before);
  return doc;
}

static int parse_text(doc_parser *p, const xml_text *t, xmlDoc **ret_doc, wb_error *err)
{
  p->words = (wb_error){ 0 };
  if (!prepare(p))
    return error_nomem(err);
  xmlDoc *doc = read_text(p, t);
  if (!p->words.code && doc && xmlDocGetRootElement(doc) && !doc->intSubset) {
    *ret_doc = doc;
    return WB_OK;
  }
  xmlFreeDoc(doc);
  error_set(&p->words, WB_E_PARSE, "not XML: no document");
  return error_set(err, p->words.code, "%s", p->words.text);
}

static void tree_free(doc_tree *t)
{
  if (!t)
    return;
  xmlFreeDoc(t->doc);
  arena_free(t->texts);
  free(t);
}

static int check_start(const xml_text *t, wb_error *err)
{
  if (t->text.n == 0)
    return error_set(err, WB_E_PARSE, "not XML: the body is empty");
  if (t->text.p[0] != '<')
    return error_set(err, WB_E_PARSE, "not XML: line 1, column 1: unexpected %s",
                     doc_describe_byte(t->text.p, t->text.p + t->text.n).text);
  return WB_OK;
}

static int read_body(doc_parser *p, wb_str body, const doc_limits *limits, xml_text *ret_text, wb_error *err)
{
  if (body.n > limits->bytes || body.n > INT_MAX / 2)
    return error_set(err, WB_E_LIMIT, "XML: %zu bytes, more than %zu: refused", body.n, limits->bytes);
  int rc = doc_refuse_html(body, "XML", err);
  if (!rc)
    rc = xml_read_encoding(body, &p->converted, ret_text, err);
  if (!rc)
    rc = check_start(ret_text, err);
  return rc ? rc : xml_scan(ret_text->text, limits, err);
}

static int parse(doc_parser *p, wb_str body, const doc_limits *limits, doc_tree **ret_tree, wb_error *err)
{
  xml_text text;
  int rc = read_body(p, body, limits, &text, err);
  if (rc)
    return rc;
  doc_tree *tree = calloc(1, sizeof *tree);
  if (!tree)
    return error_nomem(err);
  rc = parse_text(p, &text, &tree->doc, err);
  if (rc) {
    free(tree);
    return rc;
  }
  tree->doc->_private = tree;
  *ret_tree = tree;
  return WB_OK;
}

static const wb_node *tree_root(const doc_tree *t)
{
  return wb_node_of(xmlDocGetRootElement(t->doc));
}

const doc_language *doc_xml_language(void)
{
  static const doc_language language = {
    .name = "XML",
    .parser_new = parser_new,
    .parser_free = parser_free,
    .parse = parse,
    .tree_free = tree_free,
    .root = tree_root,
    .getters = { .struct_size = sizeof(wb_doc),
                 .get = node_get,
                 .text = node_text,
                 .name = node_name,
                 .kind = node_kind,
                 .iterate = node_iterate,
                 .next = node_next },
    .html = &xml_html_reader,
  };
  return &language;
}
