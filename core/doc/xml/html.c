/* SPDX-License-Identifier: MIT */
#include "html.h"
#include "../../base/buf.h"
#include <libxml/HTMLparser.h>
#include <limits.h>
#include <stdlib.h>

#define FLUSH_BYTES 8192 /* text is handed on in pieces of about this size */
#define PIECE_BYTES (1u << 20) /* libxml2 is fed at most so much at once */
#define TAGS_IGNORED (INT_MAX / 2)

struct doc_html {
  doc_html_sink sink;
  htmlParserCtxtPtr context;
  htmlSAXHandler handler;
  buf text;
  unsigned depth, silent; /* elements that are open; scripts and styles among them */
  bool blank;             /* a blank is due before the next word */
  bool fresh;             /* nothing stands in the line yet */
  int rc;
  bool too_deep;
};

static void flush(doc_html *h)
{
  if (h->rc == WB_OK && h->text.n)
    h->rc = h->text.failed ? h->text.failed : h->sink.text(h->sink.user, buf_view(&h->text));
  buf_clear(&h->text);
}

static bool is_one_of(const char *name, const char *const *list)
{
  for (; *list; list++)
    if (strcmp(name, *list) == 0)
      return true;
  return false;
}

static bool is_silent(const char *name)
{
  static const char *const names[] = { "script", "style", "template", "noscript", NULL };
  return is_one_of(name, names);
}

/* Elements that do not break a line.  Whatever is not known does: a number never runs over its edge. */
static bool is_inline(const char *name)
{
  static const char *const names[] = { "a",   "abbr", "b",    "bdi",  "bdo",    "big",   "cite",   "code", "data", "dfn",
                                       "del", "em",   "font", "i",    "ins",    "kbd",   "label",  "mark", "nobr", "q",
                                       "s",   "samp", "small", "span", "strike", "strong", "sub",  "sup",  "time", "tt",
                                       "u",   "var",  "wbr",  "input", "img",   NULL };
  return is_one_of(name, names);
}

static bool is_cell(const char *name)
{
  return strcmp(name, "td") == 0 || strcmp(name, "th") == 0;
}

/* A cell ends with a tab; another edge ends the line. */
static void add_edge(doc_html *h, const char *name)
{
  h->blank = false;
  if (is_cell(name)) {
    buf_add_byte(&h->text, '\t');
  } else if (!h->fresh) {
    buf_add_byte(&h->text, '\n');
    h->fresh = true;
  }
}

static void add_link(doc_html *h, const xmlChar **attributes)
{
  for (; attributes && attributes[0]; attributes += 2) {
    if (strcmp((const char *)attributes[0], "href") != 0 || !attributes[1])
      continue;
    if (h->rc == WB_OK)
      h->rc = h->sink.link(h->sink.user, str_of((const char *)attributes[1]));
  }
}

static void start_element(void *user, const xmlChar *name, const xmlChar **attributes)
{
  doc_html *h = user;
  const char *element = (const char *)name;
  if (++h->depth > WB_MAX_HTML_DEPTH)
    h->too_deep = true;
  if (h->too_deep || h->rc)
    xmlStopParser(h->context);
  h->silent += is_silent(element);
  add_link(h, attributes);
  if (!is_inline(element) && !is_cell(element))
    add_edge(h, element);
}

static void end_element(void *user, const xmlChar *name)
{
  doc_html *h = user;
  const char *element = (const char *)name;
  h->depth -= h->depth > 0;
  h->silent -= h->silent > 0 && is_silent(element);
  if (!is_inline(element))
    add_edge(h, element);
}

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Runs of white space are one blank, as on the screen. */
static void add_characters(void *user, const xmlChar *characters, int n)
{
  doc_html *h = user;
  const char *p = (const char *)characters, *end = p + n;
  if (h->silent)
    return;
  while (p < end) {
    const char *word = p;
    while (p < end && !is_blank(*p))
      p++;
    if (p > word) {
      if (h->blank && !h->fresh)
        buf_add_byte(&h->text, ' ');
      buf_add(&h->text, (wb_str){ word, (size_t)(p - word) });
      h->blank = h->fresh = false;
    }
    for (; p < end && is_blank(*p); p++)
      h->blank = true;
  }
  if (h->text.n >= FLUSH_BYTES)
    flush(h);
}

static void html_free(doc_html *h)
{
  if (!h)
    return;
  if (h->context && h->context->myDoc)
    xmlFreeDoc(h->context->myDoc);
  htmlFreeParserCtxt(h->context);
  buf_free(&h->text);
  free(h);
}

static doc_html *html_begin(const doc_html_sink *sink, bool is_utf8)
{
  doc_html *h = calloc(1, sizeof *h);
  if (!h)
    return NULL;
  h->sink = *sink;
  h->fresh = true;
  h->handler.startElement = start_element;
  h->handler.endElement = end_element;
  h->handler.characters = add_characters;
  h->handler.cdataBlock = add_characters;
  h->handler.ignorableWhitespace = add_characters;
  xmlInitParser();
  h->context = htmlCreatePushParserCtxt(&h->handler, h, NULL, 0, NULL,
                                        is_utf8 ? XML_CHAR_ENCODING_UTF8 : XML_CHAR_ENCODING_NONE);
  if (!h->context) {
    html_free(h);
    return NULL;
  }
  /* libxml2 stops reading behind </html>, but mailing lists write their footers there, and folders hold one page after the
   * other.  So many ends of html, head and body it takes for those of misplaced tags and passes over. */
  h->context->depth = TAGS_IGNORED;
  htmlCtxtUseOptions(h->context, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_RECOVER |
                                     (is_utf8 ? HTML_PARSE_IGNORE_ENC : 0));
  return h;
}

static int state_of(const doc_html *h, wb_error *err)
{
  if (h->too_deep)
    return error_set(err, WB_E_LIMIT, "HTML: more than %d elements inside each other: refused", WB_MAX_HTML_DEPTH);
  return h->rc;
}

static int html_feed(doc_html *h, wb_str piece, wb_error *err)
{
  while (piece.n && !h->too_deep && h->rc == WB_OK) {
    wb_str part = str_upto(piece, PIECE_BYTES);
    htmlParseChunk(h->context, part.p, (int)part.n, 0);
    piece = str_from(piece, part.n);
  }
  return state_of(h, err);
}

static int html_end(doc_html *h, wb_error *err)
{
  if (!h->too_deep && h->rc == WB_OK)
    htmlParseChunk(h->context, NULL, 0, 1);
  flush(h);
  int rc = state_of(h, err);
  html_free(h);
  return rc;
}

const doc_html_reader xml_html_reader = {
  .begin = html_begin,
  .feed = html_feed,
  .end = html_end,
  .free = html_free,
};
