/* SPDX-License-Identifier: MIT */
/* Reading INI files with inih.  inih gives no line numbers and has a buffer of 200 bytes, so the reader below counts the
 * lines and hands long ones over in pieces, as the continuation lines that inih knows. */
#include "config_internal.h"
#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PIECE_BYTES 150
#define DEEPEST_INCLUDE 8

typedef struct reading {
  config *c;
  const struct reading *parent; /* the file that includes this one */
  const char *path;             /* resolved; lives in the config */
  wb_str rest;                  /* what inih has not got yet */
  wb_str line_rest;             /* of a long line */
  uint32_t line;
  bool in_pieces, private_file;
  bool pending;                 /* entry below is complete but for further pieces */
  buf section, key, value;
  uint32_t entry_line;
  wb_error *err;
} reading;

static int flush_entry(reading *r);

/* Where to cut a long line: not beside a blank, which inih would strip, nor before what it takes for a comment. */
static size_t piece_length(wb_str line)
{
  size_t n = line.n < PIECE_BYTES ? line.n : PIECE_BYTES;
  while (n > 1 && n < line.n &&
         (strchr(" \t;#", line.p[n]) || strchr(" \t", line.p[n - 1])))
    n--;
  return n;
}

static char *next_line(char *out, int capacity, void *stream)
{
  reading *r = stream;
  if (capacity < PIECE_BYTES + 4)
    return NULL;
  bool continued = r->line_rest.n > 0;
  if (!continued) {
    if (r->err->code || !str_split(&r->rest, '\n', &r->line_rest) || (r->line_rest.n == 0 && r->rest.p == NULL))
      return NULL;
    r->line++;
    if (r->line_rest.n && r->line_rest.p[r->line_rest.n - 1] == '\r')
      r->line_rest.n--;
    if (memchr(r->line_rest.p, '\0', r->line_rest.n))
      error_set(r->err, WB_E_CONFIG, "%s:%u: a NUL byte: this is not a settings file", r->path, r->line);
    else if (r->line_rest.n && (r->line_rest.p[0] == ' ' || r->line_rest.p[0] == '\t') && str_trim(r->line_rest).n)
      r->line_rest = str_trim(r->line_rest); /* our own pieces are the only continuation lines */
  }
  size_t n = piece_length(r->line_rest), at = 0;
  if (continued)
    out[at++] = ' ';
  memcpy(out + at, r->line_rest.p ? r->line_rest.p : "", n);
  out[at + n] = '\n';
  out[at + n + 1] = '\0';
  r->in_pieces = continued;
  r->line_rest = str_from(r->line_rest, n);
  return out;
}

static int take_pair(void *user, const char *section, const char *key, const char *value)
{
  reading *r = user;
  if (r->err->code)
    return 0;
  if (r->in_pieces && r->pending && str_is(buf_view(&r->key), key)) {
    buf_add_text(&r->value, value);
    return r->value.n <= WB_MAX_CONFIG_LINE_BYTES;
  }
  if (flush_entry(r))
    return 0;
  buf_clear(&r->section);
  buf_clear(&r->key);
  buf_clear(&r->value);
  buf_add_text(&r->section, section);
  buf_add_text(&r->key, key);
  buf_add_text(&r->value, value);
  r->entry_line = r->line;
  r->pending = true;
  return 1;
}

static int read_file(config *c, const reading *parent, const char *path, bool must_exist, wb_error *err);

static int include(reading *r, const char *name)
{
  WB_AUTO(buf) path = { 0 };
  size_t depth = 0;
  for (const reading *up = r; up; up = up->parent)
    depth++;
  if (depth > DEEPEST_INCLUDE)
    return error_set(r->err, WB_E_CONFIG, "%s:%u: includes are more than %d deep", r->path, r->entry_line, DEEPEST_INCLUDE);
  if (name[0] != '/') {
    const char *slash = strrchr(r->path, '/');
    buf_add(&path, (wb_str){ r->path, slash ? (size_t)(slash - r->path) + 1 : 0 });
  }
  buf_add_text(&path, name);
  int rc = read_file(r->c, r, buf_cstr(&path), true, r->err);
  return rc ? error_context(r->err, rc, "%s:%u", r->path, r->entry_line) : WB_OK;
}

/* Hands the entry that has been collected to the config. */
static int flush_entry(reading *r)
{
  if (!r->pending || r->err->code)
    return r->err->code;
  r->pending = false;
  config_entry e = {
    .section = buf_cstr(&r->section),
    .key = buf_cstr(&r->key),
    .value = { .text = buf_cstr(&r->value),
               .source = CONFIG_FILE,
               .file = r->path,
               .line = r->entry_line,
               .private_file = r->private_file },
  };
  if (strcmp(e.section, "waybill") == 0 && strcmp(e.key, "include") == 0)
    return include(r, e.value.text);
  for (size_t i = 0; i < r->c->entry_count; i++) {
    const config_entry *old = &r->c->entries[i];
    if (old->value.source == CONFIG_FILE && strcmp(old->value.file, r->path) == 0 && !strcmp(old->section, e.section) &&
        !strcmp(old->key, e.key))
      return error_set(r->err, WB_E_CONFIG, "%s:%u: \"%s\" is already set in line %u", r->path, r->entry_line, e.key,
                       old->value.line);
  }
  return config_add_entry(r->c, &e, r->err);
}

static int refuse_cycle(const reading *parent, const char *path, wb_error *err)
{
  for (const reading *up = parent; up; up = up->parent)
    if (strcmp(up->path, path) == 0)
      return error_set(err, WB_E_CONFIG, "%s includes itself", path);
  return WB_OK;
}

static int read_file(config *c, const reading *parent, const char *path, bool must_exist, wb_error *err)
{
  char resolved[PATH_MAX];
  struct stat st;
  wb_error own = { 0 };
  if (!realpath(path, resolved) || stat(resolved, &st) != 0) {
    if (!must_exist && errno == ENOENT)
      return WB_OK;
    return error_set(err, WB_E_CONFIG, "cannot read settings from %s: %s", path, strerror(errno));
  }
  if (!S_ISREG(st.st_mode))
    return error_set(err, WB_E_CONFIG, "cannot read settings from %s: not a file", path);
  int rc = refuse_cycle(parent, resolved, err);
  WB_AUTO(buf) text = { 0 };
  buf_init(&text, WB_MAX_CONFIG_BYTES);
  if (rc)
    return rc;
  wb_error unread = { 0 };
  if (buf_read_file(&text, resolved, &unread) != WB_OK)
    return error_set(err, WB_E_CONFIG, "settings: %s", unread.text);
  reading r = { .c = c,
                .parent = parent,
                .path = arena_cstr(c->memory, str_of(resolved)),
                .rest = { buf_cstr(&text), text.n },
                .private_file = (st.st_mode & 077) == 0,
                .err = err ? err : &own };
  if (!r.path)
    return error_nomem(err);
  int line = ini_parse_stream(next_line, &r, take_pair, &r);
  flush_entry(&r);
  if (line && r.err->code == WB_OK)
    error_set(r.err, WB_E_CONFIG, "%s:%u: neither a [section] nor key = value, or a value over %d bytes", r.path,
              line > 0 && (uint32_t)line <= r.line ? (uint32_t)line : r.line, WB_MAX_CONFIG_LINE_BYTES);
  buf_free(&r.section);
  buf_free(&r.key);
  buf_free(&r.value);
  return r.err->code;
}

int config_load(config *c, const char *path, bool must_exist, wb_error *err)
{
  wb_error own = { 0 };
  return read_file(c, NULL, path, must_exist, err ? err : &own);
}
