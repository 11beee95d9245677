/* SPDX-License-Identifier: MIT */
/* A carrier whose entries are the test's own function, and a host around it. */
#ifndef HOST_FIXTURE_H
#define HOST_FIXTURE_H
#include "core/base/limits.h"
#include "core/host/host.h"
#include <criterion/criterion.h>
#include <waybill/carrier-kit.h>

typedef int32_t script(const wb_host *h, wb_call *c);

typedef struct fixture {
  host *h;
  wb_carrier carrier;
  wb_limits limits;
  wb_batch batch;
  wb_response response;
  wb_number numbers[4];
  arena *memory;
  feed *into;
  host_requests out;
  wb_error err;
  buf log; /* lines, each with a newline */
} fixture;

/* One carrier "rude" 2.0.0 with two endpoints, three credentials (key, secret, and extra, which is optional),
 * two auths (header and Basic), one input, and a batch of "A1", "B2" and "C3". */
fixture *fixture_new(void);
void fixture_free(fixture *f);
int run_plan(fixture *f, script *body);
int run_parse(fixture *f, script *body);
int run_webhook(fixture *f, script *body);
/* Asserts about the lines written so far. */
void log_has(const fixture *f, const char *words);
void log_lacks(const fixture *f, const char *words);
/* The feed has a result for the number; returns it. */
const feed_result *result_for(const fixture *f, const char *number);

typedef fixture *fixture_ref;
static inline void fixture_ref_auto(fixture_ref *f)
{
  fixture_free(*f);
}
#define FIXTURE(f) WB_AUTO(fixture_ref) f = fixture_new()
#endif
