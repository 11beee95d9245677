/* SPDX-License-Identifier: MIT */
#include "child.h"
#include "../base/clock.h"
#include "../base/module.h"
#include "child_inside.h"
#include "validate.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- the pool ---- */

static void enlist(child *c)
{
  child_pool *pool = c->options.pool;
  if (!pool)
    return;
  c->next = pool->first;
  pool->first = c;
}

static void delist(child *c)
{
  for (child **at = c->options.pool ? &c->options.pool->first : NULL; at && *at; at = &(*at)->next)
    if (*at == c) {
      *at = c->next;
      return;
    }
}

/* A look at a few processes beside each start. */
static void make_room(child_pool *pool, int64_t now)
{
  child *oldest = NULL;
  for (child *c = pool ? pool->first : NULL; c; c = c->next) {
    if (!c->process.pid)
      continue;
    if (now - c->used_ms > WB_CHILD_IDLE_MS)
      child_rest(c);
    else if (!oldest || c->used_ms < oldest->used_ms)
      oldest = c;
  }
  if (oldest && pool->running >= WB_MAX_CHILDREN)
    child_rest(oldest);
}

static void end_process(child *c, buf *words)
{
  if (c->process.pid && c->options.pool)
    c->options.pool->running--;
  process_end(&c->process, words);
}

void child_rest(child *c)
{
  end_process(c, NULL);
  buf_free(&c->out);
  buf_free(&c->in);
}

/* ---- words ---- */

static process_limits limits_of(const child *c)
{
  return (process_limits){ c->options.cpu_ms ? c->options.cpu_ms : WB_CHILD_CPU_MS,
                           c->options.wall_ms ? c->options.wall_ms : WB_CHILD_WALL_MS };
}

static int tell_trapped(child *c, wb_error *err)
{
  frame_trapped t = { 0 };
  if (c->in.n < sizeof(frame_header) + sizeof t)
    return child_condemn(c, err);
  memcpy(&t, c->in.data + sizeof(frame_header), sizeof t);
  wb_str name = { t.name, strnlen(t.name, sizeof t.name) };
  for (size_t i = 0; i < name.n; i++)
    if (!ascii_is_digit(t.name[i]) && t.name[i] != '_' && (t.name[i] < 'a' || t.name[i] > 'z'))
      name.n = i;
  end_process(c, NULL);
  if (name.n)
    return error_set(err, WB_E_PLUGIN, "it used the system call %.*s, which a plugin may not", STR_ARG(name));
  return error_set(err, WB_E_PLUGIN, "it used system call %d, which a plugin may not", (int)t.number);
}

int child_condemn(child *c, wb_error *err)
{
  end_process(c, NULL);
  return error_set(err, WB_E_PLUGIN, "its process sent back what is no answer");
}

/* What a failed exchange means; the process has ended afterwards. */
static int tell_failure(child *c, process_failure failure, wb_error *err)
{
  WB_AUTO(buf) how = { 0 };
  const process_limits limits = limits_of(c);
  c->died = failure == PROCESS_GONE;
  switch (failure) {
  case PROCESS_WORKED:
    return WB_OK;
  case PROCESS_NO_MEMORY:
    end_process(c, NULL);
    return error_nomem(err);
  case PROCESS_BABBLED:
    end_process(c, NULL);
    return error_set(err, WB_E_PLUGIN, "its process sent more than an answer of at most %u bytes",
                     WB_MAX_FRAME_BYTES);
  case PROCESS_TOO_LONG:
    end_process(c, NULL);
    return error_set(err, WB_E_PLUGIN,
                     "its process was ended after more than %u ms of work or %u ms of waiting", limits.cpu_ms,
                     limits.wall_ms);
  case PROCESS_GONE:
    end_process(c, &how);
    return error_set(err, WB_E_PLUGIN, "its process died: %s",
                     how.n ? buf_cstr(&how) : "it left without a word");
  }
  return WB_E_PLUGIN;
}

