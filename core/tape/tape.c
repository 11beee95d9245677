/* SPDX-License-Identifier: MIT */
#include "tape.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MAX_FILE_BYTES   ((size_t)16 << 20)
#define MAX_FOLDER_DEPTH 16u /* symbolic links are followed: this ends a circle */

/* A recording in the order of (URL, method, body, path), in which requests of one spelling are neighbours. */
typedef struct entry {
  const tape_exchange *exchange;
  size_t place;  /* in the order of paths */
  size_t played; /* of the first of its group: how many of the group were given out */
} entry;

struct tape {
  arena *memory;
  tape_exchange *exchanges; /* by path */
  size_t count, capacity;
  entry *index;
};

typedef struct paths {
  arena *memory;
  wb_str *items;
  size_t count, capacity;
} paths;

/* ---- reading a folder ---- */

static int collect(paths *found, const char *folder, unsigned depth, wb_error *err);

/* Most folders know what their names are, so that files of other kinds cost nothing. */
static bool is_other_file(const struct dirent *e)
{
  return e->d_type == DT_REG && !str_ends(str_of(e->d_name), STR(".http"));
}

static int collect_one(paths *found, const char *folder, const char *name, unsigned depth, wb_error *err)
{
  struct stat st;
  wb_str path = arena_printf(found->memory, "%s/%s", folder, name);
  if (!path.p)
    return error_nomem(err);
  if (stat(path.p, &st) != 0)
    return error_set(err, WB_E_IO, "cannot read %s: %s", path.p, strerror(errno));
  if (S_ISDIR(st.st_mode))
    return collect(found, path.p, depth + 1, err);
  if (!S_ISREG(st.st_mode) || !str_ends(path, STR(".http")))
    return WB_OK;
  wb_str *slot = ARENA_PUSH(found->memory, found->items, found->count, found->capacity);
  if (!slot)
    return error_nomem(err);
  *slot = path;
  return WB_OK;
}

static int collect(paths *found, const char *folder, unsigned depth, wb_error *err)
{
  if (depth > MAX_FOLDER_DEPTH)
    return error_set(err, WB_E_IO, "cannot read %s: folders are nested too deep, or in a circle", folder);
  DIR *dir = opendir(folder);
  if (!dir)
    return error_set(err, WB_E_IO, "cannot read the folder %s: %s", folder, strerror(errno));
  int rc = WB_OK;
  const struct dirent *e;
  while (!rc && (e = readdir(dir)) != NULL)
    if (e->d_name[0] != '.' && !is_other_file(e))
      rc = collect_one(found, folder, e->d_name, depth, err);
  closedir(dir);
  return rc;
}

static int by_path(const void *a, const void *b)
{
  return str_compare(*(const wb_str *)a, *(const wb_str *)b);
}

static int read_one(tape *t, wb_str path, wb_error *err)
{
  WB_AUTO(buf) text = { .max = MAX_FILE_BYTES };
  int rc = buf_read_file(&text, path.p, err);
  if (rc)
    return rc;
  tape_exchange *slot = ARENA_PUSH(t->memory, t->exchanges, t->count, t->capacity);
  return slot ? tape_parse(buf_view(&text), path.p, t->memory, slot, err) : error_nomem(err);
}

/* ---- index ---- */

static int compare_request(const tape_exchange *x, wb_str method, wb_str url, wb_str body)
{
  int order = str_compare(x->url, url);
  if (!order)
    order = str_compare(x->method, method);
  return order ? order : str_compare(x->request_body, body);
}

static int by_request(const void *a, const void *b)
{
  const entry *left = a, *right = b;
  const tape_exchange *x = right->exchange;
  int order = compare_request(left->exchange, x->method, x->url, x->request_body);
  return order ? order : (left->place > right->place) - (left->place < right->place);
}

static int make_index(tape *t, wb_error *err)
{
  t->index = arena_array(t->memory, t->count, sizeof *t->index);
  if (!t->index)
    return error_nomem(err);
  for (size_t i = 0; i < t->count; i++)
    t->index[i] = (entry){ .exchange = &t->exchanges[i], .place = i };
  qsort(t->index, t->count, sizeof *t->index, by_request);
  return WB_OK;
}

