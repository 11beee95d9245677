/* SPDX-License-Identifier: MIT */
/* bench_store: the room store, against the bare disk and bare SQLite in the same folder.  Goals 16, 17 and 18. */
#include "core/base/buf.h"
#include "core/base/module.h"
#include "core/store/store.h"
#include "kit.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EVENTS = 11, COMMITS = 300, BATCH = 1000, BATCHES = 10, ROUNDS = 3 };
#define FOLDER   "bench-store"
#define DATABASE FOLDER "/waybill.db"
#define BARE     FOLDER "/bare.db"

static void remove_all(void)
{
  static const char *const files[] = { DATABASE, DATABASE "-wal", DATABASE "-shm", BARE, BARE "-wal", BARE "-shm" };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    unlink(files[i]);
}

/* A feed as the UPS plugin makes it: 11 events with time, place, codes and words. */
static void write_feed(buf *out, size_t i)
{
  static const char *const cities[] = { "Madison", "Hodgkins", "Secaucus", "Louisville", "Ontario" };
  buf_clear(out);
  buf_printf(out, "{\"schema\":\"waybill.feed/1\",\"source\":\"ups\",\"number\":\"1Z999AA1%010zu\",\"events\":[", i);
  for (size_t e = 0; e < EVENTS; e++)
    buf_printf(out,
               "%s{\"status\":\"in_transit.moving\",\"time\":{\"instant\":\"2026-03-%02zuT%02zu:%02zu:22Z\","
               "\"offset\":-360},\"place\":{\"city\":\"%s\",\"postcode\":\"%05zu\",\"country\":\"US\"},\"code\":"
               "\"I/005/%s\",\"text\":\"%s Facility\"}",
               e ? "," : "", 4 + (i + e) % 24, (i * 7 + e) % 24, (i * 13 + e * 5) % 60, cities[(i + e) % 5],
               10000 + i * 37 % 80000, e % 2 ? "AR" : "DP", e % 2 ? "Arrived at" : "Departed from");
  buf_add_text(out, "]}");
}

static const store_part *open_part(void)
{
  const void *table;
  wb_error err = { 0 };
  if (module_open("store", &table, &err))
    kit_die("%s", err.text);
  return table;
}

static void add(const store_part *part, store *s, size_t first, size_t count)
{
  wb_error err = { 0 };
  store_feed *feeds = calloc(count, sizeof *feeds);
  buf *texts = calloc(count, sizeof *texts);
  char(*numbers)[24] = calloc(count, sizeof *numbers);
  if (!feeds || !texts || !numbers)
    kit_die("no memory");
  for (size_t i = 0; i < count; i++) {
    snprintf(numbers[i], sizeof numbers[i], "1Z999AA1%010zu", first + i);
    write_feed(&texts[i], first + i);
    feeds[i] = (store_feed){ .number = str_of(numbers[i]), .carrier = STR("ups"), .source = STR("ups"),
                             .fetched_at_ms = INT64_C(1772614800000) + (int64_t)(first + i), .outcome = 1,
                             .feed = buf_view(&texts[i]) };
  }
  if (part->add_feeds(s, feeds, count, &err))
    kit_die("%s", err.text);
  for (size_t i = 0; i < count; i++)
    buf_free(&texts[i]);
  free(texts);
  free(feeds);
  free(numbers);
}

/* Feeds a second, `batch` a transaction. */
static double store_rate(const store_part *part, size_t transactions, size_t batch, uint32_t sync)
{
  wb_error err = { 0 };
  store *s;
  const store_options o = { .path = DATABASE, .sync = sync };
  remove_all();
  if (part->open(&o, &s, &err))
    kit_die("%s", err.text);
  double since_s = kit_now_s();
  for (size_t i = 0; i < transactions; i++)
    add(part, s, i * batch, batch);
  double took_s = kit_now_s() - since_s;
  part->close(s);
  return (double)(transactions * batch) / took_s;
}

