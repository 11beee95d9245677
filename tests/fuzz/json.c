/* SPDX-License-Identifier: MIT */
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  return fuzz_tree(doc_json_language(), data, n);
}
