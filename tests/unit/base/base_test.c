/* SPDX-License-Identifier: MIT */
#include "core/base/arena.h"
#include "core/base/buf.h"
#include "core/base/clock.h"
#include "core/base/json_writer.h"
#include <criterion/criterion.h>

Test(str, splits_trims_and_finds)
{
  wb_str rest = STR("a,,b"), piece;
  cr_assert(str_split(&rest, ',', &piece) && str_is(piece, "a"));
  cr_assert(str_split(&rest, ',', &piece) && piece.n == 0);
  cr_assert(str_split(&rest, ',', &piece) && str_is(piece, "b"));
  cr_assert_not(str_split(&rest, ',', &piece));
  cr_assert(str_is(str_trim(STR(" \t x y \r\n")), "x y"));
  cr_assert_eq(str_find(STR("abcabd"), STR("abd")), 3);
  cr_assert_eq(str_find(STR("aaab"), STR("aab")), 1);
  cr_assert_eq(str_find(STR("ab"), STR("abc")), SIZE_MAX);
}

Test(str, reads_numbers_only_whole_and_in_range)
{
  uint64_t u;
  int64_t i;
  cr_assert(str_to_u64(STR("18446744073709551615"), &u) && u == UINT64_MAX);
  cr_assert_not(str_to_u64(STR("18446744073709551616"), &u));
  cr_assert_not(str_to_u64(STR("12x"), &u));
  cr_assert_not(str_to_u64(STR(""), &u));
  cr_assert(str_to_i64(STR("-9223372036854775807"), &i) && i == -INT64_MAX);
  cr_assert_not(str_to_i64(STR("9223372036854775808"), &i));
}

Test(str, knows_valid_utf8)
{
  static const struct {
    const char *text;
    size_t bad_at; /* SIZE_MAX: valid */
  } table[] = {
    { "plain ascii, longer than eight bytes", SIZE_MAX },
    { "Zażółć gęślą jaźń \xE2\x82\xAC \xF0\x9F\x93\xA6", SIZE_MAX },
    { "overlong \xC0\xAF", 9 },
    { "surrogate \xED\xA0\x80", 10 },
    { "too high \xF4\x90\x80\x80", 9 },
    { "cut \xE2\x82", 4 },
    { "\xFF", 0 },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    size_t at = SIZE_MAX;
    bool valid = str_is_utf8(str_of(table[i].text), &at);
    cr_assert_eq(valid, table[i].bad_at == SIZE_MAX, "case %zu", i);
    cr_assert_eq(at, table[i].bad_at, "case %zu: %zu", i, at);
  }
}

Test(str, measures_slips_of_the_hand)
{
  cr_assert_eq(str_distance(STR("detect"), STR("detect")), 0);
  cr_assert_eq(str_distance(STR("detcet"), STR("detect")), 1);
  cr_assert_eq(str_distance(STR("kitten"), STR("sitting")), 3);
}

Test(buf, stops_at_its_maximum_and_says_so)
{
  WB_AUTO(buf) b = { 0 };
  wb_error err = { 0 };
  buf_init(&b, 10);
  buf_add_text(&b, "0123456789");
  cr_assert_eq(buf_check(&b, &err), WB_OK);
  buf_add_byte(&b, 'x');
  buf_add_text(&b, "");
  cr_assert_eq(buf_check(&b, &err), WB_E_LIMIT);
  cr_assert_not_null(strstr(err.text, "10 bytes"));
  cr_assert_str_eq(buf_cstr(&b), "0123456789");
}

Test(buf, refuses_a_file_over_its_maximum_and_a_folder)
{
  WB_AUTO(buf) b = { 0 };
  wb_error err = { 0 };
  buf_init(&b, 100);
  cr_assert_eq(buf_read_file(&b, WB_SOURCE_DIR "/CMakeLists.txt", &err), WB_E_LIMIT);
  err.code = WB_OK;
  cr_assert_eq(buf_read_file(&b, WB_SOURCE_DIR, &err), WB_E_IO);
}

Test(arena, hands_out_zeroed_memory_up_to_its_maximum)
{
  arena *a = arena_new(1000);
  unsigned char *p = arena_alloc(a, 400);
  cr_assert_not_null(p);
  for (size_t i = 0; i < 400; i++)
    cr_assert_eq(p[i], 0);
  memset(p, 0xFF, 400);
  cr_assert_null(arena_alloc(a, 700));
  cr_assert(arena_failed(a));
  arena_reset(a);
  cr_assert_not(arena_failed(a));
  p = arena_alloc(a, 400);
  for (size_t i = 0; i < 400; i++)
    cr_assert_eq(p[i], 0, "reused memory is zeroed again");
  cr_assert_null(arena_array(a, SIZE_MAX / 2, 3), "a product that does not fit");
  arena_free(a);
}

