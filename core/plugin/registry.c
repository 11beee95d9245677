/* SPDX-License-Identifier: MIT */
#include "registry.h"
#include "../base/clock.h"
#include "child.h"
#include "scan.h"
#include "validate.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder that changed so shortly before the scan may change again without its time telling: such a scan
 * is not kept. */
#define SETTLED_MS  50
#define SUGGESTIONS 3

typedef struct entry {
  const image_carrier *found;
  registry_carrier shown; /* declared is NULL until it is asked for */
  wb_carrier declared;
  child_carrier live;
  bool has_formats, has_rest, is_live;
} entry;

struct registry {
  wb_str mapped; /* the image in the cache file, or ... */
  buf bytes;     /* ... of a scan: texts of everything point into it */
  arena *memory;
  image img;
  entry *entries;
  size_t count;
  const number_row *rows;
  size_t row_count;
  registry_refusal *refusals;
  child **children; /* of those that were loaded */
  size_t child_count, child_capacity;
  child_pool pool;
  registry_isolation isolation;
  const char *helper;
  uint32_t cpu_ms, wall_ms;
  bool cached;
  const char *cache_file;
  const logger *log;
};

/* ---- opening ---- */

static bool folders_equal(const image *a, const image *b)
{
  if (a->folders.count != b->folders.count || !file_stamp_equal(&a->core, &b->core))
    return false;
  for (uint32_t i = 0; i < a->folders.count; i++) {
    const image_folder *x = WB_AT(image_folder, a->folders, i), *y = WB_AT(image_folder, b->folders, i);
    if (strcmp(x->path, y->path) != 0 || x->bundled != y->bundled || !file_stamp_equal(&x->stamp, &y->stamp))
      return false;
  }
  return true;
}

static bool has_old_refusal(const image *img)
{
  int64_t now = clock_now_ms(&(wb_clock){ 0 });
  for (uint32_t i = 0; i < img->refusals.count; i++) {
    int64_t tried = WB_AT(image_refusal, img->refusals, i)->tried_ms;
    if (now - tried >= WB_REFUSAL_LASTS_MS || tried > now)
      return true;
  }
  return false;
}

/* What was refused may have been put right since, by chmod or by other contents: neither changes the folder. */
static bool refused_has_changed(const image *img, const char *cache_file)
{
  struct stat cache, file;
  if (img->refusals.count && stat(cache_file, &cache) != 0)
    return true;
  for (uint32_t i = 0; i < img->refusals.count; i++)
    if (stat(WB_AT(image_refusal, img->refusals, i)->path, &file) == 0 &&
        (file.st_ctim.tv_sec > cache.st_ctim.tv_sec ||
         (file.st_ctim.tv_sec == cache.st_ctim.tv_sec && file.st_ctim.tv_nsec >= cache.st_ctim.tv_nsec)))
      return true;
  return false;
}

/* *ret_known: what the cache file holds, if anything, for this build.  true: the folders are as they were, so
 * that it is all that there is to know. */
static bool read_cache(registry *r, const registry_options *options, const image *key, image *ret_known)
{
  wb_error why = { 0 };
  if (!options->cache_file || options->rescan)
    return false;
  int rc = image_map_file(options->cache_file, &r->mapped, &why);
  if (rc == WB_OK)
    rc = image_decode(r->mapped, r->memory, &r->img, &why);
  if (rc == WB_OK && file_stamp_equal(&r->img.core, &key->core))
    *ret_known = r->img;
  if (rc == WB_OK && folders_equal(&r->img, key) && !has_old_refusal(&r->img) &&
      !refused_has_changed(&r->img, options->cache_file))
    return true;
  log_line(r->log, rc == WB_OK || rc == WB_E_NOT_FOUND ? LOG_DEBUG : LOG_INFO,
           "plugin cache %s is made anew: %s", options->cache_file,
           rc ? why.text : "the plugin folders or this program have changed");
  return false;
}

