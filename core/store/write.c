/* SPDX-License-Identifier: MIT */
#include "../model/timeline.h"
#include "db.h"
#include "pack.h"

#define MAX_NUMBER_BYTES 128
#define MAX_NAME_BYTES   200
#define MAX_COUNT        (INT64_C(1) << 40)

static bool is_text(wb_str text, size_t max)
{
  return text.n >= 1 && text.n <= max && str_is_utf8(text, NULL) && str_find_byte(text, '\0') == SIZE_MAX;
}

static int check_feed(const store_feed *f, wb_error *err)
{
  if (!is_text(f->number, MAX_NUMBER_BYTES))
    return error_set(err, WB_E_ARG, "a feed to keep needs a number of 1 to %d bytes, as text",
                     MAX_NUMBER_BYTES);
  if ((f->carrier.n && !is_text(f->carrier, MAX_NAME_BYTES)) || !is_text(f->source, MAX_NAME_BYTES))
    return error_set(err, WB_E_ARG, "the feed of %.*s needs a source, and a carrier that is text",
                     STR_ARG(f->number));
  if (f->feed.n > STORE_MAX_TEXT_BYTES || f->answer.n > STORE_MAX_TEXT_BYTES)
    return error_set(err, WB_E_LIMIT, "the feed of %.*s is larger than %u bytes", STR_ARG(f->number),
                     STORE_MAX_TEXT_BYTES);
  return WB_OK;
}

