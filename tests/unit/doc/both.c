/* SPDX-License-Identifier: MIT */
#include "doc_test.h"
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

Test(both, open_their_parts_on_first_use)
{
  const doc_language *json = NULL, *xml = NULL;
  wb_error err = { 0 };
  int rc = doc_open_json(&json, &err);
  cr_assert_eq(rc, WB_OK, "%s", err.text);
  cr_assert_eq(doc_open_xml(&xml, &err), WB_OK, "%s", err.text);
  cr_expect_str_eq(json->name, "JSON");
  cr_expect_str_eq(xml->name, "XML");
  cr_expect_eq(json->getters.struct_size, sizeof(wb_doc));
  cr_expect(json->getters.parse == NULL && xml->getters.parse == NULL);
  WB_AUTO(doc_test) t = doc_test_of(xml, STR("<a>1</a>"));
  WB_AUTO(doc_test) u = doc_test_of(json, STR("{\"a\":1}"));
  cr_expect_str_eq(doc_test_get(&t, ""), "1");
  cr_expect_str_eq(doc_test_get(&u, "a"), "1");
}

Test(both, keep_trees_of_two_parsers_apart)
{
  WB_AUTO(doc_test) a = doc_test_of(doc_json_language(), STR("{\"x\":[1,12345678901234567890]}"));
  WB_AUTO(doc_test) b = doc_test_of(doc_xml_language(), STR("<r><x>2</x></r>"));
  WB_AUTO(doc_test) c = doc_test_of(doc_json_language(), STR("{\"x\":[3]}"));
  WB_AUTO(doc_test) d = doc_test_of(doc_xml_language(), STR("<r><x>4<!-- -->5</x></r>"));
  for (int i = 0; i < 3; i++) {
    cr_expect_str_eq(doc_test_get(&a, "x.0"), "1");
    cr_expect_str_eq(doc_test_get(&b, "x"), "2");
    cr_expect_str_eq(doc_test_get(&c, "x.0"), "3");
    cr_expect_str_eq(doc_test_get(&d, "x"), "45");
    cr_expect_str_eq(doc_test_get(&a, "x.1"), "12345678901234567890");
  }
}

static void *parse_many(void *user)
{
  const doc_language *language = user;
  bool is_json = language == doc_json_language();
  wb_str good = is_json ? STR("{\"a\":[1,2,\"x\"]}") : STR("<r><a>x</a><a b='1'/></r>");
  wb_str bad = is_json ? STR("{\"a\":[1,2") : STR("<r><a>");
  doc_parser *p = language->parser_new();
  doc_limits limits = DOC_LIMITS_DEFAULT;
  size_t failures = 0;
  for (int i = 0; i < 2000; i++) {
    doc_tree *tree = NULL;
    wb_error err = { 0 };
    int rc = language->parse(p, i % 3 ? good : bad, &limits, &tree, &err);
    failures += rc != (i % 3 ? WB_OK : WB_E_PARSE);
    language->tree_free(tree);
  }
  language->parser_free(p);
  return failures ? user : NULL;
}

Test(both, parse_in_several_threads_at_once)
{
  pthread_t threads[4];
  for (size_t i = 0; i < WB_COUNT(threads); i++) {
    const doc_language *language = i % 2 ? doc_json_language() : doc_xml_language();
    cr_assert_eq(pthread_create(&threads[i], NULL, parse_many, (void *)(uintptr_t)language), 0);
  }
  for (size_t i = 0; i < WB_COUNT(threads); i++) {
    void *failed = NULL;
    pthread_join(threads[i], &failed);
    cr_expect_null(failed);
  }
}

static size_t address_space(void)
{
  unsigned long pages = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (f && fscanf(f, "%lu", &pages) != 1)
    pages = 0;
  if (f)
    fclose(f);
  return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* json-c has no code for a lack of memory, and libxml2 gives the part of a document that fitted.  (A
 * sanitizer needs all of the address space.) */
Test(both, fail_clearly_without_memory)
{
#ifdef WB_SANITIZED
  cr_skip("the address space cannot be limited under a sanitizer");
#endif
  static const struct {
    const char *before, *repeated, *after;
  } bodies[] = { { "[", "\"a text that needs memory\",", "0]" },
                 { "[", "[],", "0]" },
                 { "<r>", "<a>a text that needs memory</a>", "</r>" },
                 { "<r>", "<a b=''/>", "</r>" } };
  for (size_t i = 0; i < WB_COUNT(bodies); i++) {
    const doc_language *language = i < 2 ? doc_json_language() : doc_xml_language();
    WB_AUTO(buf) body = { 0 };
    doc_test_repeat(&body, bodies[i].before, bodies[i].repeated, 60000, bodies[i].after);
    struct rlimit limit, before;
    getrlimit(RLIMIT_AS, &before);
    limit = before;
    limit.rlim_cur = address_space() + (1u << 20);
    cr_assert_eq(setrlimit(RLIMIT_AS, &limit), 0);
    doc_test t = doc_test_of(language, buf_view(&body));
    setrlimit(RLIMIT_AS, &before);
    cr_expect_eq(t.rc, WB_E_NOMEM, "%s: %d %s", bodies[i].repeated, t.rc, t.err.text);
    cr_expect_null(t.tree);
    doc_test_free(&t);
  }
}
