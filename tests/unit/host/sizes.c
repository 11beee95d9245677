/* SPDX-License-Identifier: MIT */
/* struct_size at every value: what a structure does not have is never read.  Each lies at the end of a page
 * whose neighbour cannot be read, so that one byte too far ends the test. */
#include "../edge.h"
#include "fixture.h"

#define ROOM 64u /* what a later version might append */

static edge page;
static wb_event event;
static wb_result result;
static wb_request request;

static void *placed(const void *whole, size_t whole_size, uint32_t size)
{
  char copy[512 + ROOM];
  memset(copy, 0xEE, sizeof copy);
  memcpy(copy, whole, whole_size);
  if (size >= sizeof size)
    memcpy(copy, &size, sizeof size);
  return edge_put(&page, copy, size < sizeof size ? sizeof size : size);
}

static int32_t every_event(const wb_host *h, wb_call *c)
{
  for (uint32_t size = 0; size <= sizeof event + ROOM; size++) {
    wb_event *e = placed(&event, sizeof event, size);
    if (size < sizeof size)
      memcpy(e, &size, sizeof size);
    int32_t wanted = size < offsetof(wb_event, time) ? WB_E_ARG : WB_OK;
    cr_assert_eq(h->event(c, e), wanted, "struct_size %u", size);
  }
  return WB_OK;
}

static int32_t every_result(const wb_host *h, wb_call *c)
{
  for (uint32_t size = 0; size <= sizeof result + ROOM; size++) {
    wb_result *r = placed(&result, sizeof result, size);
    if (size < sizeof size)
      memcpy(r, &size, sizeof size);
    int32_t wanted = size < offsetof(wb_result, retry_after_s) ? WB_E_ARG : WB_OK;
    cr_assert_eq(h->result(c, r), wanted, "struct_size %u", size);
  }
  return WB_OK;
}

static int32_t every_request(const wb_host *h, wb_call *c)
{
  for (uint32_t size = 0; size <= sizeof request + ROOM; size++) {
    wb_request *r = placed(&request, sizeof request, size);
    if (size < sizeof size)
      memcpy(r, &size, sizeof size);
    int32_t wanted = size < offsetof(wb_request, query) ? WB_E_ARG : WB_OK;
    cr_assert_eq(h->request(c, r), wanted, "struct_size %u", size);
  }
  return WB_OK;
}

/* What was refused leaves the call as a whole without WB_OK. */
static void expect_refusals(fixture *f, script *body)
{
  cr_assert_eq(run_parse(f, body), WB_E_PLUGIN, "%s", f->err.text);
  log_has(f, ".struct_size is 0: set it to sizeof the structure");
}

Test(sizes, of_events_at_every_value)
{
  FIXTURE(f);
  edge_open(&page);
  event = wb_event_of(0);
  event.status = WB_DELIVERED;
  event.reason = WB_REASON_RECIPIENT_REFUSED;
  event.code = WB_STR("C");
  expect_refusals(f, every_event);
  const feed_result *r = result_for(f, "A1");
  cr_assert_eq(r->event_count, sizeof event + ROOM - offsetof(wb_event, time) + 1);
  for (size_t i = 0; i < r->event_count; i++) {
    /* the length is 1: on this machine its lowest byte comes first */
    bool has_code = offsetof(wb_event, time) + i > offsetof(wb_event, code.n);
    cr_expect_eq(r->events[i].status, WB_DELIVERED);
    cr_expect_eq(r->events[i].reason, WB_REASON_RECIPIENT_REFUSED);
    cr_expect_eq(r->events[i].code.n, has_code ? 1 : 0, "struct_size %zu", offsetof(wb_event, time) + i);
  }
  edge_close(&page);
}

Test(sizes, of_results_at_every_value)
{
  FIXTURE(f);
  edge_open(&page);
  result = wb_result_of(1, WB_FOUND);
  result.weight_g = 7;
  result.service = WB_STR("S");
  expect_refusals(f, every_result);
  cr_expect_eq(result_for(f, "B2")->outcome, WB_FOUND);
  cr_expect_eq(result_for(f, "B2")->weight_g, 7);
  edge_close(&page);
}

Test(sizes, of_requests_at_every_value)
{
  FIXTURE(f);
  edge_open(&page);
  request = wb_request_of(WB_GET, 0, WB_STR("/a"));
  expect_refusals(f, every_request);
  edge_close(&page);
}
