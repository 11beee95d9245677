/* SPDX-License-Identifier: MIT */
#include "core/net/url.h"
#include <criterion/criterion.h>

Test(url, has_one_origin_or_is_refused)
{
  static const struct {
    const char *url, *origin; /* NULL: refused */
  } rows[] = {
    { "https://api.example.com/v1?x=1", "https://api.example.com" },
    { "HTTPS://API.Example.COM", "https://api.example.com" },
    { "https://api.example.com:443/", "https://api.example.com" },
    { "https://api.example.com:8443?x", "https://api.example.com:8443" },
    { "http://127.0.0.1:80/x", "http://127.0.0.1" },
    { "https://[::1]:8443/x", "https://[::1]:8443" },
    { "https://[2001:DB8::1]/", "https://[2001:db8::1]" },
    { "https://a.example#part", "https://a.example" },
    { "", NULL },
    { "https://", NULL },
    { "https:///x", NULL },
    { "https://a.example:0/", NULL },
    { "https://a.example:65536/", NULL },
    { "https://a.example:/", NULL },
    { "https://a.example:12x/", NULL },
    { "https://user@a.example/", NULL },
    { "https://a.example\\@b.example/", NULL },
    { "https://a.example/ x", NULL },
    { "https://a.example/\n", NULL },
    { "https://a.example/\xc3\xa9", NULL },
    { "https://[::1", NULL },
    { "https://[]/", NULL },
    { "https://[::1]x/", NULL },
    { "//a.example/", NULL },
    { "file:///etc/passwd", NULL },
    { "ftp://a.example/", NULL },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    WB_AUTO(buf) origin = { 0 };
    bool good = url_origin(str_of(rows[i].url), &origin);
    cr_expect_eq(good, rows[i].origin != NULL, "%s", rows[i].url);
    if (good && rows[i].origin)
      cr_expect_str_eq(buf_cstr(&origin), rows[i].origin);
  }
}

Test(url, is_plain_http_only_to_this_machine_and_when_allowed)
{
  static const struct {
    const char *origin;
    bool plainly, when_allowed;
  } rows[] = {
    { "https://a.example", true, true },          { "http://a.example", false, false },
    { "http://127.0.0.1", false, true },          { "http://127.0.0.1:8080", false, true },
    { "http://localhost:1", false, true },        { "http://[::1]:1", false, true },
    { "http://127.0.0.1.example", false, false }, { "http://localhost.example", false, false },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    cr_expect_eq(url_is_allowed(str_of(rows[i].origin), false), rows[i].plainly, "%s", rows[i].origin);
    cr_expect_eq(url_is_allowed(str_of(rows[i].origin), true), rows[i].when_allowed, "%s", rows[i].origin);
  }
}

Test(url, escapes_all_but_unreserved_bytes)
{
  WB_AUTO(buf) out = { 0 };
  url_escape((wb_str){ "aZ09-._~ /?&=+%\"\xc3\xa9\0", 19 }, &out);
  cr_assert_str_eq(buf_cstr(&out), "aZ09-._~%20%2F%3F%26%3D%2B%25%22%C3%A9%00");
}
