/* SPDX-License-Identifier: MIT */
#include "scan.h"
#include "../base/clock.h"
#include "child.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct scan {
  const registry_options *options;
  const image *known;
  arena *memory;
  wb_error *err;
  int64_t now_ms;
  image_carrier *carriers;
  image_refusal *refusals;
  size_t carrier_count, carrier_capacity, refusal_count, refusal_capacity;
  size_t file_count;
  bool incomplete;
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

static int keep_refusal(scan *s, const image_refusal *r)
{
  image_refusal *slot = ARENA_PUSH(s->memory, s->refusals, s->refusal_count, s->refusal_capacity);
  image_refusal kept = *r;
  kept.path = arena_cstr(s->memory, str_of(r->path));
  kept.reason = arena_cstr(s->memory, str_of(r->reason));
  if (!slot || !kept.path || !kept.reason)
    return error_nomem(s->err);
  *slot = kept;
  log_line(s->options->log, LOG_WARN, "plugin %s: %s", r->path, r->reason);
  return WB_OK;
}

static int refuse(scan *s, const char *path, const file_stamp *stamp, const char *reason)
{
  return keep_refusal(s, &(image_refusal){ path, reason, s->now_ms, stamp ? *stamp : (file_stamp){ 0 } });
}

static const image_carrier *find_id(const scan *s, const char *id)
{
  for (size_t i = 0; i < s->carrier_count; i++)
    if (strcmp(s->carriers[i].id, id) == 0)
      return &s->carriers[i];
  return NULL;
}

static int take_carrier(scan *s, const char *path, const image_carrier *found)
{
  const image_carrier *first = find_id(s, found->id);
  if (first) {
    wb_str reason = arena_printf(s->memory, "carrier id \"%s\" is already provided by %s/%s", first->id,
                                 s->options->folders[first->folder].path, first->file);
    return reason.p ? refuse(s, path, NULL, reason.p) : error_nomem(s->err);
  }
  image_carrier *slot = ARENA_PUSH(s->memory, s->carriers, s->carrier_count, s->carrier_capacity);
  if (!slot)
    return error_nomem(s->err);
  *slot = *found;
  return WB_OK;
}

/* ---- what an earlier scan found ---- */

/* *ret_known: the file is as it was, and what it gave then was taken. */
static int take_known(scan *s, const char *path, const image_carrier *common, bool *ret_known)
{
  int rc = WB_OK;
  *ret_known = false;
  for (uint32_t i = 0; s->known && i < s->known->refusals.count; i++) {
    const image_refusal *r = WB_AT(image_refusal, s->known->refusals, i);
    if (strcmp(r->path, path) == 0 && file_stamp_equal(&r->stamp, &common->stamp) &&
        s->now_ms - r->tried_ms < WB_REFUSAL_LASTS_MS && s->now_ms >= r->tried_ms) {
      *ret_known = true;
      return keep_refusal(s, r);
    }
  }
  for (uint32_t i = 0; s->known && i < s->known->carriers.count && rc == WB_OK; i++) {
    image_carrier found = *WB_AT(image_carrier, s->known->carriers, i);
    const char *folder = WB_AT(image_folder, s->known->folders, found.folder)->path;
    if (strcmp(found.file, common->file) != 0 || !file_stamp_equal(&found.stamp, &common->stamp) ||
        strcmp(folder, s->options->folders[common->folder].path) != 0)
      continue;
    *ret_known = true;
    found.folder = common->folder;
    rc = take_carrier(s, path, &found);
  }
  return rc;
}

/* ---- files ---- */

bool scan_isolates(registry_isolation isolation, bool bundled)
{
  return isolation == REGISTRY_ISOLATE_ALL || (isolation == REGISTRY_ISOLATE_AUTO && !bundled);
}

static int copy_declared(const child *c, arena *memory, open_carrier **ret_carriers, size_t *ret_count,
                         wb_error *err)
{
  const child_carrier *found = child_carriers(c, ret_count);
  open_carrier *copies = arena_array(memory, *ret_count, sizeof *copies);
  int rc = copies ? WB_OK : error_nomem(err);
  for (size_t i = 0; i < *ret_count && rc == WB_OK; i++) {
    copies[i].formats = arena_str(memory, found[i].formats);
    copies[i].rest = arena_str(memory, found[i].rest);
    if (arena_failed(memory))
      return error_nomem(err);
    rc = declare_read_formats(copies[i].formats, memory, &copies[i].copy, err);
    if (rc == WB_OK)
      rc = declare_read_rest(copies[i].rest, memory, &copies[i].copy, err);
  }
  *ret_carriers = copies;
  return rc;
}

