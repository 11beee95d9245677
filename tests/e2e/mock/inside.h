/* SPDX-License-Identifier: MIT */
/* What the files of the mock share. */
#ifndef MOCK_INSIDE_H
#define MOCK_INSIDE_H
#include "mock.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum { SERVER_MAIN, SERVER_OTHER, SERVER_EXPIRED, SERVER_MISNAMED, SERVER_PLAIN, SERVERS };

typedef struct pem {
  buf key, certificate;
} pem;

typedef struct call { /* one request */
  mock *m;
  mock_seen seen; /* in m->memory */
  buf body;
  bool begun;
  size_t nth; /* of the requests with the same path: 0, 1, ... */
} call;

typedef struct seen_list {
  mock_seen *items;
  size_t count, capacity;
} seen_list;

struct mock {
  struct MHD_Daemon *servers[SERVERS];
  char urls[SERVERS][64];
  pem pems[3]; /* good, expired, misnamed */
  buf ca_file, folder;
  pthread_mutex_t lock; /* for all below */
  arena *memory;
  seen_list seen;
  tape *tape;
  bool *played; /* of the tape's exchanges */
  size_t token_calls;
  atomic_size_t connections;
  atomic_bool stopping;
};

/* certs.c: writes ca.pem, certificate.pem and key.pem into m->folder and fills m->pems. */
bool certs_make(mock *m);

/* script.c */
enum MHD_Result script_run(call *c, struct MHD_Connection *connection);
enum MHD_Result script_text(struct MHD_Connection *connection, unsigned status, const char *type,
                            wb_str text);

/* token.c */
enum MHD_Result token_run(call *c, struct MHD_Connection *connection);
bool token_is_current(call *c, struct MHD_Connection *connection);

/* folder.c: MHD_NO and *ret_found false when there is no such recording */
enum MHD_Result folder_run(call *c, struct MHD_Connection *connection, bool *ret_found);
#endif
