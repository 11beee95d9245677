/* SPDX-License-Identifier: MIT */
/* One carrier against any answer: plan(), parse() and webhook() through the host room.  FUZZ_MODULE is the module's entry.
 *
 * Input: status, step and count of numbers (a byte each), a line for each number, a line of cookie, the body. */
#include "core/doc/doc.h"
#include "core/host/host.h"
#include "fuzz.h"

#define MOST_NUMBERS 8u
#define NOW_MS       INT64_C(1772614800000)

wb_module_fn FUZZ_MODULE;

static const uint32_t statuses[] = { 200, 404, 400, 429, 500, 207, 422, 204 };

typedef struct input {
  uint32_t status, step;
  wb_number numbers[MOST_NUMBERS];
  uint32_t covers[MOST_NUMBERS];
  uint32_t count;
  wb_str cookie, body;
} input;

typedef struct carrier_fuzz {
  host *h;
  const doc_language *json;
  doc_parser *parser;
  const wb_carrier *carrier;
  bool knows_secret; /* the input holds the secret's bytes itself */
} carrier_fuzz;

/* The engine asks only for texts that detection or a person gave: UTF-8 of some length. */
static wb_str number_or(wb_str line, wb_str fallback)
{
  bool usable = line.n && line.n <= WB_MAX_NUMBER_BYTES && str_is_utf8(line, NULL) && !memchr(line.p, 0, line.n);
  return usable ? line : fallback;
}

static void read_input(wb_str text, input *in)
{
  static const char *const names[MOST_NUMBERS] = { "A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7" };
  wb_str line = { NULL, 0 };
  in->status = statuses[(unsigned char)text.p[0] % WB_COUNT(statuses)];
  in->step = (unsigned char)text.p[1] % 4u;
  in->count = (unsigned char)text.p[2] % MOST_NUMBERS + 1;
  in->body = str_from(text, 3);
  for (uint32_t i = 0; i < in->count; i++) {
    in->covers[i] = i;
    if (!str_split(&in->body, '\n', &line))
      line = (wb_str){ NULL, 0 };
    in->numbers[i].number = number_or(line, str_of(names[i]));
  }
  if (str_split(&in->body, '\n', &line) && line.n <= WB_MAX_COOKIE_BYTES && str_is_utf8(line, NULL))
    in->cookie = line;
  if (!in->body.p)
    in->body = STR("");
}

static const wb_limits *limits_of(const wb_carrier *c)
{
  return c->limits && WB_HAS(wb_limits, c->limits, batch_max) && c->limits->batch_max ? c->limits : NULL;
}

static wb_batch batch_of(const carrier_fuzz *f, input *in, arena *memory)
{
  const wb_list declared = f->carrier->settings;
  wb_field *settings = arena_array(memory, declared.count, sizeof *settings);
  fuzz_promise(settings != NULL, "memory");
  for (uint32_t i = 0; i < declared.count; i++) {
    const wb_setting *s = WB_AT(wb_setting, declared, i);
    settings[i] = (wb_field){ .name = str_of(s->name), .value.text = str_of(s->fallback) };
  }
  const wb_limits *limits = limits_of(f->carrier);
  if (limits && in->count > limits->batch_max)
    in->count = limits->batch_max;
  return (wb_batch){
    .struct_size = sizeof(wb_batch),
    .op = WB_OP_TRACK,
    .now_ms = NOW_MS,
    .language = STR("en"),
    .numbers = { in->numbers, in->count, sizeof in->numbers[0] },
    .settings = { settings, declared.count, sizeof *settings },
  };
}

static wb_str secret(void *user, const char *name)
{
  (void)user;
  (void)name;
  return STR("s3cret/+&\"<");
}

static bool is_one_line(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t')
      return false;
  return true;
}

static bool shows_secret(const carrier_fuzz *f, wb_str shown)
{
  return !f->knows_secret && str_find(shown, STR("s3cret")) != SIZE_MAX;
}

/* What leaves the house is one line a header, stays at its origin, and shows no secret. */
static void check_request(const carrier_fuzz *f, const host_request *r, arena *memory)
{
  const host_secrets secrets = { secret, NULL, STR("00112233445566778899aabbccddeeff") };
  const char *origin = WB_AT(wb_endpoint, f->carrier->endpoints, r->endpoint)->origin;
  host_rendered text = { 0 };
  wb_error err = { 0 };
  if (host_render(r, f->carrier, origin, &secrets, memory, &text, &err))
    return;
  fuzz_promise(str_starts(text.url, str_of(origin)) && text.url.p[strlen(origin)] == '/', "a request stays at its origin");
  fuzz_promise(is_one_line(text.url), "a URL is one line");
  fuzz_promise(!shows_secret(f, text.shown_url) && !shows_secret(f, text.shown_body), "no secret is shown");
  for (size_t i = 0; i < text.header_count; i++) {
    fuzz_promise(is_one_line(text.headers[i].value.text), "a header is one line");
    fuzz_promise(!shows_secret(f, text.shown_headers[i].value.text), "no secret is shown");
  }
}

