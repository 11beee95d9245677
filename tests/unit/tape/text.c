/* SPDX-License-Identifier: MIT */
#include "core/tape/tape.h"
#include <criterion/criterion.h>
#include <stdio.h>

#define HEAD "waybill-exchange 1\n"
#define ASK  "\n> GET https://api.example.com/v1?x=1\n"

static const char whole[] =
    HEAD "at: 2026-03-04T09:00:00Z\nabout: on the way, two scans\n\n"
         "> POST https://api.example.com/v1/track\n> accept: application/json\n> x-id: {unique}\n>\n"
         "> first\n>\n> third\n\n< 207\n< content-type: application/json\n< x-empty:\n\n{\"a\":\n\n1}\n";

static int parse(const char *text, arena *memory, tape_exchange *x, wb_error *err)
{
  *err = (wb_error){ 0 };
  return tape_parse(str_of(text), "a.http", memory, x, err);
}

Test(text, reads_every_part_of_a_recording)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  wb_error err;
  tape_exchange x;
  cr_assert_eq(parse(whole, memory, &x, &err), WB_OK, "%s", err.text);
  cr_assert_eq(x.at_ms, INT64_C(1772614800000));
  cr_assert(str_is(x.about, "on the way, two scans"));
  cr_assert(str_is(x.method, "POST"));
  cr_assert(str_is(x.url, "https://api.example.com/v1/track"));
  cr_assert_eq(x.request_header_count, 2);
  cr_assert(str_is(x.request_headers[1].name, "x-id"));
  cr_assert(str_is(x.request_headers[1].value, "{unique}"));
  cr_assert(str_is(x.request_body, "first\n\nthird"));
  cr_assert_eq(x.status, 207);
  cr_assert_eq(x.header_count, 2);
  cr_assert(str_is(x.headers[1].name, "x-empty"));
  cr_assert_eq(x.headers[1].value.n, 0);
  cr_assert(str_is(x.body, "{\"a\":\n\n1}"));
  cr_assert(str_is(x.path, "a.http"));
}

Test(text, reads_what_may_be_left_out)
{
  static const char *const texts[] = { HEAD ASK "\n< 204\n", HEAD ASK "\n< 204\n\n", HEAD ASK "\n< 204" };
  WB_AUTO(arena_ref) memory = arena_new(0);
  wb_error err;
  tape_exchange x;
  for (size_t i = 0; i < WB_COUNT(texts); i++) {
    cr_assert_eq(parse(texts[i], memory, &x, &err), WB_OK, "%s", err.text);
    cr_assert_eq(x.at_ms, 0);
    cr_assert_eq(x.body.n + x.about.n + x.request_body.n + x.header_count + x.request_header_count, 0);
  }
}

Test(text, takes_one_newline_off_the_end_and_no_more)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  wb_error err;
  tape_exchange x;
  cr_assert_eq(parse(HEAD ASK "\n< 200\n\nbody", memory, &x, &err), WB_OK);
  cr_assert(str_is(x.body, "body"));
  cr_assert_eq(parse(HEAD ASK "\n< 200\n\nbody\n\n", memory, &x, &err), WB_OK);
  cr_assert(str_is(x.body, "body\n"));
}

Test(text, lowers_the_names_of_headers)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  wb_error err;
  tape_exchange x;
  cr_assert_eq(parse(HEAD ASK "> Accept-Language:  fr \n\n< 200\n< Retry-After: 5\n", memory, &x, &err),
               WB_OK);
  cr_assert(str_is(x.request_headers[0].name, "accept-language"));
  cr_assert(str_is(x.request_headers[0].value, "fr"));
  cr_assert(str_is(x.headers[0].name, "retry-after"));
}

Test(text, reads_a_transfer_that_failed)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  wb_error err;
  tape_exchange x;
  cr_assert_eq(parse(HEAD ASK "\n< 0 timeout\n", memory, &x, &err), WB_OK);
  cr_assert_eq(x.status, 0);
  cr_assert(str_is(x.failure, "timeout"));
}

Test(text, names_the_line_of_what_is_wrong)
{
  static const struct {
    const char *text, *where, *words;
  } rows[] = {
    { "", "a.http:1:", "waybill-exchange 1" },
    { "waybill-exchange 2\n", "a.http:1:", "waybill-exchange 1" },
    { "waybill-exchange 1\r\n", "a.http:1:", "Unix" },
    { HEAD, "a.http:2:", "empty line" },
    { HEAD "at: yesterday\n", "a.http:2:", "2026-03-04T09:00:00Z" },
    { HEAD "when: 2026-03-04T09:00:00Z\n", "a.http:2:", "about" },
    { HEAD "about: x\nabout: y\n", "a.http:3:", "once" },
    { HEAD "\n\n> GET https://x/\n", "a.http:3:", "GET" },
    { HEAD "\n> get https://x/\n", "a.http:3:", "GET" },
    { HEAD "\n> GET ftp://x/\n", "a.http:3:", "https" },
    { HEAD "\n> GET https://x/a b\n", "a.http:3:", "https" },
    { HEAD "\n>GET https://x/\n", "a.http:3:", "GET" },
    { HEAD ASK "> no header\n", "a.http:4:", "name: value" },
    { HEAD ASK "> a b: c\n", "a.http:4:", "name: value" },
    { HEAD ASK "accept: x\n", "a.http:4:", "behind" },
    { HEAD ASK ">\n\n< 200\n", "a.http:5:", "body after the lone" },
    { HEAD ASK, "a.http:4:", "response" },
    { HEAD ASK "\n", "a.http:5:", "< 200" },
    { HEAD ASK "\n< 99\n", "a.http:5:", "< 200" },
    { HEAD ASK "\n< 600\n", "a.http:5:", "< 200" },
    { HEAD ASK "\n< 200 OK\n", "a.http:5:", "< 200" },
    { HEAD ASK "\n< 0\n", "a.http:5:", "timeout" },
    { HEAD ASK "\n< 200\nbody\n", "a.http:6:", "header of the response" },
    { HEAD ASK "\n< 0 reset\n\nbody\n", "a.http:6:", "no body" },
  };
  WB_AUTO(arena_ref) memory = arena_new(0);
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    wb_error err;
    tape_exchange x;
    cr_assert_eq(parse(rows[i].text, memory, &x, &err), WB_E_PARSE, "row %zu", i);
    cr_assert(strstr(err.text, rows[i].where), "row %zu: %s", i, err.text);
    cr_assert(strstr(err.text, rows[i].words), "row %zu: %s", i, err.text);
  }
}

