/* SPDX-License-Identifier: MIT */
#include "core/host/call.h"
#include "fixture.h"

typedef struct secrets {
  const char *key, *secret, *extra;
} secrets;

static wb_str credential(void *user, const char *name)
{
  const secrets *s = user;
  return str_of(strcmp(name, "key") == 0 ? s->key : strcmp(name, "secret") == 0 ? s->secret : s->extra);
}

static const secrets all_set = { "k&1 ", "s:\"<\\", NULL };

static int render(fixture *f, const host_request *r, const secrets *s, host_rendered *out)
{
  secrets copy = *s;
  const host_secrets lookup = { credential, &copy, STR("0123456789abcdef0123456789abcdef") };
  f->err = (wb_error){ 0 };
  return host_render(r, &f->carrier, "https://api.rude.example", &lookup, f->memory, out, &f->err);
}

static host_request plain(void)
{
  return (host_request){ .method = WB_GET, .auth = UINT32_MAX, .path = STR("/v1/x") };
}

static wb_str header_of(const wb_field *headers, size_t count, const char *name)
{
  for (size_t i = 0; i < count; i++)
    if (str_is(headers[i].name, name))
      return headers[i].value.text;
  return (wb_str){ NULL, 0 };
}

static void both_are(const host_rendered *out, const char *name, const char *real, const char *shown)
{
  wb_str r = header_of(out->headers, out->header_count, name),
         s = header_of(out->shown_headers, out->header_count, name);
  cr_assert(str_is(r, real), "%.*s is not %s", STR_ARG(r), real);
  cr_assert(str_is(s, shown), "%.*s is not %s", STR_ARG(s), shown);
}

Test(render, encodes_the_query_and_shows_no_secret)
{
  FIXTURE(f);
  wb_field query[] = { wb_field_of("a b", WB_STR("1/2&\xC3\xA9~")), wb_field_of("k", WB_STR("key")),
                       wb_field_of("id", WB_STR("")), wb_field_of("e", WB_STR("")) };
  query[1].value.source = WB_CREDENTIAL;
  query[2].value.source = WB_UNIQUE;
  host_request r = plain();
  r.query = query;
  r.query_count = 4;
  host_rendered out;
  cr_assert_eq(render(f, &r, &all_set, &out), WB_OK);
  cr_assert_str_eq(out.url.p, "https://api.rude.example/v1/"
                              "x?a%20b=1%2F2%26%C3%A9~&k=k%261%20&id=0123456789abcdef0123456789abcdef&e=");
  cr_assert_str_eq(out.shown_url.p,
                   "https://api.rude.example/v1/x?a%20b=1%2F2%26%C3%A9~&k={key}&id={unique}&e=");
  cr_assert_null(out.missing);
  cr_assert_eq(out.header_count, 0);
}

