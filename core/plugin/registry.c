/* SPDX-License-Identifier: MIT */
#include "registry.h"
#include "../base/clock.h"
#include "open.h"
#include "scan.h"
#include "validate.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A folder that changed so shortly before the scan may change again without its time telling: such a scan
 * is not kept. */
#define SETTLED_MS  50
#define SUGGESTIONS 3

typedef struct entry {
  const image_carrier *found;
  registry_carrier shown; /* declared is NULL until it is asked for */
  wb_carrier declared, live;
  bool has_formats, has_rest, is_live;
} entry;

struct registry {
  buf bytes; /* the image: texts of everything point into it */
  arena *memory;
  image img;
  entry *entries;
  size_t count;
  const number_row *rows;
  size_t row_count;
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

/* true: the registry now holds what the cache file says, and the folders are as they were. */
static bool read_cache(registry *r, const registry_options *options, const image *key)
{
  wb_error why = { 0 };
  if (!options->cache_file || options->rescan)
    return false;
  int rc = image_read_file(options->cache_file, &r->bytes, &why);
  if (rc == WB_OK)
    rc = image_decode(buf_view(&r->bytes), r->memory, &r->img, &why);
  if (rc == WB_OK && folders_equal(&r->img, key))
    return true;
  log_line(r->log, rc == WB_OK || rc == WB_E_NOT_FOUND ? LOG_DEBUG : LOG_INFO,
           "plugin cache %s is made anew: %s", options->cache_file,
           rc ? why.text : "the plugin folders or this program have changed");
  buf_clear(&r->bytes);
  r->img = (image){ 0 };
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

static void write_cache(const registry *r, const registry_options *options, const image *scanned)
{
  wb_error why = { 0 };
  if (!options->cache_file)
    return;
  if (!is_settled(scanned))
    log_line(r->log, LOG_DEBUG, "plugin cache not written: a plugin folder has only just changed");
  else if (file_replace(options->cache_file, buf_view(&r->bytes), &why))
    log_line(r->log, LOG_WARN, "plugin cache not kept: %s", why.text);
}

/* Scans into an image of its own and reads it back, so that a registry is the same with and without a
 * cache. */
static int scan_all(registry *r, const registry_options *options, image *key, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  if (!memory)
    return error_nomem(err);
  int rc = scan_folders(options, memory, key, err);
  if (rc == WB_OK)
    rc = image_encode(key, &r->bytes, err);
  if (rc == WB_OK)
    rc = image_decode(buf_view(&r->bytes), r->memory, &r->img, err);
  if (rc == WB_OK)
    write_cache(r, options, key);
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
  return WB_OK;
}

static int fill(registry *r, const registry_options *options, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  image key;
  if (!memory || !(r->memory = arena_new(0)))
    return error_nomem(err);
  r->log = options->log;
  if (options->cache_file && !(r->cache_file = arena_cstr(r->memory, str_of(options->cache_file))))
    return error_nomem(err);
  int rc = scan_key(options, memory, &key, err);
  if (rc)
    return rc;
  r->cached = read_cache(r, options, &key);
  if (!r->cached)
    rc = scan_all(r, options, &key, err);
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
  buf_free(&r->bytes);
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
  _Static_assert(sizeof(registry_refusal) == sizeof(image_refusal) &&
                     offsetof(registry_refusal, reason) == offsetof(image_refusal, reason),
                 "refusals are shown as they are kept");
  *ret_count = r->img.refusals.count;
  return r->img.refusals.items;
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

static const open_carrier *pick(const open_carrier *found, size_t count, const char *id)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(found[i].copy.id, id) == 0)
      return &found[i];
  return NULL;
}

static bool same_declared(const entry *e, const open_carrier *found)
{
  return str_equal(e->found->formats, found->formats) && str_equal(e->found->rest, found->rest);
}

/* Opens the file again as in a scan: a plugin is believed to be what it was only when it says the same. */
static int load_live(registry *r, entry *e, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  file_stamp stamp;
  open_carrier *found = NULL;
  size_t count = 0;
  if (!memory)
    return error_nomem(err);
  int rc = file_check_plugin(e->shown.path, e->shown.bundled, &stamp, err);
  if (rc == WB_OK)
    rc = open_plugin(e->shown.path, memory, &found, &count, err);
  if (rc) {
    drop_cache(r);
    return error_context(err, rc, "plugin %s", e->shown.path);
  }
  const open_carrier *now = pick(found, count, e->found->id);
  if (!file_stamp_equal(&stamp, &e->found->stamp) || !now)
    drop_cache(r);
  if (!now || !same_declared(e, now))
    return error_set(err, WB_E_PLUGIN,
                     "plugin %s: carrier %s is not what it was when it was scanned: run the command again",
                     e->shown.path, e->found->id);
  e->live = e->declared;
  e->live.plan = now->copy.plan;
  e->live.parse = now->copy.parse;
  e->live.webhook = now->copy.webhook;
  e->live.extension = now->copy.extension;
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
    *ret_carrier = &e->live;
  return rc;
}

int registry_check_file(const char *path, size_t *ret_carriers, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  file_stamp stamp;
  open_carrier *found = NULL;
  size_t count = 0;
  if (!memory)
    return error_nomem(err);
  int rc = file_check_plugin(path, false, &stamp, err);
  if (rc == WB_OK)
    rc = open_plugin(path, memory, &found, &count, err);
  if (rc)
    return error_context(err, rc, "%s", path);
  if (ret_carriers)
    *ret_carriers = count;
  return WB_OK;
}
