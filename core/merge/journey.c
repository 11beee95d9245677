/* SPDX-License-Identifier: MIT */
/* Findings about the way of the parcel.  Silence is better than a false alarm: what is not certain (a zone, a
 * place, a kind) is no evidence. */
#include "../model/status.h"
#include "findings.h"

#define HOUR_MS      INT64_C(3600000)
#define FAR_M        50000 /* a depot is not further from the towns that it serves, mostly */
#define SURE         900   /* of place_found.certainty */
#define MOST_VISITS  64    /* of one source */
#define VISITS_AGAIN 3

static wb_str carrier_of(const merger *m, const draft *d)
{
  return m->polls[d->latest->poll].carrier;
}

static bool is_way_back(const draft *d)
{
  uint32_t main = WB_MAIN(d->event.status);
  return main == WB_RETURNING || main == WB_RETURNED || (d->event.flags & WB_FLAG_RETURN_LEG);
}

static bool is_known_city(const place_found *p)
{
  return p->level >= PLACE_CITY && p->certainty >= SURE;
}

static bool are_far(const place_found *a, const place_found *b)
{
  uint32_t apart = is_known_city(a) && is_known_city(b) ? place_distance_m(a, b) : UINT32_MAX;
  return apart != UINT32_MAX && apart > FAR_M;
}

/* The closest place that an event's nodes know. */
static const node *placed_node(const draft *d)
{
  const node *best = d->nodes[0];
  for (size_t i = 1; i < d->node_count; i++)
    best = d->nodes[i]->place.level > best->place.level ? d->nodes[i] : best;
  return best;
}

/* ---- two deliveries ---- */

static bool is_delivery(const draft *d)
{
  return merge_counts(d) && WB_MAIN(d->event.status) == WB_DELIVERED && !is_way_back(d);
}

/* What a parcel's own pieces have each for themselves. */
static bool of_other_pieces(const draft *a, const draft *b)
{
  wb_str one = a->latest->said->piece, two = b->latest->said->piece;
  return one.n && two.n && !str_equal(one, two);
}

static bool deliveries_differ(const draft *before, const draft *after)
{
  const wb_event_time *a = &before->event.time, *b = &after->event.time;
  if (after->event.status == WB_DELIVERED_COLLECTED || of_other_pieces(before, after))
    return false; /* left in a locker, then fetched from there */
  bool apart = a->to_ms && b->to_ms && (b->from_ms - a->to_ms > HOUR_MS || a->from_ms - b->to_ms > HOUR_MS);
  return apart || are_far(&placed_node(before)->place, &placed_node(after)->place);
}

static bool find_deliveries(merger *m)
{
  const draft *before = NULL;
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *d = &m->drafts[i];
    if (before && (d->epoch != before->epoch || (merge_counts(d) && is_way_back(d))))
      before = NULL;
    if (!is_delivery(d))
      continue;
    if (before && deliveries_differ(before, d)) {
      wb_str text = arena_printf(m->memory, "delivered twice: %.*s says so of two scans that cannot be one",
                                 STR_ARG(carrier_of(m, d)));
      if (!str_equal(carrier_of(m, before), carrier_of(m, d)))
        text = arena_printf(m->memory, "delivered twice: %.*s and %.*s tell of two scans that cannot be one",
                            STR_ARG(carrier_of(m, before)), STR_ARG(carrier_of(m, d)));
      return merge_add_finding(m, FINDING_DELIVERIES, text, before, d);
    }
    before = d;
  }
  return true;
}

/* ---- one scan, two meanings ---- */

/* What no scan can be at once. */
static const kinds opposites[][2] = {
  { KIND(DELIVERED), KIND(ATTEMPT) | KIND(RETURNING) | KIND(RETURNED) | KIND(LOST) | KIND(CANCELLED) |
                         KIND(CUSTOMS_HOLD) | KIND(LABEL) },
  { KIND(OUT_FOR_DELIVERY), KIND(RETURNED) | KIND(LOST) | KIND(CANCELLED) | KIND(LABEL) },
  { KIND(CUSTOMS_OUT), KIND(CUSTOMS_HOLD) },
};

