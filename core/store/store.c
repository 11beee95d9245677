/* SPDX-License-Identifier: MIT */
/* Opening: the folder, the file, and what SQLite is told about them. */
#include "../base/buf.h"
#include "db.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define CACHE_KIB 8192

/* Makes the folders above a file, each for its owner alone. */
static int make_folders(const char *path, wb_error *err)
{
  char folder[PATH_MAX];
  size_t n = strlen(path);
  if (n >= sizeof folder)
    return error_set(err, WB_E_ARG, "the path of the database is too long: %zu bytes", n);
  memcpy(folder, path, n + 1);
  for (size_t i = 1; i < n; i++) {
    if (folder[i] != '/')
      continue;
    folder[i] = '\0';
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
      return error_set(err, WB_E_IO, "cannot make the folder %s: %s", folder, strerror(errno));
    folder[i] = '/';
  }
  return WB_OK;
}

static store *make_store(const store_options *o, const char *path)
{
  store *s = calloc(1, sizeof *s);
  size_t n = strlen(path) + 1;
  if (!s || !(s->path = malloc(n))) {
    free(s);
    return NULL;
  }
  memcpy(s->path, path, n);
  s->log = o->log;
  s->busy_timeout_ms = o->busy_timeout_ms > 0 ? o->busy_timeout_ms : STORE_BUSY_TIMEOUT_MS;
  s->read_only = o->read_only;
  return s;
}

void store_close(store *s)
{
  if (!s)
    return;
  for (size_t i = 0; i < Q_COUNT; i++)
    sqlite3_finalize(s->queries[i]);
  if (sqlite3_close(s->db) != SQLITE_OK)
    log_line(s->log, LOG_WARN, "store: closing %s: %s", s->path, sqlite3_errmsg(s->db));
  ZSTD_freeCCtx(s->packer);
  ZSTD_freeDCtx(s->unpacker);
  ZSTD_freeCDict(s->feed_words);
  free(s->path);
  free(s);
}

void store_ref_auto(store_ref *s)
{
  store_close(*s);
}

static int open_handle(store *s, const char *name, int flags, wb_error *err)
{
  int rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (!s->db)
    return error_nomem(err);
  if (rc != SQLITE_OK)
    return db_fail(s, "opening it", err);
  sqlite3_busy_timeout(s->db, s->busy_timeout_ms);
  return WB_OK;
}

static int configure(store *s, uint32_t sync, wb_error *err)
{
  char pragmas[160];
  snprintf(pragmas, sizeof pragmas,
           "PRAGMA journal_mode = WAL; PRAGMA synchronous = %s; PRAGMA cache_size = -%d; PRAGMA "
           "journal_size_limit ="
           " 67108864;",
           sync == STORE_SYNC_NORMAL ? "NORMAL" : "FULL", CACHE_KIB);
  return db_execute(s, pragmas, err);
}

/* A new database is made whole under another name and then given its own, so that no other process sees half
 * of one, and so that no descriptor of it is closed here (which would drop this process's locks on it). */
static int make_file(const store_options *o, wb_error *err)
{
  char name[PATH_MAX];
  int n = snprintf(name, sizeof name, "%s.XXXXXX", o->path);
  if (n < 0 || (size_t)n >= sizeof name)
    return error_set(err, WB_E_ARG, "the path of the database is too long");
  int fd = mkstemp(name); /* 0600 */
  if (fd < 0)
    return error_set(err, WB_E_IO, "cannot make a database in the folder of %s: %s", o->path,
                     strerror(errno));
  close(fd);
  store *s = make_store(o, name);
  int rc = s ? open_handle(s, name, SQLITE_OPEN_READWRITE, err) : error_nomem(err);
  if (rc == WB_OK)
    rc = configure(s, STORE_SYNC_FULL, err);
  if (rc == WB_OK)
    rc = schema_bring_up(s, err);
  store_close(s);
  if (rc == WB_OK && link(name, o->path) != 0 && errno != EEXIST && rename(name, o->path) != 0)
    rc = error_set(err, WB_E_IO, "cannot name the new database %s: %s", o->path, strerror(errno));
  unlink(name);
  return rc;
}

static bool file_exists(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0;
}

/* On a medium that nobody can write, SQLite cannot make the index of the journal: the file alone is read. */
static int open_immutable(store *s, wb_error *err)
{
  char journal[PATH_MAX];
  struct stat st;
  int n = snprintf(journal, sizeof journal, "%s-wal", s->path);
  if (n < 0 || (size_t)n >= sizeof journal || (stat(journal, &st) == 0 && st.st_size > 0))
    return db_fail(s, "opening it for reading", err);
  WB_AUTO(buf) uri = { 0 };
  buf_add_text(&uri, "file:");
  for (const char *p = s->path; *p; p++)
    if (*p == '?' || *p == '#' || *p == '%')
      buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)*p);
    else
      buf_add_byte(&uri, *p);
  buf_add_text(&uri, "?immutable=1");
  int rc = buf_check(&uri, err);
  if (rc != WB_OK)
    return rc;
  sqlite3_close(s->db);
  s->db = NULL;
  return open_handle(s, buf_cstr(&uri), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

static int open_read_only(store *s, wb_error *err)
{
  int rc = open_handle(s, s->path, SQLITE_OPEN_READONLY, err);
  int64_t version;
  wb_error first = { 0 };
  if (rc == WB_OK && db_integer(s, "PRAGMA user_version", &version, &first) != WB_OK) {
    int code = sqlite3_extended_errcode(s->db) & 0xFF;
    rc = code == SQLITE_CANTOPEN || code == SQLITE_READONLY ? open_immutable(s, err)
                                                            : error_set(err, first.code, "%s", first.text);
  }
  return rc == WB_OK ? schema_bring_up(s, err) : rc;
}

static int check_flag(store *s, wb_error *err)
{
  if (!db_is_flagged(s))
    return WB_OK;
  int rc = db_quick_check(s, "PRAGMA quick_check(1)", err);
  if (rc == WB_OK)
    db_flag_damage(s, false);
  return rc;
}

static int open_for_writing(store *s, uint32_t sync, wb_error *err)
{
  int rc = open_handle(s, s->path, SQLITE_OPEN_READWRITE, err);
  if (rc == WB_OK && sqlite3_db_readonly(s->db, "main") == 1)
    rc = error_set(err, WB_E_IO, "the database %s is read-only: make the file and its folder writable",
                   s->path);
  int64_t version;
  if (rc == WB_OK) /* the first page is read here, before anything is changed */
    rc = db_integer(s, "PRAGMA user_version", &version, err);
  if (rc == WB_OK)
    rc = check_flag(s, err);
  if (rc == WB_OK)
    rc = configure(s, sync, err);
  return rc == WB_OK ? schema_bring_up(s, err) : rc;
}

int store_open(const store_options *options, store **ret_store, wb_error *err)
{
  const store_options *o = options;
  if (!o->path || !o->path[0])
    return error_set(err, WB_E_ARG, "the database has no path");
  if (!file_exists(o->path)) {
    if (o->read_only)
      return error_set(err, WB_E_NOT_FOUND, "there is no database %s: nothing was kept yet", o->path);
    int rc = make_folders(o->path, err);
    if (rc == WB_OK)
      rc = make_file(o, err);
    if (rc != WB_OK)
      return rc;
  }
  WB_AUTO(store_ref) s = make_store(o, o->path);
  if (!s)
    return error_nomem(err);
  int rc = o->read_only ? open_read_only(s, err) : open_for_writing(s, o->sync, err);
  if (rc != WB_OK)
    return rc;
  *ret_store = wb_steal(&s);
  return WB_OK;
}
