/* SPDX-License-Identifier: MIT */
#include "sniff.h"

/* Position of a lower-case word, whatever the text's case. */
static size_t find_nocase(wb_str s, wb_str word)
{
  for (size_t i = 0; i + word.n <= s.n; i++)
    if (ascii_lower(s.p[i]) == word.p[0] && str_equal_nocase((wb_str){ s.p + i, word.n }, word))
      return i;
  return SIZE_MAX;
}

static bool has(wb_str s, const char *word)
{
  return find_nocase(s, str_of(word)) != SIZE_MAX;
}

static bool begins(wb_str s, const char *word)
{
  return str_equal_nocase(str_upto(s, strlen(word)), str_of(word));
}

/* "Name: value" of RFC 5322: printable ASCII but the colon. */
static bool is_field(wb_str line)
{
  size_t n = 0;
  while (n < line.n && line.p[n] > ' ' && line.p[n] < 0x7F && line.p[n] != ':')
    n++;
  return n > 0 && n < line.n && line.p[n] == ':';
}

static bool is_known_field(wb_str line)
{
  static const char *const names[] = { "from:",         "to:",          "subject:",    "date:",       "received:",   "message-id:",
                                       "mime-version:", "content-type:", "return-path:", "delivered-to:", "reply-to:", "x-mailer:",
                                       "sender:",       "cc:" };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (begins(line, names[i]))
      return true;
  return false;
}

/* The header of a mail; its length with the empty line, 0: this is none. */
static size_t header_bytes(wb_str s)
{
  wb_str rest = s, line;
  unsigned known = 0;
  if (begins(s, "From "))
    str_split(&rest, '\n', &line);
  while (str_split(&rest, '\n', &line)) {
    if (line.n && line.p[line.n - 1] == '\r')
      line.n--;
    if (line.n == 0)
      return known >= 2 && rest.p ? (size_t)(rest.p - s.p) : 0;
    bool folded = line.p[0] == ' ' || line.p[0] == '\t';
    if (!folded && !is_field(line))
      return 0;
    known += is_known_field(line);
  }
  return 0;
}

static bool looks_like_html(wb_str s)
{
  wb_str text = str_trim(str_starts(s, STR("\xEF\xBB\xBF")) ? str_from(s, 3) : s);
  if (begins(text, "<!doctype html") || begins(text, "<html"))
    return true;
  wb_str start = str_upto(text, 4096);
  return start.n && start.p[0] == '<' &&
         (has(start, "<html") || has(start, "<body") || has(start, "<table") || has(start, "<div") || has(start, "<p>"));
}

/* Words that only stand in a header whose mail has to be decoded. */
static bool needs_decoding(wb_str header)
{
  if (has(header, "quoted-printable") || has(header, "base64") || has(header, "multipart/") || has(header, "message/") ||
      has(header, "=?"))
    return true;
  size_t at = find_nocase(header, STR("charset="));
  if (at == SIZE_MAX)
    return false;
  wb_str charset = str_from(header, at + 8);
  if (charset.n && charset.p[0] == '"')
    charset = str_from(charset, 1);
  return !begins(charset, "utf-8") && !begins(charset, "us-ascii");
}

/* The Subject field without its name, with its folded lines. */
static wb_str find_subject(wb_str header)
{
  wb_str rest = header, line;
  while (str_split(&rest, '\n', &line)) {
    if (!begins(line, "subject:"))
      continue;
    wb_str value = { line.p + 8, line.n - 8 };
    while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t') && str_split(&rest, '\n', &line))
      value.n = (size_t)(line.p + line.n - value.p);
    return value;
  }
  return (wb_str){ NULL, 0 };
}

void text_sniff(wb_str start, enum text_kind kind, text_nature *ret_nature)
{
  size_t header = kind == TEXT_AUTO || kind == TEXT_MAIL ? header_bytes(start) : 0;
  *ret_nature = (text_nature){ .kind = kind };
  if (kind == TEXT_AUTO)
    ret_nature->kind = header ? TEXT_MAIL : looks_like_html(start) ? TEXT_HTML : TEXT_PLAIN;
  if (ret_nature->kind != TEXT_MAIL)
    return;
  wb_str fields = str_upto(start, header);
  ret_nature->is_folder = begins(start, "From ");
  ret_nature->is_encoded = header == 0 || ret_nature->is_folder || needs_decoding(fields);
  ret_nature->is_html = has(fields, "text/html");
  ret_nature->body = header;
  ret_nature->subject = find_subject(fields);
}
