/* SPDX-License-Identifier: MIT */
/* waybill/waybill.h - where is my parcel?  The library; the command-line tool uses nothing else.
 *
 * LIFE       wb_context_new() reads the settings and the registry of carriers.  From a context come detections, runs of
 *            tracking, parses and explanations.  wb_context_free() last.
 * THREADS    No global state.  A context and all that came from it belong to one thread at a time; as many contexts as
 *            you like, each on a thread of its own.  A context may move to another thread between two calls.
 *            wb_run_cancel() alone may be called from any thread and from a signal handler.  [any]
 * OWNERSHIP  "yours": free it with the function named.  "borrowed": lives as long as said.  Texts in structures are
 *            NUL-terminated UTF-8, never NULL unless said, and live as long as their structure.
 * ERRORS     Functions return WB_OK or a negative WB_E_* of base.h; results come through the last ret_ parameter and are
 *            written only on success.  `err` may be NULL; else it gets code and words for people.  What became of each
 *            NUMBER is told in its answer, not by a return code.
 * GROWTH     Structures that you fill begin with struct_size: set it to sizeof, zero the rest (WB_INIT).  Structures that
 *            the library fills may grow at their end.  Unknown constants must be expected.
 * TIME       int64_t milliseconds since 1970-01-01T00:00:00Z; local_ms: a wall clock written as if it were UTC. */
#ifndef WAYBILL_WAYBILL_H
#define WAYBILL_WAYBILL_H
#include "base.h"
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

#define WB_VERSION "0.1.0"
#ifdef __cplusplus
#define WB_INIT(T) { (uint32_t)sizeof(T) }
#else
#define WB_INIT(T) { .struct_size = (uint32_t)sizeof(T) } /* wb_options o = WB_INIT(wb_options); */
#endif
const char *wb_version(void);              /* of the library that runs */
const char *wb_error_name(int code);       /* "WB_E_PARSE" */

/* Words of the taxonomy; never NULL.  "in_transit.moving"; an unknown sub word gives its main word. */
const char *wb_status_word(uint32_t status);
const char *wb_tracking_word(uint32_t tracking);
const char *wb_outcome_word(uint32_t outcome);
int wb_status_exit_code(uint32_t status, uint32_t flags); /* 0 delivered, 10 on the way, 11 act, 12 problem, 13 loss */

/* Dates without time zones or locale. */
typedef struct wb_date {
  int32_t year;
  uint8_t month, day, hour, minute, second; /* month and day from 1 */
  uint8_t weekday;                          /* 0 = Sunday */
} wb_date;
void wb_date_of(int64_t ms, wb_date *ret_date); /* of an instant in UTC, or of a wall clock */
/* "2026-03-04T09:00:00Z", "...+01:00", or "2026-03-04" = 00:00 UTC.  WB_E_ARG: none of these. */
int wb_time_parse(wb_str text, int64_t *ret_ms);

/* ---- the context ---- */

typedef struct wb_context wb_context;
enum { WB_LOG_LEVEL_DEBUG = 0, WB_LOG_LEVEL_INFO = 1, WB_LOG_LEVEL_WARN = 2 };

typedef struct wb_options {
  uint32_t struct_size, reserved;
  const char *config_file;          /* NULL: $XDG_CONFIG_HOME/waybill/waybill.conf when it exists; "": none */
  const char *const *overrides;     /* "section.key=value", stronger than file and environment */
  size_t override_count;
  const char *const *plugin_folders; /* searched before WAYBILL_PLUGIN_PATH, the user's and the installed folder */
  size_t plugin_folder_count;
  const char *state_folder;         /* NULL: $XDG_STATE_HOME/waybill; "": keep nothing */
  const char *replay_folder;        /* answers come from recordings, never from the network */
  const char *record_folder;        /* exchanges are written there, secrets redacted */
  uint32_t demo;                    /* 1: replay the shipped recordings; keeps nothing */
  uint32_t offline;                 /* 1: no network; answers come from the store */
  int64_t now_ms;                   /* 0: the clock; else the time that everything is judged by */
  uint32_t rescan;                  /* 1: look at every plugin again, whatever the cache says */
  uint32_t log_level;               /* WB_LOG_LEVEL_* */
  void (*log)(void *user, int level, const char *line); /* NULL: nobody listens */
  void *log_user;
} wb_options;

/* Reads settings and registry; opens no plugin, no network and no database.  Plugins of strangers that were not seen before
 * are looked at in processes of their own, as they are run later: such a process is a child of the program (SIGCHLD), is
 * waited for here alone, and ends with the context or with the thread that started it.  options NULL: all defaults.
 * WB_E_CONFIG: a setting is wrong (file and line); WB_E_CREDENTIALS: the credentials file is open to others (the chmod to
 * run); WB_E_IO. */