Test(render, joins_body_pieces_with_their_escapes)
{
  FIXTURE(f);
  const struct {
    uint32_t escape;
    const char *real, *shown;
  } rows[] = {
    { WB_ESC_NONE, "<a\"&\n b>s:\"<\\", "<a\"&\n b>{secret}" },
    { WB_ESC_JSON, "<a\\\"&\\u000a b>s:\\\"<\\\\", "<a\\\"&\\u000a b>{secret}" },
    { WB_ESC_XML, "&lt;a&quot;&amp;\n b&gt;s:&quot;&lt;\\", "&lt;a&quot;&amp;\n b&gt;{secret}" },
    { WB_ESC_FORM, "%3Ca%22%26%0A+b%3Es%3A%22%3C%5C", "%3Ca%22%26%0A+b%3E{secret}" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    wb_value pieces[] = { { WB_LITERAL, rows[i].escape, WB_STR("<a\"&\n b>") },
                          { WB_CREDENTIAL, rows[i].escape, WB_STR("secret") } };
    host_request r = plain();
    host_rendered out;
    r.method = WB_POST;
    r.body = pieces;
    r.body_count = 2;
    r.content_type = STR("text/plain");
    cr_assert_eq(render(f, &r, &all_set, &out), WB_OK);
    cr_assert_str_eq(out.body.p, rows[i].real);
    cr_assert_str_eq(out.shown_body.p, rows[i].shown);
    both_are(&out, "content-type", "text/plain", "text/plain");
  }
}

Test(render, puts_credentials_into_headers)
{
  FIXTURE(f);
  wb_field own = wb_field_of("x-id", WB_STR(""));
  own.value.source = WB_UNIQUE;
  host_request r = plain();
  host_rendered out;
  r.headers = &own;
  r.header_count = 1;
  r.auth = 0;
  cr_assert_eq(render(f, &r, &all_set, &out), WB_OK);
  both_are(&out, "x-key", "Key k&1 ", "Key {key}");
  both_are(&out, "x-id", "0123456789abcdef0123456789abcdef", "{unique}");
  r.auth = 1;
  const secrets basic = { "Aladdin", "open sesame", NULL };
  cr_assert_eq(render(f, &r, &basic, &out), WB_OK);
  both_are(&out, "authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic {key}:{secret}");
}

Test(render, puts_a_credential_into_the_query)
{
  FIXTURE(f);
  static const wb_auth query_auth = { .scheme = WB_AUTH_QUERY, .param = "api key", .credential = { "key" } };
  static const wb_auth nameless = { .scheme = WB_AUTH_QUERY, .credential = { "key" } };
  static const wb_auth undeclared = { .scheme = WB_AUTH_HEADER, .credential = { "no-such" } };
  host_request r = plain();
  host_rendered out;
  r.auth = 0;
  f->carrier.auth = wb_list_of(&query_auth, 1, sizeof query_auth);
  cr_assert_eq(render(f, &r, &all_set, &out), WB_OK);
  cr_assert_str_eq(out.url.p, "https://api.rude.example/v1/x?api%20key=k%261%20");
  cr_assert_str_eq(out.shown_url.p, "https://api.rude.example/v1/x?api%20key={key}");
  f->carrier.auth = wb_list_of(&nameless, 1, sizeof nameless);
  cr_assert_eq(render(f, &r, &all_set, &out), WB_E_PLUGIN);
  f->carrier.auth = wb_list_of(&undeclared, 1, sizeof undeclared);
  cr_assert_eq(render(f, &r, &all_set, &out), WB_E_PLUGIN);
  cr_assert(strstr(f->err.text, "no declared credential"), "%s", f->err.text);
}

Test(render, leaves_tokens_to_others)
{
  FIXTURE(f);
  static const wb_auth oauth = { .scheme = WB_AUTH_OAUTH2, .credential = { "key", "secret" } };
  static const secrets none = { NULL, NULL, NULL };
  host_request r = plain();
  host_rendered out;
  r.auth = 0;
  f->carrier.auth = wb_list_of(&oauth, 1, sizeof oauth);
  cr_assert_eq(render(f, &r, &none, &out), WB_OK);
  cr_assert_eq(out.header_count, 0);
  cr_assert_null(out.missing);
}

Test(render, names_the_first_credential_that_is_missing)
{
  FIXTURE(f);
  static const secrets no_key = { NULL, "s", NULL }, no_secret = { "k", NULL, NULL };
  host_request r = plain();
  host_rendered out;
  r.auth = 1;
  cr_assert_eq(render(f, &r, &no_key, &out), WB_OK);
  cr_assert_str_eq(out.missing, "key");
  cr_assert_eq(render(f, &r, &no_secret, &out), WB_OK);
  cr_assert_str_eq(out.missing, "secret");
  both_are(&out, "authorization", "Basic azo=", "Basic {key}:{secret}");
}

Test(render, leaves_out_fields_of_optional_credentials_that_are_not_set)
{
  FIXTURE(f);
  static const secrets with_extra = { "k", "s", "e" };
  static const wb_auth optional = { .scheme = WB_AUTH_HEADER, .param = "x-extra", .credential = { "extra" } };
  wb_field extra = wb_field_of("x-more", WB_STR("extra"));
  extra.value.source = WB_CREDENTIAL;
  host_request r = plain();
  host_rendered out;
  r.headers = r.query = &extra;
  r.header_count = r.query_count = 1;
  r.auth = 0;
  f->carrier.auth = wb_list_of(&optional, 1, sizeof optional);
  cr_assert_eq(render(f, &r, &all_set, &out), WB_OK);
  cr_assert_null(out.missing);
  cr_assert_eq(out.header_count, 0);
  cr_assert_str_eq(out.url.p, "https://api.rude.example/v1/x");
  cr_assert_eq(render(f, &r, &with_extra, &out), WB_OK);
  cr_assert_eq(out.header_count, 2);
  cr_assert_str_eq(out.shown_url.p, "https://api.rude.example/v1/x?x-more={extra}");
}

Test(render, refuses_credentials_that_would_split_a_header)
{
  FIXTURE(f);
  static const secrets split = { "a\r\nx-evil: 1", "s", NULL };
  host_request r = plain();
  host_rendered out;
  r.auth = 0;
  cr_assert_eq(render(f, &r, &split, &out), WB_E_CREDENTIALS);
  cr_assert(strstr(f->err.text, "x-key"), "%s", f->err.text);
  cr_assert_not(strstr(f->err.text, "evil"));
}

Test(render, writes_no_second_slash_between_origin_and_path)
{
  FIXTURE(f);
  const host_secrets lookup = { credential, NULL, STR("") };
  host_request r = plain();
  host_rendered out;
  cr_assert_eq(host_render(&r, &f->carrier, "http://127.0.0.1:8080/", &lookup, f->memory, &out, &f->err),
               WB_OK);
  cr_assert_str_eq(out.url.p, "http://127.0.0.1:8080/v1/x");
}

Test(render, writes_base64_as_rfc_4648_does)
{
  static const struct {
    const char *bytes, *text;
  } rows[] = { { "", "" },
               { "f", "Zg==" },
               { "fo", "Zm8=" },
               { "foo", "Zm9v" },
               { "foob", "Zm9vYg==" },
               { "fooba", "Zm9vYmE=" },
               { "foobar", "Zm9vYmFy" },
               { "\xFF\xFE\xFD", "//79" } };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    WB_AUTO(buf) out = { 0 };
    encode_base64(&out, str_of(rows[i].bytes));
    cr_assert_str_eq(buf_cstr(&out), rows[i].text);
  }
}
