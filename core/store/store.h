/* SPDX-License-Identifier: MIT */
/* What was learned is kept: every feed of every number as it was made, with the carrier's answer as it was
 * received. One SQLite file in WAL mode.
 *
 * Invariants: what an addition acknowledged is there after kill -9; an addition is whole or absent; a feed is
 * kept once however often it is added; nothing is ever changed or dropped.  A store belongs to one thread at
 * a time; several processes may use one file at once.
 *
 * LIFE       store_open(), additions and questions, store_close().
 * OWNERSHIP  What is handed in is copied; what is handed out lives in the arena that the caller gave.
 * ERRORS     WB_E_STORE: the file is damaged, newer, full, read-only, or locked by another process for longer
 * than the time-out; the words hold path, reason and what to do.  WB_E_IO: its folder or file cannot be made
 * or opened. WB_E_ARG: an argument is invalid.  WB_E_LIMIT, WB_E_NOMEM: the arena is spent, or a text is too
 * large.
 *
 * The engine reaches all this through the part "store" (see module.h): module_open("store") gives a
 * store_part. */
#ifndef STORE_STORE_H
#define STORE_STORE_H
#include "../base/arena.h"
#include "../base/log.h"

typedef struct store store;

#define STORE_SCHEMA          2 /* what this build reads and writes; older files are brought up to it */
#define STORE_BUSY_TIMEOUT_MS 5000
#define STORE_MAX_NUMBERS     1000        /* of one answer of store_numbers_of() */
#define STORE_MAX_TEXT_BYTES  (64u << 20) /* one feed or one answer, before compression */

enum {
  STORE_SYNC_FULL = 0,
  STORE_SYNC_NORMAL = 1
}; /* NORMAL: the last moments may be missing after a power cut */

typedef struct store_options {
  const char *path;    /* of the database file; its folder is made when it is missing, 0700, the file 0600 */
  const logger *log;   /* or NULL; outlives the store */
  int busy_timeout_ms; /* 0: STORE_BUSY_TIMEOUT_MS; how long to wait for another process */
  uint32_t sync;       /* STORE_SYNC_* */
  bool read_only;      /* makes and changes nothing; WB_E_NOT_FOUND when there is no file */
} store_options;

typedef struct store_feed { /* what one source said of one number at one moment */
  wb_str number;            /* normalised, 1..128 bytes */
  wb_str carrier, source;   /* ids; source: the plugin that was asked; carrier \"\": the same */
  int64_t fetched_at_ms;
  uint32_t outcome; /* WB_FOUND ... */
  bool recorded;    /* from recordings, not from the carrier */
  wb_str feed;      /* waybill.feed/1 as JSON, any size up to STORE_MAX_TEXT_BYTES */
  wb_str answer;    /* the carrier's body as received, "" when there is none; one body of many numbers is kept
                       once */
} store_feed;

typedef struct store_feeds {
  const store_feed *items; /* by fetched_at, then in the order of their addition */
  size_t count;
  bool more; /* max was reached: older ones were left out */
} store_feeds;

typedef struct store_query {
  wb_str number;
  wb_str carrier;    /* "" = all */
  int64_t until_ms;  /* only feeds fetched at or before; 0 = all */
  size_t max;        /* at most so many, the newest ones; 0 = all */
  bool with_answers; /* also the bodies; without, `answer` is "" */
} store_query;

typedef struct store_number { /* one number that was ever asked for */
  wb_str number;
  int64_t first_ms, last_ms; /* fetched_at of its first and its latest feed */
  int64_t feed_count;
} store_number;

typedef struct store_numbers {
  const store_number *items; /* in the order of their bytes */
  size_t count;
  bool more; /* there are more than asked for */
} store_numbers;

typedef struct store_quota { /* a counter: requests of one credential set on one day */
  wb_str key;                /* "ups/3f09..."; 1..200 bytes */
  int64_t day;               /* days since 1970-01-01 */
  int64_t add;               /* >= 0; 0 only reads */
} store_quota;

/* Opens, makes or brings up to date.  The check of the whole file costs time: it is made only when an earlier
 * run met damage and left the file PATH-damaged to say so. */
int store_open(const store_options *options, store **ret_store, wb_error *err);
void store_close(store *s); /* takes NULL */

/* Adds a batch in one transaction; all is durable when it returns WB_OK, nothing is added otherwise.  A feed
 * that is there already (number, carrier, fetched_at and content are the same) is not added again: no error.
 */
int store_add_feeds(store *s, const store_feed *items, size_t count, wb_error *err);

/* Feeds of a number, decompressed.  None is a success with count 0. */
int store_feeds_of(store *s, const store_query *query, arena *memory, store_feeds *ret_feeds, wb_error *err);

/* Numbers that begin with `prefix` ("": all), at most STORE_MAX_NUMBERS. */
int store_numbers_of(store *s, wb_str prefix, arena *memory, store_numbers *ret_numbers, wb_error *err);

/* The one number that begins with `prefix`, itself first of all.  WB_E_NOT_FOUND; WB_E_AMBIGUOUS: the words
 * name some. */
int store_find_number(store *s, wb_str prefix, arena *memory, wb_str *ret_number, wb_error *err);

/* When `source` was last asked for the number (recordings do not count); 0 = never. */
int store_last_asked(store *s, wb_str number, wb_str source, int64_t *ret_ms, wb_error *err);

/* Adds to a counter and gives its new total.  Counters of more than a week before are dropped. */
int store_quota_add(store *s, const store_quota *quota, int64_t *ret_total, wb_error *err);

/* Reads the whole file and holds it against its checks: WB_OK, or WB_E_STORE with the first thing found.
 * Slow. */
int store_check(store *s, wb_error *err);

/* The part's table: the functions above. */
typedef struct store_part {
  int (*open)(const store_options *options, store **ret_store, wb_error *err);
  void (*close)(store *s);
  int (*add_feeds)(store *s, const store_feed *items, size_t count, wb_error *err);
  int (*feeds_of)(store *s, const store_query *query, arena *memory, store_feeds *ret_feeds, wb_error *err);
  int (*numbers_of)(store *s, wb_str prefix, arena *memory, store_numbers *ret_numbers, wb_error *err);
  int (*find_number)(store *s, wb_str prefix, arena *memory, wb_str *ret_number, wb_error *err);
  int (*last_asked)(store *s, wb_str number, wb_str source, int64_t *ret_ms, wb_error *err);
  int (*quota_add)(store *s, const store_quota *quota, int64_t *ret_total, wb_error *err);
  int (*check)(store *s, wb_error *err);
} store_part;

/* The part's entry; see base/module.h. */
const void *waybill_part(uint32_t version);

typedef store *store_ref;
void store_ref_auto(store_ref *s);
#endif