int wb_context_new(const wb_options *options, wb_context **ret_context, wb_error *err);
void wb_context_free(wb_context *c); /* takes NULL; ends its runs */

/* ---- carriers ---- */

typedef struct wb_carrier_field { /* a credential, a setting or an input of a carrier */
  const char *name, *label;
  const char *obtain_url;   /* credentials; or NULL */
  const char *value;        /* settings: the value in force, or NULL; never a credential's */
  const char *set_by;       /* "environment", "file", "command line", "default", or NULL: not set */
  uint32_t required, reserved;
} wb_carrier_field;

typedef struct wb_carrier_info {
  const char *id, *name, *version, *licence, *homepage, *support, *countries, *languages, *path;
  uint32_t caps;            /* WB_CAP_* of plugin.h: 1 track, 2 webhook, 8 aggregator, 16 unofficial, 32 experimental */
  uint32_t enabled;         /* 0: off until the user turns it on, see off_reason */
  const char *off_reason;   /* or NULL */
  uint32_t ready, reserved; /* 1: all required credentials are set */
  const wb_carrier_field *credentials, *settings, *inputs;
  size_t credential_count, setting_count, input_count;
  const char *const *formats; /* ids of its number formats, each once */
  size_t format_count;
  uint32_t batch_max, requests, window_ms, min_poll_s, day_quota, reserved2;
  const char *const *origins; /* hosts it may ask, with sandbox when that is chosen */
  size_t origin_count;
} wb_carrier_info;

typedef struct wb_refusal { /* a file in a plugin folder that was not loaded */
  const char *path, *reason; /* what was expected, what was found, what to do */
} wb_refusal;

size_t wb_carrier_count(const wb_context *c);
/* Borrowed until the context ends.  WB_E_NOT_FOUND: the words name the nearest id. */
int wb_carrier_at(wb_context *c, size_t i, const wb_carrier_info **ret_info, wb_error *err);
int wb_carrier_find(wb_context *c, const char *id, const wb_carrier_info **ret_info, wb_error *err);
/* Where the carrier's plugin runs: the walls around its process ("limits, seccomp, Landlock", with what this kernel lacks),
 * or NULL: in this process, as the installation's own do.  Loads the plugin.  Borrowed until the context ends. */
int wb_carrier_walls(wb_context *c, const char *id, const char **ret_walls, wb_error *err);
size_t wb_refusal_count(const wb_context *c);
const wb_refusal *wb_refusal_at(const wb_context *c, size_t i);

/* ---- detection: which carrier is this?  Opens no plugin, asks nobody ---- */

enum { WB_CHECKED_NONE = 0, WB_CHECKED_OK = 1, WB_CHECKED_FAILED = 2 };
typedef struct wb_candidate {
  const char *carrier, *carrier_name, *format;
  uint32_t check;            /* WB_CHECKED_*; failed: a near miss */
  uint32_t probability_ppm;  /* millionths */
  int32_t bits_milli;        /* evidence in thousandths of a bit */
  uint32_t is_order;         /* 1: an order, which the carrier resolves into parcels */
  const char *inner;         /* the number inside a longer barcode, or NULL */
  const char *url;           /* the carrier's public page, or NULL */
  const char *const *evidence;
  size_t evidence_count;
} wb_candidate;
typedef struct wb_suggestion {
  const char *number, *carrier, *edit; /* "position 9: 3 for 8" */
} wb_suggestion;
typedef struct wb_detection {
  const char *input, *number; /* as given; normalised */
  const wb_candidate *candidates; /* most likely first */
  size_t candidate_count;
  const wb_suggestion *suggestions;
  size_t suggestion_count;
} wb_detection;

/* Borrowed until the next wb_detect() on this context.  WB_E_ARG: empty, too long, binary or otherwise no number: the
 * words say where.  No candidate is a success with candidate_count 0. */
int wb_detect(wb_context *c, wb_str input, const wb_detection **ret_detection, wb_error *err);

/* The same without the words, for bulk: *ret_recognised is 1 when a candidate's check digit is not wrong.  Nothing is
 * allocated. */
int wb_recognise(wb_context *c, wb_str input, int *ret_recognised, wb_error *err);

/* ---- extraction: which numbers are in this text?  Opens no carrier's plugin, asks nobody ---- */

