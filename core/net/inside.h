/* SPDX-License-Identifier: MIT */
/* What the files of this room share: the net and its parts.  Nobody outside includes it.
 *
 *   job       one request under way                         job.c      states
 *   lane      jobs of one origin and one credential set     lane.c     whose turn it is
 *   origin    scheme, host, port: connections, breaker      origin.c
 *   pace      how fast a credential set may be asked        pace.c
 *   token     one OAuth2 token and the jobs that want it    token.c
 *   transfer  one pooled easy handle and what it received   transfer.c
 *   loop      curl multi, epoll, timers                     loop.c
 *   outcome   what a finished transfer leads to             outcome.c */
#ifndef NET_INSIDE_H
#define NET_INSIDE_H
#include "names.h"
#include "net.h"
#include "pace.h"
#include "pauses.h"
#include "url.h"
#include <curl/curl.h>

#define NET_H2_STREAMS  100u  /* transfers on one HTTP/2 connection: libcurl's own default */
#define NET_TOKEN_BYTES 8192u /* the longest token */

typedef struct origin {
  char *name; /* "https://api.example.com" */
  uint32_t active;
  bool h2;           /* it has answered over HTTP/2 */
  pace pace;         /* net_options.origin_requests */
  uint32_t failures; /* in a row; attempts that overlap count once */
  int64_t last_failure_ms;
  int64_t rest_until_ms; /* 0: the breaker is closed */
  bool probing;          /* half open: one attempt is under way */
  char why[160];         /* the last failure, for people */
} origin;

typedef struct header_list { /* curl's list of one set of headers; kept by its lane and lent to transfers */
  buf text;                  /* all "name: value" lines: what it is compared by */
  struct curl_slist *list;
  unsigned users;
} header_list;

typedef struct lane {
  char *key;
  origin *origin;
  pace *pace;           /* NULL: not paced */
  list queue;           /* of job.place */
  list turn;            /* in net->turns while the queue is not empty */
  header_list *headers; /* of the last sending, or NULL */
} lane;

typedef struct token {
  char *key;
  char *value;              /* NUL-terminated; NULL: none */
  uint64_t version;         /* counts the values: tells whether a refused one was replaced already */
  int64_t good_until_ms;    /* steady */
  job *fetch;               /* the call under way, or NULL */
  list waiting;             /* of job.place */
  int64_t refused_until_ms; /* the credentials were refused: not asked again until then */
  wb_error refused;
} token;

typedef enum trouble { /* why this room itself ended a transfer */
                       TROUBLE_NONE,
                       TROUBLE_BODY,
                       TROUBLE_HEADERS,
                       TROUBLE_IDLE,
                       TROUBLE_MEMORY
} trouble;

typedef struct transfer {
  list place; /* in net->active, the one without a byte for longest first; or in net->idle */
  net *net;
  CURL *easy;
  job *job;
  header_list *headers;
  int64_t started_ms, last_ms; /* last_ms: of the last byte */
  trouble trouble;
  bool informational; /* the header lines that come now are of a 1xx answer */
  uint32_t status;
  buf head; /* name NUL value NUL ... of the answer */
  size_t head_bytes, header_count;
  buf body;
  char words[CURL_ERROR_SIZE];
} transfer;

typedef struct answer { /* net_answer is its first member: net_answer_free() gets that */
  net_answer shown;
  struct answer *next;
  buf head, body;
  buf kept; /* the body without secrets, when it had any */
  tape_header *headers;
} answer;

typedef struct watch {   /* one descriptor of libcurl's, by its number */
  uint8_t wanted, known; /* CURL_POLL_*: what libcurl wants, what epoll was told */
  bool ours;             /* opened by us: its number cannot come back without our knowing */
} watch;

struct net {
  net_options options; /* texts are in option_texts */
  buf option_texts[3];
  wb_clock own_clock;
  const char *ca_folder; /* NULL: ca_bundle is used */
  const char *ca_bundle;

  CURLM *multi; /* NULL until the first request goes to the network */
  CURLSH *share;
  int epoll_fd, wake_fd;
  int64_t now_ms;      /* steady time of the last wake-up */
  int64_t curl_due_ms; /* libcurl's timer, -1: none */
  watch *watches;
  size_t watch_count;

