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
 * The document is the carrier's recording on-the-way, without blanks between its tokens, its events repeated until it is
 * as large as a real one.  Without arguments the program runs itself under callgrind with two counts, whose difference
 * holds no start-up. */
#include "core/doc/json/scan.h"
#include "core/doc/xml/scan.h"
#include "kit.h"
#include "tests/carriers/replay.h"
#include <json-c/json.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

enum { JSON_BYTES = 4400, XML_BYTES = 6000, FEW = 20, MANY = 70 };

static const struct sample {
  const char *carrier;
  bool xml;
  const char *from, *to; /* around the events: the text up to the first, and after the last */
} samples[] = {
  { "ups", false, "\"activity\":[", "]" },
  { "fedex", false, "\"scanEvents\":[", "]" },
  { "usps", false, "\"trackingEvents\":[", "]" },
  { "dhl", false, "\"events\":[", "]" },
  { "amazon", false, "\"eventHistory\":[", "]" },
  { "inpost", false, "\"tracking_details\":[", "]" },
  { "canada-post", true, "<significant-events>", "</significant-events>" },
  { "chronopost", true, "</errorCode><listEventInfoComp>", "</listEventInfoComp>" },
};

typedef struct work {
  const struct sample *sample;
  const wb_carrier *carrier;
  arena *memory;
  wb_batch batch;
  buf body;
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

/* ---- the document ---- */

static void squeeze_json(wb_str text, buf *out)
{
  bool inside = false;
  for (size_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (inside && c == '\\')
      buf_add_byte(out, text.p[i++]);
    else if (c == '"')
      inside = !inside;
    if (inside || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
      buf_add_byte(out, text.p[i]);
  }
}

static void squeeze_xml(wb_str text, buf *out)
{
  wb_str line;
  while (str_split(&text, '\n', &line))
    buf_add(out, str_trim(line));
}

/* Length of the JSON array whose first byte after `[` is at the start; elements only. */
static size_t elements_bytes(wb_str rest)
{
  size_t depth = 0;
  bool inside = false;
  for (size_t i = 0; i < rest.n; i++) {
    char c = rest.p[i];
    if (inside && c == '\\')
      i++;
    else if (c == '"')
      inside = !inside;
    else if (!inside && (c == '[' || c == '{'))
      depth++;
    else if (!inside && (c == ']' || c == '}') && depth-- == 0)
      return i;
  }
  return 0;
}

static void enlarge(work *w, wb_str text)
{
  const struct sample *s = w->sample;
  size_t wanted = s->xml ? XML_BYTES : JSON_BYTES, at = str_find(text, str_of(s->from)) + strlen(s->from);
  wb_str rest = str_from(text, at);
  wb_str events = str_upto(rest, s->xml ? str_find(rest, str_of(s->to)) : elements_bytes(rest));
  if (at > text.n || !events.n)
    kit_die("%s: the recording has no %s", s->carrier, s->from);
  buf_add(&w->body, str_upto(text, at + events.n));
  while (w->body.n + (rest.n - events.n) < wanted) {
    buf_add_text(&w->body, s->xml ? "" : ",");
    buf_add(&w->body, events);
  }
  buf_add(&w->body, str_from(rest, events.n));
}

static void prepare(work *w, const char *carrier)
{
  WB_AUTO(buf) path = { 0 }, text = { 0 };
  tape *recordings;
  for (size_t i = 0; i < WB_COUNT(samples); i++)
    if (strcmp(samples[i].carrier, carrier) == 0)
      w->sample = &samples[i];
  if (!w->sample)
    kit_die("no carrier %s", carrier);
  buf_printf(&path, WB_SOURCE_DIR "/plugins/%s/recordings/on-the-way", carrier);
  need(tape_open(buf_cstr(&path), &recordings, &w->err), &w->err);
  (w->sample->xml ? squeeze_xml : squeeze_json)(tape_at(recordings, tape_count(recordings) - 1)->body, &text);
  enlarge(w, buf_view(&text));
  tape_close(recordings);
  w->memory = arena_new(0);
  need(carrier_open(carrier, &w->carrier, &w->err), &w->err);
  buf_add_text(&path, "/ask");
  need(ask_read(buf_cstr(&path), w->carrier, w->memory, &w->batch, &w->err), &w->err);
  w->batch.now_ms = INT64_C(1772614800000);
}

/* ---- the work ---- */

static size_t parse_once(work *w, uint32_t step)
{
  WB_AUTO(feed_ref) into = NULL;
  static const uint32_t covers[] = { 0 };
  const wb_response response = { .struct_size = sizeof response,
                                 .status = 200,
                                 .step = step,
                                 .body = buf_view(&w->body),
                                 .covers = { covers, 1, sizeof covers[0] } };
  need(feed_new_in(w->spare, 0, &into, &w->err), &w->err);
  into->source = into->carrier = str_of(w->carrier->id);
  need(host_parse(w->h, w->carrier, &w->batch, &response, w->memory, into, &w->requests, &w->err), &w->err);
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
    kit_die("%s: %zu events in the document", w->sample->carrier, events);
  return events;
}

static void parse_by_part(work *w, size_t count)
{
  const doc_language *language;
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  need((w->sample->xml ? doc_open_xml : doc_open_json)(&language, &w->err), &w->err);
  doc_parser *p = language->parser_new();
  for (size_t i = 0; i < count; i++) {
    doc_tree *tree;
    need(language->parse(p, buf_view(&w->body), &limits, &tree, &w->err), &w->err);
    language->tree_free(tree);
  }
  language->parser_free(p);
}

static void scan(work *w, size_t count)
{
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  json_scan s = { 0 };
  wb_str body = buf_view(&w->body);
  for (size_t i = 0; i < count; i++)
    need(w->sample->xml ? xml_scan(body, &limits, &w->err) : json_scan_run(&s, body, body, &limits, &w->err), &w->err);
  json_scan_free(&s);
}

static void parse_bare(const work *w, size_t count)
{
  json_tokener *t = json_tokener_new_ex(WB_MAX_DOC_DEPTH);
  json_tokener_set_flags(t, JSON_TOKENER_STRICT);
  xmlParserCtxt *c = xmlNewParserCtxt();
  for (size_t i = 0; i < count; i++) {
    if (w->sample->xml) {
      xmlFreeDoc(xmlCtxtReadMemory(c, w->body.data, (int)w->body.n, NULL, NULL,
                                   XML_PARSE_NOBLANKS | XML_PARSE_COMPACT | XML_PARSE_NONET));
      continue;
    }
    json_tokener_reset(t);
    json_object_put(json_tokener_parse_ex(t, w->body.data, (int)w->body.n + 1));
  }
  json_tokener_free(t);
  xmlFreeParserCtxt(c);
}

static int run(const char *how, const char *carrier, size_t count)
{
  work w = { 0 };
  prepare(&w, carrier);
  if (strcmp(how, "plugin") == 0)
    parse_by_plugin(&w, count);
  else if (strcmp(how, "doc") == 0)
    parse_by_part(&w, count);
  else if (strcmp(how, "scan") == 0)
    scan(&w, count);
  else if (strcmp(how, "bare") == 0)
    parse_bare(&w, count);
  else
    printf("bytes %zu\nevents %zu\n", w.body.n, parse_by_plugin(&w, 1));
  buf_free(&w.body);
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

static void compare(const char *self, const struct sample *s)
{
  char name[128], out[256];
  const char *argv[] = { self, "size", s->carrier, "1", NULL };
  if (kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out }).exit_code)
    kit_die("%s: the document cannot be made", s->carrier);
  double plugin = instructions_each(self, "plugin", s->carrier), doc = instructions_each(self, "doc", s->carrier);
  double bare = instructions_each(self, "bare", s->carrier), scanned = instructions_each(self, "scan", s->carrier);
  const char *goal = s->xml ? "9" : "8", *library = s->xml ? "libxml2" : "json-c";
  snprintf(name, sizeof name, "%s, %.0f bytes, %.0f events: plugin, against bare %s", s->carrier,
           kit_value(out, "bytes"), kit_value(out, "events"), library);
  kit_tell(&(kit_row){ goal, name, "instr", plugin, bare, KIT_AT_MOST, 1.15 });
  snprintf(name, sizeof name, "%s: document part alone, against bare %s", s->carrier, library);
  kit_tell(&(kit_row){ "", name, "instr", doc, bare, KIT_TOLD, 0 });
  snprintf(name, sizeof name, "%s: safety scan, share of the part's parse", s->carrier);
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
  for (size_t i = 0; i < WB_COUNT(samples); i++)
    if (argc == 1 || strcmp(argv[1], samples[i].carrier) == 0)
      compare(argv[0], &samples[i]);
  return 0;
}
