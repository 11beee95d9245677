/* SPDX-License-Identifier: MIT */
/* waybill/plugin.h - the carrier plugin ABI, version 0.1.  The only header a plugin needs.
 *
 * A carrier is a table of PURE functions: (numbers, one HTTP response) -> (requests, statements, results).
 * It opens no socket, file or thread, reads no clock, keeps no state between calls.  The core does HTTP, tokens,
 * retries, limits and storage, and may run the same binary in a sandboxed child.
 *
 * OWNERSHIP  Whatever the host passes in is borrowed until the entry returns.  Whatever the plugin passes to a host
 *            function is copied before that function returns.  h->alloc() memory dies when the entry returns.  Only
 *            wb_module and what it points to lives on: make it static const.  Hence nothing is ever freed by anyone.
 * THREADS    [scan] may run in a scanner child; no host table exists yet.  [call] any thread, many calls at once for
 *            one carrier, unless WB_CAP_SERIAL; all host functions belong to the thread that the entry runs on, with
 *            the wb_call that it was given.
 * GROWTH     Minor versions add fields at the end of sized structs, new constants, new extension ids; a zero field
 *            always means the behaviour of older versions.  Each side reads only min(struct_size, its own sizeof)
 *            and takes the rest as zero.  Types marked FROZEN never change; they may sit in arrays and in other
 *            structs.  All other arrays are wb_list: elements are reached by stride, so that they may grow.
 *            While the major is 0 a minor may break: host and plugin must then have the same minor.
 *            Unknown constants: a status degrades to its main word; a required one is WB_E_UNSUPPORTED.
 * TEXT       UTF-8.  wb_str is counted and not NUL-terminated; const char * is NUL-terminated.  Instants are int64_t
 *            milliseconds since 1970-01-01T00:00:00Z.  No enum, bool, long, time_t or double appears in a struct.
 * ERRORS     Entries and host functions return WB_OK or a negative WB_E_* of base.h; the code tells whether the CALL
 *            worked.  What became of each NUMBER is told by h->result().  A call may do both: results given before
 *            an error still count (partial answers).  A number for which no result was given when the last request
 *            that covers it is answered becomes `failed`, "the answer does not mention it": never an empty list.
 */
#ifndef WAYBILL_PLUGIN_H
#define WAYBILL_PLUGIN_H
#include "base.h"
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

#define WB_MAGIC UINT32_C(0x00314257) /* "WB1\0" in memory, little endian: also rejects the wrong byte order */
#define WB_ABI_MAJOR 0
#define WB_ABI_MINOR 1

/* ---- constants ---- */

