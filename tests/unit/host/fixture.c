/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include <stdlib.h>

/* The entries of a carrier get no user pointer: the running test's script stands here.  Criterion gives each
 * test a process of its own. */
static script *running;

static int32_t plan(const wb_host *h, wb_call *c, const wb_batch *b)
{
  (void)b;
  return running(h, c);
}

static int32_t parse(const wb_host *h, wb_call *c, const wb_batch *b, const wb_response *r)
{
  (void)b;
  (void)r;
  return running(h, c);
}

static int32_t webhook(const wb_host *h, wb_call *c, const wb_push *p)
{
  (void)p;
  return running(h, c);
}

static const wb_carrier rude = {
  .struct_size = sizeof(wb_carrier),
  .caps = WB_CAP_TRACK | WB_CAP_WEBHOOK,
  .id = "rude",
  .name = "Rude Parcels",
  .version = "2.0.0",
  .licence = "MIT",
  .support = "https://rude.example/issues",
  .endpoints = WB_LIST(wb_endpoint, { "api", "https://api.rude.example", NULL },
                       { "alt", "https://alt.rude.example", NULL }),
  .credentials = WB_LIST(wb_credential, { "key", "API key", NULL, 0, 0 }, { "secret", "secret", NULL, 0, 0 },
                         { "extra", "extra key", NULL, 1, 0 }),
  .inputs = WB_LIST(wb_input, { "postcode", "postcode of the recipient", 0, 0 }),
  .auth = WB_LIST(wb_auth,
                  { .scheme = WB_AUTH_HEADER, .param = "x-key", .prefix = "Key ", .credential = { "key" } },
                  { .scheme = WB_AUTH_BASIC, .credential = { "key", "secret" } }),
  .plan = plan,
  .parse = parse,
  .webhook = webhook,
};

static void keep_line(void *user, int level, const char *line)
{
  (void)level;
  buf *log = user;
  buf_add_text(log, line);
  buf_add_byte(log, '\n');
}

fixture *fixture_new(void)
{
  static const uint32_t covers[] = { 0, 1, 2 };
  fixture *f = calloc(1, sizeof *f);
  cr_assert_not_null(f);
  const logger log = { keep_line, &f->log, LOG_DEBUG };
  cr_assert_eq(host_new(&log, &f->h, &f->err), WB_OK);
  cr_assert_eq(feed_new(0, &f->into, &f->err), WB_OK);
  f->memory = arena_new(0);
  f->carrier = rude;
  f->limits = (wb_limits){ .struct_size = sizeof f->limits };
  f->carrier.limits = &f->limits;
  f->numbers[0].number = STR("A1");
  f->numbers[1].number = STR("B2");
  f->numbers[2].number = STR("C3");
  f->batch = (wb_batch){ .struct_size = sizeof f->batch,
                         .op = WB_OP_TRACK,
                         .numbers = { f->numbers, 3, sizeof *f->numbers } };
  f->response = (wb_response){ .struct_size = sizeof f->response,
                               .status = 200,
                               .body = STR("{}"),
                               .covers = { covers, 3, sizeof *covers } };
  return f;
}

void fixture_free(fixture *f)
{
  host_free(f->h);
  feed_free(f->into);
  arena_free(f->memory);
  buf_free(&f->log);
  free(f);
}

int run_plan(fixture *f, script *body)
{
  running = body;
  f->err = (wb_error){ 0 };
  return host_plan(f->h, &f->carrier, &f->batch, f->memory, f->into, &f->out, &f->err);
}

int run_parse(fixture *f, script *body)
{
  running = body;
  f->err = (wb_error){ 0 };
  return host_parse(f->h, &f->carrier, &f->batch, &f->response, f->memory, f->into, &f->out, &f->err);
}

int run_webhook(fixture *f, script *body)
{
  const wb_push push = { .struct_size = sizeof push, .body = STR("{}") };
  running = body;
  f->err = (wb_error){ 0 };
  return host_webhook(f->h, &f->carrier, &push, f->into, &f->err);
}

void log_has(const fixture *f, const char *words)
{
  cr_assert_neq(str_find(buf_view(&f->log), str_of(words)), SIZE_MAX, "\"%s\" is not in the log:\n%.*s",
                words, STR_ARG(buf_view(&f->log)));
}

void log_lacks(const fixture *f, const char *words)
{
  cr_assert_eq(str_find(buf_view(&f->log), str_of(words)), SIZE_MAX, "\"%s\" is in the log:\n%.*s", words,
               STR_ARG(buf_view(&f->log)));
}

const feed_result *result_for(const fixture *f, const char *number)
{
  const feed_result *r = feed_find_result(f->into, str_of(number), STR(""));
  cr_assert_not_null(r, "no result for %s", number);
  return r;
}
