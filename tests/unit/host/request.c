/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static wb_request passed;

static int32_t hand_over(const wb_host *h, wb_call *c)
{
  return h->request(c, &passed);
}

static wb_request plain_request(void)
{
  return wb_request_of(WB_GET, 0, WB_STR("/v1/a%20b"));
}

static const host_request *taken(fixture *f)
{
  cr_assert_eq(run_plan(f, hand_over), WB_OK, "%s", f->err.text);
  return &f->out.items[f->out.count - 1];
}

static void refused(fixture *f, int code, const char *words)
{
  size_t before = f->out.count;
  cr_assert_eq(run_plan(f, hand_over), code, "%s: %s", words, f->err.text);
  cr_assert(strstr(f->err.text, words), "\"%s\" is not in: %s", words, f->err.text);
  cr_assert_eq(f->out.count, before);
}

Test(request, takes_every_member)
{
  FIXTURE(f);
  const wb_field query[] = { wb_field_of("a", WB_STR("1")) };
  const wb_field headers[] = { wb_field_of("accept", WB_STR("text/xml")) };
  const wb_value body[] = { { WB_LITERAL, WB_ESC_JSON, WB_STR("x") },
                            { WB_CREDENTIAL, 0, WB_STR("key") },
                            { WB_UNIQUE, 0, WB_STR("ignored") } };
  const uint32_t covers[] = { 2, 0 };
  passed = plain_request();
  passed.method = WB_POST;
  passed.endpoint = 1;
  passed.auth = 1;
  passed.flags = WB_REQ_SAFE | WB_REQ_ANY_STATUS;
  passed.query = wb_list_of(query, 1, sizeof *query);
  passed.headers = wb_list_of(headers, 1, sizeof *headers);
  passed.body = wb_list_of(body, 3, sizeof *body);
  passed.content_type = WB_STR("application/json");
  passed.covers = wb_list_of(covers, 2, sizeof *covers);
  passed.cookie = WB_STR("page=2");
  const host_request *r = taken(f);
  cr_assert_eq(r->endpoint * 1000 + r->method * 100 + r->auth * 10 + r->step, 1210);
  cr_assert_eq(r->flags, WB_REQ_SAFE | WB_REQ_ANY_STATUS);
  cr_assert(str_is(r->path, "/v1/a%20b"));
  cr_assert(str_is(r->query[0].value.text, "1"));
  cr_assert(str_is(r->headers[0].name, "accept"));
  cr_assert_eq(r->body_count, 3);
  cr_assert(str_is(r->body[1].text, "key"));
  cr_assert_eq(r->body[2].text.n, 0);
  cr_assert(str_is(r->cookie, "page=2"));
  cr_assert_eq(r->cover_count, 2);
  cr_assert_eq(r->covers[0], 2);
  cr_assert_neq(r->path.p, passed.path.p);
}

Test(request, writes_out_whom_it_covers)
{
  FIXTURE(f);
  passed = plain_request();
  const host_request *r = taken(f);
  cr_assert_eq(r->cover_count, 3);
  cr_assert_eq(r->covers[2], 2);
}

Test(request, has_no_auth_when_none_is_declared_or_wanted)
{
  FIXTURE(f);
  passed = plain_request();
  cr_assert_eq(taken(f)->auth, 0);
  passed.flags = WB_REQ_NO_AUTH;
  passed.auth = 99;
  cr_assert_eq(taken(f)->auth, UINT32_MAX);
  passed.flags = 0;
  refused(f, WB_E_ARG, "request.auth 99: the carrier declares 2");
  f->carrier.auth.count = 0;
  cr_assert_eq(taken(f)->auth, UINT32_MAX);
}

static int32_t pass_sizes(const wb_host *h, wb_call *c)
{
  struct {
    wb_request r;
    char more[100];
  } large;
  memset(&large, 0xEE, sizeof large);
  large.r = plain_request();
  large.r.struct_size = sizeof large;
  cr_assert_eq(h->request(c, &large.r), WB_OK);
  wb_request small;
  memset(&small, 0xEE, sizeof small);
  const wb_request head = plain_request();
  memcpy(&small, &head, offsetof(wb_request, query));
  small.struct_size = offsetof(wb_request, query);
  cr_assert_eq(h->request(c, &small), WB_OK);
  small.struct_size = 8;
  cr_assert_eq(h->request(c, &small), WB_E_ARG);
  cr_assert_eq(h->request(c, NULL), WB_E_ARG);
  return WB_E_ARG;
}