enum { /* wb_carrier.caps */
  WB_CAP_TRACK = 1,       /* plan() and parse() */
  WB_CAP_WEBHOOK = 2,     /* webhook(): reads pushed bodies */
  WB_CAP_SERIAL = 4,      /* never two calls at once */
  WB_CAP_AGGREGATOR = 8,  /* answers for other carriers; names the carrier in each result */
  WB_CAP_UNOFFICIAL = 16, /* an endpoint that its owner has not documented: off until the user turns it on */
  WB_CAP_EXPERIMENTAL = 32 /* rests on one source or less: off until the user turns it on */
};
enum { WB_OP_TRACK = 1 }; /* wb_batch.op; more may come, answer WB_E_UNSUPPORTED to those you do not know */
enum { WB_GET = 1, WB_POST = 2, WB_PUT = 3 };
enum { /* wb_request.flags */
  WB_REQ_SAFE = 1,       /* a POST that only reads: may be retried like a GET */
  WB_REQ_ANY_STATUS = 2, /* give me 401, 403, 429 and 5xx too; by default the core deals with them alone.  (Bodies of
                            other 4xx always come to parse().)  A 401 still renews a token once, before you see it. */
  WB_REQ_NO_AUTH = 4     /* send no credentials with this one */
};
enum { /* wb_value.source: where the text of a value comes from */
  WB_LITERAL = 0,
  WB_CREDENTIAL = 1, /* text names a declared credential; its secret never enters the plugin, log or recording */
  WB_UNIQUE = 2      /* a fresh id for each sending (also each retry), 32 lower-case hex digits; text is ignored */
};
enum { /* wb_value.escape: how the host writes the value when it joins a body */
  WB_ESC_NONE = 0, WB_ESC_JSON = 1, /* without the quotes */ WB_ESC_XML = 2, WB_ESC_FORM = 3
};
enum { /* wb_auth.scheme */
  WB_AUTH_NONE = 0,
  WB_AUTH_BASIC = 1,  /* credential[0] : credential[1] */
  WB_AUTH_HEADER = 2, /* header `param`: `prefix` credential[0] */
  WB_AUTH_QUERY = 3,  /* query parameter `param` = credential[0] */
  WB_AUTH_OAUTH2 = 4  /* a token by `grant` from token_path; sent as header `param`, default "Authorization: Bearer " */
};
enum { /* wb_auth.grant */
  WB_GRANT_CLIENT_CREDENTIALS = 0, /* credential[0] id, [1] secret */
  WB_GRANT_REFRESH_TOKEN = 1,      /* and [2] the long-lived refresh token */
  WB_GRANT_PASSWORD = 2            /* and [2] user, [3] password */
};
enum { /* wb_auth.token_form: how the token request carries id and secret */
  WB_TOKEN_BASIC = 0, /* HTTP Basic, the rest as a form */
  WB_TOKEN_FORM = 1,  /* all as a form body */
  WB_TOKEN_JSON = 2   /* all as a JSON body */
};
enum { /* wb_hook.scheme: how a pushed body is authenticated, by the core, before webhook() runs */
  WB_HOOK_NONE = 0, /* needs the user's explicit consent */
  WB_HOOK_HMAC_SHA256 = 1, WB_HOOK_HMAC_SHA1 = 2,
  WB_HOOK_TOKEN = 3, /* `header` holds the credential itself; compared in constant time */
  WB_HOOK_BASIC = 4
};
enum { /* wb_check.kind; see wb_check */
  WB_CHECK_NONE = 0, WB_CHECK_WEIGHTED = 1, WB_CHECK_REMAINDER = 2, WB_CHECK_LUHN = 3, WB_CHECK_S10 = 4,
  WB_CHECK_MOD37_36 = 5
};
enum { /* wb_check.letters: what a letter counts */
  WB_LETTERS_NONE = 0,   /* no letter may stand in the serial */
  WB_LETTERS_ASCII3 = 1, /* (ASCII code - 3) mod 10, as UPS does */
  WB_LETTERS_36 = 2      /* A = 10 ... Z = 35 */
};
enum { /* wb_format.flags */
  WB_FORMAT_ORDER = 1,  /* an order, not a parcel: the carrier resolves it into parcels */
  WB_FORMAT_SHARED = 2  /* issued by a scheme that many carriers share (S10, SSCC): a hint, not proof */
};
enum { /* wb_time.kind: the seven ways in which carriers write time, and none */
  WB_TIME_NONE = 0,
  WB_TIME_INSTANT = 1,      /* UTC instant; the local reading is not told: utc_ms */
  WB_TIME_OFFSET = 2,       /* wall clock with offset: local_ms, offset_min */
  WB_TIME_LOCAL_UTC = 3,    /* wall clock and UTC both told: local_ms, utc_ms */
  WB_TIME_LOCAL = 4,        /* wall clock, zone unknown: local_ms */
  WB_TIME_ZONE = 5,         /* wall clock in a zone that the carrier declares for all its times: local_ms, zone (IANA) */
  WB_TIME_ABBREVIATION = 6, /* wall clock with a zone abbreviation: local_ms, zone ("EDT"); the core resolves it */
  WB_TIME_DATE = 7          /* a date alone: local_ms at midnight */
};
enum { WB_PRECISION_NONE = 0, WB_PRECISION_DAY = 1, WB_PRECISION_HOUR = 2, WB_PRECISION_MINUTE = 3, WB_PRECISION_SECOND = 4 };
enum { /* wb_time.flags */
  WB_TIME_DOUBTFUL = 1 /* the carrier dresses up less than it knows, such as a date with midnight and an offset */
};
enum { /* wb_eta.kind */
  WB_ETA_SCHEDULED = 1, WB_ETA_ESTIMATED = 2, WB_ETA_PROMISED = 3, WB_ETA_RESCHEDULED = 4, WB_ETA_CONFIRMED = 5,
  WB_ETA_PREDICTED = 6
};
enum { /* wb_related.role: what the other number is, seen from this one */
  WB_ROLE_LAST_MILE = 1, WB_ROLE_FIRST_MILE = 2, WB_ROLE_MASTER = 3, WB_ROLE_PIECE = 4, WB_ROLE_RETURN = 5,
  WB_ROLE_REPLACES = 6, WB_ROLE_REPLACED_BY = 7, WB_ROLE_ALIAS = 8
};
enum { WB_LOG_DEBUG = 0, WB_LOG_INFO = 1, WB_LOG_WARN = 2 };
#define WB_NO_PARENT UINT32_MAX

