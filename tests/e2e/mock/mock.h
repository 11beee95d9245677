/* SPDX-License-Identifier: MIT */
/* A mock carrier on loopback: real HTTPS with a throw-away authority made at start, scripted faults by path,
 * a token endpoint, and a folder of recordings served by path.  Each request has a thread of its own, so that
 * scripts may sleep.
 *
 * Scripts (README.md has them all): /ok /echo /reset /drip /truncated /garbage /huge /bomb /redirect-out
 * /flaky ... Tokens: any path that ends in "/token". */
#ifndef MOCK_MOCK_H
#define MOCK_MOCK_H
#include "core/base/arena.h"
#include "core/tape/tape.h"

#define MOCK_ID       "mock-client"
#define MOCK_SECRET   "mock secret/1+2" /* has bytes that forms and URLs escape */
#define MOCK_REFRESH  "mock-refresh-token"
#define MOCK_USER     "mock-user"
#define MOCK_PASSWORD "mock-password"

typedef struct mock mock;

typedef struct mock_seen { /* one request as it arrived; lives until mock_stop() */
  wb_str method, path;     /* path with the query, as sent */
  wb_str headers;          /* "name: value\n" each, names in lower case */
  wb_str body;
} mock_seen;

typedef struct mock_options {
  const char *folder; /* of recordings that are served by path; NULL: none */
  uint16_t port;      /* of the first server; 0: any */
} mock_options;

/* NULL on failure, with the reason on standard error. */
mock *mock_start(const mock_options *options);
void mock_stop(mock *m); /* takes NULL */

/* "https://localhost:PORT" of: the server; the same on another port; one whose certificate has expired; one
 * whose certificate names another host; and "http://127.0.0.1:PORT". */
const char *mock_url(const mock *m);
const char *mock_other_url(const mock *m);
const char *mock_expired_url(const mock *m);
const char *mock_misnamed_url(const mock *m);
const char *mock_plain_url(const mock *m);
const char *mock_ca_file(const mock *m);
const char *mock_folder(const mock *m); /* where certificate.pem and key.pem are: for one more server */

size_t mock_requests(mock *m);                /* all */
size_t mock_count(mock *m, const char *path); /* with this path and query */
bool mock_last(mock *m, const char *path, mock_seen *ret_seen);
size_t mock_token_calls(mock *m);
size_t mock_connections(mock *m); /* accepted */
#endif
