/* SPDX-License-Identifier: MIT */
/* Inside the room store: the open database, its statements, and words for what SQLite reports. */
#ifndef STORE_DB_H
#define STORE_DB_H
#include "store.h"
#include <sqlite3.h>

typedef enum query_id {
  Q_BEGIN,
  Q_COMMIT,
  Q_ROLLBACK,
  Q_FIND_NAME,
  Q_ADD_NAME,
  Q_FIND_ANSWER,
  Q_ADD_ANSWER,
  Q_ADD_FEED,
  Q_HAS_FEEDS,
  Q_FEEDS,
  Q_NUMBERS,
  Q_LAST_ASKED,
  Q_READ_QUOTA,
  Q_ADD_QUOTA,
  Q_DROP_QUOTAS,
  Q_COUNT
} query_id;

enum {
  FLAG_RECORDED = 1,
  FLAG_PACKED = 2,
  FLAG_DICTIONARY = 4
}; /* of a row of feeds; the last only beside PACKED */

#define NAME_CACHE 32

typedef struct cached_name { /* a carrier or source and its row */
  char text[64];
  size_t n;
  int64_t id;
} cached_name;

struct store {
  sqlite3 *db;
  char *path;
  const logger *log;
  int busy_timeout_ms;
  bool read_only;
  sqlite3_stmt *queries[Q_COUNT]; /* prepared when they are first used */
  cached_name names[NAME_CACHE];  /* emptied by a rollback */
  size_t name_count;
  struct ZSTD_CCtx_s *packer; /* made when they are first used */
  struct ZSTD_DCtx_s *unpacker;
  struct ZSTD_CDict_s *feed_words; /* the dictionary of feeds, digested */
};

/* The statement, reset, without values; NULL with err set. */
sqlite3_stmt *db_query(store *s, query_id id, wb_error *err);
/* One step: SQLITE_ROW or SQLITE_DONE, else err is set and a negative code returned (SQLite's are positive).
 */
int db_step(store *s, sqlite3_stmt *q, wb_error *err);
/* Runs a statement that gives no rows. */
int db_run(store *s, query_id id, wb_error *err);
/* SQL without values, which may give rows that nobody wants. */
int db_execute(store *s, const char *sql, wb_error *err);
/* The first column of the first row of `sql`; 0 without a row. */
int db_integer(store *s, const char *sql, int64_t *ret_value, wb_error *err);

/* Turns SQLite's last error into a code of ours and words: what, which file, what to do. */
int db_fail(store *s, const char *doing, wb_error *err);

void db_bind_text(sqlite3_stmt *q, int at, wb_str text);
void db_bind_blob(sqlite3_stmt *q, int at, wb_str bytes);
wb_str db_column(sqlite3_stmt *q, int at); /* until the next step */

int db_begin(store *s, wb_error *err); /* a transaction that may write */
int db_end(store *s, int rc,
           wb_error *err); /* commits when rc is WB_OK, else rolls back; returns what came of it */

int schema_bring_up(store *s, wb_error *err); /* checks the version, migrates step by step */

/* PATH-damaged: an earlier run met damage. */
void db_flag_damage(const store *s, bool damaged);
bool db_is_flagged(const store *s);
int db_quick_check(store *s, const char *pragma, wb_error *err);
#endif
