/* SPDX-License-Identifier: MIT */
#include "follow.h"

bool follow_leads_on(const wb_related *r)
{
  return r->number.n && (r->role == WB_ROLE_LAST_MILE || r->role == WB_ROLE_FIRST_MILE || r->role == WB_ROLE_REPLACES ||
                         r->role == WB_ROLE_REPLACED_BY || r->role == WB_ROLE_ALIAS);
}

static bool is_known(const query *q, const choice *choices, size_t count, uint32_t carrier, wb_str number)
{
  for (size_t i = 0; i < q->ask_count; i++)
    if (q->asks[i].carrier == carrier && str_equal(q->asks[i].number, number))
      return true;
  for (size_t i = 0; i < count; i++)
    if (choices[i].carrier == carrier && str_equal(choices[i].number, number))
      return true;
  return false;
}

/* WB_OK also when the carrier cannot be asked: nobody asked for it by name. */
static int add(engine *e, query *q, uint32_t carrier, wb_str number, choice *choices, size_t *count, wb_error *err)
{
  account *a;
  if (q->ask_count + *count >= QUERY_MAX_ASKS || is_known(q, choices, *count, carrier, number))
    return WB_OK;
  int rc = account_get(e, carrier, &a, err);
  if (rc || !a->enabled)
    return rc;
  wb_str kept = arena_str(q->answer->memory, number);
  if (!kept.p)
    return error_nomem(err);
  choices[(*count)++] = (choice){ carrier, kept, true };
  return WB_OK;
}

/* ---- posts ---- */

#define S10_BYTES 13
static const wb_check s10 = { .kind = WB_CHECK_S10, .from = 2, .count = 8, .at = 10 };

static bool is_s10(wb_str number)
{
  return number_pattern_match("[A-Z]{2}[0-9]{9}[A-Z]{2}", number) && number_check(&s10, number) == NUMBER_CHECK_OK;
}

/* Whose number would this be, had that country's post issued it?  The check digit does not cover the country. */
int follow_other_post(engine *e, query *q, wb_str number, wb_str country, choice *choices, size_t *count, wb_error *err)
{
  char text[S10_BYTES];
  number_text read;
  number_match found[NUMBER_MAX_MATCHES];
  size_t n = 0;
  if (!e->follow || country.n != 2 || !is_s10(number))
    return WB_OK;
  memcpy(text, number.p, S10_BYTES);
  text[S10_BYTES - 2] = ascii_upper(country.p[0]);
  text[S10_BYTES - 1] = ascii_upper(country.p[1]);
  int rc = number_normalise((wb_str){ text, S10_BYTES }, &read, err);
  if (rc == WB_OK)
    rc = number_detect(e->detector, &read, &e->prior, found, NUMBER_MAX_MATCHES, &n);
  for (size_t i = 0; rc == WB_OK && i < n; i++) {
    const number_row *row = number_detector_row(e->detector, found[i].row);
    if (row->format->check && row->format->check->kind == WB_CHECK_S10)
      rc = add(e, q, row->carrier_index, number, choices, count, err);
  }
  return rc;
}

/* ---- what answers name ---- */

static int add_detected(engine *e, query *q, wb_str number, choice *choices, size_t *count, wb_error *err)
{
  detected d;
  wb_error not_a_number = { 0 };
  if (detect_number(e, number, &d, &not_a_number) != WB_OK)
    return WB_OK; /* a carrier's text that is no number leads nowhere */
  for (size_t i = 0; i < d.count; i++) {
    size_t before = *count;
    if (d.matches[i].check == NUMBER_CHECK_FAILED || d.matches[i].probability < e->ask_from_ppm)
      continue;
    int rc = add(e, q, number_detector_row(e->detector, d.matches[i].row)->carrier_index, d.matches[i].number, choices,
                 count, err);
    if (rc || *count > before)
      return rc; /* the likeliest that can be asked, and no other */
  }
  return WB_OK;
}

static int add_related(engine *e, query *q, const wb_related *r, choice *choices, size_t *count, wb_error *err)
{
  for (size_t i = 0; r->carrier.n && i < registry_count(e->carriers); i++)
    if (str_is(r->carrier, registry_id(e->carriers, i)))
      return add(e, q, (uint32_t)i, r->number, choices, count, err);
  return r->carrier.n ? WB_OK : add_detected(e, q, r->number, choices, count, err);
}

static int add_of_result(engine *e, query *q, const feed_result *r, choice *choices, size_t *count, wb_error *err)
{
  int rc = WB_OK;
  for (size_t i = 0; rc == WB_OK && i < r->related_count; i++)
    if (follow_leads_on(&r->related[i]))
      rc = add_related(e, q, &r->related[i], choices, count, err);
  if (rc == WB_OK)
    rc = follow_other_post(e, q, r->number, r->destination_country, choices, count, err);
  if (rc == WB_OK)
    rc = follow_other_post(e, q, r->number, r->origin_country, choices, count, err);
  return rc;
}

int follow_choose(engine *e, query *q, choice *ret_choices, size_t *ret_count, wb_error *err)
{
  int rc = WB_OK;
  *ret_count = 0;
  for (size_t i = 0; e->follow && i < q->ask_count; i++) {
    const ask *k = &q->asks[i];
    for (size_t n = 0; k->batch && n < k->batch->feed->result_count && rc == WB_OK; n++) {
      const feed_result *r = &k->batch->feed->results[n];
      if (str_equal(r->number, k->number) && r->outcome == WB_FOUND) /* a piece's next carrier has that piece alone */
        rc = add_of_result(e, q, r, ret_choices, ret_count, err);
    }
  }
  return rc;
}
