/* SPDX-License-Identifier: MIT */
#include "validate.h"
#include "../number/number.h"
#include <stdio.h>

#define ID_SHORTEST      2
#define ID_LONGEST       32
#define REFUSE(err, ...) error_set((err), WB_E_PLUGIN, __VA_ARGS__)

typedef const char *text_pointer;

static bool is_empty(const char *text)
{
  return !text || !text[0];
}

static const char *shown(const char *text)
{
  return text ? text : "NULL";
}

/* [a-z0-9<other>]+ */
static bool is_key(const char *text, char other)
{
  if (is_empty(text))
    return false;
  for (const char *p = text; *p; p++)
    if (!ascii_is_digit(*p) && !(*p >= 'a' && *p <= 'z') && *p != other)
      return false;
  return true;
}

static int check_identity(const wb_carrier *c, wb_error *err)
{
  size_t n = c->id ? strlen(c->id) : 0;
  if (!is_key(c->id, '-') || n < ID_SHORTEST || n > ID_LONGEST)
    return REFUSE(err, "carrier id \"%s\" is not [a-z0-9-]{%d,%d}", shown(c->id), ID_SHORTEST, ID_LONGEST);
  if (is_empty(c->name))
    return REFUSE(err, "carrier %s has no name", c->id);
  if (is_empty(c->version))
    return REFUSE(err, "carrier %s has no version, such as \"1.0.0\"", c->id);
  if (is_empty(c->licence))
    return REFUSE(err, "carrier %s has no licence, an SPDX expression such as \"MIT\"", c->id);
  return WB_OK;
}

static int check_countries(const wb_carrier *c, wb_error *err)
{
  wb_str rest = str_of(c->countries), piece;
  if (rest.n == 0 || str_equal(rest, STR("*")))
    return WB_OK;
  while (str_split(&rest, ',', &piece))
    if (piece.n != 2 || piece.p[0] < 'A' || piece.p[0] > 'Z' || piece.p[1] < 'A' || piece.p[1] > 'Z')
      return REFUSE(
          err, "carrier %s: countries \"%s\" is neither \"*\" nor a list of ISO 3166 codes such as \"DE,AT\"",
          c->id, c->countries);
  return WB_OK;
}

static bool is_host_character(char c)
{
  return ascii_is_digit(c) || ascii_is_alpha(c) || c == '.' || c == '-';
}

/* https://host or https://host:port */
static bool is_origin(const char *text)
{
  wb_str s = str_of(text), port;
  uint64_t value;
  if (!str_starts(s, STR("https://")))
    return false;
  s = str_from(s, 8);
  size_t colon = str_find_byte(s, ':');
  wb_str host = str_upto(s, colon);
  port = colon == SIZE_MAX ? STR("443") : str_from(s, colon + 1);
  if (host.n == 0 || host.p[0] == '.' || host.p[0] == '-' || !str_to_u64(port, &value) || value == 0 ||
      value > 65535)
    return false;
  for (size_t i = 0; i < host.n; i++)
    if (!is_host_character(host.p[i]))
      return false;
  return true;
}

static int check_origin(const wb_carrier *c, const wb_endpoint *e, const char *member, const char *origin,
                        wb_error *err)
{
  if (origin && !str_starts(str_of(origin), STR("https://")))
    return REFUSE(err, "carrier %s: endpoint \"%s\": %s \"%s\" does not begin with https://", c->id, e->name,
                  member, origin);
  if (!origin || !is_origin(origin))
    return REFUSE(err,
                  "carrier %s: endpoint \"%s\": %s \"%s\" is not of the form https://host, without a path",
                  c->id, e->name, member, shown(origin));
  return WB_OK;
}

/* Keys name things in settings, the environment and recordings.  Each list begins its elements with the
 * name. */
static int check_names(const wb_carrier *c, const char *what, wb_list list, wb_error *err)
{
  for (uint32_t i = 0; i < list.count; i++) {
    const char *name = *WB_AT(text_pointer, list, i);
    if (!is_key(name, '_') && !is_key(name, '-'))
      return REFUSE(err, "carrier %s: %s %u: name \"%s\" is not [a-z0-9_]+", c->id, what, i + 1, shown(name));
    for (uint32_t k = 0; k < i; k++)
      if (strcmp(*WB_AT(text_pointer, list, k), name) == 0)
        return REFUSE(err, "carrier %s: %s \"%s\" is declared twice", c->id, what, name);
  }
  return WB_OK;
}

