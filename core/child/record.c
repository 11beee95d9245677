/* SPDX-License-Identifier: MIT */
#include "child.h"
#include <unistd.h>
#include <waybill/ext/doc.h>

static recorded *recorder_of(wb_call *c)
{
  const wb_carrier *carrier = host_carrier_of(c);
  return carrier ? (recorded *)(void *)((char *)(uintptr_t)carrier - offsetof(recorded, carrier)) : NULL;
}

/* Beyond these none is seen on the other side either: a plugin that goes on for ever must not fill the frame.
 */
#define MOST_OF_A_KIND (2u * WB_MAX_CALL_LOG_LINES)

static void put(recorded *r, frame_call what, const frame_shape *shape, const void *thing)
{
  frame_put_u32(r->out, (uint32_t)what);
  frame_put(r->out, shape, thing);
}

/* After the call, whose code is passed on. */
static int32_t put_called(recorded *r, frame_call what, const frame_shape *shape, const void *thing,
                          int32_t rc)
{
  if (rc >= 0 || r->refused++ < MOST_OF_A_KIND)
    put(r, what, shape, thing);
  return rc;
}

static void *record_alloc(wb_call *c, size_t n)
{
  recorded *r = recorder_of(c);
  return r ? r->host->alloc(c, n) : NULL;
}

static int32_t record_event(wb_call *c, const wb_event *e)
{
  recorded *r = recorder_of(c);
  if (!r)
    return WB_E_ARG;
  return put_called(r, FRAME_CALL_EVENT, &frame_shape_event, e, r->host->event(c, e));
}

static int32_t record_result(wb_call *c, const wb_result *result)
{
  recorded *r = recorder_of(c);
  if (!r)
    return WB_E_ARG;
  return put_called(r, FRAME_CALL_RESULT, &frame_shape_result, result, r->host->result(c, result));
}

static int32_t record_request(wb_call *c, const wb_request *q)
{
  recorded *r = recorder_of(c);
  if (!r)
    return WB_E_ARG;
  return put_called(r, FRAME_CALL_REQUEST, &frame_shape_request, q, r->host->request(c, q));
}

static int32_t record_number(wb_call *c, wb_str number, wb_str key, uint32_t parent)
{
  recorded *r = recorder_of(c);
  if (!r)
    return WB_E_ARG;
  const frame_number n = { number, key, parent, 0 };
  int32_t rc = r->host->number(c, number, key, parent);
  if (rc >= 0 && (uint32_t)rc < r->numbers)
    return rc; /* it is known on the other side, too */
  if (rc >= 0)
    r->numbers = (uint32_t)rc + 1;
  return put_called(r, FRAME_CALL_NUMBER, &frame_shape_number, &n, rc);
}

static void put_notes(recorded *r, wb_call *c)
{
  host_notes notes;
  host_get_notes(c, &notes);
  frame_put_u32(r->out, FRAME_CALL_NOTES);
  frame_put_notes(r->out, &notes);
}

static int32_t record_fail(wb_call *c, int32_t code, wb_str why)
{
  recorded *r = recorder_of(c);
  if (!r)
    return WB_E_ARG;
  const frame_words w = { why, code, 0 };
  if (r->failures++ < MOST_OF_A_KIND) {
    put_notes(r, c); /* the parser's words become part of the failure's */
    put(r, FRAME_CALL_FAIL, &frame_shape_words, &w);
  }
  return r->host->fail(c, code, why);
}

static void record_log(wb_call *c, uint32_t level, wb_str line)
{
  recorded *r = recorder_of(c);
  if (!r)
    return;
  const frame_words w = { line, (int32_t)level, 0 };
  if (r->lines++ < MOST_OF_A_KIND)
    put(r, FRAME_CALL_LOG, &frame_shape_words, &w);
  r->host->log(c, level, line);
}

/* Nothing can be opened here: another process begins with all parsers. */
static void want_parsers(void)
{
  const frame_header header = { .kind = FRAME_WANTS_PARSERS };
  _exit(write(PROCESS_PIPE, &header, sizeof header) == (ssize_t)sizeof header ? 0 : 1);
}

static const void *record_extension(wb_call *c, const char *id)
{
  recorded *r = recorder_of(c);
  if (!r || !id)
    return NULL;
  if ((!r->json && strcmp(id, WB_EXT_JSON) == 0) || (!r->xml && strcmp(id, WB_EXT_XML) == 0))
    want_parsers();
  return r->host->extension(c, id);
}

static const wb_host recording = {
  .struct_size = (uint32_t)sizeof(wb_host),
  .abi_major = WB_ABI_MAJOR,
  .abi_minor = WB_ABI_MINOR,
  .alloc = record_alloc,
  .request = record_request,
  .event = record_event,
  .result = record_result,
  .number = record_number,
  .fail = record_fail,
  .log = record_log,
  .extension = record_extension,
};

static recorded *begin(const wb_host *h, wb_call *c)
{
  recorded *r = recorder_of(c);
  r->host = h;
  return r;
}

static int32_t end(recorded *r, wb_call *c, int32_t returned)
{
  put_notes(r, c);
  frame_put_u32(r->out, FRAME_CALL_END);
  frame_put_u32(r->out, (uint32_t)returned);
  return returned;
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  recorded *r = begin(h, c);
  return end(r, c, r->real->plan(&recording, c, b));
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *response)
{
  recorded *r = begin(h, c);
  return end(r, c, r->real->parse(&recording, c, b, response));
}

static int32_t webhook(const wb_host *h, wb_call *c, const wb_push *push)
{
  recorded *r = begin(h, c);
  return end(r, c, r->real->webhook(&recording, c, push));
}

void record_carrier(recorded *into, const wb_carrier *real, buf *out)
{
  *into = (recorded){ .carrier = *real, .real = real, .out = out };
  into->carrier.plan = real->plan ? plan : NULL;
  into->carrier.parse = real->parse ? parse : NULL;
  into->carrier.webhook = real->webhook ? webhook : NULL;
}
