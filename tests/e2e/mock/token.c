/* SPDX-License-Identifier: MIT */
/* The token endpoint: any path that ends in "/token".  It knows one client, in the three forms of RFC 6749
 * and as JSON; beside a folder of recordings every client but one that sends the word "wrong" in the body.
 * Query: expires=SECONDS (default 3600), text=1 (the lifetime as text), status=NNN (always that), ms=N (a
 * delay), bad=1 (not a token answer). */
#include "inside.h"
#include <stdio.h>
#include <stdlib.h>

static bool holds(wb_str text, const char *part)
{
  return str_find(text, str_of(part)) != SIZE_MAX;
}

static bool credentials_are_right(const call *c)
{
  wb_str body = c->seen.body;
  bool basic = holds(c->seen.headers, "authorization: Basic bW9jay1jbGllbnQ6bW9jayBzZWNyZXQvMSsy\n");
  bool form = holds(body, "client_id=" MOCK_ID) && holds(body, "client_secret=mock%20secret%2F1%2B2");
  bool json =
      holds(body, "\"client_id\":\"" MOCK_ID "\"") && holds(body, "\"client_secret\":\"" MOCK_SECRET "\"");
  return basic || form || json;
}

static bool grant_is_right(const call *c)
{
  wb_str body = c->seen.body;
  if (holds(body, "grant_type=refresh_token"))
    return holds(body, "refresh_token=" MOCK_REFRESH);
  if (holds(body, "grant_type=password"))
    return holds(body, "username=" MOCK_USER) && holds(body, "password=" MOCK_PASSWORD);
  return holds(body, "grant_type=client_credentials") || holds(body, "\"grant_type\":\"client_credentials\"");
}

static const char *argument(struct MHD_Connection *connection, const char *name)
{
  return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
}

enum MHD_Result token_run(call *c, struct MHD_Connection *connection)
{
  WB_AUTO(buf) body = { 0 };
  const char *expires = argument(connection, "expires"), *status = argument(connection, "status");
  pthread_mutex_lock(&c->m->lock);
  size_t nth = ++c->m->token_calls;
  pthread_mutex_unlock(&c->m->lock);
  if (status)
    return script_text(connection, (unsigned)strtoul(status, NULL, 10), "application/json",
                       STR("{\"error\":\"scripted\"}"));
  if (argument(connection, "bad"))
    return script_text(connection, 200, "text/html", STR("<html>who are you?</html>"));
  bool refused = c->m->tape ? holds(c->seen.body, "wrong") : !credentials_are_right(c) || !grant_is_right(c);
  if (refused) {
    buf_printf(&body, "{\"error\":\"invalid_client\",\"echo\":\"%.*s\"}", STR_ARG(c->seen.body));
    return script_text(connection, 401, "application/json", buf_view(&body));
  }
  const char *quote = argument(connection, "text") ? "\"" : "";
  buf_printf(&body, "{\"access_token\":\"mock-token-%zu\",\"token_type\":\"Bearer\",\"expires_in\":%s%s%s}",
             nth, quote, expires ? expires : "3600", quote);
  return script_text(connection, 200, "application/json", buf_view(&body));
}

bool token_is_current(call *c, struct MHD_Connection *connection)
{
  char wanted[64];
  const char *sent = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "authorization");
  pthread_mutex_lock(&c->m->lock);
  snprintf(wanted, sizeof wanted, "Bearer mock-token-%zu", c->m->token_calls);
  pthread_mutex_unlock(&c->m->lock);
  return sent && str_is(str_of(sent), wanted);
}
