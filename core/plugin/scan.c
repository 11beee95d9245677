/* SPDX-License-Identifier: MIT */
#include "scan.h"
#include "open.h"
#include <stdlib.h>

typedef struct scan {
  const registry_options *options;
  arena *memory;
  wb_error *err;
  image_carrier *carriers;
  image_refusal *refusals;
  size_t carrier_count, carrier_capacity, refusal_count, refusal_capacity;
  size_t file_count;
} scan;

int scan_key(const registry_options *options, arena *memory, image *ret_image, wb_error *err)
{
  image_folder *folders = arena_array(memory, options->folder_count, sizeof *folders);
  if (!folders)
    return error_nomem(err);
  for (size_t i = 0; i < options->folder_count; i++)
    folders[i] = (image_folder){ .path = options->folders[i].path,
                                 .bundled = options->folders[i].bundled,
                                 .stamp = file_stamp_of(options->folders[i].path) };
  *ret_image = (image){ .core = file_stamp_own(),
                        .folders = { folders, (uint32_t)options->folder_count, (uint32_t)sizeof *folders } };
  return WB_OK;
}

static int refuse(scan *s, const char *path, const char *reason)
{
  image_refusal *slot = ARENA_PUSH(s->memory, s->refusals, s->refusal_count, s->refusal_capacity);
  const char *kept_path = arena_cstr(s->memory, str_of(path)), *kept = arena_cstr(s->memory, str_of(reason));
  if (!slot || !kept_path || !kept)
    return error_nomem(s->err);
  *slot = (image_refusal){ kept_path, kept };
  log_line(s->options->log, LOG_WARN, "plugin %s: %s", path, reason);
  return WB_OK;
}

static const image_carrier *find_id(const scan *s, const char *id)
{
  for (size_t i = 0; i < s->carrier_count; i++)
    if (strcmp(s->carriers[i].id, id) == 0)
      return &s->carriers[i];
  return NULL;
}

static int refuse_duplicate(scan *s, const char *path, const image_carrier *first)
{
  wb_str reason = arena_printf(s->memory, "carrier id \"%s\" is already provided by %s/%s", first->id,
                               s->options->folders[first->folder].path, first->file);
  return reason.p ? refuse(s, path, reason.p) : error_nomem(s->err);
}

static int take_carriers(scan *s, const char *path, const image_carrier *common, const open_carrier *found,
                         size_t count)
{
  int rc = WB_OK;
  for (size_t i = 0; i < count && rc == WB_OK; i++) {
    const image_carrier *first = find_id(s, found[i].copy.id);
    if (first) {
      rc = refuse_duplicate(s, path, first);
      continue;
    }
    image_carrier *slot = ARENA_PUSH(s->memory, s->carriers, s->carrier_count, s->carrier_capacity);
    if (!slot)
      return error_nomem(s->err);
    *slot = *common;
    slot->id = found[i].copy.id;
    slot->name = found[i].copy.name;
    slot->formats = found[i].formats;
    slot->rest = found[i].rest;
    for (uint32_t k = 0; k < found[i].copy.formats.count; k++)
      number_lengths_of(WB_AT(wb_format, found[i].copy.formats, k)->pattern, &slot->lengths);
  }
  return rc;
}

static int scan_file(scan *s, uint32_t folder, const char *name)
{
  const registry_folder *where = &s->options->folders[folder];
  image_carrier common = { .folder = folder, .file = name };
  open_carrier *found = NULL;
  size_t count = 0;
  wb_error why = { 0 };
  wb_str path = arena_printf(s->memory, "%s/%s", where->path, name);
  if (!path.p)
    return error_nomem(s->err);
  if (s->file_count++ == WB_MAX_PLUGINS) {
    error_set(&why, WB_E_LIMIT, "is one too many, as are all after it: at most %d files are looked at",
              WB_MAX_PLUGINS);
    return refuse(s, path.p, why.text);
  }
  if (s->file_count > WB_MAX_PLUGINS)
    return WB_OK;
  int rc = file_check_plugin(path.p, where->bundled, &common.stamp, &why);
  if (rc == WB_OK)
    rc = open_plugin(path.p, s->memory, &found, &count, &why);
  if (rc == WB_E_NOMEM)
    return error_nomem(s->err);
  return rc ? refuse(s, path.p, why.text) : take_carriers(s, path.p, &common, found, count);
}

static int scan_folder(scan *s, uint32_t folder)
{
  const registry_folder *where = &s->options->folders[folder];
  const char **names = NULL;
  size_t count = 0;
  wb_error why = { 0 };
  int rc = file_list_plugins(where->path, s->memory, &names, &count, s->err);
  if (rc)
    return rc;
  if (count && file_check_folder(where->path, where->bundled, &why))
    return refuse(s, where->path, why.text);
  for (size_t i = 0; i < count && rc == WB_OK; i++)
    rc = scan_file(s, folder, names[i]);
  return rc;
}

static int compare_carriers(const void *a, const void *b)
{
  return strcmp(((const image_carrier *)a)->id, ((const image_carrier *)b)->id);
}

int scan_folders(const registry_options *options, arena *memory, image *img, wb_error *err)
{
  scan s = { .options = options, .memory = memory, .err = err };
  int rc = WB_OK;
  for (uint32_t i = 0; i < options->folder_count && rc == WB_OK; i++)
    rc = scan_folder(&s, i);
  if (rc)
    return rc;
  if (s.carrier_count)
    qsort(s.carriers, s.carrier_count, sizeof *s.carriers, compare_carriers);
  img->carriers = (wb_list){ s.carriers, (uint32_t)s.carrier_count, (uint32_t)sizeof *s.carriers };
  img->refusals = (wb_list){ s.refusals, (uint32_t)s.refusal_count, (uint32_t)sizeof *s.refusals };
  return WB_OK;
}
