/* SPDX-License-Identifier: MIT */
/* One status for the shipment, what is known of the sources, and the best date of delivery. */
#include "../model/status.h"
#include "parts.h"

#define DAY_MS INT64_C(86400000)

bool merge_counts(const draft *d)
{
  uint32_t main = WB_MAIN(d->event.status);
  return !d->withdrawn_by && !d->vanished && main != WB_NOTE && main != WB_UNKNOWN;
}

static bool is_terminal(const draft *d)
{
  return d->event.flags & WB_FLAG_TERMINAL;
}

/* What may happen after the end of a leg and is no late scan of the leg itself. */
static bool reopens(const draft *d)
{
  switch (WB_MAIN(d->event.status)) {
  case WB_EXCEPTION:
  case WB_RETURNING:
  case WB_RETURNED:
  case WB_LOSS:
    return true;
  default:
    return false;
  }
}

/* A number that was used again speaks of its newest parcel. */
static uint32_t newest_epoch(const merger *m)
{
  uint32_t newest = 0;
  for (size_t i = 0; i < m->draft_count; i++)
    newest = merge_counts(&m->drafts[i]) && m->drafts[i].epoch > newest ? m->drafts[i].epoch : newest;
  return newest;
}

const draft *merge_status_of(const merger *m, wb_str carrier, const draft **ret_ended,
                             const draft **ret_broken)
{
  const draft *now = NULL, *ended = NULL, *broken = NULL;
  uint32_t newest = newest_epoch(m);
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *d = &m->drafts[i];
    if (!merge_counts(d) || d->epoch != newest ||
        (carrier.n && !str_equal(m->polls[d->latest->poll].carrier, carrier)))
      continue;
    bool was_ended = now && is_terminal(now);
    bool contradicts =
        was_ended && (!is_terminal(d) || (reopens(d) && WB_MAIN(now->event.status) != WB_RETURNED));
    if (contradicts) {
      ended = now;
      broken = d;
    }
    if (!was_ended || is_terminal(d) || reopens(d))
      now = d;
  }
  if (ret_ended)
    *ret_ended = ended;
  if (ret_broken)
    *ret_broken = broken;
  return now;
}

/* ---- the tracking state ---- */

bool merge_is_newest(const merger *m, size_t poll_at)
{
  for (size_t i = poll_at + 1; i < m->poll_count; i++)
    if ((m->polls[i].answer || m->polls[i].feed->error_code) &&
        str_equal(m->polls[i].feed->source, m->polls[poll_at].feed->source))
      return false;
  return true;
}

static uint32_t tracking_of_failure(int code)
{
  switch (code) {
  case WB_E_AUTH:
  case WB_E_CREDENTIALS:
    return WB_TRACKING_AUTH_REQUIRED;
  case WB_E_RATE:
    return WB_TRACKING_RATE_LIMITED;
  case WB_E_UNSUPPORTED:
    return WB_TRACKING_UNSUPPORTED;
  default:
    return WB_TRACKING_SOURCE_ERROR;
  }
}

static bool was_found_before(const merger *m, size_t poll_at)
{
  for (size_t i = 0; i < poll_at; i++)
    if (m->polls[i].answer && m->polls[i].answer->outcome == WB_FOUND &&
        str_equal(m->polls[i].feed->source, m->polls[poll_at].feed->source))
      return true;
  return false;
}

static uint32_t tracking_of(const merger *m, size_t poll_at)
{
  const poll *p = &m->polls[poll_at];
  uint32_t outcome = p->answer ? p->answer->outcome : (uint32_t)WB_FAILED;
  if (outcome == WB_NOT_FOUND && was_found_before(m, poll_at))
    return WB_TRACKING_ARCHIVED; /* the source has forgotten what it knew */
  uint32_t tracking = tracking_of_outcome(outcome);
  return tracking == WB_TRACKING_SOURCE_ERROR ? tracking_of_failure(p->feed->error_code) : tracking;
}

/* Best first: when several sources were asked, the one that knows most speaks. */
static size_t tracking_rank(uint32_t tracking)
{
  static const uint32_t order[] = {
    WB_TRACKING_OK,           WB_TRACKING_PENDING,     WB_TRACKING_NEEDS_INPUT,    WB_TRACKING_ARCHIVED,
    WB_TRACKING_FORBIDDEN,    WB_TRACKING_NOT_FOUND,   WB_TRACKING_INVALID_NUMBER, WB_TRACKING_AUTH_REQUIRED,
    WB_TRACKING_RATE_LIMITED, WB_TRACKING_SOURCE_ERROR
  };
  size_t rank = 0;
  while (rank < WB_COUNT(order) && order[rank] != tracking)
    rank++;
  return rank;
}

static void judge_tracking(merger *m)
{
  wb_timeline *t = m->timeline;
  t->tracking = WB_TRACKING_UNSUPPORTED;
  for (size_t i = 0; i < m->poll_count; i++) {
    const poll *p = &m->polls[i];
    if (!p->answer && !p->feed->error_code)
      continue;
    if (p->feed->fetched_at_ms > t->checked_at_ms)
      t->checked_at_ms = p->feed->fetched_at_ms;
    if (!merge_is_newest(m, i))
      continue;
    uint32_t tracking = tracking_of(m, i);
    if (tracking_rank(tracking) < tracking_rank(t->tracking))
      t->tracking = tracking;
  }
}