Test(request, reads_structures_of_older_and_newer_plugins_and_drops_all_of_a_failed_call)
{
  FIXTURE(f);
  cr_assert_eq(run_plan(f, pass_sizes), WB_E_ARG);
  cr_assert(strstr(f->err.text, "request.struct_size is 8"), "%s", f->err.text);
  cr_assert_eq(f->out.count, 0);
}

Test(request, refuses_numbers_out_of_range)
{
  FIXTURE(f);
  passed = plain_request();
  passed.endpoint = 2;
  refused(f, WB_E_ARG, "request.endpoint 2: the carrier declares 2 endpoints");
  passed = plain_request();
  passed.method = 0;
  refused(f, WB_E_ARG, "request.method 0");
  passed.method = 4;
  refused(f, WB_E_UNSUPPORTED, "request.method 4");
  passed = plain_request();
  passed.flags = 8;
  refused(f, WB_E_UNSUPPORTED, "request.flags 0x8");
  const uint32_t covers[] = { 3 };
  passed = plain_request();
  passed.covers = wb_list_of(covers, 1, sizeof *covers);
  refused(f, WB_E_ARG, "request.covers: 3 is no index of the batch's 3 numbers");
  passed.covers = wb_list_of(covers, 4, sizeof *covers);
  refused(f, WB_E_LIMIT, "request.covers has 4 elements");
  passed.covers = wb_list_of(covers, 1, 2);
  refused(f, WB_E_ARG, "request.covers.stride");
  passed.covers = wb_list_of(NULL, 1, 4);
  refused(f, WB_E_ARG, "request.covers: 1 elements at NULL");
}

Test(request, refuses_paths_that_could_lead_elsewhere)
{
  static char huge[WB_MAX_PATH_BYTES + 1];
  FIXTURE(f);
  const char *const bad[] = { "",       "v1",   "@evil.example/", "/a b",  "/a\r\nx: y",
                              "/a?x=1", "/a#x", "/\xC3\xA9",      "/a\\b", "/\x7F" };
  for (size_t i = 0; i < WB_COUNT(bad); i++) {
    passed = plain_request();
    passed.path = wb_text(bad[i]);
    refused(f, WB_E_ARG, "request.path");
  }
  memset(huge, '/', sizeof huge);
  passed.path = wb_span(huge, sizeof huge);
  refused(f, WB_E_LIMIT, "request.path has 2049 bytes");
  passed.path = wb_span("/\xFF", 2);
  refused(f, WB_E_ARG, "request.path is not UTF-8 at byte 1");
}

