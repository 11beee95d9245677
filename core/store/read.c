/* SPDX-License-Identifier: MIT */
#include "../base/buf.h"
#include "db.h"
#include "pack.h"

enum { NAMED_WHEN_AMBIGUOUS = 3 };

static int out_of_room(wb_error *err)
{
  return error_set(err, WB_E_LIMIT, "the feeds asked for do not fit their memory");
}

/* ---- feeds ---- */

/* Version 1 of the tables knew FLAG_PACKED alone. */
static pack_way way_of(int64_t flags)
{
  if (!(flags & FLAG_PACKED))
    return PACK_PLAIN;
  return flags & FLAG_DICTIONARY ? PACK_ZSTD_FEED : PACK_ZSTD;
}

static int read_feed(store *s, sqlite3_stmt *q, arena *memory, store_feed *f, wb_error *err)
{
  int64_t flags = sqlite3_column_int64(q, 4);
  f->carrier = arena_str(memory, db_column(q, 0));
  f->source = arena_str(memory, db_column(q, 1));
  f->fetched_at_ms = sqlite3_column_int64(q, 2);
  f->outcome = (uint32_t)sqlite3_column_int64(q, 3);
  f->recorded = flags & FLAG_RECORDED;
  f->answer = STR("");
  if (!f->carrier.p || !f->source.p)
    return out_of_room(err);
  packed kept = { db_column(q, 5), way_of(flags) };
  int rc = unpack_bytes(s, kept, memory, &f->feed, err);
  if (rc != WB_OK || sqlite3_column_type(q, 7) == SQLITE_NULL)
    return rc;
  kept = (packed){ db_column(q, 7), sqlite3_column_int(q, 6) ? PACK_ZSTD : PACK_PLAIN };
  return unpack_bytes(s, kept, memory, &f->answer, err);
}

/* They come newest first, so that `max` takes the newest; they are handed out oldest first. */
static void turn_round(store_feed *items, size_t count)
{
  for (size_t i = 0; i < count / 2; i++) {
    store_feed swapped = items[i];
    items[i] = items[count - 1 - i];
    items[count - 1 - i] = swapped;
  }
}

static int bind_feeds(store *s, const store_query *query, sqlite3_stmt **ret_query, wb_error *err)
{
  sqlite3_stmt *q = db_query(s, Q_FEEDS, err);
  if (!q)
    return WB_E_STORE;
  bool has_limit = query->max && query->max < INT64_MAX;
  db_bind_text(q, 1, query->number);
  if (query->carrier.n)
    db_bind_text(q, 2, query->carrier);
  sqlite3_bind_int64(q, 3, query->until_ms ? query->until_ms : INT64_MAX);
  sqlite3_bind_int64(q, 4, has_limit ? (int64_t)query->max + 1 : -1);
  sqlite3_bind_int(q, 5, query->with_answers);
  *ret_query = q;
  return WB_OK;
}

/* Asked first, as Q_FEEDS opens a table to sort in before it finds anything: five times the work, and most numbers are
 * new.  What another process adds between the two is read. */