static void round_trip(const tape_exchange *x)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) first = { 0 };
  WB_AUTO(buf) second = { 0 };
  wb_error err = { 0 };
  tape_exchange back;
  cr_assert_eq(tape_format(x, &first, &err), WB_OK, "%s", err.text);
  cr_assert_eq(tape_parse(buf_view(&first), "x", memory, &back, &err), WB_OK, "%s in\n%s", err.text,
               buf_cstr(&first));
  cr_assert(str_equal(back.request_body, x->request_body), "%s", buf_cstr(&first));
  cr_assert(str_equal(back.body, x->body), "%s", buf_cstr(&first));
  cr_assert(str_equal(back.url, x->url));
  cr_assert_eq(back.status, x->status);
  cr_assert_eq(back.at_ms, x->at_ms);
  cr_assert_eq(tape_format(&back, &second, &err), WB_OK);
  cr_assert(str_equal(buf_view(&first), buf_view(&second)));
}

Test(text, gives_back_what_it_wrote)
{
  const char *const bodies[] = { "",    "a",          "\n",     "a\n", "\n\na",         " a",
                                 "> a", "< 200\n\nx", "a\r\nb", " ",   "{\"x\": 1}\n\n" };
  for (size_t i = 0; i < WB_COUNT(bodies); i++)
    for (size_t k = 0; k < WB_COUNT(bodies); k++) {
      tape_header h = { STR("x-a"), STR("1") };
      const tape_exchange x = { .method = STR("POST"),
                                .url = STR("https://h/p"),
                                .request_headers = &h,
                                .request_header_count = 1,
                                .request_body = str_of(bodies[i]),
                                .status = 200,
                                .headers = &h,
                                .header_count = 1,
                                .body = str_of(bodies[k]),
                                .at_ms = INT64_C(1772614800123) };
      round_trip(&x);
    }
  const tape_exchange trouble = { .method = STR("GET"), .url = STR("http://h"), .failure = STR("reset") };
  round_trip(&trouble);
}

Test(text, gives_back_bytes_that_are_no_text)
{
  static const char bytes[] = "\0\xFF\n\0x";
  const tape_exchange x = { .method = STR("PUT"),
                            .url = STR("https://h/"),
                            .request_body = { bytes, sizeof bytes - 1 },
                            .status = 500,
                            .body = { bytes, sizeof bytes - 1 } };
  round_trip(&x);
}

Test(text, refuses_to_write_what_it_could_not_read)
{
  tape_header broken = { STR("x"), STR("a\nb") }, nameless = { STR(""), STR("a") };
  const tape_exchange bad[] = {
    { .method = STR("get"), .url = STR("https://h/"), .status = 200 },
    { .method = STR("GET"), .url = STR("h/"), .status = 200 },
    { .method = STR("GET"), .url = STR("https://h/ x"), .status = 200 },
    { .method = STR("GET"), .url = STR("https://h/"), .status = 42 },
    { .method = STR("GET"), .url = STR("https://h/") },
    { .method = STR("GET"), .url = STR("https://h/"), .failure = STR("reset"), .body = STR("x") },
    { .method = STR("GET"), .url = STR("https://h/"), .status = 200, .about = STR("a\nb") },
    { .method = STR("GET"), .url = STR("https://h/"), .status = 200, .headers = &broken, .header_count = 1 },
    { .method = STR("GET"),
      .url = STR("https://h/"),
      .status = 200,
      .request_headers = &nameless,
      .request_header_count = 1 },
  };
  for (size_t i = 0; i < WB_COUNT(bad); i++) {
    WB_AUTO(buf) out = { 0 };
    wb_error err = { 0 };
    cr_assert_eq(tape_format(&bad[i], &out, &err), WB_E_ARG, "row %zu", i);
    cr_assert_gt(strlen(err.text), 10);
  }
}

/* Whatever the text: an answer or an error with a line, and never a crash. */
Test(text, survives_every_cut_and_every_changed_byte)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  size_t n = sizeof whole - 1;
  for (size_t cut = 0; cut <= n; cut++) {
    wb_error err = { 0 };
    tape_exchange x;
    int rc = tape_parse((wb_str){ whole, cut }, "x", memory, &x, &err);
    cr_assert(rc == WB_OK || (rc == WB_E_PARSE && strstr(err.text, "x:")), "cut %zu: %s", cut, err.text);
    arena_reset(memory);
  }
  for (size_t at = 0; at < n; at++) {
    char text[sizeof whole];
    wb_error err = { 0 };
    tape_exchange x;
    memcpy(text, whole, n);
    text[at] = (char)(text[at] ^ 0x1F);
    int rc = tape_parse((wb_str){ text, n }, "x", memory, &x, &err);
    cr_assert(rc == WB_OK || rc == WB_E_PARSE);
    arena_reset(memory);
  }
}
