/* SPDX-License-Identifier: MIT */
/* Carriers that have it, sources that were asked, and facts about the shipment. */
#include "parts.h"
#include <stdlib.h>

typedef struct leg {
  wb_str carrier, number;
  const char *role;
  int64_t first_ms; /* of its events */
} leg;

static int role_rank(const char *role)
{
  wb_str word = str_of(role);
  return str_is(word, "first_mile") ? 0 : str_is(word, "last_mile") ? 2 : 1;
}

static int compare_legs(const void *left, const void *right)
{
  const leg *a = left, *b = right;
  int order = role_rank(a->role) - role_rank(b->role);
  if (order == 0)
    order = (a->first_ms > b->first_ms) - (a->first_ms < b->first_ms);
  return order ? order : str_compare(a->carrier, b->carrier);
}

static leg *leg_of(leg *legs, size_t count, wb_str carrier)
{
  for (size_t i = 0; i < count; i++)
    if (str_equal(legs[i].carrier, carrier))
      return &legs[i];
  return NULL;
}

/* A carrier that names who brings it to the door is the first mile itself, and the other way round. */
static void apply_roles(const merger *m, leg *legs, size_t count)
{
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed_result *r = m->polls[i].result;
    leg *own = r ? leg_of(legs, count, m->polls[i].carrier) : NULL;
    for (size_t k = 0; own && k < r->related_count; k++) {
      const wb_related *other = &r->related[k];
      if (other->role != WB_ROLE_LAST_MILE && other->role != WB_ROLE_FIRST_MILE)
        continue;
      bool other_is_last = other->role == WB_ROLE_LAST_MILE;
      own->role = other_is_last ? "first_mile" : "last_mile";
      leg *named = other->carrier.n ? leg_of(legs, count, other->carrier) : NULL;
      if (named && named != own)
        named->role = other_is_last ? "last_mile" : "first_mile";
    }
  }
}

static bool list_legs(const merger *m, leg **ret_legs, size_t *ret_count)
{
  size_t capacity = 0;
  for (size_t i = 0; i < m->poll_count; i++) {
    const poll *p = &m->polls[i];
    bool has_it = p->result && (p->result->outcome == WB_FOUND || p->result->event_count);
    if (!has_it || leg_of(*ret_legs, *ret_count, p->carrier))
      continue;
    leg *made = arena_push(m->scratch, (void *)ret_legs, ret_count, &capacity, sizeof **ret_legs);
    if (!made)
      return false;
    const feed_result *r = p->result;
    *made = (leg){ .carrier = p->carrier, .number = r->parent.n ? r->parent : r->number, .role = "", .first_ms = INT64_MAX };
  }
  return true;
}

static const char *name_of(const merger *m, wb_str carrier)
{
  const char *name = m->in->carrier_name ? m->in->carrier_name(m->in->user, carrier) : NULL;
  return name ? arena_cstr(m->memory, str_of(name)) : merge_text(m, carrier);
}

static bool fill_legs(merger *m)
{
  leg *legs = NULL;
  size_t count = 0;
  if (!list_legs(m, &legs, &count))
    return false;
  for (size_t i = m->draft_count; i-- > 0;) {
    leg *l = leg_of(legs, count, m->polls[m->drafts[i].latest->poll].carrier);
    if (l)
      l->first_ms = m->drafts[i].latest->order_ms;
  }
  apply_roles(m, legs, count);
  if (count)
    qsort(legs, count, sizeof *legs, compare_legs);
  wb_timeline_leg *out = arena_array(m->memory, count, sizeof *out);
  if (!out)
    return false;
  for (size_t i = 0; i < count; i++)
    out[i] = (wb_timeline_leg){ merge_text(m, legs[i].carrier), merge_text(m, legs[i].number), legs[i].role,
                                name_of(m, legs[i].carrier) };
  for (size_t i = 0; i < m->draft_count; i++) {
    const leg *l = leg_of(legs, count, m->polls[m->drafts[i].latest->poll].carrier);
    m->drafts[i].event.leg = l ? (uint32_t)(l - legs) : 0;
  }
  m->timeline->legs = out;
  m->timeline->leg_count = count;
  return true;
}

/* The carrier whose number it is; of several, the one that has the parcel last. */
static void name_carrier(merger *m)
{
  wb_timeline *t = m->timeline;
  t->carrier = t->carrier_name = "";
  for (size_t i = 0; i < t->leg_count; i++) {
    bool own = str_equal(str_of(t->legs[i].number), str_of(t->number));
    if (i && !own)
      continue;
    t->carrier = t->legs[i].carrier;
    t->carrier_name = t->legs[i].carrier_name;
  }
}

/* ---- sources ---- */

static wb_source source_of(const merger *m, const poll *p)
{
  const feed *f = p->feed;
  wb_str detail = p->answer && p->answer->detail.n ? p->answer->detail : f->error_text;
  return (wb_source){
    .carrier = merge_text(m, f->source.n ? f->source : f->carrier),
    .outcome = p->answer && p->answer->outcome ? p->answer->outcome : (uint32_t)WB_FAILED,
    .recorded = f->recorded,
    .code = f->error_code,
    .retry_after_s = p->answer ? p->answer->retry_after_s : 0,
    .detail = merge_text(m, detail),
    .fetched_at_ms = f->fetched_at_ms,
  };
}

static int compare_sources(const void *left, const void *right)
{
  const wb_source *a = left, *b = right;
  return str_compare(str_of(a->carrier), str_of(b->carrier));
}

/* The newest word of each. */
static bool fill_sources(merger *m)
{
  wb_source *out = arena_array(m->memory, m->poll_count, sizeof *out);
  if (!out)
    return false;
  size_t n = 0;
  for (size_t i = 0; i < m->poll_count; i++)
    if ((m->polls[i].answer || m->polls[i].feed->error_code) && merge_is_newest(m, i))
      out[n++] = source_of(m, &m->polls[i]);
  if (arena_failed(m->memory))
    return false;
  if (n)
    qsort(out, n, sizeof *out, compare_sources);
  m->timeline->sources = out;
  m->timeline->source_count = n;
  return true;
}

/* ---- facts ---- */

static void fill_fact(const merger *m, const char **fact, wb_str text)
{
  if (*fact && !**fact && text.n)
    *fact = merge_text(m, text);
}

static void fill_facts_of(merger *m, bool own)
{
  wb_timeline *t = m->timeline;
  for (size_t i = m->poll_count; i-- > 0;) {
    const feed_result *r = m->polls[i].result;
    if (!r || (own && !str_equal(m->polls[i].carrier, str_of(t->carrier))))
      continue;
    fill_fact(m, &t->service, r->service);
    fill_fact(m, &t->signed_by, r->signed_by);
    fill_fact(m, &t->origin_country, r->origin_country);
    fill_fact(m, &t->destination_country, r->destination_country);
    t->weight_g = t->weight_g ? t->weight_g : r->weight_g;
    t->pieces = t->pieces ? t->pieces : r->pieces;
  }
}

/* The newest word of the carrier that the timeline names, else of any. */
static void fill_facts(merger *m)
{
  wb_timeline *t = m->timeline;
  t->service = t->signed_by = t->origin_country = t->destination_country = "";
  fill_facts_of(m, true);
  fill_facts_of(m, false);
}

bool merge_legs(merger *m)
{
  if (!fill_legs(m) || !fill_sources(m))
    return false;
  name_carrier(m);
  fill_facts(m);
  return !arena_failed(m->memory);
}
