/* SPDX-License-Identifier: MIT */
#include "engine.h"

static int copy_token(engine *e, doc_tree *tree, char *token, size_t capacity, size_t *ret_bytes, int64_t *ret_lifetime_s,
                      wb_error *err)
{
  const wb_doc *d = &e->json->getters;
  const wb_node *root = e->json->root(tree);
  wb_str text = d->text(d->get(root, "access_token"));
  wb_str lifetime = d->text(d->get(root, "expires_in")); /* a text at UPS, a number elsewhere */
  size_t dot = str_find_byte(lifetime, '.');
  int64_t seconds = 0;
  if (text.n == 0)
    return error_set(err, WB_E_PARSE, "the token answer has no access_token");
  if (text.n > capacity)
    return error_set(err, WB_E_LIMIT, "the token has %zu bytes, more than %zu", text.n, capacity);
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] <= ' ' || (unsigned char)text.p[i] > '~')
      return error_set(err, WB_E_PARSE, "the token holds bytes that cannot stand in a header");
  str_to_i64(str_upto(lifetime, dot), &seconds);
  memcpy(token, text.p, text.n);
  *ret_bytes = text.n;
  *ret_lifetime_s = seconds > 0 ? seconds : 0;
  return WB_OK;
}

int engine_read_token(void *user, wb_str body, char *token, size_t capacity, size_t *ret_token_bytes,
                      int64_t *ret_lifetime_s, wb_error *err)
{
  engine *e = user;
  doc_tree *tree;
  doc_limits limits = DOC_LIMITS_DEFAULT;
  wb_error own = { 0 }; /* the parser's words could quote the body */
  int rc = engine_open_json(e, err);
  if (rc)
    return rc;
  rc = e->json->parse(e->json_parser, body, &limits, &tree, &own);
  if (rc)
    return error_set(err, WB_E_PARSE, "the token answer is not JSON");
  rc = copy_token(e, tree, token, capacity, ret_token_bytes, ret_lifetime_s, err);
  e->json->tree_free(tree);
  return rc;
}
