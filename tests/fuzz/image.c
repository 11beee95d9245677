/* SPDX-License-Identifier: MIT */
/* The registry's cache of any content: with its header as it is, and as the body under a right header.  What decodes is
 * read to its end and checked as the registry does. */
#include "core/number/number.h"
#include "core/plugin/declare.h"
#include "core/plugin/image.h"
#include "core/plugin/validate.h"
#include "fuzz.h"
#define XXH_INLINE_ALL
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <xxhash.h>
#pragma GCC diagnostic pop

/* Detection takes the formats as they were read, before the rest is looked at. */
static void check_formats(const image_carrier *found, const wb_carrier *read)
{
  number_row rows[WB_MAX_FORMATS_PER_CARRIER];
  number_detector *d = NULL;
  wb_error err = { 0 };
  for (uint32_t i = 0; i < read->formats.count; i++)
    rows[i] = (number_row){ found->id, found->name, WB_AT(wb_format, read->formats, i), 0, read->countries };
  int rc = number_detector_new(rows, read->formats.count, &d, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  number_detector_free(rc ? NULL : d);
}

static void check_carrier(const image_carrier *found, arena *memory)
{
  wb_carrier read = { 0 };
  WB_AUTO(buf) formats = { 0 };
  WB_AUTO(buf) rest = { 0 };
  wb_error err = { 0 };
  if (declare_read_formats(found->formats, memory, &read, &err))
    return;
  check_formats(found, &read);
  if (declare_read_rest(found->rest, memory, &read, &err) || validate_declared(&read, &err))
    return;
  read.struct_size = (uint32_t)sizeof read;
  fuzz_promise(declare_write(&read, &formats, &rest, &err) == WB_OK, "what was valid can be written");
}

static void decode(wb_str bytes)
{
  WB_AUTO(arena_ref) memory = arena_new((size_t)256 << 20);
  WB_AUTO(buf) again = { 0 };
  image img;
  wb_error err = { 0 };
  fuzz_promise(memory != NULL, "memory");
  int rc = image_decode(bytes, memory, &img, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  if (rc)
    return;
  for (uint32_t i = 0; i < img.carriers.count; i++) {
    const image_carrier *c = WB_AT(image_carrier, img.carriers, i);
    fuzz_promise(c->folder < img.folders.count && !strchr(c->file, '/'), "a carrier lies in one of the folders");
    check_carrier(c, memory);
  }
  /* less when a text held a NUL: it ends there for all its readers */
  fuzz_promise(image_encode(&img, &again, &err) != WB_OK || again.n <= bytes.n, "what is decoded encodes to no more");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  WB_AUTO(buf) whole = { 0 };
  const uint64_t numbers[] = { IMAGE_VERSION, n, XXH3_64bits(data, n) };
  char *copy = fuzz_copy(data, n);
  decode((wb_str){ copy, n });
  buf_add(&whole, (wb_str){ "WAYBILL", 8 });
  for (size_t i = 0; i < WB_COUNT(numbers); i++)
    for (unsigned k = 0; k < 8; k++)
      buf_add_byte(&whole, (char)(numbers[i] >> (8 * k)));
  buf_add(&whole, (wb_str){ copy, n });
  decode(buf_view(&whole));
  free(copy);
  return 0;
}
