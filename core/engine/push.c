/* SPDX-License-Identifier: MIT */
#include "push.h"
#include "../base/module.h"
#include "account.h"
#include "headers.h"

static wb_str header_value(wb_list headers, const char *name)
{
  for (uint32_t i = 0; i < headers.count; i++)
    if (str_is(WB_AT(wb_field, headers, i)->name, name))
      return WB_AT(wb_field, headers, i)->value.text;
  return (wb_str){ NULL, 0 };
}

/* The plugin sees a body only when this says WB_OK. */
static int authenticate(engine *e, account *a, wb_list headers, wb_str body, wb_error *err)
{
  const void *table;
  const wb_hook *hook = a->live->hook;
  account_lookup lookup = { e, a };
  if (hook->scheme == WB_HOOK_NONE)
    return error_set(err, WB_E_UNSUPPORTED, "%s does not sign what it pushes: such bodies are not taken", a->live->name);
  net_push push = {
    .scheme = hook->scheme,
    .base64 = hook->encoding && strcmp(hook->encoding, "base64") == 0,
    .prefix = str_of(hook->prefix),
    .header_value = header_value(headers, hook->header),
    .body = body,
  };
  for (size_t i = 0; i < WB_COUNT(hook->credential); i++) {
    if (!hook->credential[i])
      continue;
    push.secret[i] = account_secret_value(&lookup, hook->credential[i]);
    if (!push.secret[i].n)
      return error_set(err, WB_E_CREDENTIALS, "%s: the credential %s is not set; see waybill carriers show %s", a->live->name,
                       hook->credential[i], a->live->id);
  }
  int rc = module_open("net", &table, err); /* whatever e->net_functions are: a replay cannot verify */
  return rc ? rc : ((const net_part *)table)->verify_push(&push, err);
}

static int keep(engine *e, const feed *f, wb_str json, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  store_feed *items = memory ? arena_array(memory, f->result_count + 1, sizeof *items) : NULL;
  int rc = engine_open_store(e, err);
  if (rc || !e->store)
    return rc;
  if (!items)
    return error_nomem(err);
  for (size_t i = 0; i < f->result_count; i++)
    items[i] = (store_feed){ .number = f->results[i].number, .carrier = f->carrier, .source = f->source,
                             .fetched_at_ms = f->fetched_at_ms, .outcome = f->results[i].outcome, .feed = json };
  return e->store_functions->add_feeds(e->store, items, f->result_count, err);
}

static int read_push(engine *e, account *a, const wb_push *push, buf *out, wb_error *err)
{
  WB_AUTO(feed_ref) f = NULL;
  int rc = feed_new(0, &f, err);
  if (rc == WB_OK)
    rc = engine_open_host(e, err);
  if (rc)
    return rc;
  f->source = arena_str(f->memory, str_of(a->live->id));
  f->carrier = f->source;
  f->plugin_version = arena_str(f->memory, str_of(a->live->version));
  f->role = FEED_ROLE_PUSH;
  f->fetched_at_ms = push->now_ms;
  rc = host_webhook(e->host, a->live, push, f, err);
  for (size_t i = 0; i < f->result_count; i++)
    for (size_t k = 0; k < f->results[i].event_count; k++)
      f->results[i].events[k].ref =
          arena_printf(f->memory, "%.*s:push:%lld:%zu:%zu", STR_ARG(f->source), (long long)push->now_ms, i, k);
  if (rc == WB_OK)
    rc = feed_to_json(f, out, err);
  return rc == WB_OK ? keep(e, f, buf_view(out), err) : rc;
}

int push_take(engine *e, const wb_received *in, buf *out, wb_error *err)
{
  account *a;
  wb_push push = { .struct_size = sizeof push, .body = in->body };
  WB_AUTO(arena_ref) memory = arena_new(0);
  int rc = memory ? account_find(e, str_of(in->carrier), &a, err) : error_nomem(err);
  if (rc == WB_OK)
    rc = account_load(e, a, err);
  if (rc)
    return rc;
  if (!(a->live->caps & WB_CAP_WEBHOOK) || !a->live->webhook || !a->live->hook)
    return error_set(err, WB_E_UNSUPPORTED, "%s takes no pushed bodies", a->live->name);
  push.now_ms = in->received_at_ms ? in->received_at_ms : clock_now_ms(&e->clock);
  rc = headers_read(in->headers, in->header_count, memory, &push.headers, err);
  if (rc == WB_OK)
    rc = authenticate(e, a, push.headers, in->body, err);
  return rc == WB_OK ? read_push(e, a, &push, out, err) : rc;
}
