/* SPDX-License-Identifier: MIT */
/* Entries of a carrier that runs in a child: each sends the call, and makes the calls of host functions that
 * come back. */
#include "child_inside.h"

static child_carrier *carrier_of(wb_call *c)
{
  const wb_carrier *carrier = host_carrier_of(c);
  return (child_carrier *)(void *)((char *)(uintptr_t)carrier - offsetof(child_carrier, carrier));
}

/* ---- what comes back ---- */

/* A structure that the plugin passed, NULL when it passed that. */
static void replay_structure(const wb_host *h, wb_call *c, frame_reader *r, frame_call what)
{
  union {
    wb_event event;
    wb_result result;
    wb_request request;
  } thing;
  const frame_shape *shape = what == FRAME_CALL_EVENT    ? &frame_shape_event
                             : what == FRAME_CALL_RESULT ? &frame_shape_result
                                                         : &frame_shape_request;
  const void *given = frame_take(r, shape, &thing);
  if (r->failed)
    return;
  if (what == FRAME_CALL_EVENT)
    h->event(c, given);
  else if (what == FRAME_CALL_RESULT)
    h->result(c, given);
  else
    h->request(c, given);
}

static void replay_number(const wb_host *h, wb_call *c, frame_reader *r)
{
  frame_number n = { 0 };
  frame_take(r, &frame_shape_number, &n);
  if (!r->failed)
    h->number(c, n.number, n.key, n.parent);
}

static void replay_words(const wb_host *h, wb_call *c, frame_reader *r, frame_call what)
{
  frame_words w = { 0 };
  frame_take(r, &frame_shape_words, &w);
  if (r->failed || (w.text.n && !w.text.p))
    r->failed = true;
  else if (what == FRAME_CALL_FAIL)
    h->fail(c, w.code, w.text);
  else
    h->log(c, (uint32_t)w.code, w.text);
}

static bool is_code(const wb_error *note)
{
  return note->code <= WB_OK && note->code >= WB_E_AMBIGUOUS;
}

static void replay_notes(wb_call *c, frame_reader *r)
{
  host_notes notes;
  frame_take_notes(r, &notes);
  r->failed = r->failed || !is_code(&notes.document) || !is_code(&notes.broken) || !is_code(&notes.refused);
  if (!r->failed)
    host_put_notes(c, &notes);
}

bool remote_replay(const wb_host *h, wb_call *c, frame_reader *r, int32_t *ret_returned)
{
  while (!r->failed) {
    uint32_t what = frame_take_u32(r);
    if (what == FRAME_CALL_END) {
      *ret_returned = (int32_t)frame_take_u32(r);
      return !r->failed && r->at == r->end;
    }
    arena_reset(r->memory);
    if (what == FRAME_CALL_EVENT || what == FRAME_CALL_RESULT || what == FRAME_CALL_REQUEST)
      replay_structure(h, c, r, (frame_call)what);
    else if (what == FRAME_CALL_NUMBER)
      replay_number(h, c, r);
    else if (what == FRAME_CALL_FAIL || what == FRAME_CALL_LOG)
      replay_words(h, c, r, (frame_call)what);
    else if (what == FRAME_CALL_NOTES)
      replay_notes(c, r);
    else
      return false;
  }
  return false;
}

static int32_t break_off(wb_call *c, const wb_error *why)
{
  const host_notes notes = { .broken = *why };
  host_put_notes(c, &notes);
  return why->code;
}

static int32_t finish(const wb_host *h, wb_call *c, child *target)
{
  wb_error why = { 0 };
  wb_str answer;
  int32_t returned = WB_OK;
  int rc = frame_end(&target->out, &why);
  if (rc == WB_OK)
    rc = child_ask(target, &answer, &why);
  if (rc)
    return break_off(c, &why);
  frame_reader r = frame_read(answer, target->lists);
  if (remote_replay(h, c, &r, &returned))
    return returned;
  child_condemn(target, &why);
  error_context(&why, WB_E_PLUGIN, "plugin %s", target->path);
  return break_off(c, &why);
}

/* ---- entries ---- */

static buf *begin(wb_call *c, frame_kind kind, child **ret_target)
{
  const child_carrier *k = carrier_of(c);
  buf *out = &k->process->out;
  frame_begin(out, kind);
  frame_put_u32(out, k->index);
  *ret_target = k->process;
  return out;
}

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  child *target;
  frame_put(begin(c, FRAME_PLAN, &target), &frame_shape_batch, b);
  return finish(h, c, target);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *response)
{
  child *target;
  buf *out = begin(c, FRAME_PARSE, &target);
  frame_put(out, &frame_shape_batch, b);
  frame_put(out, &frame_shape_response, response);
  return finish(h, c, target);
}

static int32_t webhook(const wb_host *h, wb_call *c, const wb_push *push)
{
  child *target;
  frame_put(begin(c, FRAME_WEBHOOK, &target), &frame_shape_push, push);
  return finish(h, c, target);
}

void remote_entries(wb_carrier *into, uint32_t entries)
{
  into->plan = entries & FRAME_HAS_PLAN ? plan : NULL;
  into->parse = entries & FRAME_HAS_PARSE ? parse : NULL;
  into->webhook = entries & FRAME_HAS_WEBHOOK ? webhook : NULL;
  into->extension = NULL;
}