typedef struct wb_find {
  const char *part;            /* which text it is in: "" the input itself, "subject", "links", "1.2 text/html" ... */
  uint64_t offset, length;     /* bytes, in that text; they count in the input where nothing had to be decoded */
  const char *text, *number;   /* as written; normalised */
  const wb_candidate *candidates; /* most likely first; probabilities and evidence with what stands near it */
  size_t candidate_count;
  uint32_t probability_ppm;    /* that it is the number of any of them, and not of something else */
  uint32_t is_strict;          /* 1: a parcel's number that one would act on without a second look */
} wb_find;

enum { WB_TEXT_AUTO = 0, WB_TEXT_PLAIN = 1, WB_TEXT_HTML = 2, WB_TEXT_MAIL = 3 };
typedef struct wb_extract_input {
  uint32_t struct_size;
  uint32_t kind;               /* WB_TEXT_*; auto: from how it begins */
  uint32_t strict, reserved;   /* strict 1: only finds with is_strict */
  wb_str text;                 /* the whole text; or, when read is set, not looked at */
  int64_t (*read)(void *user, char *buffer, size_t capacity); /* bytes read, 0 at the end, -1: failed (WB_E_IO) */
  void *read_user;
} wb_extract_input;

/* Calls found for each number in a text of any size, in the order of the text: plain text (UTF-8), HTML (its text, then the
 * addresses it links to), mail and mail folders (RFC 5322, MIME, mbox: subjects and texts, decoded).  What found gets is
 * borrowed for the call; it returns 0 to go on, anything else ends the search, which then returns WB_E_CANCELLED.  Memory
 * does not grow with plain text and HTML; of mail, one message is held at a time, at most 64 MiB.
 * No find is a success.  WB_E_IO, WB_E_LIMIT, WB_E_ARG. */
int wb_extract(wb_context *c, const wb_extract_input *in, int (*found)(void *user, const wb_find *find), void *user,
               wb_error *err);

/* ---- timelines ---- */

typedef struct wb_event_time {
  int64_t from_ms, to_ms;  /* the instant lies in here; both 0: unknown */
  int64_t local_ms;        /* the wall clock where it happened, as written or as inferred; see has_local */
  int32_t offset_min;      /* of local_ms; see has_offset */
  uint8_t has_local, has_offset;
  uint8_t precision;       /* 0 none, 1 day, 2 hour, 3 minute, 4 second */
  uint8_t zone_from;       /* WB_ZONE_* */
  const char *zone;        /* IANA name or abbreviation, or "" */
} wb_event_time;
enum { WB_ZONE_NONE = 0, WB_ZONE_OFFSET = 1, WB_ZONE_DECLARED = 2, WB_ZONE_PLACE = 3, WB_ZONE_COUNTRY = 4, WB_ZONE_ALIGNED = 5,
       WB_ZONE_ASSUMED = 6 };
const char *wb_zone_word(uint32_t zone_from); /* "offset", "declared", ... */

typedef struct wb_event_place {
  const char *text, *city, *region, *postcode, *country, *facility; /* "" when not told */
  int32_t lat_udeg, lon_udeg; /* both 0: unknown */
} wb_event_place;

typedef struct wb_statement { /* what one source said: never changed, never lost */
  const char *ref, *source, *code, *text, *lang, *raw_time, *event_id;
  uint32_t status, reason, flags, unmapped;
} wb_statement;

typedef struct wb_timeline_event {
  const char *id;          /* "e-5f3c...": the same for the same scan in every later timeline */
  const char *const *aliases;
  size_t alias_count;
  uint32_t status, reason, flags;
  wb_event_time time;
  wb_event_place place;
  const char *text;
  uint32_t leg;
  uint32_t confidence_ppm;
  const wb_statement *statements;
  size_t statement_count;
} wb_timeline_event;

typedef struct wb_timeline_eta {
  uint32_t kind;           /* WB_ETA_* of plugin.h: 1 scheduled .. 6 predicted; 0: none */
  uint32_t has_offset;
  int64_t from_local_ms, to_local_ms;
  int32_t offset_min;
  uint32_t precision;
  const char *source, *text;
} wb_timeline_eta;

typedef struct wb_timeline_leg {
  const char *carrier, *number, *role; /* role "" when there is one leg only */
  const char *carrier_name;            /* for people */
} wb_timeline_leg;

typedef struct wb_finding {
  const char *rule, *severity, *text; /* severity: "info", "warning", "problem" */
  const char *const *evidence;        /* event ids */
  size_t evidence_count;
  const char *clears;                 /* what ends it by itself, in words ("at the delivery"), or "" */
} wb_finding;

