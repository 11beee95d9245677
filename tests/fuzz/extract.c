/* SPDX-License-Identifier: MIT */
/* Any bytes as plain text, HTML and mail, through the finder: what it gives out lies in the text that was searched. */
#include "core/number/extract.h"
#include "core/text/text.h"
#include "fuzz.h"
#include "tests/unit/number/rows.h"

typedef struct input {
  wb_str rest;
  number_finder *finder;
  uint64_t begin, end; /* of the text at hand */
} input;

static int64_t read_rest(void *user, char *buffer, size_t capacity)
{
  input *in = user;
  size_t n = in->rest.n < capacity ? in->rest.n : capacity;
  if (n)
    memcpy(buffer, in->rest.p, n);
  in->rest = str_from(in->rest, n);
  return (int64_t)n;
}

static int begin(void *user, const char *part, uint64_t offset)
{
  input *in = user;
  (void)part;
  in->begin = in->end = offset;
  finder_begin(in->finder, offset);
  return WB_OK;
}

static int add(void *user, wb_str piece)
{
  input *in = user;
  in->end += piece.n;
  return finder_feed(in->finder, piece);
}

static int skip_link(void *user, wb_str address)
{
  (void)user, (void)address;
  return WB_OK;
}

static int end(void *user)
{
  return finder_end(((input *)user)->finder);
}

static int check_find(void *user, const number_find *find)
{
  input *in = user;
  bool inside = find->offset >= in->begin && find->offset + find->text.n <= in->end;
  fuzz_promise(inside && find->text.n > 0, "a find lies in the text that was searched");
  fuzz_promise(find->count > 0 && find->probability <= 1000000, "a find has candidates and a probability");
  return WB_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  number_detector *d = NULL;
  input in = { 0 };
  fuzz_promise(number_detector_new(rows_all, ROWS_COUNT, &d, NULL) == WB_OK, "the formats compile");
  fuzz_promise(finder_new(d, NULL, check_find, &in, &in.finder, NULL) == WB_OK, "there is memory for a finder");
  text_source source = { read_rest, &in };
  text_sink sink = { begin, add, skip_link, end, &in };
  for (int kind = TEXT_AUTO; kind <= TEXT_MAIL; kind++) {
    in.rest = (wb_str){ (const char *)data, n };
    text_walk(&source, (enum text_kind)kind, &sink, NULL);
  }
  finder_free(in.finder);
  number_detector_free(d);
  return 0;
}
