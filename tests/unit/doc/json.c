/* SPDX-License-Identifier: MIT */
#include "doc_test.h"

#define PARSED(t, body)                                                                                      \
  WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), STR(body));                                         \
  cr_assert_eq(t.rc, WB_OK, "%s", t.err.text)
#define EXPECT_TEXT(t, path, expected) cr_expect_str_eq(doc_test_get(&(t), path), expected)
#define KIND(t, path)                  ((int)(t).d->kind((t).d->get((t).root, path)))

Test(json, finds_members_and_elements_by_path)
{
  PARSED(t, "{\"shipment\":[{\"package\":{\"city\":\"Lyon\",\"n\":7}},{\"package\":{\"city\":\"Nice\"}}],"
            "\"0\":\"zero\"}");
  EXPECT_TEXT(t, "shipment.0.package.city", "Lyon");
  EXPECT_TEXT(t, "shipment.1.package.city", "Nice");
  EXPECT_TEXT(t, "shipment.0.package.n", "7");
  EXPECT_TEXT(t, "0", "zero");
  static const char *const absent[] = { "shipment.2",
                                        "shipment.-1",
                                        "shipment.x",
                                        "shipment.0x",
                                        "shipment.",
                                        "shipment.99999999999999999999",
                                        "shipment.package.city",
                                        "nothing",
                                        "nothing.at.all",
                                        "shipment.0.package.city.x",
                                        ".shipment",
                                        "shipment.0..package" };
  for (size_t i = 0; i < WB_COUNT(absent); i++)
    cr_expect_null(t.d->get(t.root, absent[i]), "%s", absent[i]);
}

Test(json, finds_members_with_very_long_names)
{
  WB_AUTO(buf) body = { 0 };
  WB_AUTO(buf) path = { 0 };
  doc_test_repeat(&body, "{\"", "name", 200, "\":{\"a\":\"deep\"}}");
  doc_test_repeat(&path, "", "name", 200, ".a");
  WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), buf_view(&body));
  cr_assert_eq(t.rc, WB_OK);
  EXPECT_TEXT(t, buf_cstr(&path), "deep");
  doc_test_repeat(&path, "", "name", 199, ".a");
  cr_expect_null(t.d->get(t.root, buf_cstr(&path)));
}

/* Objects with few members are walked, those with many are hashed: both must find the same. */
Test(json, finds_members_whose_names_begin_alike_among_few_and_many)
{
  static const int counts[] = { 3, 24, 25, 60 };
  for (size_t c = 0; c < WB_COUNT(counts); c++) {
    WB_AUTO(buf) body = { 0 };
    for (int i = 0; i < counts[c]; i++)
      buf_printf(&body, "%s\"item%d\":{\"item\":%d}", i ? "," : "{", i, i);
    buf_add_text(&body, ",\"item\":\"short\",\"a.b\":1,\"\":{\"x\":\"nameless\"}}");
    WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), buf_view(&body));
    cr_assert_eq(t.rc, WB_OK, "%s", t.err.text);
    EXPECT_TEXT(t, "item", "short");
    EXPECT_TEXT(t, "item0.item", "0");
    EXPECT_TEXT(t, "item2.item", "2");
    EXPECT_TEXT(t, ".x", "nameless");
    cr_expect_null(t.d->get(t.root, "item2.ite"));
    cr_expect_null(t.d->get(t.root, "ite"));
    cr_expect_null(t.d->get(t.root, "item99.item"));
    cr_expect_null(t.d->get(t.root, "a.b"), "a name with a dot cannot be reached");
  }
}

Test(json, refuses_bad_utf8_at_its_byte_and_takes_good_beside_escapes)
{
  PARSED(t, "{\"a\":\"\\u00e9t\xC3\xA9 \xE2\x82\xAC\"}");
  EXPECT_TEXT(t, "a", "\xC3\xA9t\xC3\xA9 \xE2\x82\xAC");
  WB_AUTO(doc_test) bad = doc_test_of(doc_json_language(), STR("{\"a\":\"\xC3\xA9\xE2\x82\"}"));
  cr_expect_eq(bad.rc, WB_E_PARSE);
  cr_expect_str_eq(bad.err.text, "not JSON: byte 8: not UTF-8");
}

