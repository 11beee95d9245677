/* SPDX-License-Identifier: MIT */
#include "doc_test.h"
#include <time.h>

static int parse_with(wb_str body, doc_limits limits, wb_error *err)
{
  WB_AUTO(doc_test) t = doc_test_within(doc_xml_language(), body, limits);
  *err = t.err;
  return t.rc;
}

static int parse_default(wb_str body, wb_error *err)
{
  return parse_with(body, DOC_LIMITS_DEFAULT, err);
}

Test(xml_limits, refuses_every_document_type)
{
  static const doc_refusal cases[] = {
    { BODY("<!DOCTYPE a><a/>"), WB_E_PARSE, "line 1, column 1: a document type (<!DOCTYPE" },
    { BODY("<?xml version='1.0'?>\n<!DOCTYPE r SYSTEM 'http://127.0.0.1/x.dtd'><r/>"), WB_E_PARSE,
      "line 2, column 1: a document type" },
    { BODY("<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r>&e;</r>"), WB_E_PARSE,
      "a document type" },
    { BODY("<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><r/>"), WB_E_PARSE,
      "a document type" },
    { BODY("<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c "
           "'&b;&b;&b;&b;&b;&b;&b;&b;'>"
           "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]><l>&d;&d;&d;</l>"),
      WB_E_PARSE, "a document type" },
    { BODY("<a><!DOCTYPE b></a>"), WB_E_PARSE, "a document type" },
    { BODY("<a><!-- --><!ENTITY x 'y'></a>"), WB_E_PARSE, "a document type" },
    { BODY("\xFF\xFE<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0a\0>\0<\0a\0/\0>\0"), WB_E_PARSE, "a document type" },
    { BODY("<?xml version='1.0' encoding='Shift_JIS'?><!DOCTYPE a><a/>"), WB_E_PARSE, "a document type" },
  };
  doc_test_refused(doc_xml_language(), cases, WB_COUNT(cases));
}

Test(xml_limits, takes_markup_in_comments_and_cdata_for_text)
{
  WB_AUTO(doc_test)
  t = doc_test_of(doc_xml_language(), STR("<a><!-- <!DOCTYPE x> <b> --><![CDATA[<!DOCTYPE y> <b>]]></a>"));
  cr_assert_eq(t.rc, WB_OK, "%s", t.err.text);
  cr_expect_str_eq(doc_test_get(&t, ""), "<!DOCTYPE y> <b>");
}

Test(xml_limits, holds_the_depth_to_the_level)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  for (size_t depth = 1; depth <= 70; depth++) {
    doc_test_repeat(&body, "", "<a>", depth - 1, "<a/>");
    for (size_t i = 1; i < depth; i++)
      buf_add_text(&body, "</a>");
    int rc = parse_default(buf_view(&body), &err);
    cr_expect_eq(rc, depth <= WB_MAX_DOC_DEPTH ? WB_OK : WB_E_LIMIT, "%zu levels: %d %s", depth, rc,
                 err.text);
  }
  doc_test_repeat(&body, "<r>", "<a><b/></a>", 200, "</r>");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_OK, "%s", err.text);
}

Test(xml_limits, refuses_a_hundred_thousand_levels)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  doc_limits wide = { .bytes = 4u << 20, .depth = UINT32_MAX, .nodes = UINT32_MAX };
  doc_test_repeat(&body, "", "<a>", 100000, "");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_E_LIMIT, "%s", err.text);
  cr_expect_str_eq(err.text, "XML: line 1, column 193: nested deeper than 64 levels: refused");
  cr_expect_eq(parse_with(buf_view(&body), wide, &err), WB_E_LIMIT, "%s", err.text);
}

Test(xml_limits, counts_tags_and_attributes)
{
  static const struct {
    const char *body;
    uint32_t nodes;
  } cases[] = { { "<a/>", 1 },
                { "<a></a>", 2 },
                { "<a b='1' c = '='/>", 3 },
                { "<a>x=y=z&lt;<b/></a>", 3 },
                { "<?x?><!-- = < --><a/>", 3 },
                { "<a><![CDATA[<<<<==]]></a>", 3 } };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    wb_error err;
    doc_limits limits = DOC_LIMITS_DEFAULT;
    limits.nodes = cases[i].nodes;
    cr_expect_eq(parse_with(str_of(cases[i].body), limits, &err), WB_OK, "%s: %s", cases[i].body, err.text);
    limits.nodes--;
    cr_expect_eq(parse_with(str_of(cases[i].body), limits, &err), WB_E_LIMIT, "%s", cases[i].body);
  }
}

