/* SPDX-License-Identifier: MIT */
/* Any bytes as a mail, or a folder of mails: headers, parts, encodings, character sets.  The same bytes in
 * other pieces give the same text. */
#include "core/text/text.h"
#include "fuzz.h"

#define MOST_BYTES ((size_t)1 << 16)
#define FACTOR     64u /* text may be longer than its source: entities, character sets, the same part twice */

typedef struct input {
  wb_str rest;
  size_t piece; /* at most so many bytes at a time */
  bool open;    /* between begin and end */
  uint64_t bytes, sum;
} input;

static int64_t read_rest(void *user, char *buffer, size_t capacity)
{
  input *in = user;
  size_t n = in->rest.n < capacity ? in->rest.n : capacity;
  n = n < in->piece ? n : in->piece;
  if (n)
    memcpy(buffer, in->rest.p, n);
  in->rest = str_from(in->rest, n);
  return (int64_t)n;
}

static int begin(void *user, const char *part, uint64_t offset)
{
  input *in = user;
  (void)part, (void)offset;
  fuzz_promise(!in->open, "one text ends before the next begins");
  in->open = true;
  return WB_OK;
}

static int add(void *user, wb_str piece)
{
  input *in = user;
  fuzz_promise(in->open, "text stands in a part");
  in->bytes += piece.n;
  for (size_t i = 0; i < piece.n; i++)
    in->sum = in->sum * 31 + (unsigned char)piece.p[i];
  return WB_OK;
}

static int note_link(void *user, wb_str address)
{
  (void)address;
  fuzz_promise(((input *)user)->open, "a link stands in a part");
  return WB_OK;
}

static int end(void *user)
{
  input *in = user;
  fuzz_promise(in->open, "what ends has begun");
  in->open = false;
  return WB_OK;
}

static input walk(const uint8_t *data, size_t n, size_t piece)
{
  input in = { .rest = { (const char *)data, n }, .piece = piece };
  text_source source = { read_rest, &in };
  text_sink sink = { begin, add, note_link, end, &in };
  wb_error err = { 0 };
  int rc = text_walk(&source, TEXT_MAIL, &sink, &err);
  fuzz_promise(rc == err.code && str_is_utf8(str_of(err.text), NULL), "a failure has words");
  fuzz_promise(rc != WB_OK || !in.open, "every part ends");
  return in;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  if (n > MOST_BYTES)
    return 0;
  input whole = walk(data, n, SIZE_MAX), pieces = walk(data, n, 7);
  fuzz_promise(whole.bytes == pieces.bytes && whole.sum == pieces.sum, "the pieces do not matter");
  fuzz_promise(whole.bytes <= FACTOR * n + 4096, "a small mail gives no endless text");
  return 0;
}