Test(request, refuses_headers_that_are_not_the_plugins_to_write)
{
  FIXTURE(f);
  const struct {
    const char *name, *value, *words;
  } rows[] = {
    { "", "x", "no token" },
    { "a b", "x", "no token" },
    { "a:", "x", "no token" },
    { "x", "a\r\nb: c", "control" },
    { "x", "a\nb", "control" },
    { "x", "\x01", "control" },
    { "Host", "x", "by the core" },
    { "content-length", "1", "by the core" },
    { "Content-Type", "x", "from request.content_type" },
    { "transfer-encoding", "x", "by the core" },
    { "Proxy-Authorization", "x", "by the core" },
    { "x\r\ny", "x", "no token" },
    { "x", "\xFF", "not UTF-8" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    const wb_field h = wb_field_of(rows[i].name, wb_text(rows[i].value));
    passed = plain_request();
    passed.headers = wb_list_of(&h, 1, sizeof h);
    refused(f, WB_E_ARG, rows[i].words);
  }
}

Test(request, refuses_values_it_does_not_know)
{
  FIXTURE(f);
  wb_field q = wb_field_of("q", WB_STR("password"));
  passed = plain_request();
  passed.query = wb_list_of(&q, 1, sizeof q);
  q.value.source = WB_CREDENTIAL;
  refused(f, WB_E_ARG, "\"password\" is not one of the carrier's credentials");
  q.value.source = 3;
  refused(f, WB_E_UNSUPPORTED, "value source 3");
  q.value.source = WB_LITERAL;
  q.value.escape = 4;
  refused(f, WB_E_UNSUPPORTED, "escape 4");
  q.value.escape = 0;
  q.value.text = wb_span("\xFF", 1);
  refused(f, WB_E_ARG, "request.query is not UTF-8");
  q.value.text = wb_span(NULL, 3);
  refused(f, WB_E_ARG, "request.query: a text without a pointer");
}

Test(request, refuses_bodies_that_make_no_sense)
{
  FIXTURE(f);
  wb_value piece = { WB_LITERAL, WB_ESC_XML, WB_STR("a\x01") };
  passed = plain_request();
  passed.body = wb_list_of(&piece, 1, sizeof piece);
  refused(f, WB_E_ARG, "a GET has none");
  passed.method = WB_POST;
  refused(f, WB_E_ARG, "request.content_type: missing");
  passed.content_type = WB_STR("text/xml\r\nx: y");
  refused(f, WB_E_ARG, "request.content_type has a control character");
  passed.content_type = WB_STR("text/xml");
  refused(f, WB_E_ARG, "cannot be written in XML");
  piece.text = WB_STR("a\tb\n");
  cr_assert(str_is(taken(f)->body[0].text, "a\tb\n"));
}

Test(request, bounds_cookies_fields_and_bodies)
{
  static char huge[(1 << 20) + 1];
  static wb_field fields[65];
  FIXTURE(f);
  memset(huge, 'x', sizeof huge);
  passed = plain_request();
  passed.cookie = wb_span(huge, WB_MAX_COOKIE_BYTES);
  cr_assert_eq(taken(f)->cookie.n, 4096);
  passed.cookie = wb_span(huge, WB_MAX_COOKIE_BYTES + 1);
  refused(f, WB_E_LIMIT, "request.cookie has 4097 bytes");
  passed.cookie = wb_span("\x80", 1);
  refused(f, WB_E_ARG, "request.cookie is not UTF-8");
  for (size_t i = 0; i < WB_COUNT(fields); i++)
    fields[i] = wb_field_of("q", wb_span(huge, 100));
  passed = plain_request();
  passed.query = wb_list_of(fields, 65, sizeof *fields);
  refused(f, WB_E_LIMIT, "request.query has 65 elements");
  passed.query.count = 64;
  refused(f, WB_E_LIMIT, "request.query has 6592 bytes");
  wb_value piece = { WB_LITERAL, 0, { huge, sizeof huge } };
  passed = plain_request();
  passed.method = WB_POST;
  passed.content_type = WB_STR("text/plain");
  passed.body = wb_list_of(&piece, 1, sizeof piece);
  refused(f, WB_E_LIMIT, "request.body has 1048577 bytes");
}

static int32_t ask_without_end(const wb_host *h, wb_call *c)
{
  wb_request r = plain_request();
  int32_t rc = WB_OK;
  for (int i = 0; i <= WB_MAX_CALL_REQUESTS && !rc; i++)
    rc = h->request(c, &r);
  return rc;
}

Test(request, bounds_how_many_one_call_asks)
{
  FIXTURE(f);
  cr_assert_eq(run_plan(f, ask_without_end), WB_E_LIMIT);
  cr_assert(strstr(f->err.text, "more than 512 requests"), "%s", f->err.text);
}

Test(request, counts_steps_and_ends_them)
{
  FIXTURE(f);
  passed = plain_request();
  f->response.step = WB_MAX_STEPS - 1;
  cr_assert_eq(run_parse(f, hand_over), WB_OK, "%s", f->err.text);
  cr_assert_eq(f->out.items[0].step, WB_MAX_STEPS);
  f->response.step = WB_MAX_STEPS;
  cr_assert_eq(run_parse(f, hand_over), WB_E_LIMIT);
  cr_assert(strstr(f->err.text, "more than 8 steps"), "%s", f->err.text);
  f->limits.max_steps = 9;
  cr_assert_eq(run_parse(f, hand_over), WB_OK);
  f->limits.max_steps = UINT32_MAX;
  f->response.step = 256;
  cr_assert_eq(run_parse(f, hand_over), WB_E_LIMIT);
}

static int32_t ask_for_the_second_alone(const wb_host *h, wb_call *c)
{
  static const uint32_t covers[] = { 1 };
  wb_request r = plain_request();
  r.covers = wb_list_of(covers, 1, sizeof *covers);
  wb_result first = wb_result_of(0, WB_INVALID);
  cr_assert_eq(h->result(c, &first), WB_OK);
  return h->request(c, &r);
}

Test(request, reports_numbers_that_plan_forgot)
{
  FIXTURE(f);
  cr_assert_eq(run_plan(f, ask_for_the_second_alone), WB_OK);
  cr_assert_eq(f->into->result_count, 2);
  cr_assert_eq(result_for(f, "A1")->outcome, WB_INVALID);
  cr_assert_eq(result_for(f, "C3")->outcome, WB_FAILED);
  cr_assert(strstr(result_for(f, "C3")->detail.p, "asked nothing for this number"));
}
