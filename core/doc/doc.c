/* SPDX-License-Identifier: MIT */
#include "doc.h"
#include "../base/module.h"

static int open_language(const char *part, const doc_language **ret_language, wb_error *err)
{
  const void *table = NULL;
  int rc = module_open(part, &table, err);
  if (rc)
    return rc;
  *ret_language = table;
  return WB_OK;
}

int doc_open_json(const doc_language **ret_language, wb_error *err)
{
  return open_language("json", ret_language, err);
}

int doc_open_xml(const doc_language **ret_language, wb_error *err)
{
  return open_language("xml", ret_language, err);
}
