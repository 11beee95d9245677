/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* dladdr */
#include "module.h"
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>

#ifndef WB_PARTS_FOLDER
#error "the build sets WB_PARTS_FOLDER: the parts' folder, relative to that of libwaybill.so"
#endif

/* Folder of the object that holds this code, links resolved: libwaybill.so, one of the parts, or a test program. */
static int own_folder(buf *out, wb_error *err)
{
  Dl_info info;
  char resolved[PATH_MAX];
  if (!dladdr(__extension__(const void *)own_folder, &info) || !info.dli_fname)
    return error_set(err, WB_E_IO, "cannot tell where the waybill library was loaded from");
  /* A program that holds this code itself is known by its argv[0] only, which may be anything. */
  if (!realpath(info.dli_fname, resolved) && !realpath("/proc/self/exe", resolved))
    return error_set(err, WB_E_IO, "cannot tell where the waybill library was loaded from");
  char *slash = strrchr(resolved, '/');
  if (slash)
    *slash = '\0';
  buf_add_text(out, resolved);
  return buf_check(out, err);
}

int module_folder(buf *out, wb_error *err)
{
  int rc = own_folder(out, err);
  if (rc)
    return rc;
  if (!str_ends(buf_view(out), STR("/waybill"))) /* a part already sits in it */
    buf_add_text(out, "/" WB_PARTS_FOLDER);
  return buf_check(out, err);
}

int module_data_folder(buf *out, wb_error *err)
{
  int rc = module_folder(out, err);
  buf_add_text(out, "/" WB_DATA_FROM_PARTS);
  return rc ? rc : buf_check(out, err);
}

int module_open(const char *part, const void **ret_table, wb_error *err)
{
  WB_AUTO(buf) path = { 0 };
  int rc = module_folder(&path, err);
  if (rc)
    return rc;
  buf_printf(&path, "/waybill-%s.so", part);
  void *handle = dlopen(buf_cstr(&path), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle)
    return error_set(err, WB_E_IO, "cannot open waybill's part \"%s\": %s", part, dlerror());
  module_entry_fn *entry = NULL;
  *(void **)&entry = dlsym(handle, "waybill_part"); /* POSIX allows this conversion */
  const void *table = entry ? entry(MODULE_VERSION) : NULL;
  if (!table)
    return error_set(err, WB_E_IO, "%s is of another build of waybill (wanted version %u): reinstall waybill",
                     buf_cstr(&path), MODULE_VERSION);
  *ret_table = table;
  return WB_OK;
}
