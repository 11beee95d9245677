/* SPDX-License-Identifier: MIT */
/* A JSON and an XML parser a thread, over the bodies of all recordings, whatever language these are in. */
#include "core/doc/doc.h"
#include "core/tape/tape.h"
#include "crew.h"

#define DEEPEST 12

static void add_tree(const wb_doc *d, const wb_node *n, int depth, crew_tally *tally)
{
  static const char *const steps[] = { "0", "1", "results", "events", "status", "code", "Body", "@version" };
  wb_iter it = d->iterate(n, NULL);
  crew_add(tally, d->text(n));
  crew_add(tally, d->name(n));
  for (uint32_t i = 0; i < 4 && d->next(&it); i++)
    if (it.node != n && depth)
      add_tree(d, it.node, depth - 1, tally);
  for (size_t i = 0; depth && i < WB_COUNT(steps); i++)
    if (d->get(n, steps[i]))
      add_tree(d, d->get(n, steps[i]), depth - 1, tally);
}

static void add_body(const doc_language *l, doc_parser *p, wb_str body, crew_tally *tally)
{
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  doc_tree *tree = NULL;
  wb_error err = { 0 };
  if (l->parse(p, body, &limits, &tree, &err)) {
    crew_add(tally, str_of(err.text));
    return;
  }
  add_tree(&l->getters, l->root(tree), DEEPEST, tally);
  l->tree_free(tree);
}

static void work(void *user, crew_tally *tally)
{
  const tape *t = user;
  const doc_language *json = doc_json_language(), *xml = doc_xml_language();
  doc_parser *json_parser = json->parser_new(), *xml_parser = xml->parser_new();
  if (!json_parser || !xml_parser)
    crew_fail("parsers", "no memory");
  for (size_t i = 0; i < tape_count(t); i++) {
    add_body(json, json_parser, tape_at(t, i)->body, tally);
    add_body(xml, xml_parser, tape_at(t, i)->body, tally);
  }
  json->parser_free(json_parser);
  xml->parser_free(xml_parser);
}

int main(void)
{
  tape *t = NULL;
  wb_error err = { 0 };
  if (tape_open(WB_SOURCE_DIR "/plugins", &t, &err))
    crew_fail("recordings", err.text);
  crew_run("parsers", work, t);
  tape_close(t);
  return EXIT_SUCCESS;
}
