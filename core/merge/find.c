/* SPDX-License-Identifier: MIT */
/* Findings: what a person should know beside the timeline itself, each with the events that show it. */
#include "../base/clock.h"
#include "../model/status.h"
#include "findings.h"
#include <stdlib.h>

#define CLOCK_SLACK_MS (INT64_C(26) * 3600000) /* no two clocks on earth are further apart */

typedef struct rule {
  const char *name, *severity, *clears;
} rule;

#define RULE_ROW(name, rule, severity, clears) { rule, severity, clears },
static const rule rules[FINDING_RULE_COUNT] = { FINDING_RULES(RULE_ROW) };
#undef RULE_ROW

bool merge_add_finding(merger *m, finding_rule of, wb_str text, const draft *a, const draft *b)
{
  wb_finding *f = ARENA_PUSH(m->memory, m->findings, m->finding_count, m->finding_capacity);
  const char **evidence = arena_array(m->memory, 2, sizeof *evidence);
  if (!f || !evidence || !text.p)
    return false;
  size_t count = 0;
  if (a)
    evidence[count++] = a->event.id;
  if (b && b != a)
    evidence[count++] = b->event.id;
  *f = (wb_finding){ .rule = rules[of].name,
                     .severity = rules[of].severity,
                     .text = text.p,
                     .evidence = evidence,
                     .evidence_count = count,
                     .clears = rules[of].clears };
  return true;
}

static wb_str carrier_of(const merger *m, const draft *d)
{
  return m->polls[d->latest->poll].carrier;
}

static bool find_tally(merger *m, const tally *t)
{
  if (t->shipments > 1 &&
      !merge_add_finding(
          m, FINDING_SEVERAL_SHIPMENTS,
          arena_printf(m->memory,
                       "the number stands for %zu shipments; the one with the newest event is shown",
                       t->shipments),
          NULL, NULL))
    return false;
  if (!t->pieces)
    return true;
  uint32_t count = t->pieces < UINT32_MAX ? (uint32_t)t->pieces : UINT32_MAX;
  if (m->timeline->pieces < count)
    m->timeline->pieces = count;
  return merge_add_finding(
      m, FINDING_PIECES,
      arena_printf(m->memory, "%zu piece%s with %s: %.*s", t->pieces, t->pieces == 1 ? "" : "s",
                   t->pieces == 1 ? "a number of its own" : "numbers of their own", STR_ARG(t->piece_names)),
      NULL, NULL);
}

static bool find_retractions(merger *m)
{
  size_t named = 0, all = 0;
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *d = &m->drafts[i];
    if (!d->withdrawn_by || all++ >= MAX_OF_ONE_RULE)
      continue;
    named++;
    wb_str text = arena_printf(m->memory, "%.*s withdrew: %s", STR_ARG(carrier_of(m, d)),
                               d->event.text[0] ? d->event.text : status_word(d->event.status));
    if (!merge_add_finding(m, FINDING_RETRACTION, text, d, d->withdrawn_by))
      return false;
  }
  return all == named ||
         merge_add_finding(m, FINDING_RETRACTION,
                           arena_printf(m->memory, "%zu more events were withdrawn", all - named), NULL,
                           NULL);
}

/* Taken back without a word. */
static bool find_vanished(merger *m)
{
  size_t named = 0, all = 0;
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *d = &m->drafts[i];
    if (!d->vanished || d->withdrawn_by || WB_MAIN(d->event.status) == WB_NOTE || all++ >= MAX_OF_ONE_RULE)
      continue;
    named++;
    wb_str text = arena_printf(m->memory, "%.*s no longer says: %s", STR_ARG(carrier_of(m, d)),
                               d->event.text[0] ? d->event.text : status_word(d->event.status));
    if (!merge_add_finding(m, FINDING_RETRACTION, text, d, NULL))
      return false;
  }
  return all == named ||
         merge_add_finding(m, FINDING_RETRACTION,
                           arena_printf(m->memory, "%zu more events are no longer said", all - named), NULL,
                           NULL);
}

static bool find_reuse(merger *m)
{
  for (size_t i = m->draft_count; i-- > 1;) {
    const draft *after = &m->drafts[i], *before = &m->drafts[i - 1];
    if (after->epoch <= before->epoch)
      continue;
    wb_str text = arena_printf(m->memory, "the number was another parcel's before: %s was its last word",
                               status_word(before->event.status));
    return merge_add_finding(m, FINDING_REUSE, text, before, after);
  }
  return true;
}

