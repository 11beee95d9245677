/* SPDX-License-Identifier: MIT */
#include "doc_test.h"

static int parse_with(wb_str body, doc_limits limits, wb_error *err)
{
  WB_AUTO(doc_test) t = doc_test_within(doc_json_language(), body, limits);
  *err = t.err;
  return t.rc;
}

Test(json_limits, holds_the_depth_to_the_level)
{
  WB_AUTO(buf) body = { 0 };
  for (size_t depth = 1; depth <= 70; depth++) {
    wb_error err;
    doc_test_repeat(&body, "", "[", depth, "");
    for (size_t i = 0; i < depth; i++)
      buf_add_byte(&body, ']');
    int rc = parse_with(buf_view(&body), DOC_LIMITS_DEFAULT, &err);
    cr_expect_eq(rc, depth <= WB_MAX_DOC_DEPTH ? WB_OK : WB_E_LIMIT, "%zu levels: %d %s", depth, rc,
                 err.text);
  }
}

Test(json_limits, counts_levels_and_not_brackets)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  doc_limits limits = { .bytes = 1000, .depth = 2, .nodes = 1000 };
  doc_test_repeat(&body, "[", "[],", 100, "{\"a\":\"[[[[\"}]");
  cr_expect_eq(parse_with(buf_view(&body), limits, &err), WB_OK, "%s", err.text);
  cr_expect_eq(parse_with(STR("[[[]]]"), limits, &err), WB_E_LIMIT);
  cr_expect_str_eq(err.text, "JSON: byte 2: nested deeper than 2 levels: refused");
  cr_expect_eq(parse_with(STR("]]]]"), limits, &err), WB_E_PARSE);
}

Test(json_limits, refuses_a_hundred_thousand_levels)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  static const char *const openers[] = { "[", "{\"a\":" };
  for (size_t i = 0; i < WB_COUNT(openers); i++) {
    doc_test_repeat(&body, "", openers[i], 100000, "");
    cr_expect_eq(parse_with(buf_view(&body), DOC_LIMITS_DEFAULT, &err), WB_E_LIMIT, "%s", err.text);
    cr_expect(strstr(err.text, "nested deeper than 64 levels") != NULL, "%s", err.text);
  }
}

Test(json_limits, counts_values_and_weighs_objects_and_arrays)
{
  static const struct {
    const char *body;
    uint32_t nodes;
  } cases[] = { { "1", 1 },
                { "\"x\"", 1 },
                { "{}", 4 },
                { "[]", 2 },
                { "[1,2,3]", 5 },
                { "{\"a\":1,\"b\" : 2}", 6 },
                { "{\"a\":{\"b\":[\"c\",null,true]}}", 4 + 4 + 2 + 3 },
                { "[\",,,,[[[{{{\"]", 3 } };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    wb_error err;
    doc_limits limits = DOC_LIMITS_DEFAULT;
    limits.nodes = cases[i].nodes;
    cr_expect_eq(parse_with(str_of(cases[i].body), limits, &err), WB_OK, "%s: %s", cases[i].body, err.text);
    limits.nodes--;
    cr_expect_eq(parse_with(str_of(cases[i].body), limits, &err), WB_E_LIMIT, "%s", cases[i].body);
    cr_expect(strstr(err.text, "values") != NULL, "%s", err.text);
  }
}

Test(json_limits, holds_the_bytes_to_the_byte)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  doc_test_repeat(&body, "\"", "x", WB_MAX_BODY_BYTES - 2, "\"");
  cr_expect_eq(parse_with(buf_view(&body), DOC_LIMITS_DEFAULT, &err), WB_OK, "%s", err.text);
  buf_add_byte(&body, ' ');
  cr_expect_eq(parse_with(buf_view(&body), DOC_LIMITS_DEFAULT, &err), WB_E_LIMIT);
  cr_expect_str_eq(err.text, "JSON: 2097153 bytes, more than 2097152: refused");
}

/* Eight megabytes of {} took json-c 2 GB without limits. */
Test(json_limits, refuses_megabytes_of_tiny_values)
{
  static const char *const repeated[] = { "{},", "[],", "1,", "\"\",", "{\"a\":1}," };
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  for (size_t i = 0; i < WB_COUNT(repeated); i++) {
    doc_limits wide = { .bytes = 32u << 20, .depth = WB_MAX_DOC_DEPTH, .nodes = WB_MAX_DOC_NODES };
    doc_test_repeat(&body, "[", repeated[i], (8u << 20) / strlen(repeated[i]), "0]");
    cr_expect_eq(parse_with(buf_view(&body), DOC_LIMITS_DEFAULT, &err), WB_E_LIMIT, "%s", repeated[i]);
    cr_expect_eq(parse_with(buf_view(&body), wide, &err), WB_E_LIMIT, "%s", repeated[i]);
    cr_expect(strstr(err.text, "values (an object counts as 4, an array as 2), more than 200000: refused") !=
                  NULL,
              "%s", err.text);
  }
}

Test(json_limits, keeps_many_long_integers)
{
  WB_AUTO(buf) body = { 0 };
  doc_test_repeat(&body, "[", "12345678901234567890123,", 50000, "98765432109876543210]");
  WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), buf_view(&body));
  cr_assert_eq(t.rc, WB_OK, "%s", t.err.text);
  cr_expect_str_eq(doc_test_get(&t, "49999"), "12345678901234567890123");
  cr_expect_str_eq(doc_test_get(&t, "50000"), "98765432109876543210");
}

Test(json_limits, uses_a_parser_again_after_an_error_and_with_other_limits)
{
  const doc_language *json = doc_json_language();
  doc_parser *p = json->parser_new();
  doc_tree *kept = NULL;
  wb_error err = { 0 };
  cr_assert_eq(json->parse(p, STR("{\"keep\":\"me\"}"), &DOC_LIMITS_DEFAULT, &kept, &err), WB_OK);
  static const char *const bad[] = { "{\"a\":[1,2", "[1,]", "\"\\ud83d", "12345678901234567890x", "[[[[" };
  for (size_t i = 0; i < WB_COUNT(bad); i++) {
    doc_tree *none = NULL, *tree = NULL;
    doc_limits small = { .bytes = 100, .depth = 3, .nodes = 50 };
    err = (wb_error){ 0 };
    cr_expect_neq(json->parse(p, str_of(bad[i]), i % 2 ? &small : &DOC_LIMITS_DEFAULT, &none, &err), WB_OK,
                  "%s", bad[i]);
    cr_expect_null(none);
    err = (wb_error){ 0 };
    cr_assert_eq(json->parse(p, STR("[\"ok\"]"), &DOC_LIMITS_DEFAULT, &tree, &err), WB_OK, "after %s: %s",
                 bad[i], err.text);
    cr_expect(str_is(json->getters.text(json->getters.get(json->root(tree), "0")), "ok"));
    json->tree_free(tree);
  }
  json->parser_free(p);
  cr_expect(str_is(json->getters.text(json->getters.get(json->root(kept), "keep")), "me"),
            "a tree outlives its parser");
  json->tree_free(kept);
  json->tree_free(NULL);
  json->parser_free(NULL);
}

Test(json_limits, accepts_no_error_to_write_to)
{
  doc_tree *tree = NULL;
  const doc_language *json = doc_json_language();
  doc_parser *p = json->parser_new();
  cr_expect_eq(json->parse(p, STR("["), &DOC_LIMITS_DEFAULT, &tree, NULL), WB_E_PARSE);
  cr_expect_eq(json->parse(p, STR("'"), &DOC_LIMITS_DEFAULT, &tree, NULL), WB_E_PARSE);
  json->parser_free(p);
}
