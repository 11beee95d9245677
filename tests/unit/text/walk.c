/* SPDX-License-Identifier: MIT */
#include "core/text/text.h"
#include "core/base/buf.h"
#include <criterion/criterion.h>

typedef struct seen {
  wb_str input;
  size_t at, piece;
  buf said; /* "[part@offset]text{link}" */
} seen;

static int64_t read_input(void *user, char *buffer, size_t capacity)
{
  seen *s = user;
  size_t n = s->input.n - s->at;
  n = n < capacity ? n : capacity;
  n = n < s->piece ? n : s->piece;
  if (n)
    memcpy(buffer, s->input.p + s->at, n);
  s->at += n;
  return (int64_t)n;
}

static int begin(void *user, const char *part, uint64_t offset)
{
  buf_printf(&((seen *)user)->said, "[%s@%llu]", part, (unsigned long long)offset);
  return WB_OK;
}

static int add(void *user, wb_str piece)
{
  buf_add(&((seen *)user)->said, piece);
  return WB_OK;
}

static int add_link(void *user, wb_str address)
{
  buf_printf(&((seen *)user)->said, "{%.*s}", STR_ARG(address));
  return WB_OK;
}

static int end(void *user)
{
  (void)user;
  return WB_OK;
}

static int walk(seen *s, wb_str input, enum text_kind kind, wb_error *err)
{
  text_source source = { read_input, s };
  text_sink sink = { begin, add, add_link, end, s };
  s->input = input;
  s->at = 0;
  s->piece = s->piece ? s->piece : 4096;
  buf_clear(&s->said);
  return text_walk(&source, kind, &sink, err);
}

typedef struct expectation {
  const char *input, *said;
} expectation;

static void expect(const expectation *table, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    wb_error err = { 0 };
    seen s = { .piece = 1 + i * 7 };
    cr_expect_eq(walk(&s, str_of(table[i].input), TEXT_AUTO, &err), WB_OK, "%s", err.text);
    cr_expect_str_eq(buf_cstr(&s.said), table[i].said, "%zu: %s", i, buf_cstr(&s.said));
    buf_free(&s.said);
  }
}

Test(walk, gives_plain_text_and_bare_mail_as_they_stand)
{
  static const expectation table[] = {
    { "", "[@0]" },
    { "Order: 1\nTracking: 2\n", "[@0]Order: 1\nTracking: 2\n" },
    { "From: a@b.example\nSubject: on\n its way\nContent-Type: text/plain; charset=utf-8\n\nbody",
      "[subject@26] on\n its way[@80]body" },
    { "From: a@b.example\r\nTo: c@d.example\r\n\r\nbody", "[subject@0][@38]body" },
    { "From: a@b.example\nTo: c@d.example\nContent-Type: text/html\n\n<p>one</p>two", "[subject@0][text/html@0]one\ntwo\n" },
  };
  expect(table, WB_COUNT(table));
}

Test(walk, gives_the_words_and_links_of_a_page)
{
  static const expectation table[] = {
    { "<html><body><p>a <b>b</b>c\n d</p><script>no</script><style>no</style><table><tr><td>1</td><td>2</td></tr></table>"
      "<a href=\"https://x.example/?a=1&amp;b=2\">here</a></body></html>",
      "[text/html@0]{https://x.example/?a=1&b=2}a bc d\n1\t2\t\nhere\n" },
    { "<!DOCTYPE html><p>never<p>closed &eacute;", "[text/html@0]never\nclosed \xC3\xA9\n" },
  };
  expect(table, WB_COUNT(table));
}

Test(walk, decodes_mail)
{
  static const expectation table[] = {
    { "From: a@b.example\nSubject: =?iso-8859-1?q?f=FCr?= Sie\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n"
      "--x\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nf=FCr 12=\n34\n"
      "--x\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+b25lPC9wPg==\n"
      "--x\nContent-Type: application/pdf\n\n1234\n--x--\n",
      "[subject@0]f\xC3\xBCr Sie[1 text/plain@0]f\xC3\xBCr 1234[2 text/html@0]one\n" },
    { "From a Mon Jan  1 00:00:00 2026\nFrom: a@b.example\nSubject: one\n\nfirst\n\nFrom b Mon Jan  1 00:00:00 2026\nFrom: a@b.example\n"
      "Subject: two\n\nsecond\n",
      "[subject@0]one[1 text/plain@0]first\n\n[subject@0]two[1 text/plain@0]second\n" },
  };
  expect(table, WB_COUNT(table));
}

Test(walk, survives_mail_that_is_cut_or_nonsense)
{
  static const char whole[] = "From: a@b.example\nSubject: =?utf-8?b?4pi6?=\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\n"
                              "Content-Type: message/rfc822\n\nSubject: in\nContent-Type: text/html; charset=nonsense\n\n<p>\xFF</p>\n--x--\n";
  for (size_t n = 0; n < sizeof whole; n += 9) {
    wb_error err = { 0 };
    seen s = { 0 };
    cr_expect_eq(walk(&s, (wb_str){ whole, n }, TEXT_MAIL, &err), WB_OK, "%zu: %s", n, err.text);
    buf_free(&s.said);
  }
}

Test(walk, refuses_mail_that_nests_without_end)
{
  WB_AUTO(buf) text = { 0 };
  wb_error err = { 0 };
  seen s = { 0 };
  buf_add_text(&text, "From: a@b.example\nTo: c@d.example\n");
  for (int i = 0; i < 100; i++)
    buf_add_text(&text, "Content-Type: message/rfc822\n\nFrom: a@b.example\n");
  buf_add_text(&text, "\nend\n");
  int rc = walk(&s, buf_view(&text), TEXT_AUTO, &err);
  cr_expect(rc == WB_OK || rc == WB_E_LIMIT, "%d", rc);
  cr_expect_neq(rc, WB_OK);
  buf_free(&s.said);
}

static int64_t fails(void *user, char *buffer, size_t capacity)
{
  (void)user, (void)buffer, (void)capacity;
  return -1;
}

Test(walk, says_that_the_source_failed)
{
  wb_error err = { 0 };
  text_source source = { fails, NULL };
  text_sink sink = { begin, add, add_link, end, NULL };
  cr_expect_eq(text_walk(&source, TEXT_AUTO, &sink, &err), WB_E_IO);
  cr_expect(strlen(err.text) > 0);
}