static bool is_within(kinds set, kinds whole)
{
  return set && !(set & ~whole);
}

static bool are_opposite(const node *a, const node *b)
{
  for (size_t i = 0; i < WB_COUNT(opposites); i++)
    if ((is_within(a->may_be, opposites[i][0]) && is_within(b->may_be, opposites[i][1])) ||
        (is_within(b->may_be, opposites[i][0]) && is_within(a->may_be, opposites[i][1])))
      return true;
  return false;
}

static bool find_conflict_in(merger *m, const draft *d)
{
  for (size_t k = 1; k < d->node_count; k++)
    for (size_t i = 0; i < k; i++) {
      const node *a = d->nodes[i], *b = d->nodes[k];
      if (a->gone || b->gone || !are_opposite(a, b))
        continue;
      wb_str text = arena_printf(m->memory, "of one scan %.*s says %s, %.*s says %s",
                                 STR_ARG(m->sources[a->source].name), status_word(a->last->said->status),
                                 STR_ARG(m->sources[b->source].name), status_word(b->last->said->status));
      return merge_add_finding(m, FINDING_CONFLICT, text, d, NULL);
    }
  return true;
}

static bool find_conflicts(merger *m)
{
  size_t left = MAX_OF_ONE_RULE;
  for (size_t i = 0; i < m->draft_count && left; i++) {
    size_t before = m->finding_count;
    if (merge_counts(&m->drafts[i]) && !find_conflict_in(m, &m->drafts[i]))
      return false;
    left -= m->finding_count > before;
  }
  return true;
}

/* ---- in circles ---- */

typedef struct visit {
  const draft *at;
  const place_found *place;
} visit;

/* A scan inside the network, at a place and a moment that are certain. */
static bool is_visit(const draft *d, const node *n)
{
  const kinds inside = KIND(ARRIVE) | KIND(PROCESS) | KIND(DEPART);
  return merge_counts(d) && is_within(n->may_be, inside) && is_known_city(&n->place) && d->event.time.to_ms &&
         d->event.time.precision > WB_PRECISION_DAY && d->event.time.zone_from != WB_ZONE_ASSUMED;
}

static bool is_same_site(const place_found *a, const place_found *b)
{
  return a->facility == b->facility && a->wording == b->wording && place_compare(a, b) == PLACE_SAME;
}

static const node *told_by(const draft *d, size_t teller)
{
  for (size_t i = 0; i < d->node_count; i++)
    if (d->nodes[i]->source == teller)
      return d->nodes[i];
  return NULL;
}

/* The visits that one source tells of, neighbours in one town once; those before the newest life of the
 * number and from the way back on are left out. */
static size_t list_visits(const merger *m, size_t teller, uint32_t leg, visit *ret)
{
  size_t count = 0;
  uint32_t epoch = m->draft_count ? m->drafts[m->draft_count - 1].epoch : 0;
  for (size_t i = 0; i < m->draft_count && count < MOST_VISITS; i++) {
    const draft *d = &m->drafts[i];
    if (d->epoch != epoch || d->event.leg != leg)
      continue;
    if (merge_counts(d) && (is_way_back(d) || WB_MAIN(d->event.status) == WB_DELIVERED))
      break;
    const node *n = told_by(d, teller);
    if (!n || !is_visit(d, n))
      continue;
    bool certain = !count || ret[count - 1].at->event.time.to_ms < d->event.time.from_ms;
    if (certain && (!count || are_far(ret[count - 1].place, &n->place)))
      ret[count++] = (visit){ d, &n->place };
  }
  return count;
}

/* How often the site of visit i is met from there on; the first site of all is where the way began: a parcel
 * for a neighbour goes to the hub and back. */
static size_t returns_to(const visit *list, size_t count, size_t i, size_t *ret_last)
{
  size_t times = 1;
  for (size_t k = i + 1; k < count; k++)
    if (is_same_site(list[i].place, list[k].place)) {
      times++;
      *ret_last = k;
    }
  return i == 0 && times < VISITS_AGAIN ? 1 : times;
}