static bool is_settled(const image *img)
{
  uint64_t now_ns = (uint64_t)clock_now_ms(&(wb_clock){ 0 }) * 1000000u;
  for (uint32_t i = 0; i < img->folders.count; i++)
    if (WB_AT(image_folder, img->folders, i)->stamp.modified_ns + SETTLED_MS * UINT64_C(1000000) > now_ns)
      return false;
  return true;
}

static void write_cache(const registry *r, const registry_options *options, bool settled, bool complete)
{
  wb_error why = { 0 };
  if (!options->cache_file)
    return;
  if (!complete)
    log_line(r->log, LOG_DEBUG, "plugin cache not written: not every plugin could be looked at");
  else if (!settled)
    log_line(r->log, LOG_DEBUG, "plugin cache not written: a plugin folder has only just changed");
  else if (file_replace(options->cache_file, buf_view(&r->bytes), &why))
    log_line(r->log, LOG_WARN, "plugin cache not kept: %s", why.text);
}

/* Scans into an image of its own and reads it back, so that a registry is the same with and without a
 * cache. */
static int scan_all(registry *r, const registry_options *options, const image *known, image *key,
                    wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(buf) scanned = { 0 };
  if (!memory)
    return error_nomem(err);
  bool settled = is_settled(key);
  int rc = scan_folders(options, known, memory, key, err);
  if (rc == WB_OK)
    rc = image_encode(key, &scanned, err);
  if (rc)
    return rc;
  r->bytes = scanned; /* `known` points into r->mapped */
  scanned = (buf){ 0 };
  r->img = (image){ 0 };
  rc = image_decode(buf_view(&r->bytes), r->memory, &r->img, err);
  if (rc == WB_OK)
    write_cache(r, options, settled, !key->incomplete);
  return rc;
}

static int make_entries(registry *r, wb_error *err)
{
  r->count = r->img.carriers.count;
  r->entries = arena_array(r->memory, r->count, sizeof *r->entries);
  if (!r->entries)
    return error_nomem(err);
  for (uint32_t i = 0; i < r->count; i++) {
    entry *e = &r->entries[i];
    e->found = WB_AT(image_carrier, r->img.carriers, i);
    e->shown.index = i;
    e->shown.bundled = WB_AT(image_folder, r->img.folders, e->found->folder)->bundled != 0;
  }
  r->refusals = arena_array(r->memory, r->img.refusals.count, sizeof *r->refusals);
  for (uint32_t i = 0; r->refusals && i < r->img.refusals.count; i++) {
    const image_refusal *refused = WB_AT(image_refusal, r->img.refusals, i);
    r->refusals[i] = (registry_refusal){ refused->path, refused->reason, refused->tried_ms };
  }
  return r->refusals ? WB_OK : error_nomem(err);
}

static int fill(registry *r, const registry_options *options, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  image key, known = { 0 };
  if (!memory || !(r->memory = arena_new(0)))
    return error_nomem(err);
  r->log = options->log;
  r->isolation = options->isolation;
  r->cpu_ms = options->cpu_ms;
  r->wall_ms = options->wall_ms;
  if (options->helper && !(r->helper = arena_cstr(r->memory, str_of(options->helper))))
    return error_nomem(err);
  if (options->cache_file && !(r->cache_file = arena_cstr(r->memory, str_of(options->cache_file))))
    return error_nomem(err);
  int rc = scan_key(options, memory, &key, err);
  if (rc)
    return rc;
  r->cached = read_cache(r, options, &key, &known);
  if (!r->cached)
    rc = scan_all(r, options, &known, &key, err);
  return rc ? rc : make_entries(r, err);
}

int registry_open(const registry_options *options, registry **ret_registry, wb_error *err)
{
  registry *r = calloc(1, sizeof *r);
  if (!r)
    return error_nomem(err);
  int rc = fill(r, options, err);
  if (rc) {
    registry_free(r);
    return rc;
  }
  *ret_registry = r;
  return WB_OK;
}

