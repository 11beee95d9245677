/* SPDX-License-Identifier: MIT */
#include "call.h"

static bool is_unreserved(char c) /* RFC 3986, section 2.3 */
{
  return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void add_percent(buf *out, char c)
{
  static const char hex[] = "0123456789ABCDEF";
  const char code[] = { '%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15] };
  buf_add(out, (wb_str){ code, sizeof code });
}

void encode_percent(buf *out, wb_str text)
{
  for (size_t i = 0; i < text.n; i++)
    if (is_unreserved(text.p[i]))
      buf_add_byte(out, text.p[i]);
    else
      add_percent(out, text.p[i]);
}

void encode_form(buf *out, wb_str text)
{
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] == ' ')
      buf_add_byte(out, '+');
    else if (is_unreserved(text.p[i]) && text.p[i] != '~')
      buf_add_byte(out, text.p[i]);
    else
      add_percent(out, text.p[i]);
}

void encode_json(buf *out, wb_str text)
{
  for (size_t i = 0; i < text.n; i++) {
    unsigned char c = (unsigned char)text.p[i];
    if (c == '"' || c == '\\')
      buf_add_byte(out, '\\');
    if (c < 0x20)
      buf_printf(out, "\\u%04x", (unsigned)c);
    else
      buf_add_byte(out, text.p[i]);
  }
}

void encode_xml(buf *out, wb_str text)
{
  for (size_t i = 0; i < text.n; i++)
    switch (text.p[i]) {
    case '&':
      buf_add_text(out, "&amp;");
      break;
    case '<':
      buf_add_text(out, "&lt;");
      break;
    case '>':
      buf_add_text(out, "&gt;");
      break;
    case '"':
      buf_add_text(out, "&quot;");
      break;
    case '\'':
      buf_add_text(out, "&apos;");
      break;
    default:
      buf_add_byte(out, text.p[i]);
    }
}

void encode_base64(buf *out, wb_str bytes)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < bytes.n; i += 3) {
    uint32_t three = 0;
    size_t left = bytes.n - i < 3 ? bytes.n - i : 3;
    for (size_t k = 0; k < 3; k++)
      three = three << 8 | (k < left ? (unsigned char)bytes.p[i + k] : 0u);
    for (size_t k = 0; k < 4; k++)
      buf_add_byte(out, k <= left ? digits[three >> (18 - 6 * k) & 63] : '=');
  }
}
