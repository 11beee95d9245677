/* SPDX-License-Identifier: MIT */
/* Requests of plugins.  Nothing here is repaired: a wrong request must not leave the house. */
#include "call.h"

#define MAX_FIELDS     64u
#define MAX_PIECES     4096u
#define MAX_NAME_BYTES 128u
#define MAX_BODY_BYTES ((size_t)1 << 20)
#define STEPS_CEILING  256u /* a carrier may declare more depth than the default, but not without end */
#define ALL_FLAGS      ((uint32_t)(WB_REQ_SAFE | WB_REQ_ANY_STATUS | WB_REQ_NO_AUTH))

const wb_credential *carrier_credential(const wb_carrier *carrier, wb_str name)
{
  for (uint32_t i = 0; i < carrier->credentials.count; i++) {
    const wb_credential *credential = WB_AT(wb_credential, carrier->credentials, i);
    if (str_is(name, credential->name))
      return credential;
  }
  return NULL;
}

uint32_t carrier_max_steps(const wb_carrier *carrier)
{
  const wb_limits *l = carrier->limits;
  uint32_t steps = l && WB_HAS(wb_limits, l, max_steps) && l->max_steps ? l->max_steps : WB_MAX_STEPS;
  return steps < STEPS_CEILING ? steps : STEPS_CEILING;
}

/* ---- values and fields ---- */

static bool has_control(wb_str s, bool blanks_allowed)
{
  for (size_t i = 0; i < s.n; i++) {
    unsigned char byte = (unsigned char)s.p[i];
    bool blank = byte == '\t' || byte == '\n' || byte == '\r';
    if ((byte < 0x20 && !(blanks_allowed && blank)) || byte == 0x7F)
      return true;
  }
  return false;
}

static int32_t check_value(call *c, const char *what, const wb_value *v, size_t max)
{
  if (v->source > WB_UNIQUE)
    return call_refuse(c, WB_E_UNSUPPORTED, "%s: value source %u is not known here", what, v->source);
  if (v->escape > WB_ESC_FORM)
    return call_refuse(c, WB_E_UNSUPPORTED, "%s: escape %u is not known here", what, v->escape);
  if (v->source == WB_UNIQUE)
    return WB_OK;
  int32_t rc = text_check(c, what, v->text, max);
  if (rc || v->source != WB_CREDENTIAL)
    return rc;
  if (!carrier_credential(c->carrier, v->text)) {
    wb_str shown = call_shown(c, v->text);
    return call_refuse(c, WB_E_ARG, "%s: \"%.*s\" is not one of the carrier's credentials", what,
                       STR_ARG(shown));
  }
  return WB_OK;
}

static bool copy_value(arena *a, wb_value *v)
{
  v->text = v->source == WB_UNIQUE ? (wb_str){ NULL, 0 } : arena_str(a, v->text);
  return v->source == WB_UNIQUE || v->text.p;
}

static bool is_token(wb_str s)
{
  for (size_t i = 0; i < s.n; i++) {
    char b = s.p[i];
    if (!ascii_is_alpha(b) && !ascii_is_digit(b) && !(b && strchr("!#$%&'*+-.^_`|~", b)))
      return false;
  }
  return s.n > 0;
}

/* Headers that belong to the transfer or to the core. */
static bool is_reserved_header(wb_str name)
{
  static const char *const reserved[] = {
    "host", "content-length", "content-type", "transfer-encoding", "connection",     "upgrade",
    "te",   "trailer",        "expect",       "keep-alive",        "accept-encoding"
  };
  for (size_t i = 0; i < WB_COUNT(reserved); i++)
    if (str_equal_nocase(name, str_of(reserved[i])))
      return true;
  return name.n > 6 && str_equal_nocase(str_upto(name, 6), STR("proxy-"));
}

static int32_t check_header(call *c, const wb_field *f)
{
  if (!is_token(f->name))
    return call_refuse(c, WB_E_ARG, "request.headers: a name is empty or no token");
  if (is_reserved_header(f->name))
    return call_refuse(c, WB_E_ARG, "request.headers: \"%.*s\" is written by the core%s", STR_ARG(f->name),
                       str_equal_nocase(f->name, STR("content-type")) ? " from request.content_type" : "");
  if (f->value.source == WB_LITERAL && has_control(f->value.text, false))
    return call_refuse(c, WB_E_ARG, "request.headers: the value of \"%.*s\" has a control character",
                       STR_ARG(f->name));
  return WB_OK;
}

