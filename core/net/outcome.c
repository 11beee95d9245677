/* SPDX-License-Identifier: MIT */
/* What a finished transfer leads to: a redirect, a new token, another try, or the answer. */
#include "../base/limits.h"
#include "inside.h"
#include <stdlib.h>

static void log_transfer(const net *n, const transfer *t, const char *why)
{
  const job *j = t->job;
  log_line(n->options.log, LOG_DEBUG, "%.*s %.*s: %s, %zu bytes, %lld ms", STR_ARG(j->method),
           STR_ARG(j->shown_url), why, t->body.n, (long long)(n->now_ms - t->started_ms));
}

/* Retry-After: seconds, or a date (RFC 9110, 10.2.3).  0: none. */
static uint32_t retry_after_s(const net *n, const transfer *t)
{
  wb_str text = transfer_header(t, STR("retry-after"));
  uint64_t seconds = 0;
  if (!text.n)
    return 0;
  if (!str_to_u64(text, &seconds)) {
    time_t date = curl_getdate(text.p, NULL); /* a NUL stands behind it */
    int64_t wait_ms = date < 0 ? 0 : (int64_t)date * 1000 - clock_now_ms(n->options.clock);
    seconds = wait_ms > 0 ? (uint64_t)(wait_ms + 999) / 1000 : 0;
  }
  return seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds;
}

/* ---- answers ---- */

static void fail_words(const job *j, int code, const char *why, answer *a)
{
  a->shown.code = code;
  error_set(&a->shown.error, code, "%.*s %.*s: %s", STR_ARG(j->method), STR_ARG(j->shown_url), why);
}

void outcome_refuse(net *n, job *j, const wb_error *why, uint32_t retry_after)
{
  answer *a = answer_new(n);
  if (j->transfer)
    transfer_stop(n, j->transfer);
  if (a) {
    fail_words(j, why->code, why->text, a);
    a->shown.retry_after_s = retry_after;
    a->shown.at_ms = clock_now_ms(n->options.clock);
  }
  answer_give(n, j, a);
}

/* The response, or with `code` its failure, becomes the answer. */
static void finish(net *n, transfer *t, int code, const char *why, const char *tape_word)
{
  job *j = t->job;
  answer *a = answer_new(n);
  if (a) {
    a->shown.status = t->status;
    a->shown.at_ms = clock_now_ms(n->options.clock);
    a->shown.retry_after_s = retry_after_s(n, t);
    if (code)
      fail_words(j, code, why, a);
    if (!code) {
      a->head = t->head;
      a->body = t->body;
      t->head = (buf){ .max = t->head.max };
      t->body = (buf){ 0 };
      a->shown.body = buf_view(&a->body);
    }
    if (!answer_index(a))
      fail_words(j, WB_E_NOMEM, "out of memory", a);
    if (a->shown.code == WB_OK || a->shown.code == WB_E_NETWORK)
      record_exchange(n, j, a, tape_word);
  }
  transfer_stop(n, t);
  answer_give(n, j, a);
}

/* ---- redirects ---- */