static void check_feed(const carrier_fuzz *f, const feed *into)
{
  WB_AUTO(buf) json = { 0 };
  doc_limits limits = { .bytes = SIZE_MAX, .depth = WB_MAX_DOC_DEPTH, .nodes = UINT32_MAX };
  doc_tree *tree = NULL;
  wb_error err = { 0 };
  fuzz_promise(feed_to_json(into, &json, &err) == WB_OK, "a feed can be written");
  fuzz_promise(str_is_utf8(buf_view(&json), NULL), "a feed is UTF-8");
  int rc = f->json->parse(f->parser, buf_view(&json), &limits, &tree, &err);
  fuzz_promise(rc == WB_OK, "a feed is JSON");
  f->json->tree_free(tree);
}

static void check_results(const wb_batch *batch, feed *into)
{
  fuzz_promise(host_finish(batch, into) == WB_OK, "a feed can be finished");
  for (uint32_t i = 0; i < batch->numbers.count; i++) {
    const feed_result *r = feed_find_result(into, WB_AT(wb_number, batch->numbers, i)->number, STR(""));
    fuzz_promise(r && r->outcome, "every number asked has an outcome");
  }
}

static void ask(const carrier_fuzz *f, const wb_batch *batch, arena *memory)
{
  WB_AUTO(feed_ref) into = NULL;
  host_requests out = { 0 };
  wb_error err = { 0 };
  fuzz_promise(feed_new(0, &into, &err) == WB_OK, "memory");
  int rc = host_plan(f->h, f->carrier, batch, memory, into, &out, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  for (size_t i = 0; i < out.count; i++)
    check_request(f, &out.items[i], memory);
  check_feed(f, into);
}

static wb_list headers_for(wb_str body, wb_field *field)
{
  bool xml = body.n && body.p[0] == '<';
  *field = (wb_field){ .name = STR("content-type"),
                       .value.text = xml ? STR("text/xml; charset=utf-8") : STR("application/json") };
  return (wb_list){ field, 1, sizeof *field };
}

static void answer(const carrier_fuzz *f, const wb_batch *batch, const input *in, arena *memory)
{
  WB_AUTO(feed_ref) into = NULL;
  wb_field header;
  host_requests out = { 0 };
  wb_error err = { 0 };
  const wb_response response = {
    .struct_size = sizeof response,
    .status = in->status,
    .step = in->step,
    .headers = headers_for(in->body, &header),
    .body = in->body,
    .cookie = in->cookie,
    .covers = { in->covers, batch->numbers.count, sizeof in->covers[0] },
  };
  fuzz_promise(feed_new(0, &into, &err) == WB_OK, "memory");
  into->source = into->carrier = str_of(f->carrier->id);
  int rc = host_parse(f->h, f->carrier, batch, &response, memory, into, &out, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  fuzz_promise(rc != WB_E_PLUGIN && rc != WB_E_ARG, err.text);
  fuzz_promise(!rc || !out.count, "a call that failed asks nothing");
  for (size_t i = 0; i < out.count; i++)
    check_request(f, &out.items[i], memory);
  if (rc)
    fuzz_promise(host_fail_covers(batch, in->covers, batch->numbers.count, &err, 0, into) == WB_OK, "memory");
  check_results(batch, into);
  check_feed(f, into);
}

static void push(const carrier_fuzz *f, const input *in)
{
  WB_AUTO(feed_ref) into = NULL;
  wb_field header;
  wb_error err = { 0 };
  const wb_push pushed = { .struct_size = sizeof pushed,
                           .now_ms = NOW_MS,
                           .headers = headers_for(in->body, &header),
                           .body = in->body };
  if (!f->carrier->webhook)
    return;
  fuzz_promise(feed_new(0, &into, &err) == WB_OK, "memory");
  int rc = host_webhook(f->h, f->carrier, &pushed, into, &err);
  fuzz_promise(rc == err.code && rc != WB_E_PLUGIN, "a pushed body is read or refused");
  check_feed(f, into);
}

static void open_once(carrier_fuzz *f)
{
  wb_error err = { 0 };
  if (f->h)
    return;
  const wb_module *m = FUZZ_MODULE(WB_ABI_MAJOR, WB_ABI_MAJOR);
  fuzz_promise(m && m->carrier_count, "the module has a carrier");
  fuzz_promise(doc_open_json(&f->json, &err) == WB_OK, err.text);
  f->parser = f->json->parser_new();
  f->carrier = m->carriers[0];
  fuzz_promise(f->parser && host_new(NULL, &f->h, &err) == WB_OK, "memory");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  static carrier_fuzz f; /* one host for all inputs: what one leaves behind must not harm the next */
  WB_AUTO(arena_ref) memory = arena_new(0);
  input in = { 0 };
  if (n < 3)
    return 0;
  open_once(&f);
  fuzz_promise(memory != NULL, "memory");
  wb_str text = arena_str(memory, (wb_str){ (const char *)data, n });
  fuzz_promise(text.p != NULL, "memory");
  f.knows_secret = str_find(text, STR("s3cret")) != SIZE_MAX;
  read_input(text, &in);
  wb_batch batch = batch_of(&f, &in, memory);
  ask(&f, &batch, memory);
  answer(&f, &batch, &in, memory);
  push(&f, &in);
  return 0;
}