/* ---- small types ---- */

typedef struct wb_value {
  uint32_t source, escape; /* WB_LITERAL ..., WB_ESC_* */
  wb_str text;
} wb_value; /* FROZEN */
typedef struct wb_field {
  wb_str name;
  wb_value value;
} wb_field; /* FROZEN */
typedef struct wb_list {
  const void *items;
  uint32_t count, stride; /* stride: bytes from one element to the next */
} wb_list; /* FROZEN */
typedef struct wb_time { /* what a source said about a moment; see WB_TIME_* for which members count */
  uint32_t kind, precision, flags;
  int32_t offset_min;      /* minutes east of UTC */
  int64_t local_ms, utc_ms; /* local_ms: the wall clock written as if it were UTC */
  wb_str zone;
  wb_str raw;              /* as written in the answer */
} wb_time; /* FROZEN */
typedef struct wb_place {
  wb_str text;              /* as written, when it is one text */
  wb_str city, region, postcode;
  wb_str country;           /* ISO 3166-1 alpha-2, upper case; other spellings belong into text */
  wb_str facility;          /* name or code of the site */
  int32_t lat_udeg, lon_udeg; /* micro-degrees; both 0 = unknown */
} wb_place; /* FROZEN */

/* WB_LIST(T, a, b...) fills a wb_list of T in a static initialiser; an empty one is {0}. */
#define WB_LIST(T, ...) \
  { (const T[]){ __VA_ARGS__ }, (uint32_t)(sizeof((const T[]){ __VA_ARGS__ }) / sizeof(T)), (uint32_t)sizeof(T) }
/* WB_ARRAY(a) makes a wb_list of a whole array. */
#define WB_ARRAY(a) { (a), (uint32_t)(sizeof(a) / sizeof((a)[0])), (uint32_t)sizeof((a)[0]) }
#define WB_HAS(T, p, f) ((p)->struct_size >= offsetof(T, f) + sizeof((p)->f))
#define WB_AT(T, l, i) ((const T *)(const void *)((const char *)(l).items + (size_t)(i) * (l).stride))

typedef struct wb_call wb_call; /* opaque: the running call; never kept */
typedef struct wb_host wb_host;

/* ---- what a carrier declares; all of it readable without running its entries [scan] ---- */

typedef struct wb_endpoint { /* requests name an endpoint by index: no other host can be reached */
  const char *name;           /* "api": the key by which a setting or a test redirects it */
  const char *origin;         /* "https://api.example.com", no path; https only */
  const char *sandbox_origin; /* the carrier's test system, or NULL */
} wb_endpoint;
typedef struct wb_credential {
  const char *name;           /* "client_id" */
  const char *label;          /* for people: "API key from developer.example.com" */
  const char *obtain_url;     /* where to get one, or NULL */
  uint32_t optional, reserved;
} wb_credential;
typedef struct wb_setting {  /* a choice of the user that is no secret: "business_id", "account" */
  const char *name, *label;
  const char *fallback;       /* the value when the user sets none; NULL: there is none and the plugin copes */
} wb_setting;
typedef struct wb_input {    /* a fact about the parcel that the carrier asks for */
  const char *name;           /* "postcode", "country", "shipped" */
  const char *label;          /* for people: why, and in which form */
  uint32_t required, reserved; /* not required: helps */
} wb_input;
typedef struct wb_auth {     /* put on a request by the core; the plugin never sees a secret or a token */
  uint32_t scheme, grant;     /* WB_AUTH_*, WB_GRANT_* */
  uint32_t token_form;        /* WB_TOKEN_* */
  uint32_t token_endpoint;    /* endpoint index of the token call ... */
  const char *token_path;     /* ... and its path */
  const char *scope;          /* or NULL */
  const char *param, *prefix; /* header or query parameter name, and what stands before the value; NULL = default */
  const char *credential[4];  /* names of credentials; see WB_AUTH_* and WB_GRANT_* */
} wb_auth;