Test(json, takes_a_null_node_and_an_empty_path)
{
  PARSED(t, "{\"a\":1}");
  cr_expect_null(t.d->get(NULL, "a.b"));
  cr_expect_null(t.d->get(NULL, NULL));
  cr_expect_eq(t.d->get(t.root, ""), t.root);
  cr_expect_eq(t.d->get(t.root, NULL), t.root);
  cr_expect_eq(t.d->text(NULL).n, 0);
  cr_expect_eq(t.d->name(NULL).n, 0);
  cr_expect_eq(t.d->name(t.root).n, 0);
  cr_expect_eq(t.d->kind(NULL), WB_NODE_ABSENT);
  wb_iter it = t.d->iterate(NULL, "a");
  cr_expect_eq(t.d->next(&it), 0);
  cr_expect_null(it.node);
}

Test(json, tells_kinds_apart)
{
  PARSED(t, "{\"null\":null,\"no\":false,\"yes\":true,\"i\":3,\"f\":2.50,\"s\":\"x\",\"e\":\"\",\"a\":[],"
            "\"o\":{}}");
  cr_expect_eq(KIND(t, "absent"), WB_NODE_ABSENT);
  cr_expect_eq(KIND(t, "null"), WB_NODE_NULL);
  cr_expect_eq(KIND(t, "no"), WB_NODE_BOOL);
  cr_expect_eq(KIND(t, "yes"), WB_NODE_BOOL);
  cr_expect_eq(KIND(t, "i"), WB_NODE_NUMBER);
  cr_expect_eq(KIND(t, "f"), WB_NODE_NUMBER);
  cr_expect_eq(KIND(t, "s"), WB_NODE_STRING);
  cr_expect_eq(KIND(t, "e"), WB_NODE_STRING);
  cr_expect_eq(KIND(t, "a"), WB_NODE_ARRAY);
  cr_expect_eq(KIND(t, "o"), WB_NODE_OBJECT);
  EXPECT_TEXT(t, "null", "");
  EXPECT_TEXT(t, "no", "false");
  EXPECT_TEXT(t, "yes", "true");
  EXPECT_TEXT(t, "a", "");
  EXPECT_TEXT(t, "o", "");
  cr_expect_null(t.d->get(t.root, "null.x"));
}

Test(json, gives_numbers_as_they_were_written)
{
  static const char *const numbers[] = {
    "0",
    "-0",
    "7",
    "-12",
    "2.50",
    "1E5",
    "1e-7",
    "-0.0",
    "1e400",
    "-1e400",
    "999999999999999999",
    "1000000000000000000",
    "-9223372036854775808",
    "-9223372036854775809",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "9400100000000000000000",
    "1234567890123456789012345678901234567890123456789012345678901234567890",
    "12345678901234567890E+0",
    "0.10000000000000000555111512312578270211815834045410156250"
  };
  for (size_t i = 0; i < WB_COUNT(numbers); i++) {
    WB_AUTO(buf) body = { 0 };
    buf_printf(&body, "{\"n\":%s,\"list\":[%s, %s ,5,%s\n],\"after\":\"x\"}", numbers[i], numbers[i],
               numbers[i], numbers[i]);
    WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), buf_view(&body));
    cr_assert_eq(t.rc, WB_OK, "%s: %s", numbers[i], t.err.text);
    EXPECT_TEXT(t, "n", numbers[i]);
    EXPECT_TEXT(t, "n", numbers[i]); /* asked twice */
    EXPECT_TEXT(t, "list.0", numbers[i]);
    EXPECT_TEXT(t, "list.1", numbers[i]);
    EXPECT_TEXT(t, "list.2", "5");
    EXPECT_TEXT(t, "list.3", numbers[i]);
    EXPECT_TEXT(t, "after", "x");
    cr_expect_eq(KIND(t, "n"), WB_NODE_NUMBER);
    WB_AUTO(doc_test) alone = doc_test_of(doc_json_language(), str_of(numbers[i]));
    cr_assert_eq(alone.rc, WB_OK, "%s alone: %s", numbers[i], alone.err.text);
    EXPECT_TEXT(alone, "", numbers[i]);
  }
}

