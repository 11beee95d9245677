/* SPDX-License-Identifier: MIT */
/* Level 3: whatever a carrier's server sends, and whatever the host refuses, the call ends with an answer or
 * an error. */
#include "endures.h"
#include "trial.h"
#include <stdlib.h>

#define MOST_CUTS      400u
#define MUTATIONS      400u
#define FAULTS_AT_MOST 600u

/* ---- one answer, read apart from the case's own feed ---- */

typedef struct outcome {
  int rc;
  uint32_t found; /* numbers that were found */
  wb_error err;
} outcome;

static outcome read_answer(trial *t, const play_step *step, const wb_response *response)
{
  WB_AUTO(feed_ref) into = NULL;
  arena *memory = arena_new(0);
  host_requests more = { 0 };
  outcome o = { 0 };
  if (memory && feed_new(0, &into, t->err) == WB_OK)
    o.rc = response ? host_parse(step->h, step->carrier, step->batch, response, memory, into, &more, &o.err)
                    : host_plan(step->h, step->carrier, step->batch, memory, into, &more, &o.err);
  for (size_t i = 0; into && i < into->result_count; i++)
    o.found += into->results[i].outcome == WB_FOUND;
  arena_free(memory);
  return o;
}

/* A mistake of the plugin's, in the host's words; what a server sent is never one. */
static void check_rules(trial *t, const outcome *o, const char *what)
{
  if (o->rc == WB_E_PLUGIN || o->rc == WB_E_ARG)
    trial_fail(t, "%s: %s", what, o->err.text);
}

/* Memory of exactly the answer's size and the NUL behind it, so that reading on is noticed where that can be.
 */
static char *copy_body(wb_str body)
{
  char *copy = malloc(body.n + 1);
  if (copy) {
    if (body.n)
      memcpy(copy, body.p, body.n);
    copy[body.n] = '\0';
  }
  return copy;
}

static outcome read_body(trial *t, const play_step *step, wb_str body)
{
  char *copy = copy_body(body);
  wb_response response = *step->response;
  outcome o = { .rc = WB_E_NOMEM };
  response.body = (wb_str){ copy, body.n };
  if (copy)
    o = read_answer(t, step, &response);
  free(copy);
  return o;
}

static void each_step(trial *t, void (*step)(void *user, const play_step *step))
{
  WB_AUTO(buf) out = { 0 };
  wb_error why = { 0 };
  const char *folder = NULL;
  const play_watcher watcher = { step, t };
  const wb_carrier *carrier = trial_carrier(t, &folder);
  host *h = carrier ? trial_host(t, NULL) : NULL;
  if (h && play_case(h, carrier, folder, &watcher, &out, NULL, &why))
    trial_fail(t, "cannot be replayed: %s", why.text);
  host_free(h);
}

/* ---- cut ---- */

/* Of JSON and XML no part is whole. */
static bool is_document(wb_str body)
{
  body = str_trim(body);
  return body.n && (body.p[0] == '{' || body.p[0] == '[' || body.p[0] == '<');
}

static void cut_step(void *user, const play_step *step)
{
  trial *t = user;
  if (!step->response)
    return;
  wb_str body = step->response->body;
  size_t whole = str_trim(body).n, stride = body.n / MOST_CUTS + 1;
  for (size_t n = 0; n < body.n && !t->failed; n += n < 64 ? 1 : stride) {
    trial_doing(t, "reading the answer cut after %zu of %zu bytes", n, body.n);
    outcome o = read_body(t, step, str_upto(body, n));
    check_rules(t, &o, "an answer that was cut short");
    if (o.rc == WB_OK && o.found && n < whole && is_document(body))
      trial_fail(t, "an answer cut after %zu of %zu bytes is taken for whole: a number is found in it", n,
                 body.n);
  }
}

static void run_cut(trial *t)
{
  each_step(t, cut_step);
}

/* ---- mutated ---- */

