/* SPDX-License-Identifier: MIT */
#include "url.h"

static bool is_printable(wb_str url)
{
  for (size_t i = 0; i < url.n; i++)
    if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '\\')
      return false;
  return true;
}

static bool is_host_byte(char c)
{
  return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_';
}

/* Length of the host at the start of s, brackets of an IPv6 address included; 0: none. */
static size_t host_bytes(wb_str s)
{
  size_t n = 0;
  if (s.n && s.p[0] == '[') {
    for (n = 1; n < s.n && (ascii_is_digit(s.p[n]) || s.p[n] == ':' || s.p[n] == '.' ||
                            (ascii_upper(s.p[n]) >= 'A' && ascii_upper(s.p[n]) <= 'F'));)
      n++;
    return n > 1 && n < s.n && s.p[n] == ']' ? n + 1 : 0;
  }
  while (n < s.n && is_host_byte(s.p[n]))
    n++;
  return n;
}

static bool read_port(wb_str *rest, uint64_t *ret_port)
{
  if (!rest->n || rest->p[0] != ':')
    return true;
  *rest = str_from(*rest, 1);
  size_t n = 0;
  while (n < rest->n && ascii_is_digit(rest->p[n]))
    n++;
  wb_str digits = str_upto(*rest, n);
  *rest = str_from(*rest, n);
  return n <= 5 && str_to_u64(digits, ret_port) && *ret_port >= 1 && *ret_port <= 65535;
}

bool url_origin(wb_str url, buf *ret_origin)
{
  bool tls = str_equal_nocase(str_upto(url, 8), STR("https://"));
  if (!is_printable(url) || (!tls && !str_equal_nocase(str_upto(url, 7), STR("http://"))))
    return false;
  uint64_t standard = tls ? 443 : 80, port = standard;
  wb_str rest = str_from(url, tls ? 8 : 7);
  wb_str host = str_upto(rest, host_bytes(rest));
  rest = str_from(rest, host.n);
  if (!host.n || !read_port(&rest, &port) || (rest.n && !memchr("/?#", rest.p[0], 3)))
    return false;
  buf_add_text(ret_origin, tls ? "https://" : "http://");
  buf_add_lower(ret_origin, host);
  if (port != standard) {
    buf_add_byte(ret_origin, ':');
    buf_add_u64(ret_origin, port);
  }
  return !ret_origin->failed;
}

bool url_is_allowed(wb_str origin, bool allow_http)
{
  static const char *const own[] = { "http://127.0.0.1", "http://localhost", "http://[::1]" };
  if (str_starts(origin, STR("https://")))
    return true;
  for (size_t i = 0; allow_http && i < WB_COUNT(own); i++) {
    wb_str rest = str_from(origin, strlen(own[i]));
    if (str_starts(origin, str_of(own[i])) && (!rest.n || rest.p[0] == ':'))
      return true;
  }
  return false;
}

void url_escape(wb_str text, buf *out)
{
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (ascii_is_alpha(text.p[i]) || ascii_is_digit(text.p[i]) || (c && strchr("-._~", c))) {
      buf_add_byte(out, text.p[i]);
      continue;
    }
    buf_add_byte(out, '%');
    buf_add_byte(out, hex[c >> 4]);
    buf_add_byte(out, hex[c & 15]);
  }
}
