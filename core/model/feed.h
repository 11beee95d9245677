/* SPDX-License-Identifier: MIT */
/* A feed: what one source said at one moment (waybill.feed/1 of the contract), as structures.
 *
 * Everything hangs on one arena, owned by the feed.  Statements are never changed after they were added. */
#ifndef MODEL_FEED_H
#define MODEL_FEED_H
#include "../base/arena.h"
#include "../base/buf.h"
#include <waybill/plugin.h>

enum { FEED_ROLE_CARRIER = 0, FEED_ROLE_PARTNER = 1, FEED_ROLE_AGGREGATOR = 2, FEED_ROLE_PUSH = 3 };

typedef struct feed_statement {
  wb_str ref;       /* the reader's own handle; "" until one is given */
  uint32_t status, reason, flags;
  uint32_t unmapped; /* 1: no table row explained the code */
  wb_time time;
  wb_place place;
  wb_str code, text, lang, event_id, retracts, piece;
} feed_statement;

typedef struct feed_result {
  wb_str number, key; /* key: tells several shipments under one number apart; "" mostly */
  wb_str parent;      /* number of the shipment that this piece belongs to, or "" */
  uint32_t outcome;   /* WB_FOUND ...; 0 until the source said */
  uint32_t retry_after_s, weight_g, pieces, status;
  wb_str detail, needs, service, signed_by, carrier, origin_country, destination_country;
  wb_eta *eta;
  size_t eta_count;
  wb_related *related;
  size_t related_count;
  feed_statement *events; /* in the order of the answer */
  size_t event_count, event_capacity;
} feed_result;

typedef struct feed_more { /* a request that the parser asked for and nobody answered (the parse command) */
  wb_str endpoint, method, path, query, cookie;
  uint32_t step;
} feed_more;

typedef struct feed {
  arena *memory;
  wb_str shipment, source, carrier; /* source: the plugin's id; carrier: whom it speaks of, mostly the same */
  wb_str plugin_version;
  uint32_t role; /* FEED_ROLE_* */
  int64_t fetched_at_ms;
  bool recorded; /* it came from recordings, not from the carrier */
  feed_result *results;
  size_t result_count, result_capacity;
  feed_more *more;
  size_t more_count, more_capacity;
  int error_code; /* WB_OK, or WB_E_* when the call as a whole failed */
  wb_str error_text;
  uint32_t *hashes; /* of feed_result_of(): one for each of the first hash_count results */
  size_t hash_count, hash_capacity;
} feed;

/* max_bytes: of its arena; 0 = none. */
int feed_new(size_t max_bytes, feed **ret_feed, wb_error *err);
int feed_new_in(arena_pool *pool, size_t max_bytes, feed **ret_feed, wb_error *err); /* pool: see base/arena.h */
void feed_free(feed *f); /* takes NULL */

/* The result of (number, key), made when it is new; NULL: no memory.  The pointer holds until the next result is made;
 * its place in f->results does not change. */
feed_result *feed_result_of(feed *f, wb_str number, wb_str key);
/* The same without making one; NULL: there is none. */
feed_result *feed_find_result(feed *f, wb_str number, wb_str key);
/* Appends a deep copy.  WB_E_LIMIT: the feed's max_bytes. */
int feed_add_statement(feed *f, feed_result *r, const feed_statement *s, wb_error *err);

/* The same in two steps, for one who looks at the texts in between: those of s that are not empty (the pointer of an empty
 * one becomes NULL); then s is appended, its texts copied and pointing at the copies.  Collected ones may have become empty. */
enum { FEED_STATEMENT_TEXTS = 15 };
typedef struct feed_texts {
  wb_str *items[FEED_STATEMENT_TEXTS];
  size_t count;
} feed_texts;
void feed_collect_texts(feed_statement *s, feed_texts *ret_texts);
int feed_take_statement(feed *f, feed_result *r, feed_statement *s, const feed_texts *texts, wb_error *err);

/* "parse", "auth", "rate", "upstream", "unsupported", "limit", "network", "credentials", "plugin", "cancelled": the word
 * for error.code; "failed" for codes that are none of these. */
const char *feed_error_word(int code);

/* Writes waybill.feed/1, one line, no newline.  Members in a fixed order: equal feeds give equal bytes.  A result whose
 * outcome is still 0 is written as failed. */
int feed_to_json(const feed *f, buf *out, wb_error *err);
/* Writes the object of one statement, as inside a feed. */
struct json_writer;
void feed_statement_to_json(const feed_statement *s, struct json_writer *w);

typedef feed *feed_ref;
static inline void feed_ref_auto(feed_ref *f)
{
  feed_free(*f);
}
#endif
