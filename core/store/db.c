/* SPDX-License-Identifier: MIT */
#include "db.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

static const char *const queries[Q_COUNT] = {
  [Q_BEGIN] = "BEGIN IMMEDIATE",
  [Q_COMMIT] = "COMMIT",
  [Q_ROLLBACK] = "ROLLBACK",
  [Q_FIND_NAME] = "SELECT id FROM names WHERE name = ?1",
  [Q_ADD_NAME] = "INSERT INTO names(name) VALUES (?1)",
  [Q_FIND_ANSWER] = "SELECT id FROM answers WHERE hash = ?1",
  [Q_ADD_ANSWER] = "INSERT INTO answers(hash, packed, body) VALUES (?1, ?2, ?3)",
  [Q_ADD_FEED] = ("INSERT INTO feeds(number, carrier, source, fetched_at, outcome, flags, hash, feed, answer)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                  " ON CONFLICT(number, fetched_at, carrier, hash) DO NOTHING"),
  [Q_HAS_FEEDS] = "SELECT 1 FROM feeds WHERE number = ?1 LIMIT 1",
  [Q_FEEDS] = ("SELECT c.name, s.name, f.fetched_at, f.outcome, f.flags, f.feed, a.packed, a.body"
               " FROM feeds f JOIN names c ON c.id = f.carrier JOIN names s ON s.id = f.source"
               " LEFT JOIN answers a ON ?5 AND a.id = f.answer"
               " WHERE f.number = ?1 AND (?2 IS NULL OR c.name = ?2) AND f.fetched_at <= ?3"
               " ORDER BY f.fetched_at DESC, f.id DESC LIMIT ?4"),
  [Q_NUMBERS] =
      ("SELECT number, min(fetched_at), max(fetched_at), count(*) FROM feeds"
       " WHERE number >= ?1 AND number < ?1 || char(1114111) GROUP BY number ORDER BY number LIMIT ?2"),
  [Q_LAST_ASKED] = ("SELECT fetched_at FROM feeds WHERE number = ?1"
                    " AND source = (SELECT id FROM names WHERE name = ?2) AND (flags & 1) = 0"
                    " ORDER BY fetched_at DESC LIMIT 1"),
  [Q_READ_QUOTA] = "SELECT total FROM quotas WHERE key = ?1 AND day = ?2",
  [Q_ADD_QUOTA] = ("INSERT INTO quotas(key, day, total) VALUES (?1, ?2, ?3)"
                   " ON CONFLICT(key, day) DO UPDATE SET total = total + excluded.total"),
  [Q_DROP_QUOTAS] = "DELETE FROM quotas WHERE key = ?1 AND day < ?2 - 7",
};

/* ---- words for failures ---- */

static int fail_words(const store *s, int rc, const char *doing, wb_error *err)
{
  const char *path = s->path;
  switch (rc & 0xFF) {
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return error_set(
        err, WB_E_STORE,
        "the database %s is damaged (%s, while %s): move it away and restore a copy, or start anew", path,
        sqlite3_errmsg(s->db), doing);
  case SQLITE_FULL:
    return error_set(err, WB_E_IO, "no space left for %s (while %s): free some; nothing of this was kept",
                     path, doing);
  case SQLITE_READONLY:
    return error_set(err, WB_E_IO,
                     "the database %s is read-only (while %s): make the file and its folder writable", path,
                     doing);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return error_set(
        err, WB_E_STORE,
        "the database %s was locked by another process for more than %d ms (while %s): try again when it"
        " is done",
        path, s->busy_timeout_ms, doing);
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
    return error_set(err, WB_E_IO, "cannot open the database %s (while %s): %s", path, doing,
                     sqlite3_system_errno(s->db) ? strerror(sqlite3_system_errno(s->db))
                                                 : sqlite3_errmsg(s->db));
  case SQLITE_NOMEM:
    return error_nomem(err);
  default:
    return error_set(err, WB_E_IO, "the database %s failed while %s: %s (%d)%s%s", path, doing,
                     sqlite3_errmsg(s->db), rc, sqlite3_system_errno(s->db) ? ", " : "",
                     sqlite3_system_errno(s->db) ? strerror(sqlite3_system_errno(s->db)) : "");
  }
}

int db_fail(store *s, const char *doing, wb_error *err)
{
  int rc = sqlite3_extended_errcode(s->db);
  if ((rc & 0xFF) == SQLITE_CORRUPT)
    db_flag_damage(s, true);
  log_line(s->log, LOG_WARN, "store: %s: %s (%d)", doing, sqlite3_errmsg(s->db), rc);
  return fail_words(s, rc, doing, err);
}

static bool flag_path(const store *s, char *out, size_t size)
{
  int n = snprintf(out, size, "%s-damaged", s->path);
  return n > 0 && (size_t)n < size;
}

void db_flag_damage(const store *s, bool damaged)
{
  char path[PATH_MAX];
  if (s->read_only || !flag_path(s, path, sizeof path))
    return;
  if (!damaged) {
    unlink(path);
    return;
  }
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0)
    close(fd);
}

