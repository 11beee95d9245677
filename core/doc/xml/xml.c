/* SPDX-License-Identifier: MIT */
#include "../doc.h"
#include "../text.h"
#include "encoding.h"
#include "html.h"
#include "scan.h"
#include "tree.h"
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <limits.h>
#include <stdlib.h>

/* Names of elements, attributes and namespaces are kept in the parser's dictionary, which is slow when it is
 * large (and an answer has some hundred names at most).  It is used from document to document until half
 * full. */
#define MOST_DICTIONARY_BYTES (256u << 10)

/* An element that was begun and not ended. */
typedef struct xml_open {
  xml_node *node, *last_child;
  bool begins_with_text, ends_with_text; /* of what is in it so far */
  bool keeps_blanks;                     /* from some text on, whose rule is libxml2's, they all count */
} xml_open;

struct doc_parser {
  xmlParserCtxt *context;
  buf converted;  /* of UTF-16 */
  wb_error words; /* of the document at hand */
  doc_tree *tree; /* of the document at hand, and what is open in it */
  size_t depth;
  xml_open open[XML_MOST_DEPTH + 1];
};

/* ---- what libxml2 tells ---- */

static void stop(xmlParserCtxt *context, doc_parser *p)
{
  error_nomem(&p->words);
  xmlStopParser(context);
}

/* A name that has a colon and no namespace begins behind it: a colon in front of everything, for one. */
static const char *local_name(const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  const char *local = (const char *)name, *colon = prefix || uri ? NULL : strchr(local, ':');
  return colon ? colon + 1 : local;
}

/* libxml2 leaves each ampersand of a value as a character reference. */
static bool add_value(doc_tree *t, xml_node *attribute, wb_str value)
{
  static const wb_str ampersand = { "&#38;", 5 };
  size_t at;
  while ((at = str_find(value, ampersand)) != SIZE_MAX) {
    if (!xml_tree_add_text(t, attribute, (wb_str){ value.p, at + 1 }))
      return false;
    value = (wb_str){ value.p + at + ampersand.n, value.n - at - ampersand.n };
  }
  return xml_tree_add_text(t, attribute, value);
}

/* attributes: five pointers each, name, prefix, namespace, and the value from its beginning to its end. */
static bool add_attributes(doc_tree *t, xml_node *element, int count, const xmlChar **attributes)
{
  xml_node **slot = &element->attributes;
  for (const xmlChar **a = attributes; count > 0; count--, a += 5) {
    const char *value = (const char *)a[3];
    *slot = xml_tree_add(t, local_name(a[0], a[1], a[2]));
    if (!*slot || !add_value(t, *slot, (wb_str){ value, (size_t)((const char *)a[4] - value) }))
      return false;
    (*slot)->is_attribute = true;
    slot = &(*slot)->next;
  }
  return true;
}

static void hang_in(doc_parser *p, xml_node *element)
{
  xml_open *parent = p->depth ? &p->open[p->depth - 1] : NULL;
  if (!parent)
    p->tree->root = element;
  else if (parent->last_child)
    parent->last_child->next = element;
  else
    parent->node->children = element;
  if (parent) {
    parent->last_child = element;
    parent->ends_with_text = false;
  }
  p->open[p->depth++] = (xml_open){ .node = element };
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                     const xmlChar **attributes)
{
  xmlParserCtxt *context = user;
  doc_parser *p = context->_private;
  (void)namespace_count;
  (void)namespaces;
  (void)defaulted;
  xml_node *element =
      p->depth <= XML_MOST_DEPTH ? xml_tree_add(p->tree, local_name(name, prefix, uri)) : NULL;
  if (!element || !add_attributes(p->tree, element, attribute_count, attributes)) {
    stop(context, p);
    return;
  }
  hang_in(p, element);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  const xmlParserCtxt *context = user;
  doc_parser *p = context->_private;
  (void)name;
  (void)prefix;
  (void)uri;
  p->depth -= p->depth > 0;
}

static bool is_blank(const char *p, size_t n)
{
  while (n && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) {
    p++;
    n--;
  }
  return n == 0;
}

/* Is the piece text as it stands in the document?  Behind a reference there is a semicolon, behind CDATA are
 * brackets. */
static bool is_plain_text(const xmlParserInput *input, wb_str piece)
{
  const char *next = (const char *)input->cur;
  if (input->cur - input->base < 3 || memcmp(next - 3, "]]>", 3) == 0)
    return input->cur - input->base < 3;
  return piece.p[piece.n - 1] == (next[-1] == '\r' ? '\n' : next[-1]);
}