typedef struct wb_source { /* one source that was asked */
  const char *carrier;
  uint32_t outcome;        /* WB_FOUND ... */
  uint32_t recorded;       /* 1: from recordings, not from the carrier */
  int32_t code;            /* WB_OK, or WB_E_* of the call */
  uint32_t retry_after_s;
  const char *detail;      /* words, or "" */
  int64_t fetched_at_ms;
} wb_source;

typedef struct wb_timeline {
  const char *shipment;    /* "" when it was not named */
  const char *number, *carrier, *carrier_name; /* carrier: of the last leg; "" when nobody knows the number */
  uint32_t status, flags, tracking; /* WB_*, WB_FLAG_*, WB_TRACKING_* */
  int64_t as_of_ms, checked_at_ms;
  wb_timeline_eta eta;     /* the best one; kind 0: none */
  const char *service, *signed_by, *origin_country, *destination_country;
  uint32_t weight_g, pieces;
  const wb_timeline_leg *legs;
  size_t leg_count;
  const wb_timeline_event *events; /* oldest to newest */
  size_t event_count;
  const wb_finding *findings;
  size_t finding_count;
  const wb_source *sources;
  size_t source_count;
  uint32_t has_poll, poll; /* wb_merge() with `every`: after which moment of fetching, counted from 0 */
} wb_timeline;

/* ---- tracking: a run takes numbers and gives answers ---- */

typedef struct wb_query {
  uint32_t struct_size, reserved;
  wb_str number;           /* as the user typed it */
  wb_str carrier;          /* overrides detection when not empty */
  wb_str postcode, country; /* what some carriers ask for */
  int64_t shipped_ms;      /* day of shipping; 0 = not told */
  wb_str language;         /* BCP 47 of texts, "" = the settings' */
} wb_query;

typedef struct wb_answer wb_answer;
const char *wb_answer_input(const wb_answer *a);
int wb_answer_code(const wb_answer *a);          /* WB_OK: at least one source gave a typed outcome; else the worst reason */
const char *wb_answer_text(const wb_answer *a);  /* words for a code that is not WB_OK, or "" */
const wb_timeline *wb_answer_timeline(const wb_answer *a); /* never NULL: without data its tracking state says why */
const wb_detection *wb_answer_candidates(const wb_answer *a); /* for WB_E_AMBIGUOUS: whom it could be; else NULL */
size_t wb_answer_feed_count(const wb_answer *a);
/* waybill.feed/1 as JSON, one line; borrowed from the answer. */
wb_str wb_answer_feed(const wb_answer *a, size_t i);
void wb_answer_free(wb_answer *a); /* takes NULL */

typedef struct wb_run wb_run;
int wb_run_new(wb_context *c, wb_run **ret_run, wb_error *err);
void wb_run_free(wb_run *r); /* takes NULL; ends what is under way */

/* Adds a number; may be called while the run goes on.  The texts are copied.  WB_E_ARG with words: the number is not one,
 * or the carrier is unknown (nearest named): no answer will come for it. */
int wb_run_add(wb_run *r, const wb_query *q, wb_error *err);
/* No more numbers will come: batches that are not full may go.  Without it they wait until nothing is in transfer. */
void wb_run_flush(wb_run *r);

/* Works until an answer is ready or timeout_ms went by (0: do what can be done without waiting; -1: no limit).
 * *ret_answer is yours (wb_answer_free), or NULL when none is ready.  WB_E_CANCELLED: cancelled; answers that arrived may
 * still be fetched with timeout 0.  Answers come in the order in which they are complete.
 * WB_E_IO or WB_E_STORE without an answer, once, after the last one of a flushed run: not all answers could be kept. */
int wb_run_next(wb_run *r, int timeout_ms, wb_answer **ret_answer, wb_error *err);
size_t wb_run_pending(const wb_run *r); /* numbers added whose answer was not given out yet */

/* For an event loop of your own: wait for wb_run_fd() to be readable or for wb_run_timeout_ms() to pass (-1: no time),
 * then call wb_run_next(r, 0, ...).  fd is -1 while nothing is under way. */
int wb_run_fd(const wb_run *r);
int wb_run_timeout_ms(const wb_run *r);

void wb_run_cancel(wb_run *r); /* [any]; what arrived is kept */

/* One number, blocking: a run of its own.  *ret_answer is yours. */
int wb_track(wb_context *c, const wb_query *q, wb_answer **ret_answer, wb_error *err);

/* ---- offline tools ---- */

