/* SPDX-License-Identifier: MIT */
/* A table of host functions of which one use fails. */
#include "endures.h"

/* name: of a function whose failure the plugin must pass on; NULL: the host notes it by itself. */
static bool fails(wb_call *c, const char *name)
{
  faults *f = host_table_user(c);
  if (!f || ++f->uses != f->fail_at)
    return false;
  f->failed = name;
  return true;
}

/* An allocation of everything is refused by the host, as when the allowance is spent. */
static void *table_alloc(wb_call *c, size_t n)
{
  return host_table()->alloc(c, fails(c, NULL) ? SIZE_MAX : n);
}

static int32_t table_request(wb_call *c, const wb_request *r)
{
  return fails(c, "request()") ? WB_E_LIMIT : host_table()->request(c, r);
}

static int32_t table_event(wb_call *c, const wb_event *e)
{
  return fails(c, "event()") ? WB_E_LIMIT : host_table()->event(c, e);
}

static int32_t table_result(wb_call *c, const wb_result *r)
{
  return fails(c, "result()") ? WB_E_LIMIT : host_table()->result(c, r);
}

static int32_t table_number(wb_call *c, wb_str number, wb_str key, uint32_t parent)
{
  return fails(c, "number()") ? WB_E_LIMIT : host_table()->number(c, number, key, parent);
}

static const void *table_extension(wb_call *c, const char *id)
{
  return fails(c, NULL) ? NULL : host_table()->extension(c, id);
}

static int32_t table_fail(wb_call *c, int32_t code, wb_str why)
{
  return host_table()->fail(c, code, why);
}

static void table_log(wb_call *c, uint32_t level, wb_str line)
{
  host_table()->log(c, level, line);
}

static const wb_host table = {
  .struct_size = sizeof table,
  .abi_major = WB_ABI_MAJOR,
  .abi_minor = WB_ABI_MINOR,
  .alloc = table_alloc,
  .request = table_request,
  .event = table_event,
  .result = table_result,
  .number = table_number,
  .fail = table_fail,
  .log = table_log,
  .extension = table_extension,
};

void faults_begin(faults *f, host *h)
{
  host_use_table(h, &table, f);
}

void faults_end(host *h)
{
  host_use_table(h, NULL, NULL);
}
