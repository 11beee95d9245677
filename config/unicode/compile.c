/* SPDX-License-Identifier: MIT */
/* Makes the table of core/base/fold.c out of utf8proc's Unicode data, so that the library need not load
 * utf8proc.
 *
 *   usage: fold_compile OUT.c */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define PAGE  256
#define PAGES (0x110000 / PAGE)
#define SAME  0u
#define BLANK 0xFFFFu
#define GONE  0xFFFEu

/* Letters that Unicode does not take apart, as people without such keys write them. */
static const struct {
  int32_t letter;
  const char *plain;
} plain_letters[] = {
  { 0xE6, "ae" },  { 0xC6, "ae" }, { 0xF8, "o" },  { 0xD8, "o" },  { 0x153, "oe" },
  { 0x152, "oe" }, { 0x142, "l" }, { 0x141, "l" }, { 0x111, "d" }, { 0x110, "d" },
  { 0x127, "h" },  { 0x126, "h" }, { 0x131, "i" }, { 0xFE, "th" }, { 0xDE, "th" },
  { 0xF0, "d" },   { 0xD0, "d" },  { 0x14B, "n" }, { 0x14A, "n" }, { 0x259, "e" },
  { 0x18F, "e" },  { 0x454, "е" }, { 0x404, "е" }, { 0x491, "г" }, { 0x490, "г" },
};

static bool is_stripped_mark(int32_t c)
{
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) ||
         (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE2F) || (c >= 0x591 && c <= 0x5C7) ||
         (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640;
}

/* Scripts whose letters carry marks that are part of them: a voiced kana is another kana. */
static bool is_left_alone(int32_t c)
{
  return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0x900 && c <= 0x109F);
}

/* What a character becomes: its own bytes, none (GONE), or a blank. */
static unsigned fold(int32_t c, char *out)
{
  utf8proc_category_t category = utf8proc_category(c);
  int32_t parts[32];
  int last = 0;
  char *end = out;
  if (category == UTF8PROC_CATEGORY_CF || (c >= 0x2B0 && c <= 0x2FF) || is_stripped_mark(c))
    return GONE;
  if (category == UTF8PROC_CATEGORY_CN || category == UTF8PROC_CATEGORY_CS ||
      category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CO ||
      (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_ZP))
    return BLANK;
  for (size_t i = 0; i < sizeof plain_letters / sizeof plain_letters[0]; i++)
    if (plain_letters[i].letter == c)
      return (unsigned)snprintf(out, 64, "%s", plain_letters[i].plain);
  long n = 1;
  parts[0] = c;
  if (!is_left_alone(c))
    n = (long)utf8proc_decompose_char(c, parts, 32, UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE,
                                      &last);
  for (long i = 0; i < n && n <= 32; i++)
    if (!is_stripped_mark(parts[i]) && end - out < 60)
      end += utf8proc_encode_char(parts[i], (utf8proc_uint8_t *)end);
  *end = '\0';
  return end == out ? GONE : (unsigned)(end - out);
}

typedef struct fold_table {
  uint16_t pages[PAGES];
  uint16_t rows[PAGES][PAGE];
  unsigned row_count;
  unsigned char texts[1 << 16];
  unsigned text_bytes;
} fold_table;

/* Offset of a text in the pool, which begins with an unused byte so that no text is at SAME. */
static unsigned intern(fold_table *t, const char *text, unsigned n)
{
  for (unsigned at = 1; at < t->text_bytes; at += 1u + t->texts[at])
    if (t->texts[at] == n && memcmp(t->texts + at + 1, text, n) == 0)
      return at;
  unsigned at = t->text_bytes;
  if (at + n + 1 >= GONE)
    return 0;
  t->texts[at] = (unsigned char)n;
  memcpy(t->texts + at + 1, text, n);
  t->text_bytes += n + 1;
  return at;
}

static bool fill(fold_table *t)
{
  t->text_bytes = 1;
  for (unsigned page = 0; page < PAGES; page++) {
    uint16_t *row = t->rows[t->row_count];
    for (unsigned i = 0; i < PAGE; i++) {
      char text[64], self[8];
      int32_t c = (int32_t)(page * PAGE + i);
      unsigned n = fold(c, text);
      long self_bytes = (long)utf8proc_encode_char(c, (utf8proc_uint8_t *)self);
      if (n == BLANK || n == GONE)
        row[i] = (uint16_t)n;
      else if ((long)n == self_bytes && memcmp(text, self, n) == 0)
        row[i] = SAME;
      else if ((row[i] = (uint16_t)intern(t, text, n)) == 0)
        return false;
    }
    unsigned same = 0;
    while (memcmp(t->rows[same], row, sizeof t->rows[0]) != 0)
      same++;
    t->pages[page] = (uint16_t)same;
    if (same == t->row_count)
      t->row_count++;
  }
  return true;
}

static void write_numbers(FILE *out, const char *declaration, const uint16_t *numbers, size_t count)
{
  fprintf(out, "const uint16_t %s = {", declaration);
  for (size_t i = 0; i < count; i++)
    fprintf(out, "%s%u,", i % 24 ? "" : "\n", numbers[i]);
  fputs("\n};\n", out);
}

int main(int argc, char **argv)
{
  fold_table *t = calloc(1, sizeof *t);
  FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
  bool good = t && out && fill(t);
  if (good) {
    char name[64];
    fputs("/* SPDX-License-Identifier: MIT */\n#include \"core/base/fold_table.h\"\n", out);
    write_numbers(out, "fold_pages[FOLD_PAGES]", t->pages, PAGES);
    snprintf(name, sizeof name, "fold_rows[%u]", t->row_count * PAGE);
    write_numbers(out, name, t->rows[0], (size_t)t->row_count * PAGE);
    fputs("const unsigned char fold_texts[] = {", out);
    for (unsigned i = 0; i < t->text_bytes; i++)
      fprintf(out, "%s%u,", i % 24 ? "" : "\n", t->texts[i]);
    fputs("\n};\n", out);
    good = !ferror(out);
  }
  if (out)
    good = fclose(out) == 0 && good;
  free(t);
  if (!good)
    fprintf(stderr, "usage: %s OUT.c, which must be a file that can be written\n", argv[0]);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
