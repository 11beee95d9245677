/* SPDX-License-Identifier: MIT */
#include "call.h"
#include <stdarg.h>
#include <stdio.h>

#define LONGEST_LINE 1024u

host *host_of(call *c)
{
  return (host *)(void *)((char *)c - offsetof(host, call));
}

void call_log(call *c, int level, const char *format, ...)
{
  char line[LONGEST_LINE];
  const logger *log = &host_of(c)->log;
  if (c->log_lines > WB_MAX_CALL_LOG_LINES)
    return;
  if (c->log_lines++ == WB_MAX_CALL_LOG_LINES) {
    log_line(log, LOG_WARN, "carrier %s: more than %d log lines in one call; the rest is left out",
             c->carrier->id, WB_MAX_CALL_LOG_LINES);
    return;
  }
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  log_line(log, level, "carrier %s %s: %s", c->carrier->id, c->carrier->version ? c->carrier->version : "",
           line);
}

int32_t call_refuse(call *c, int32_t code, const char *format, ...)
{
  wb_error words = { 0 };
  va_list args;
  if (c->refused.code && c->log_lines > WB_MAX_CALL_LOG_LINES)
    return code; /* nobody would see the words */
  va_start(args, format);
  vsnprintf(words.text, sizeof words.text, format, args);
  va_end(args);
  call_log(c, LOG_WARN, "%s", words.text);
  error_set(&c->refused, code, "carrier %s %s: %s", c->carrier->id,
            c->carrier->version ? c->carrier->version : "", words.text);
  return code;
}

int32_t call_count_bytes(call *c, size_t bytes)
{
  if (bytes > WB_MAX_CALL_MEMORY - c->kept_bytes)
    return call_refuse(c, WB_E_LIMIT, "more than %u bytes of results and requests in one call",
                       WB_MAX_CALL_MEMORY);
  c->kept_bytes += bytes;
  return WB_OK;
}

static bool is_number_byte(char c)
{
  return ascii_is_digit(c) || ascii_is_alpha(c);
}

/* Length of a run of letters and digits that may be the number of a parcel: 8 or more, 5 of them digits. */
static bool number_run(wb_str s, size_t *ret_length)
{
  size_t n = 0, digits = 0;
  while (n < s.n && is_number_byte(s.p[n]))
    digits += ascii_is_digit(s.p[n++]);
  *ret_length = n;
  return n >= 8 && digits >= 5;
}

static void add_printable(buf *out, wb_str text)
{
  for (size_t i = 0; i < text.n; i++) {
    unsigned char byte = (unsigned char)text.p[i];
    buf_add_byte(out, byte < 0x20 || byte == 0x7F ? ' ' : (char)byte);
  }
}

/* The part before the first byte that is no UTF-8, kept in the call's memory. */
static wb_str keep_line(call *c, const buf *out)
{
  wb_str line = buf_view(out);
  size_t bad;
  if (!str_is_utf8(line, &bad))
    line = str_upto(line, bad);
  return arena_str(host_of(c)->scratch, line);
}

wb_str call_printable(call *c, wb_str text)
{
  WB_AUTO(buf) out = { 0 };
  add_printable(&out, str_upto(text, LONGEST_LINE));
  return keep_line(c, &out);
}

wb_str call_shown(call *c, wb_str text)
{
  return c->log_lines > WB_MAX_CALL_LOG_LINES ? (wb_str){ NULL, 0 } : call_printable(c, text);
}

wb_str call_anonymous(call *c, wb_str text)
{
  WB_AUTO(buf) out = { 0 };
  text = str_upto(text, c->log_lines > WB_MAX_CALL_LOG_LINES ? 0 : LONGEST_LINE);
  while (text.n) {
    size_t length;
    bool number = number_run(text, &length);
    if (number)
      buf_add_text(&out, "{number}");
    else
      add_printable(&out, str_upto(text, length ? length : 1));
    text = str_from(text, length ? length : 1);
  }
  return keep_line(c, &out);
}
