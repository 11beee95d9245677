/* SPDX-License-Identifier: MIT */
/* From a request to its text, in two spellings at once: the real one, and the shown one without secrets. */
#include "call.h"

typedef struct spellings {
  buf real, shown;
} spellings;

typedef struct renderer {
  const host_request *request;
  const wb_carrier *carrier;
  const host_secrets *secrets;
  arena *memory;
  host_rendered *out;
  size_t header_capacity, shown_capacity;
  wb_error *err;
} renderer;

static void spellings_free(spellings *s)
{
  buf_free(&s->real);
  buf_free(&s->shown);
}
WB_AUTO_DEFINE(spellings, spellings_free)

static void add_both(spellings *s, wb_str text)
{
  buf_add(&s->real, text);
  buf_add(&s->shown, text);
}

/* ---- values ---- */

/* What a credential stands for.  One that is not set is noted as missing, unless the carrier does without. */
static wb_str secret_of(renderer *r, wb_str name)
{
  const wb_credential *c = carrier_credential(r->carrier, name);
  wb_str secret = c ? r->secrets->credential(r->secrets->user, c->name) : (wb_str){ NULL, 0 };
  if (c && !secret.p && !c->optional && !r->out->missing)
    r->out->missing = c->name;
  return secret;
}

static void encode_as(buf *out, uint32_t escape, wb_str text)
{
  switch (escape) {
  case WB_ESC_JSON:
    encode_json(out, text);
    return;
  case WB_ESC_XML:
    encode_xml(out, text);
    return;
  case WB_ESC_FORM:
    encode_form(out, text);
    return;
  default:
    buf_add(out, text);
  }
}

/* `encode` writes both spellings of a literal, and the real one of a secret; the shown one is never encoded,
 * so that it reads "{client_id}" everywhere. */
static void add_value(renderer *r, spellings *s, const wb_value *v, void (*encode)(buf *, wb_str))
{
  WB_AUTO(buf) escaped = { 0 };
  wb_str real = v->text;
  if (v->source == WB_CREDENTIAL) {
    real = secret_of(r, v->text);
    buf_printf(&s->shown, "{%.*s}", STR_ARG(v->text));
  } else if (v->source == WB_UNIQUE) {
    real = r->secrets->unique;
    buf_add_text(&s->shown, "{unique}");
  }
  if (encode)
    encode(&escaped, real);
  else
    encode_as(&escaped, v->escape, real);
  buf_add(&s->real, buf_view(&escaped));
  if (v->source == WB_LITERAL)
    buf_add(&s->shown, buf_view(&escaped));
}

static void encode_nothing(buf *out, wb_str text)
{
  buf_add(out, text);
}

/* A field whose credential is optional and not set is left out as a whole. */
static bool is_left_out(const renderer *r, const wb_value *v)
{
  const wb_credential *c = v->source == WB_CREDENTIAL ? carrier_credential(r->carrier, v->text) : NULL;
  return c && c->optional && !r->secrets->credential(r->secrets->user, c->name).p;
}

static int finish(renderer *r, const spellings *s, wb_str *ret_real, wb_str *ret_shown)
{
  int rc = buf_check(&s->real, r->err);
  if (!rc)
    rc = buf_check(&s->shown, r->err);
  if (rc)
    return rc;
  *ret_real = arena_str(r->memory, buf_view(&s->real));
  *ret_shown = arena_str(r->memory, buf_view(&s->shown));
  return arena_failed(r->memory) ? error_nomem(r->err) : WB_OK;
}

/* ---- headers ---- */

