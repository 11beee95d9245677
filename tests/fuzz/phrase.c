/* SPDX-License-Identifier: MIT */
/* A text of any content, in a language that its first two bytes name. */
#include "core/phrase/phrase.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  char *copy = fuzz_copy(data, n);
  wb_str text = { copy, n }, lang = str_upto(text, 2);
  phrase_cache_slot slots[4] = { 0 };
  phrase_cache cache = { slots, WB_COUNT(slots) };
  kinds found = phrase_kinds(NULL, text, lang);
  fuzz_promise(found >> KIND_COUNT == 0, "only kinds that there are");
  for (int i = 0; i < 2; i++)
    fuzz_promise(phrase_kinds(&cache, text, lang) == found, "a cache changes nothing");
  free(copy);
  return 0;
}