Test(json, iterates_over_many_one_and_none)
{
  PARSED(t, "{\"many\":[10,null,30],\"one\":{\"x\":1},\"text\":\"t\",\"null\":null,\"empty\":[],\"nested\":[["
            "1,2],[3]]}");
  static const struct {
    const char *path, *texts;
    uint32_t count;
  } cases[] = { { "many", "10,,30,", 3 }, { "one", ",", 1 },     { "text", "t,", 1 },
                { "null", ",", 1 },       { "empty", "", 0 },    { "absent", "", 0 },
                { "many.2", "30,", 1 },   { "nested", ",,", 2 }, { "nested.0", "1,2,", 2 } };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    WB_AUTO(buf) texts = { 0 };
    uint32_t count = 0;
    wb_iter it = t.d->iterate(t.root, cases[i].path);
    for (; t.d->next(&it); count++) {
      cr_expect_not_null(it.node);
      cr_expect_eq(it.index, count, "%s", cases[i].path);
      buf_add(&texts, t.d->text(it.node));
      buf_add_byte(&texts, ',');
    }
    cr_expect_eq(count, cases[i].count, "%s", cases[i].path);
    cr_expect_str_eq(buf_cstr(&texts), cases[i].texts, "%s", cases[i].path);
    cr_expect_null(it.node);
    cr_expect_eq(t.d->next(&it), 0, "%s: stays at its end", cases[i].path);
  }
}

Test(json, iterates_over_the_node_itself)
{
  PARSED(t, "[1,2,3]");
  wb_iter it = t.d->iterate(t.root, NULL);
  int count = 0;
  while (t.d->next(&it))
    count++;
  cr_expect_eq(count, 3);
  PARSED(null, "null");
  it = null.d->iterate(null.root, "");
  cr_expect_eq(null.d->next(&it), 1);
  cr_expect_eq(null.d->kind(it.node), WB_NODE_NULL);
  cr_expect_eq(null.d->next(&it), 0);
}

Test(json, accepts_any_value_as_a_document_with_blanks_and_a_mark_around)
{
  static const struct {
    const char *body;
    uint32_t kind;
  } cases[] = { { "null", WB_NODE_NULL },
                { " null\n", WB_NODE_NULL },
                { "\xEF\xBB\xBF{}", WB_NODE_OBJECT },
                { "\xEF\xBB\xBF \r\n\t[]\r\n", WB_NODE_ARRAY },
                { "true", WB_NODE_BOOL },
                { "\"\"", WB_NODE_STRING },
                { " 12 ", WB_NODE_NUMBER },
                { "{ \"a\" : [ 1 , 2 ] }", WB_NODE_OBJECT } };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), str_of(cases[i].body));
    cr_assert_eq(t.rc, WB_OK, "%s: %s", cases[i].body, t.err.text);
    cr_assert_not_null(t.root, "%s", cases[i].body);
    cr_expect_eq(t.d->kind(t.root), cases[i].kind, "%s", cases[i].body);
  }
}

Test(json, decodes_escapes_and_replaces_lone_surrogates)
{
  PARSED(t, "{\"a\":\"\\\"\\\\\\/"
            "\\b\\f\\n\\r\\t\\u00e9\\u20AC\",\"pair\":\"\\ud83d\\udce6\",\"high\":\"x\\ud83dy\","
            "\"low\":\"x\\udce6y\",\"twice\":\"\\ud83d\\ud83d\\udce6\",\"raw\":\"\xC3\xA9\xF0\x9F\x93\xA6\","
            "\"end\":\"\\ud83d\"}");
  EXPECT_TEXT(t, "a", "\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC");
  EXPECT_TEXT(t, "pair", "\xF0\x9F\x93\xA6");
  EXPECT_TEXT(t, "high", "x\xEF\xBF\xBDy");
  EXPECT_TEXT(t, "low", "x\xEF\xBF\xBDy");
  EXPECT_TEXT(t, "twice", "\xEF\xBF\xBD\xF0\x9F\x93\xA6");
  EXPECT_TEXT(t, "raw", "\xC3\xA9\xF0\x9F\x93\xA6");
  EXPECT_TEXT(t, "end", "\xEF\xBF\xBD");
}

Test(json, keeps_an_escaped_nul_in_a_text_by_its_length)
{
  PARSED(t, "{\"a\":\"x\\u0000y\",\"b\":[\"\\u0000\"]}");
  cr_expect(str_equal(t.d->text(t.d->get(t.root, "a")), STR("x\0y")));
  cr_expect(str_equal(t.d->text(t.d->get(t.root, "b.0")), STR("\0")));
}

Test(json, keeps_the_last_of_members_with_the_same_name)
{
  PARSED(t, "{\"a\":1,\"b\":2,\"a\":{\"c\":3}}");
  EXPECT_TEXT(t, "a.c", "3");
  EXPECT_TEXT(t, "b", "2");
}

