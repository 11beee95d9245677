/* SPDX-License-Identifier: MIT */
#include "core/tape/tape.h"
#include "fuzz.h"

/* What is read can be written, and reads back as the same. */
static void check_round_trip(const tape_exchange *x)
{
  WB_AUTO(buf) text = { 0 };
  WB_AUTO(arena_ref) memory = arena_new(0);
  tape_exchange again = { 0 };
  wb_error err = { 0 };
  fuzz_promise(memory != NULL, "memory");
  if (tape_format(x, &text, &err))
    return;
  fuzz_promise(tape_parse(buf_view(&text), "again", memory, &again, &err) == WB_OK,
               "what was written can be read");
  fuzz_promise(str_equal(x->method, again.method) && str_equal(x->url, again.url),
               "the request line is the same");
  fuzz_promise(str_equal(x->request_body, again.request_body) && str_equal(x->body, again.body),
               "the bodies are the same");
  fuzz_promise(x->status == again.status && x->at_ms == again.at_ms, "status and time are the same");
  fuzz_promise(x->header_count == again.header_count && x->request_header_count == again.request_header_count,
               "the headers are as many");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  tape_exchange x = { 0 };
  wb_error err = { 0 };
  char *copy = fuzz_copy(data, n);
  fuzz_promise(memory != NULL, "memory");
  int rc = tape_parse((wb_str){ copy, n }, "input", memory, &x, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  if (!rc)
    check_round_trip(&x);
  free(copy);
  return 0;
}