typedef struct wb_parse_input {
  uint32_t struct_size;
  uint32_t http_status;    /* 0 = 200 */
  const char *carrier;
  const wb_query *numbers; /* what the response is for; carriers and shipped_ms as in a query */
  size_t number_count;
  wb_str body;
  const char *const *headers; /* "Name: value" */
  size_t header_count;
  uint32_t step, reserved;
  const char *cookie;      /* or NULL */
  int64_t fetched_at_ms;   /* 0: now */
} wb_parse_input;

/* Runs one carrier's parser over a saved response.  *ret_feed gets waybill.feed/1 as JSON, also when the response could not
 * be parsed: the return code is then that of the call (WB_E_PARSE, WB_E_AUTH, ...) and *ret_outcome, when not NULL, the best
 * outcome of the numbers.  Yours: wb_text_free().  Without a feed (unknown carrier, bad argument) *ret_feed stays. */
int wb_parse(wb_context *c, const wb_parse_input *in, char **ret_feed, uint32_t *ret_outcome, wb_error *err);

typedef struct wb_received { /* a body that a carrier sent by itself (a webhook), as received */
  uint32_t struct_size, reserved;
  const char *carrier;
  const char *const *headers; /* "Name: value" */
  size_t header_count;
  wb_str body;                /* the exact bytes: they are what was signed */
  int64_t received_at_ms;     /* 0: now */
} wb_received;

/* Authenticates the body with the carrier's shared secret, and only then lets the carrier read it.  *ret_feed gets
 * waybill.feed/1 with role "push"; its numbers are kept in the store.  WB_E_AUTH: the sender did not prove itself;
 * WB_E_CREDENTIALS: the secret is not set; WB_E_UNSUPPORTED: the carrier takes no pushes; WB_E_PARSE.  Yours:
 * wb_text_free(). */
int wb_receive(wb_context *c, const wb_received *in, char **ret_feed, wb_error *err);

/* A waybill.feed/1 as tab-separated lines, one for each event or for a result without any: number, outcome, status, time,
 * place, code, text, detail.  WB_E_PARSE: it is no feed.  Yours: wb_text_free(). */
int wb_feed_lines(wb_context *c, const char *feed_json, char **ret_text, wb_error *err);

/* Why is it shown so?  From the store alone; of the query, number and carrier count.  event_id NULL: all events.
 * WB_E_NOT_FOUND: the number was never tracked, or has no such event.  Yours: wb_text_free(). */
enum {
  WB_AS_WORDS = 0, /* for people */
  WB_AS_JSON = 1,  /* waybill.why/1 */
  WB_AS_LINES = 2  /* tab-separated, one statement a line: event, status, source, code, text, raw_time, zone_from, how, ref */
};
int wb_why(wb_context *c, const wb_query *q, const char *event_id, int form, char **ret_text, wb_error *err);
typedef struct wb_merge_input {
  uint32_t struct_size;
  uint32_t every;              /* 1: a timeline after each moment at which feeds were fetched, not only the last one */
  int64_t (*read)(void *user, char *buffer, size_t capacity); /* bytes read, 0 at the end, -1: failed (WB_E_IO) */
  void *user;
  size_t window_bytes;         /* 0: 32 MiB */
} wb_merge_input;

/* Merges saved feeds: lines of waybill.feed/1, grouped by `shipment`, or where that is missing by number.  Calls made for each
 * timeline, shipments in the order in which they begin; what it gets is borrowed for the call; it returns 0 to go on, anything
 * else ends the merge, which then returns WB_E_CANCELLED.  Pieces of one shipment have a timeline each.
 * At most window_bytes of input are held: an input up to that size may be in any order; of a longer one, all feeds of one
 * shipment must stand within the window.  WB_E_LIMIT: they did not; the words name the shipment, whose timeline was given out
 * without the feed of the line that they name, too.  WB_E_PARSE: line and what is wrong in it; WB_E_IO; WB_E_ARG. */
int wb_merge(wb_context *c, const wb_merge_input *in, int (*made)(void *user, const wb_timeline *t), void *user,
             wb_error *err);


/* One line of JSON, no newline, in the contract's order of members.  Yours: wb_text_free(). */
int wb_timeline_json(const wb_timeline *t, char **ret_text, wb_error *err);   /* waybill.timeline/1 */
int wb_detection_json(const wb_detection *d, char **ret_text, wb_error *err); /* waybill.detect/1 */
int wb_find_json(const wb_find *f, const char *file, char **ret_text, wb_error *err); /* waybill.extract/1 */
void wb_text_free(char *text); /* takes NULL */

#ifdef __cplusplus
}
#endif
#endif
