/* SPDX-License-Identifier: MIT */
#include "merge_saved.h"
#include "../merge/merge.h"
#include "feed_lines.h"
#include <stdlib.h>

typedef struct parcel { /* one timeline of a group: a number, and others under which it travels */
  wb_str number;
  wb_str *others;
  size_t other_count, other_capacity;
} parcel;

typedef struct merging {
  engine *e;
  const wb_merge_input *in;
  int (*made)(void *user, const wb_timeline *t);
  void *user;
  arena *memory; /* of one group */
  arena *output; /* of one timeline */
  const feed_group *group;
  const feed **feeds; /* by moment of fetching */
  size_t feed_count;  /* those that were fetched so far */
  parcel *parcels;
  size_t parcel_count, parcel_capacity;
} merging;

static int compare_moments(const void *left, const void *right)
{
  const feed *a = *(const feed *const *)left, *b = *(const feed *const *)right;
  int order = (a->fetched_at_ms > b->fetched_at_ms) - (a->fetched_at_ms < b->fetched_at_ms);
  return order ? order : str_compare(a->source, b->source);
}

/* ---- the numbers of a group ---- */

static bool is_piece_of(const feed_result *r, wb_str number)
{
  if (r->parent.n && !str_equal(r->parent, number))
    return true;
  for (size_t i = 0; i < r->related_count; i++)
    if (r->related[i].role == WB_ROLE_MASTER && !str_equal(r->related[i].number, number))
      return true;
  return false;
}

/* Told by any feed: the number itself names its master, or the master names it. */
static bool is_piece(const merging *m, wb_str number)
{
  for (size_t i = 0; i < m->feed_count; i++)
    for (size_t k = 0; k < m->feeds[i]->result_count; k++) {
      const feed_result *r = &m->feeds[i]->results[k];
      if (str_equal(r->number, number) && is_piece_of(r, number))
        return true;
      for (size_t n = 0; n < r->related_count; n++)
        if (r->related[n].role == WB_ROLE_PIECE && str_equal(r->related[n].number, number) &&
            !str_equal(r->number, number))
          return true;
    }
  return false;
}

static bool is_listed(const merging *m, wb_str number)
{
  for (size_t i = 0; i < m->parcel_count; i++) {
    if (str_equal(m->parcels[i].number, number))
      return true;
    for (size_t k = 0; k < m->parcels[i].other_count; k++)
      if (str_equal(m->parcels[i].others[k], number))
        return true;
  }
  return false;
}

static bool add_parcel(merging *m, wb_str number)
{
  parcel *made = ARENA_PUSH(m->memory, m->parcels, m->parcel_count, m->parcel_capacity);
  if (made)
    *made = (parcel){ .number = number };
  return made != NULL;
}

/* The least of several numbers that are no pieces leads: the feeds' order must not matter. */
static bool add_number(merging *m, wb_str number)
{
  if (is_piece(m, number))
    return add_parcel(m, number);
  parcel *whole = NULL;
  for (size_t i = 0; i < m->parcel_count && !whole; i++)
    whole = is_piece(m, m->parcels[i].number) ? NULL : &m->parcels[i];
  if (!whole)
    return add_parcel(m, number);
  wb_str *other = ARENA_PUSH(m->memory, whole->others, whole->other_count, whole->other_capacity);
  if (other)
    *other = number;
  return other != NULL;
}

static int compare_numbers(const void *left, const void *right)
{
  return str_compare(*(const wb_str *)left, *(const wb_str *)right);
}

static int list_parcels(merging *m, wb_error *err)
{
  size_t count = 0, total = 0;
  m->parcels = NULL;
  m->parcel_count = m->parcel_capacity = 0;
  for (size_t i = 0; i < m->feed_count; i++)
    total += m->feeds[i]->result_count;
  wb_str *numbers = arena_array(m->memory, total + 1, sizeof *numbers);
  if (!numbers)
    return error_nomem(err);
  if (m->group->by_number)
    numbers[count++] = m->group->key;
  for (size_t i = 0; i < m->feed_count && !m->group->by_number; i++)
    for (size_t k = 0; k < m->feeds[i]->result_count; k++)
      numbers[count++] = m->feeds[i]->results[k].number;
  if (count)
    qsort(numbers, count, sizeof *numbers, compare_numbers);
  for (size_t i = 0; i < count; i++)
    if (!is_listed(m, numbers[i]) && !add_number(m, numbers[i]))
      return error_nomem(err);
  return WB_OK;
}