/* One frame of this kind; TRAPPED may come instead of any. */
static int receive(child *c, frame_kind kind, wb_str *ret_body, wb_error *err)
{
  const process_limits limits = limits_of(c);
  frame_header header;
  process_failure failure = process_receive(&c->process, &c->in, &limits);
  if (failure)
    return tell_failure(c, failure, err);
  memcpy(&header, c->in.data, sizeof header);
  if (header.kind == FRAME_TRAPPED)
    return tell_trapped(c, err);
  if (header.kind == FRAME_WANTS_PARSERS && !c->all_parsers) {
    end_process(c, NULL);
    c->died = c->all_parsers = true;
    return error_set(err, WB_E_PLUGIN, "it needs a parser that its file does not name");
  }
  if (header.kind != (uint32_t)kind)
    return child_condemn(c, err);
  *ret_body = str_from(buf_view(&c->in), sizeof header);
  return WB_OK;
}

/* ---- starting ---- */

static int start(child *c, wb_error *err)
{
  const char *arguments[] = { c->program,
                              c->options.scan_only ? "scan"
                              : c->all_parsers     ? "run-all"
                                                   : "run",
                              c->path, NULL };
  int64_t now = clock_steady_ms();
  make_room(c->options.pool, now);
  int rc = process_start(c->program, arguments, c->file, &c->process, err);
  if (rc)
    return rc;
  c->used_ms = now;
  if (c->options.pool)
    c->options.pool->running++;
  return WB_OK;
}

/* FRAME_LOADED: build, walls, WB_OK or a code with words; then carriers. */
static int take_loaded(child *c, frame_reader *r, wb_error *err)
{
  uint64_t build = frame_take_u64(r);
  wb_str walls = frame_take_text(r);
  int32_t code = (int32_t)frame_take_u32(r);
  if (build != frame_build() || r->failed) {
    end_process(c, NULL);
    return error_set(err, WB_E_IO, "%s is of another build of waybill: reinstall waybill", c->program);
  }
  if (!c->walls)
    c->walls = arena_cstr(c->memory, walls);
  if (code == WB_OK)
    return WB_OK;
  host_notes notes;
  frame_take_notes(r, &notes);
  end_process(c, NULL);
  return error_set(err, code == WB_E_NOMEM ? WB_E_NOMEM : WB_E_PLUGIN, "%s", notes.refused.text);
}

static int take_carrier(child *c, frame_reader *r, child_carrier *into, wb_error *err)
{
  uint32_t entries;
  wb_carrier declared = { .struct_size = (uint32_t)sizeof declared };
  into->formats = frame_take_text(r);
  into->rest = frame_take_text(r);
  entries = frame_take_u32(r);
  into->process = c;
  if (r->failed || declare_read_formats(into->formats, c->memory, &declared, NULL) ||
      declare_read_rest(into->rest, c->memory, &declared, NULL) || validate_declared(&declared, NULL))
    return child_condemn(c, err);
  into->carrier = declared;
  remote_entries(&into->carrier, entries);
  return validate_entries(&into->carrier, NULL) ? child_condemn(c, err) : WB_OK;
}

static int take_carriers(child *c, frame_reader *r, wb_error *err)
{
  size_t count = frame_take_u32(r);
  if (r->failed || count == 0 || count > WB_MAX_CARRIERS_PER_MODULE)
    return child_condemn(c, err);
  child_carrier *carriers = arena_array(c->memory, count, sizeof *carriers);
  if (!carriers)
    return error_nomem(err);
  for (size_t i = 0; i < count; i++) {
    carriers[i].index = (uint32_t)i;
    int rc = take_carrier(c, r, &carriers[i], err);
    if (rc)
      return rc;
    for (size_t k = 0; k < i; k++)
      if (strcmp(carriers[i].carrier.id, carriers[k].carrier.id) == 0)
        return child_condemn(c, err);
  }
  c->carriers = carriers;
  c->count = count;
  return WB_OK;
}

/* A process that is started again must say what the first one said. */
static int same_as_before(child *c, frame_reader *r, wb_error *err)
{
  bool same = frame_take_u32(r) == c->count;
  for (size_t i = 0; same && i < c->count; i++) {
    wb_str formats = frame_take_text(r), rest = frame_take_text(r);
    frame_take_u32(r);
    same = str_equal(formats, c->carriers[i].formats) && str_equal(rest, c->carriers[i].rest);
  }
  if (same && !r->failed)
    return WB_OK;
  end_process(c, NULL);
  return error_set(err, WB_E_PLUGIN, "its process declares something else than before");
}

