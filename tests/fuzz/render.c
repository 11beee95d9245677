/* SPDX-License-Identifier: MIT */
/* A plugin that asks for whatever the input says: h->request() must refuse it or host_render() must make one clean request
 * of it, in which no secret shows and no line is begun that was not meant.
 *
 * Input: method, flags, which values are secret (a byte each), then lines: path, query name, query value, header name,
 * header value, content type, cookie; the rest is the body. */
#include "core/base/limits.h"
#include "core/host/host.h"
#include "fuzz.h"

#define SECRET "s3cret\"&<+/ %"

enum { PATH, QUERY_NAME, QUERY_VALUE, HEADER_NAME, HEADER_VALUE, CONTENT_TYPE, COOKIE, BODY, TEXTS };

static const wb_endpoint endpoints[] = { { "api", "https://api.example.com", NULL } };
static const wb_credential credentials[] = { { "key", "a key", NULL, 0, 0 }, { "maybe", "or none", NULL, 1, 0 } };
static const wb_auth auths[] = {
  { .scheme = WB_AUTH_HEADER, .param = "x-key", .prefix = "Key ", .credential = { "key" } },
  { .scheme = WB_AUTH_QUERY, .param = "apikey", .credential = { "key" } },
  { .scheme = WB_AUTH_BASIC, .credential = { "key", "maybe" } },
};

typedef struct asked { /* what plan() below asks for; one input at a time */
  unsigned char method, flags, secret;
  wb_str texts[TEXTS];
} asked;
static asked now;

static wb_value value_of(unsigned bit, wb_str text)
{
  bool secret = now.secret >> bit & 1u;
  return (wb_value){ .source = secret ? WB_CREDENTIAL : now.secret >> 7 ? WB_UNIQUE : WB_LITERAL,
                     .escape = now.flags >> 4 & 3u,
                     .text = secret ? STR("key") : text };
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  const wb_field query = { now.texts[QUERY_NAME], value_of(0, now.texts[QUERY_VALUE]) };
  const wb_field header = { now.texts[HEADER_NAME], value_of(1, now.texts[HEADER_VALUE]) };
  const wb_value body[] = { value_of(2, now.texts[BODY]), value_of(3, now.texts[BODY]) };
  const wb_request r = {
    .struct_size = sizeof r,
    .method = now.method,
    .flags = now.flags & 7u,
    .auth = now.flags >> 6,
    .path = now.texts[PATH],
    .query = { &query, 1, sizeof query },
    .headers = { &header, now.texts[HEADER_NAME].n ? 1 : 0, sizeof header },
    .body = { body, now.texts[BODY].n ? WB_COUNT(body) : 0, sizeof body[0] },
    .content_type = now.texts[CONTENT_TYPE],
    .cookie = now.texts[COOKIE],
  };
  (void)b;
  return h->request(c, &r);
}

static const wb_carrier carrier = {
  .struct_size = sizeof(wb_carrier),
  .caps = WB_CAP_TRACK,
  .id = "any",
  .name = "Any",
  .version = "1",
  .endpoints = WB_ARRAY(endpoints),
  .credentials = WB_ARRAY(credentials),
  .auth = WB_ARRAY(auths),
  .plan = plan,
};

static wb_str credential(void *user, const char *name)
{
  (void)user;
  return strcmp(name, "key") == 0 ? STR(SECRET) : (wb_str){ NULL, 0 };
}

static bool is_clean(wb_str s, bool blank)
{
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 ? s.p[i] != '\t' || !blank : s.p[i] == 0x7F || (s.p[i] == ' ' && !blank))
      return false;
  return true;
}

static bool shows_secret(wb_str s)
{
  return str_find(s, STR("s3cret")) != SIZE_MAX;
}

static void check_rendered(const host_rendered *r)
{
  bool literal = false; /* the input itself may hold the secret's bytes */
  for (size_t i = 0; i < TEXTS; i++)
    literal = literal || str_find(now.texts[i], STR("s3cret")) != SIZE_MAX;
  fuzz_promise(str_starts(r->url, STR("https://api.example.com/")), "a request stays at its origin");
  fuzz_promise(is_clean(r->url, false), "a URL is one word");
  fuzz_promise(literal || (!shows_secret(r->shown_url) && !shows_secret(r->shown_body)), "no secret is shown");
  for (size_t i = 0; i < r->header_count; i++) {
    fuzz_promise(is_clean(r->headers[i].name, false), "a header's name is one word");
    fuzz_promise(is_clean(r->headers[i].value.text, true), "a header's value is one line");
    fuzz_promise(literal || !shows_secret(r->shown_headers[i].value.text), "no secret is shown");
  }
}

static void ask(host *h, arena *memory)
{
  WB_AUTO(feed_ref) into = NULL;
  host_requests out = { 0 };
  host_rendered text = { 0 };
  wb_error err = { 0 };
  const wb_number number = { .number = STR("A1") };
  const wb_batch batch = { .struct_size = sizeof batch, .op = WB_OP_TRACK, .numbers = { &number, 1, sizeof number } };
  const host_secrets secrets = { credential, NULL, STR("00112233445566778899aabbccddeeff") };
  fuzz_promise(feed_new(0, &into, &err) == WB_OK, "memory");
  int rc = host_plan(h, &carrier, &batch, memory, into, &out, &err);
  fuzz_promise(rc == err.code && (rc == WB_OK) == (out.count == 1), "a request is taken, or refused with words");
  if (rc || host_render(&out.items[0], &carrier, endpoints[0].origin, &secrets, memory, &text, &err))
    return;
  check_rendered(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  static host *h;
  WB_AUTO(arena_ref) memory = arena_new(0);
  if (n < 3)
    return 0;
  if (!h)
    fuzz_promise(host_new(NULL, &h, NULL) == WB_OK, "memory");
  char *copy = fuzz_copy(data, n);
  wb_str rest = { copy + 3, n - 3 };
  now = (asked){ .method = data[0] % 5u, .flags = data[1], .secret = data[2] };
  for (size_t i = 0; i < BODY; i++)
    if (!str_split(&rest, '\n', &now.texts[i]))
      now.texts[i] = (wb_str){ NULL, 0 };
  now.texts[BODY] = rest.p ? rest : (wb_str){ NULL, 0 };
  ask(h, memory);
  free(copy);
  return 0;
}
