/* SPDX-License-Identifier: MIT */
/* Transfers: requests in, answers out, over one curl multi handle and one epoll set.
 *
 * The room does tokens, pacing, retries, redirects, limits and recording.  It knows nothing of
 * carriers: the caller renders each request in two spellings, the real one and the shown one without secrets,
 * and only the shown one ever reaches logs, errors and recordings.  README.md draws the states of a request.
 *
 * INVARIANTS   Each request that net_submit() took gives exactly one answer through net_next(), unless
 * net_free() comes first.  An answer has either code WB_OK and a status of 100..599 that the caller judges
 * (also 401, 429 and 5xx after the last try), or a code and words. LIFE CYCLE   net_new, { net_submit,
 * net_step, net_next, net_answer_free }, net_free. THREADS      [loop] all functions of one net belong to one
 * thread at a time; several nets may be used at once. net_wake() is [any], also from a signal handler.
 * OWNERSHIP    net_new() and net_submit() copy all texts.  `log`, `clock` and `user` pointers are kept and
 * must outlive the net. TIME         Waits are timers, nothing sleeps but net_step(). */
#ifndef NET_NET_H
#define NET_NET_H
#include "../base/clock.h"
#include "../base/log.h"
#include "../tape/tape.h"

typedef struct net net;

/* Reads the answer of a token call (its format is not this room's business).  Writes the token's bytes to
 * `token` (at most `capacity`, else WB_E_LIMIT) and its length and lifetime (0 = not told).  Returns WB_OK or
 * WB_E_PARSE with words that hold nothing of the body. */
typedef int net_read_token_fn(void *user, wb_str body, char *token, size_t capacity, size_t *ret_token_bytes,
                              int64_t *ret_lifetime_s, wb_error *err);

/* How many requests in how long a time, for one credential set (or one origin).  0 = no limit. */
typedef struct net_pace {
  wb_str key;                   /* names the set: "ups/default/acme"; empty: not paced */
  uint32_t requests, window_ms; /* never more than `requests` sendings in any window of this length */
  uint32_t concurrent;          /* requests in flight at once */
  uint32_t day_quota;           /* sendings in one day (UTC) */
} net_pace;

typedef struct net_options { /* fill with net_options_default(), then change */
  const logger *log;         /* or NULL */
  wb_clock *clock; /* or NULL: the real one.  Wall time, random; spans always use the steady clock */
  const char *user_agent;
  uint32_t in_flight;  /* transfers at once */
  uint32_t per_origin; /* connections per origin; one that speaks HTTP/2 gets one, with up to 100 transfers */
  uint32_t connect_timeout_ms, total_timeout_ms, idle_timeout_ms; /* of one sending, without its wait in the queue */
  uint32_t retries; /* further sendings after the first */
  uint32_t backoff_ms, backoff_max_ms, retry_after_max_ms;
  uint32_t breaker_failures; /* in a row until an origin rests; 0: never */
  uint32_t breaker_rest_ms;
  size_t max_body_bytes; /* after decompression */
  uint32_t origin_requests, origin_window_ms; /* pace of every origin, beside that of the credential set; 0 = none */
  const char *ca_file; /* certificates to trust, a bundle or a folder by hashes; NULL = the system's */
  bool http2;
  bool allow_http;               /* plain http to 127.0.0.1, [::1] and localhost: tests and benchmarks */
  const char *record_folder;     /* every finished exchange is written there; NULL = not */
  const char *replay_folder;     /* of the room replay, which has the same functions; not read here */
  bool offline;                  /* nothing goes to the network: WB_E_NETWORK */
  net_read_token_fn *read_token; /* needed for NET_AUTH_OAUTH2 */
  void *read_token_user;
} net_options;

enum { /* the numbers of WB_AUTH_* in plugin.h; the other schemes are rendered already */
  NET_AUTH_NONE = 0,
  NET_AUTH_OAUTH2 = 4
};
enum { /* the numbers of WB_GRANT_* */
  NET_GRANT_CLIENT_CREDENTIALS = 0,
  NET_GRANT_REFRESH_TOKEN = 1,
  NET_GRANT_PASSWORD = 2
};
enum { NET_TOKEN_BASIC = 0, NET_TOKEN_FORM = 1, NET_TOKEN_JSON = 2 }; /* the numbers of WB_TOKEN_* */