bool db_is_flagged(const store *s)
{
  char path[PATH_MAX];
  return flag_path(s, path, sizeof path) && access(path, F_OK) == 0;
}

/* ---- statements ---- */

sqlite3_stmt *db_query(store *s, query_id id, wb_error *err)
{
  sqlite3_stmt **q = &s->queries[id];
  if (*q) {
    sqlite3_reset(*q);
    sqlite3_clear_bindings(*q);
  } else if (sqlite3_prepare_v3(s->db, queries[id], -1, SQLITE_PREPARE_PERSISTENT, q, NULL) != SQLITE_OK) {
    db_fail(s, "preparing a query", err);
    return NULL;
  }
  return *q;
}

int db_step(store *s, sqlite3_stmt *q, wb_error *err)
{
  int rc = sqlite3_step(q);
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    return rc;
  int code = db_fail(s, sqlite3_stmt_readonly(q) ? "reading" : "writing", err);
  sqlite3_reset(q);
  return code;
}

int db_run(store *s, query_id id, wb_error *err)
{
  sqlite3_stmt *q = db_query(s, id, err);
  int rc = q ? db_step(s, q, err) : WB_E_STORE;
  if (q)
    sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

int db_execute(store *s, const char *sql, wb_error *err)
{
  return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? WB_OK : db_fail(s, "preparing it", err);
}

int db_integer(store *s, const char *sql, int64_t *ret_value, wb_error *err)
{
  sqlite3_stmt *q = NULL;
  if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
    return db_fail(s, "opening it", err);
  int rc = sqlite3_step(q);
  int code = WB_OK;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    *ret_value = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
  else
    code = db_fail(s, "opening it", err);
  sqlite3_finalize(q);
  return code;
}

/* Values live until the statement is reset, which is within the call that binds them. */
void db_bind_text(sqlite3_stmt *q, int at, wb_str text)
{
  sqlite3_bind_text64(q, at, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

void db_bind_blob(sqlite3_stmt *q, int at, wb_str bytes)
{
  sqlite3_bind_blob64(q, at, bytes.n ? bytes.p : "", bytes.n, SQLITE_STATIC);
}

wb_str db_column(sqlite3_stmt *q, int at)
{
  const char *p = sqlite3_column_blob(q, at);
  return (wb_str){ p, p ? (size_t)sqlite3_column_bytes(q, at) : 0 };
}

/* ---- transactions ---- */

int db_begin(store *s, wb_error *err)
{
  if (s->read_only)
    return error_set(err, WB_E_STORE, "the database %s was opened for reading only", s->path);
  return db_run(s, Q_BEGIN, err);
}

int db_end(store *s, int rc, wb_error *err)
{
  if (rc == WB_OK)
    rc = db_run(s, Q_COMMIT, err);
  if (rc == WB_OK)
    return WB_OK;
  s->name_count = 0;
  if (!sqlite3_get_autocommit(s->db)) /* a full disk may have rolled it back already */
    db_run(s, Q_ROLLBACK, NULL);
  return rc;
}

int db_quick_check(store *s, const char *pragma, wb_error *err)
{
  sqlite3_stmt *q = NULL;
  if (sqlite3_prepare_v2(s->db, pragma, -1, &q, NULL) != SQLITE_OK)
    return db_fail(s, "checking it", err);
  int rc = sqlite3_step(q), code = WB_OK;
  wb_str found = rc == SQLITE_ROW ? db_column(q, 0) : STR("");
  if (rc != SQLITE_ROW) {
    code = db_fail(s, "checking it", err);
  } else if (!str_is(found, "ok")) {
    db_flag_damage(s, true);
    code = error_set(err, WB_E_STORE,
                     "the database %s is damaged: %.*s; move it away and restore a copy, or start anew",
                     s->path, (int)(found.n < 200 ? found.n : 200), found.p);
  }
  sqlite3_finalize(q);
  return code;
}
