/* SPDX-License-Identifier: MIT */
/* bench_parse: what reading an answer costs, in instructions, per carrier.  Goals 8, 9 and 10.
 *
 *   bench_parse HOW CARRIER COUNT   COUNT times, with HOW one of
 *     plugin  host_parse(): safety scan, parse, the carrier's own code, events into a feed
 *     doc     the document part alone, without a getter
 *     scan    the safety scan alone
 *     bare    json-c or libxml2 alone: parse and free
 *     size    prints the bytes and the events of the document
 *
 * The document is that of document.h.  Without arguments the program runs itself under callgrind with two
 * counts, whose difference holds no start-up. */
#include "core/doc/json/scan.h"
#include "core/doc/xml/scan.h"
#include "core/host/host.h"
#include "document.h"
#include "kit.h"
#include <json-c/json.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

enum { FEW = 20, MANY = 70 };

typedef struct work {
  const char *name; /* of the carrier */
  document d;
  arena *memory;
  host *h;
  arena_pool *spare; /* as the engine's */
  host_requests requests;
  wb_error err;
} work;

static void need(int rc, const wb_error *err)
{
  if (rc)
    kit_die("%s", err->text);
}

/* ---- the work ---- */

static size_t parse_once(work *w, uint32_t step)
{
  WB_AUTO(feed_ref) into = NULL;
  static const uint32_t covers[] = { 0 };
  const wb_response response = { .struct_size = sizeof response,
                                 .status = 200,
                                 .step = step,
                                 .body = buf_view(&w->d.body),
                                 .covers = { covers, 1, sizeof covers[0] } };
  need(feed_new_in(w->spare, 0, &into, &w->err), &w->err);
  into->source = into->carrier = str_of(w->d.carrier->id);
  need(host_parse(w->h, w->d.carrier, &w->d.batch, &response, w->memory, into, &w->requests, &w->err), &w->err);
  size_t events = 0;
  for (size_t i = 0; i < into->result_count; i++)
    events += into->results[i].event_count;
  return events;
}

static size_t parse_by_plugin(work *w, size_t count)
{
  size_t events = 0;
  need(host_new(NULL, &w->h, &w->err), &w->err);
  w->spare = arena_pool_new(256u << 10);
  for (size_t i = 0; i < count; i++)
    events = parse_once(w, 0);
  host_free(w->h);
  arena_pool_free(w->spare);
  if (events < 8)
    kit_die("%s: %zu events in the document", w->name, events);
  return events;
}

static void parse_by_part(work *w, size_t count)
{
  const doc_language *language;
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  need((w->d.xml ? doc_open_xml : doc_open_json)(&language, &w->err), &w->err);
  doc_parser *p = language->parser_new();
  for (size_t i = 0; i < count; i++) {
    doc_tree *tree;
    need(language->parse(p, buf_view(&w->d.body), &limits, &tree, &w->err), &w->err);
    language->tree_free(tree);
  }
  language->parser_free(p);
}

static void scan(work *w, size_t count)
{
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  json_scan s = { 0 };
  wb_str body = buf_view(&w->d.body);
  for (size_t i = 0; i < count; i++)
    need(w->d.xml ? xml_scan(body, &limits, &w->err) : json_scan_run(&s, body, body, &limits, &w->err), &w->err);
  json_scan_free(&s);
}

static void parse_bare(const work *w, size_t count)
{
  json_tokener *t = json_tokener_new_ex(WB_MAX_DOC_DEPTH);
  json_tokener_set_flags(t, JSON_TOKENER_STRICT);
  xmlParserCtxt *c = xmlNewParserCtxt();
  for (size_t i = 0; i < count; i++) {
    if (w->d.xml) {
      xmlFreeDoc(xmlCtxtReadMemory(c, w->d.body.data, (int)w->d.body.n, NULL, NULL,
                                   XML_PARSE_NOBLANKS | XML_PARSE_COMPACT | XML_PARSE_NONET));
      continue;
    }
    json_tokener_reset(t);
    json_object_put(json_tokener_parse_ex(t, w->d.body.data, (int)w->d.body.n + 1));
  }
  json_tokener_free(t);
  xmlFreeParserCtxt(c);
}

static int run(const char *how, const char *carrier, size_t count)
{
  work w = { .name = carrier, .memory = arena_new(0) };
  document_make(carrier, w.memory, &w.d);
  if (strcmp(how, "plugin") == 0)
    parse_by_plugin(&w, count);
  else if (strcmp(how, "doc") == 0)
    parse_by_part(&w, count);
  else if (strcmp(how, "scan") == 0)
    scan(&w, count);
  else if (strcmp(how, "bare") == 0)
    parse_bare(&w, count);
  else
    printf("bytes %zu\nevents %zu\nxml %d\n", w.d.body.n, parse_by_plugin(&w, 1), w.d.xml);
  buf_free(&w.d.body);
  arena_free(w.memory);
  return 0;
}

/* ---- measurements ---- */

static double instructions_of(const char *self, const char *how, const char *carrier, size_t count)
{
  char number[16], out[8192];
  snprintf(number, sizeof number, "%zu", count);
  const char *argv[] = { "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self, how, carrier, number,
                         NULL };
  kit_cost c = kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out, .errors_too = true });
  const char *told = strstr(out, "Collected : ");
  if (c.exit_code || !told)
    kit_die("%s %s failed under callgrind: %s", how, carrier, out);
  return strtod(told + 12, NULL);
}

/* json-c seeds its hash anew in each process, which moves a figure by up to two in a hundred. */
static double instructions_each(const char *self, const char *how, const char *carrier)
{
  return (instructions_of(self, how, carrier, MANY) - instructions_of(self, how, carrier, FEW)) / (MANY - FEW);
}

static void compare(const char *self, const char *carrier)
{
  char name[128], out[256];
  const char *argv[] = { self, "size", carrier, "1", NULL };
  if (kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out }).exit_code)
    kit_die("%s: the document cannot be made", carrier);
  double plugin = instructions_each(self, "plugin", carrier), doc = instructions_each(self, "doc", carrier);
  double bare = instructions_each(self, "bare", carrier), scanned = instructions_each(self, "scan", carrier);
  bool xml = kit_value(out, "xml") > 0;
  const char *goal = xml ? "9" : "8", *library = xml ? "libxml2" : "json-c";
  snprintf(name, sizeof name, "%s, %.0f bytes, %.0f events: plugin, against bare %s", carrier,
           kit_value(out, "bytes"), kit_value(out, "events"), library);
  kit_tell(&(kit_row){ goal, name, "instr", plugin, bare, KIT_AT_MOST, 1.15 });
  snprintf(name, sizeof name, "%s: document part alone, against bare %s", carrier, library);
  kit_tell(&(kit_row){ "", name, "instr", doc, bare, KIT_TOLD, 0 });
  snprintf(name, sizeof name, "%s: safety scan, share of the part's parse", carrier);
  kit_tell(&(kit_row){ "10", name, "instr", scanned, doc, KIT_AT_MOST, 0.05 });
}

int main(int argc, char **argv)
{
  if (argc == 4)
    return run(argv[1], argv[2], strtoul(argv[3], NULL, 10));
  if (!kit_has("valgrind")) {
    kit_skip("8", "plugins' parse, in instructions", "valgrind is not installed");
    return 0;
  }
  for (const char *const *carrier = document_carriers; *carrier; carrier++)
    if (argc == 1 || strcmp(argv[1], *carrier) == 0)
      compare(argv[0], *carrier);
  return 0;
}