int child_take_loaded(child *c, wb_str body, wb_error *err)
{
  bool first = !c->carriers;
  if (first) { /* texts of the carriers point into this frame */
    buf_add(&c->loaded, body);
    if (c->loaded.failed)
      return error_nomem(err);
    body = buf_view(&c->loaded);
  }
  frame_reader r = frame_read(body, c->memory);
  int rc = take_loaded(c, &r, err);
  if (rc)
    return rc;
  return first ? take_carriers(c, &r, err) : same_as_before(c, &r, err);
}

static int load(child *c, wb_error *err)
{
  wb_str body;
  int rc = start(c, err);
  if (rc == WB_OK)
    rc = receive(c, FRAME_LOADED, &body, err);
  return rc ? rc : child_take_loaded(c, body, err);
}

/* ---- asking ---- */

/* *ret_again: the process died, which another may not. */
static int exchange(child *c, wb_str *ret_answer, bool *ret_again, wb_error *err)
{
  const process_limits limits = limits_of(c);
  int rc = c->process.pid ? WB_OK : load(c, err);
  *ret_again = false;
  if (rc)
    return rc;
  c->died = false;
  process_failure sent = process_send(&c->process, buf_view(&c->out), &limits);
  if (sent)
    rc = tell_failure(c, sent, err);
  else
    rc = receive(c, FRAME_ANSWER, ret_answer, err);
  *ret_again = c->died;
  return rc;
}

int child_ask(child *c, wb_str *ret_answer, wb_error *err)
{
  wb_error first = { 0 };
  bool again;
  if (c->failures >= CHILD_MOST_FAILURES)
    return error_set(err, WB_E_PLUGIN, "plugin %s failed %d times in a row and is not asked again", c->path,
                     CHILD_MOST_FAILURES);
  int rc = exchange(c, ret_answer, &again, &first);
  if (rc && again) {
    log_line(c->options.log, LOG_INFO, "plugin %s: %s; once more", c->path, first.text);
    first = (wb_error){ 0 };
    rc = exchange(c, ret_answer, &again, &first);
  }
  c->used_ms = clock_steady_ms();
  c->failures = rc ? c->failures + 1 : 0;
  return rc ? error_set(err, rc, "plugin %s: %s", c->path, first.text) : WB_OK;
}

/* ---- life ---- */

static int find_program(child *c, wb_error *err)
{
  WB_AUTO(buf) path = { 0 };
  int rc = WB_OK;
  if (c->options.helper) {
    buf_add_text(&path, c->options.helper);
  } else {
    rc = module_folder(&path, err);
    buf_add_text(&path, "/waybill-child");
  }
  c->program = rc ? NULL : arena_cstr(c->memory, buf_view(&path));
  return rc ? rc : c->program ? WB_OK : error_nomem(err);
}

static int prepare(child *c, const char *path, int fd, wb_error *err)
{
  c->memory = arena_new(0);
  c->lists = arena_new(WB_MAX_CALL_MEMORY);
  if (!c->memory || !c->lists || !(c->path = arena_cstr(c->memory, str_of(path))))
    return error_nomem(err);
  c->file = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (c->file < 0)
    return error_set(err, WB_E_IO, "no descriptor for %s", path);
  return find_program(c, err);
}

int child_open(const char *path, int fd, const child_options *options, child **ret_child, wb_error *err)
{
  child *c = calloc(1, sizeof *c);
  if (!c)
    return error_nomem(err);
  c->options = *options;
  c->process = PROCESS_NONE;
  c->file = -1;
  enlist(c);
  int rc = prepare(c, path, fd, err);
  if (rc == WB_OK)
    rc = load(c, err);
  if (rc) {
    child_free(c);
    return rc;
  }
  if (options->scan_only)
    child_rest(c);
  *ret_child = c;
  return WB_OK;
}

void child_free(child *c)
{
  if (!c)
    return;
  child_rest(c);
  delist(c);
  if (c->file >= 0)
    close(c->file);
  buf_free(&c->loaded);
  buf_free(&c->out);
  buf_free(&c->in);
  arena_free(c->lists);
  arena_free(c->memory);
  free(c);
}

const child_carrier *child_carriers(const child *c, size_t *ret_count)
{
  *ret_count = c->count;
  return c->carriers;
}

const char *child_walls(const child *c)
{
  return c->walls ? c->walls : "";
}

int child_process_id(const child *c)
{
  return c->process.pid;
}