/* Texts that libxml2 has in a buffer of its own are those that are more than plain ASCII. */
static bool is_in_place(const xmlParserInput *input, wb_str piece)
{
  return piece.p >= (const char *)input->base && piece.p < (const char *)input->cur;
}

/* Blanks that only set out the elements around them: libxml2's own rule (its areBlanks()), which it applies
 * to its own trees alone. */
static bool is_layout(const xmlParserCtxt *context, const xml_open *in, wb_str piece)
{
  const char *next = (const char *)context->input->cur;
  if (in->keeps_blanks || (context->space && *context->space == 1))
    return false;
  if (!is_blank(piece.p, piece.n) || (*next != '<' && *next != '\r'))
    return false;
  bool is_empty = !in->last_child && !in->begins_with_text;
  return is_empty ? next[0] != '<' || next[1] != '/' : !in->begins_with_text && !in->ends_with_text;
}

static void on_text(void *user, const xmlChar *text, int n)
{
  xmlParserCtxt *context = user;
  doc_parser *p = context->_private;
  xml_open *in = p->depth ? &p->open[p->depth - 1] : NULL;
  wb_str piece = { (const char *)text, n > 0 ? (size_t)n : 0 };
  if (!in || !piece.n)
    return;
  if ((is_blank(piece.p, 1) || !is_in_place(context->input, piece)) && is_plain_text(context->input, piece)) {
    if (is_layout(context, in, piece))
      return;
    in->keeps_blanks = true;
  }
  in->begins_with_text |= !in->last_child;
  in->ends_with_text = true;
  if (!xml_tree_add_text(p->tree, in->node, piece))
    stop(context, p);
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

/* A context that tells of elements and text, and of nothing else. */
static bool prepare(doc_parser *p)
{
  if (p->context && xmlDictGetUsage(p->context->dict) <= MOST_DICTIONARY_BYTES / 2)
    return true;
  xmlFreeParserCtxt(p->context);
  p->context = xmlNewParserCtxt();
  if (!p->context)
    return false;
  xmlDictSetLimit(p->context->dict, MOST_DICTIONARY_BYTES);
  p->context->_private = p;
  p->context->sax->startElementNs = on_start;
  p->context->sax->endElementNs = on_end;
  p->context->sax->characters = on_text;
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

/* False: not well-formed.  libxml2 tells of lacking memory in places that know no context, so the handler is
 * the thread's for as long. */
static bool read_text(doc_parser *p, const xml_text *t)
{
  int options = XML_PARSE_NOBLANKS | XML_PARSE_NONET | XML_PARSE_NOCDATA;
  xmlStructuredErrorFunc before = xmlStructuredError;
  void *before_context = xmlStructuredErrorContext;
  xmlSetStructuredErrorFunc(p, note_error);
  p->depth = 0;
  xmlDoc *doc = xmlCtxtReadMemory(p->context, t->text.p, (int)t->text.n, NULL, NULL,
                                  options | (t->is_utf8 ? XML_PARSE_IGNORE_ENC : 0));
  bool well_formed = doc && !doc->intSubset;
  xmlFreeDoc(doc);
  xmlSetStructuredErrorFunc(before_context, before);
  return well_formed;
}

static int parse_text(doc_parser *p, const xml_text *t, doc_tree **ret_tree, wb_error *err)
{
  p->words = (wb_error){ 0 };
  p->tree = prepare(p) ? xml_tree_new(p->context->dict) : NULL;
  if (!p->tree)
    return error_nomem(err);
  bool well_formed = read_text(p, t);
  doc_tree *tree = wb_steal(&p->tree);
  if (!p->words.code && well_formed && tree->root) {
    *ret_tree = tree;
    return WB_OK;
  }
  xml_tree_free(tree);
  error_set(&p->words, WB_E_PARSE, "not XML: no document");
  return error_set(err, p->words.code, "%s", p->words.text);
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
  return rc ? rc : parse_text(p, &text, ret_tree, err);
}

static const wb_node *tree_root(const doc_tree *t)
{
  return (const wb_node *)(const void *)t->root;
}

const doc_language *doc_xml_language(void)
{
  static const doc_language language = {
    .name = "XML",
    .parser_new = parser_new,
    .parser_free = parser_free,
    .parse = parse,
    .tree_free = xml_tree_free,
    .root = tree_root,
    .getters = { .struct_size = sizeof(wb_doc),
                 .get = xml_get,
                 .text = xml_own_text,
                 .name = xml_name,
                 .kind = xml_kind,
                 .iterate = xml_iterate,
                 .next = xml_next,
                 .get_text = xml_get_text,
                 .fill = xml_fill },
    .html = &xml_html_reader,
  };
  return &language;
}
