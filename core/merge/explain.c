/* SPDX-License-Identifier: MIT */
#include "explain.h"
#include "parts.h"
#include "weights.h"

static const char *row_name(unsigned row)
{
  static const struct {
    unsigned end;
    const char *name;
  } names[] = {
    { ROW_READING, "time and kind" },
    { ROW_PLACE, "hands of the clock" },
    { ROW_TEXT, "place" },
    { ROW_COPY, "words" },
    { ROW_OWN, "sources that copy" },
    { ROW_OWN_PLACE, "told twice by one source" },
    { ROW_COUNT, "place, of one source" },
  };
  for (size_t i = 0; i < WB_COUNT(names); i++)
    if (row < names[i].end)
      return names[i].name;
  return "";
}

static const char *rule_words(const node *n)
{
  if (n->mark == MARK_CERTAIN)
    return "the reading names its own zone";
  if (n->mark == MARK_NONE)
    return "no time was told";
  switch (n->rule.kind) {
  case RULE_UTC:
    return "the source writes UTC: so its readings agree best with the others, and with the hours of the day";
  case RULE_PLACE:
    return "the source writes by the clock of the place: so its readings agree best with the others, and "
           "with the "
           "hours of the day";
  case RULE_FIXED:
    return "the source writes in one fixed zone, whatever the place: so its readings agree best with the "
           "others";
  default:
    return "as written: nothing speaks for another zone";
  }
}

/* As the timeline names the newest statement of a node. */
static wb_str ref_of(const merger *m, const node *n)
{
  for (size_t i = 0; i < m->draft_count; i++)
    for (size_t k = 0; k < m->drafts[i].witness_count; k++)
      if (m->drafts[i].witnesses[k] == n->last)
        return str_of(m->drafts[i].event.statements[k].ref);
  return n->last->said->ref;
}

static merge_reason reason_of(const merger *m, const draft *d, int what, const node *n, const node *other)
{
  merge_reason r = {
    .what = what, .event = d->event.id, .source = m->sources[n->source].name, .ref = ref_of(m, n)
  };
  if (other) {
    r.other_source = m->sources[other->source].name;
    r.other_ref = ref_of(m, other);
  }
  return r;
}

static void add_evidence(const merger *m, const node *a, const node *b, merge_reason *r)
{
  uint16_t rows[MERGE_ROWS];
  int32_t first = 0;
  size_t low = (size_t)((a < b ? a : b) - m->nodes), high = (size_t)((a < b ? b : a) - m->nodes);
  size_t count = merge_rows(m, &m->nodes[low], &m->nodes[high], rows);
  r->sum = *merge_score_at(m, low, high) * MERGE_SCORE_UNIT;
  for (size_t i = 0; i < count; i++) {
    r->rows[r->row_count].name = row_name(rows[i]);
    r->rows[r->row_count++].value = merge_weights[rows[i]];
    first += merge_weights[rows[i]];
  }
  if (r->sum - first < MERGE_SCORE_UNIT && first - r->sum < MERGE_SCORE_UNIT)
    r->sum = first; /* scores are rounded to units */
  else if (count) {
    r->rows[r->row_count].name = "rivals, order and third sources";
    r->rows[r->row_count++].value = r->sum - first;
  }
}

static void tell(const merger *m, const merge_reason *r)
{
  m->in->explain->tell(m->in->explain->user, r);
}

static void explain_joined(const merger *m, const draft *d)
{
  for (size_t k = 1; k < d->node_count; k++) {
    const node *best = NULL, *n = d->nodes[k];
    for (size_t i = 0; i < k; i++) {
      const node *with = d->nodes[i];
      if (!best || *merge_score_at(m, (size_t)(n - m->nodes), (size_t)(with - m->nodes)) >
                       *merge_score_at(m, (size_t)(n - m->nodes), (size_t)(best - m->nodes)))
        best = with;
    }
    merge_reason r = reason_of(m, d, MERGE_JOINED, n, best);
    if (*merge_score_at(m, (size_t)(n - m->nodes), (size_t)(best - m->nodes)) == MERGE_VETO)
      r.words = "the carrier itself says that they are one";
    else
      add_evidence(m, n, best, &r);
    tell(m, &r);
  }
}

/* The likeliest one that did not come into the event. */
static void explain_rejected(const merger *m, const draft *d)
{
  const node *best = NULL, *from = NULL;
  int16_t most = MERGE_VETO;
  for (size_t k = 0; k < d->node_count; k++)
    for (size_t i = 0; i < m->node_count; i++) {
      const node *n = d->nodes[k], *other = &m->nodes[i];
      if (other == n || other->cluster == n->cluster)
        continue;
      int16_t score = *merge_score_at(m, (size_t)(n - m->nodes), i);
      if (score > most) {
        most = score;
        best = other;
        from = n;
      }
    }
  if (!best)
    return;
  merge_reason r = reason_of(m, d, MERGE_REJECTED, from, best);
  add_evidence(m, from, best, &r);
  r.words = most > 0 ? "a better pair came first, and the rest of that event does not go with it"
                     : "the evidence says that they are two scans";
  tell(m, &r);
}

void merge_explain(const merger *m)
{
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *d = &m->drafts[i];
    for (size_t k = 0; k < d->node_count; k++) {
      merge_reason r = reason_of(m, d, MERGE_READS, d->nodes[k], NULL);
      r.words = rule_words(d->nodes[k]);
      tell(m, &r);
    }
    if (!m->scores) /* compared in blocks */
      continue;
    explain_joined(m, d);
    explain_rejected(m, d);
  }
}
