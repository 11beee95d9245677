/* SPDX-License-Identifier: MIT */
#include "doc_test.h"

#define PARSED(t, body)                                                                                      \
  WB_AUTO(doc_test) t = doc_test_of(doc_xml_language(), STR(body));                                          \
  cr_assert_eq(t.rc, WB_OK, "%s", t.err.text)
#define EXPECT_TEXT(t, path, expected) cr_expect_str_eq(doc_test_get(&(t), path), expected)

Test(xml, finds_elements_and_attributes_by_path)
{
  PARSED(t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r v='1' w=\"\"><a><b k=\"x &amp; "
            "y\">one</b><b>two</b></a><a><c>three</c></a></r>");
  EXPECT_TEXT(t, "a.b", "one");
  EXPECT_TEXT(t, "a.b.@k", "x & y");
  EXPECT_TEXT(t, "@v", "1");
  EXPECT_TEXT(t, "@w", "");
  cr_expect_eq(t.d->kind(t.d->get(t.root, "@w")), WB_NODE_STRING);
  cr_expect_eq(t.d->kind(t.d->get(t.root, "a")), WB_NODE_ELEMENT);
  cr_expect(str_is(t.d->name(t.root), "r"));
  cr_expect(str_is(t.d->name(t.d->get(t.root, "a.b.@k")), "k"));
  static const char *const absent[] = { "b",    "a.c", "a.0", "a.b.0",    "@x", "a.@", "@",
                                        "a..b", "a.",  ".a",  "a.b.@k.x", "r",  "A" };
  for (size_t i = 0; i < WB_COUNT(absent); i++)
    cr_expect_null(t.d->get(t.root, absent[i]), "%s", absent[i]);
}

Test(xml, takes_a_null_node_and_an_empty_path)
{
  PARSED(t, "<r/>");
  cr_expect_null(t.d->get(NULL, "a"));
  cr_expect_null(t.d->get(NULL, ""));
  cr_expect_eq(t.d->get(t.root, ""), t.root);
  cr_expect_eq(t.d->get(t.root, NULL), t.root);
  cr_expect_eq(t.d->text(NULL).n, 0);
  cr_expect_eq(t.d->text(t.root).n, 0);
  cr_expect_eq(t.d->name(NULL).n, 0);
  cr_expect_eq(t.d->kind(NULL), WB_NODE_ABSENT);
  wb_iter it = t.d->iterate(NULL, NULL);
  cr_expect_eq(t.d->next(&it), 0);
}

Test(xml, ignores_prefixes_declared_or_not)
{
  PARSED(t, "<s:Envelope xmlns:s=\"urn:soap\" xmlns=\"urn:other\"><s:Body><return p:id=\"7\" "
            "xml:lang=\"fr\"><q:code>A</q:code>"
            "<s:code>B</s:code><code>C</code></return></s:Body></s:Envelope>");
  EXPECT_TEXT(t, "Body.return.code", "A");
  EXPECT_TEXT(t, "Body.return.@id", "7");
  EXPECT_TEXT(t, "Body.return.@lang", "fr");
  cr_expect_null(t.d->get(t.root, "@s"), "a namespace is no attribute");
  cr_expect_null(t.d->get(t.root, "@xmlns"));
  cr_expect(str_is(t.d->name(t.root), "Envelope"));
  cr_expect(str_is(t.d->name(t.d->get(t.root, "Body.return.code")), "code"));
  wb_iter it = t.d->iterate(t.root, "Body.return.code");
  static const char *const texts[] = { "A", "B", "C" };
  for (size_t i = 0; i < WB_COUNT(texts); i++) {
    cr_assert_eq(t.d->next(&it), 1);
    cr_expect(str_is(t.d->text(it.node), texts[i]));
  }
  cr_expect_eq(t.d->next(&it), 0);
}

Test(xml, iterates_over_many_one_and_none)
{
  PARSED(t, "<r><x>0</x><e>1</e><!-- c --><e>2</e><f>no</f><e a='b'>3</e><g><e>no</e></g></r>");
  static const struct {
    const char *path, *texts;
    uint32_t count;
  } cases[] = { { "e", "1,2,3,", 3 }, { "f", "no,", 1 }, { "h", "", 0 },
                { "g.e", "no,", 1 },  { "e.@a", "", 0 }, { "", ",", 1 } };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    WB_AUTO(buf) texts = { 0 };
    uint32_t count = 0;
    wb_iter it = t.d->iterate(t.root, cases[i].path);
    for (; t.d->next(&it); count++) {
      cr_expect_eq(it.index, count, "%s", cases[i].path);
      buf_add(&texts, t.d->text(it.node));
      buf_add_byte(&texts, ',');
    }
    cr_expect_eq(count, cases[i].count, "%s", cases[i].path);
    cr_expect_str_eq(buf_cstr(&texts), cases[i].texts, "%s", cases[i].path);
    cr_expect_eq(t.d->next(&it), 0, "%s: stays at its end", cases[i].path);
  }
}

