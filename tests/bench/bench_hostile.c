/* SPDX-License-Identifier: MIT */
/* bench_hostile: documents made to hurt, through the document part, each in a process of its own.  Goal 11.
 *
 *   bench_hostile one NAME   parses that document; its memory and time are told by who waits for it */
#include "core/base/buf.h"
#include "core/doc/doc.h"
#include "kit.h"
#include <stdio.h>
#include <string.h>

static const struct hostile {
  const char *name, *before, *repeated, *after;
  size_t count;
} documents[] = {
  { "json: 100,000 open brackets", "", "[", "", 100000 },
  { "json: 2 MiB of {}", "[", "{},", "{}]", 699000 },
  { "json: 2 MiB of numbers", "[", "1,", "1]", 1048000 },
  { "json: as many empty objects as are allowed", "[", "{},", "{}]", 49900 },
  { "json: as many numbers as are allowed", "[", "1,", "1]", 199900 },
  { "json: as many strings as are allowed", "[", "\"ab\",", "1]", 199900 },
  { "json: as many members as are allowed", "{", "\"a\":1,", "\"b\":1}", 199900 },
  { "json: a string of 2 MB", "[\"", "x", "\"]", 2000000 },
  { "xml: 200 deep elements", "", "<a>", "", 200 },
  { "xml: 2 MiB of <a/>", "<x>", "<a/>", "</x>", 524000 },
  { "xml: as many elements as are allowed", "<x>", "<a/>", "</x>", 199900 },
  { "xml: 50,000 attributes", "<x ", "a='' ", "/>", 50000 },
  { "xml: a text of 2 MB", "<x>", "y", "</x>", 2000000 },
  { "xml: 2 MB of character references", "<x>", "&#65;", "</x>", 400000 },
};
enum { DOCUMENTS = sizeof documents / sizeof documents[0] };

static void build(const struct hostile *h, buf *out)
{
  buf_add_text(out, h->before);
  for (size_t i = 0; i < h->count; i++)
    buf_add_text(out, h->repeated);
  buf_add_text(out, h->after);
}

static int parse_one(const char *name)
{
  const doc_limits limits = DOC_LIMITS_DEFAULT;
  const doc_language *language;
  wb_error err = { 0 };
  for (size_t i = 0; i < DOCUMENTS; i++) {
    if (strcmp(name, documents[i].name) != 0)
      continue;
    WB_AUTO(buf) text = { 0 };
    doc_tree *tree = NULL;
    build(&documents[i], &text);
    if ((name[0] == 'j' ? doc_open_json : doc_open_xml)(&language, &err))
      kit_die("%s", err.text);
    double since_s = kit_now_s();
    doc_parser *p = language->parser_new();
    int rc = language->parse(p, buf_view(&text), &limits, &tree, &err);
    language->tree_free(tree);
    language->parser_free(p);
    printf("seconds %.4f\nrefused %d\n", kit_now_s() - since_s, rc != WB_OK);
    return 0;
  }
  kit_die("no document \"%s\"", name);
}

int main(int argc, char **argv)
{
  double worst_mb = 0, worst_s = 0;
  const char *largest = "", *slowest = "";
  char name[128], out[256];
  if (argc == 3)
    return parse_one(argv[2]);
  for (size_t i = 0; i < DOCUMENTS; i++) {
    const char *words[] = { argv[0], "one", documents[i].name, NULL };
    kit_cost c = kit_run(&(kit_command){ .argv = words, .output = out, .capacity = sizeof out });
    if (c.exit_code)
      kit_die("%s: the parser died", documents[i].name);
    double s = kit_value(out, "seconds");
    if (c.rss_mb > worst_mb) {
      worst_mb = c.rss_mb;
      largest = documents[i].name;
    }
    if (s > worst_s) {
      worst_s = s;
      slowest = documents[i].name;
    }
    fprintf(stderr, "%-45s %7.1f MB %8.2f ms %s\n", documents[i].name, c.rss_mb, s * 1e3,
            kit_value(out, "refused") > 0 ? "refused" : "accepted");
  }
  snprintf(name, sizeof name, "hostile documents, most memory (%s)", largest);
  kit_tell(&(kit_row){ "11", name, "MB", worst_mb, 0, KIT_AT_MOST, 64 });
  snprintf(name, sizeof name, "hostile documents, most time (%s)", slowest);
  kit_tell(&(kit_row){ "11", name, "s", worst_s, 0, KIT_AT_MOST, 0.5 });
  return 0;
}