void registry_free(registry *r)
{
  if (!r)
    return;
  for (size_t i = 0; i < r->child_count; i++)
    child_free(r->children[i]);
  buf_free(&r->bytes);
  image_unmap_file(r->mapped);
  arena_free(r->memory);
  free(r);
}

/* ---- what is declared ---- */

static int need_formats(registry *r, entry *e, wb_error *err)
{
  if (e->has_formats)
    return WB_OK;
  int rc = declare_read_formats(e->found->formats, r->memory, &e->declared, err);
  if (rc)
    return error_context(err, rc, "plugin cache, carrier %s", e->found->id);
  e->has_formats = true;
  return WB_OK;
}

/* A cache passes for what a scan found only when it obeys the same rules: one that was made up must not do
 * harm. */
static int need_all(registry *r, entry *e, wb_error *err)
{
  int rc = need_formats(r, e, err);
  if (rc || e->has_rest)
    return rc;
  wb_str path = arena_printf(r->memory, "%s/%s", WB_AT(image_folder, r->img.folders, e->found->folder)->path,
                             e->found->file);
  if (!path.p)
    return error_nomem(err);
  rc = declare_read_rest(e->found->rest, r->memory, &e->declared, err);
  if (rc == WB_OK)
    rc = validate_declared(&e->declared, err);
  if (rc)
    return error_context(err, rc, "plugin cache, carrier %s", e->found->id);
  e->declared.struct_size = (uint32_t)sizeof e->declared;
  e->shown.path = path.p;
  e->shown.declared = &e->declared;
  e->has_rest = true;
  return WB_OK;
}

size_t registry_count(const registry *r)
{
  return r->count;
}

const registry_carrier *registry_at(registry *r, size_t index)
{
  wb_error why = { 0 };
  if (index >= r->count)
    return NULL;
  if (need_all(r, &r->entries[index], &why) == WB_OK)
    return &r->entries[index].shown;
  log_line(r->log, LOG_WARN, "%s", why.text);
  return NULL;
}

const char *registry_id(const registry *r, size_t index)
{
  return index < r->count ? r->entries[index].found->id : NULL;
}

const char *registry_name(const registry *r, size_t index)
{
  return index < r->count ? r->entries[index].found->name : NULL;
}

static void add_suggestions(const registry *r, wb_str id, buf *out)
{
  unsigned found = 0;
  for (size_t limit = 1; limit <= 2; limit++)
    for (size_t i = 0; i < r->count && found < SUGGESTIONS; i++) {
      wb_str other = str_of(r->entries[i].found->id);
      size_t distance = str_distance(id, other);
      bool close = distance == limit || (limit == 2 && distance > 2 && id.n >= 2 && str_starts(other, id));
      if (close)
        buf_printf(out, "%s%s", found++ ? ", " : "; did you mean ", other.p);
    }
}