static int has_feeds(store *s, wb_str number, bool *ret_has, wb_error *err)
{
  sqlite3_stmt *q = db_query(s, Q_HAS_FEEDS, err);
  if (!q)
    return WB_E_STORE;
  db_bind_text(q, 1, number);
  int rc = db_step(s, q, err);
  if (rc >= 0)
    *ret_has = rc == SQLITE_ROW;
  sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

int store_feeds_of(store *s, const store_query *query, arena *memory, store_feeds *ret_feeds, wb_error *err)
{
  sqlite3_stmt *q = NULL;
  store_feed *items = NULL;
  size_t count = 0, capacity = 0;
  bool has = false;
  int rc = has_feeds(s, query->number, &has, err);
  if (rc == WB_OK && !has)
    *ret_feeds = (store_feeds){ 0 };
  if (rc != WB_OK || !has)
    return rc;
  wb_str number = arena_str(memory, query->number);
  rc = number.p ? bind_feeds(s, query, &q, err) : out_of_room(err);
  if (rc != WB_OK)
    return rc;
  bool more = false;
  while (rc == WB_OK) {
    int step = db_step(s, q, err);
    if (step != SQLITE_ROW) {
      rc = step < 0 ? step : WB_OK;
      break;
    }
    if (query->max && count == query->max) {
      more = true;
      break;
    }
    store_feed *f = ARENA_PUSH(memory, items, count, capacity);
    if (f)
      f->number = number;
    rc = f ? read_feed(s, q, memory, f, err) : out_of_room(err);
  }
  sqlite3_reset(q);
  if (rc != WB_OK)
    return rc;
  turn_round(items, count);
  *ret_feeds = (store_feeds){ .items = items, .count = count, .more = more };
  return WB_OK;
}

/* ---- numbers ---- */

/* At most out->count of them. */
static int list_numbers(store *s, wb_str prefix, arena *memory, store_numbers *out, wb_error *err)
{
  size_t max = out->count;
  sqlite3_stmt *q = db_query(s, Q_NUMBERS, err);
  store_number *items = NULL;
  size_t count = 0, capacity = 0;
  if (!q)
    return WB_E_STORE;
  db_bind_text(q, 1, prefix);
  sqlite3_bind_int64(q, 2, (int64_t)max + 1);
  int rc, code = WB_OK;
  while ((rc = db_step(s, q, err)) == SQLITE_ROW && count < max && code == WB_OK) {
    store_number *n = ARENA_PUSH(memory, items, count, capacity);
    if (n)
      *n = (store_number){ arena_str(memory, db_column(q, 0)), sqlite3_column_int64(q, 1),
                           sqlite3_column_int64(q, 2), sqlite3_column_int64(q, 3) };
    if (!n || !n->number.p)
      code = out_of_room(err);
  }
  sqlite3_reset(q);
  if (rc < 0 || code != WB_OK)
    return rc < 0 ? rc : code;
  *out = (store_numbers){ .items = items, .count = count, .more = rc == SQLITE_ROW };
  return WB_OK;
}

int store_numbers_of(store *s, wb_str prefix, arena *memory, store_numbers *ret_numbers, wb_error *err)
{
  store_numbers found = { .count = STORE_MAX_NUMBERS };
  int rc = list_numbers(s, prefix, memory, &found, err);
  if (rc == WB_OK)
    *ret_numbers = found;
  return rc;
}

int store_find_number(store *s, wb_str prefix, arena *memory, wb_str *ret_number, wb_error *err)
{
  store_numbers found = { .count = NAMED_WHEN_AMBIGUOUS };
  if (!prefix.n)
    return error_set(err, WB_E_ARG, "the beginning of a number is empty");
  int rc = list_numbers(s, prefix, memory, &found, err);
  if (rc != WB_OK)
    return rc;
  if (found.count == 0)
    return error_set(err, WB_E_NOT_FOUND, "no number that begins with %.*s was ever tracked",
                     STR_ARG(prefix));
  if (found.count > 1 && !str_equal(found.items[0].number, prefix)) {
    WB_AUTO(buf) names = { 0 };
    for (size_t i = 0; i < found.count; i++)
      buf_printf(&names, "%s%.*s", i ? ", " : "", STR_ARG(found.items[i].number));
    return error_set(err, WB_E_AMBIGUOUS, "several numbers begin with %.*s: %s%s; give more of it",
                     STR_ARG(prefix), buf_cstr(&names), found.more ? " ..." : "");
  }
  *ret_number = found.items[0].number;
  return WB_OK;
}

int store_last_asked(store *s, wb_str number, wb_str source, int64_t *ret_ms, wb_error *err)
{
  sqlite3_stmt *q = db_query(s, Q_LAST_ASKED, err);
  if (!q)
    return WB_E_STORE;
  db_bind_text(q, 1, number);
  db_bind_text(q, 2, source);
  int rc = db_step(s, q, err);
  if (rc >= 0)
    *ret_ms = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
  sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

int store_check(store *s, wb_error *err)
{
  return db_quick_check(s, "PRAGMA integrity_check(1)", err);
}
