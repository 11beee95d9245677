/* SPDX-License-Identifier: MIT */
/* The tables, and the steps from each version to the next.  A step is never changed once it was released. */
#include "db.h"
#include <stdio.h>

#define APPLICATION_ID 0x77617962 /* "wayb" */

/* Version 1: feeds as they were made.  names keeps each carrier once; the index of feeds is the history of
 * one number in order, and what makes an addition idempotent.  The number stands in both, so that a commit
 * touches two pages. */
static const char step_1[] =
    "PRAGMA application_id = 2002876770;"
    "CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE feeds(id INTEGER PRIMARY KEY, number TEXT NOT NULL,"
    " carrier INTEGER NOT NULL REFERENCES names, source INTEGER NOT NULL REFERENCES names,"
    " fetched_at INTEGER NOT NULL, outcome INTEGER NOT NULL, flags INTEGER NOT NULL,"
    " hash BLOB NOT NULL, feed BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX feeds_of_number ON feeds(number, fetched_at, carrier, hash);"
    "CREATE TABLE quotas(key TEXT NOT NULL, day INTEGER NOT NULL, total INTEGER NOT NULL,"
    " PRIMARY KEY(key, day)) STRICT, WITHOUT ROWID;";

/* Version 2: the carriers' answers as they were received, each once. */
static const char step_2[] = "CREATE TABLE answers(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,"
                             " packed INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
                             "ALTER TABLE feeds ADD COLUMN answer INTEGER REFERENCES answers;";

static const char *const steps[STORE_SCHEMA] = { step_1, step_2 };

static int read_version(store *s, int64_t *ret_version, wb_error *err)
{
  int64_t tables, application;
  int rc = db_integer(s, "PRAGMA user_version", ret_version, err);
  if (rc == WB_OK)
    rc = db_integer(s, "PRAGMA application_id", &application, err);
  if (rc == WB_OK)
    rc = db_integer(s, "SELECT count(*) FROM sqlite_schema", &tables, err);
  if (rc != WB_OK)
    return rc;
  bool is_empty = *ret_version == 0 && application == 0 && tables == 0;
  if (!is_empty && application != APPLICATION_ID)
    return error_set(err, WB_E_STORE,
                     "%s is a database of another program: choose another state folder, or move it away",
                     s->path);
  if (*ret_version < 0 || *ret_version > STORE_SCHEMA)
    return error_set(
        err, WB_E_STORE,
        "%s was written by a newer waybill (version %lld of the tables, this program knows %d): use that"
        " one, or move the file away",
        s->path, (long long)*ret_version, STORE_SCHEMA);
  return WB_OK;
}

/* Within a transaction, as another process may be doing the same. */
static int make_step(store *s, wb_error *err)
{
  int64_t version = 0;
  int rc = read_version(s, &version, err);
  if (rc != WB_OK || version >= STORE_SCHEMA)
    return rc;
  char pragma[64];
  snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", (int)version + 1);
  rc = db_execute(s, steps[version], err);
  if (rc == WB_OK)
    rc = db_execute(s, pragma, err);
  if (rc == WB_OK && version > 0)
    log_line(s->log, LOG_INFO, "store: %s brought from version %d to %d", s->path, (int)version,
             (int)version + 1);
  return rc;
}

int schema_bring_up(store *s, wb_error *err)
{
  int64_t version = 0;
  int rc = read_version(s, &version, err);
  if (rc == WB_OK && s->read_only && version < STORE_SCHEMA)
    return error_set(
        err, WB_E_STORE,
        "%s has version %d of the tables and was opened for reading only: open it once for writing, which"
        " brings it to %d",
        s->path, (int)version, STORE_SCHEMA);
  while (rc == WB_OK && version < STORE_SCHEMA) {
    rc = db_begin(s, err);
    if (rc == WB_OK)
      rc = db_end(s, make_step(s, err), err);
    if (rc == WB_OK)
      rc = read_version(s, &version, err);
  }
  return rc;
}