/* A declarative check digit over the number, positions counted from 0.
 *   WEIGHTED   sum of value * weight over from..from+count-1 (weights repeat), plus `add`; mod `modulo`; then
 *              complement: (modulo - it) mod modulo; then mod `modulo2` when that is not 0; equals the digit at `at`
 *   REMAINDER  the serial read as one integer, mod `modulo`
 *   LUHN       over the serial, check digit at `at`
 *   S10        weights 8 6 4 2 3 5 9 7, 11 - (sum mod 11), 10 -> 0, 11 -> 5
 *   MOD37_36   ISO 7064 over the serial, check character at `at` */
typedef struct wb_check {
  uint16_t kind, letters;
  uint16_t from, count, at;
  uint16_t modulo, modulo2, complement, add;
  uint16_t reserved[3];
  const char *weights; /* "3,1" from the left; NULL = all 1 */
} wb_check; /* FROZEN */
typedef struct wb_label {
  const char *code, *text;
} wb_label; /* FROZEN */
typedef struct wb_lookup { /* part of a number that means something: evidence, never validity */
  const char *what;          /* "service" */
  uint32_t at, count;        /* position and length of the code */
  wb_list labels;            /* wb_label */
} wb_lookup;
/* One shape of number.  Rows with the same id are one format.  The pattern is matched against the whole number in
 * upper case without blanks: one class per position, [0-9A-Z] or a single character, each with an optional {n};
 * the last alone may have {n,m}.  That is a strict subset of POSIX and Perl regular expressions. */
typedef struct wb_format {
  const char *id;            /* "ups-1z" */
  const char *pattern;       /* "1Z[0-9A-Z]{15}[0-9]" */
  const char *example;       /* must match pattern and check; loading tries it */
  const char *url;           /* the carrier's public page, {number} inside; or NULL */
  uint32_t flags;            /* WB_FORMAT_* */
  uint32_t share;            /* of all numbers that people meet, in millionths, roughly; 0 = not known */
  const wb_check *check;     /* or NULL */
  wb_list lookups;           /* wb_lookup */
} wb_format;
typedef struct wb_limits { /* the user's settings may lower these, never raise them; 0 = the core's default */
  uint32_t struct_size;
  uint32_t batch_max;           /* numbers per plan() */
  uint32_t requests, window_ms; /* per credential set: at most so many requests in any window of this length */
  uint32_t concurrent;          /* requests in flight at once */
  uint32_t min_poll_s;          /* do not ask again for the same number sooner */
  uint32_t max_steps;           /* depth of follow-up requests of one plan(): pages, lookups */
  uint32_t day_quota;           /* requests a day */
} wb_limits;
typedef struct wb_hook { /* how a pushed body is authenticated: by the core, BEFORE webhook() runs */
  uint32_t struct_size, scheme; /* WB_HOOK_* */
  const char *header;           /* carries the MAC or token, lower case */
  const char *prefix;           /* text before the MAC in the header, such as "sha256=", or NULL */
  const char *encoding;         /* of the MAC: "hex" or "base64" */
  const char *credential[2];    /* the shared secret; user and password for Basic */
} wb_hook;

/* ---- what flows through a call ---- */