/* The id that a query gives, with its values bound; 0: there is none. */
static int find_id(store *s, sqlite3_stmt *q, int64_t *ret_id, wb_error *err)
{
  int rc = db_step(s, q, err);
  if (rc >= 0)
    *ret_id = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
  sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

static int add_row(store *s, sqlite3_stmt *q, int64_t *ret_id, wb_error *err)
{
  int rc = db_step(s, q, err);
  sqlite3_reset(q);
  if (rc < 0)
    return rc;
  *ret_id = sqlite3_last_insert_rowid(s->db);
  return WB_OK;
}

/* The row of a carrier or source, made when it is new. */
static int name_row(store *s, wb_str name, int64_t *ret_id, wb_error *err)
{
  for (size_t i = 0; i < s->name_count; i++)
    if (str_equal((wb_str){ s->names[i].text, s->names[i].n }, name)) {
      *ret_id = s->names[i].id;
      return WB_OK;
    }
  sqlite3_stmt *q = db_query(s, Q_FIND_NAME, err);
  if (!q)
    return WB_E_STORE;
  db_bind_text(q, 1, name);
  int rc = find_id(s, q, ret_id, err);
  if (rc == WB_OK && *ret_id == 0) {
    if (!(q = db_query(s, Q_ADD_NAME, err)))
      return WB_E_STORE;
    db_bind_text(q, 1, name);
    rc = add_row(s, q, ret_id, err);
  }
  if (rc == WB_OK && s->name_count < NAME_CACHE && name.n <= sizeof s->names[0].text) {
    cached_name *c = &s->names[s->name_count++];
    memcpy(c->text, name.p, name.n);
    c->n = name.n;
    c->id = *ret_id;
  }
  return rc;
}

static void put_u64(char *out, uint64_t value)
{
  for (int i = 0; i < 8; i++)
    out[i] = (char)(unsigned char)(value >> (56 - 8 * i));
}

static wb_str write_hash(wb_str bytes, char out[16])
{
  content_hash hash = content_hash_of(bytes);
  put_u64(out, hash.high);
  put_u64(out + 8, hash.low);
  return (wb_str){ out, 16 };
}

/* Without an answer the same as in version 1 of the tables, so that what was kept then is not kept twice. */
static wb_str hash_feed(const store_feed *f, wb_str answer_hash, char out[16])
{
  char both[32];
  wb_str hash = write_hash(f->feed, out);
  if (!f->answer.n)
    return hash;
  memcpy(both, hash.p, 16);
  memcpy(both + 16, answer_hash.p, 16);
  return write_hash((wb_str){ both, sizeof both }, out);
}

static int answer_row(store *s, wb_str answer, wb_str hash, int64_t *ret_id, wb_error *err)
{
  sqlite3_stmt *q = db_query(s, Q_FIND_ANSWER, err);
  if (!q)
    return WB_E_STORE;
  db_bind_blob(q, 1, hash);
  int rc = find_id(s, q, ret_id, err);
  if (rc != WB_OK || *ret_id)
    return rc;
  WB_AUTO(buf) room = { 0 };
  packed p = { answer, PACK_ZSTD };
  rc = pack_bytes(s, &p, &room, err);
  if (rc != WB_OK || !(q = db_query(s, Q_ADD_ANSWER, err)))
    return rc != WB_OK ? rc : WB_E_STORE;
  db_bind_blob(q, 1, hash);
  sqlite3_bind_int(q, 2, (int)p.way);
  db_bind_blob(q, 3, p.bytes);
  return add_row(s, q, ret_id, err);
}

typedef struct feed_rows {
  int64_t carrier, source, answer;
} feed_rows;

static int insert_feed(store *s, const store_feed *f, const feed_rows *rows, wb_str hash, wb_error *err)
{
  WB_AUTO(buf) room = { 0 };
  packed p = { f->feed, PACK_ZSTD_FEED };
  int rc = pack_bytes(s, &p, &room, err);
  if (rc != WB_OK)
    return rc;
  int flags = (f->recorded ? FLAG_RECORDED : 0) | (p.way != PACK_PLAIN ? FLAG_PACKED | FLAG_DICTIONARY : 0);
  sqlite3_stmt *q = db_query(s, Q_ADD_FEED, err);
  if (!q)
    return WB_E_STORE;
  db_bind_text(q, 1, f->number);
  sqlite3_bind_int64(q, 2, rows->carrier);
  sqlite3_bind_int64(q, 3, rows->source);
  sqlite3_bind_int64(q, 4, f->fetched_at_ms);
  sqlite3_bind_int64(q, 5, f->outcome);
  sqlite3_bind_int(q, 6, flags);
  db_bind_blob(q, 7, hash);
  db_bind_blob(q, 8, p.bytes);
  if (f->answer.n)
    sqlite3_bind_int64(q, 9, rows->answer);
  rc = db_step(s, q, err);
  sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

static int add_feed(store *s, const store_feed *f, wb_error *err)
{
  char answer_bytes[16], feed_bytes[16];
  feed_rows rows = { 0 };
  int rc = check_feed(f, err);
  if (rc == WB_OK)
    rc = name_row(s, f->carrier.n ? f->carrier : f->source, &rows.carrier, err);
  if (rc == WB_OK)
    rc = name_row(s, f->source, &rows.source, err);
  if (rc != WB_OK)
    return rc;
  wb_str answer_hash = write_hash(f->answer, answer_bytes);
  wb_str hash = hash_feed(f, answer_hash, feed_bytes);
  if (f->answer.n)
    rc = answer_row(s, f->answer, answer_hash, &rows.answer, err);
  return rc == WB_OK ? insert_feed(s, f, &rows, hash, err) : rc;
}

int store_add_feeds(store *s, const store_feed *items, size_t count, wb_error *err)
{
  if (count == 0)
    return WB_OK;
  int rc = db_begin(s, err);
  if (rc != WB_OK)
    return rc;
  for (size_t i = 0; i < count && rc == WB_OK; i++)
    rc = add_feed(s, &items[i], err);
  return db_end(s, rc, err);
}

/* ---- counters ---- */

static int bind_quota(store *s, query_id id, const store_quota *quota, sqlite3_stmt **ret_query,
                      wb_error *err)
{
  sqlite3_stmt *q = db_query(s, id, err);
  if (!q)
    return WB_E_STORE;
  db_bind_text(q, 1, quota->key);
  sqlite3_bind_int64(q, 2, quota->day);
  if (id == Q_ADD_QUOTA)
    sqlite3_bind_int64(q, 3, quota->add);
  *ret_query = q;
  return WB_OK;
}

static int run_quota(store *s, query_id id, const store_quota *quota, wb_error *err)
{
  sqlite3_stmt *q;
  int rc = bind_quota(s, id, quota, &q, err);
  if (rc != WB_OK)
    return rc;
  rc = db_step(s, q, err);
  sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

static int read_quota(store *s, const store_quota *quota, int64_t *ret_total, wb_error *err)
{
  sqlite3_stmt *q;
  int rc = bind_quota(s, Q_READ_QUOTA, quota, &q, err);
  if (rc != WB_OK)
    return rc;
  rc = db_step(s, q, err);
  if (rc >= 0)
    *ret_total = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
  sqlite3_reset(q);
  return rc < 0 ? rc : WB_OK;
}

int store_quota_add(store *s, const store_quota *quota, int64_t *ret_total, wb_error *err)
{
  if (!is_text(quota->key, MAX_NAME_BYTES) || quota->add < 0 || quota->add > MAX_COUNT)
    return error_set(err, WB_E_ARG, "a counter needs a key of 1 to %d bytes and nothing negative",
                     MAX_NAME_BYTES);
  if (quota->add == 0)
    return read_quota(s, quota, ret_total, err);
  int64_t total = 0;
  int rc = db_begin(s, err);
  if (rc != WB_OK)
    return rc;
  rc = run_quota(s, Q_ADD_QUOTA, quota, err);
  if (rc == WB_OK)
    rc = run_quota(s, Q_DROP_QUOTAS, quota, err);
  if (rc == WB_OK)
    rc = read_quota(s, quota, &total, err);
  rc = db_end(s, rc, err);
  if (rc == WB_OK)
    *ret_total = total;
  return rc;
}