Test(xml_limits, holds_the_bytes_to_the_byte)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  doc_test_repeat(&body, "<a>", "x", WB_MAX_BODY_BYTES - 7, "</a>");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_OK, "%s", err.text);
  buf_add_byte(&body, '\n');
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_E_LIMIT);
  cr_expect_str_eq(err.text, "XML: 2097153 bytes, more than 2097152: refused");
}

static wb_str with_attributes(buf *body, const char *prefix, size_t n)
{
  buf_clear(body);
  buf_add_text(body, "<r>\n<a");
  for (size_t i = 0; i < n; i++)
    buf_printf(body, " %s%zu='x'", prefix, i);
  buf_add_text(body, "/></r>");
  return buf_view(body);
}

Test(xml_limits, holds_the_attributes_of_an_element)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  cr_expect_eq(parse_default(with_attributes(&body, "a", WB_MAX_XML_ATTRIBUTES), &err), WB_OK, "%s",
               err.text);
  cr_expect_eq(parse_default(with_attributes(&body, "a", WB_MAX_XML_ATTRIBUTES + 1), &err), WB_E_LIMIT);
  cr_expect_str_eq(err.text, "XML: line 2, column 1: an element with more than 256 attributes: refused");
  cr_expect_eq(parse_default(with_attributes(&body, "a", 50000), &err), WB_E_LIMIT, "%s", err.text);
}

Test(xml_limits, holds_the_namespaces_around_an_element)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  cr_expect_eq(parse_default(with_attributes(&body, "xmlns:n", 128), &err), WB_OK, "%s", err.text);
  cr_expect_eq(parse_default(with_attributes(&body, "xmlns:n", 129), &err), WB_E_LIMIT);
  cr_expect(strstr(err.text, "more than 128 namespaces around one element") != NULL, "%s", err.text);
  doc_test_repeat(&body, "<r>", "<a xmlns:a='u' xmlns:b = 'v'><b/></a>", 1000, "</r>");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_OK, "not around one another: %s", err.text);
  doc_test_repeat(&body, "<r>", "<a xmlns:a='u' xmlns:b='v' xmlns:c\n='w'>", 43, "</r>");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_E_LIMIT, "%s", err.text);
}

/* What this process used: what others do on the machine is not measured. */
static int64_t processor_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Bodies as large as allowed that cost most: half a second is the goal, five times that the tripwire for a
 * slow machine and for sanitizers. */
Test(xml_limits, parses_the_worst_that_it_accepts_in_time)
{
  static const char *const repeated[] = { "<a/>",          "<z:a/>x",  "<a b='c'/>", "<z:a z:b='c'/>",
                                          "<![CDATA[x]]>", "<!---->x", "<a>x</a>y",  "<a>&#65;</a>" };
  WB_AUTO(buf) body = { 0 };
  WB_AUTO(buf) head = { 0 };
  wb_error err;
  buf_add_text(&head, "<r");
  for (size_t i = 0; i < 127; i++)
    buf_printf(&head, " xmlns:%s%zu='u%zu'", i ? "n" : "z", i, i);
  buf_add_text(&head, " xmlns:z='u'>");
  for (size_t i = 0; i < WB_COUNT(repeated); i++) {
    size_t count = 0;
    for (const char *p = repeated[i]; *p; p++)
      count += *p == '<' || *p == '=';
    size_t n = (WB_MAX_DOC_NODES - 200) / (count ? count : 1),
           fit = (WB_MAX_BODY_BYTES - 4096) / strlen(repeated[i]);
    doc_test_repeat(&body, buf_cstr(&head), repeated[i], n < fit ? n : fit, "</r>");
    int64_t before = processor_ms();
    cr_expect_eq(parse_default(buf_view(&body), &err), WB_OK, "%s: %s", repeated[i], err.text);
    int64_t took = processor_ms() - before;
    cr_expect_lt(took, 2500, "%s: %d ms", repeated[i], (int)took);
  }
}