static bool find_movement_after_end(merger *m)
{
  const draft *ended, *broken;
  const draft *now = merge_status_of(m, (wb_str){ NULL, 0 }, &ended, &broken);
  if (!broken)
    return true;
  bool changed = now != ended && !(now && WB_MAIN(now->event.status) == WB_MAIN(ended->event.status));
  wb_str text = arena_printf(m->memory, "%s was followed by %s%s", status_word(ended->event.status),
                             status_word(broken->event.status), changed ? "" : "; the status was kept");
  return merge_add_finding(m, changed ? FINDING_MOVED : FINDING_HELD, text, ended, broken);
}

/* ---- codes without a word ---- */

static int compare_codes(const void *left, const void *right)
{
  const draft *a = *(const draft *const *)left, *b = *(const draft *const *)right;
  int order = str_compare(a->latest->said->code, b->latest->said->code);
  if (order == 0)
    order = str_compare(a->latest->said->text, b->latest->said->text);
  if (order == 0) /* the position in the timeline: drafts lie in one array */
    order = (a > b) - (a < b);
  return order;
}

static bool same_code(const merger *m, const draft *a, const draft *b)
{
  return str_equal(a->latest->said->code, b->latest->said->code) &&
         str_equal(a->latest->said->text, b->latest->said->text) &&
         str_equal(carrier_of(m, a), carrier_of(m, b));
}

static bool add_unmapped(merger *m, const draft *d)
{
  const feed_statement *s = d->latest->said;
  wb_str text = arena_printf(m->memory, "no word for %.*s's code \"%.*s\": \"%.*s\"",
                             STR_ARG(carrier_of(m, d)), STR_ARG(s->code), STR_ARG(s->text));
  return merge_add_finding(m, FINDING_UNMAPPED, text, d, NULL);
}

static bool find_unmapped(merger *m)
{
  const draft **list = arena_array(m->scratch, m->draft_count, sizeof *list);
  size_t count = 0, distinct = 0;
  if (!list)
    return false;
  for (size_t i = 0; i < m->draft_count; i++)
    if (m->drafts[i].latest->said->unmapped)
      list[count++] = &m->drafts[i];
  if (count)
    qsort(list, count, sizeof *list, compare_codes);
  for (size_t i = 0; i < count; i++) {
    if (i && same_code(m, list[i], list[i - 1]))
      continue;
    if (distinct++ < MAX_OF_ONE_RULE && !add_unmapped(m, list[i]))
      return false;
  }
  return distinct <= MAX_OF_ONE_RULE ||
         merge_add_finding(m, FINDING_UNMAPPED,
                           arena_printf(m->memory, "%zu more codes have no word", distinct - MAX_OF_ONE_RULE),
                           NULL, NULL);
}

/* ---- clocks, disagreement, related numbers ---- */

/* One for each source: its clock is what is wrong. */
static bool find_future_of(merger *m, size_t teller)
{
  const draft *worst = NULL;
  size_t count = 0;
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *d = &m->drafts[i];
    if (d->event.time.from_ms <= m->in->as_of_ms + CLOCK_SLACK_MS ||
        m->polls[d->latest->poll].source != teller)
      continue;
    count++;
    worst = worst && worst->event.time.from_ms >= d->event.time.from_ms ? worst : d;
  }
  return !count || merge_add_finding(m, FINDING_CLOCK,
                                     arena_printf(m->memory, "%zu event%s of %.*s lie%s in the future", count,
                                                  count == 1 ? "" : "s", STR_ARG(carrier_of(m, worst)),
                                                  count == 1 ? "s" : ""),
                                     worst, NULL);
}

static bool find_future(merger *m)
{
  for (size_t i = 0; m->in->as_of_ms && i < m->source_count; i++)
    if (!find_future_of(m, i))
      return false;
  return true;
}

