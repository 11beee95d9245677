/* SPDX-License-Identifier: MIT */
/* The extensions "wb.json/1" and "wb.xml/1": the doc room's getters, and a parse() that ties trees to the
 * call. */
#include "call.h"

#define MAX_PARSES 1000u
#define MAX_PARSED_BYTES                                                                                     \
  ((size_t)4 * WB_MAX_BODY_BYTES) /* of all bodies of a call: documents in documents are rare */

static bool lies_in(wb_str part, wb_str whole)
{
  uintptr_t from = (uintptr_t)part.p, start = (uintptr_t)whole.p;
  return whole.p && from >= start && from - start <= whole.n && part.n <= whole.n - (from - start);
}

/* Trees may borrow from the text, so it has to live as long as the call: the answer does, anything else is
 * copied. */
static bool keep_body(call *c, wb_str *body)
{
  if (c->response && lies_in(*body, c->response->body))
    return true;
  if (c->push && lies_in(*body, c->push->body))
    return true;
  *body = arena_str(host_of(c)->scratch, *body);
  return body->p != NULL;
}

static int check_parse(call *c, wb_str body)
{
  if (body.n && !body.p)
    return error_set(&c->document, WB_E_ARG, "parse(): a text without a pointer");
  if (c->parses++ >= MAX_PARSES || body.n > MAX_PARSED_BYTES - c->parsed_bytes)
    return error_set(&c->document, WB_E_LIMIT, "more than %u documents or %zu bytes parsed in one call",
                     MAX_PARSES, MAX_PARSED_BYTES);
  c->parsed_bytes += body.n;
  return WB_OK;
}

static const wb_node *parse_with(call *c, const host_language *l, wb_str body)
{
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  c->document = (wb_error){ 0 };
  if (check_parse(c, body))
    return NULL;
  call_tree *slot =
      keep_body(c, &body) ? ARENA_PUSH(host_of(c)->scratch, c->trees, c->tree_count, c->tree_capacity) : NULL;
  if (!slot) {
    error_set(&c->document, WB_E_LIMIT, "the call's memory is spent");
    return NULL;
  }
  doc_tree *tree = NULL;
  if (l->language->parse(l->parser, body, &limits, &tree, &c->document)) {
    c->tree_count--;
    return NULL;
  }
  *slot = (call_tree){ l->language, tree };
  return l->language->root(tree);
}

static const wb_node *parse_json(wb_call *handle, wb_str body)
{
  call *c = call_of(handle);
  return c ? parse_with(c, &host_of(c)->json, body) : NULL;
}

static const wb_node *parse_xml(wb_call *handle, wb_str body)
{
  call *c = call_of(handle);
  return c ? parse_with(c, &host_of(c)->xml, body) : NULL;
}

static int open_language(host_language *l, int (*open)(const doc_language **, wb_error *),
                         const wb_node *(*parse)(wb_call *, wb_str), wb_error *err)
{
  int rc = open(&l->language, err);
  if (rc)
    return rc;
  l->parser = l->language->parser_new();
  if (!l->parser) {
    l->language = NULL;
    return error_nomem(err);
  }
  l->functions = l->language->getters;
  l->functions.parse = parse;
  return WB_OK;
}

static int open_json(host *h, wb_error *err)
{
  return h->json.language ? WB_OK : open_language(&h->json, doc_open_json, parse_json, err);
}

static int open_xml(host *h, wb_error *err)
{
  return h->xml.language ? WB_OK : open_language(&h->xml, doc_open_xml, parse_xml, err);
}

const void *call_extension(call *c, const char *id)
{
  host *h = host_of(c);
  if (strcmp(id, WB_EXT_JSON) == 0)
    return open_json(h, &c->broken) ? NULL : &h->json.functions;
  if (strcmp(id, WB_EXT_XML) == 0)
    return open_xml(h, &c->broken) ? NULL : &h->xml.functions;
  return NULL;
}

static int try_language(const host_language *l, wb_str text, wb_error *err)
{
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  doc_tree *tree = NULL;
  int rc = l->language->parse(l->parser, text, &limits, &tree, err);
  if (rc == WB_OK)
    l->language->tree_free(tree);
  return rc;
}

int host_open_documents(host *h, bool json, bool xml, wb_error *err)
{
  int rc = json ? open_json(h, err) : WB_OK;
  if (rc == WB_OK && json)
    rc = try_language(&h->json, STR("[1]"), err);
  if (rc == WB_OK && xml)
    rc = open_xml(h, err);
  return rc || !xml ? rc : try_language(&h->xml, STR("<a>\xC3\xA4</a>"), err);
}

void call_free_trees(call *c)
{
  for (size_t i = 0; i < c->tree_count; i++)
    c->trees[i].language->tree_free(c->trees[i].tree);
  c->tree_count = 0;
}

void host_close_language(host_language *l)
{
  if (l->language)
    l->language->parser_free(l->parser);
  *l = (host_language){ 0 };
}