Test(xml_limits, refuses_megabytes_of_tiny_elements)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  doc_limits wide = { .bytes = 32u << 20, .depth = WB_MAX_DOC_DEPTH, .nodes = WB_MAX_DOC_NODES };
  doc_test_repeat(&body, "<r>", "<a/>", 2u << 20, "</r>");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_E_LIMIT);
  cr_expect_eq(parse_with(buf_view(&body), wide, &err), WB_E_LIMIT);
  cr_expect(strstr(err.text, "tags and attributes, more than 200000: refused") != NULL, "%s", err.text);
}

Test(xml_limits, uses_a_parser_again_after_an_error)
{
  const doc_language *xml = doc_xml_language();
  doc_parser *p = xml->parser_new();
  doc_tree *kept = NULL;
  doc_limits limits = DOC_LIMITS_DEFAULT;
  wb_error err = { 0 };
  cr_assert_eq(xml->parse(p, STR("<keep>me<x/>too</keep>"), &limits, &kept, &err), WB_OK);
  static const char *const bad[] = { "<a>",
                                     "<a b='1' b='2'/>",
                                     "<a>&x;</a>",
                                     "<!DOCTYPE a><a/>",
                                     "{}",
                                     "<a></b>",
                                     "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</b>",
                                     "" };
  for (size_t i = 0; i < WB_COUNT(bad); i++) {
    doc_tree *none = NULL, *tree = NULL;
    err = (wb_error){ 0 };
    cr_expect_neq(xml->parse(p, str_of(bad[i]), &limits, &none, &err), WB_OK, "%s", bad[i]);
    cr_expect_null(none);
    err = (wb_error){ 0 };
    cr_assert_eq(xml->parse(p, STR("<r>\xC3\xA9</r>"), &limits, &tree, &err), WB_OK, "after %s: %s", bad[i],
                 err.text);
    cr_expect(str_is(xml->getters.text(xml->root(tree)), "\xC3\xA9"));
    xml->tree_free(tree);
  }
  xml->parser_free(p);
  cr_expect(str_is(xml->getters.text(xml->root(kept)), "metoo"), "a tree outlives its parser");
  xml->tree_free(kept);
  xml->tree_free(NULL);
  xml->parser_free(NULL);
}

static wb_str with_names(buf *body, int round, int n)
{
  buf_clear(body);
  buf_add_text(body, "<r>");
  for (int i = 0; i < n; i++)
    buf_printf(body, "<n%d_%d_a_name_that_takes_room/>", round, i);
  buf_add_text(body, "</r>");
  return buf_view(body);
}

/* libxml2 keeps names in a dictionary that it ends up refusing to enlarge. */
Test(xml_limits, forgets_the_names_of_earlier_documents)
{
  const doc_language *xml = doc_xml_language();
  doc_parser *p = xml->parser_new();
  doc_limits limits = DOC_LIMITS_DEFAULT;
  WB_AUTO(buf) body = { 0 };
  for (int round = 0; round < 100; round++) {
    doc_tree *tree = NULL;
    wb_error err = { 0 };
    cr_assert_eq(xml->parse(p, with_names(&body, round, 1500), &limits, &tree, &err), WB_OK, "round %d: %s",
                 round, err.text);
    xml->tree_free(tree);
  }
  xml->parser_free(p);
}

Test(xml_limits, holds_the_different_names_of_a_document)
{
  WB_AUTO(buf) body = { 0 };
  wb_error err;
  cr_expect_eq(parse_default(with_names(&body, 0, 50000), &err), WB_E_LIMIT);
  cr_expect_str_eq(err.text, "XML: more different names than fit 262144 bytes: refused");
  doc_test_repeat(&body, "<r>", "<a_name_that_takes_room/>", 50000, "</r>");
  cr_expect_eq(parse_default(buf_view(&body), &err), WB_OK, "%s", err.text);
}