_Static_assert(offsetof(wb_endpoint, name) == 0 && offsetof(wb_credential, name) == 0 &&
                   offsetof(wb_setting, name) == 0 && offsetof(wb_input, name) == 0,
               "check_names() reads the name as the first member");

static int check_lists(const wb_carrier *c, wb_error *err)
{
  int rc = check_names(c, "endpoint", c->endpoints, err);
  if (rc == WB_OK)
    rc = check_names(c, "credential", c->credentials, err);
  if (rc == WB_OK)
    rc = check_names(c, "setting", c->settings, err);
  if (rc == WB_OK)
    rc = check_names(c, "input", c->inputs, err);
  for (uint32_t i = 0; rc == WB_OK && i < c->endpoints.count; i++) {
    const wb_endpoint *e = WB_AT(wb_endpoint, c->endpoints, i);
    rc = check_origin(c, e, "origin", e->origin, err);
    if (rc == WB_OK && e->sandbox_origin)
      rc = check_origin(c, e, "sandbox_origin", e->sandbox_origin, err);
  }
  if (rc == WB_OK && (c->caps & WB_CAP_TRACK) && c->endpoints.count == 0)
    return REFUSE(err, "carrier %s tracks but declares no endpoint to ask", c->id);
  return rc;
}

static bool is_declared(const wb_carrier *c, const char *credential)
{
  for (uint32_t i = 0; i < c->credentials.count; i++)
    if (strcmp(WB_AT(wb_credential, c->credentials, i)->name, credential) == 0)
      return true;
  return false;
}

/* The first `needed` must be there, all that are there must be declared. */
static int check_credentials(const wb_carrier *c, const char *what, const char *const *names, size_t needed,
                             size_t count, wb_error *err)
{
  for (size_t i = 0; i < count; i++) {
    if (!names[i] && i < needed)
      return REFUSE(err, "carrier %s: %s needs credential[%zu]", c->id, what, i);
    if (names[i] && !is_declared(c, names[i]))
      return REFUSE(err, "carrier %s: %s names the credential \"%s\", which is not declared", c->id, what,
                    names[i]);
  }
  return WB_OK;
}

static int check_oauth(const wb_carrier *c, const wb_auth *a, const char *what, wb_error *err)
{
  static const size_t needed[] = {
    [WB_GRANT_CLIENT_CREDENTIALS] = 2, [WB_GRANT_REFRESH_TOKEN] = 3, [WB_GRANT_PASSWORD] = 4
  };
  if (a->grant > WB_GRANT_PASSWORD)
    return REFUSE(err, "carrier %s: %s: unknown grant %u", c->id, what, a->grant);
  if (a->token_form > WB_TOKEN_JSON)
    return REFUSE(err, "carrier %s: %s: unknown token_form %u", c->id, what, a->token_form);
  if (a->token_endpoint >= c->endpoints.count)
    return REFUSE(err, "carrier %s: %s: token_endpoint %u, but there are %u endpoints", c->id, what,
                  a->token_endpoint, c->endpoints.count);
  if (!a->token_path || a->token_path[0] != '/')
    return REFUSE(err, "carrier %s: %s: token_path \"%s\" does not begin with /", c->id, what,
                  shown(a->token_path));
  return check_credentials(c, what, a->credential, needed[a->grant], WB_COUNT(a->credential), err);
}

static int check_auth(const wb_carrier *c, const wb_auth *a, uint32_t at, wb_error *err)
{
  char what[32];
  snprintf(what, sizeof what, "auth row %u", at + 1);
  switch (a->scheme) {
  case WB_AUTH_NONE:
    return WB_OK;
  case WB_AUTH_OAUTH2:
    return check_oauth(c, a, what, err);
  case WB_AUTH_QUERY:
    if (is_empty(a->param))
      return REFUSE(err, "carrier %s: %s: a query parameter needs its name in param", c->id, what);
    break;
  case WB_AUTH_BASIC:
  case WB_AUTH_HEADER:
    break;
  default:
    return REFUSE(err, "carrier %s: %s: unknown scheme %u", c->id, what, a->scheme);
  }
  return check_credentials(c, what, a->credential, 1, WB_COUNT(a->credential), err);
}

