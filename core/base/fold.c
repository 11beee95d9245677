/* SPDX-License-Identifier: MIT */
#include "fold.h"
#include "fold_table.h"

/* Length of the character at the start of text, and the character; 1 and U+FFFD where the bytes are no UTF-8.
 */
static size_t decode(wb_str text, uint32_t *ret_character)
{
  const unsigned char *p = (const unsigned char *)text.p;
  size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
  static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
  uint32_t c = n == 1 ? p[0] : p[0] & (0x7Fu >> n);
  *ret_character = 0xFFFD;
  if ((n > 1 && (p[0] < 0xC2 || p[0] > 0xF4)) || n > text.n)
    return 1;
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xC0) != 0x80)
      return 1;
    c = c << 6 | (p[i] & 0x3Fu);
  }
  if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
    return 1;
  *ret_character = c;
  return n;
}

bool fold_next(wb_str *rest, fold_piece *ret_piece)
{
  if (rest->n == 0)
    return false;
  uint32_t c;
  size_t n = decode(*rest, &c);
  unsigned row = fold_rows[fold_pages[c / FOLD_PAGE] * FOLD_PAGE + c % FOLD_PAGE];
  ret_piece->was = c;
  ret_piece->blank = row == FOLD_BLANK || c == 0xFFFD;
  if (row == FOLD_SAME)
    ret_piece->text = (wb_str){ rest->p, n };
  else if (ret_piece->blank || row == FOLD_GONE)
    ret_piece->text = (wb_str){ rest->p, 0 };
  else
    ret_piece->text = (wb_str){ (const char *)fold_texts + row + 1, fold_texts[row] };
  *rest = str_from(*rest, n);
  return true;
}

size_t fold_text(wb_str text, char *out, size_t max)
{
  size_t n = 0;
  bool parted = false;
  fold_piece piece;
  while (fold_next(&text, &piece)) {
    if (piece.blank)
      parted = n > 0;
    if (piece.text.n == 0)
      continue;
    if (n + parted + piece.text.n > max)
      return n;
    if (parted)
      out[n++] = ' ';
    memcpy(out + n, piece.text.p, piece.text.n);
    n += piece.text.n;
    parted = false;
  }
  return n;
}
