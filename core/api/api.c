/* SPDX-License-Identifier: MIT */
/* The public functions: checks of arguments, and the way into the engine. */
#include "../engine/account.h"
#include "../engine/detect.h"
#include "../engine/extract.h"
#include "../engine/feed_table.h"
#include "../engine/merge_saved.h"
#include "../engine/parse.h"
#include "../engine/push.h"
#include "../engine/run.h"
#include "../engine/why.h"
#include "../model/status.h"
#include "../model/timeline.h"
#include "inside.h"
#include <stdlib.h>
#include <unistd.h>

struct wb_run {
  wb_context *context;
  wb_run *next, **place; /* in the context's list, and what points here */
  run *run;
};

extern char **environ;

const char *wb_version(void)
{
  return WB_VERSION;
}

const char *wb_error_name(int code)
{
  return error_name(code);
}

const char *wb_status_word(uint32_t status)
{
  return status_word(status);
}

const char *wb_tracking_word(uint32_t tracking)
{
  return tracking_word(tracking);
}

const char *wb_outcome_word(uint32_t outcome)
{
  return outcome_word(outcome);
}

const char *wb_zone_word(uint32_t zone_from)
{
  return timeline_zone_word(zone_from);
}

int wb_status_exit_code(uint32_t status, uint32_t flags)
{
  return status_exit_code(status, flags);
}

void wb_date_of(int64_t ms, wb_date *ret_date)
{
  civil c = civil_from_ms(ms);
  *ret_date = (wb_date){ c.year, c.month, c.day, c.hour, c.minute, c.second, (uint8_t)civil_weekday(&c) };
}

int wb_time_parse(wb_str text, int64_t *ret_ms)
{
  return civil_parse_utc(text, ret_ms) ? WB_OK : WB_E_ARG;
}

/* Copies a caller's sized struct into one of ours, the rest zero.  false: struct_size was not set. */
static bool take_sized(void *ours, size_t our_size, const void *theirs)
{
  uint32_t their_size;
  memcpy(&their_size, theirs, sizeof their_size);
  if (their_size < sizeof their_size)
    return false;
  memset(ours, 0, our_size);
  memcpy(ours, theirs, their_size < our_size ? their_size : our_size);
  return true;
}

/* ---- the context ---- */

static int copy_refusals(wb_context *c, wb_error *err)
{
  const registry_refusal *list = registry_refusals(c->engine->carriers, &c->refusal_count);
  c->refusals = arena_array(c->engine->memory, c->refusal_count + 1, sizeof *c->refusals);
  if (!c->refusals)
    return error_nomem(err);
  for (size_t i = 0; i < c->refusal_count; i++)
    c->refusals[i] = (wb_refusal){ list[i].path, list[i].reason };
  return WB_OK;
}

int wb_context_new(const wb_options *options, wb_context **ret_context, wb_error *err)
{
  wb_options o = { 0 };
  if (!ret_context || (options && !take_sized(&o, sizeof o, options)))
    return error_set(err, WB_E_ARG, "wb_context_new: %s", ret_context ? "struct_size is not set" : "ret_context is NULL");
  wb_context *c = calloc(1, sizeof *c);
  if (!c || !(c->detection = arena_new(0))) {
    free(c);
    return error_nomem(err);
  }
  int rc = engine_new(&o, (const char *const *)environ, &c->engine, err);
  if (rc == WB_OK)
    rc = copy_refusals(c, err);
  if (rc) {
    wb_context_free(c);
    return rc;
  }
  *ret_context = c;
  return WB_OK;
}

void wb_context_free(wb_context *c)
{
  if (!c)
    return;
  while (c->runs)
    wb_run_free(c->runs);
  arena_free(c->detection);
  engine_free(c->engine);
  free(c);
}

/* ---- carriers ---- */

size_t wb_carrier_count(const wb_context *c)
{
  return registry_count(c->engine->carriers);
}

static int describe_account(wb_context *c, account *a, const wb_carrier_info **ret_info, wb_error *err)
{
  int rc = account_describe(c->engine, a, err);
  if (rc == WB_OK)
    *ret_info = &a->info;
  return rc;
}

int wb_carrier_at(wb_context *c, size_t i, const wb_carrier_info **ret_info, wb_error *err)
{
  account *a;
  if (i >= wb_carrier_count(c))
    return error_set(err, WB_E_ARG, "there are %zu carriers, no number %zu", wb_carrier_count(c), i);
  int rc = account_get(c->engine, (uint32_t)i, &a, err);
  return rc ? rc : describe_account(c, a, ret_info, err);
}

int wb_carrier_find(wb_context *c, const char *id, const wb_carrier_info **ret_info, wb_error *err)
{
  account *a;
  int rc = account_find(c->engine, str_of(id), &a, err);
  return rc ? rc : describe_account(c, a, ret_info, err);
}