int scan_open(const char *path, int fd, const scan_how *how, arena *memory, open_carrier **ret_carriers,
              size_t *ret_count, wb_error *err)
{
  child *c = NULL;
  child_options options = how->child;
  options.scan_only = true;
  if (!how->isolated)
    return open_plugin(path, memory, ret_carriers, ret_count, err);
  int rc = child_open(path, fd, &options, &c, err);
  if (rc == WB_OK)
    rc = copy_declared(c, memory, ret_carriers, ret_count, err);
  child_free(c);
  return rc;
}

static int open_file(scan *s, const char *path, const image_carrier *common, int fd)
{
  const registry_options *o = s->options;
  const scan_how how = {
    .isolated = scan_isolates(o->isolation, o->folders[common->folder].bundled),
    .child = { .log = o->log, .helper = o->helper, .cpu_ms = o->cpu_ms, .wall_ms = o->wall_ms },
  };
  open_carrier *found = NULL;
  size_t count = 0;
  wb_error why = { 0 };
  int rc = scan_open(path, fd, &how, s->memory, &found, &count, &why);
  if (rc == WB_E_NOMEM)
    return error_nomem(s->err);
  s->incomplete = s->incomplete || rc == WB_E_IO; /* not the plugin's doing: nothing to remember */
  if (rc)
    return refuse(s, path, rc == WB_E_IO ? NULL : &common->stamp, why.text);
  for (size_t i = 0; i < count && rc == WB_OK; i++) {
    image_carrier carrier = *common;
    carrier.id = found[i].copy.id;
    carrier.name = found[i].copy.name;
    carrier.formats = found[i].formats;
    carrier.rest = found[i].rest;
    for (uint32_t k = 0; k < found[i].copy.formats.count; k++)
      number_lengths_of(WB_AT(wb_format, found[i].copy.formats, k)->pattern, &carrier.lengths);
    rc = take_carrier(s, path, &carrier);
  }
  return rc;
}

static int scan_file(scan *s, uint32_t folder, const char *name)
{
  const registry_folder *where = &s->options->folders[folder];
  image_carrier common = { .folder = folder, .file = name };
  wb_error why = { 0 };
  int fd = -1;
  bool known = false;
  wb_str path = arena_printf(s->memory, "%s/%s", where->path, name);
  if (!path.p)
    return error_nomem(s->err);
  if (s->file_count++ == WB_MAX_PLUGINS) {
    error_set(&why, WB_E_LIMIT, "is one too many, as are all after it: at most %d files are looked at",
              WB_MAX_PLUGINS);
    return refuse(s, path.p, NULL, why.text);
  }
  if (s->file_count > WB_MAX_PLUGINS)
    return WB_OK;
  if (file_open_plugin(path.p, where->bundled, &fd, &common.stamp, &why))
    return refuse(s, path.p, NULL, why.text);
  int rc = take_known(s, path.p, &common, &known);
  if (rc == WB_OK && !known)
    rc = open_file(s, path.p, &common, fd);
  close(fd);
  return rc;
}

static int scan_folder(scan *s, uint32_t folder)
{
  const registry_folder *where = &s->options->folders[folder];
  const char **names = NULL;
  size_t count = 0;
  wb_error why = { 0 };
  int rc = file_list_plugins(where->path, s->memory, &names, &count, &why);
  if (rc == WB_E_IO) /* the other folders are there all the same */
    return refuse(s, where->path, NULL, why.text);
  if (rc)
    return error_set(s->err, rc, "%s", why.text);
  if (count && file_check_folder(where->path, where->bundled, &why))
    return refuse(s, where->path, NULL, why.text);
  for (size_t i = 0; i < count && rc == WB_OK; i++)
    rc = scan_file(s, folder, names[i]);
  return rc;
}

static int compare_carriers(const void *a, const void *b)
{
  return strcmp(((const image_carrier *)a)->id, ((const image_carrier *)b)->id);
}

int scan_folders(const registry_options *options, const image *known, arena *memory, image *img,
                 wb_error *err)
{
  scan s = {
    .options = options, .known = known, .memory = memory, .err = err, .now_ms = clock_now_ms(&(wb_clock){ 0 })
  };
  int rc = WB_OK;
  for (uint32_t i = 0; i < options->folder_count && rc == WB_OK; i++)
    rc = scan_folder(&s, i);
  if (rc)
    return rc;
  if (s.carrier_count)
    qsort(s.carriers, s.carrier_count, sizeof *s.carriers, compare_carriers);
  img->incomplete = s.incomplete;
  img->carriers = (wb_list){ s.carriers, (uint32_t)s.carrier_count, (uint32_t)sizeof *s.carriers };
  img->refusals = (wb_list){ s.refusals, (uint32_t)s.refusal_count, (uint32_t)sizeof *s.refusals };
  return WB_OK;
}
