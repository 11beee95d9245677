/* SPDX-License-Identifier: MIT */
#include "core/number/number.h"
#include <criterion/criterion.h>

typedef struct reading {
  const char *input, *text, *dashed;
} reading;

Test(text, reads_what_people_and_scanners_write)
{
  static const reading table[] = {
    { "1z 999 aa1 0123456784", "1Z999AA10123456784", "1Z999AA10123456784" },
    { " \t1Z999AA10123456784\r\n", "1Z999AA10123456784", "1Z999AA10123456784" },
    { "9400-1000-0000-0000-0000-00", "9400100000000000000000", "9400-1000-0000-0000-0000-00" },
    { "1234.5678.9012", "123456789012", "123456789012" },
    { "123-1234567-1234567", "12312345671234567", "123-1234567-1234567" },
    { "123 - 456", "123456", "123-456" },
    { "1LS71234011234567-1", "1LS712340112345671", "1LS71234011234567-1" },
    { "-12-", "-12-", "-12-" },
    { "12--34", "12--34", "12--34" },
    { "]C100340434123456789015", "00340434123456789015", "00340434123456789015" },
    { "]C1]c112345", "12345", "12345" },
    { "]C1", "]C1", "]C1" },
    { "*ABC123*", "ABC123", "ABC123" },
    { "]C-2;", "]C-2;", "]C-2;" },
    { "(00) 3404 3412345678901 2", "00340434123456789012", "00340434123456789012" },
    { "]C1(420)22153(92)0055", "42022153920055", "42022153920055" },
    { "*(00)12*", "0012", "0012" },
    { "(0)12", "(0)12", "(0)12" },
    { "(023.4)05*X", "(023.4)05*X", "(023.4)05*X" },
    { "(00)(0.1)2", "00(01)2", "00(01)2" },
    { "12(00)", "12(00)", "12(00)" },
    { "(00)1(2", "001(2", "001(2" },
    { "420123459\x1D""40010", "42012345940010", "42012345940010" },
    { "12\xC2\xA0""34\xE2\x80\x89""56\xE2\x80\x8B""78\xEF\xBB\xBF", "12345678", "12345678" },
    { "\xEF\xBC\x91\xEF\xBC\x92\xEF\xBD\x81\xEF\xBC\xA2", "12AB", "12AB" },
    { "12\xE2\x80\x93""34\xE2\x88\x92""56\xE2\x80\x90""78", "12345678", "12-34-56-78" },
    { "12\xC2\xAD""34", "1234", "1234" },
    { "\xE3\x80\x80""12", "12", "12" },
    { "12/34_5", "12/34_5", "12/34_5" },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    number_text t, again;
    wb_error err = { 0 };
    cr_assert_eq(number_normalise(str_of(table[i].input), &t, &err), WB_OK, "row %zu: %s", i, err.text);
    cr_expect_str_eq(t.text, table[i].text, "row %zu: %s", i, t.text);
    cr_expect_str_eq(number_dashed(&t).p, table[i].dashed, "row %zu: %s", i, number_dashed(&t).p);
    cr_expect_eq(strlen(t.text), t.text_n);
    cr_expect_eq(strlen(number_dashed(&t).p), t.dashed_n);
    cr_assert_eq(number_normalise(number_dashed(&t), &again, NULL), WB_OK);
    cr_expect_str_eq(again.text, t.text, "row %zu is not idempotent: %s", i, again.text);
    cr_expect_str_eq(number_dashed(&again).p, number_dashed(&t).p, "row %zu is not idempotent", i);
  }
}

typedef struct refusal {
  const char *input;
  size_t n;
  int code;
  const char *words;
} refusal;

#define BAD(text, code, words) { text, sizeof(text) - 1, code, words }

Test(text, refuses_what_is_no_number_with_words)
{
  static const refusal table[] = {
    BAD("", WB_E_ARG, "the number is empty"),
    BAD(" \t\xC2\xA0", WB_E_ARG, "the number is empty"),
    BAD("--", WB_E_ARG, "no letter or digit in the number"),
    BAD("ab\xF0\x9F\x93\xA6", WB_E_ARG, "byte 3: character U+1F4E6 cannot stand in a tracking number"),
    BAD("\xC3\xA9", WB_E_ARG, "byte 1: character U+00E9 cannot stand in a tracking number"),
    BAD("12\0", WB_E_ARG, "byte 3: control character 0x00: this is not a tracking number but binary data"),
    BAD("\x7F" "ELF", WB_E_ARG,
        "byte 1: control character 0x7F: this is not a tracking number but binary data"),
    BAD("1\xFF", WB_E_ARG, "byte 2: 0xFF is not UTF-8 text: this is not a tracking number but binary data"),
    BAD("12\xE2\x80", WB_E_ARG,
        "byte 3: 0xE2 is not UTF-8 text: this is not a tracking number but binary data"),
    BAD("1\xC2\x85", WB_E_ARG, "byte 2: character U+0085 cannot stand in a tracking number"),
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    number_text t;
    wb_error err = { 0 };
    int rc = number_normalise((wb_str){ table[i].input, table[i].n }, &t, &err);
    cr_expect_eq(rc, table[i].code, "row %zu: %d", i, rc);
    cr_expect_str_eq(err.text, table[i].words, "row %zu: %s", i, err.text);
  }
}

Test(text, takes_128_characters_and_refuses_more)
{
  static char long_text[1 << 20];
  number_text t;
  memset(long_text, '7', sizeof long_text);
  cr_assert_eq(number_normalise((wb_str){ long_text, WB_MAX_NUMBER_BYTES }, &t, NULL), WB_OK);
  cr_expect_eq(t.text_n, WB_MAX_NUMBER_BYTES);
  static const size_t sizes[] = { WB_MAX_NUMBER_BYTES + 1, 4 * WB_MAX_NUMBER_BYTES, sizeof long_text };
  for (size_t i = 0; i < WB_COUNT(sizes); i++) {
    wb_error err = { 0 };
    cr_expect_eq(number_normalise((wb_str){ long_text, sizes[i] }, &t, &err), WB_E_LIMIT);
    cr_expect_str_eq(err.text, "too long for a tracking number: more than 128 characters");
  }
  memset(long_text, ' ', sizeof long_text - 1);
  cr_expect_eq(number_normalise((wb_str){ long_text, sizeof long_text }, &t, NULL), WB_OK);
  cr_expect_str_eq(t.text, "7");
}