/* ---- the status ---- */

/* Without an event that counts: an event without words, or a source's own summary. */
static void judge_without_events(merger *m)
{
  wb_timeline *t = m->timeline;
  t->status = WB_UNKNOWN_NO_DATA;
  for (size_t i = 0; i < m->draft_count; i++)
    if (!m->drafts[i].withdrawn_by && WB_MAIN(m->drafts[i].event.status) == WB_UNKNOWN)
      t->status = WB_UNKNOWN_UNCLASSIFIED;
  for (size_t i = m->poll_count; i-- > 0;) {
    const feed_result *r = m->polls[i].result;
    if (!r || !r->status || !merge_is_newest(m, i))
      continue;
    t->status = status_known(r->status);
    t->flags = status_flags(t->status);
    return;
  }
}

static void judge_status(merger *m)
{
  m->deciding = merge_status_of(m, (wb_str){ NULL, 0 }, NULL, NULL);
  if (!m->deciding) {
    judge_without_events(m);
    return;
  }
  m->timeline->status = m->deciding->event.status;
  m->timeline->flags = m->deciding->event.flags;
}

/* ---- the date of delivery ---- */

static int eta_rank(uint32_t kind)
{
  static const uint8_t ranks[] = { 0, 2, 4, 1, 5, 6, 3 }; /* scheduled, estimated, promised, rescheduled,
                                                             confirmed, predicted */
  return kind < WB_COUNT(ranks) ? ranks[kind] : 0;
}

/* The best word of one answer, if it is better than `best`. */
static const wb_eta *better_eta(const merger *m, size_t poll_at, const wb_eta *best)
{
  const feed_result *r = m->polls[poll_at].result;
  if (!r || r->outcome != WB_FOUND || !merge_is_newest(m, poll_at))
    return best;
  for (size_t k = 0; k < r->eta_count; k++)
    if (eta_rank(r->eta[k].kind) > (best ? eta_rank(best->kind) : 0))
      best = &r->eta[k];
  return best;
}

/* A newer word of the same kind is better; polls come oldest first. */
static const wb_eta *best_eta(const merger *m, size_t *ret_poll)
{
  const wb_eta *best = NULL;
  for (size_t i = m->poll_count; i-- > 0;) {
    const wb_eta *better = better_eta(m, i, best);
    *ret_poll = better != best ? i : *ret_poll;
    best = better;
  }
  return best;
}

static int64_t eta_end(const wb_time *t, int64_t local_ms)
{
  return t->kind == WB_TIME_DATE ? local_ms + DAY_MS - 1000 : local_ms;
}

bool merge_eta_span(const merger *m, size_t poll_at, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
  const wb_eta *best = better_eta(m, poll_at, NULL);
  int32_t offset;
  bool has_offset;
  if (!best)
    return false;
  bool has_from = merge_eta_reading(m->in, &best->from, ret_from_ms, &offset, &has_offset);
  bool has_to = merge_eta_reading(m->in, &best->to, ret_to_ms, &offset, &has_offset);
  if (has_to)
    *ret_to_ms = eta_end(&best->to, *ret_to_ms);
  else if (has_from)
    *ret_to_ms = eta_end(&best->from, *ret_from_ms);
  if (!has_from && has_to)
    *ret_from_ms = *ret_to_ms;
  return has_from || has_to;
}

static bool judge_eta(merger *m)
{
  size_t poll_at = 0;
  const wb_eta *best = m->timeline->flags & WB_FLAG_TERMINAL ? NULL : best_eta(m, &poll_at);
  int64_t from_ms, to_ms;
  int32_t from_offset = 0, to_offset = 0;
  bool from_has = false, to_has = false;
  if (!best)
    return true;
  bool has_from = merge_eta_reading(m->in, &best->from, &from_ms, &from_offset, &from_has);
  bool has_to = merge_eta_reading(m->in, &best->to, &to_ms, &to_offset, &to_has);
  if (!has_from && !has_to)
    return true;
  const wb_time *lead = has_from ? &best->from : &best->to;
  if (has_from && has_to && from_has && to_has)
    to_ms += (int64_t)(from_offset - to_offset) * 60000; /* one offset holds for both ends */
  m->timeline->eta = (wb_timeline_eta){
    .kind = best->kind,
    .has_offset = has_from ? from_has : to_has,
    .from_local_ms = has_from ? from_ms : to_ms,
    .to_local_ms = has_to ? eta_end(&best->to, to_ms) : eta_end(&best->from, from_ms),
    .offset_min = has_from ? from_offset : to_offset,
    .precision = lead->kind == WB_TIME_DATE ? (uint32_t)WB_PRECISION_DAY : lead->precision,
    .source = merge_text(m, m->polls[poll_at].feed->source),
    .text = merge_text(m, best->text),
  };
  return !arena_failed(m->memory);
}

bool merge_judge(merger *m)
{
  judge_tracking(m);
  judge_status(m);
  m->timeline->eta.source = m->timeline->eta.text = "";
  return judge_eta(m);
}