static int32_t take_fields(call *c, const char *what, wb_list list, bool headers, wb_field **ret_fields)
{
  int32_t rc = list_check(c, what, list, sizeof(wb_field), MAX_FIELDS);
  wb_field *fields = rc ? NULL : arena_array(c->memory, list.count, sizeof *fields);
  if (rc || !fields)
    return rc ? rc : call_refuse(c, WB_E_LIMIT, "%s: no memory", what);
  size_t total = 0, max = headers ? (size_t)WB_MAX_HEADER_BYTES : WB_MAX_PATH_BYTES;
  for (size_t i = 0; i < list.count; i++) {
    wb_field *f = &fields[i];
    list_read(list, i, f, sizeof *f);
    rc = text_check(c, what, f->name, MAX_NAME_BYTES);
    if (!rc)
      rc = check_value(c, what, &f->value, headers ? WB_MAX_TEXT_BYTES : WB_MAX_PATH_BYTES);
    if (!rc && headers)
      rc = check_header(c, f);
    if (rc)
      return rc;
    total += f->name.n + f->value.text.n + 2;
    f->name = arena_str(c->memory, f->name);
    if (!f->name.p || !copy_value(c->memory, &f->value))
      return call_refuse(c, WB_E_LIMIT, "%s: no memory", what);
  }
  if (total > max)
    return call_refuse(c, WB_E_LIMIT, "%s has %zu bytes, at most %zu are allowed", what, total, max);
  *ret_fields = fields;
  return WB_OK;
}

/* ---- body, path, covers ---- */

static int32_t take_body(call *c, const wb_request *r, host_request *into)
{
  int32_t rc = list_check(c, "request.body", r->body, sizeof(wb_value), MAX_PIECES);
  wb_value *pieces = rc ? NULL : arena_array(c->memory, r->body.count, sizeof *pieces);
  if (rc || !pieces)
    return rc ? rc : call_refuse(c, WB_E_LIMIT, "request.body: no memory");
  size_t total = 0;
  for (size_t i = 0; i < r->body.count; i++) {
    list_read(r->body, i, &pieces[i], sizeof *pieces);
    rc = check_value(c, "request.body", &pieces[i], MAX_BODY_BYTES);
    if (rc)
      return rc;
    if (pieces[i].source == WB_LITERAL && pieces[i].escape == WB_ESC_XML && has_control(pieces[i].text, true))
      return call_refuse(c, WB_E_ARG, "request.body: a control character cannot be written in XML");
    total += pieces[i].text.n;
    if (total > MAX_BODY_BYTES)
      return call_refuse(c, WB_E_LIMIT, "request.body is larger than %zu bytes", MAX_BODY_BYTES);
    if (!copy_value(c->memory, &pieces[i]))
      return call_refuse(c, WB_E_LIMIT, "request.body: no memory");
  }
  into->body = pieces;
  into->body_count = r->body.count;
  return WB_OK;
}

static int32_t check_body(call *c, const wb_request *r)
{
  if (r->body.count && r->method == WB_GET)
    return call_refuse(c, WB_E_ARG, "request.body: a GET has none");
  if (r->body.count && !r->content_type.n)
    return call_refuse(c, WB_E_ARG, "request.content_type: missing, though there is a body");
  int32_t rc = text_check(c, "request.content_type", r->content_type, MAX_NAME_BYTES);
  if (!rc && has_control(r->content_type, false))
    rc = call_refuse(c, WB_E_ARG, "request.content_type has a control character");
  return rc;
}

static int32_t check_path(call *c, wb_str path)
{
  int32_t rc = text_check(c, "request.path", path, WB_MAX_PATH_BYTES);
  if (rc)
    return rc;
  if (!path.n || path.p[0] != '/')
    return call_refuse(c, WB_E_ARG, "request.path does not begin with \"/\"");
  for (size_t i = 0; i < path.n; i++) {
    unsigned char b = (unsigned char)path.p[i];
    if (b <= 0x20 || b >= 0x7F || b == '#' || b == '?' || b == '\\')
      return call_refuse(
          c, WB_E_ARG,
          "request.path has a byte %#04x at %zu: percent-encode it (a query goes into request.query)", b, i);
  }
  return WB_OK;
}

