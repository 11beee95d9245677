/* SPDX-License-Identifier: MIT */
/* Files that are damaged, newer, older, foreign, locked, read-only or on a full disk. */
#include "store_kit.h"
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static int try_open(store_options o, wb_error *err)
{
  store *s = NULL;
  int rc = store_open(&o, &s, err);
  cr_expect_eq(rc == WB_OK, s != NULL);
  store_close(s);
  return rc;
}

static void run_sql(const char *path, const char *sql)
{
  sqlite3 *db;
  char *words = NULL;
  cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &words), SQLITE_OK, "%s", words);
  sqlite3_close(db);
}

static void fill(const char *path, int feeds)
{
  WB_AUTO(store_ref) s = store_at(path);
  for (int i = 0; i < feeds; i++) {
    WB_AUTO(buf) json = { 0 };
    kit_feed(&json, (unsigned)i, 11);
    char number[24];
    snprintf(number, sizeof number, "1Z%06d", i);
    add_one(s, feed_of(number, i + 1, buf_cstr(&json)));
  }
}

static void overwrite(const char *path, long at, int byte, size_t count)
{
  FILE *f = fopen(path, "r+b");
  cr_assert(f);
  cr_assert_eq(fseek(f, at, SEEK_SET), 0);
  for (size_t i = 0; i < count; i++)
    fputc(byte, f);
  fclose(f);
}

Test(trouble, refuses_a_file_that_is_no_database_and_leaves_it_alone)
{
  place p = place_new();
  FILE *f = fopen(p.path, "w");
  for (int i = 0; i < 2000; i++)
    fputs("not a database\n", f);
  fclose(f);
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = p.path }, &err), WB_E_STORE);
  cr_expect(strstr(err.text, p.path) && strstr(err.text, "damaged") && strstr(err.text, "move it away"), "%s",
            err.text);
  struct stat st;
  cr_assert_eq(stat(p.path, &st), 0);
  cr_expect_eq(st.st_size, 30000);
  place_free(&p);
}

Test(trouble, refuses_a_damaged_header)
{
  place p = place_new();
  fill(p.path, 3);
  overwrite(p.path, 0, 0, 100);
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = p.path }, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "damaged"), "%s", err.text);
  place_free(&p);
}

Test(trouble, refuses_a_file_that_was_cut_short)
{
  place p = place_new();
  fill(p.path, 100);
  cr_assert_eq(truncate(p.path, 3 * 4096), 0);
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = p.path }, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "damaged"), "%s", err.text);
  place_free(&p);
}

Test(trouble, remembers_damage_in_the_middle_and_refuses_the_next_time)
{
  place p = place_new();
  fill(p.path, 200);
  struct stat st;
  cr_assert_eq(stat(p.path, &st), 0);
  for (long at = 8 * 4096; at < st.st_size; at += 4096)
    overwrite(p.path, at, 0xFF, 4096);
  store *s = store_at(p.path); /* the first page is good: opening does not read the rest */
  arena *memory = arena_new(0);
  int bad = 0;
  for (int i = 0; i < 200; i++) {
    char number[24];
    snprintf(number, sizeof number, "1Z%06d", i);
    store_query q = { .number = str_of(number) };
    store_feeds found = { 0 };
    wb_error err = { 0 };
    int rc = store_feeds_of(s, &q, memory, &found, &err);
    cr_assert(rc == WB_OK || rc == WB_E_STORE, "%d %s", rc, err.text);
    bad += rc == WB_E_STORE;
  }
  cr_expect_gt(bad, 0);
  store_close(s);
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = p.path }, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "damaged"), "%s", err.text);
  arena_free(memory);
  place_free(&p);
}

Test(trouble, forgets_a_suspicion_when_the_whole_file_is_good)
{
  place p = place_new();
  fill(p.path, 5);
  char flag[256];
  snprintf(flag, sizeof flag, "%s-damaged", p.path);
  fclose(fopen(flag, "w"));
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = p.path }, &err), WB_OK, "%s", err.text);
  cr_expect_neq(access(flag, F_OK), 0);
  place_free(&p);
}

Test(trouble, refuses_a_newer_and_a_foreign_database)
{
  struct {
    const char *sql, *words;
  } cases[] = {
    { "PRAGMA application_id = 2002876770; PRAGMA user_version = 3; CREATE TABLE x(a)",
      "this program knows 2" },
    { "CREATE TABLE bookmarks(url)", "another program" },
    { "PRAGMA application_id = 7", "another program" },
    { "PRAGMA user_version = 2", "another program" },
    { "PRAGMA application_id = 2002876770; PRAGMA user_version = -1", "newer" },
  };
  for (size_t i = 0; i < WB_COUNT(cases); i++) {
    place p = place_new();
    run_sql(p.path, cases[i].sql);
    wb_error err = { 0 };
    cr_expect_eq(try_open((store_options){ .path = p.path }, &err), WB_E_STORE, "case %zu", i);
    cr_expect(strstr(err.text, cases[i].words) && strstr(err.text, p.path), "%s", err.text);
    place_free(&p);
  }
}