int wb_carrier_walls(wb_context *c, const char *id, const char **ret_walls, wb_error *err)
{
  account *a;
  int rc = account_find(c->engine, str_of(id), &a, err);
  if (rc == WB_OK)
    rc = account_load(c->engine, a, err);
  if (rc == WB_OK)
    *ret_walls = registry_walls(c->engine->carriers, str_of(a->known->declared->id));
  return rc;
}

size_t wb_refusal_count(const wb_context *c)
{
  return c->refusal_count;
}

const wb_refusal *wb_refusal_at(const wb_context *c, size_t i)
{
  return i < c->refusal_count ? &c->refusals[i] : NULL;
}

/* ---- detection ---- */

int wb_detect(wb_context *c, wb_str input, const wb_detection **ret_detection, wb_error *err)
{
  detected d;
  int rc = detect_number(c->engine, input, &d, err);
  arena_reset(c->detection);
  return rc ? rc : detect_describe(c->engine, &d, input, c->detection, ret_detection, err);
}

int wb_recognise(wb_context *c, wb_str input, int *ret_recognised, wb_error *err)
{
  return detect_recognise(c->engine, input, ret_recognised, err);
}

/* ---- extraction ---- */

int wb_extract(wb_context *c, const wb_extract_input *in, int (*found)(void *user, const wb_find *find), void *user,
               wb_error *err)
{
  wb_extract_input ours;
  if (!found || !in || !take_sized(&ours, sizeof ours, in))
    return error_set(err, WB_E_ARG, "wb_extract: struct_size or found is not set");
  return extract_text(c->engine, &ours, found, user, err);
}

/* ---- runs ---- */

int wb_run_new(wb_context *c, wb_run **ret_run, wb_error *err)
{
  wb_run *r = calloc(1, sizeof *r);
  if (!r)
    return error_nomem(err);
  int rc = run_new(c->engine, &r->run, err);
  if (rc) {
    free(r);
    return rc;
  }
  r->context = c;
  r->next = c->runs;
  r->place = &c->runs;
  if (r->next)
    r->next->place = &r->next;
  c->runs = r;
  *ret_run = r;
  return WB_OK;
}

void wb_run_free(wb_run *r)
{
  if (!r)
    return;
  run_free(r->run);
  *r->place = r->next;
  if (r->next)
    r->next->place = r->place;
  free(r);
}

int wb_run_add(wb_run *r, const wb_query *q, wb_error *err)
{
  wb_query ours;
  if (!q || !take_sized(&ours, sizeof ours, q))
    return error_set(err, WB_E_ARG, "wb_run_add: struct_size of the query is not set");
  return run_add(r->run, &ours, err);
}

void wb_run_flush(wb_run *r)
{
  run_flush(r->run);
}

int wb_run_next(wb_run *r, int timeout_ms, wb_answer **ret_answer, wb_error *err)
{
  return run_next(r->run, timeout_ms, ret_answer, err);
}

size_t wb_run_pending(const wb_run *r)
{
  return run_pending(r->run);
}

int wb_run_fd(const wb_run *r)
{
  return run_fd(r->run);
}

int wb_run_timeout_ms(const wb_run *r)
{
  return run_timeout_ms(r->run);
}

void wb_run_cancel(wb_run *r)
{
  run_cancel(r->run);
}

int wb_track(wb_context *c, const wb_query *q, wb_answer **ret_answer, wb_error *err)
{
  wb_run *r;
  int rc = wb_run_new(c, &r, err);
  if (rc)
    return rc;
  rc = wb_run_add(r, q, err);
  wb_run_flush(r);
  if (rc == WB_OK)
    rc = wb_run_next(r, -1, ret_answer, err);
  wb_error trouble = { 0 };
  wb_answer *none = NULL;
  if (rc == WB_OK && wb_run_next(r, 0, &none, &trouble) != WB_OK) /* the answer is there all the same */
    log_line(&c->engine->log, LOG_WARN, "%s", trouble.text);
  wb_run_free(r);
  return rc;
}

const char *wb_answer_input(const wb_answer *a)
{
  return a->input;
}

int wb_answer_code(const wb_answer *a)
{
  return a->code;
}

const char *wb_answer_text(const wb_answer *a)
{
  return a->text;
}

const wb_timeline *wb_answer_timeline(const wb_answer *a)
{
  return a->timeline;
}

const wb_detection *wb_answer_candidates(const wb_answer *a)
{
  return a->candidates;
}

size_t wb_answer_feed_count(const wb_answer *a)
{
  return a->feed_count;
}

