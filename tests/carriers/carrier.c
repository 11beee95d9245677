/* SPDX-License-Identifier: MIT */
#include "core/base/module.h"
#include "replay.h"
#include <dlfcn.h>

static const wb_carrier *find(const wb_module *m, const char *id)
{
  for (uint32_t i = 0; i < m->carrier_count; i++)
    if (str_is(str_of(m->carriers[i]->id), id))
      return m->carriers[i];
  return NULL;
}

int carrier_path(const char *id, buf *out, wb_error *err)
{
  int rc = module_folder(out, err);
  bool is_template = id[0] == '_'; /* built for this test alone, outside the plugins' folder */
  buf_printf(out, "/%s/%s.so", is_template ? "template" : "plugins", id + is_template);
  return rc ? rc : buf_check(out, err);
}

int carrier_open(const char *id, const wb_carrier **ret_carrier, wb_error *err)
{
  WB_AUTO(buf) path = { 0 };
  int rc = carrier_path(id, &path, err);
  if (rc)
    return rc;
  id += id[0] == '_';
  void *handle = dlopen(buf_cstr(&path), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    return error_set(err, WB_E_PLUGIN, "%s", dlerror());
  wb_module_fn *entry = NULL;
  *(void **)&entry = dlsym(handle, "wb_module_entry"); /* POSIX allows this conversion */
  const wb_module *m = entry ? entry(WB_ABI_MAJOR, WB_ABI_MAJOR) : NULL;
  if (!m || m->magic != WB_MAGIC || m->abi_minor != WB_ABI_MINOR)
    return error_set(err, WB_E_PLUGIN, "%s holds no module of interface %d.%d", buf_cstr(&path), WB_ABI_MAJOR,
                     WB_ABI_MINOR);
  *ret_carrier = find(m, id);
  return *ret_carrier ? WB_OK
                      : error_set(err, WB_E_PLUGIN, "%s holds no carrier \"%s\"", buf_cstr(&path), id);
}