Test(xml, iterates_over_one_attribute_and_over_the_node_itself)
{
  PARSED(t, "<r><e a='1' b='2'>x</e><e a='3'>y</e></r>");
  wb_iter it = t.d->iterate(t.root, "e.@a");
  cr_assert_eq(t.d->next(&it), 1);
  cr_expect(str_is(t.d->text(it.node), "1"));
  cr_expect_eq(t.d->next(&it), 0);
  it = t.d->iterate(t.d->get(t.root, "e"), "");
  cr_assert_eq(t.d->next(&it), 1);
  cr_expect(str_is(t.d->text(it.node), "x"));
  cr_expect_eq(t.d->next(&it), 0, "the node itself has no siblings");
}

Test(xml, gives_the_text_of_an_element)
{
  PARSED(t,
         "<r><plain>a b</plain><blank> "
         "</blank><empty></empty><entities>&lt;&#233;&#x20AC;&apos;&quot;&gt;&amp;</entities>"
         "<cdata><![CDATA[<a> & ]]></cdata><both>x<![CDATA[<y>]]>z</both><broken>one<!-- no -->two<?no "
         "no?>three</broken>"
         "<mixed>one<i>two</i>three<i/>four</mixed><nested>\n  <a>1</a>\n</nested><lines>a\r\nb</lines></r>");
  EXPECT_TEXT(t, "plain", "a b");
  EXPECT_TEXT(t, "blank", " ");
  EXPECT_TEXT(t, "empty", "");
  EXPECT_TEXT(t, "entities", "<\xC3\xA9\xE2\x82\xAC'\">&");
  EXPECT_TEXT(t, "cdata", "<a> & ");
  EXPECT_TEXT(t, "both", "x<y>z");
  EXPECT_TEXT(t, "broken", "onetwothree");
  EXPECT_TEXT(t, "mixed", "onethreefour");
  EXPECT_TEXT(t, "mixed.i", "two");
  EXPECT_TEXT(t, "nested", "");
  EXPECT_TEXT(t, "lines", "a\nb");
  const wb_node *mixed = t.d->get(t.root, "mixed");
  cr_expect_eq(t.d->text(mixed).p, t.d->text(mixed).p, "pieces are joined once");
}

Test(xml, accepts_a_mark_and_blanks_in_front)
{
  static const char *const bodies[] = { "\xEF\xBB\xBF<?xml version=\"1.0\"?><r>\xC3\xA9</r>",
                                        "\r\n \t<?xml version=\"1.0\"?>\n<r>\xC3\xA9</r>\n",
                                        "\xEF\xBB\xBF\n<r>\xC3\xA9</r>",
                                        "<!-- > \" --><?p <?><r>\xC3\xA9</r><!-- < -->" };
  for (size_t i = 0; i < WB_COUNT(bodies); i++) {
    WB_AUTO(doc_test) t = doc_test_of(doc_xml_language(), str_of(bodies[i]));
    cr_assert_eq(t.rc, WB_OK, "%s: %s", bodies[i], t.err.text);
    EXPECT_TEXT(t, "", "\xC3\xA9");
  }
}

