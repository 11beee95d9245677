/* SPDX-License-Identifier: MIT */
/* What can go wrong on the way, each over real HTTPS, and the typed answer that it must become. */
#include "rig.h"

static rig r;

static void open_default(void)
{
  rig_prepare(&r);
  r.options.max_body_bytes = 1u << 20;
  r.options.idle_timeout_ms = 700;
  r.options.retries = 1;
  r.options.breaker_failures = 0;
  rig_open(&r);
}

static void close_rig(void)
{
  rig_close(&r);
}

TestSuite(faults, .init = open_default, .fini = close_rig);

Test(faults, gives_status_headers_and_body_of_a_good_answer)
{
  net_answer *a = rig_get(&r, "/ok?bytes=5000");
  cr_assert_eq(a->code, WB_OK, "%s", a->error.text);
  cr_assert_eq(a->status, 200u);
  cr_assert_eq(a->body.n, 5000u);
  cr_assert_eq(a->body.p[a->body.n], '\0');
  cr_assert(str_is(rig_header(a, "content-type"), "application/json"));
  cr_assert_eq(a->attempts, 1u);
  cr_assert(!a->recorded);
  cr_assert_gt(a->at_ms, 1600000000000);
  net_answer_free(a);
}

Test(faults, become_a_code_and_words)
{
  static const struct {
    const char *path;
    int code;
    uint32_t status, attempts;
    const char *words;
  } rows[] = {
    { "/reset", WB_E_NETWORK, 0, 2, "broke" },
    { "/reset-after", WB_E_NETWORK, 0, 2, "" },
    { "/close", WB_E_NETWORK, 0, 2, "" },
    { "/truncated", WB_E_NETWORK, 0, 2, "" },
    { "/truncated-chunk", WB_E_NETWORK, 0, 2, "" },
    { "/garbage", WB_E_NETWORK, 0, 1, "not HTTP" },
    { "/stall", WB_E_NETWORK, 0, 2, "nothing arrived for 0.7 s" },
    { "/gzip?damaged=1", WB_E_NETWORK, 0, 2, "compression is damaged" },
    { "/huge", WB_E_LIMIT, 0, 1, "larger than 1048576 bytes" },
    { "/huge-length", WB_E_LIMIT, 0, 1, "larger than 1048576 bytes" },
    { "/bomb", WB_E_LIMIT, 0, 1, "larger than 1048576 bytes" },
    { "/headers?count=300&bytes=300", WB_E_LIMIT, 0, 1, "headers" },
    { "/headers?count=1&bytes=70000", WB_E_LIMIT, 0, 1, "headers" },
    { "/headers?count=1&bytes=200000", WB_E_LIMIT, 0, 1, "headers" },
    { "/type", WB_OK, 200, 1, "" },
    { "/mixed", WB_OK, 207, 1, "" },
    { "/gzip", WB_OK, 200, 1, "" },
    { "/no-such-script", WB_OK, 404, 1, "" },
    { "/status?is=400", WB_OK, 400, 1, "" },
    { "/status?is=500", WB_OK, 500, 2, "" },
    { "/status?is=429", WB_OK, 429, 2, "" },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    net_answer *a = rig_get(&r, rows[i].path);
    cr_expect_eq(a->code, rows[i].code, "%s: code %d, %s", rows[i].path, a->code, a->error.text);
    cr_expect_eq(a->status, rows[i].status, "%s: status %u", rows[i].path, a->status);
    cr_expect_eq(a->attempts, rows[i].attempts, "%s: %u attempts", rows[i].path, a->attempts);
    cr_expect(rig_holds(str_of(a->error.text), rows[i].words), "%s: %s", rows[i].path, a->error.text);
    if (a->code)
      cr_expect(rig_holds(str_of(a->error.text), "GET https://localhost:"), "%s", a->error.text);
    net_answer_free(a);
  }
}
