/* SPDX-License-Identifier: MIT */
/* What a carrier call may do.  The host runs plan(), parse() and webhook() of one carrier, checks and copies everything
 * that the plugin passes in, and keeps it within the limits of base/limits.h.
 *
 * A host is used by one thread at a time; parsers and arenas are reused from call to call.  A plugin's mistakes (bad
 * index, bad enum, text that is not UTF-8, too much of anything) come back to it as WB_E_ARG or WB_E_LIMIT with a log
 * line that names the field, and never harm the host. */
#ifndef HOST_HOST_H
#define HOST_HOST_H
#include "../base/arena.h"
#include "../base/log.h"
#include "../model/feed.h"

typedef struct host host;

int host_new(const logger *log, host **ret_host, wb_error *err);
void host_free(host *h); /* takes NULL */

/* The table that plugins see; and another one in its place, for trials that make its functions fail: a copy of
 * host_table() with members replaced, which must live as long as the host (NULL: the usual one).  Inside a member
 * host_table_user() gives `user` back; NULL for a handle that is not that of the running call. */
const wb_host *host_table(void);
void host_use_table(host *h, const wb_host *table, void *user);
void *host_table_user(wb_call *handle);

/* A request as the plugin asked for it, copied and checked.  Lives in the arena given to the call. */
typedef struct host_request {
  uint32_t endpoint, method, flags;
  uint32_t auth;          /* index, or UINT32_MAX: none */
  uint32_t step;          /* what wb_response.step will be */
  wb_str path;
  wb_field *query;
  wb_field *headers;
  wb_value *body;
  size_t query_count, header_count, body_count;
  wb_str content_type, cookie;
  uint32_t *covers;       /* never empty: "all" is written out */
  size_t cover_count;
} host_request;

typedef struct host_requests {
  host_request *items;
  size_t count, capacity;
} host_requests;

/* Requests of a call that fails are dropped; results and statements that it gave before stay in `into`.  Memory for what
 * goes into `into` is the feed's. */

/* Runs carrier->plan().  Requests are appended to `out`, everything in `memory`; results that plan() gives at once (a
 * number it can refuse without asking) go to `into`.  Returns what the plugin returned, WB_E_PLUGIN when it broke the
 * rules in a way that cannot be answered, or went on after something of its own was refused (words say how), WB_E_LIMIT.
 * A number for which it neither asks nor gives a result becomes `failed` at once. */
int host_plan(host *h, const wb_carrier *carrier, const wb_batch *batch, arena *memory, feed *into, host_requests *out,
              wb_error *err);

/* Runs carrier->parse() for one response.  Statements and results go into `into`; follow-up requests to `out` with step
 * response->step + 1, WB_E_LIMIT when that is over max_steps.  Numbers of response->covers that neither this call nor an
 * earlier one gave a result for, and for which no request of `out` is left, are NOT filled in here: host_finish(). */
int host_parse(host *h, const wb_carrier *carrier, const wb_batch *batch, const wb_response *response, arena *memory,
               feed *into, host_requests *out, wb_error *err);

/* Runs carrier->webhook() for a body that was authenticated before. */
int host_webhook(host *h, const wb_carrier *carrier, const wb_push *push, feed *into, wb_error *err);

/* Opens parsers and tries them, which the first call that needs one would do: for where no file can be opened then. */
int host_open_documents(host *h, bool json, bool xml, wb_error *err);

/* ---- for carriers whose code runs in another process ---- */

/* The carrier of a running call, as it was passed to host_plan() and the others; NULL: not the handle of one. */
const wb_carrier *host_carrier_of(wb_call *c);

/* What a call noted beside what the plugin said: the parser's words on the body parsed last, a part of ours that could not
 * be opened, the first thing that was refused.  Code WB_OK: nothing. */
typedef struct host_notes {
  wb_error document, broken, refused;
} host_notes;
void host_get_notes(wb_call *c, host_notes *ret_notes);
/* Takes them over.  A `broken` one fails the call with its code and words; `refused` counts when nothing was here. */
void host_put_notes(wb_call *c, const host_notes *notes);

/* What the core does with a status by itself, before parse() is asked.  WB_OK: parse() gets the response.  Otherwise the
 * code with words, unless the request has WB_REQ_ANY_STATUS: 401 and 403 WB_E_AUTH, 429 WB_E_RATE, 5xx WB_E_UPSTREAM,
 * 3xx WB_E_UPSTREAM (net follows the redirects it may).  ret_retry_after_s: from Retry-After (seconds or a date seen
 * from now_ms), 0 without one. */
int host_refusal(const host_request *r, uint32_t status, wb_list headers, int64_t now_ms, uint32_t *ret_retry_after_s,
                 wb_error *err);

/* A request failed as a whole: each number it covers that has no result yet becomes `failed` with the words of why, and
 * the feed's error is set if it has none. */
int host_fail_covers(const wb_batch *batch, const uint32_t *covers, size_t cover_count, const wb_error *why,
                     uint32_t retry_after_s, feed *into);

/* All requests of the batch are answered: each number that has no result yet becomes `failed`, "the answer does not
 * mention this number". */
int host_finish(const wb_batch *batch, feed *into);

/* How a request's text is put together.  The lookup gives the secret of a credential name, {NULL, 0} when it is not
 * set. */
typedef struct host_secrets {
  wb_str (*credential)(void *user, const char *name);
  void *user;
  wb_str unique;           /* what WB_UNIQUE values become */
} host_secrets;

/* Two spellings of everything: the real one, and the shown one for logs and recordings, in which a secret is
 * "{client_id}" (the credential's name in braces) and a unique id is "{unique}". */
typedef struct host_rendered {
  wb_str url, shown_url;     /* origin + path + ?query; headers and query parameters of `auth` (but tokens) included */
  wb_str body, shown_body;
  wb_field *headers, *shown_headers; /* literal values; Content-Type included when there is a body */
  size_t header_count;
  const char *missing;       /* name of the first credential that was not set, or NULL */
} host_rendered;

/* origin: of the endpoint, as settings chose it.  auth WB_AUTH_BASIC, _HEADER and _QUERY are put in here; OAuth2 is not
 * (the token is net's).  Query values are percent-encoded (RFC 3986 unreserved kept). */
int host_render(const host_request *r, const wb_carrier *carrier, const char *origin, const host_secrets *secrets,
                arena *memory, host_rendered *ret, wb_error *err);
#endif