Test(xml, decodes_what_the_declaration_names)
{
  static const struct {
    wb_str body;
    const char *text;
  } cases[] = {
    { BODY("<?xml version='1.0' encoding='ISO-8859-1'?><r a='\xE9'>\xE9</r>"), "\xC3\xA9" },
    { BODY("<?xml version='1.0' encoding=\"iso-8859-15\"?><r>\xA4</r>"), "\xE2\x82\xAC" },
    { BODY("<?xml version='1.0' encoding='windows-1252'?><r>\x80</r>"), "\xE2\x82\xAC" },
    { BODY("<?xml version='1.0' encoding='Windows-1251' standalone='yes'?><r>\xCF</r>"), "\xD0\x9F" },
    { BODY("<?xml version='1.0' encoding='Shift_JIS'?><r>\x93\xFA\x96\x7B</r>"), "\xE6\x97\xA5\xE6\x9C\xAC" },
    { BODY("<?xml version='1.0' encoding='GB18030'?><r>\xD6\xD0</r>"), "\xE4\xB8\xAD" },
    { BODY("<?xml version='1.0' encoding='utf-8'?><r>\xC3\xA9</r>"), "\xC3\xA9" },
    { BODY("<?xml version='1.0' encoding='utf-16'?><r>\xC3\xA9</r>"), "\xC3\xA9" },
    { BODY("\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><r>\xC3\xA9</r>"), "\xC3\xA9" },
    { BODY("<\0r\0>\0\xE9\0<\0/\0r\0>\0"), "\xC3\xA9" },
    { BODY("\xFF\xFE<\0r\0>\0\x3D\xD8\xE6\xDC<\0/\0r\0>\0"), "\xF0\x9F\x93\xA6" },
    { BODY("\xFE\xFF\0<\0r\0>\xD8\x3D\xDC\xE6\0<\0/\0r\0>"), "\xF0\x9F\x93\xA6" },
    { BODY("\0<\0r\0>\x20\xAC\xD8\x3D\0<\0/\0r\0>"), "\xE2\x82\xAC\xEF\xBF\xBD" },
    { BODY("\xFF\xFE<\0?\0x\0m\0l\0 \0v\0e\0r\0s\0i\0o\0n\0=\0'\0001\0.\0000\0'\0 "
           "\0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0u\0t\0f\0-\0001\0006\0'\0?\0>\0"
           "<\0r\0>\0\xE9\0<\0/\0r\0>\0"),
      "\xC3\xA9" },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    WB_AUTO(doc_test) t = doc_test_of(doc_xml_language(), cases[i].body);
    cr_assert_eq(t.rc, WB_OK, "case %zu: %s", i, t.err.text);
    EXPECT_TEXT(t, "", cases[i].text);
  }
}

Test(xml, refuses_what_is_not_xml_and_says_where)
{
  static const doc_refusal cases[] = {
    { { NULL, 0 }, WB_E_PARSE, "not XML: the body is empty" },
    { BODY(" \n"), WB_E_PARSE, "not XML: the body is empty" },
    { BODY("{\"a\":1}"), WB_E_PARSE, "not XML: line 1, column 1: unexpected '{'" },
    { BODY("<a>\n<b>x</c></a>"), WB_E_PARSE, "not XML: line 2, column " },
    { BODY("<a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a b=\"x>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a b='<'/>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a b=1/>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a b='1' b='2'/>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a/><b/>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a/>text"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<!-- a"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<!-- a -->"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a><![CDATA[x</a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a>]]></a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a>&nbsp;</a>"), WB_E_PARSE, "nbsp" },
    { BODY("<a>&#0;</a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a>&#xD800;</a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a>& b</a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a>\x01</a>"), WB_E_PARSE, "not XML: line 1" },
    { BODY("<a>\n \0</a>"), WB_E_PARSE, "not XML: line 2, column 2: a NUL byte" },
    { BODY("<a>\n\xFF</a>"), WB_E_PARSE, "not XML: line 2, column 1: not UTF-8" },
    { BODY("<a b='\xC1\x81'/>"), WB_E_PARSE, "not XML: line 1, column 7: not UTF-8" },
    { BODY("<?xml version='1.0' encoding='UTF-8'?><a>\xE9</a>"), WB_E_PARSE, "column 42: not UTF-8" },
    { BODY("<?xml version='1.0' encoding='UTF-7'?><a/>"), WB_E_PARSE, "encoding \"UTF-7\" is not accepted" },
    { BODY("<?xml version='1.0' encoding='IBM037'?><a/>"), WB_E_PARSE,
      "encoding \"IBM037\" is not accepted" },
    { BODY("<?xml version='1.0' encoding='ISO-8859-99'?><a>\xE9</a>"), WB_E_PARSE, "not XML: " },
    { BODY("\xFF\xFE<\0r\0/\0>"), WB_E_PARSE, "half a character" },
    { BODY("\xFF\xFE<\0r\0>\0\0\0<\0/\0r\0>\0"), WB_E_PARSE, "a NUL byte" },
    { BODY("\xFF\xFE\0\0<\0\0\0"), WB_E_PARSE, "a NUL byte" },
    { BODY("\x4C\x6F\xA7\x94"), WB_E_PARSE, "not UTF-8" },
    { BODY("<!DOCTYPE html><html><title> Just a moment...</title>"), WB_E_PARSE,
      "not XML: an HTML page, \"Just a moment...\"" },
    { BODY("<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>"), WB_E_PARSE,
      "not XML: an HTML page" },
  };
  doc_test_refused(doc_xml_language(), cases, WB_COUNT(cases));
}
