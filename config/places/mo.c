/* SPDX-License-Identifier: MIT */
/* Reads a catalogue of GNU gettext: a header, and two tables of length and offset.  (Its own functions
 * translate one text for one language of the process; here all texts of all languages are wanted.) */
#include "compile.h"

#define MO_MAGIC 0x950412deu

static uint32_t word_at(wb_str file, size_t at)
{
  uint32_t word = 0;
  if (at + sizeof word <= file.n)
    memcpy(&word, file.p + at, sizeof word);
  return word;
}

/* A text of the table that ends with its NUL inside the file, or NULL. */
static const char *text_at(wb_str file, size_t row)
{
  size_t n = word_at(file, row), at = word_at(file, row + 4);
  return at < file.n && n < file.n - at && file.p[at + n] == '\0' ? file.p + at : NULL;
}

static int mo_read(const char *path, mo_entry *entry, void *context, wb_error *err)
{
  WB_AUTO(buf) bytes = { 0 };
  int rc = buf_read_file(&bytes, path, err);
  if (rc)
    return rc;
  wb_str file = buf_view(&bytes);
  uint32_t count = word_at(file, 8), originals = word_at(file, 12), translations = word_at(file, 16);
  if (word_at(file, 0) != MO_MAGIC || count > file.n / 8)
    return error_set(err, WB_E_PARSE, "%s: not a catalogue of gettext in the byte order of this machine",
                     path);
  for (uint32_t i = 0; i < count; i++) {
    const char *original = text_at(file, originals + 8u * (size_t)i);
    const char *translated = text_at(file, translations + 8u * (size_t)i);
    if (!original || !translated)
      return error_set(err, WB_E_PARSE, "%s: entry %u lies outside the file", path, i);
    if (*original)
      entry(context, original, translated);
  }
  return WB_OK;
}

int mo_read_all(const char *locales, const char *domain, unsigned least, mo_entry *entry, void *context,
                wb_error *err)
{
  GDir *folder = g_dir_open(locales, 0, NULL);
  const char *language;
  unsigned found = 0;
  int rc = WB_OK;
  while (folder && rc == WB_OK && (language = g_dir_read_name(folder))) {
    char *path = g_strdup_printf("%s/%s/LC_MESSAGES/%s.mo", locales, language, domain);
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
      rc = mo_read(path, entry, context, err);
      found++;
    }
    g_free(path);
  }
  if (folder)
    g_dir_close(folder);
  if (rc == WB_OK && found < least)
    rc = error_set(
        err, WB_E_IO,
        "%s/*/LC_MESSAGES/%s.mo: %u files, expected %u or more. They belong to the packages "
        "libgeonames-common and iso-codes; slim systems leave them out when these are installed: see "
        "docs/dependencies.md",
        locales, domain, found, least);
  return rc;
}
