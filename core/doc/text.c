/* SPDX-License-Identifier: MIT */
#include "text.h"
#include <stdio.h>

static wb_str skip_blanks(wb_str s)
{
  while (s.n && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\n' || s.p[0] == '\r'))
    s = (wb_str){ s.p + 1, s.n - 1 };
  return s;
}

wb_str doc_skip_start(wb_str body)
{
  if (str_starts(body, STR("\xEF\xBB\xBF")))
    body = (wb_str){ body.p + 3, body.n - 3 };
  return skip_blanks(body);
}

static bool starts_nocase(wb_str s, wb_str prefix)
{
  return s.n >= prefix.n && str_equal_nocase(str_upto(s, prefix.n), prefix);
}

static wb_str behind(wb_str s, wb_str mark)
{
  size_t at = str_find(s, mark);
  return at == SIZE_MAX ? (wb_str){ NULL, 0 } : skip_blanks(str_from(s, at + mark.n));
}

/* A page may begin with an XML declaration (XHTML) and comments. */
static wb_str skip_prolog(wb_str s)
{
  for (s = doc_skip_start(s);;) {
    if (str_starts(s, STR("<?")))
      s = behind(s, STR("?>"));
    else if (str_starts(s, STR("<!--")))
      s = behind(s, STR("-->"));
    else
      return s;
  }
}

static bool is_html(wb_str body)
{
  static const char *const tags[] = { "<html", "<head", "<body" };
  wb_str s = skip_prolog(body);
  if (starts_nocase(s, STR("<!doctype html")))
    return true;
  for (size_t i = 0; i < WB_COUNT(tags); i++) {
    wb_str tag = str_of(tags[i]);
    if (starts_nocase(s, tag) && (s.n == tag.n || strchr("> \t\r\n/", s.p[tag.n])))
      return true;
  }
  return false;
}

doc_quote doc_quote_of(wb_str foreign)
{
  doc_quote quote;
  size_t n = 0, bad;
  foreign = str_upto(foreign, sizeof quote.text - 1);
  while (n < foreign.n) {
    unsigned char c = (unsigned char)foreign.p[n];
    quote.text[n++] = c < 0x20 || c == 0x7F ? ' ' : (char)c;
  }
  while (!str_is_utf8((wb_str){ quote.text, n }, &bad)) {
    if (n - bad < 4 && n == sizeof quote.text - 1)
      n = bad;
    else
      quote.text[bad] = '?';
  }
  quote.text[n] = '\0';
  return quote;
}

/* What stands between <title> and the next tag. */
static wb_str find_title(wb_str page)
{
  enum { SEARCHED = 16384 };
  page = str_upto(page, SEARCHED);
  while (page.n && !starts_nocase(page, STR("<title")))
    page = (wb_str){ page.p + 1, page.n - 1 };
  size_t start = str_find_byte(page, '>');
  page = start == SIZE_MAX ? (wb_str){ NULL, 0 } : str_from(page, start + 1);
  return str_trim(str_upto(page, str_find_byte(page, '<')));
}

int doc_refuse_html(wb_str body, const char *language, wb_error *err)
{
  if (!is_html(body))
    return WB_OK;
  doc_quote title = doc_quote_of(find_title(body));
  if (!title.text[0])
    return error_set(err, WB_E_PARSE, "not %s: an HTML page", language);
  return error_set(err, WB_E_PARSE, "not %s: an HTML page, \"%s\"", language, title.text);
}

doc_byte_words doc_describe_byte(const char *p, const char *end)
{
  doc_byte_words words = { "the end" };
  if (p<end && * p> ' ' && *p < 0x7F)
    snprintf(words.text, sizeof words.text, "'%c'", *p);
  else if (p < end)
    snprintf(words.text, sizeof words.text, "byte 0x%02x", (unsigned)(unsigned char)*p);
  return words;
}
