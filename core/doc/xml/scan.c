/* SPDX-License-Identifier: MIT */
#include "scan.h"
#include "../text.h"
#include "../words.h"

typedef struct xml_scanner {
  wb_str text;
  const char *end;
  uintptr_t last_word; /* the last place from which eight bytes can be read, maybe before the start */
  wb_error *err;
  size_t nodes;
  uint32_t most_depth, depth, namespaces;
  uint8_t declared[XML_MOST_DEPTH + 1]; /* namespaces that the open element at each depth declares */
} xml_scanner;

/* Inside a tag, what is not part of a name. */
enum { PLAIN = 0, BLANK, QUOTE, EQUALS, CLOSE };
static const uint8_t classes[256] = {
  [' '] = BLANK,  ['\t'] = BLANK, ['\n'] = BLANK, ['\r'] = BLANK, ['"'] = QUOTE,
  ['\''] = QUOTE, ['='] = EQUALS, ['>'] = CLOSE,  ['<'] = CLOSE,
};

void xml_position(wb_str text, size_t at, size_t *ret_line, size_t *ret_column)
{
  size_t line = 1, start = 0;
  for (size_t i = 0; i < at && i < text.n; i++)
    if (text.p[i] == '\n') {
      line++;
      start = i + 1;
    }
  *ret_line = line;
  *ret_column = at - start + 1;
}

/* Puts the place in front of the error that was set.  NULL, for the caller to return. */
static const char *refuse_at(xml_scanner *s, const char *p)
{
  size_t line, column;
  xml_position(s->text, (size_t)(p - s->text.p), &line, &column);
  error_context(s->err, s->err->code, "%s: line %zu, column %zu",
                s->err->code == WB_E_LIMIT ? "XML" : "not XML", line, column);
  return NULL;
}

/* Checks an element that has attributes, some of which declare a namespace. */
static bool check_attributes(xml_scanner *s, const char *p, uint32_t attributes, uint32_t declared)
{
  s->nodes += attributes;
  if (attributes > WB_MAX_XML_ATTRIBUTES)
    error_set(s->err, WB_E_LIMIT, "an element with more than %d attributes: refused", WB_MAX_XML_ATTRIBUTES);
  else if (s->namespaces + declared > XML_MOST_NAMESPACES)
    error_set(s->err, WB_E_LIMIT, "more than %u namespaces around one element: refused", XML_MOST_NAMESPACES);
  else
    return true;
  refuse_at(s, p);
  return false;
}

static bool open_element(xml_scanner *s, const char *p, uint32_t declared, bool empty)
{
  if (s->depth >= s->most_depth) {
    error_set(s->err, WB_E_LIMIT, "nested deeper than %u levels: refused", s->most_depth);
    refuse_at(s, p);
    return false;
  }
  if (!empty) {
    s->declared[++s->depth] = (uint8_t)declared;
    s->namespaces += declared;
  }
  return true;
}

static const char *close_element(xml_scanner *s, const char *p)
{
  if (s->depth)
    s->namespaces -= s->declared[s->depth--];
  return p + 2;
}

/* Behind the name that p stands in: at a blank, a quote, '=', '<', '>', or the end. */
static inline const char *name_end(const xml_scanner *s, const char *p)
{
  while ((uintptr_t)p <= s->last_word) {
    uint64_t word = word_load(p);
    uint64_t found = (word_below(word, '\'' + 1) | word_below(word ^ WORD_EACH('<'), 4)) & WORD_HIGH;
    if (!found) {
      p += WORD_BYTES;
      continue;
    }
    p += word_first(found);
    if (classes[(unsigned char)*p] != PLAIN)
      return p;
    p++;
  }
  while (p < s->end && classes[(unsigned char)*p] == PLAIN)
    p++;
  return p;
}

/* Reads from behind the element's name to the tag's end, which it returns; NULL when there is none. */
static const char *scan_attributes(xml_scanner *s, const char *at, uint32_t *ret_attributes,
                                   uint32_t *ret_declared)
{
  const char *name = at;
  while (at && at < s->end) {
    switch (classes[(unsigned char)*at]) {
    case BLANK:
      at++;
      break;
    case EQUALS:
      ++*ret_attributes;
      *ret_declared += s->end - name > 5 && memcmp(name, "xmlns", 5) == 0;
      at++;
      break;
    case QUOTE:
      at = memchr(at + 1, *at, (size_t)(s->end - at - 1));
      at = at ? at + 1 : NULL;
      break;
    case CLOSE:
      return at;
    default:
      name = at;
      at = name_end(s, at);
    }
  }
  return NULL;
}

/* p is the '<' of an opening tag.  Returns where to go on. */
static const char *scan_tag(xml_scanner *s, const char *p)
{
  const char *at = name_end(s, p + 1);
  uint32_t declared = 0;
  if (at == s->end)
    return at;
  if (*at != '>') {
    uint32_t attributes = 0;
    at = scan_attributes(s, at, &attributes, &declared);
    if (!at)
      return s->end;
    if (!check_attributes(s, p, attributes, declared))
      return NULL;
  }
  if (!open_element(s, p, declared, at[-1] == '/'))
    return NULL;
  return *at == '>' ? at + 1 : at;
}

static const char *behind(xml_scanner *s, const char *p, wb_str mark)
{
  size_t at = str_find((wb_str){ p, (size_t)(s->end - p) }, mark);
  return at == SIZE_MAX ? s->end : p + at + mark.n;
}

static const char *scan_markup(xml_scanner *s, const char *p)
{
  wb_str rest = { p, (size_t)(s->end - p) };
  char next = rest.n > 1 ? p[1] : '\0';
  s->nodes++;
  if (next == '/')
    return close_element(s, p);
  if (next != '!' && next != '?')
    return scan_tag(s, p);
  if (next == '?')
    return behind(s, p + 2, STR("?>"));
  if (str_starts(rest, STR("<!--")))
    return behind(s, p + 4, STR("-->"));
  if (str_starts(rest, STR("<![CDATA[")))
    return behind(s, p + 9, STR("]]>"));
  error_set(s->err, WB_E_PARSE, "a document type (<!DOCTYPE, <!ENTITY ...) is never accepted");
  return refuse_at(s, p);
}

int xml_scan(wb_str text, const doc_limits *limits, wb_error *err)
{
  wb_error own = { 0 };
  xml_scanner s = { .text = text,
                    .end = text.p + text.n,
                    .last_word = (uintptr_t)text.p + text.n - WORD_BYTES,
                    .err = &own,
                    .most_depth = limits->depth < XML_MOST_DEPTH ? limits->depth : XML_MOST_DEPTH };
  const char *p = text.p;
  while (p && p < s.end) {
    p = memchr(p, '<', (size_t)(s.end - p));
    if (p)
      p = scan_markup(&s, p);
  }
  if (!own.code && s.nodes > limits->nodes)
    error_set(&own, WB_E_LIMIT, "XML: %zu tags and attributes, more than %u: refused", s.nodes,
              limits->nodes);
  return own.code ? error_set(err, own.code, "%s", own.text) : WB_OK;
}