  names origins, paces, lanes, tokens;
  list jobs, turns, active, idle;
  size_t turn_count; /* lanes in `turns` */
  pauses pauses;
  size_t job_count; /* all jobs, token calls too */
  uint64_t next_id;
  int64_t lane_due_ms; /* when a lane that waits for its pace is to be looked at again, -1: none */
  bool turns_changed;  /* something may be sent now */
  bool woken;
  answer *first_answer, *last_answer, *spare_answer;
  size_t answers_ready;
  wb_error failed; /* the loop itself */
  buf scratch; /* for putting header lines together */
  net_stats stats;
};

/* lane.c */
lane *lane_get(net *n, wb_str url, const net_pace *limits, wb_error *err); /* made on first use */
void lane_free(lane *l);
void lane_add(net *n, job *j); /* into its queue: in front when it was sent before */
void lane_remove(net *n, job *j);
void lane_sent(net *n, job *j); /* its transfer has ended */
void lanes_run(net *n);         /* starts, or refuses, all that can be */

/* origin.c */
origin *origin_get(net *n, wb_str name, wb_error *err);
void origin_free(origin *o);
void origins_keep_connections(net *n); /* tells libcurl how many connections to keep */
bool origin_is_full(const net *n, const origin *o);
bool origin_rests(const origin *o, int64_t now_ms);
void origin_worked(origin *o);
void origin_failed(net *n, origin *o, const transfer *t, const char *why);
void origin_rest_words(const net *n, const origin *o, wb_error *err); /* WB_E_UPSTREAM */

/* token.c */
token *token_get(net *n, const net_auth *auth, wb_error *err);
void token_free(token *t);
bool token_is_good(const net *n, const token *t);
/* Sends the job to its queue, or lets it wait for its token (asking for one), or answers it when that is
 * hopeless. */
void token_route(net *n, job *j);
void token_drop(token *t, uint64_t version);                        /* this value was refused */
void token_answered(net *n, const job *fetch, const net_answer *a); /* a NULL: no memory for it */

/* net.c: a job of the request, known to the net, in state NEW */
int net_take(net *n, const net_request *request, job **ret_job, wb_error *err);

/* transfer.c */
bool transfer_start(net *n, job *j);     /* false: no memory */
void transfer_stop(net *n, transfer *t); /* takes it out of the multi handle and back into the pool */
void transfer_free(transfer *t);
wb_str transfer_header(const transfer *t, wb_str name); /* of what was received so far; "" = none */
void header_list_release(header_list *h);               /* takes NULL */

/* loop.c */
int loop_new(net *n, wb_error *err);
int loop_open(net *n, wb_error *err); /* libcurl, on first use */
bool loop_own(net *n, int fd);        /* a descriptor that was just opened; false: no memory */
void loop_close(net *n);
void loop_turn(net *n, int64_t wait_ms); /* one wait (-1: for ever), and all that it brought */
int64_t loop_due_ms(const net *n);       /* steady time of the next timer, -1: none */

/* outcome.c */
void outcome_of(net *n, transfer *t, CURLcode rc);
void outcome_refuse(net *n, job *j, const wb_error *why,
                    uint32_t retry_after_s); /* an answer without a response */

/* answer.c */
answer *answer_new(net *n);   /* NULL: no memory at all; n->failed is set */
bool answer_index(answer *a); /* headers from the bytes of head; false: no memory */
void answer_add_header(buf *head, wb_str name, wb_str value);
void answer_give(net *n, job *j,
                 answer *a); /* ends and frees the job: to the caller, or to the token that it fetches */

/* failure.c: what went wrong, for people; *ret_tape: as recordings spell it.  Returns the code for the
 * answer. */
int failure_reason(const net *n, const transfer *t, CURLcode rc, buf *ret_why, const char **ret_tape);
bool failure_is_passing(const transfer *t, CURLcode rc); /* another try may help */

/* record.c */
void record_exchange(net *n, const job *j, const answer *a, const char *failure);
void record_keep(const job *j, answer *a); /* sets kept_body */
bool record_scrub(const job *j, wb_str text,
                  buf *out); /* adds the text without the job's secrets; false: no memory */
#endif