static bool is_redirect(uint32_t status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The absolute URL that Location means, or NULL; to be freed with curl_free(). */
static char *resolve(const job *j, wb_str location)
{
  char *absolute = NULL;
  CURLU *u = curl_url();
  if (u && !curl_url_set(u, CURLUPART_URL, j->redirect_url ? j->redirect_url : j->url.p, 0) &&
      !curl_url_set(u, CURLUPART_URL, location.p, CURLU_URLENCODE))
    curl_url_get(u, CURLUPART_URL, &absolute, 0);
  curl_url_cleanup(u);
  return absolute;
}

/* Takes the job to the new place.  false: it must not go there, the words say why. */
static bool redirect(net *n, job *j, uint32_t status, const char *target, buf *why)
{
  WB_AUTO(buf) to = { 0 };
  wb_str allowed = j->allowed_origin.n ? j->allowed_origin : str_of(j->lane->origin->name);
  if (!target || !url_origin(str_of(target), &to)) {
    buf_printf(why, "it redirects (HTTP %u) to something that is not a URL", status);
    return false;
  }
  if (!str_equal_nocase(buf_view(&to), allowed) || !str_is(buf_view(&to), j->lane->origin->name)) {
    buf_printf(why, "it redirects (HTTP %u) to %s, outside of its declared origin %.*s: not followed", status,
               buf_cstr(&to), STR_ARG(allowed));
    return false;
  }
  if (j->redirects >= WB_NET_REDIRECTS) {
    buf_printf(why, "more than %u redirects, the last to %s", WB_NET_REDIRECTS, buf_cstr(&to));
    return false;
  }
  char *copy = strdup(target);
  if (!copy) {
    buf_add_text(why, "out of memory");
    return false;
  }
  free(j->redirect_url);
  j->redirect_url = copy;
  j->redirect_as_get = j->redirect_as_get || status == 303 || (status < 303 && str_is(j->method, "POST"));
  j->redirects++;
  n->stats.redirects++;
  return true;
}

static void follow(net *n, transfer *t)
{
  WB_AUTO(buf) why = { 0 };
  job *j = t->job;
  char *target = resolve(j, transfer_header(t, STR("location")));
  bool followed = redirect(n, j, t->status, target, &why);
  curl_free(target);
  if (!followed) {
    finish(n, t, WB_E_UPSTREAM, buf_cstr(&why), "");
    return;
  }
  transfer_stop(n, t);
  token_route(n, j);
}

/* ---- tries ---- */

static void renew(net *n, transfer *t)
{
  job *j = t->job;
  j->renewed = true;
  job_start_over(j);
  token_drop(j->token, j->token_version);
  transfer_stop(n, t);
  token_route(n, j);
}

static bool may_retry(const net *n, const job *j)
{
  return j->safe && j->retries < n->options.retries && !origin_rests(j->lane->origin, n->now_ms);
}

/* Half of the pause is fixed and half is chance, so that what failed together does not come back together. */
static int64_t backoff_ms(net *n, const job *j)
{
  uint64_t pause = n->options.backoff_ms;
  for (uint32_t i = 0; i < j->retries && pause < n->options.backoff_max_ms; i++)
    pause *= 2;
  if (pause > n->options.backoff_max_ms)
    pause = n->options.backoff_max_ms;
  return (int64_t)(pause / 2 + clock_random(n->options.clock) % (pause / 2 + 1));
}

static void pause_job(net *n, transfer *t, int64_t told_ms, const char *why)
{
  job *j = t->job;
  int64_t wait_ms = backoff_ms(n, j);
  if (told_ms)
    wait_ms = told_ms + wait_ms / 8; /* never sooner than told */
  log_line(n->options.log, LOG_INFO, "%.*s %.*s: %s: try %u in %lld ms", STR_ARG(j->method),
           STR_ARG(j->shown_url), why, j->retries + 2, (long long)wait_ms);
  j->retries++;
  n->stats.retries++;
  job_start_over(j);
  j->due_ms = n->now_ms + wait_ms;
  transfer_stop(n, t);
  job_do(n, j, JOB_PAUSE);
}

/* 429 and 5xx: another try, or the response as it is. */
static void troubled(net *n, transfer *t)
{
  char why[32];
  job *j = t->job;
  int64_t told_ms = (int64_t)retry_after_s(n, t) * 1000;
  bool too_long = told_ms > n->options.retry_after_max_ms;
  snprintf(why, sizeof why, "HTTP %u", t->status);
  if (told_ms && !too_long && j->lane->pace) /* all requests with these credentials were meant */
    pace_rest(j->lane->pace, n->now_ms + told_ms);
  if (may_retry(n, j) && !too_long)
    pause_job(n, t, told_ms, why);
  else
    finish(n, t, WB_OK, NULL, "");
}

static void failed(net *n, transfer *t, CURLcode rc)
{
  WB_AUTO(buf) why = { 0 };
  const char *tape_word;
  int code = failure_reason(n, t, rc, &why, &tape_word);
  log_transfer(n, t, buf_cstr(&why));
  if (code == WB_E_NETWORK)
    origin_failed(n, t->job->lane->origin, t, buf_cstr(&why));
  if (failure_is_passing(t, rc) && may_retry(n, t->job))
    pause_job(n, t, 0, buf_cstr(&why));
  else
    finish(n, t, code, buf_cstr(&why), tape_word);
}

static void answered(net *n, transfer *t)
{
  char why[32];
  job *j = t->job;
  snprintf(why, sizeof why, "HTTP %u", t->status);
  log_transfer(n, t, why);
  if (t->status >= 500)
    origin_failed(n, j->lane->origin, t, why);
  else
    origin_worked(j->lane->origin);
  if (is_redirect(t->status) && transfer_header(t, STR("location")).n)
    follow(n, t);
  else if (t->status == 401 && j->token && !j->renewed)
    renew(n, t);
  else if (t->status == 429 || t->status >= 500)
    troubled(n, t);
  else
    finish(n, t, WB_OK, NULL, "");
}

void outcome_of(net *n, transfer *t, CURLcode rc)
{
  long status = 0, connections = 0, version = 0;
  curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connections);
  curl_easy_getinfo(t->easy, CURLINFO_HTTP_VERSION, &version);
  n->stats.connections += connections > 0 ? (uint64_t)connections : 0;
  n->stats.body_bytes += t->body.n;
  if (version == CURL_HTTP_VERSION_2_0)
    t->job->lane->origin->h2 = true;
  if (rc == CURLE_OK && (status < 200 || status > 599))
    rc = CURLE_WEIRD_SERVER_REPLY;
  t->status = rc == CURLE_OK ? (uint32_t)status : 0;
  if (rc == CURLE_OK)
    answered(n, t);
  else
    failed(n, t, rc);
}