typedef struct wb_number { /* [in] one number asked; hints are empty or 0 when the user gave none */
  wb_str number;           /* normalised */
  wb_str postcode, country;
  int64_t shipped_ms;      /* day of shipping, 00:00 UTC of that date */
} wb_number;
typedef struct wb_batch { /* [in] */
  uint32_t struct_size, op; /* WB_OP_* */
  int64_t now_ms;           /* the only clock: a replay gives the recorded one */
  wb_str language;          /* BCP 47, "" = any */
  wb_list numbers;          /* wb_number, at most limits.batch_max */
  wb_list settings;         /* wb_field: the declared settings and their values */
} wb_batch;
typedef struct wb_request { /* [out] h->request() */
  uint32_t struct_size, endpoint; /* endpoint: index into carrier->endpoints */
  uint32_t method, flags;         /* WB_GET ..., WB_REQ_* */
  uint32_t auth, reserved;        /* index into carrier->auth (unused when that list is empty) */
  wb_str path;                    /* "/v1/shipments/1Z%20", starts with '/', already percent-encoded */
  wb_list query, headers;         /* wb_field; the host encodes the query and joins */
  wb_list body;                   /* wb_value pieces, joined in order; none = no body */
  wb_str content_type;            /* of the body */
  wb_list covers;                 /* uint32_t indexes into batch->numbers that this answers; none = all of them */
  wb_str cookie;                  /* <= 4 KiB of your own: the continuation (page, id); comes back in parse() */
} wb_request;
typedef struct wb_response { /* [in] */
  uint32_t struct_size;
  uint32_t status;  /* 100..599 */
  uint32_t step;    /* 0: asked by plan(); n: asked by a parse() at step n-1 */
  uint32_t reserved;
  wb_list headers;  /* wb_field with literal values, names in lower case */
  wb_str body;      /* content-decoded, within the size limit; body.p[body.n] is 0 */
  wb_str cookie;    /* of the request */
  wb_list covers;   /* uint32_t: the numbers that the request was for, never empty */
} wb_response;
typedef struct wb_event { /* [out] h->event(): one statement of the source */
  uint32_t struct_size;
  uint32_t number;        /* index into batch->numbers, or what h->number() gave */
  uint32_t status, reason; /* of status.h; an unknown sub word degrades to its main word */
  uint32_t flags;         /* WB_FLAG_*, beside those that the status brings by itself */
  uint32_t unmapped;      /* 1: no table row explains `code`; the core logs a line ready to be reported */
  wb_time time;
  wb_place place;
  wb_str code, text;      /* the carrier's own code and words: never translated or dropped */
  wb_str lang;            /* BCP 47 of text, "" = unknown */
  wb_str event_id;        /* the carrier's id of the event, when it has one: best key for repeats */
  wb_str retracts;        /* event_id that this one withdraws; "previous" = the one that the carrier made before it */
  wb_str piece;           /* number of the piece that it is about, when the source tells it of one */
} wb_event;
typedef struct wb_eta {
  uint32_t kind, reserved; /* WB_ETA_* */
  wb_time from, to;        /* a day: both WB_TIME_DATE of that day; an instant: equal */
  wb_str text;             /* the carrier's own name for it, "EDW" */
} wb_eta;
typedef struct wb_related {
  uint32_t role, reserved; /* WB_ROLE_* */
  wb_str number;
  wb_str carrier;          /* waybill's id when known ("usps"), else "" */
  wb_str carrier_text;     /* as the source names the carrier */
} wb_related;
typedef struct wb_result { /* [out] h->result(): what became of one number; the last one given for it holds */
  uint32_t struct_size;
  uint32_t number, outcome;  /* WB_FOUND ... of status.h */
  uint32_t retry_after_s;    /* 0 = the core decides */
  uint32_t weight_g;         /* 0 = unknown */
  uint32_t pieces;           /* how many the shipment has by the source's own count; 0 = unknown */
  uint32_t status, reserved; /* the source's summary, 0 (unknown) = none */
  wb_str detail;             /* reason for people, with the source's own code: "TW0001 Tracking Information Not Found" */
  wb_str needs;              /* needs_input: names of wb_input, comma separated */
  wb_str service;            /* product name */
  wb_str signed_by;
  wb_str carrier;            /* aggregators: the carrier's id; "" otherwise */
  wb_str origin_country, destination_country; /* ISO 3166-1 alpha-2 */
  wb_list eta;               /* wb_eta */
  wb_list related;           /* wb_related */
} wb_result;
typedef struct wb_push { /* [in] */
  uint32_t struct_size, reserved;
  int64_t now_ms;
  wb_list headers, query; /* wb_field with literal values */
  wb_str body;            /* already authenticated as wb_hook says */
} wb_push;