static int load(tape *t, const char *folder, wb_error *err)
{
  WB_AUTO(arena_ref) scratch = arena_new(0);
  paths found = { .memory = scratch };
  if (!scratch)
    return error_nomem(err);
  int rc = collect(&found, folder, 0, err);
  if (!rc && !found.count)
    rc = error_set(err, WB_E_NOT_FOUND, "no recordings (*.http) below %s", folder);
  if (rc)
    return rc;
  qsort(found.items, found.count, sizeof *found.items, by_path);
  for (size_t i = 0; !rc && i < found.count; i++)
    rc = read_one(t, found.items[i], err);
  return rc ? rc : make_index(t, err);
}

int tape_open(const char *folder, tape **ret_tape, wb_error *err)
{
  arena *memory = arena_new(0);
  tape *t = memory ? arena_alloc(memory, sizeof *t) : NULL;
  if (!t) {
    arena_free(memory);
    return error_nomem(err);
  }
  t->memory = memory;
  int rc = load(t, folder, err);
  if (rc)
    tape_close(t);
  else
    *ret_tape = t;
  return rc;
}

void tape_close(tape *t)
{
  if (t)
    arena_free(t->memory);
}

size_t tape_count(const tape *t)
{
  return t->count;
}

const tape_exchange *tape_at(const tape *t, size_t i)
{
  return i < t->count ? &t->exchanges[i] : NULL;
}

/* ---- finding ---- */

/* How much two URLs have in common at both ends. */
static size_t likeness(wb_str a, wb_str b)
{
  size_t shorter = a.n < b.n ? a.n : b.n, head = 0, tail = 0;
  while (head < shorter && a.p[head] == b.p[head])
    head++;
  while (tail < shorter - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
    tail++;
  return head + tail;
}

static const tape_exchange *nearest(const tape *t, wb_str method, wb_str url)
{
  const tape_exchange *best = t->exchanges;
  size_t best_likeness = 0;
  for (size_t i = 0; i < t->count; i++) {
    const tape_exchange *x = &t->exchanges[i];
    size_t like = 2 * likeness(x->url, url) + str_equal(x->method, method);
    if (like > best_likeness) {
      best = x;
      best_likeness = like;
    }
  }
  return best;
}

static int no_recording(const tape *t, wb_str method, wb_str url, wb_str body, wb_error *err)
{
  const tape_exchange *x = nearest(t, method, url);
  wb_str asked = str_upto(url, 160), has = str_upto(x->url, 160);
  if (!str_equal(x->url, url) || !str_equal(x->method, method))
    return error_set(err, WB_E_NOT_FOUND, "no recording of %.*s %.*s; the nearest is %.*s %.*s in %s",
                     STR_ARG(method), STR_ARG(asked), STR_ARG(x->method), STR_ARG(has), x->path.p);
  size_t at = 0;
  while (at < body.n && at < x->request_body.n && body.p[at] == x->request_body.p[at])
    at++;
  size_t from = at > 20 ? at - 20 : 0;
  asked = str_upto(str_from(body, from), 60);
  has = str_upto(str_from(x->request_body, from), 60);
  return error_set(
      err, WB_E_NOT_FOUND,
      "no recording of %.*s %.*s with this body; %s has another from byte %zu on: \"%.*s\", asked \"%.*s\"",
      STR_ARG(method), STR_ARG(str_upto(url, 120)), x->path.p, at, STR_ARG(has), STR_ARG(asked));
}

int tape_find(tape *t, wb_str method, wb_str url, wb_str body, const tape_exchange **ret_exchange,
              wb_error *err)
{
  size_t low = 0, high = t->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_request(t->index[middle].exchange, method, url, body) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == t->count || compare_request(t->index[low].exchange, method, url, body) != 0)
    return no_recording(t, method, url, body, err);
  entry *group = &t->index[low];
  size_t at = low + group->played;
  if (at < t->count && compare_request(t->index[at].exchange, method, url, body) == 0)
    group->played++;
  else
    at--; /* all were given out: the last of them again */
  *ret_exchange = t->index[at].exchange;
  return WB_OK;
}
