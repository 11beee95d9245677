/* SPDX-License-Identifier: MIT */
/* A mock carrier and a net that talks to it, for the tests of this folder. */
#ifndef TEST_NET_RIG_H
#define TEST_NET_RIG_H
#include "core/net/net.h"
#include "tests/e2e/mock/mock.h"
#include <criterion/criterion.h>

typedef struct rig {
  mock *m;
  net *n;
  net_options options; /* change before rig_open() */
  buf log;             /* every line that the net wrote */
  logger logger;
} rig;

/* Starts the mock and fills options for short waits: pauses of 10 ms; time-outs that only a hang reaches. */
void rig_prepare(rig *r);
void rig_open(rig *r); /* makes the net */
void rig_close(rig *r);

/* A safe GET of the path on the mock; `origin` NULL: its first server. */
net_request rig_request(const rig *r, const char *origin, const char *path);
void rig_submit(rig *r, const net_request *request);
net_answer *rig_wait(rig *r); /* the next answer, at most 20 s later */
net_answer *rig_ask(rig *r, const net_request *request);
net_answer *rig_get(rig *r, const char *path);
net_stats rig_stats(const rig *r);

/* The right credentials for the mock's token endpoint at the path. */
net_auth rig_auth(const rig *r, const char *token_path);

/* Reads {"access_token":"...","expires_in":N or "N"}. */
int rig_read_token(void *user, wb_str body, char *token, size_t capacity, size_t *ret_bytes,
                   int64_t *ret_lifetime_s, wb_error *err);

bool rig_holds(wb_str text, const char *part);
wb_str rig_header(const net_answer *a, const char *name);
#endif