static bool fits_a_header(wb_str value)
{
  for (size_t i = 0; i < value.n; i++)
    if (((unsigned char)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7F)
      return false;
  return true;
}

static int add_header(renderer *r, wb_str name, const spellings *value)
{
  wb_field real = { .name = name }, shown = { .name = name };
  int rc = finish(r, value, &real.value.text, &shown.value.text);
  if (rc)
    return rc;
  if (!fits_a_header(real.value.text))
    return error_set(r->err, WB_E_CREDENTIALS,
                     "the credential in header \"%.*s\" has a line break or control character",
                     STR_ARG(name));
  size_t shown_count = r->out->header_count;
  wb_field *real_slot = ARENA_PUSH(r->memory, r->out->headers, r->out->header_count, r->header_capacity);
  wb_field *shown_slot = ARENA_PUSH(r->memory, r->out->shown_headers, shown_count, r->shown_capacity);
  if (!real_slot || !shown_slot)
    return error_nomem(r->err);
  *real_slot = real;
  *shown_slot = shown;
  return WB_OK;
}

static int add_own_headers(renderer *r)
{
  int rc = WB_OK;
  for (size_t i = 0; !rc && i < r->request->header_count; i++) {
    WB_AUTO(spellings) value = { 0 };
    const wb_field *f = &r->request->headers[i];
    if (is_left_out(r, &f->value))
      continue;
    add_value(r, &value, &f->value, encode_nothing);
    rc = add_header(r, f->name, &value);
  }
  if (!rc && r->request->body_count) {
    WB_AUTO(spellings) type = { 0 };
    add_both(&type, r->request->content_type);
    rc = add_header(r, STR("content-type"), &type);
  }
  return rc;
}

/* ---- auth ---- */

static const wb_auth *auth_of(const renderer *r)
{
  return r->request->auth < r->carrier->auth.count ? WB_AT(wb_auth, r->carrier->auth, r->request->auth)
                                                   : NULL;
}

static wb_value auth_value(const wb_auth *a, size_t i)
{
  return (wb_value){ .source = WB_CREDENTIAL, .text = str_of(a->credential[i]) };
}

static int check_auth(renderer *r, const wb_auth *a, size_t credentials)
{
  for (size_t i = 0; i < credentials; i++)
    if (!a->credential[i] || !carrier_credential(r->carrier, str_of(a->credential[i])))
      return error_set(r->err, WB_E_PLUGIN, "carrier %s: auth names no declared credential at %zu",
                       r->carrier->id, i);
  return WB_OK;
}

/* RFC 7617: base64 of user ":" password. */
static int add_basic(renderer *r, const wb_auth *a)
{
  WB_AUTO(spellings) pair = { 0 };
  WB_AUTO(spellings) value = { 0 };
  int rc = check_auth(r, a, 2);
  if (rc)
    return rc;
  wb_value user = auth_value(a, 0), password = auth_value(a, 1);
  if (is_left_out(r, &user))
    return WB_OK;
  add_value(r, &pair, &user, encode_nothing);
  add_both(&pair, STR(":"));
  add_value(r, &pair, &password, encode_nothing);
  add_both(&value, STR("Basic "));
  encode_base64(&value.real, buf_view(&pair.real));
  buf_add(&value.shown, buf_view(&pair.shown));
  return add_header(r, a->param ? str_of(a->param) : STR("authorization"), &value);
}

static int add_auth_header(renderer *r, const wb_auth *a)
{
  WB_AUTO(spellings) value = { 0 };
  int rc = check_auth(r, a, 1);
  if (rc)
    return rc;
  wb_value key = auth_value(a, 0);
  if (is_left_out(r, &key))
    return WB_OK;
  add_both(&value, str_of(a->prefix));
  add_value(r, &value, &key, encode_nothing);
  return add_header(r, a->param ? str_of(a->param) : STR("authorization"), &value);
}

static int add_auth(renderer *r)
{
  const wb_auth *a = auth_of(r);
  if (a && a->scheme == WB_AUTH_BASIC)
    return add_basic(r, a);
  if (a && a->scheme == WB_AUTH_HEADER)
    return add_auth_header(r, a);
  return WB_OK; /* a query parameter is written with the URL, a token by net */
}

/* ---- URL and body ---- */

static void add_query(renderer *r, spellings *url, wb_str name, const wb_value *value, bool *first)
{
  WB_AUTO(buf) encoded = { 0 };
  if (is_left_out(r, value))
    return;
  encode_percent(&encoded, name);
  add_both(url, *first ? STR("?") : STR("&"));
  add_both(url, buf_view(&encoded));
  add_both(url, STR("="));
  add_value(r, url, value, encode_percent);
  *first = false;
}

static int render_url(renderer *r, const char *origin)
{
  WB_AUTO(spellings) url = { 0 };
  const wb_auth *a = auth_of(r);
  bool first = true;
  wb_str base = str_of(origin);
  if (str_ends(base, STR("/")))
    base.n--;
  add_both(&url, base);
  add_both(&url, r->request->path);
  for (size_t i = 0; i < r->request->query_count; i++)
    add_query(r, &url, r->request->query[i].name, &r->request->query[i].value, &first);
  if (a && a->scheme == WB_AUTH_QUERY) {
    wb_value key = auth_value(a, 0);
    int rc = check_auth(r, a, 1);
    if (!rc && !a->param)
      rc = error_set(r->err, WB_E_PLUGIN, "carrier %s: auth names no query parameter", r->carrier->id);
    if (rc)
      return rc;
    add_query(r, &url, str_of(a->param), &key, &first);
  }
  return finish(r, &url, &r->out->url, &r->out->shown_url);
}

static int render_body(renderer *r)
{
  WB_AUTO(spellings) body = { 0 };
  for (size_t i = 0; i < r->request->body_count; i++)
    add_value(r, &body, &r->request->body[i], NULL);
  return finish(r, &body, &r->out->body, &r->out->shown_body);
}

int host_render(const host_request *request, const wb_carrier *carrier, const char *origin,
                const host_secrets *secrets, arena *memory, host_rendered *ret, wb_error *err)
{
  host_rendered out = { 0 };
  renderer r = {
    .request = request, .carrier = carrier, .secrets = secrets, .memory = memory, .out = &out, .err = err
  };
  int rc = render_url(&r, origin);
  if (!rc)
    rc = render_body(&r);
  if (!rc)
    rc = add_own_headers(&r);
  if (!rc)
    rc = add_auth(&r);
  if (!rc)
    *ret = out;
  return rc;
}