/* What version 1 wrote. */
static const char version_1[] =
    "PRAGMA journal_mode = WAL; PRAGMA application_id = 2002876770; PRAGMA user_version = 1;"
    "CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE feeds(id INTEGER PRIMARY KEY, number TEXT NOT NULL, carrier INTEGER NOT NULL REFERENCES "
    "names,"
    " source INTEGER NOT NULL REFERENCES names, fetched_at INTEGER NOT NULL, outcome INTEGER NOT NULL,"
    " flags INTEGER NOT NULL, hash BLOB NOT NULL, feed BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX feeds_of_number ON feeds(number, fetched_at, carrier, hash);"
    "CREATE TABLE quotas(key TEXT NOT NULL, day INTEGER NOT NULL, total INTEGER NOT NULL,"
    " PRIMARY KEY(key, day)) STRICT, WITHOUT ROWID;"
    "INSERT INTO names VALUES (1, 'ups');"
    "INSERT INTO feeds VALUES (1, '1Z1', 1, 1, 5, 1, 0, x'99AA06D3014798D86001C324468D497F', x'');"
    "INSERT INTO feeds VALUES (2, '1Z1', 1, 1, 6, 3, 1, x'00000000000000000000000000000001', "
    "CAST('{\"a\":1}' AS "
    "BLOB));"
    "INSERT INTO feeds VALUES (3, '1Z1', 1, 1, 4, 1, 2, x'00000000000000000000000000000002',"
    " x'"
    "28B52FFD605103B50200A205131970695B0C06FA6BAB2A3F30E4E53B8219F8BF476E94075055840BC1960D64F3F8469528D9DC36"
    "02F3BDB0508"
    "BAC0C6E4DD22AAE6D3DEC37A2B5A9DB2660201E80940C45E220BE8FC202D2950100187D53A928');"
    "INSERT INTO quotas VALUES ('ups', 100, 42);";

Test(trouble, brings_an_older_database_up_to_date_without_loss)
{
  place p = place_new();
  run_sql(p.path, version_1);
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = p.path, .read_only = true }, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "version 1") && strstr(err.text, "for writing"), "%s", err.text);
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  store_feeds found = all_feeds(s, "1Z1", memory);
  cr_assert_eq(found.count, 3u);
  cr_expect(found.items[0].feed.n == 1105 &&
            str_starts(found.items[0].feed, STR("{\"schema\":\"waybill.feed/1\"")));
  cr_expect(str_is(found.items[2].feed, "{\"a\":1}") && found.items[2].recorded &&
            found.items[2].outcome == 3);
  cr_expect_eq(found.items[2].answer.n, 0u);
  add_one(s, feed_of("1Z1", 5, "")); /* XXH3 of nothing: the same feed as version 1 kept */
  cr_expect_eq(all_feeds(s, "1Z1", memory).count, 3u);
  store_feed with_answer = feed_of("1Z1", 7, "{}");
  with_answer.answer = STR("body");
  add_one(s, with_answer);
  cr_expect(str_is(all_feeds(s, "1Z1", memory).items[3].answer, "body"));
  int64_t total = 0;
  store_quota quota = { STR("ups"), 100, 0 };
  cr_expect_eq(store_quota_add(s, &quota, &total, NULL), WB_OK);
  cr_expect_eq(total, 42);
  cr_expect_eq(store_check(s, NULL), WB_OK);
  store_close(s);
  cr_expect_eq(try_open((store_options){ .path = p.path, .read_only = true }, NULL), WB_OK);
  arena_free(memory);
  place_free(&p);
}