static int32_t take_covers(call *c, wb_list list, host_request *into)
{
  size_t count = list.count ? list.count : c->asked;
  int32_t rc = list_check(c, "request.covers", list, sizeof(uint32_t), c->asked);
  uint32_t *covers = rc ? NULL : arena_array(c->memory, count, sizeof *covers);
  if (rc || !covers)
    return rc ? rc : call_refuse(c, WB_E_LIMIT, "request.covers: no memory");
  for (size_t i = 0; i < count; i++) {
    covers[i] = (uint32_t)i;
    if (list.count)
      list_read(list, i, &covers[i], sizeof covers[i]);
    if (covers[i] >= c->asked)
      return call_refuse(c, WB_E_ARG, "request.covers: %u is no index of the batch's %zu numbers", covers[i],
                         c->asked);
  }
  into->covers = covers;
  into->cover_count = count;
  return WB_OK;
}

/* ---- the request ---- */

static int32_t check_numbers(call *c, const wb_request *r, uint32_t step)
{
  const wb_carrier *k = c->carrier;
  if (r->endpoint >= k->endpoints.count)
    return call_refuse(c, WB_E_ARG, "request.endpoint %u: the carrier declares %u endpoints", r->endpoint,
                       k->endpoints.count);
  if (r->method < WB_GET || r->method > WB_PUT)
    return call_refuse(c, r->method ? WB_E_UNSUPPORTED : WB_E_ARG, "request.method %u is not known here",
                       r->method);
  if (r->flags & ~ALL_FLAGS)
    return call_refuse(c, WB_E_UNSUPPORTED, "request.flags %#x are not known here", r->flags & ~ALL_FLAGS);
  if (k->auth.count && !(r->flags & WB_REQ_NO_AUTH) && r->auth >= k->auth.count)
    return call_refuse(c, WB_E_ARG, "request.auth %u: the carrier declares %u", r->auth, k->auth.count);
  if (c->request_count >= WB_MAX_CALL_REQUESTS)
    return call_refuse(c, WB_E_LIMIT, "more than %d requests in one call", WB_MAX_CALL_REQUESTS);
  if (step > carrier_max_steps(k))
    return call_refuse(c, WB_E_LIMIT,
                       "request: step %u, the carrier's answers lead on for more than %u steps", step,
                       carrier_max_steps(k));
  return WB_OK;
}

static int32_t check_request(call *c, const wb_request *r, uint32_t step)
{
  int32_t rc = check_numbers(c, r, step);
  if (!rc)
    rc = check_path(c, r->path);
  if (!rc)
    rc = check_body(c, r);
  if (!rc)
    rc = text_check(c, "request.cookie", r->cookie, WB_MAX_COOKIE_BYTES);
  return rc;
}

static int32_t take_request(call *c, const wb_request *r, host_request *into)
{
  int32_t rc = take_fields(c, "request.query", r->query, false, &into->query);
  if (!rc)
    rc = take_fields(c, "request.headers", r->headers, true, &into->headers);
  if (!rc)
    rc = take_body(c, r, into);
  if (!rc)
    rc = take_covers(c, r->covers, into);
  if (rc)
    return rc;
  into->query_count = r->query.count;
  into->header_count = r->headers.count;
  into->path = arena_str(c->memory, r->path);
  into->content_type = arena_str(c->memory, r->content_type);
  into->cookie = arena_str(c->memory, r->cookie);
  return arena_failed(c->memory) ? call_refuse(c, WB_E_LIMIT, "request: no memory") : WB_OK;
}

int32_t call_request(call *c, const wb_request *passed)
{
  wb_request r;
  int32_t rc = struct_read(c, "request", passed, offsetof(wb_request, query), &r, sizeof r);
  if (rc)
    return rc;
  if (!c->out)
    return call_refuse(c, WB_E_ARG, "request() in webhook(): a pushed body leads to no request");
  uint32_t step = c->entry == CALL_PARSE ? c->response->step + 1 : 0;
  rc = check_request(c, &r, step);
  if (rc)
    return rc;
  bool with_auth = c->carrier->auth.count && !(r.flags & WB_REQ_NO_AUTH);
  host_request taken = {
    .endpoint = r.endpoint,
    .method = r.method,
    .flags = r.flags,
    .auth = with_auth ? r.auth : UINT32_MAX,
    .step = step,
  };
  size_t used_before = arena_used(c->memory);
  rc = take_request(c, &r, &taken);
  int32_t counted = call_count_bytes(c, arena_used(c->memory) - used_before);
  if (rc || counted)
    return rc ? rc : counted;
  host_request *slot = ARENA_PUSH(c->memory, c->out->items, c->out->count, c->out->capacity);
  if (!slot)
    return call_refuse(c, WB_E_LIMIT, "request: no memory");
  *slot = taken;
  c->request_count++;
  return WB_OK;
}
