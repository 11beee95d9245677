/* SPDX-License-Identifier: MIT */
/* Goes through an answer once, knows where in it it is, and copies or blanks.  It is no parser: what it does
 * not understand it copies as text. */
#include "blank.h"

#define DEEPEST 64u

typedef struct blanker {
  wb_str in;
  size_t at;
  buf *out, *report;
} blanker;

static bool done(const blanker *b)
{
  return b->at >= b->in.n;
}

static char now(const blanker *b)
{
  return done(b) ? '\0' : b->in.p[b->at];
}

static void copy(blanker *b, size_t n)
{
  wb_str piece = str_upto(str_from(b->in, b->at), n);
  buf_add(b->out, piece);
  b->at += piece.n;
}

static void copy_blanks(blanker *b)
{
  while (!done(b) && (unsigned char)now(b) <= ' ')
    copy(b, 1);
}

static void tell(blanker *b, wb_str parent, wb_str name, size_t characters)
{
  buf_printf(b->report, "blanked %.*s%s%.*s (%zu characters)\n", STR_ARG(parent), parent.n ? "." : "",
             STR_ARG(name), characters);
}

/* A text that no rule blanks as a whole may hold an address or a number in it. */
static void add_text(blanker *b, wb_str text, wb_str parent, wb_str name, char escape)
{
  for (size_t i = 0; i < text.n;) {
    const char *what = NULL;
    size_t n = rule_pattern(text, i, &what);
    if (!n) {
      buf_add_byte(b->out, text.p[i++]);
      continue;
    }
    rule_add_shape(b->out, str_upto(str_from(text, i), n), escape);
    buf_printf(b->report, "blanked %s in %.*s%s%.*s\n", what, STR_ARG(parent), parent.n ? "." : "",
               name.n ? (int)name.n : (int)strlen("the text"), name.n ? name.p : "the text");
    i += n;
  }
}

static void add_value(blanker *b, wb_str text, wb_str parent, wb_str name, bool person, char escape)
{
  if (str_trim(text).n && rule_blanks(parent, name, person)) {
    rule_add_shape(b->out, text, escape);
    tell(b, parent, name, text.n);
  } else {
    add_text(b, text, parent, name, escape);
  }
}

/* ---- JSON ---- */

/* What is between the quotes; at is then behind the closing one.  false: it does not end. */
static bool json_string(blanker *b, wb_str *ret_inside)
{
  size_t start = b->at + 1, end = start;
  while (end < b->in.n && b->in.p[end] != '"')
    end += b->in.p[end] == '\\' ? 2 : 1;
  if (end >= b->in.n)
    return false;
  *ret_inside = str_upto(str_from(b->in, start), end - start);
  b->at = end + 1;
  return true;
}

static bool json_value(blanker *b, unsigned depth, wb_str parent, wb_str name, bool person);

static bool json_members(blanker *b, unsigned depth, wb_str name, bool person)
{
  for (copy(b, 1);;) {
    wb_str key;
    copy_blanks(b);
    if (now(b) == '}' || now(b) == ',') {
      bool last = now(b) == '}';
      copy(b, 1);
      if (last)
        return true;
      continue;
    }
    if (now(b) != '"' || !json_string(b, &key))
      return false;
    buf_printf(b->out, "\"%.*s\"", STR_ARG(key));
    copy_blanks(b);
    if (now(b) != ':')
      return false;
    copy(b, 1);
    if (!json_value(b, depth + 1, name, key, person || rule_is_person(name)))
      return false;
  }
}

static bool json_elements(blanker *b, unsigned depth, wb_str parent, wb_str name, bool person)
{
  for (copy(b, 1);;) {
    copy_blanks(b);
    if (now(b) == ']' || now(b) == ',') {
      bool last = now(b) == ']';
      copy(b, 1);
      if (last)
        return true;
      continue;
    }
    if (!json_value(b, depth + 1, parent, name, person))
      return false;
  }
}

static bool json_value(blanker *b, unsigned depth, wb_str parent, wb_str name, bool person)
{
  wb_str inside;
  copy_blanks(b);
  if (depth > DEEPEST || done(b))
    return false;
  if (now(b) == '{')
    return json_members(b, depth, name, person);
  if (now(b) == '[')
    return json_elements(b, depth, parent, name, person);
  if (now(b) == '"') {
    if (!json_string(b, &inside))
      return false;
    buf_add_byte(b->out, '"');
    add_value(b, inside, parent, name, person, '\\');
    buf_add_byte(b->out, '"');
    return true;
  }
  size_t n = 0;
  while (b->at + n < b->in.n && !strchr(",]} \t\r\n", b->in.p[b->at + n]))
    n++;
  if (!n)
    return false;
  inside = str_upto(str_from(b->in, b->at), n);
  b->at += n;
  if (ascii_is_digit(inside.p[inside.n - 1]))
    add_value(b, inside, parent, name, person, '\\');
  else
    buf_add(b->out, inside);
  return true;
}

