/* SPDX-License-Identifier: MIT */
#include "play.h"

#define NO_RECORDING_NOW_MS                                                                                  \
  INT64_C(1772614800000) /* 2026-03-04T09:00:00Z: for cases that plan() answers alone */

typedef struct play {
  host *h;
  const wb_carrier *carrier;
  wb_batch batch;
  arena *memory;
  tape *recordings; /* NULL: the case has none */
  bool *used;       /* of recordings */
  host_requests requests;
  feed *into;
  const play_watcher *watcher;
  wb_error *err;
} play;

static wb_str shown_secret(void *user, const char *name)
{
  return arena_printf(user, "{%s}", name);
}

static int find_recording(play *p, const host_request *r, const tape_exchange **ret_exchange)
{
  const host_secrets secrets = { shown_secret, p->memory, STR("{unique}") };
  const char *origin = WB_AT(wb_endpoint, p->carrier->endpoints, r->endpoint)->origin;
  static const char *const methods[] = { "", "GET", "POST", "PUT" };
  host_rendered text;
  int rc = host_render(r, p->carrier, origin, &secrets, p->memory, &text, p->err);
  if (rc)
    return rc;
  wb_str method = str_of(methods[r->method]);
  if (!p->recordings)
    return error_set(p->err, WB_E_NOT_FOUND, "no recording of %s %.*s", method.p, STR_ARG(text.shown_url));
  rc = tape_find(p->recordings, method, text.shown_url, text.shown_body, ret_exchange, p->err);
  for (size_t i = 0; !rc && i < tape_count(p->recordings); i++)
    if (tape_at(p->recordings, i) == *ret_exchange)
      p->used[i] = true;
  return rc;
}

static int response_headers(play *p, const tape_exchange *x, wb_list *ret_headers)
{
  wb_field *fields = arena_array(p->memory, x->header_count, sizeof *fields);
  if (!fields)
    return error_nomem(p->err);
  for (size_t i = 0; i < x->header_count; i++)
    fields[i] = (wb_field){ .name = x->headers[i].name, .value.text = x->headers[i].value };
  *ret_headers = (wb_list){ fields, (uint32_t)x->header_count, sizeof *fields };
  return WB_OK;
}

static void show(play *p, const wb_response *response)
{
  const play_step step = { p->h, p->carrier, &p->batch, response };
  if (p->watcher)
    p->watcher->step(p->watcher->user, &step);
}

/* What the answer itself comes to is part of the feed, not an error of the replay. */
static int take_answer(play *p, const host_request *r, const tape_exchange *x)
{
  wb_error why = { 0 };
  wb_list headers = { 0 };
  uint32_t retry_after_s = 0;
  int rc = response_headers(p, x, &headers);
  if (rc)
    return rc;
  const wb_response response = {
    .struct_size = sizeof response,
    .status = x->status,
    .step = r->step,
    .headers = headers,
    .body = x->body,
    .cookie = r->cookie,
    .covers = { r->covers, (uint32_t)r->cover_count, sizeof *r->covers },
  };
  if (!x->status)
    rc = error_set(&why, WB_E_NETWORK, "the transfer failed: %.*s", STR_ARG(x->failure));
  else
    rc = host_refusal(r, x->status, headers, p->batch.now_ms, &retry_after_s, &why);
  if (!rc)
    show(p, &response);
  if (!rc)
    rc = host_parse(p->h, p->carrier, &p->batch, &response, p->memory, p->into, &p->requests, &why);
  return rc ? host_fail_covers(&p->batch, r->covers, r->cover_count, &why, retry_after_s, p->into) : WB_OK;
}

static int all_covers(play *p, const wb_error *why)
{
  size_t count = p->batch.numbers.count;
  uint32_t *covers = arena_array(p->memory, count, sizeof *covers);
  for (size_t i = 0; covers && i < count; i++)
    covers[i] = (uint32_t)i;
  return covers ? host_fail_covers(&p->batch, covers, count, why, 0, p->into) : error_nomem(p->err);
}

static int play_requests(play *p)
{
  wb_error why = { 0 };
  p->into->fetched_at_ms = p->batch.now_ms;
  show(p, NULL);
  int rc = host_plan(p->h, p->carrier, &p->batch, p->memory, p->into, &p->requests, &why);
  if (rc)
    rc = all_covers(p, &why);
  for (size_t i = 0; !rc && i < p->requests.count; i++) {
    const host_request r = p->requests.items[i]; /* the list grows while answers are read */
    const tape_exchange *x = NULL;
    rc = find_recording(p, &r, &x);
    if (rc)
      return rc;
    if (x->at_ms)
      p->into->fetched_at_ms = x->at_ms;
    rc = take_answer(p, &r, x);
  }
  return rc ? rc : host_finish(&p->batch, p->into);
}

static int check_used(const play *p)
{
  for (size_t i = 0; p->recordings && i < tape_count(p->recordings); i++)
    if (!p->used[i])
      return error_set(p->err, WB_E_NOT_FOUND, "recording %s was never asked for",
                       tape_at(p->recordings, i)->path.p);
  return WB_OK;
}

static int open_recordings(play *p, const char *folder)
{
  wb_error err = { 0 };
  int rc = tape_open(folder, &p->recordings, &err);
  if (rc == WB_E_NOT_FOUND) {
    p->batch.now_ms = NO_RECORDING_NOW_MS;
    return WB_OK;
  }
  if (rc)
    return error_set(p->err, rc, "%s", err.text);
  p->batch.now_ms = tape_at(p->recordings, 0)->at_ms;
  if (!p->batch.now_ms)
    return error_set(p->err, WB_E_PARSE, "%s has no \"at:\", which is the clock of the case",
                     tape_at(p->recordings, 0)->path.p);
  p->used = arena_array(p->memory, tape_count(p->recordings), sizeof *p->used);
  return p->used ? WB_OK : error_nomem(p->err);
}

static int write_feed(play *p, buf *out)
{
  WB_AUTO(buf) json = { 0 };
  int rc = feed_to_json(p->into, &json, p->err);
  if (rc)
    return rc;
  json_indent(buf_view(&json), out);
  return buf_check(out, p->err);
}

static int play_all(play *p, const char *folder, buf *out)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/ask", folder);
  int rc = ask_read(buf_cstr(&path), p->carrier, p->memory, &p->batch, p->err);
  if (!rc)
    rc = open_recordings(p, folder);
  if (rc)
    return rc;
  p->into->source = p->into->carrier = str_of(p->carrier->id);
  if (p->carrier->caps & WB_CAP_AGGREGATOR) {
    p->into->role = FEED_ROLE_AGGREGATOR;
    p->into->carrier = (wb_str){ NULL, 0 };
  }
  rc = play_requests(p);
  if (!rc)
    rc = check_used(p);
  return rc ? rc : write_feed(p, out);
}

int play_case(host *h, const wb_carrier *carrier, const char *folder, const play_watcher *watcher, buf *out,
              feed **ret_feed, wb_error *err)
{
  WB_AUTO(arena_ref) memory = arena_new(0);
  WB_AUTO(feed_ref) into = NULL;
  play p = { .h = h, .carrier = carrier, .memory = memory, .watcher = watcher, .err = err };
  if (!memory)
    return error_nomem(err);
  int rc = feed_new(0, &into, err);
  p.into = into;
  if (!rc)
    rc = play_all(&p, folder, out);
  tape_close(p.recordings);
  if (!rc && ret_feed)
    *ret_feed = wb_steal(&into);
  return rc;
}