Test(json, refuses_what_is_not_json_and_says_where)
{
  static const doc_refusal cases[] = {
    { { NULL, 0 }, WB_E_PARSE, "not JSON: the body is empty" },
    { BODY(""), WB_E_PARSE, "not JSON: the body is empty" },
    { BODY("\xEF\xBB\xBF \n"), WB_E_PARSE, "not JSON: the body is empty" },
    { BODY("{\"a\":1} x"), WB_E_PARSE, "not JSON: byte 8: unexpected 'x'" },
    { BODY("{} {}"), WB_E_PARSE, "not JSON: byte 3: unexpected '{'" },
    { BODY("{\"a\":1"), WB_E_PARSE, "not JSON: byte 6: ends too early" },
    { BODY("[1,2"), WB_E_PARSE, "not JSON: byte 4: ends too early" },
    { BODY("[12345678901234567890"), WB_E_PARSE, "not JSON: byte 21: ends too early" },
    { BODY("{} 12345678901234567890"), WB_E_PARSE, "not JSON: byte 3: unexpected '1'" },
    { BODY("12345678901234567890 12345678901234567890"), WB_E_PARSE, "not JSON: byte 21: unexpected '1'" },
    { BODY("12345678901234567890,"), WB_E_PARSE, "not JSON: byte 20: unexpected ','" },
    { BODY("[1,]"), WB_E_PARSE, "not JSON: byte 3: unexpected ']'" },
    { BODY("[1,,2]"), WB_E_PARSE, "not JSON: byte 3" },
    { BODY("{\"a\":1,}"), WB_E_PARSE, "not JSON: byte 7" },
    { BODY("{\"a\" 1}"), WB_E_PARSE, "not JSON: byte 5" },
    { BODY("{1:2}"), WB_E_PARSE, "not JSON: byte 1" },
    { BODY("{a:1}"), WB_E_PARSE, "not JSON: byte 1: unexpected 'a'" },
    { BODY("[1}"), WB_E_PARSE, "not JSON: byte 2" },
    { BODY("]"), WB_E_PARSE, "not JSON: byte 0" },
    { BODY("::::"), WB_E_PARSE, "not JSON: byte 0" },
    { BODY("{'a':1}"), WB_E_PARSE, "not JSON: byte 1: unexpected '''" },
    { BODY("['a']"), WB_E_PARSE, "not JSON: byte 1: unexpected '''" },
    { BODY("[1] // end"), WB_E_PARSE, "not JSON: byte 4: unexpected '/'" },
    { BODY("/* a */ 1"), WB_E_PARSE, "not JSON: byte 0: unexpected '/'" },
    { BODY("{\"a\":NaN}"), WB_E_PARSE, "not JSON: byte 5: unexpected 'N'" },
    { BODY("[Infinity]"), WB_E_PARSE, "not JSON: byte 1: unexpected 'I'" },
    { BODY("[-Infinity]"), WB_E_PARSE, "not JSON: byte 1: a minus without a number" },
    { BODY("TRUE"), WB_E_PARSE, "not JSON: byte 0: unexpected 'T'" },
    { BODY("nul"), WB_E_PARSE, "not JSON: byte 0: unexpected 'n'" },
    { BODY("truely"), WB_E_PARSE, "not JSON: byte 4: unexpected 'l'" },
    { BODY("[01]"), WB_E_PARSE, "not JSON: byte 1: a number with a zero in front" },
    { BODY("[-01]"), WB_E_PARSE, "not JSON: byte 1: a number with a zero in front" },
    { BODY("[1.]"), WB_E_PARSE, "not JSON: byte 1: a number that ends in a point" },
    { BODY("[.5]"), WB_E_PARSE, "not JSON: byte 1: unexpected '.'" },
    { BODY("[+5]"), WB_E_PARSE, "not JSON: byte 1: unexpected '+'" },
    { BODY("[1e]"), WB_E_PARSE, "not JSON: byte 1: a number without its exponent" },
    { BODY("[1e+]"), WB_E_PARSE, "not JSON: byte 1: a number without its exponent" },
    { BODY("1.2.3"), WB_E_PARSE, "not JSON: byte 3: unexpected '.'" },
    { BODY("[1 2]"), WB_E_PARSE, "not JSON: byte 3: array value separator ',' expected at '2'" },
    { BODY("\"abc"), WB_E_PARSE, "not JSON: byte 0: a string without an end" },
    { BODY("[\"abc\\\""), WB_E_PARSE, "not JSON: byte 1: a string without an end" },
    { BODY("\"\\"), WB_E_PARSE, "a string without an end" },
    { BODY("[\"\",\""), WB_E_PARSE, "not JSON: byte 4: a string without an end" },
    { BODY("[\"a\nb\"]"), WB_E_PARSE, "not JSON: byte 3: a control character in a string" },
    { BODY("[\"0123456789\t\"]"), WB_E_PARSE, "not JSON: byte 12: a control character in a string" },
    { BODY("[\"a\\xb\"]"), WB_E_PARSE, "not JSON: byte 4" },
    { BODY("[\"\\u12g4\"]"), WB_E_PARSE, "not JSON: byte 6" },
    { BODY("[\"a\0b\"]"), WB_E_PARSE, "not JSON: byte 3: a control character in a string" },
    { BODY("[1,\0]"), WB_E_PARSE, "not JSON: byte 3: unexpected byte 0x00" },
    { BODY("{}\0"), WB_E_PARSE, "not JSON: byte 2: unexpected byte 0x00" },
    { BODY("{\"a\\u0000b\":1}"), WB_E_PARSE, "not JSON: byte 3: the name of a member holds a NUL" },
    { BODY("[\"\xC3\x28\"]"), WB_E_PARSE, "not JSON: byte 2: not UTF-8" },
    { BODY("[\"\xED\xA0\x80\"]"), WB_E_PARSE, "not JSON: byte 2: not UTF-8" },
    { BODY("\xEF\xBB\xBF[\"01234567\xFF\"]"), WB_E_PARSE, "not JSON: byte 13: not UTF-8" },
    { BODY("\xFF\xFE{\0}\0"), WB_E_PARSE, "not JSON: byte 0: unexpected byte 0xff" },
    { BODY("<a/>"), WB_E_PARSE, "not JSON: byte 0: unexpected '<'" },
    { BODY("Service unavailable"), WB_E_PARSE, "not JSON: byte 0: unexpected 'S'" },
  };
  doc_test_refused(doc_json_language(), cases, WB_COUNT(cases));
}