static int find_entry(registry *r, wb_str id, entry **ret_entry, wb_error *err)
{
  size_t low = 0, high = r->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = str_compare(str_of(r->entries[middle].found->id), id);
    if (order == 0) {
      *ret_entry = &r->entries[middle];
      return WB_OK;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  WB_AUTO(buf) words = { 0 };
  add_suggestions(r, id, &words);
  return error_set(err, WB_E_NOT_FOUND, "there is no carrier \"%.*s\"%s%s", STR_ARG(str_upto(id, 64)),
                   buf_cstr(&words), words.n ? "?" : "");
}

int registry_find(registry *r, wb_str id, const registry_carrier **ret_carrier, wb_error *err)
{
  entry *e = NULL;
  int rc = find_entry(r, id, &e, err);
  if (rc == WB_OK)
    rc = need_all(r, e, err);
  if (rc == WB_OK)
    *ret_carrier = &e->shown;
  return rc;
}

static bool has_lengths(const wb_format *format, const number_lengths *lengths)
{
  number_lengths own = { { 0 } };
  number_lengths_of(format->pattern, &own);
  return number_lengths_meet(&own, lengths);
}

/* Does the format, by any of its rows, have numbers of these lengths? */
static bool is_wanted(const wb_list *formats, const wb_format *format, const number_lengths *lengths)
{
  if (!lengths || has_lengths(format, lengths))
    return true;
  for (uint32_t i = 0; i < formats->count; i++) {
    const wb_format *other = WB_AT(wb_format, *formats, i);
    if (other != format && other->id && format->id && strcmp(other->id, format->id) == 0 && has_lengths(other, lengths))
      return true;
  }
  return false;
}

static size_t add_rows(const entry *e, const number_lengths *lengths, number_row *rows)
{
  size_t n = 0;
  for (uint32_t i = 0; i < e->declared.formats.count; i++) {
    const wb_format *format = WB_AT(wb_format, e->declared.formats, i);
    if (is_wanted(&e->declared.formats, format, lengths))
      rows[n++] = (number_row){ .carrier_id = e->found->id,
                                .carrier_name = e->found->name,
                                .format = format,
                                .carrier_index = e->shown.index,
                                .countries = e->declared.countries };
  }
  return n;
}

/* lengths NULL: all of them. */
static int make_rows(registry *r, const number_lengths *lengths, const number_row **ret_rows, size_t *ret_count,
                     wb_error *err)
{
  size_t most = 0, count = 0;
  for (size_t i = 0; i < r->count; i++) {
    entry *e = &r->entries[i];
    if (lengths && !number_lengths_meet(&e->found->lengths, lengths))
      continue;
    int rc = need_formats(r, e, err);
    if (rc)
      return rc;
    most += e->declared.formats.count;
  }
  number_row *rows = arena_array(r->memory, most, sizeof *rows);
  if (!rows)
    return error_nomem(err);
  for (size_t i = 0; i < r->count; i++)
    if (!lengths || number_lengths_meet(&r->entries[i].found->lengths, lengths))
      count += add_rows(&r->entries[i], lengths, rows + count);
  *ret_rows = rows;
  *ret_count = count;
  return WB_OK;
}

int registry_rows(registry *r, const number_row **ret_rows, size_t *ret_count, wb_error *err)
{
  int rc = r->rows ? WB_OK : make_rows(r, NULL, &r->rows, &r->row_count, err);
  if (rc)
    return rc;
  *ret_rows = r->rows;
  *ret_count = r->row_count;
  return WB_OK;
}

int registry_rows_of(registry *r, const number_lengths *lengths, const number_row **ret_rows, size_t *ret_count,
                     wb_error *err)
{
  return make_rows(r, lengths, ret_rows, ret_count, err);
}

const registry_refusal *registry_refusals(const registry *r, size_t *ret_count)
{
  *ret_count = r->img.refusals.count;
  return r->refusals;
}

bool registry_was_cached(const registry *r)
{
  return r->cached;
}

/* ---- loading ---- */

static void drop_cache(const registry *r)
{
  if (r->cache_file && unlink(r->cache_file) != 0 && errno != ENOENT)
    log_line(r->log, LOG_WARN, "cannot remove the plugin cache %s: %s", r->cache_file, strerror(errno));
}

typedef struct found_now {
  wb_str formats, rest;
  child_carrier live;
} found_now;

/* The carrier that the file has now, in this process. */
static int open_here(const entry *e, arena *memory, found_now *ret_now, wb_error *err)
{
  open_carrier *found = NULL;
  size_t count = 0;
  int rc = open_plugin(e->shown.path, memory, &found, &count, err);
  for (size_t i = 0; i < count; i++)
    if (strcmp(found[i].copy.id, e->found->id) == 0)
      *ret_now = (found_now){ found[i].formats, found[i].rest, { .carrier = found[i].copy } };
  return rc;
}

/* The child that has the file open, or a new one: one process for all carriers of a file. */
static int get_child(registry *r, const entry *e, int fd, child **ret_child, wb_error *err)
{
  const child_options options = {
    .pool = &r->pool, .log = r->log, .helper = r->helper, .cpu_ms = r->cpu_ms, .wall_ms = r->wall_ms
  };
  for (size_t i = 0; i < r->count; i++)
    if (r->entries[i].is_live && r->entries[i].live.process &&
        strcmp(r->entries[i].shown.path, e->shown.path) == 0) {
      *ret_child = r->entries[i].live.process;
      return WB_OK;
    }
  child **slot = ARENA_PUSH(r->memory, r->children, r->child_count, r->child_capacity);
  if (!slot)
    return error_nomem(err);
  int rc = child_open(e->shown.path, fd, &options, slot, err);
  if (rc)
    r->child_count--;
  else
    *ret_child = *slot;
  return rc;
}

static int open_in_child(registry *r, const entry *e, int fd, found_now *ret_now, wb_error *err)
{
  child *c = NULL;
  size_t count = 0;
  int rc = get_child(r, e, fd, &c, err);
  const child_carrier *found = rc ? NULL : child_carriers(c, &count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(found[i].carrier.id, e->found->id) == 0)
      *ret_now = (found_now){ found[i].formats, found[i].rest, found[i] };
  return rc;
}

/* Opens the file again as in a scan: a plugin is believed to be what it was only when it says the same. */
static int load_live(registry *r, entry *e, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  file_stamp stamp;
  found_now now = { 0 };
  int fd = -1;
  if (!memory)
    return error_nomem(err);
  int rc = file_open_plugin(e->shown.path, e->shown.bundled, &fd, &stamp, err);
  if (rc == WB_OK)
    rc = scan_isolates(r->isolation, e->shown.bundled) ? open_in_child(r, e, fd, &now, err)
                                                       : open_here(e, memory, &now, err);
  if (fd >= 0)
    close(fd);
  if (rc) {
    drop_cache(r);
    return error_context(err, rc, "plugin %s", e->shown.path);
  }
  if (!file_stamp_equal(&stamp, &e->found->stamp) || !now.formats.p)
    drop_cache(r);
  if (!str_equal(e->found->formats, now.formats) || !str_equal(e->found->rest, now.rest))
    return error_set(err, WB_E_PLUGIN,
                     "plugin %s: carrier %s is not what it was when it was scanned: run the command again",
                     e->shown.path, e->found->id);
  e->live = now.live;
  e->live.carrier = e->declared;
  e->live.carrier.plan = now.live.carrier.plan;
  e->live.carrier.parse = now.live.carrier.parse;
  e->live.carrier.webhook = now.live.carrier.webhook;
  e->live.carrier.extension = now.live.carrier.extension;
  e->is_live = true;
  return WB_OK;
}

int registry_load(registry *r, wb_str id, const wb_carrier **ret_carrier, wb_error *err)
{
  entry *e = NULL;
  int rc = find_entry(r, id, &e, err);
  if (rc == WB_OK)
    rc = need_all(r, e, err);
  if (rc == WB_OK && !e->is_live)
    rc = load_live(r, e, err);
  if (rc == WB_OK)
    *ret_carrier = &e->live.carrier;
  return rc;
}

const char *registry_walls(const registry *r, wb_str id)
{
  for (size_t i = 0; i < r->count; i++)
    if (r->entries[i].is_live && r->entries[i].live.process && str_is(id, r->entries[i].found->id))
      return child_walls(r->entries[i].live.process);
  return NULL;
}

int registry_check_file(const char *path, size_t *ret_carriers, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  const scan_how how = { .isolated = true };
  file_stamp stamp;
  open_carrier *found = NULL;
  size_t count = 0;
  int fd = -1;
  if (!memory)
    return error_nomem(err);
  int rc = file_open_plugin(path, false, &fd, &stamp, err);
  if (rc == WB_OK)
    rc = scan_open(path, fd, &how, memory, &found, &count, err);
  if (fd >= 0)
    close(fd);
  if (rc)
    return error_context(err, rc, "%s", path);
  if (ret_carriers)
    *ret_carriers = count;
  return WB_OK;
}
