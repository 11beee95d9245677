/* SPDX-License-Identifier: MIT */
#include "open.h"
#include "validate.h"
#include <dlfcn.h>

#define REFUSE(err, ...) error_set((err), WB_E_PLUGIN, __VA_ARGS__)
/* The smallest structures: of the first version, without the members that a plugin may leave out. */
#define CARRIER_SIZE_MIN  offsetof(wb_carrier, plan)
#define MODULE_SIZE_MIN   (offsetof(wb_module, carriers) + sizeof(void *))
#define LIMITS_SIZE_MIN   (offsetof(wb_limits, batch_max) + sizeof(uint32_t))
#define HOOK_SIZE_MIN     (offsetof(wb_hook, scheme) + sizeof(uint32_t))
#define SIZE_MAX_CREDIBLE 65536u

/* dlerror() begins with the path, which the caller shows already. */
static const char *linker_words(const char *path)
{
  const char *words = dlerror();
  size_t n = strlen(path);
  if (!words)
    return "no reason given";
  if (strncmp(words, path, n) == 0 && strncmp(words + n, ": ", 2) == 0)
    return words + n + 2;
  return words;
}

static int find_entry(const char *path, wb_module_fn **ret_entry, wb_error *err)
{
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) {
    const char *words = linker_words(path);
    if (str_find(str_of(words), STR("undefined symbol")) != SIZE_MAX)
      return REFUSE(err, "cannot be loaded: %s: a plugin may use libc and what waybill/plugin.h gives it",
                    words);
    return REFUSE(err, "cannot be loaded: %s: expected a shared object for this machine", words);
  }
  wb_module_fn *entry = NULL;
  *(void **)&entry = dlsym(handle, "wb_module_entry"); /* POSIX allows this conversion */
  if (!entry)
    return REFUSE(err, "exports no function wb_module_entry: expected a plugin that ends in WB_MODULE(...) "
                       "of waybill/plugin.h");
  *ret_entry = entry;
  return WB_OK;
}

static int check_module(const wb_module *m, wb_error *err)
{
  if (!m)
    return REFUSE(err,
                  "speaks none of the ABI majors 0 to %d that this waybill offers: rebuild it with this "
                  "waybill's headers",
                  WB_ABI_MAJOR);
  if (m->magic != WB_MAGIC)
    return REFUSE(err,
                  "its module begins with 0x%08X, expected 0x%08X: not made with waybill/plugin.h, or for "
                  "another byte order",
                  m->magic, WB_MAGIC);
  if (m->abi_major != WB_ABI_MAJOR || (WB_ABI_MAJOR == 0 && m->abi_minor != WB_ABI_MINOR))
    return REFUSE(
        err,
        "is made for plugin ABI %u.%u, this waybill speaks %d.%d: rebuild it with this waybill's headers",
        m->abi_major, m->abi_minor, WB_ABI_MAJOR, WB_ABI_MINOR);
  if (m->struct_size < MODULE_SIZE_MIN || m->struct_size > SIZE_MAX_CREDIBLE)
    return REFUSE(err, "its wb_module has struct_size %u, expected at least %zu", m->struct_size,
                  MODULE_SIZE_MIN);
  if (m->carrier_count == 0 || !m->carriers)
    return REFUSE(err, "declares no carriers");
  if (m->carrier_count > WB_MAX_CARRIERS_PER_MODULE)
    return REFUSE(err, "declares %u carriers, at most %d are allowed", m->carrier_count,
                  WB_MAX_CARRIERS_PER_MODULE);
  return WB_OK;
}

static int check_size(const char *type, uint32_t found, size_t least, wb_error *err)
{
  if (found >= least && found <= SIZE_MAX_CREDIBLE)
    return WB_OK;
  return REFUSE(err, "%s has struct_size %u, expected at least %zu: set it to sizeof(%s)", type, found, least,
                type);
}

/* The sizes of everything that is read through one. */
static int check_sizes(const wb_carrier *live, uint32_t at, wb_error *err)
{
  if (!live)
    return REFUSE(err, "carrier %u of the module is NULL", at + 1);
  int rc = check_size("wb_carrier", live->struct_size, CARRIER_SIZE_MIN, err);
  if (rc == WB_OK && live->limits)
    rc = check_size("wb_limits", live->limits->struct_size, LIMITS_SIZE_MIN, err);
  if (rc == WB_OK && live->hook)
    rc = check_size("wb_hook", live->hook->struct_size, HOOK_SIZE_MIN, err);
  return rc;
}

static int keep_bytes(const buf *from, arena *memory, wb_str *ret_kept, wb_error *err)
{
  *ret_kept = arena_str(memory, buf_view(from));
  return ret_kept->p ? WB_OK : error_nomem(err);
}

/* From the plugin's memory to bytes, and from the bytes to our copy: whatever is wrong shows on the way. */
static int copy_declared(const wb_carrier *live, arena *memory, open_carrier *into, wb_error *err)
{
  WB_AUTO(buf) formats = { 0 };
  WB_AUTO(buf) rest = { 0 };
  int rc = declare_write(live, &formats, &rest, err);
  if (rc == WB_OK)
    rc = keep_bytes(&formats, memory, &into->formats, err);
  if (rc == WB_OK)
    rc = keep_bytes(&rest, memory, &into->rest, err);
  if (rc == WB_OK)
    rc = declare_read_formats(into->formats, memory, &into->copy, err);
  return rc ? rc : declare_read_rest(into->rest, memory, &into->copy, err);
}

static int take_carrier(const wb_carrier *live, uint32_t at, arena *memory, open_carrier *into, wb_error *err)
{
  wb_error why = { 0 };
  wb_carrier entries;
  int rc = check_sizes(live, at, err);
  if (rc)
    return rc;
  if (copy_declared(live, memory, into, &why))
    return REFUSE(err, "carrier %u of the module: %s", at + 1, why.text);
  declare_copy_sized(&entries, sizeof entries, live, live->struct_size);
  into->copy.struct_size = (uint32_t)sizeof into->copy;
  into->copy.plan = entries.plan;
  into->copy.parse = entries.parse;
  into->copy.webhook = entries.webhook;
  into->copy.extension = entries.extension;
  rc = validate_declared(&into->copy, err);
  return rc ? rc : validate_entries(&into->copy, err);
}

static int check_duplicates(const open_carrier *carriers, size_t count, wb_error *err)
{
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < i; k++)
      if (strcmp(carriers[i].copy.id, carriers[k].copy.id) == 0)
        return REFUSE(err, "carrier id \"%s\" stands twice in the module", carriers[i].copy.id);
  return WB_OK;
}

int open_plugin(const char *path, arena *memory, open_carrier **ret_carriers, size_t *ret_count,
                wb_error *err)
{
  wb_module_fn *entry = NULL;
  int rc = find_entry(path, &entry, err);
  if (rc)
    return rc;
  const wb_module *module = entry(0, WB_ABI_MAJOR);
  rc = check_module(module, err);
  if (rc)
    return rc;
  open_carrier *carriers = arena_array(memory, module->carrier_count, sizeof *carriers);
  if (!carriers)
    return error_nomem(err);
  for (uint32_t i = 0; rc == WB_OK && i < module->carrier_count; i++)
    rc = take_carrier(module->carriers[i], i, memory, &carriers[i], err);
  if (rc == WB_OK)
    rc = check_duplicates(carriers, module->carrier_count, err);
  if (rc)
    return rc;
  *ret_carriers = carriers;
  *ret_count = module->carrier_count;
  return WB_OK;
}
