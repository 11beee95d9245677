/* SPDX-License-Identifier: MIT */
/* The document extensions, over the parts that stand in the build tree. */
#include "fixture.h"
#include <stdio.h>

static wb_str body_of_response;

static int32_t read_json(const wb_host *h, wb_call *c)
{
  wb_kit k = { h, c, NULL, NULL };
  const wb_node *root = wb_json(&k, body_of_response);
  if (!root)
    return wb_no_tree(&k);
  wb_result r = wb_result_of(0, WB_FOUND);
  r.service = wb_get(&k, root, "a.b");
  return h->result(c, &r);
}

static int32_t read_xml(const wb_host *h, wb_call *c)
{
  wb_kit k = { h, c, NULL, NULL };
  const wb_node *root = wb_xml(&k, body_of_response);
  if (!root)
    return wb_no_tree(&k);
  wb_result r = wb_result_of(0, WB_FOUND);
  r.service = wb_get(&k, root, "a.b");
  return h->result(c, &r);
}

static int run(fixture *f, script *body, const char *text)
{
  body_of_response = f->response.body = wb_text(text);
  return run_parse(f, body);
}

Test(document, lends_trees_of_both_languages)
{
  FIXTURE(f);
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(run(f, read_json, "{\"a\":{\"b\":\"Ground\"}}"), WB_OK, "%s", f->err.text);
    cr_assert(str_is(result_for(f, "A1")->service, "Ground"));
    cr_assert_eq(run(f, read_xml, "<r><a><b>Express</b></a></r>"), WB_OK, "%s", f->err.text);
    cr_assert(str_is(result_for(f, "A1")->service, "Express"));
  }
}

Test(document, adds_what_the_parser_noted_to_the_plugins_words)
{
  FIXTURE(f);
  cr_assert_eq(run(f, read_json, "<html>blocked</html>"), WB_E_PARSE);
  cr_assert(strstr(f->err.text, "the answer is not what this carrier documents: "), "%s", f->err.text);
  cr_assert(strstr(f->err.text, "JSON"), "%s", f->err.text);
  cr_assert_eq(run(f, read_xml, "{}"), WB_E_PARSE);
  cr_assert(strstr(f->err.text, "XML"), "%s", f->err.text);
}

static int32_t read_from_the_stack(const wb_host *h, wb_call *c)
{
  wb_kit k = { h, c, NULL, NULL };
  char text[64];
  int n = snprintf(text, sizeof text, "{\"a\":{\"b\":\"short\"}}");
  const wb_node *root = wb_json(&k, wb_span(text, (size_t)n));
  memset(text, 'x', sizeof text);
  wb_result r = wb_result_of(0, WB_FOUND);
  r.service = wb_get(&k, root, "a.b");
  return h->result(c, &r);
}

Test(document, copies_texts_that_are_not_the_answer_itself)
{
  FIXTURE(f);
  cr_assert_eq(run(f, read_from_the_stack, "{}"), WB_OK, "%s", f->err.text);
  cr_assert(str_is(result_for(f, "A1")->service, "short"));
}

static int32_t keep_two_trees(const wb_host *h, wb_call *c)
{
  wb_kit k = { h, c, NULL, NULL };
  const wb_node *outer = wb_json(&k, WB_STR("{\"x\":\"{\\\"y\\\":7}\",\"z\":\"still here\"}"));
  const wb_node *inner = wb_json(&k, wb_get(&k, outer, "x"));
  cr_assert(wb_is(wb_get(&k, inner, "y"), "7"));
  cr_assert(wb_is(wb_get(&k, outer, "z"), "still here"));
  const wb_node *xml = wb_xml(&k, WB_STR("<a><b>1</b></a>"));
  const wb_doc *json = (const wb_doc *)h->extension(c, WB_EXT_JSON);
  cr_assert(wb_is(wb_get(&k, xml, "b"), "1"));
  cr_assert(json->text(json->get(outer, "z")).n == 10);
  wb_result r = wb_result_of(0, WB_FOUND);
  return h->result(c, &r);
}

Test(document, keeps_all_trees_of_a_call)
{
  FIXTURE(f);
  cr_assert_eq(run(f, keep_two_trees, "{}"), WB_OK, "%s", f->err.text);
}

static int32_t parse_without_end(const wb_host *h, wb_call *c)
{
  wb_kit k = { h, c, NULL, NULL };
  int n = 0;
  while (n < 5000 && wb_json(&k, body_of_response))
    n++;
  return n < 5000 ? wb_no_tree(&k) : WB_OK;
}

static const wb_doc *kept_json;
static wb_call *kept_call;

static int32_t keep_the_extension(const wb_host *h, wb_call *c)
{
  kept_json = (const wb_doc *)h->extension(c, WB_EXT_JSON);
  kept_call = c;
  return WB_OK;
}

Test(document, bounds_what_one_call_parses)
{
  FIXTURE(f);
  cr_assert_eq(run(f, parse_without_end, "[1]"), WB_E_PARSE);
  cr_assert(strstr(f->err.text, "more than 1000 documents"), "%s", f->err.text);
}

Test(document, parses_nothing_for_a_call_that_ended)
{
  FIXTURE(f);
  cr_assert_eq(run(f, keep_the_extension, "{}"), WB_OK);
  cr_assert_null(kept_json->parse(kept_call, WB_STR("{}")));
  cr_assert_null(kept_json->parse(NULL, WB_STR("{}")));
}

static int32_t pass_no_pointer(const wb_host *h, wb_call *c)
{
  wb_kit k = { h, c, NULL, NULL };
  return wb_json(&k, wb_span(NULL, 4)) ? WB_OK : wb_no_tree(&k);
}

Test(document, refuses_texts_without_a_pointer)
{
  FIXTURE(f);
  cr_assert_eq(run(f, pass_no_pointer, "{}"), WB_E_PARSE);
  cr_assert(strstr(f->err.text, "without a pointer"), "%s", f->err.text);
}
