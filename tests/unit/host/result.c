/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static wb_result passed;

static int32_t hand_over(const wb_host *h, wb_call *c)
{
  return h->result(c, &passed);
}

static const feed_result *taken(fixture *f)
{
  cr_assert_eq(run_parse(f, hand_over), WB_OK, "%s", f->err.text);
  return result_for(f, "A1");
}

static void refused(fixture *f, int code, const char *words)
{
  cr_assert_eq(run_parse(f, hand_over), code, "%s: %s", words, f->err.text);
  cr_assert(strstr(f->err.text, words), "\"%s\" is not in: %s", words, f->err.text);
}

Test(result, takes_every_member)
{
  FIXTURE(f);
  const wb_time day = { .kind = WB_TIME_DATE, .local_ms = 86400000, .raw = WB_STR("2.1.70") };
  const wb_eta eta[] = { { .kind = WB_ETA_PROMISED, .from = day, .to = day, .text = WB_STR("EDW") } };
  const wb_related related[] = {
    { .role = WB_ROLE_MASTER, .number = WB_STR("M"), .carrier = WB_STR("dhl-de") }
  };
  passed = wb_result_of(0, WB_FOUND);
  passed.retry_after_s = 1;
  passed.weight_g = 2;
  passed.pieces = 3;
  passed.status = WB_DELIVERED + 99;
  passed.detail = WB_STR("d");
  passed.needs = WB_STR("postcode");
  passed.service = WB_STR("s");
  passed.signed_by = WB_STR("J. Doe");
  passed.origin_country = WB_STR("DE");
  passed.destination_country = WB_STR("FR");
  passed.eta = wb_list_of(eta, 1, sizeof *eta);
  passed.related = wb_list_of(related, 1, sizeof *related);
  const feed_result *r = taken(f);
  cr_assert_eq(r->outcome, WB_FOUND);
  cr_assert_eq(r->retry_after_s + 10 * r->weight_g + 100 * r->pieces, 321);
  cr_assert_eq(r->status, WB_DELIVERED);
  cr_assert(str_is(r->signed_by, "J. Doe"));
  cr_assert(str_is(r->destination_country, "FR"));
  cr_assert_eq(r->eta_count, 1);
  cr_assert(str_is(r->eta[0].text, "EDW"));
  cr_assert(str_is(r->eta[0].from.raw, "2.1.70"));
  cr_assert_neq(r->eta[0].text.p, eta[0].text.p);
  cr_assert(str_is(r->related[0].carrier, "dhl-de"));
}

static int32_t change_its_mind(const wb_host *h, wb_call *c)
{
  wb_result r = wb_result_of(0, WB_NOT_YET);
  r.service = WB_STR("slow");
  cr_assert_eq(h->result(c, &r), WB_OK);
  wb_event e = wb_event_of(0);
  cr_assert_eq(h->event(c, &e), WB_OK);
  r = wb_result_of(0, WB_FOUND);
  return h->result(c, &r);
}

Test(result, holds_the_last_one_and_all_events)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, change_its_mind), WB_OK);
  cr_assert_eq(result_for(f, "A1")->outcome, WB_FOUND);
  cr_assert_eq(result_for(f, "A1")->service.n, 0);
  cr_assert_eq(result_for(f, "A1")->event_count, 1);
}

static int32_t pass_small(const wb_host *h, wb_call *c)
{
  wb_result r;
  memset(&r, 0xEE, sizeof r);
  r.struct_size = offsetof(wb_result, retry_after_s);
  r.number = 0;
  r.outcome = WB_INVALID;
  return h->result(c, &r);
}

Test(result, reads_structures_of_older_plugins)
{
  FIXTURE(f);
  cr_assert_eq(run_parse(f, pass_small), WB_OK, "%s", f->err.text);
  cr_assert_eq(result_for(f, "A1")->outcome, WB_INVALID);
  cr_assert_eq(result_for(f, "A1")->retry_after_s, 0);
}

/* An old plugin's wb_eta ends before `text`, a newer one's has more behind it. */
Test(result, reaches_list_elements_by_their_stride)
{
  FIXTURE(f);
  struct {
    wb_eta e;
    uint64_t more;
  } large[2] = { { { .kind = WB_ETA_SCHEDULED, .to = { .kind = WB_TIME_DATE }, .text = WB_STR("a") }, 7 },
                 { { .kind = WB_ETA_ESTIMATED, .to = { .kind = WB_TIME_DATE }, .text = WB_STR("b") }, 7 } };
  passed = wb_result_of(0, WB_FOUND);
  passed.eta = wb_list_of(large, 2, sizeof *large);
  cr_assert(str_is(taken(f)->eta[1].text, "b"));
  passed.eta = wb_list_of(large, 1, offsetof(wb_eta, text));
  cr_assert_eq(taken(f)->eta[0].text.n, 0);
  cr_assert_eq(result_for(f, "A1")->eta[0].kind, WB_ETA_SCHEDULED);
}