static bool find_disagreement(merger *m)
{
  const draft *first = NULL;
  for (size_t i = 0; i < m->timeline->leg_count; i++) {
    const draft *own = merge_status_of(m, str_of(m->timeline->legs[i].carrier), NULL, NULL);
    if (!own)
      continue;
    if (!first)
      first = own;
    if (WB_MAIN(own->event.status) == WB_MAIN(first->event.status))
      continue;
    wb_str text = arena_printf(m->memory, "%.*s says %s, %.*s says %s", STR_ARG(carrier_of(m, first)),
                               status_word(first->event.status), STR_ARG(carrier_of(m, own)),
                               status_word(own->event.status));
    return merge_add_finding(m, FINDING_STATUS_DISAGREES, text, first, own);
  }
  return true;
}

#define ETAS_DIFFER_MS (INT64_C(2) * 86400000)

/* The newest words of two sources leave more than two days between their spans; clocks do not matter here. */
static bool find_eta(merger *m)
{
  bool any = false;
  int64_t first_end = 0, last_start = 0;
  size_t first = 0, last = 0;
  for (size_t i = 0; i < m->poll_count; i++) {
    int64_t from_ms, to_ms;
    if (!merge_eta_span(m, i, &from_ms, &to_ms))
      continue;
    first = any && first_end <= to_ms ? first : i;
    first_end = any && first_end <= to_ms ? first_end : to_ms;
    last = any && last_start >= from_ms ? last : i;
    last_start = any && last_start >= from_ms ? last_start : from_ms;
    any = true;
  }
  if (!any || m->timeline->flags & WB_FLAG_TERMINAL || last_start - first_end <= ETAS_DIFFER_MS)
    return true;
  WB_AUTO(buf) text = { 0 };
  buf_printf(&text, "%.*s expects it by ", STR_ARG(m->polls[first].feed->source));
  civil_add_date(&text, first_end);
  buf_printf(&text, ", %.*s not before ", STR_ARG(m->polls[last].feed->source));
  civil_add_date(&text, last_start);
  return !text.failed &&
         merge_add_finding(m, FINDING_ETA_DISAGREES, arena_str(m->memory, buf_view(&text)), NULL, NULL);
}

static const char *role_words(uint32_t role)
{
  switch (role) {
  case WB_ROLE_LAST_MILE:
    return "brought to the door";
  case WB_ROLE_FIRST_MILE:
    return "carried on the first part of the way";
  case WB_ROLE_RETURN:
    return "sent back";
  case WB_ROLE_REPLACED_BY:
    return "now tracked";
  default:
    return NULL;
  }
}

static bool is_said_by_newer(const merger *m, size_t poll_at, const wb_related *r)
{
  for (size_t i = poll_at + 1; i < m->poll_count; i++)
    for (size_t k = 0; m->polls[i].result && k < m->polls[i].result->related_count; k++) {
      const wb_related *other = &m->polls[i].result->related[k];
      if (other->role == r->role && str_equal(other->number, r->number))
        return true;
    }
  return false;
}

/* Told by the list of legs already? */
static bool is_leg(const merger *m, wb_str number)
{
  for (size_t i = 0; i < m->timeline->leg_count; i++)
    if (str_equal(str_of(m->timeline->legs[i].number), number))
      return true;
  return false;
}

static bool find_related(merger *m)
{
  size_t named = 0;
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed_result *r = m->polls[i].result;
    for (size_t k = 0; r && k < r->related_count && named < MAX_OF_ONE_RULE; k++) {
      const wb_related *other = &r->related[k];
      const char *words = role_words(other->role);
      wb_str by = other->carrier.n ? other->carrier : other->carrier_text;
      if (!words || !other->number.n || str_equal(other->number, m->in->number) || is_leg(m, other->number) ||
          is_said_by_newer(m, i, other))
        continue;
      named++;
      wb_str text = arena_printf(m->memory, "%s as %.*s%s%.*s", words, STR_ARG(other->number),
                                 by.n ? " by " : "", STR_ARG(by));
      if (!merge_add_finding(m, FINDING_RELATED, text, NULL, NULL))
        return false;
    }
  }
  return true;
}

bool merge_find(merger *m, const tally *t)
{
  if (!find_tally(m, t) || !find_disagreement(m) || !find_eta(m) || !merge_find_journey(m) ||
      !find_movement_after_end(m) || !find_reuse(m) || !find_retractions(m) || !find_vanished(m) ||
      !find_future(m) || !find_related(m) || !find_unmapped(m))
    return false;
  m->timeline->findings = m->findings;
  m->timeline->finding_count = m->finding_count;
  return true;
}