/* ---- XML ---- */

typedef struct element {
  wb_str name;
  bool person;
} element;

static wb_str local_name(wb_str name)
{
  size_t colon = str_find_byte(name, ':');
  return colon == SIZE_MAX ? name : str_from(name, colon + 1);
}

static bool is_name_byte(char c)
{
  return ascii_is_alpha(c) || ascii_is_digit(c) || c == ':' || c == '_' || c == '-' || c == '.';
}

static wb_str take_name(blanker *b)
{
  size_t start = b->at, n = 0;
  while (start + n < b->in.n && is_name_byte(b->in.p[start + n]))
    n++;
  copy(b, n);
  return local_name(str_upto(str_from(b->in, start), n));
}

/* Up to and with `end`, as it is. */
static void copy_through(blanker *b, const char *end)
{
  size_t at = str_find(str_from(b->in, b->at), str_of(end));
  copy(b, at == SIZE_MAX ? b->in.n - b->at : at + strlen(end));
}

/* Behind a tag's name, to the end of the tag.  true: it closes itself. */
static bool xml_attributes(blanker *b, const element *parent, const element *e)
{
  bool person = e->person || rule_is_person(e->name) || rule_blanks(parent->name, e->name, false);
  bool closes = false;
  while (!done(b) && now(b) != '>') {
    closes = now(b) == '/';
    if (!is_name_byte(now(b))) {
      copy(b, 1);
      continue;
    }
    wb_str name = take_name(b);
    while (!done(b) && ((unsigned char)now(b) <= ' ' || now(b) == '='))
      copy(b, 1);
    char quote = now(b);
    if (quote != '"' && quote != '\'')
      continue;
    copy(b, 1);
    size_t n = str_find_byte(str_from(b->in, b->at), quote);
    wb_str value = str_upto(str_from(b->in, b->at), n);
    b->at += value.n;
    if (str_starts(name, STR("xmlns")) || str_starts(value, STR("http")))
      buf_add(b->out, value);
    else
      add_value(b, value, e->name, name, person, '&');
    copy(b, 1);
  }
  copy(b, 1);
  return closes;
}

static void xml_text(blanker *b, const element *parent, const element *e, const char *end)
{
  size_t n = str_find(str_from(b->in, b->at), str_of(end));
  wb_str text = str_upto(str_from(b->in, b->at), n);
  b->at += text.n;
  add_value(b, text, parent->name, e->name, e->person, '&');
}

static void xml_document(blanker *b)
{
  element path[DEEPEST] = { { { NULL, 0 }, false } };
  size_t depth = 0;
  while (!done(b)) {
    wb_str rest = str_from(b->in, b->at);
    const element *e = &path[depth], *parent = &path[depth ? depth - 1 : 0];
    if (now(b) != '<') {
      xml_text(b, parent, e, "<");
    } else if (str_starts(rest, STR("<![CDATA["))) {
      copy(b, 9);
      xml_text(b, parent, e, "]]>");
      copy(b, 3);
    } else if (str_starts(rest, STR("<!--"))) {
      copy_through(b, "-->");
    } else if (str_starts(rest, STR("<?")) || str_starts(rest, STR("<!"))) {
      copy_through(b, ">");
    } else if (str_starts(rest, STR("</"))) {
      copy_through(b, ">");
      depth -= depth > 0;
    } else {
      copy(b, 1);
      wb_str name = take_name(b);
      element child = { name, e->person || rule_is_person(e->name) };
      if (!xml_attributes(b, e, &child) && depth + 1 < DEEPEST)
        path[++depth] = child;
    }
  }
}

void blank_body(wb_str body, buf *out, buf *report)
{
  blanker b = { .in = body, .out = out, .report = report };
  copy_blanks(&b);
  if (now(&b) == '<')
    xml_document(&b);
  else if (now(&b) == '{' || now(&b) == '[')
    json_value(&b, 0, (wb_str){ NULL, 0 }, (wb_str){ NULL, 0 }, false);
  if (!done(&b)) {
    wb_str rest = str_from(body, b.at), none = { NULL, 0 };
    if (str_trim(rest).n)
      buf_add_text(
          report,
          "the answer is not whole JSON or XML: only what looks like an address or a number was blanked\n");
    add_text(&b, rest, none, none, '\0');
  }
}