typedef struct net_auth {
  uint32_t scheme, grant, token_form; /* NET_AUTH_*, NET_GRANT_*, NET_TOKEN_* */
  wb_str
      key; /* the token is shared by all requests with this text: "carrier|environment|credentials|scope" */
  wb_str token_url; /* holds no secret: it is shown */
  wb_str scope;     /* "" = none */
  wb_str param;     /* header that carries the token; "" = "authorization" */
  wb_str prefix; /* what stands before it; {NULL, 0} = "Bearer ", an empty text that is not NULL = nothing */
  wb_str secret[4]; /* id, secret, then: refresh token, or user and password */
} net_auth;

typedef struct net_request {
  wb_str source; /* who asks: "ups"; a replay looks into the folder of this name first */
  wb_str method; /* "GET", "POST", "PUT" */
  wb_str url, shown_url;
  wb_str body, shown_body;                    /* "" = none */
  const tape_header *headers, *shown_headers; /* header_count each, same order */
  size_t header_count;
  net_auth auth;
  bool safe;             /* may be sent again: GET, or a POST that only reads */
  bool keep_body;        /* the answer's kept_body is wanted: for whoever stores bodies */
  bool ignore_breaker;   /* go out although the origin rests ("try now" of a user) */
  net_pace pace;         /* of the credential set; the last one submitted for a key holds */
  wb_str allowed_origin; /* "https://host[:port]" that redirects must stay in; "" = the URL's own */
  wb_str unique; /* the fresh id that the real texts hold, or "": each further sending puts a new one of
                    as many lower-case hex digits in its place */
  const wb_str
      *secrets; /* never recorded, also when an answer echoes them; those of `auth` need not be told */
  size_t secret_count;
  void *user; /* comes back in the answer */
} net_request;

/* What became of one request.
 *   WB_OK            status, headers, body.  retry_after_s is set when the answer had a Retry-After
 *   WB_E_NETWORK     no connection, TLS, time-out, reset, cut short, or `offline`
 *   WB_E_AUTH        the token call was refused
 *   WB_E_RATE        the day's quota is used up, or the token call was throttled; retry_after_s says how long
 *   WB_E_UPSTREAM    the origin rests after failures, its token call failed, or it redirects to where it must
 * not WB_E_PARSE       the token call's answer could not be read WB_E_LIMIT       body or headers too large
 *   WB_E_NOT_FOUND   a replay that has no such recording
 *   WB_E_CANCELLED   net_cancel()
 *   WB_E_NOMEM */
typedef struct net_answer {
  void *user;
  uint64_t id; /* what net_submit() gave */
  int code;
  wb_error error;  /* words when code is not WB_OK; with the shown URL, never a secret */
  uint32_t status; /* also set when a response arrived but code is not WB_OK (a refused redirect); else 0 */
  const tape_header *headers; /* names in lower case, values trimmed */
  size_t header_count;
  wb_str body;            /* decoded; a NUL stands behind it */
  wb_str kept_body; /* the same with every secret that it echoes replaced by "{redacted}"; "" unless wanted */
  uint32_t retry_after_s; /* 0 = not told */
  int64_t at_ms;          /* when it arrived (replay: the recorded time, when there is one) */
  uint32_t attempts;      /* sendings, token calls not counted; 0 from a recording */
  bool recorded;          /* comes from a recording */
} net_answer;

typedef struct net_stats { /* since net_new() */
  uint64_t submitted, answered;
  uint64_t sent; /* sendings over the network, token calls and redirects included */
  uint64_t retries, redirects, token_calls, replayed, recorded;
  uint64_t connections; /* opened */
  uint64_t body_bytes;  /* received, decoded */
  uint64_t breaker_opened;
  uint32_t in_flight, waiting; /* now */
} net_stats;