wb_str wb_answer_feed(const wb_answer *a, size_t i)
{
  return i < a->feed_count ? a->feeds[i] : (wb_str){ NULL, 0 };
}

void wb_answer_free(wb_answer *a)
{
  answer_free(a);
}

/* ---- offline tools ---- */

/* Hands a buffer's text over to the caller. */
static int give_text(buf *text, char **ret_text, wb_error *err)
{
  buf_add(text, STR(""));
  int rc = buf_check(text, err);
  if (rc == WB_OK)
    *ret_text = wb_steal(&text->data);
  return rc;
}

/* An array of sized structs: the size that the caller's first one tells is the stride.  *ret_ours: free(). */
static int take_queries(const wb_query *theirs, size_t count, wb_query **ret_ours, wb_error *err)
{
  wb_query *ours = calloc(count ? count : 1, sizeof *ours);
  if (!ours)
    return error_nomem(err);
  for (size_t i = 0; i < count; i++) {
    const char *at = (const char *)theirs + i * theirs->struct_size;
    if (take_sized(&ours[i], sizeof ours[i], at) && ours[i].struct_size == theirs->struct_size)
      continue;
    free(ours);
    return error_set(err, WB_E_ARG, "wb_parse: struct_size of query %zu is not set", i);
  }
  *ret_ours = ours;
  return WB_OK;
}

int wb_parse(wb_context *c, const wb_parse_input *in, char **ret_feed, uint32_t *ret_outcome, wb_error *err)
{
  wb_parse_input ours;
  wb_query *queries = NULL;
  WB_AUTO(buf) text = { 0 };
  if (!in || !take_sized(&ours, sizeof ours, in) || !ours.carrier || (ours.number_count && !ours.numbers))
    return error_set(err, WB_E_ARG, "wb_parse: struct_size, carrier or numbers are not set");
  int rc = take_queries(ours.numbers, ours.number_count, &queries, err);
  if (rc)
    return rc;
  ours.numbers = queries;
  rc = parse_saved(c->engine, &ours, &text, ret_outcome, err);
  free(queries);
  if (text.n == 0)
    return rc;
  int given = give_text(&text, ret_feed, rc ? NULL : err);
  return rc ? rc : given;
}

int wb_receive(wb_context *c, const wb_received *in, char **ret_feed, wb_error *err)
{
  wb_received ours;
  WB_AUTO(buf) text = { 0 };
  if (!in || !take_sized(&ours, sizeof ours, in) || !ours.carrier)
    return error_set(err, WB_E_ARG, "wb_receive: struct_size or carrier is not set");
  int rc = push_take(c->engine, &ours, &text, err);
  return rc ? rc : give_text(&text, ret_feed, err);
}

int wb_merge(wb_context *c, const wb_merge_input *in, int (*made)(void *user, const wb_timeline *t), void *user,
             wb_error *err)
{
  wb_merge_input ours;
  if (!made || !in || !take_sized(&ours, sizeof ours, in) || !ours.read)
    return error_set(err, WB_E_ARG, "wb_merge: struct_size, read or made is not set");
  return merge_saved(c->engine, &ours, made, user, err);
}

int wb_feed_lines(wb_context *c, const char *feed_json, char **ret_text, wb_error *err)
{
  WB_AUTO(buf) text = { 0 };
  int rc = feed_table(c->engine, str_of(feed_json), &text, err);
  return rc ? rc : give_text(&text, ret_text, err);
}

int wb_why(wb_context *c, const wb_query *q, const char *event_id, int form, char **ret_text, wb_error *err)
{
  wb_query ours;
  WB_AUTO(buf) text = { 0 };
  if (!q || !take_sized(&ours, sizeof ours, q))
    return error_set(err, WB_E_ARG, "wb_why: struct_size of the query is not set");
  int rc = why_text(c->engine, ours.number, ours.carrier, event_id, form, &text, err);
  return rc ? rc : give_text(&text, ret_text, err);
}

int wb_timeline_json(const wb_timeline *t, char **ret_text, wb_error *err)
{
  WB_AUTO(buf) text = { 0 };
  int rc = timeline_to_json(t, &text, err);
  return rc ? rc : give_text(&text, ret_text, err);
}

int wb_detection_json(const wb_detection *d, char **ret_text, wb_error *err)
{
  WB_AUTO(buf) text = { 0 };
  int rc = detection_to_json(d, &text, err);
  return rc ? rc : give_text(&text, ret_text, err);
}

int wb_find_json(const wb_find *f, const char *file, char **ret_text, wb_error *err)
{
  WB_AUTO(buf) text = { 0 };
  int rc = find_to_json(f, file, &text, err);
  return rc ? rc : give_text(&text, ret_text, err);
}

void wb_text_free(char *text)
{
  free(text);
}
