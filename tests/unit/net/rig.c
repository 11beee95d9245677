/* SPDX-License-Identifier: MIT */
#include "rig.h"
#include <stdio.h>

static void write_log(void *user, int level, const char *line)
{
  (void)level;
  buf_add_text(user, line);
  buf_add_byte(user, '\n');
}

void rig_prepare(rig *r)
{
  *r = (rig){ 0 };
  r->m = mock_start(NULL);
  cr_assert_not_null(r->m);
  r->options = net_options_default();
  r->options.ca_file = mock_ca_file(r->m);
  r->options.connect_timeout_ms = 10000;
  r->options.total_timeout_ms = 15000;
  r->options.idle_timeout_ms = 8000;
  r->options.backoff_ms = 10;
  r->options.backoff_max_ms = 40;
  r->options.read_token = rig_read_token;
}

void rig_open(rig *r)
{
  wb_error err = { 0 };
  r->logger = (logger){ write_log, &r->log, LOG_DEBUG };
  r->options.log = &r->logger;
  cr_assert_eq(net_new(&r->options, &r->n, &err), WB_OK, "%s", err.text);
}

void rig_close(rig *r)
{
  net_free(r->n);
  mock_stop(r->m);
  buf_free(&r->log);
}

net_request rig_request(const rig *r, const char *origin, const char *path)
{
  static char urls[8][512]; /* a ring: tests hold no more at once */
  static unsigned next;
  char *url = urls[next++ % 8];
  snprintf(url, sizeof urls[0], "%s%s", origin ? origin : mock_url(r->m), path);
  return (net_request){ .method = STR("GET"), .url = str_of(url), .shown_url = str_of(url), .safe = true };
}

void rig_submit(rig *r, const net_request *request)
{
  wb_error err = { 0 };
  cr_assert_eq(net_submit(r->n, request, NULL, &err), WB_OK, "%s", err.text);
}

net_answer *rig_wait(rig *r)
{
  net_answer *a = NULL;
  wb_error err = { 0 };
  int64_t end_ms = clock_steady_ms() + 20000;
  while (!net_next(r->n, &a) && clock_steady_ms() < end_ms)
    cr_assert_geq(net_step(r->n, 1000, &err), 0, "%s", err.text);
  cr_assert_not_null(a, "no answer came");
  return a;
}

net_answer *rig_ask(rig *r, const net_request *request)
{
  rig_submit(r, request);
  return rig_wait(r);
}

net_answer *rig_get(rig *r, const char *path)
{
  net_request request = rig_request(r, NULL, path);
  return rig_ask(r, &request);
}

net_stats rig_stats(const rig *r)
{
  net_stats stats;
  net_stats_get(r->n, &stats);
  return stats;
}

net_auth rig_auth(const rig *r, const char *token_path)
{
  net_request at = rig_request(r, NULL, token_path);
  return (net_auth){ .scheme = NET_AUTH_OAUTH2,
                     .token_form = NET_TOKEN_FORM,
                     .key = STR("mock|test|default|"),
                     .token_url = at.url,
                     .secret = { STR(MOCK_ID), STR(MOCK_SECRET) } };
}

static wb_str after(wb_str text, const char *part)
{
  size_t at = str_find(text, str_of(part));
  return at == SIZE_MAX ? (wb_str){ NULL, 0 } : str_from(text, at + strlen(part));
}

int rig_read_token(void *user, wb_str body, char *token, size_t capacity, size_t *ret_bytes,
                   int64_t *ret_lifetime_s, wb_error *err)
{
  (void)user;
  wb_str rest = after(body, "\"access_token\":\"");
  size_t bytes = str_find_byte(rest, '"');
  if (bytes == SIZE_MAX)
    return error_set(err, WB_E_PARSE, "no access_token in the answer");
  if (bytes > capacity)
    return error_set(err, WB_E_LIMIT, "the token is too long");
  memcpy(token, rest.p, bytes);
  *ret_bytes = bytes;
  rest = after(body, "\"expires_in\":");
  if (rest.n && rest.p[0] == '"')
    rest = str_from(rest, 1);
  size_t digits = 0;
  while (digits < rest.n && ascii_is_digit(rest.p[digits]))
    digits++;
  str_to_i64(str_upto(rest, digits), ret_lifetime_s);
  return WB_OK;
}

bool rig_holds(wb_str text, const char *part)
{
  return str_find(text, str_of(part)) != SIZE_MAX;
}

wb_str rig_header(const net_answer *a, const char *name)
{
  for (size_t i = 0; i < a->header_count; i++)
    if (str_is(a->headers[i].name, name))
      return a->headers[i].value;
  return (wb_str){ "", 0 };
}
