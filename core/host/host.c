/* SPDX-License-Identifier: MIT */
#include "call.h"
#include <stdlib.h>

int host_new(const logger *log, host **ret_host, wb_error *err)
{
  host *h = calloc(1, sizeof *h);
  if (!h)
    return error_nomem(err);
  h->scratch = arena_new(WB_MAX_CALL_MEMORY);
  if (!h->scratch) {
    free(h);
    return error_nomem(err);
  }
  h->table = &host_functions;
  if (log)
    h->log = *log;
  *ret_host = h;
  return WB_OK;
}

void host_free(host *h)
{
  if (!h)
    return;
  host_close_language(&h->json);
  host_close_language(&h->xml);
  arena_free(h->scratch);
  free(h);
}

const wb_host *host_table(void)
{
  return &host_functions;
}

void host_use_table(host *h, const wb_host *table, void *user)
{
  h->table = table ? table : &host_functions;
  h->table_user = user;
}

void *host_table_user(wb_call *handle)
{
  call *c = call_of(handle);
  return c ? host_of(c)->table_user : NULL;
}

/* Codes that may come from a plugin: base.h. */
static bool is_plugin_code(int32_t code)
{
  return code <= WB_OK && code >= -19;
}

/* What the call comes to, from what the entry returned and what was refused to it meanwhile. */
static int verdict(const call *c, int32_t returned, wb_error *err)
{
  const char *id = c->carrier->id, *version = c->carrier->version;
  if (c->broken.code)
    return error_set(err, c->broken.code, "%s", c->broken.text);
  if (!is_plugin_code(returned))
    return error_set(err, WB_E_PLUGIN, "carrier %s %s returned %d, which is no code of the plugin interface",
                     id, version, (int)returned);
  if (returned == WB_OK && c->refused.code == WB_E_LIMIT)
    return error_set(err, WB_E_LIMIT, "%s", c->refused.text);
  if (returned == WB_OK &&
      c->refused.code) /* what was refused is missing from the answer: do not call it whole */
    return error_set(err, WB_E_PLUGIN, "%s (and went on as if it had worked)", c->refused.text);
  if (returned == WB_OK)
    return WB_OK;
  if (c->failed.code)
    return error_set(err, returned, "%s", c->failed.text);
  if (c->refused.code)
    return error_set(err, returned, "%s", c->refused.text);
  if (c->document.code)
    return error_set(err, returned, "the answer could not be read: %s", c->document.text);
  return error_set(err, returned, "carrier %s %s gave up without saying why (%s)", id, version,
                   error_name(returned));
}

static int32_t enter(host *h, wb_call *handle)
{
  const call *c = &h->call;
  switch (c->entry) {
  case CALL_PLAN:
    return c->carrier->plan(h->table, handle, c->batch);
  case CALL_PARSE:
    return c->carrier->parse(h->table, handle, c->batch, c->response);
  case CALL_WEBHOOK:
    return c->carrier->webhook(h->table, handle, c->push);
  case CALL_NONE:
    break;
  }
  return WB_E_UNSUPPORTED;
}

static int run(host *h, const call *prepared, wb_error *err)
{
  size_t requests_before = prepared->out ? prepared->out->count : 0;
  wb_call *handle = call_begin(h, prepared);
  if (!handle)
    return error_nomem(err);
  int32_t returned = enter(h, handle);
  int rc = verdict(&h->call, returned, err);
  call_end(h);
  if (rc && prepared->out)
    prepared->out->count = requests_before;
  return rc;
}

static int check_batch(const wb_carrier *carrier, const wb_batch *batch, wb_error *err)
{
  const wb_limits *limits = carrier->limits;
  uint32_t max =
      limits && WB_HAS(wb_limits, limits, batch_max) && limits->batch_max ? limits->batch_max : WB_MAX_BATCH;
  if (batch->numbers.count == 0)
    return error_set(err, WB_E_ARG, "no numbers to ask carrier %s for", carrier->id);
  if (batch->numbers.count > max || batch->numbers.count > WB_MAX_BATCH)
    return error_set(err, WB_E_LIMIT, "%u numbers in one batch; carrier %s takes at most %u",
                     batch->numbers.count, carrier->id, max);
  return WB_OK;
}

/* A number that plan() neither asks for nor answers would be lost without a word. */
static int report_unasked(const wb_batch *batch, const host_requests *out, size_t first, feed *into)
{
  const wb_error why = { WB_E_UPSTREAM, "the carrier's plugin asked nothing for this number" };
  bool asked[WB_MAX_BATCH] = { false };
  for (size_t i = first; i < out->count; i++)
    for (size_t k = 0; k < out->items[i].cover_count; k++)
      asked[out->items[i].covers[k]] = true;
  for (uint32_t i = 0; i < batch->numbers.count; i++) {
    const wb_number *n = WB_AT(wb_number, batch->numbers, i);
    const feed_result *r = feed_find_result(into, n->number, (wb_str){ NULL, 0 });
    if (asked[i] || (r && r->outcome))
      continue;
    feed_result *made = feed_result_of(into, n->number, (wb_str){ NULL, 0 });
    if (!made)
      return WB_E_NOMEM;
    made->outcome = WB_FAILED;
    made->detail = arena_str(into->memory, str_of(why.text));
  }
  return WB_OK;
}

int host_plan(host *h, const wb_carrier *carrier, const wb_batch *batch, arena *memory, feed *into,
              host_requests *out, wb_error *err)
{
  if (!carrier->plan)
    return error_set(err, WB_E_UNSUPPORTED, "carrier %s cannot be asked: it has no plan()", carrier->id);
  int rc = check_batch(carrier, batch, err);
  if (rc)
    return rc;
  size_t first = out->count;
  const call c = {
    .entry = CALL_PLAN, .carrier = carrier, .batch = batch, .into = into, .out = out, .memory = memory
  };
  rc = run(h, &c, err);
  if (!rc && report_unasked(batch, out, first, into))
    rc = error_nomem(err);
  return rc;
}

int host_parse(host *h, const wb_carrier *carrier, const wb_batch *batch, const wb_response *response,
               arena *memory, feed *into, host_requests *out, wb_error *err)
{
  if (!carrier->parse)
    return error_set(err, WB_E_UNSUPPORTED, "carrier %s cannot read answers: it has no parse()", carrier->id);
  int rc = check_batch(carrier, batch, err);
  if (rc)
    return rc;
  const call c = { .entry = CALL_PARSE,
                   .carrier = carrier,
                   .batch = batch,
                   .response = response,
                   .into = into,
                   .out = out,
                   .memory = memory };
  return run(h, &c, err);
}

int host_webhook(host *h, const wb_carrier *carrier, const wb_push *push, feed *into, wb_error *err)
{
  if (!carrier->webhook)
    return error_set(err, WB_E_UNSUPPORTED, "carrier %s takes no pushed bodies: it has no webhook()",
                     carrier->id);
  const call c = { .entry = CALL_WEBHOOK, .carrier = carrier, .push = push, .into = into };
  return run(h, &c, err);
}