/* ---- timelines ---- */

static const char *carrier_name(void *user, wb_str carrier)
{
  const registry_carrier *known = NULL;
  registry_find(((engine *)user)->carriers, carrier, &known, NULL);
  return known ? known->declared->name : NULL;
}

static int give(merging *m, const parcel *p, uint32_t poll, wb_error *err)
{
  const feed *newest = m->feeds[m->feed_count - 1];
  arena_reset(m->output);
  merge_input in = {
    .feeds = m->feeds,
    .feed_count = m->feed_count,
    .number = p->number,
    .other_numbers = p->others,
    .other_number_count = p->other_count,
    .shipment = newest->shipment,
    .as_of_ms = m->e->clock.fixed_ms ? m->e->clock.fixed_ms : newest->fetched_at_ms,
    .zones = m->e->zones,
    .places = m->e->places,
    .caches = &m->e->caches,
    .carrier_name = carrier_name,
    .user = m->e,
  };
  const wb_timeline *t = NULL;
  int rc = merge_feeds(&in, m->output, &t, err);
  if (rc)
    return rc;
  wb_timeline shown = *t;
  shown.has_poll = m->in->every;
  shown.poll = poll;
  return m->made(m->user, &shown) ? error_set(err, WB_E_CANCELLED, "the caller ended the merge") : WB_OK;
}

/* What is known after the first feed_count feeds, and nothing of those that come later. */
static int give_parcels(merging *m, size_t feed_count, uint32_t poll, wb_error *err)
{
  m->feed_count = feed_count;
  int rc = list_parcels(m, err);
  for (size_t i = 0; i < m->parcel_count && rc == WB_OK; i++)
    rc = give(m, &m->parcels[i], poll, err);
  return rc;
}

static int merge_group(merging *m, const feed_group *g, wb_error *err)
{
  arena_reset(m->memory);
  m->group = g;
  m->feeds = arena_array(m->memory, g->count, sizeof(feed *));
  if (!m->feeds)
    return error_nomem(err);
  for (size_t i = 0; i < g->count; i++)
    m->feeds[i] = g->feeds[i];
  qsort(m->feeds, g->count, sizeof(feed *), compare_moments);
  int rc = WB_OK;
  uint32_t poll = 0;
  for (size_t i = 0; i < g->count && rc == WB_OK; i++) {
    bool last = i + 1 == g->count;
    if (!last && (!m->in->every || m->feeds[i]->fetched_at_ms == m->feeds[i + 1]->fetched_at_ms))
      continue;
    rc = give_parcels(m, i + 1, poll++, err);
  }
  return rc;
}

int merge_saved(engine *e, const wb_merge_input *in, int (*made)(void *user, const wb_timeline *t),
                void *user, wb_error *err)
{
  feed_lines lines;
  int rc = engine_open_merge(e, err);
  if (rc == WB_OK)
    rc = feed_lines_new(e, in, &lines, err);
  if (rc)
    return rc;
  merging m = {
    .e = e, .in = in, .made = made, .user = user, .memory = arena_new(0), .output = arena_new(0)
  };
  size_t complete = m.memory && m.output ? 1 : 0;
  rc = complete ? WB_OK : error_nomem(err);
  while (rc == WB_OK && complete) {
    rc = feed_lines_fill(&lines, &complete, err);
    for (size_t i = 0; i < complete && rc == WB_OK; i++)
      rc = merge_group(&m, &lines.groups[i], err);
    if (rc == WB_OK && complete)
      rc = feed_lines_drop(&lines, complete, err);
  }
  feed_lines_free(&lines);
  arena_free(m.memory);
  arena_free(m.output);
  return rc;
}
