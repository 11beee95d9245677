/* SPDX-License-Identifier: MIT */
#include "parts.h"

/* The events as an array of the public structure. */
static bool publish_events(merger *m)
{
  wb_timeline_event *events = arena_array(m->memory, m->draft_count, sizeof *events);
  if (!events)
    return false;
  for (size_t i = 0; i < m->draft_count; i++)
    events[i] = m->drafts[i].event;
  m->timeline->events = events;
  m->timeline->event_count = m->draft_count;
  return true;
}

bool merge_understand(merger *m)
{
  if (!merge_thread(m))
    return false;
  merge_describe(m);
  if (!merge_rules(m))
    return false;
  if (m->poll_count)
    merge_epochs(m);
  if (m->node_count > MERGE_MOST_COMPARED)
    return merge_in_blocks(m);
  return merge_keep_company(m) && merge_compare(m);
}

static bool make_timeline(merger *m)
{
  wb_timeline *t = arena_alloc(m->memory, sizeof *t);
  if (!t)
    return false;
  m->timeline = t;
  t->shipment = merge_text(m, m->in->shipment);
  t->number = merge_text(m, m->in->number);
  t->as_of_ms = m->in->as_of_ms;
  tally counted = { 0 };
  if (!merge_gather(m, &counted) || !merge_understand(m) || !merge_fuse(m))
    return false;
  if (m->in->explain)
    merge_explain(m);
  return merge_judge(m) && merge_legs(m) && merge_find(m, &counted) && publish_events(m) &&
         !arena_failed(m->memory);
}

int merge_feeds(const merge_input *in, arena *memory, const wb_timeline **ret_timeline, wb_error *err)
{
  if (in->number.n == 0 || !in->zones)
    return error_set(err, WB_E_ARG, "a merge needs a number and the time zones");
  WB_AUTO(arena_ref) scratch = arena_new(0);
  if (!scratch)
    return error_nomem(err);
  merger m = { .in = in, .memory = memory, .scratch = scratch };
  if (!make_timeline(&m)) {
    if (arena_failed(memory))
      return error_set(err, WB_E_LIMIT, "the timeline of %.*s does not fit its memory (%zu bytes used)",
                       STR_ARG(in->number), arena_used(memory));
    return error_nomem(err);
  }
  *ret_timeline = m.timeline;
  return WB_OK;
}
