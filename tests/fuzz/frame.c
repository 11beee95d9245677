/* SPDX-License-Identifier: MIT */
/* What a plugin's process sends, of any content: the host calls of an answer, made in a host as the core
 * makes them, and the frame that tells what was loaded.
 *
 * Input: which of them (a byte: 0 plan, 1 parse, 2 webhook, 3 loaded), then the frame's body. */
#include "core/host/host.h"
#include "core/model/feed.h"
#include "core/plugin/child_inside.h"
#include "core/plugin/validate.h"
#include "fuzz.h"

enum { PLAN, PARSE, WEBHOOK, LOADED };

static struct { /* of the input */
  wb_str body;
  bool is_answer;
} now;

static int32_t answer(const wb_host *h, wb_call *c)
{
  WB_AUTO(arena_ref) lists = arena_new(WB_MAX_CALL_MEMORY);
  int32_t returned = WB_OK;
  fuzz_promise(lists != NULL, "memory");
  frame_reader r = frame_read(now.body, lists);
  now.is_answer = remote_replay(h, c, &r, &returned);
  return now.is_answer ? returned : WB_E_PARSE;
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  (void)b;
  return answer(h, c);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  (void)b;
  (void)r;
  return answer(h, c);
}

static int32_t webhook(const wb_host *h, wb_call *c, const wb_push *p)
{
  (void)p;
  return answer(h, c);
}

static const wb_endpoint endpoints[] = { { "api", "https://api.example.com", NULL } };
static const wb_credential credentials[] = { { "key", "a key", NULL, 0, 0 } };
static const wb_input inputs[] = { { "postcode", "of the recipient", 0, 0 } };
static const wb_carrier carrier = {
  .struct_size = sizeof(wb_carrier),
  .caps = WB_CAP_TRACK | WB_CAP_WEBHOOK | WB_CAP_AGGREGATOR,
  .id = "any",
  .name = "Any",
  .version = "1",
  .endpoints = WB_ARRAY(endpoints),
  .credentials = WB_ARRAY(credentials),
  .inputs = WB_ARRAY(inputs),
  .plan = plan,
  .parse = parse,
  .webhook = webhook,
};

static void play(unsigned char how, feed *into)
{
  static const wb_number numbers[] = { { .number = { "A1", 2 } }, { .number = { "B2", 2 } } };
  static const uint32_t covers[] = { 0, 1 };
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) json = { 0 };
  host *h = NULL;
  host_requests requests = { 0 };
  wb_error err = { 0 };
  const wb_batch batch = {
    .struct_size = sizeof batch, .op = WB_OP_TRACK, .now_ms = 1, .numbers = WB_ARRAY(numbers)
  };
  const wb_response response = { .struct_size = sizeof response, .status = 200, .covers = WB_ARRAY(covers) };
  const wb_push push = { .struct_size = sizeof push, .now_ms = 1 };
  fuzz_promise(memory && host_new(NULL, &h, &err) == WB_OK, "memory");
  int rc = how == PLAN    ? host_plan(h, &carrier, &batch, memory, into, &requests, &err)
           : how == PARSE ? host_parse(h, &carrier, &batch, &response, memory, into, &requests, &err)
                          : host_webhook(h, &carrier, &push, into, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  fuzz_promise(now.is_answer || rc != WB_OK, "what is no answer is a failure");
  for (size_t i = 0; i < requests.count; i++)
    fuzz_promise(requests.items[i].endpoint == 0 && requests.items[i].cover_count > 0,
                 "a request is a declared one");
  fuzz_promise(host_finish(&batch, into) == WB_OK && feed_to_json(into, &json, &err) == WB_OK,
               "a feed can be written");
  host_free(h);
}

static void load(char *body, size_t n)
{
  wb_error err = { 0 };
  const uint64_t build = frame_build(); /* of this build, that the rest is looked at */
  if (n >= sizeof build)
    memcpy(body, &build, sizeof build);
  child c = { .process = PROCESS_NONE, .file = -1, .program = "waybill-child", .memory = arena_new(0) };
  fuzz_promise(c.memory != NULL, "memory");
  int rc = child_take_loaded(&c, now.body, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  for (size_t i = 0; rc == WB_OK && i < c.count; i++)
    fuzz_promise(validate_declared(&c.carriers[i].carrier, NULL) == WB_OK, "what was loaded is valid");
  if (rc == WB_OK)
    fuzz_promise(child_take_loaded(&c, now.body, &err) == WB_OK, "the same once more is the same");
  buf_free(&c.loaded);
  arena_free(c.memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  WB_AUTO(feed_ref) into = NULL;
  if (n == 0)
    return 0;
  char *copy = fuzz_copy(data + 1, n - 1);
  now.body = (wb_str){ copy, n - 1 };
  now.is_answer = false;
  fuzz_promise(feed_new(0, &into, NULL) == WB_OK, "memory");
  if (data[0] % 4 == LOADED)
    load(copy, n - 1);
  else
    play(data[0] % 4, into);
  free(copy);
  return 0;
}