Test(error, keeps_the_first_and_cuts_at_a_character)
{
  wb_error err = { 0 };
  char longer[700];
  memset(longer, 'x', sizeof longer);
  memcpy(longer + sizeof err.text - 2, "\xC3\xA9", 2);
  longer[699] = '\0';
  cr_assert_eq(error_set(&err, WB_E_IO, "%s", longer), WB_E_IO);
  cr_assert(str_is_utf8(str_of(err.text), NULL), "no half character");
  cr_assert_eq(error_set(&err, WB_E_ARG, "second"), WB_E_ARG);
  cr_assert_eq(err.code, WB_E_IO, "the first one holds");
  wb_error with = { 0 };
  error_set(&with, WB_E_PARSE, "no such member");
  cr_assert_eq(error_context(&with, WB_E_PARSE, "UPS"), WB_E_PARSE);
  cr_assert_str_eq(with.text, "UPS: no such member");
}

Test(json_writer, is_valid_json_whatever_goes_in)
{
  WB_AUTO(buf) b = { 0 };
  json_writer w;
  json_begin(&w, &b);
  json_object(&w);
  json_member_text(&w, "a", STR("quote \" back \\ line \n bell \a del \x7F csi \xC2\x9B euro \xE2\x82\xAC bad \xFF end"));
  json_member_i64(&w, "b", INT64_MIN);
  json_key(&w, "c");
  json_array(&w);
  json_bool(&w, true);
  json_null(&w);
  json_object(&w);
  json_object_end(&w);
  json_array_end(&w);
  json_member_text_or_null(&w, "d", STR(""));
  json_object_end(&w);
  cr_assert_str_eq(buf_cstr(&b), "{\"a\":\"quote \\\" back \\\\ line \\n bell \\u0007 del \\u007f csi \\u009b euro \xE2\x82\xAC bad "
                                 "\xEF\xBF\xBD end\",\"b\":-9223372036854775808,\"c\":[true,null,{}],\"d\":null}");
}

Test(clock, turns_dates_into_instants_and_back)
{
  static const struct {
    const char *text;
    int64_t ms; /* INT64_MIN: refused */
  } table[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2026-03-04T09:00:00Z", INT64_C(1772614800000) },
    { "2026-03-04T10:00:00+01:00", INT64_C(1772614800000) },
    { "2026-03-04T03:30:00.250-05:30", INT64_C(1772614800250) },
    { "2026-03-04", INT64_C(1772582400000) },
    { "1900-02-29", INT64_MIN },
    { "2000-02-29", INT64_C(951782400000) },
    { "2026-13-01", INT64_MIN },
    { "2026-03-04T24:00:00Z", INT64_MIN },
    { "2026-03-04T09:00:00", INT64_MIN }, /* no zone */
    { "2026-03-04T09:00:00Zx", INT64_MIN },
    { "", INT64_MIN },
  };
  for (size_t i = 0; i < WB_COUNT(table); i++) {
    int64_t ms = INT64_MIN;
    bool ok = civil_parse_utc(str_of(table[i].text), &ms);
    cr_assert_eq(ok, table[i].ms != INT64_MIN, "%s", table[i].text);
    cr_assert_eq(ms, table[i].ms, "%s: %lld", table[i].text, (long long)ms);
  }
  for (int64_t day = -800000; day < 800000; day += 37) {
    civil c = civil_from_ms(day * 86400000 + 45296789);
    if (civil_is_valid(&c))
      cr_assert_eq(civil_to_ms(&c), day * 86400000 + 45296789);
  }
  civil c = civil_from_ms(INT64_C(1772614800000));
  cr_assert_eq(civil_weekday(&c), 3, "a Wednesday");
}

Test(buf, adds_numbers_and_lower_case)
{
  WB_AUTO(buf) b = { 0 };
  const int64_t numbers[] = { 0, -1, INT64_MAX, INT64_MIN };
  for (size_t i = 0; i < WB_COUNT(numbers); i++) {
    buf_add_i64(&b, numbers[i]);
    buf_add_lower(&b, STR(" A-\xC3\x84z "));
  }
  cr_assert_str_eq(buf_cstr(&b), "0 a-\xC3\x84z -1 a-\xC3\x84z 9223372036854775807 a-\xC3\x84z "
                                 "-9223372036854775808 a-\xC3\x84z ");
}

/* Texts of every length around the eight bytes that are looked at together, with each byte in each place. */
Test(json_writer, escapes_a_byte_wherever_it_stands)
{
  static const char named[] = "\n\r\t\"\\", letters[] = "nrt\"\\";
  for (size_t n = 1; n < 20; n++)
    for (size_t at = 0; at < n; at++)
      for (unsigned byte = 0; byte < 128; byte++) {
        WB_AUTO(buf) written = { 0 };
        WB_AUTO(buf) wanted = { 0 };
        char text[20];
        json_writer w;
        memset(text, 'x', sizeof text);
        text[at] = (char)byte;
        json_begin(&w, &written);
        json_text(&w, (wb_str){ text, n });
        buf_printf(&wanted, "\"%.*s", (int)at, "xxxxxxxxxxxxxxxxxxxx");
        const char *letter = byte ? strchr(named, (int)byte) : NULL;
        if (letter)
          buf_printf(&wanted, "\\%c", letters[letter - named]);
        else if (byte < 0x20 || byte == 0x7F)
          buf_printf(&wanted, "\\u%04x", byte);
        else
          buf_add_byte(&wanted, (char)byte);
        buf_printf(&wanted, "%.*s\"", (int)(n - at - 1), "xxxxxxxxxxxxxxxxxxxx");
        cr_assert_str_eq(buf_cstr(&written), buf_cstr(&wanted));
      }
}
