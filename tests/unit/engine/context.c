/* SPDX-License-Identifier: MIT */
/* What a program may get wrong at the library's door. */
#include "kit.h"

TestSuite(context, .init = kit_home, .fini = kit_home_remove);

Test(context, takes_null_wherever_something_is_freed)
{
  wb_context_free(NULL);
  wb_run_free(NULL);
  wb_answer_free(NULL);
  wb_text_free(NULL);
}

Test(context, refuses_structures_whose_size_is_not_set)
{
  wb_context *c = NULL, *good = kit_demo();
  wb_run *r = NULL;
  wb_answer *a = NULL;
  char *feed = NULL;
  wb_error err = { 0 };
  const wb_options options = { 0 };
  const wb_query query = { .number = STR("1ZWB7T210340001015") };
  const wb_parse_input input = { .carrier = "ups" };
  cr_expect_eq(wb_context_new(&options, &c, &err), WB_E_ARG);
  cr_expect_not_null(strstr(err.text, "struct_size"), "%s", err.text);
  cr_expect_null(c);
  cr_expect_eq(wb_context_new(NULL, NULL, NULL), WB_E_ARG);
  cr_ok(wb_run_new(good, &r, &err), err);
  cr_expect_eq(wb_run_add(r, &query, NULL), WB_E_ARG);
  cr_expect_eq(wb_run_add(r, NULL, NULL), WB_E_ARG);
  cr_expect_eq(wb_run_pending(r), 0);
  cr_expect_eq(wb_track(good, &query, &a, NULL), WB_E_ARG);
  cr_expect_null(a);
  cr_expect_eq(wb_parse(good, &input, &feed, NULL, NULL), WB_E_ARG);
  cr_expect_eq(wb_parse(good, NULL, &feed, NULL, NULL), WB_E_ARG);
  cr_expect_null(feed);
  wb_run_free(r);
  wb_context_free(good);
}

Test(context, refuses_queries_of_a_parse_whose_size_is_not_set)
{
  wb_context *c = kit_demo();
  char *feed = NULL;
  wb_error err = { 0 };
  const wb_query query = { .number = STR("1ZWB7T210340001015") };
  wb_parse_input input = WB_INIT(wb_parse_input);
  input.carrier = "ups";
  input.numbers = &query;
  input.number_count = 1;
  cr_expect_eq(wb_parse(c, &input, &feed, NULL, &err), WB_E_ARG);
  cr_expect_null(feed);
  wb_text_free(feed);
  wb_context_free(c);
}

Test(context, takes_structures_of_an_older_and_of_a_newer_program)
{
  struct {
    wb_options now;
    char later[64];
  } newer = { .now = WB_INIT(wb_options) };
  wb_context *c = NULL;
  wb_error err = { 0 };
  wb_options older = { .struct_size = offsetof(wb_options, now_ms), .config_file = "", .demo = 1, .now_ms = -7,
                       .log_level = 99 };
  cr_ok(wb_context_new(&older, &c, &err), err);
  wb_context_free(c);
  memset(newer.later, 0xA5, sizeof newer.later);
  newer.now.struct_size = sizeof newer;
  newer.now.demo = 1;
  newer.now.config_file = "";
  c = NULL;
  cr_ok(wb_context_new(&newer.now, &c, &err), err);
  wb_context_free(c);
}

Test(context, lives_without_options_at_all)
{
  wb_context *c = NULL;
  wb_error err = { 0 };
  cr_ok(wb_context_new(NULL, &c, &err), err);
  cr_expect_gt(wb_carrier_count(c), 5);
  wb_context_free(c);
}

Test(context, gives_words_for_every_failure_that_it_returns)
{
  wb_context *c = kit_demo();
  const wb_carrier_info *info = NULL;
  const wb_detection *d = NULL;
  char *text = NULL;
  wb_error err = { 0 };
  cr_expect_eq(wb_carrier_find(c, "upz", &info, &err), WB_E_NOT_FOUND);
  cr_expect_not_null(strstr(err.text, "ups"), "%s", err.text);
  err = (wb_error){ 0 };
  cr_expect_eq(wb_carrier_at(c, wb_carrier_count(c), &info, &err), WB_E_ARG);
  cr_expect_neq(err.text[0], '\0');
  cr_expect_null(info);
  err = (wb_error){ 0 };
  cr_expect_eq(wb_detect(c, STR(""), &d, &err), WB_E_ARG);
  cr_expect_neq(err.text[0], '\0');
  cr_expect_null(d);
  err = (wb_error){ 0 };
  wb_query q = { .struct_size = sizeof q, .number = STR("1ZWB7T210340001015") };
  cr_expect_eq(wb_why(c, &q, "e-nothing", WB_AS_WORDS, &text, &err), WB_E_NOT_FOUND);
  cr_expect_not_null(strstr(err.text, "e-nothing"), "%s", err.text);
  cr_expect_null(text);
  err = (wb_error){ 0 };
  cr_expect_eq(wb_feed_lines(c, "no feed", &text, &err), WB_E_PARSE);
  cr_expect_neq(err.text[0], '\0');
  cr_expect_null(text);
  wb_context_free(c);
}

Test(context, keeps_a_detection_until_the_next_one)
{
  wb_context *c = kit_demo();
  const wb_detection *d = NULL;
  char *json = NULL;
  wb_error err = { 0 };
  for (int i = 0; i < 50; i++) {
    cr_ok(wb_detect(c, STR("1ZWB7T210340001015"), &d, &err), err);
    cr_expect_str_eq(d->candidates[0].carrier, "ups");
  }
  cr_ok(wb_detection_json(d, &json, &err), err);
  cr_expect_not_null(strstr(json, "\"waybill.detect/1\""));
  wb_text_free(json);
  wb_context_free(c);
}
