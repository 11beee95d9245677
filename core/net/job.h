/* SPDX-License-Identifier: MIT */
/* One request under way: its texts, its state and where it waits.
 *
 * Every change of state goes through job_do(), which takes the job out of the place of its old state and puts
 * it into that of the new one; job_next_state() is the whole table.  README.md has the drawing. */
#ifndef NET_JOB_H
#define NET_JOB_H
#include "list.h"
#include "net.h"

typedef enum job_state {
  JOB_NEW,     /* being taken; in no place yet */
  JOB_TOKEN,   /* waits for a token, in token->waiting */
  JOB_QUEUED,  /* waits for its turn, in lane->queue */
  JOB_SENDING, /* a transfer is under way */
  JOB_PAUSED,  /* waits until due_ms for its next try, in net->pauses */
  JOB_DONE     /* answered: nothing leads on */
} job_state;

typedef enum job_event {
  JOB_NEEDS_TOKEN, /* there is no usable token */
  JOB_READY,       /* nothing but its turn is missing */
  JOB_START,       /* its turn has come */
  JOB_PAUSE,       /* a try failed, another is allowed later */
  JOB_FINISH       /* the answer is known */
} job_event;

enum { JOB_STATES = JOB_DONE + 1, JOB_EVENTS = JOB_FINISH + 1, JOB_NO_STATE = -1 };

typedef struct job {
  list all;        /* in net->jobs */
  list place;      /* in token->waiting or lane->queue */
  size_t pause_at; /* index in net->pauses, when PAUSED */
  int64_t due_ms;
  uint64_t id;
  void *user;
  job_state state;
  bool safe, ignore_breaker, keep_body;
  bool renewed;      /* a refused token was renewed for it: not a second time */
  bool probe;        /* the one that is let through to see whether a resting origin works again */
  uint32_t attempts; /* sendings of the original URL */
  uint32_t retries, redirects;
  struct lane *lane;
  struct token *token;       /* that it needs, or NULL */
  struct token *fetches;     /* it is the token call of this one; NULL: a caller's request */
  uint64_t token_version;    /* that its last sending carried */
  struct transfer *transfer; /* when SENDING */
  char *redirect_url;        /* where it was sent on to; NULL: the original URL */
  bool redirect_as_get;      /* and without the body */

  wb_str method, url, shown_url, body, shown_body, unique, allowed_origin;
  tape_header *headers, *shown_headers;
  size_t header_count;
  net_auth auth;
  wb_str *secrets;
  size_t secret_count;
  char *block; /* holds all of the texts; wiped before it is freed */
  size_t block_bytes;
} job;

/* JOB_NO_STATE when the event cannot happen in that state. */
int job_next_state(job_state state, job_event event);

/* A copy of the request, in state NEW.  WB_E_ARG: a method, URL or header is impossible, the words name it.
 */
int job_new(const net_request *request, job **ret_job, wb_error *err);
void job_free(job *j);

/* Another fresh id in place of the last one, in all texts. */
void job_renew_unique(job *j, wb_clock *clock);

/* The next sending starts over from the original URL. */
void job_start_over(job *j);

/* Moves the job.  The event must be possible. */
void job_do(net *n, job *j, job_event event);
#endif