static bool find_loop_of(merger *m, size_t teller, uint32_t leg, bool *ret_found)
{
  visit list[MOST_VISITS];
  size_t count = list_visits(m, teller, leg, list), most = 1, first = 0, last = 0;
  for (size_t i = 0; i + 2 < count; i++) {
    size_t end = i, times = returns_to(list, count, i, &end);
    if (times > most) {
      most = times;
      first = i;
      last = end;
    }
  }
  *ret_found = most > 1;
  if (most < 2)
    return true;
  const wb_event_place *site = &list[first].at->event.place;
  wb_str text = arena_printf(m->memory, "it was at one place %zu times, elsewhere in between: %s", most,
                             site->text[0] ? site->text : site->city);
  return merge_add_finding(m, most >= VISITS_AGAIN ? FINDING_LOOP_AGAIN : FINDING_LOOP, text, list[first].at,
                           list[last].at);
}

static bool find_loops(merger *m)
{
  bool found = false;
  size_t legs = m->timeline->leg_count ? m->timeline->leg_count : 1;
  for (uint32_t leg = 0; leg < legs && !found; leg++)
    for (size_t teller = 0; teller < m->source_count && !found; teller++)
      if (!find_loop_of(m, teller, leg, &found))
        return false;
  return true;
}

/* ---- another country ---- */

/* Countries that posts name for each other: the first is the one whose post serves the others. */
static const char *const served[] = { "AU CX CC NF",
                                      "CH LI",
                                      "CN HK MO TW",
                                      "DK FO GL",
                                      "ES AD",
                                      "FI AX",
                                      "FR MC GP MQ GF RE YT PM BL MF NC PF WF AD",
                                      "GB JE GG IM GI",
                                      "IT SM VA",
                                      "NL AW CW SX BQ",
                                      "NO SJ",
                                      "NZ CK NU TK",
                                      "US PR VI GU AS MP UM" };

static bool stands_in(const char *list, wb_str country)
{
  wb_str rest = str_of(list), one;
  while (str_split(&rest, ' ', &one))
    if (str_equal(one, country))
      return true;
  return false;
}

static bool is_one_country(wb_str a, wb_str b)
{
  if (str_equal(a, b))
    return true;
  for (size_t i = 0; i < WB_COUNT(served); i++)
    if (stands_in(served[i], a) && stands_in(served[i], b))
      return true;
  return false;
}

static bool is_declared(const merger *m, wb_str country, bool *ret_any)
{
  bool found = false;
  for (size_t i = 0; i < m->poll_count; i++) {
    const feed_result *r = m->polls[i].result;
    if (!r || r->destination_country.n != 2)
      continue;
    *ret_any = true;
    found = found || is_one_country(country, r->destination_country);
  }
  return found;
}

/* The newest one decides: an earlier one was put right. */
static bool find_wrong_destination(merger *m)
{
  const draft *d = NULL;
  for (size_t i = 0; i < m->draft_count; i++) {
    const draft *next = &m->drafts[i];
    if (merge_counts(next) && is_way_back(next))
      return true;
    d = merge_counts(next) && WB_MAIN(next->event.status) >= WB_IN_TRANSIT ? next : d;
  }
  uint32_t main = d ? WB_MAIN(d->event.status) : 0;
  bool any = false;
  if ((main != WB_OUT_FOR_DELIVERY && main != WB_DELIVERED) || d->event.leg + 1 < m->timeline->leg_count)
    return true;
  const place_found *p = &placed_node(d)->place;
  if (!is_known_city(p) || !p->country[0] || is_declared(m, str_of(p->country), &any) || !any)
    return true;
  wb_str text = arena_printf(m->memory, "%s in %s, but %s is the declared country",
                             main == WB_DELIVERED ? "delivered" : "out for delivery", p->country,
                             m->timeline->destination_country);
  return merge_add_finding(m, FINDING_WRONG_DESTINATION, text, d, NULL);
}

bool merge_find_journey(merger *m)
{
  return find_deliveries(m) && find_conflicts(m) && find_loops(m) && find_wrong_destination(m);
}
