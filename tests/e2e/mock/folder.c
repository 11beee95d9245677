/* SPDX-License-Identifier: MIT */
/* Recordings over the wire: the first unused one with this method, path and body, else the last such.  The
 * host is not compared; a placeholder such as {client_id} or {unique} in the recording stands for any text.
 */
#include "inside.h"

/* Bytes of a placeholder at the start of the pattern, or 0. */
static size_t placeholder(wb_str pattern)
{
  size_t n = 1;
  if (!pattern.n || pattern.p[0] != '{')
    return 0;
  while (n < pattern.n && ((pattern.p[n] >= 'a' && pattern.p[n] <= 'z') || pattern.p[n] == '_' ||
                           ascii_is_digit(pattern.p[n])))
    n++;
  return n > 1 && n < pattern.n && pattern.p[n] == '}' ? n + 1 : 0;
}

static bool fits(wb_str pattern, wb_str text)
{
  wb_str retry_pattern = { NULL, 0 }, retry_text = { NULL, 0 };
  while (text.n || pattern.n) {
    size_t any = placeholder(pattern);
    if (any) {
      retry_pattern = pattern = str_from(pattern, any);
      retry_text = text;
    } else if (pattern.n && text.n && pattern.p[0] == text.p[0]) {
      pattern = str_from(pattern, 1);
      text = str_from(text, 1);
    } else if (retry_text.n) { /* the placeholder takes one byte more */
      text = retry_text = str_from(retry_text, 1);
      pattern = retry_pattern;
    } else {
      return false;
    }
  }
  return true;
}

static wb_str path_of(wb_str url)
{
  size_t host = str_find(url, STR("://"));
  wb_str rest = host == SIZE_MAX ? url : str_from(url, host + 3);
  size_t slash = str_find_byte(rest, '/');
  return slash == SIZE_MAX ? STR("/") : str_from(rest, slash);
}

static const tape_exchange *choose(mock *m, const mock_seen *seen)
{
  const tape_exchange *last = NULL;
  for (size_t i = 0; i < tape_count(m->tape); i++) {
    const tape_exchange *x = tape_at(m->tape, i);
    if (!str_equal(x->method, seen->method) || !fits(path_of(x->url), seen->path) ||
        !fits(x->request_body, seen->body))
      continue;
    last = x;
    if (m->played[i])
      continue;
    m->played[i] = true;
    break;
  }
  return last;
}

/* The server writes these by itself, and the body is the decoded one. */
static bool is_wire_header(wb_str name)
{
  return str_is(name, "content-length") || str_is(name, "transfer-encoding") ||
         str_is(name, "content-encoding") || str_is(name, "connection");
}

enum MHD_Result folder_run(call *c, struct MHD_Connection *connection, bool *ret_found)
{
  mock *m = c->m;
  if (!m->tape)
    return MHD_NO;
  pthread_mutex_lock(&m->lock);
  const tape_exchange *x = choose(m, &c->seen);
  pthread_mutex_unlock(&m->lock);
  *ret_found = x != NULL;
  if (!x || !x->status) /* a recorded failure: the connection is closed without an answer */
    return MHD_NO;
  WB_AUTO(buf) text = { 0 };
  buf_add(&text, x->body);
  struct MHD_Response *response = MHD_create_response_from_buffer(text.n, text.data, MHD_RESPMEM_MUST_COPY);
  for (size_t i = 0; response && i < x->header_count; i++) {
    WB_AUTO(buf) name = { 0 };
    WB_AUTO(buf) value = { 0 };
    buf_add(&name, x->headers[i].name);
    buf_add(&value, x->headers[i].value);
    if (!is_wire_header(x->headers[i].name))
      MHD_add_response_header(response, buf_cstr(&name), buf_cstr(&value));
  }
  enum MHD_Result result = response ? MHD_queue_response(connection, x->status, response) : MHD_NO;
  MHD_destroy_response(response);
  return result;
}
