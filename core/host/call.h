/* SPDX-License-Identifier: MIT */
/* Inside the host room: the state of one running call, and what its files offer each other. */
#ifndef HOST_CALL_H
#define HOST_CALL_H
#include "../base/limits.h"
#include "../doc/doc.h"
#include "../doc/words.h"
#include "host.h"
#include <pthread.h>

/* What a plugin holds as wb_call *.  Handles are taken from a ring, so that one kept from an earlier call is
 * found out: its magic is not set again before the ring has gone round.  One that belongs to a call on
 * another thread is found out by that thread. */
struct wb_call {
  uint64_t magic;
  host *owner;
};
enum { CALL_HANDLES = 16 };

typedef enum call_entry { CALL_NONE = 0, CALL_PLAN, CALL_PARSE, CALL_WEBHOOK } call_entry;

/* A number that h->number() named.  Its result is made by the first event or result: a number that is only
 * named leaves no trace in the feed. */
typedef struct call_number {
  wb_str number, key, parent;
  size_t result; /* place in into->results, or SIZE_MAX */
} call_number;

typedef struct call_tree {
  const doc_language *language;
  doc_tree *tree;
} call_tree;

typedef struct host_language { /* one for JSON, one for XML; opened by the first extension() that asks */
  const doc_language *language;
  doc_parser *parser;
  wb_doc functions;
} host_language;

/* One running entry of a carrier.  Arrays live in host->scratch. */
typedef struct call {
  call_entry entry;
  const wb_carrier *carrier;
  const wb_batch *batch;       /* NULL in webhook() */
  const wb_response *response; /* only in parse() */
  const wb_push *push;         /* only in webhook() */
  feed *into;
  host_requests *out; /* NULL in webhook() */
  arena *memory;      /* where requests go */
  pthread_t thread;

  call_number *numbers;    /* first those of the batch, then those that h->number() named */
  uint32_t *number_hashes; /* of the latter: index 0 is numbers[asked] */
  size_t number_count, number_capacity, hash_count, hash_capacity, asked;
  size_t request_count, event_count, log_lines, parses, parsed_bytes;
  size_t kept_bytes; /* of what was copied for the caller */

  call_tree *trees;
  size_t tree_count, tree_capacity;
  wb_str *unmapped; /* codes whose log line was written */
  size_t unmapped_count, unmapped_capacity;

  wb_error refused;  /* the first thing of the plugin's that was refused */
  wb_error failed;   /* what the plugin told h->fail() */
  wb_error document; /* what the parser noted about the body parsed last */
  wb_error broken;   /* a part of ours could not be opened */
} call;

struct host {
  logger log;
  const wb_host *table; /* what plugins get */
  void *table_user;
  arena *scratch; /* h->alloc() and the call's own arrays: dies when the entry returns */
  wb_call handles[CALL_HANDLES];
  size_t next_handle;
  wb_call *current; /* NULL between calls */
  call call;
  host_language json, xml;
};

/* call.c: the table that plugins see, and the way into a call. */
extern const wb_host host_functions;
/* NULL: not the handle of the call that is running on this thread. */
call *call_of(wb_call *handle);
wb_call *call_begin(host *h, const call *c);
void call_end(host *h);

/* refuse.c: log lines and refusals.  Both name the carrier and its version in front. */
void call_log(call *c, int level, const char *format, ...) WB_PRINTF(3, 4);
/* Notes the plugin's mistake, logs it, and returns code for the plugin. */
int32_t call_refuse(call *c, int32_t code, const char *format, ...) WB_PRINTF(3, 4);
/* Counts bytes that are to be copied for the caller; WB_E_LIMIT when they are more than a call may leave
 * behind. */
int32_t call_count_bytes(call *c, size_t bytes);
/* Text for words: no control characters, valid UTF-8, of bounded length. */
wb_str call_printable(call *c, wb_str text);
/* The same for a log line, "" when no more lines are written: a long answer must not fill the call's memory
 * with what nobody reads.  The anonymous form has "{number}" for what may be the number of a parcel. */
wb_str call_shown(call *c, wb_str text);
wb_str call_anonymous(call *c, wb_str text);
host *host_of(call *c);

/* text.c: what the plugin passes in, checked and repaired.  `what` names the field in words for people. */
/* A text of an event or result: bytes that are no UTF-8 become U+FFFD, what is too long is cut, both with a
 * log line. */
wb_str text_repair(call *c, const char *what, wb_str text);
/* Passes a text on that was made in the call's memory; refuses for want of memory when it was not. */
wb_str text_keep(call *c, wb_str made);
/* A text of a request: WB_E_ARG when it is not UTF-8, WB_E_LIMIT when longer than max. */
int32_t text_check(call *c, const char *what, wb_str text, size_t max);
/* Nothing to repair: empty, or ASCII of allowed length. */
static inline bool text_is_plain(wb_str text)
{
  return !text.n || (text.p && text.n <= WB_MAX_TEXT_BYTES && word_all_ascii(text.p, text.n));
}
bool text_is_country(wb_str text);
bool text_is_carrier_id(wb_str text);
/* A copy of a sized structure with what the plugin's version lacks as zero. */
int32_t struct_read(call *c, const char *what, const void *from, size_t at_least, void *to, size_t size);
/* The structure itself when it is of this very version, or such a copy, in `to`; NULL: refused, see *ret_code. */
const void *struct_view(call *c, const char *what, const void *from, size_t at_least, void *to, size_t size,
                        int32_t *ret_code);
/* WB_E_ARG: no items, or a stride below at_least, or more than max elements. */
int32_t list_check(call *c, const char *what, wb_list list, size_t at_least, size_t max);
/* Element i, what it lacks as zero. */
void list_read(wb_list list, size_t i, void *to, size_t size);
/* Checks kind and members of a time, whose texts were checked before; one that a calendar cannot hold loses its reading and keeps its raw
 * text. */
int32_t time_check(call *c, const char *what, wb_time *t);

/* number.c */
int32_t call_number_of(call *c, wb_str number, wb_str key, uint32_t parent);
/* The feed's result of a number's index; NULL after a refusal, whose code is in *ret_code. */
feed_result *call_result_of(call *c, const char *what, uint32_t number, int32_t *ret_code);

/* event.c, result.c, request.c, document.c: the host functions of these names. */
int32_t call_event(call *c, const wb_event *e);
int32_t call_result(call *c, const wb_result *r);
int32_t call_request(call *c, const wb_request *r);
const void *call_extension(call *c, const char *id);
void call_free_trees(call *c);
void host_close_language(host_language *l);
/* Is the name one of the carrier's credentials? */
const wb_credential *carrier_credential(const wb_carrier *carrier, wb_str name);
uint32_t carrier_max_steps(const wb_carrier *carrier);

/* encode.c */
void encode_percent(buf *out, wb_str text); /* RFC 3986 unreserved kept */
void encode_form(buf *out, wb_str text);    /* application/x-www-form-urlencoded */
void encode_json(buf *out, wb_str text);    /* inside the quotes */
void encode_xml(buf *out, wb_str text);     /* text and attribute values */
void encode_base64(buf *out, wb_str bytes); /* RFC 4648, with padding */
#endif