Test(json, says_that_a_page_is_html_and_quotes_its_title)
{
  static const doc_refusal cases[] = {
    { BODY("<!DOCTYPE html><html><head><title>Access\nDenied</title>"), WB_E_PARSE,
      "not JSON: an HTML page, \"Access Denied\"" },
    { BODY("\n<HTML><BODY>no</BODY></HTML>"), WB_E_PARSE, "not JSON: an HTML page" },
    { BODY("<?xml version=\"1.0\"?>\n<!-- x --><!doctype HTML PUBLIC \"\">"), WB_E_PARSE,
      "not JSON: an HTML page" },
    { BODY("<html"), WB_E_PARSE, "not JSON: an HTML page" },
    { BODY("<html><title>a\xFF"
           "b\x1B[2J</title>"),
      WB_E_PARSE, "not JSON: an HTML page, \"a?b [2J\"" },
    { BODY("<html><title"), WB_E_PARSE, "not JSON: an HTML page" },
    { BODY("<html><title>"), WB_E_PARSE, "not JSON: an HTML page" },
    { BODY("<htmlx>"), WB_E_PARSE, "not JSON: byte 0: unexpected '<'" },
    { BODY("<!-- "), WB_E_PARSE, "not JSON: byte 0: unexpected '<'" },
  };
  doc_test_refused(doc_json_language(), cases, WB_COUNT(cases));
}

Test(json, cuts_a_long_title_between_characters)
{
  for (size_t shift = 0; shift < 3; shift++) {
    WB_AUTO(buf) body = { 0 };
    doc_test_repeat(&body, &"<html><title>aaa"[0], "\xE2\x82\xAC", 100, "</title>");
    buf_add_text(&body, "</html>");
    memmove(body.data + 13, body.data + 13 + shift, body.n - 13 - shift);
    WB_AUTO(doc_test) t = doc_test_of(doc_json_language(), (wb_str){ body.data, body.n - shift });
    cr_expect_eq(t.rc, WB_E_PARSE);
    cr_expect(str_is_utf8(str_of(t.err.text), NULL), "%s", t.err.text);
    cr_expect(strstr(t.err.text, "\xE2\x82\xAC\"") != NULL, "%s", t.err.text);
  }
}
