/* SPDX-License-Identifier: MIT */
#include "core/cli/output.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *text;
static size_t text_bytes;
static FILE *out;

static void open_out(void)
{
  out = open_memstream(&text, &text_bytes);
  cr_assert_not_null(out);
}

static const char *written(void)
{
  fflush(out);
  return text;
}

static void close_out(void)
{
  fclose(out);
  free(text);
}

TestSuite(output, .init = open_out, .fini = close_out);

static void start_again(void)
{
  close_out();
  open_out();
}

Test(output, lets_nothing_through_that_a_terminal_would_act_on)
{
  static const struct {
    const char *from, *to;
  } rows[] = {
    { "plain", "plain" },
    { "a\033[2Jb", "a[2Jb" },
    { "tab\there", "tab here" },
    { "two\nlines\r", "two lines " },
    { "bell\007 null", "bell null" },
    { "\xC2\x9B" "31m", "31m" },                  /* C1: the eight-bit CSI */
    { "left\xE2\x80\xAEright", "leftright" },     /* U+202E turns text round */
    { "zero\xE2\x80\x8Bwidth", "zerowidth" },     /* U+200B */
    { "\xEF\xBB\xBFmark", "mark" },               /* U+FEFF */
    { "bad\xFF\xFE" "bytes", "bad  bytes" },
    { "cut\xE2\x82", "cut  " },
    { "Stra\xC3\x9F" "e", "Stra\xC3\x9F" "e" },
    { "\xE6\x9D\xB1\xE4\xBA\xAC", "\xE6\x9D\xB1\xE4\xBA\xAC" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    put_text(out, rows[i].from, strlen(rows[i].from));
    cr_expect_str_eq(written(), rows[i].to, "row %zu: \"%s\"", i, written());
    start_again();
  }
}

Test(output, counts_columns_not_bytes)
{
  static const struct {
    const char *text;
    size_t columns;
  } rows[] = {
    { "", 0 }, { "abc", 3 }, { "Stra\xC3\x9F" "e", 6 }, { "\xE6\x9D\xB1\xE4\xBA\xAC", 4 }, { "e\xCC\x81", 1 }, { "a\033b", 2 },
    { "a\tb", 3 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    cr_expect_eq(text_columns(rows[i].text), rows[i].columns, "row %zu: %zu", i, text_columns(rows[i].text));
}

Test(output, wraps_at_blanks_and_inside_words_that_are_too_long)
{
  static const struct {
    const char *from, *to;
    unsigned width;
  } rows[] = {
    { "short", "short", 10 },
    { "two words here", "two words\n  here", 10 },
    { "exactly ten", "exactly\n  ten", 10 },
    { "abcdefghijklmnop", "abcdefghij\n  klmnop", 10 },
    { "a abcdefghijklmnop", "a\n  abcdefghij\n  klmnop", 10 },
    { "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1", "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\n  \xE6\x9D\xB1", 9 },
    { "", "", 10 },
    { "width below the least", "width\n  below\n  the\n  least", 1 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const terminal t = { out, false, 20 };
    put_wrapped(&t, rows[i].from, 2, rows[i].width);
    cr_expect_str_eq(written(), rows[i].to, "row %zu: \"%s\"", i, written());
    start_again();
  }
}

Test(output, writes_tabs_and_line_ends_in_values_as_blanks)
{
  const char *const values[] = { "a\tb", NULL, "c\nd", "" };
  put_tsv(out, values, 4);
  cr_expect_str_eq(written(), "a b\t\tc d\t\n");
}

static const char *value_of(void *user, const char *name)
{
  (void)user;
  return strcmp(name, "number") == 0 ? "1Z" : strcmp(name, "status") == 0 ? "on\tway" : NULL;
}

Test(output, fills_in_a_format)
{
  static const char *const known[] = { "number", "status", NULL };
  static const struct {
    const char *format, *to;
  } rows[] = {
    { "{number}", "1Z\n" },         { "{number}\\t{status}", "1Z\ton way\n" }, { "{{number}}", "{number}\n" },
    { "a\\nb\\\\", "a\nb\\\n" },    { "", "\n" },                             { "}{", "}{\n" },
    { "\\", "\\\n" },               { "{}", "{}\n" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    cr_expect_eq(check_format(rows[i].format, known), EXIT_WORKED, "%s", rows[i].format);
    put_format(out, rows[i].format, value_of, NULL);
    cr_expect_str_eq(written(), rows[i].to, "%s: \"%s\"", rows[i].format, written());
    start_again();
  }
  cr_expect_eq(check_format("{number} {nothing}", known), EXIT_USAGE);
}

Test(output, takes_its_width_from_the_environment_within_reason)
{
  static const struct {
    const char *columns;
    unsigned width;
  } rows[] = { { "40", 40 }, { "5", 20 }, { "0", 80 }, { "99999", 80 }, { "wide", 80 }, { "-1", 80 }, { "", 80 } };
  FILE *file = tmpfile();
  cr_assert_not_null(file);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    setenv("COLUMNS", rows[i].columns, 1);
    cr_expect_eq(terminal_of(file, 0).width, rows[i].width, "COLUMNS=%s", rows[i].columns);
  }
  cr_expect_not(terminal_of(file, 0).color, "a file is no terminal");
  cr_expect(terminal_of(file, 1).color);
  fclose(file);
}