Test(trouble, says_that_another_process_holds_the_lock)
{
  place p = place_new();
  store_close(store_at(p.path));
  sqlite3 *holder;
  cr_assert_eq(sqlite3_open(p.path, &holder), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(holder, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  store_options o = { .path = p.path, .busy_timeout_ms = 50 };
  store *s = NULL;
  wb_error err = { 0 };
  cr_assert_eq(store_open(&o, &s, &err), WB_OK, "reading and opening need no lock: %s", err.text);
  store_feed f = feed_of("1Z1", 1, "{}");
  cr_expect_eq(store_add_feeds(s, &f, 1, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "locked by another process for more than 50 ms"), "%s", err.text);
  cr_assert_eq(sqlite3_exec(holder, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  add_one(s, f);
  sqlite3_close(holder);
  store_close(s);
  place_free(&p);
}

Test(trouble, lets_two_stores_of_one_process_write_in_turn)
{
  place p = place_new();
  store *a = store_at(p.path), *b = store_at(p.path);
  arena *memory = arena_new(0);
  for (int i = 0; i < 20; i++)
    add_one(i % 2 ? a : b, feed_of("1Z1", i + 1, "{}"));
  cr_expect_eq(all_feeds(a, "1Z1", memory).count, 20u);
  cr_expect_eq(all_feeds(b, "1Z1", memory).count, 20u);
  arena_free(memory);
  store_close(a);
  store_close(b);
  place_free(&p);
}

Test(trouble, reads_but_does_not_write_when_opened_for_reading)
{
  place p = place_new();
  store_options o = { .path = p.path, .read_only = true };
  wb_error err = { 0 };
  cr_expect_eq(try_open(o, &err), WB_E_NOT_FOUND);
  cr_expect_neq(access(p.path, F_OK), 0, "nothing was made");
  store *writer = store_at(p.path);
  add_one(writer, feed_of("1Z1", 1, "{}"));
  store *reader = NULL;
  err = (wb_error){ 0 };
  cr_assert_eq(store_open(&o, &reader, &err), WB_OK, "%s", err.text);
  arena *memory = arena_new(0);
  cr_expect_eq(all_feeds(reader, "1Z1", memory).count, 1u);
  store_feed f = feed_of("1Z1", 2, "{}");
  cr_expect_eq(store_add_feeds(reader, &f, 1, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "reading only"), "%s", err.text);
  arena_free(memory);
  store_close(reader);
  store_close(writer);
  place_free(&p);
}

Test(trouble, names_the_folder_that_cannot_be_made)
{
  place p = place_new();
  FILE *f = fopen(p.path, "w");
  fclose(f);
  char path[256];
  snprintf(path, sizeof path, "%s/below/store.db", p.path);
  wb_error err = { 0 };
  cr_expect_eq(try_open((store_options){ .path = path }, &err), WB_E_IO);
  cr_expect(strstr(err.text, "below"), "%s", err.text);
  err = (wb_error){ 0 };
  cr_expect_eq(try_open((store_options){ .path = p.folder }, &err), WB_E_IO, "%s", err.text);
  cr_expect_eq(try_open((store_options){ .path = "" }, NULL), WB_E_ARG);
  place_free(&p);
}

/* Runs in a child, as the limit on file sizes stands for a full disk and cannot be lifted again. */
static int write_until_full(const char *path)
{
  struct rlimit limit = { 256 << 10, 256 << 10 };
  signal(SIGXFSZ, SIG_IGN);
  store_options o = { .path = path };
  store *s = NULL;
  wb_error err = { 0 };
  if (store_open(&o, &s, &err) != WB_OK || setrlimit(RLIMIT_FSIZE, &limit) != 0)
    return 90;
  int added = 0;
  for (int rc = WB_OK; added < 80; added += rc == WB_OK) {
    WB_AUTO(buf) json = { 0 };
    kit_feed(&json, (unsigned)added, 100);
    store_feed f = feed_of("1Z1", added + 1, buf_cstr(&json));
    rc = store_add_feeds(s, &f, 1, &err);
    if (rc != WB_OK)
      break;
  }
  if (err.code != WB_E_IO || !strstr(err.text, path))
    return 91;
  return added; /* without closing: as a program that ends in trouble */
}

Test(trouble, keeps_what_was_added_before_the_disk_was_full)
{
  place p = place_new();
  fflush(NULL);
  pid_t child = fork();
  if (child == 0)
    _exit(write_until_full(p.path));
  int status;
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert(WIFEXITED(status));
  int added = WEXITSTATUS(status);
  cr_assert(added > 0 && added < 80, "%d", added);
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  cr_expect_eq(all_feeds(s, "1Z1", memory).count, (size_t)added);
  cr_expect_eq(store_check(s, NULL), WB_OK);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}

Test(trouble, reports_a_feed_whose_bytes_were_changed)
{
  place p = place_new();
  fill(p.path, 1);
  run_sql(p.path, "UPDATE feeds SET feed = x'28B52FFD00'");
  store *s = store_at(p.path);
  arena *memory = arena_new(0);
  store_query q = { .number = STR("1Z000000") };
  store_feeds found = { 0 };
  wb_error err = { 0 };
  cr_expect_eq(store_feeds_of(s, &q, memory, &found, &err), WB_E_STORE);
  cr_expect(strstr(err.text, "damaged"), "%s", err.text);
  arena_free(memory);
  store_close(s);
  place_free(&p);
}