static void mutated_step(void *user, const play_step *step)
{
  trial *t = user;
  uint64_t chance = UINT64_C(0x9E3779B97F4A7C15); /* the same each time: what was found can be found again */
  if (!step->response)
    return;
  for (unsigned i = 0; i < MUTATIONS && !t->failed; i++) {
    WB_AUTO(buf) body = { 0 };
    buf_add(&body, step->response->body);
    for (unsigned edits = 1 + i % 4; edits; edits--)
      mutate(&body, &chance);
    trial_doing(t, "reading the answer with change %u of %u", i + 1, MUTATIONS);
    outcome o = read_body(t, step, buf_view(&body));
    check_rules(t, &o, "an answer with bytes changed");
  }
}

static void run_mutated(trial *t)
{
  each_step(t, mutated_step);
}

/* ---- refusals of the host ---- */

static outcome read_with(trial *t, const play_step *step, faults *f)
{
  faults_begin(f, step->h);
  outcome o = read_answer(t, step, step->response);
  faults_end(step->h);
  return o;
}

/* The k-th use of the table fails.  What comes of it must be an error: what was refused is missing from the
 * answer. */
static void refuse_each(trial *t, const play_step *step, const char *entry)
{
  faults all = { 0 };
  trial_doing(t, "%s", entry);
  read_with(t, step, &all);
  for (size_t k = 1; k <= all.uses && !t->failed;
       k += k < FAULTS_AT_MOST / 2 ? 1 : all.uses / FAULTS_AT_MOST + 1) {
    faults f = { .fail_at = k };
    trial_doing(t, "%s with use %zu of the host's functions failing", entry, k);
    outcome o = read_with(t, step, &f);
    if (f.failed && o.rc == WB_OK)
      trial_fail(
          t,
          "%s went on as if all were well after %s failed (use %zu of the host's functions): return what it "
          "returned",
          entry, f.failed, k);
    else if (o.rc == WB_E_PLUGIN)
      trial_fail(t, "%s: %s", entry, o.err.text);
  }
}

static void memory_step(void *user, const play_step *step)
{
  refuse_each(user, step, step->response ? "parse()" : "plan()");
}

static void run_memory(trial *t)
{
  each_step(t, memory_step);
}

/* ---- without recordings: answers of any kind, numbers of any kind ---- */

typedef struct stranger {
  trial *t;
  host *h;
  const wb_carrier *carrier;
  arena *memory;
} stranger;

static wb_batch batch_of(const stranger *s, const wb_number *number)
{
  const wb_list declared = s->carrier->settings;
  wb_field *settings = arena_array(s->memory, declared.count, sizeof *settings);
  for (uint32_t i = 0; settings && i < declared.count; i++) {
    const wb_setting *d = WB_AT(wb_setting, declared, i);
    settings[i] = (wb_field){ .name = str_of(d->name), .value.text = str_of(d->fallback) };
  }
  return (wb_batch){
    .struct_size = sizeof(wb_batch),
    .op = WB_OP_TRACK,
    .now_ms = INT64_C(1772614800000),
    .numbers = { number, 1, sizeof *number },
    .settings = { settings, settings ? declared.count : 0, sizeof *settings },
  };
}

static void push_strange(const stranger *s, wb_str body)
{
  WB_AUTO(feed_ref) into = NULL;
  outcome o = { 0 };
  const wb_push push = { .struct_size = sizeof push, .now_ms = INT64_C(1772614800000), .body = body };
  if (feed_new(0, &into, s->t->err))
    return;
  o.rc = host_webhook(s->h, s->carrier, &push, into, &o.err);
  check_rules(s->t, &o, "a pushed body");
}

static void read_strange(const stranger *s, const strange_body *strange)
{
  static const uint32_t statuses[] = { 200, 204, 400, 404, 429, 500 };
  static const uint32_t covers[] = { 0 };
  WB_AUTO(buf) body = { 0 };
  const wb_number number = { .number = STR("A1B2C3D4E5") };
  const wb_batch batch = batch_of(s, &number);
  strange_build(strange, &body);
  for (size_t i = 0; i < WB_COUNT(statuses) && !s->t->failed; i++) {
    const wb_response response = {
      .struct_size = sizeof response,
      .status = statuses[i],
      .body = { buf_cstr(&body), body.n },
      .covers = { covers, 1, sizeof covers[0] },
    };
    const play_step step = { s->h, s->carrier, &batch, &response };
    trial_doing(s->t, "carrier %s reading %s with status %u", s->carrier->id, strange->name, statuses[i]);
    outcome o = read_answer(s->t, &step, &response);
    check_rules(s->t, &o, strange->name);
    if (o.rc == WB_OK && o.found)
      trial_fail(s->t,
                 "carrier %s finds a parcel in %s: an answer that does not speak of the number is WB_E_PARSE",
                 s->carrier->id, strange->name);
  }
  if (s->carrier->webhook && !s->t->failed)
    push_strange(s, (wb_str){ buf_cstr(&body), body.n });
}