struct wb_host { /* [call] the same functions in the core, the child, the fuzzer, the replayer */
  uint32_t struct_size;
  uint16_t abi_major, abi_minor;
  void *(*alloc)(wb_call *c, size_t n);                     /* zeroed, max-aligned; NULL: allowance spent */
  int32_t (*request)(wb_call *c, const wb_request *r);      /* not from webhook() */
  int32_t (*event)(wb_call *c, const wb_event *e);
  int32_t (*result)(wb_call *c, const wb_result *r);
  /* Index (>= 0, or WB_E_*) of a number that the batch lacks: pushed (parent WB_NO_PARENT), a piece, or another
   * shipment under the same number, told apart by `key` (the carrier's unique id; "" = the number is enough).
   * The same number and key give the same index.  Valid until the entry returns.  WB_E_PARSE: what the answer has
   * there is no number; pass it up, or leave the piece out. */
  int32_t (*number)(wb_call *c, wb_str number, wb_str key, uint32_t parent);
  int32_t (*fail)(wb_call *c, int32_t code, wb_str why);    /* records why, returns code: return h->fail(...) */
  void (*log)(wb_call *c, uint32_t level, wb_str line);
  const void *(*extension)(wb_call *c, const char *id);     /* "wb.json/1", "wb.xml/1": ext/doc.h; NULL = absent */
};

typedef struct wb_carrier {
  uint32_t struct_size, caps;   /* WB_CAP_* */
  const char *id;               /* "dhl-de": [a-z0-9-]{2,32}; never changes, never reused */
  const char *name, *version;   /* "DHL Paket", "1.4.2" */
  const char *licence;          /* SPDX expression */
  const char *homepage, *support; /* URLs; support: where users report bugs */
  const char *countries;        /* where it collects parcels: "DE,AT" or "*" */
  const char *languages;        /* BCP 47 tags it can answer in, default first: "en,fr"; NULL = one, unknown */
  wb_list endpoints, credentials, settings, inputs, auth, formats; /* wb_endpoint, ... */
  const wb_limits *limits;
  const wb_hook *hook;          /* NULL without WB_CAP_WEBHOOK */
  /* Entries.  plan() and parse() are required with TRACK, webhook() with WEBHOOK. */
  int32_t (*plan)(const wb_host *h, wb_call *c, const wb_batch *b);                        /* [call] */
  int32_t (*parse)(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r); /* [call] */
  int32_t (*webhook)(const wb_host *h, wb_call *c, const wb_push *p);                      /* [call] */
  const void *(*extension)(const char *id); /* [scan, call] static tables for later growth, or NULL */
} wb_carrier;

typedef struct wb_module { /* the first 12 bytes keep their meaning in every major version */
  uint32_t magic;          /* WB_MAGIC */
  uint16_t abi_major, abi_minor;
  uint32_t struct_size, carrier_count;
  const wb_carrier *const *carriers;
} wb_module;

/* The one exported symbol.  The host offers the majors that it speaks; answer with a module of the highest one that
 * you speak too, or NULL.  Must do nothing else: it is called while scanning. [scan] */
typedef const wb_module *wb_module_fn(uint32_t host_major_min, uint32_t host_major_max);
#define WB_CAT2(a, b) a##b
#define WB_CAT(a, b) WB_CAT2(a, b)
#ifdef WB_STATIC /* -DWB_STATIC=dhl_de: the same source, linked into a test, a fuzzer or the core */
#define WB_MODULE_SYMBOL WB_CAT(wb_module_, WB_STATIC)
#else
#define WB_MODULE_SYMBOL wb_module_entry
#endif
__attribute__((visibility("default"))) wb_module_fn WB_MODULE_SYMBOL;
static inline int wb_between(uint32_t lo, uint32_t value, uint32_t hi) /* inline, major 0 would warn */
{
  return lo <= value && value <= hi;
}
#define WB_MODULE(...) /* WB_MODULE(&carrier_a, &carrier_b) */                                          \
  const wb_module *WB_MODULE_SYMBOL(uint32_t lo, uint32_t hi)                                           \
  {                                                                                                     \
    static const wb_carrier *const list[] = { __VA_ARGS__ };                                            \
    static const wb_module m = { WB_MAGIC, WB_ABI_MAJOR, WB_ABI_MINOR, (uint32_t)sizeof(wb_module),     \
                                 (uint32_t)(sizeof(list) / sizeof(list[0])), list };                    \
    return wb_between(lo, WB_ABI_MAJOR, hi) ? &m : NULL;                                                \
  }

#ifdef __cplusplus
}
#endif
#endif