enum { /* the numbers of WB_HOOK_* in plugin.h */
  NET_PUSH_HMAC_SHA256 = 1,
  NET_PUSH_HMAC_SHA1 = 2,
  NET_PUSH_TOKEN = 3, /* the header's value is secret[0] */
  NET_PUSH_BASIC = 4  /* the header's value is "Basic " and secret[0]:secret[1] */
};

typedef struct net_push { /* a body that was pushed to us, and how its sender proves itself */
  uint32_t scheme;        /* NET_PUSH_* */
  bool base64;            /* of the MAC; false: hex, in either case */
  wb_str prefix;          /* before the MAC, such as "sha256=", or "" */
  wb_str header_value;    /* as received; "" = the header is missing */
  wb_str secret[2];
  wb_str body;
} net_push;

/* The limits of base/limits.h, http2 on, all else off. */
net_options net_options_default(void);

/* WB_E_ARG: an option is impossible; the words name it.  WB_E_NOMEM.  libcurl is initialised at the first request that goes to the network. */
int net_new(const net_options *options, net **ret_net, wb_error *err);
/* Ends all transfers at once, drops answers that were not fetched.  Takes NULL. */
void net_free(net *n);

/* Takes a request.  ret_id (may be NULL) is for net_cancel() and never 0.  WB_E_ARG: the URL is not one, not
 * https, or a header holds a line end; WB_E_NOMEM. */
int net_submit(net *n, const net_request *request, uint64_t *ret_id, wb_error *err);

/* The request's answer becomes WB_E_CANCELLED, unless it is finished already.  Unknown ids do nothing. */
void net_cancel(net *n, uint64_t id);
void net_cancel_all(net *n);

/* Does what is due, waiting at most timeout_ms (-1 = as long as it takes, 0 = not at all) until an answer is
 * ready. Returns early with fewer or no answers when a signal arrives, after net_wake(), and when no request
 * is left.  Returns the number of answers that are ready, or WB_E_NOMEM or WB_E_IO (the loop itself failed;
 * words in err). */
int net_step(net *n, int timeout_ms, wb_error *err);

/* The next answer, which is then the caller's; false: none is ready. */
bool net_next(net *n, net_answer **ret_answer);
void net_answer_free(net_answer *answer); /* takes NULL */

/* Requests without an answer ready. */
size_t net_pending(const net *n);

/* For a caller's own event loop: when the descriptor is readable or the time-out has passed, call net_step(n,
 * 0, err). -1: no time-out; 0: now.  Ask for the time-out again after every net_submit(), net_cancel() and
 * net_step(). */
int net_fd(const net *n);
int net_timeout_ms(const net *n);

/* Makes a net_step() that waits return, now or the next time.  [any] */
void net_wake(net *n);

void net_stats_get(const net *n, net_stats *ret_stats);

/* WB_OK: the body was sent by who knows the secret.  WB_E_AUTH: not; the words say what is wrong but no
 * secret.  WB_E_ARG: unknown scheme or an empty secret.  Needs no net.  [any] */
int net_verify_push(const net_push *push, wb_error *err);

/* The part waybill-net.so: module_open("net", &table) gives a const net_part *. */
typedef struct net_part {
  net_options (*options_default)(void);
  int (*create)(const net_options *options, net **ret_net, wb_error *err); /* net_new */
  void (*destroy)(net *n);                                                 /* net_free */
  int (*submit)(net *n, const net_request *request, uint64_t *ret_id, wb_error *err);
  void (*cancel)(net *n, uint64_t id);
  void (*cancel_all)(net *n);
  int (*step)(net *n, int timeout_ms, wb_error *err);
  bool (*next)(net *n, net_answer **ret_answer);
  void (*answer_free)(net_answer *answer);
  size_t (*pending)(const net *n);
  int (*fd)(const net *n);
  int (*timeout_ms)(const net *n);
  void (*wake)(net *n);
  void (*stats)(const net *n, net_stats *ret_stats);
  int (*verify_push)(const net_push *push, wb_error *err);
} net_part;

typedef net_answer *net_answer_ref;
static inline void net_answer_ref_auto(net_answer_ref *answer)
{
  net_answer_free(*answer);
}
#endif