static void each_carrier(trial *t, void (*visit)(const stranger *s))
{
  size_t visited = 0;
  if (!trial_open(t))
    return;
  for (size_t i = 0; i < t->carrier_count && !t->failed; i++) {
    stranger s = { t, trial_host(t, NULL), &t->carriers[i].copy, t->memory };
    if (s.h && s.carrier->parse) {
      visit(&s);
      visited++;
    }
    host_free(s.h);
  }
  if (!visited)
    trial_skip(t, "no carrier of this file reads answers");
}

static void visit_strange(const stranger *s)
{
  for (size_t i = 0; i < strange_count && !s->t->failed; i++)
    read_strange(s, &strange_bodies[i]);
}

static void run_strange(trial *t)
{
  each_carrier(t, visit_strange);
}

static wb_str no_secret(void *user, const char *name)
{
  return arena_printf(user, "{%s}", name);
}

static bool is_one_line(wb_str s)
{
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20)
      return false;
  return true;
}

static void check_request(const stranger *s, const host_request *r, const char *number)
{
  const host_secrets secrets = { no_secret, s->memory, STR("{unique}") };
  const char *origin = WB_AT(wb_endpoint, s->carrier->endpoints, r->endpoint)->origin;
  host_rendered text = { 0 };
  wb_error why = { 0 };
  if (host_render(r, s->carrier, origin, &secrets, s->memory, &text, &why))
    trial_fail(s->t, "carrier %s: the request for %s cannot be written: %s", s->carrier->id, number,
               why.text);
  else if (!is_one_line(text.url))
    trial_fail(s->t, "carrier %s: the URL for %s has a control character in it: encode the number (wb_path)",
               s->carrier->id, number);
}

static void ask_strange(const stranger *s, const strange_number *strange)
{
  WB_AUTO(feed_ref) into = NULL;
  const wb_number number = { .number = { strange->text, strange->n } };
  const wb_batch batch = batch_of(s, &number);
  host_requests out = { 0 };
  outcome o = { 0 };
  if (feed_new(0, &into, s->t->err))
    return;
  trial_doing(s->t, "carrier %s asking for %s", s->carrier->id, strange->name);
  o.rc = host_plan(s->h, s->carrier, &batch, s->memory, into, &out, &o.err);
  check_rules(s->t, &o, strange->name);
  for (size_t i = 0; i < out.count; i++)
    check_request(s, &out.items[i], strange->name);
}

static void visit_numbers(const stranger *s)
{
  for (size_t i = 0; i < strange_number_count && !s->t->failed && s->carrier->plan; i++)
    ask_strange(s, &strange_numbers[i]);
}

static void run_numbers(trial *t)
{
  each_carrier(t, visit_numbers);
}

const kit_kind kit_endures[] = {
  { WB_LEVEL_ENDURES, "numbers", "any text as a number gives a request in one line, or a refusal", KIT_ONCE,
    run_numbers },
  { WB_LEVEL_ENDURES, "strange", "an answer that is none is never a parcel", KIT_ONCE, run_strange },
  { WB_LEVEL_ENDURES, "cut", "an answer that was cut short is an error", KIT_EACH_CASE, run_cut },
  { WB_LEVEL_ENDURES, "mutated", "an answer with bytes changed ends in an answer or an error", KIT_EACH_CASE,
    run_mutated },
  { WB_LEVEL_ENDURES, "memory", "each allocation and each call of the host may fail", KIT_EACH_CASE,
    run_memory },
  { 0 },
};