static int check_format(const wb_carrier *c, const wb_format *f, uint32_t at, wb_error *err)
{
  if (is_empty(f->id))
    return REFUSE(err, "carrier %s: format %u has no id", c->id, at + 1);
  wb_error why = { 0 };
  if (number_format_check(f, &why))
    return REFUSE(err, "carrier %s: format \"%s\": %s", c->id, f->id, why.text);
  if (f->url && !str_starts(str_of(f->url), STR("https://")) && !str_starts(str_of(f->url), STR("http://")))
    return REFUSE(err, "carrier %s: format \"%s\": url \"%s\" is not a web address", c->id, f->id, f->url);
  return WB_OK;
}

static int check_limits(const wb_carrier *c, wb_error *err)
{
  const wb_limits *l = c->limits;
  if (!l)
    return WB_OK;
  if (l->batch_max > WB_MAX_BATCH)
    return REFUSE(err, "carrier %s: limits: batch_max %u is over %d", c->id, l->batch_max, WB_MAX_BATCH);
  if (!l->requests != !l->window_ms)
    return REFUSE(err, "carrier %s: limits: requests %u in window_ms %u: a rate needs both", c->id,
                  l->requests, l->window_ms);
  return WB_OK;
}

static int check_hook(const wb_carrier *c, wb_error *err)
{
  const wb_hook *h = c->hook;
  if (!(c->caps & WB_CAP_WEBHOOK))
    return h ? REFUSE(err, "carrier %s has a hook without WB_CAP_WEBHOOK", c->id) : WB_OK;
  if (!h)
    return REFUSE(err, "carrier %s has WB_CAP_WEBHOOK without a hook that says how bodies are authenticated",
                  c->id);
  if (h->scheme > WB_HOOK_BASIC)
    return REFUSE(err, "carrier %s: hook: unknown scheme %u", c->id, h->scheme);
  if (h->scheme == WB_HOOK_NONE)
    return WB_OK;
  bool mac = h->scheme == WB_HOOK_HMAC_SHA256 || h->scheme == WB_HOOK_HMAC_SHA1;
  if (h->scheme != WB_HOOK_BASIC && is_empty(h->header))
    return REFUSE(err, "carrier %s: hook: no header", c->id);
  if (mac && (!h->encoding || (strcmp(h->encoding, "hex") != 0 && strcmp(h->encoding, "base64") != 0)))
    return REFUSE(err, "carrier %s: hook: encoding \"%s\" is neither \"hex\" nor \"base64\"", c->id,
                  shown(h->encoding));
  return check_credentials(c, "hook", h->credential, h->scheme == WB_HOOK_BASIC ? 2 : 1,
                           WB_COUNT(h->credential), err);
}

int validate_declared(const wb_carrier *c, wb_error *err)
{
  int rc = check_identity(c, err);
  if (rc == WB_OK)
    rc = check_countries(c, err);
  if (rc == WB_OK)
    rc = check_lists(c, err);
  for (uint32_t i = 0; rc == WB_OK && i < c->auth.count; i++)
    rc = check_auth(c, WB_AT(wb_auth, c->auth, i), i, err);
  for (uint32_t i = 0; rc == WB_OK && i < c->formats.count; i++)
    rc = check_format(c, WB_AT(wb_format, c->formats, i), i, err);
  if (rc == WB_OK)
    rc = check_limits(c, err);
  return rc ? rc : check_hook(c, err);
}

int validate_entries(const wb_carrier *c, wb_error *err)
{
  if ((c->caps & WB_CAP_TRACK) && !c->plan)
    return REFUSE(err, "carrier %s has WB_CAP_TRACK without plan()", c->id);
  if ((c->caps & WB_CAP_TRACK) && !c->parse)
    return REFUSE(err, "carrier %s has WB_CAP_TRACK without parse()", c->id);
  if ((c->caps & WB_CAP_WEBHOOK) && !c->webhook)
    return REFUSE(err, "carrier %s has WB_CAP_WEBHOOK without webhook()", c->id);
  if (!(c->caps & (WB_CAP_TRACK | WB_CAP_WEBHOOK)) && c->formats.count == 0)
    return REFUSE(err, "carrier %s can do nothing: neither WB_CAP_TRACK nor WB_CAP_WEBHOOK, and no formats",
                  c->id);
  return WB_OK;
}