static double append_rate(void)
{
  static const char block[8192];
  int fd = open(FOLDER "/append", O_WRONLY | O_CREAT | O_APPEND, 0600);
  double since_s = kit_now_s();
  for (size_t i = 0; fd >= 0 && i < COMMITS; i++)
    if (write(fd, block, sizeof block) != (ssize_t)sizeof block || fdatasync(fd))
      kit_die("the disk refuses 8 KiB");
  double took_s = kit_now_s() - since_s;
  close(fd);
  unlink(FOLDER "/append");
  return COMMITS / took_s;
}

static void execute(sqlite3 *db, const char *sql)
{
  char *words = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &words))
    kit_die("%s: %s", sql, words);
}

/* The same texts as rows of a table without anything around it: what SQLite takes by itself. */
static double bare_rate(void)
{
  sqlite3 *db;
  sqlite3_stmt *q;
  WB_AUTO(buf) text = { 0 };
  char number[24];
  remove_all();
  if (sqlite3_open(BARE, &db))
    kit_die("%s cannot be made", BARE);
  execute(db, "PRAGMA journal_mode=WAL");
  execute(db, "PRAGMA synchronous=NORMAL");
  execute(db, "CREATE TABLE feeds (number TEXT, at INTEGER, feed TEXT, PRIMARY KEY (number, at)) WITHOUT ROWID");
  sqlite3_prepare_v2(db, "INSERT INTO feeds VALUES (?, ?, ?) ON CONFLICT DO NOTHING", -1, &q, NULL);
  double since_s = kit_now_s();
  for (size_t i = 0; i < (size_t)BATCHES * BATCH; i++) {
    if (i % BATCH == 0)
      execute(db, "BEGIN");
    snprintf(number, sizeof number, "1Z999AA1%010zu", i);
    write_feed(&text, i);
    sqlite3_bind_text(q, 1, number, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, (sqlite3_int64)i);
    sqlite3_bind_text(q, 3, text.data, (int)text.n, SQLITE_STATIC);
    if (sqlite3_step(q) != SQLITE_DONE)
      kit_die("bare insert: %s", sqlite3_errmsg(db));
    sqlite3_reset(q);
    if (i % BATCH == BATCH - 1)
      execute(db, "COMMIT");
  }
  double took_s = kit_now_s() - since_s;
  sqlite3_finalize(q);
  sqlite3_close(db);
  return (double)BATCHES * BATCH / took_s;
}

int main(void)
{
  double commits[ROUNDS], appends[ROUNDS], batches[ROUNDS], bare[ROUNDS];
  const store_part *part = open_part();
  struct stat file;
  mkdir(FOLDER, 0700);
  for (size_t i = 0; i < ROUNDS; i++) {
    commits[i] = store_rate(part, COMMITS, 1, STORE_SYNC_FULL);
    appends[i] = append_rate();
    bare[i] = EVENTS * bare_rate();
    batches[i] = EVENTS * store_rate(part, BATCHES, BATCH, STORE_SYNC_NORMAL);
  }
  kit_tell(&(kit_row){ "16", "durable commits of one feed, against 8 KiB append + fdatasync", "/s",
                       kit_median(commits, ROUNDS), kit_median(appends, ROUNDS), KIT_AT_LEAST, 0.9 });
  kit_tell(&(kit_row){ "17", "events in batches of 1,000 feeds, against a bare prepared statement", "/s",
                       kit_median(batches, ROUNDS), kit_median(bare, ROUNDS), KIT_AT_LEAST, 0.8 });
  if (stat(DATABASE, &file) == 0)
    kit_tell(&(kit_row){ "18", "bytes an event, 10,000 feeds of 11 events", "B",
                         (double)file.st_size / ((double)BATCHES * BATCH * EVENTS), 0, KIT_AT_MOST, 110 });
  remove_all();
  rmdir(FOLDER);
  return 0;
}
