/* SPDX-License-Identifier: MIT */
/* One exchange as text, both ways: docs/recordings.md. */
#include "../base/clock.h"
#include "tape.h"

#define FIRST_LINE "waybill-exchange 1"

typedef struct reader {
  wb_str rest;
  const char *name;
  size_t line; /* of the line that was read last */
  arena *memory;
  wb_error *err;
} reader;

static int wrong(const reader *r, const char *expected)
{
  return error_set(r->err, WB_E_PARSE, "%s:%zu: expected %s", r->name, r->line, expected);
}

static bool next_line(reader *r, wb_str *ret_line)
{
  r->line++;
  if (!r->rest.n)
    return false;
  size_t end = str_find_byte(r->rest, '\n');
  *ret_line = str_upto(r->rest, end);
  r->rest = str_from(r->rest, end == SIZE_MAX ? r->rest.n : end + 1);
  return true;
}

static bool is_token_byte(char c)
{
  return ascii_is_alpha(c) || ascii_is_digit(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if (!is_token_byte(s.p[i]))
      return false;
  return s.n > 0;
}

/* No control character: a tab is none here. */
static bool is_one_line(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7F)
      return false;
  return true;
}

static bool is_url(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] <= 0x20 || s.p[i] == 0x7F)
      return false;
  return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}

static bool is_method(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if (s.p[i] < 'A' || s.p[i] > 'Z')
      return false;
  return s.n > 0;
}

static bool is_failure_word(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if (!ascii_is_alpha(s.p[i]) && s.p[i] != '-')
      return false;
  return s.n > 0;
}

/* Takes "> " or "< " off; a lone mark is an empty line.  false: the line does not begin with the mark. */
static bool after_mark(wb_str line, char mark, wb_str *ret_text)
{
  if (!line.n || line.p[0] != mark || (line.n > 1 && line.p[1] != ' '))
    return false;
  *ret_text = str_from(line, 2);
  return true;
}

/* ---- reading ---- */

static int read_header(reader *r, wb_str text, tape_header *ret_header)
{
  size_t colon = str_find_byte(text, ':');
  wb_str name = colon == SIZE_MAX ? (wb_str){ NULL, 0 } : str_upto(text, colon);
  wb_str value = colon == SIZE_MAX ? (wb_str){ NULL, 0 } : str_trim(str_from(text, colon + 1));
  if (!is_token(name) || !is_one_line(value))
    return wrong(r, "a header as \"name: value\"");
  wb_str copy = arena_str(r->memory, name);
  char *lower = copy.n ? arena_alloc(r->memory, copy.n + 1) : NULL;
  if (!lower)
    return error_nomem(r->err);
  for (size_t i = 0; i < copy.n; i++)
    lower[i] = ascii_lower(copy.p[i]);
  *ret_header = (tape_header){ { lower, copy.n }, arena_str(r->memory, value) };
  return arena_failed(r->memory) ? error_nomem(r->err) : WB_OK;
}

static int add_header(reader *r, wb_str text, tape_header **headers, size_t *count, size_t *capacity)
{
  tape_header h;
  int rc = read_header(r, text, &h);
  if (rc)
    return rc;
  tape_header *slot = ARENA_PUSH(r->memory, *headers, *count, *capacity);
  if (!slot)
    return error_nomem(r->err);
  *slot = h;
  return WB_OK;
}

/* "at:" and "about:" up to the empty line in front of the request. */
static int read_notes(reader *r, tape_exchange *x)
{
  bool at_seen = false, about_seen = false;
  wb_str line;
  for (;;) {
    if (!next_line(r, &line))
      return wrong(r, "\"at: TIME\", \"about: WORDS\", or an empty line and the request");
    if (!line.n)
      return WB_OK;
    if (str_starts(line, STR("at:")) && !at_seen) {
      at_seen = true;
      if (!civil_parse_utc(str_trim(str_from(line, 3)), &x->at_ms))
        return wrong(r, "a time as 2026-03-04T09:00:00Z after \"at:\"");
    } else if (str_starts(line, STR("about:")) && !about_seen && is_one_line(line)) {
      about_seen = true;
      x->about = arena_str(r->memory, str_trim(str_from(line, 6)));
    } else {
      return wrong(r, "\"at: TIME\" or \"about: WORDS\", each once, then an empty line");
    }
  }
}

static int read_request_line(reader *r, tape_exchange *x)
{
  wb_str line, text, method;
  if (!next_line(r, &line) || !after_mark(line, '>', &text) || !str_split(&text, ' ', &method) ||
      !is_method(method) || !is_url(text))
    return wrong(r, "the request as \"> GET https://host/path\"");
  x->method = arena_str(r->memory, method);
  x->url = arena_str(r->memory, text);
  return WB_OK;
}

static void add_body_line(buf *body, wb_str text, bool first)
{
  if (!first)
    buf_add_byte(body, '\n');
  buf_add(body, text);
}

/* Headers and body of the request, up to the empty line in front of the response. */
static int read_request_rest(reader *r, tape_exchange *x)
{
  WB_AUTO(buf) body = { 0 };
  size_t capacity = 0, body_lines = 0;
  bool in_body = false;
  wb_str line, text;
  for (;;) {
    if (!next_line(r, &line))
      return wrong(r, "an empty line and the response");
    if (!line.n)
      break;
    if (!after_mark(line, '>', &text))
      return wrong(r, "a line of the request behind \"> \", or an empty line and the response");
    if (in_body) {
      add_body_line(&body, text, body_lines++ == 0);
    } else if (!text.n) {
      in_body = true;
    } else {
      int rc = add_header(r, text, &x->request_headers, &x->request_header_count, &capacity);
      if (rc)
        return rc;
    }
  }
  if (in_body && !body_lines)
    return wrong(r, "the request's body after the lone \">\"");
  x->request_body = arena_str(r->memory, buf_view(&body));
  return buf_check(&body, r->err);
}