Test(result, refuses_words_and_lists_that_are_wrong)
{
  FIXTURE(f);
  const wb_related no_role = { .number = WB_STR("M") }, new_role = { .role = 9, .number = WB_STR("M") };
  const wb_eta no_kind = { .kind = 0 }, new_kind = { .kind = 7 };
  passed = wb_result_of(0, 0);
  refused(f, WB_E_ARG, "result.outcome 0");
  passed = wb_result_of(0, 9);
  refused(f, WB_E_UNSUPPORTED, "result.outcome 9");
  passed = wb_result_of(5, WB_FOUND);
  refused(f, WB_E_ARG, "result.number 5");
  passed = wb_result_of(0, WB_NEEDS_INPUT);
  passed.needs = WB_STR("postcode,shoe size");
  refused(f, WB_E_ARG, "\"shoe size\" is not one of the carrier's inputs");
  passed = wb_result_of(0, WB_FOUND);
  passed.eta = wb_list_of(NULL, 3, sizeof(wb_eta));
  refused(f, WB_E_ARG, "result.eta: 3 elements at NULL");
  passed.eta = wb_list_of(&no_kind, 1, 0);
  refused(f, WB_E_ARG, "result.eta.stride is 0");
  passed.eta = wb_list_of(&no_kind, 1000, sizeof(wb_eta));
  refused(f, WB_E_LIMIT, "result.eta has 1000 elements");
  passed.eta = wb_list_of(&no_kind, 1, sizeof(wb_eta));
  refused(f, WB_E_ARG, "result.eta.kind 0");
  passed.eta = wb_list_of(&new_kind, 1, sizeof(wb_eta));
  refused(f, WB_E_UNSUPPORTED, "result.eta.kind 7");
  passed.eta = wb_list_of(NULL, 0, 0);
  passed.related = wb_list_of(&no_role, 1, sizeof(wb_related));
  refused(f, WB_E_ARG, "result.related.role 0");
  passed.related = wb_list_of(&new_role, 1, sizeof(wb_related));
  refused(f, WB_E_UNSUPPORTED, "result.related.role 9");
}

Test(result, leaves_out_what_says_nothing_and_logs_it)
{
  static char huge[WB_MAX_NUMBER_BYTES + 1];
  FIXTURE(f);
  memset(huge, '1', sizeof huge);
  const wb_eta etas[] = { { .kind = WB_ETA_SCHEDULED },
                          { .kind = WB_ETA_SCHEDULED, .to = { .kind = WB_TIME_DATE, .local_ms = 0 } } };
  const wb_related related[] = { { .role = WB_ROLE_PIECE },
                                 { .role = WB_ROLE_PIECE, .number = { huge, sizeof huge } },
                                 { .role = WB_ROLE_PIECE,
                                   .number = WB_STR("P"),
                                   .carrier = WB_STR("DHL Paket"),
                                   .carrier_text = WB_STR("DHL Paket") } };
  passed = wb_result_of(0, WB_FOUND);
  passed.eta = wb_list_of(etas, 2, sizeof *etas);
  passed.related = wb_list_of(related, 3, sizeof *related);
  passed.origin_country = WB_STR("Germany");
  passed.carrier = WB_STR("dhl");
  const feed_result *r = taken(f);
  cr_assert_eq(r->eta_count, 1);
  cr_assert_eq(r->related_count, 1);
  cr_assert_eq(r->related[0].carrier.n, 0);
  cr_assert(str_is(r->related[0].carrier_text, "DHL Paket"));
  cr_assert_eq(r->origin_country.n, 0);
  cr_assert_eq(r->carrier.n, 0);
  log_has(f, "result.eta 0 has neither");
  log_has(f, "result.related 1: not 1 to 128 bytes");
  log_has(f, "\"DHL Paket\" is no carrier id");
  log_has(f, "\"Germany\" is not two upper-case letters");
  log_has(f, "only for aggregators");
}

Test(result, lets_aggregators_name_the_carrier)
{
  FIXTURE(f);
  f->carrier.caps |= WB_CAP_AGGREGATOR;
  passed = wb_result_of(0, WB_FOUND);
  passed.carrier = WB_STR("dhl-de");
  cr_assert(str_is(taken(f)->carrier, "dhl-de"));
  passed.carrier = WB_STR("D");
  cr_assert_eq(taken(f)->carrier.n, 0);
}

/* A result that is refused leaves the one before it as it was. */
Test(result, changes_nothing_when_it_is_refused)
{
  FIXTURE(f);
  const wb_related bad = { .role = 0, .number = WB_STR("M") };
  passed = wb_result_of(0, WB_FOUND);
  passed.service = WB_STR("first");
  taken(f);
  passed.outcome = WB_ARCHIVED;
  passed.service = WB_STR("second");
  passed.related = wb_list_of(&bad, 1, sizeof bad);
  refused(f, WB_E_ARG, "role");
  cr_assert_eq(result_for(f, "A1")->outcome, WB_FOUND);
  cr_assert(str_is(result_for(f, "A1")->service, "first"));
}

Test(result, says_so_when_the_feed_is_full)
{
  FIXTURE(f);
  static char text[4096];
  memset(text, 'x', sizeof text);
  feed_free(f->into);
  cr_assert_eq(feed_new(3000, &f->into, &f->err), WB_OK);
  passed = wb_result_of(0, WB_FOUND);
  passed.detail = wb_span(text, sizeof text);
  refused(f, WB_E_LIMIT, "memory");
}