static int read_status_line(reader *r, tape_exchange *x)
{
  wb_str line, text, number;
  uint64_t status;
  if (!next_line(r, &line) || !after_mark(line, '<', &text) || !str_split(&text, ' ', &number) ||
      !str_to_u64(number, &status) || status > 599 || (status > 0 && (status < 100 || text.n)))
    return wrong(r, "the response as \"< 200\", or \"< 0 timeout\" for a transfer that failed");
  if (status == 0 && !is_failure_word(text))
    return wrong(r, "how the transfer failed: \"< 0 timeout\", reset, truncated, tls or resolve");
  x->status = (uint32_t)status;
  x->failure = status ? (wb_str){ NULL, 0 } : arena_str(r->memory, text);
  return WB_OK;
}

static int read_response(reader *r, tape_exchange *x)
{
  size_t capacity = 0;
  wb_str line, text;
  int rc = read_status_line(r, x);
  while (!rc && next_line(r, &line) && line.n) {
    if (!after_mark(line, '<', &text) || !text.n)
      return wrong(r, "a header of the response as \"< name: value\", or an empty line and the body");
    rc = add_header(r, text, &x->headers, &x->header_count, &capacity);
  }
  if (rc)
    return rc;
  wb_str body = r->rest;
  if (body.n && body.p[body.n - 1] == '\n')
    body.n--;
  if (body.n && !x->status)
    return wrong(r, "no body, as the transfer failed");
  x->body = arena_str(r->memory, body);
  return WB_OK;
}

int tape_parse(wb_str text, const char *name, arena *memory, tape_exchange *ret_exchange, wb_error *err)
{
  reader r = { .rest = text, .name = name, .memory = memory, .err = err };
  tape_exchange x = { .path = arena_str(memory, str_of(name)) };
  wb_str line;
  if (!next_line(&r, &line) || !str_is(line, FIRST_LINE))
    return wrong(&r, "\"" FIRST_LINE "\" (with Unix line ends)");
  int rc = read_notes(&r, &x);
  if (!rc)
    rc = read_request_line(&r, &x);
  if (!rc)
    rc = read_request_rest(&r, &x);
  if (!rc)
    rc = read_response(&r, &x);
  if (!rc && arena_failed(memory))
    rc = error_nomem(err);
  if (!rc)
    *ret_exchange = x;
  return rc;
}

/* ---- writing ---- */

static int check_headers(const tape_header *headers, size_t count, wb_error *err)
{
  for (size_t i = 0; i < count; i++)
    if (!is_token(headers[i].name) || !is_one_line(headers[i].value))
      return error_set(err, WB_E_ARG, "recording: header \"%.*s\" does not fit one line",
                       STR_ARG(headers[i].name));
  return WB_OK;
}

static int check_exchange(const tape_exchange *x, wb_error *err)
{
  if (!is_method(x->method))
    return error_set(err, WB_E_ARG, "recording: \"%.*s\" is no method", STR_ARG(x->method));
  if (!is_url(x->url))
    return error_set(err, WB_E_ARG, "recording: \"%.*s\" is no http URL", STR_ARG(x->url));
  if (!is_one_line(x->about))
    return error_set(err, WB_E_ARG, "recording: \"about\" has more than one line");
  if (x->status ? x->status < 100 || x->status > 599 : !is_failure_word(x->failure))
    return error_set(err, WB_E_ARG, "recording: status %u with failure \"%.*s\"", x->status,
                     STR_ARG(x->failure));
  if (!x->status && x->body.n)
    return error_set(err, WB_E_ARG, "recording: a failed transfer has no body");
  int rc = check_headers(x->request_headers, x->request_header_count, err);
  return rc ? rc : check_headers(x->headers, x->header_count, err);
}

static void write_headers(buf *out, const char *mark, const tape_header *headers, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    buf_add_text(out, mark);
    buf_add_lower(out, headers[i].name);
    buf_add_byte(out, ':');
    wb_str value = str_trim(headers[i].value);
    if (value.n)
      buf_add_byte(out, ' ');
    buf_add(out, value);
    buf_add_byte(out, '\n');
  }
}

static void write_request_body(buf *out, wb_str body)
{
  wb_str line;
  buf_add_text(out, ">\n");
  while (str_split(&body, '\n', &line)) {
    buf_add_text(out, line.n ? "> " : ">");
    buf_add(out, line);
    buf_add_byte(out, '\n');
  }
}

int tape_format(const tape_exchange *x, buf *out, wb_error *err)
{
  int rc = check_exchange(x, err);
  if (rc)
    return rc;
  buf_add_text(out, FIRST_LINE "\n");
  if (x->at_ms) {
    buf_add_text(out, "at: ");
    civil_add_utc(out, x->at_ms);
    buf_add_byte(out, '\n');
  }
  wb_str about = str_trim(x->about);
  if (about.n)
    buf_printf(out, "about: %.*s\n", STR_ARG(about));
  buf_printf(out, "\n> %.*s %.*s\n", STR_ARG(x->method), STR_ARG(x->url));
  write_headers(out, "> ", x->request_headers, x->request_header_count);
  if (x->request_body.n)
    write_request_body(out, x->request_body);
  if (x->status)
    buf_printf(out, "\n< %u\n", x->status);
  else
    buf_printf(out, "\n< 0 %.*s\n", STR_ARG(x->failure));
  write_headers(out, "< ", x->headers, x->header_count);
  buf_add_byte(out, '\n');
  buf_add(out, x->body);
  if (x->body.n)
    buf_add_byte(out, '\n');
  return buf_check(out, err);
}
