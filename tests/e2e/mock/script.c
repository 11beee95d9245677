/* SPDX-License-Identifier: MIT */
/* What each path does; README.md lists them for people. */
#include "inside.h"
#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <zlib.h>

#define HUGE_BYTES (UINT64_C(100) << 20)
#define BOMB_BYTES ((size_t)16 << 20)

typedef struct MHD_Connection connection;
typedef enum MHD_Result result;
typedef result script_fn(call *c, connection *to);

static const char *argument(connection *to, const char *name)
{
  return MHD_lookup_connection_value(to, MHD_GET_ARGUMENT_KIND, name);
}

static unsigned number(connection *to, const char *name, unsigned fallback)
{
  const char *text = argument(to, name);
  return text ? (unsigned)strtoul(text, NULL, 10) : fallback;
}

static void wait_ms(const mock *m, unsigned ms)
{
  const struct timespec slice = { .tv_nsec = 5000000 };
  for (unsigned waited = 0; waited < ms && !atomic_load(&m->stopping); waited += 5)
    nanosleep(&slice, NULL);
}

static result send_response(connection *to, unsigned status, struct MHD_Response *response)
{
  result queued = response ? MHD_queue_response(to, status, response) : MHD_NO;
  MHD_destroy_response(response);
  return queued;
}

static struct MHD_Response *response_of(wb_str text, const char *type)
{
  struct MHD_Response *response =
      MHD_create_response_from_buffer(text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_MUST_COPY);
  if (response && type)
    MHD_add_response_header(response, "content-type", type);
  return response;
}

enum MHD_Result script_text(struct MHD_Connection *to, unsigned status, const char *type, wb_str text)
{
  return send_response(to, status, response_of(text, type));
}

static result ok(connection *to)
{
  return script_text(to, 200, "application/json", STR("{\"ok\":true}"));
}

/* Bytes as they are, past the HTTP server. */
static void send_raw(connection *to, wb_str bytes)
{
  const union MHD_ConnectionInfo *tls = MHD_get_connection_info(to, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  const union MHD_ConnectionInfo *socket = MHD_get_connection_info(to, MHD_CONNECTION_INFO_CONNECTION_FD);
  while (bytes.n) { /* a TLS record holds 16 KiB */
    ssize_t sent = tls && tls->tls_session
                       ? gnutls_record_send((gnutls_session_t)tls->tls_session, bytes.p, bytes.n)
                       : send(socket->connect_fd, bytes.p, bytes.n, MSG_NOSIGNAL);
    if (sent == GNUTLS_E_AGAIN || (sent < 0 && errno == EAGAIN && !tls))
      continue;
    if (sent <= 0)
      return;
    bytes = str_from(bytes, (size_t)sent);
  }
}

/* A TCP reset: what "disconnecting" a connected socket does. */
static result reset(connection *to)
{
  const union MHD_ConnectionInfo *socket = MHD_get_connection_info(to, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct sockaddr none = { .sa_family = AF_UNSPEC };
  connect(socket->connect_fd, &none, sizeof none);
  return MHD_NO;
}

static result run_ok(call *c, connection *to)
{
  WB_AUTO(buf) text = { 0 };
  unsigned bytes = number(to, "bytes", 0);
  wait_ms(c->m, number(to, "ms", 0));
  if (!bytes)
    return ok(to);
  buf_add_text(&text, "{\"filler\":\"");
  while (text.n + 2 < bytes)
    buf_add_byte(&text, 'x');
  buf_add_text(&text, "\"}");
  return script_text(to, 200, "application/json", buf_view(&text));
}

static result run_echo(call *c, connection *to)
{
  WB_AUTO(buf) text = { 0 };
  buf_printf(&text, "%.*s %.*s\n%.*s\n%.*s", STR_ARG(c->seen.method), STR_ARG(c->seen.path),
             STR_ARG(c->seen.headers), STR_ARG(c->seen.body));
  struct MHD_Response *response = response_of(buf_view(&text), "text/plain");
  const char *sent = MHD_lookup_connection_value(to, MHD_HEADER_KIND, "authorization");
  if (response && sent)
    MHD_add_response_header(response, "X-Echo", sent);
  if (response)
    MHD_add_response_header(response, "Set-Cookie", "session=one-time-value");
  return send_response(to, 200, response);
}

static result run_reset(call *c, connection *to)
{
  (void)c;
  return reset(to);
}

static result run_reset_after(call *c, connection *to)
{
  send_raw(to, STR("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":"));
  wait_ms(c->m, 50);
  return reset(to);
}

static result run_close(call *c, connection *to)
{
  (void)c;
  (void)to;
  return MHD_NO;
}

static result run_truncated(call *c, connection *to)
{
  (void)c;
  send_raw(
      to, STR("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"half\":"));
  return MHD_NO;
}

static result run_truncated_chunk(call *c, connection *to)
{
  (void)c;
  send_raw(to, STR("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n{\"half\":"));
  return MHD_NO;
}

static result run_garbage(call *c, connection *to)
{
  (void)c;
  send_raw(to, STR("\x16\x03\x01 this is not HTTP at all\r\n\r\n\xff\xfe\x00\x01"));
  return MHD_NO;
}

static ssize_t drip(void *user, uint64_t at, char *out, size_t room)
{
  (void)at;
  wait_ms(user, 20);
  if (atomic_load(&((mock *)user)->stopping) || !room)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  *out = ' ';
  return 1;
}

static result run_drip(call *c, connection *to)
{
  return send_response(to, 200,
                       MHD_create_response_from_callback(number(to, "bytes", 100000), 1, drip, c->m, NULL));
}

/* Headers and some bytes, then silence. */
static result run_stall(call *c, connection *to)
{
  send_raw(to, STR("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"half\":"));
  wait_ms(c->m, number(to, "ms", 3000));
  return MHD_NO;
}

static ssize_t fill(void *user, uint64_t at, char *out, size_t room)
{
  (void)user;
  (void)at;
  memset(out, 'x', room);
  return (ssize_t)room;
}

static ssize_t fill_until(void *user, uint64_t at, char *out, size_t room)
{
  return at >= HUGE_BYTES ? MHD_CONTENT_READER_END_OF_STREAM : fill(user, at, out, room);
}

static result run_huge(call *c, connection *to)
{
  (void)c;
  return send_response(to, 200,
                       MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1 << 16, fill_until, NULL, NULL));
}

static result run_huge_length(call *c, connection *to)
{
  (void)c;
  return send_response(to, 200, MHD_create_response_from_callback(HUGE_BYTES, 1 << 16, fill, NULL, NULL));
}

static bool gzip(wb_str text, size_t repeat, buf *out)
{
  z_stream z = { 0 };
  if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return false;
  bool good = true;
  for (size_t i = 0; good && i < repeat; i++) {
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    do {
      unsigned char room[16384];
      z.next_out = room;
      z.avail_out = sizeof room;
      good = deflate(&z, i + 1 == repeat ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR;
      buf_add(out, (wb_str){ (char *)room, sizeof room - z.avail_out });
    } while (good && z.avail_out == 0);
  }
  deflateEnd(&z);
  return good && !out->failed;
}

static result send_gzip(connection *to, wb_str text, size_t repeat, bool damage)
{
  WB_AUTO(buf) packed = { 0 };
  if (!gzip(text, repeat, &packed))
    return MHD_NO;
  for (size_t i = 10; damage && i < packed.n; i++)
    packed.data[i] = (char)0xff;
  struct MHD_Response *response = response_of(buf_view(&packed), "application/json");
  if (response)
    MHD_add_response_header(response, "content-encoding", "gzip");
  return send_response(to, 200, response);
}

static result run_gzip(call *c, connection *to)
{
  (void)c;
  return send_gzip(to, STR("{\"packed\":true}"), 1, argument(to, "damaged") != NULL);
}

static result run_bomb(call *c, connection *to)
{
  static const char zeros[65536];
  (void)c;
  return send_gzip(to, (wb_str){ zeros, sizeof zeros }, BOMB_BYTES / sizeof zeros, false);
}

static result run_headers(call *c, connection *to)
{
  unsigned count = number(to, "count", 10), bytes = number(to, "bytes", 10);
  WB_AUTO(buf) text = { 0 };
  (void)c;
  buf_add_text(&text, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n");
  for (unsigned i = 0; i < count; i++) {
    buf_printf(&text, "X-Header-%u: ", i);
    for (unsigned k = 0; k < bytes; k++)
      buf_add_byte(&text, 'h');
    buf_add_text(&text, "\r\n");
  }
  buf_add_text(&text, "\r\n{}");
  send_raw(to, buf_view(&text));
  return MHD_NO;
}

static result run_type(call *c, connection *to)
{
  (void)c;
  return script_text(to, 200, "text/html; charset=utf-8", STR("<html><title>Please wait</title></html>"));
}

static result run_mixed(call *c, connection *to)
{
  (void)c;
  return script_text(to, 207, "application/json", STR("[{\"status\":200},{\"status\":404}]"));
}

static result redirect_to(connection *to, unsigned status, const char *location)
{
  struct MHD_Response *response = response_of(STR("moved"), "text/plain");
  if (response)
    MHD_add_response_header(response, "Location", location);
  return send_response(to, status, response);
}

/* where=in (this server), absolute, flaky, out (another), http (plain), loop, bad; status=302 */
static result run_redirect(call *c, connection *to)
{
  WB_AUTO(buf) location = { 0 };
  const char *where = argument(to, "where");
  wb_str place = str_of(where ? where : "in");
  if (str_is(place, "out"))
    buf_printf(&location, "%s/ok", mock_other_url(c->m));
  else if (str_is(place, "http"))
    buf_printf(&location, "%s/ok", mock_plain_url(c->m));
  else if (str_is(place, "absolute"))
    buf_printf(&location, "%s/echo?to=absolute", mock_url(c->m));
  else if (str_is(place, "loop"))
    buf_add(&location, c->seen.path);
  else if (str_is(place, "flaky"))
    buf_add_text(&location, "/flaky?fails=1");
  else if (str_is(place, "bad"))
    buf_add_text(&location, "https://user:secret@[::not-an-address/");
  else
    buf_add_text(&location, "echo?to=in");
  return redirect_to(to, number(to, "status", 302), buf_cstr(&location));
}

static result run_status(call *c, connection *to)
{
  const char *after = argument(to, "after");
  (void)c;
  struct MHD_Response *response = response_of(STR("{\"error\":\"scripted\"}"), "application/json");
  if (response && after)
    MHD_add_response_header(response, "Retry-After", after);
  return send_response(to, number(to, "is", 500), response);
}

static void add_date(struct MHD_Response *response, unsigned after_s)
{
  char text[64];
  struct tm utc;
  time_t when = time(NULL) + after_s;
  gmtime_r(&when, &utc);
  strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  MHD_add_response_header(response, "Retry-After", text);
}

/* The first `fails` requests with this path and query fail with `status`, then all is well.  status=0: reset;
 * after=S, date=S: with Retry-After as seconds or as a date. */
static result run_flaky(call *c, connection *to)
{
  const char *after = argument(to, "after"), *date = argument(to, "date");
  unsigned status = number(to, "status", 500);
  if (c->nth >= number(to, "fails", 1))
    return ok(to);
  if (!status)
    return reset(to);
  struct MHD_Response *response = response_of(STR("{\"error\":\"scripted\"}"), "application/json");
  if (response && after)
    MHD_add_response_header(response, "Retry-After", after);
  if (response && date)
    add_date(response, number(to, "date", 1));
  return send_response(to, status, response);
}

static result refused(connection *to)
{
  return script_text(to, 401, "application/json", STR("{\"error\":\"invalid_token\"}"));
}

/* Only the newest token is good. */
static result run_guarded(call *c, connection *to)
{
  return token_is_current(c, to) ? ok(to) : refused(to);
}

/* The first token is refused although it is the newest. */
static result run_once(call *c, connection *to)
{
  return mock_token_calls(c->m) < 2 ? refused(to) : run_guarded(c, to);
}

static result run_never(call *c, connection *to)
{
  (void)c;
  return refused(to);
}

static const struct {
  const char *path;
  script_fn *run;
} scripts[] = {
  { "/ok", run_ok },
  { "/echo", run_echo },
  { "/reset", run_reset },
  { "/reset-after", run_reset_after },
  { "/close", run_close },
  { "/truncated", run_truncated },
  { "/truncated-chunk", run_truncated_chunk },
  { "/garbage", run_garbage },
  { "/drip", run_drip },
  { "/stall", run_stall },
  { "/huge", run_huge },
  { "/huge-length", run_huge_length },
  { "/gzip", run_gzip },
  { "/bomb", run_bomb },
  { "/headers", run_headers },
  { "/type", run_type },
  { "/mixed", run_mixed },
  { "/redirect", run_redirect },
  { "/status", run_status },
  { "/flaky", run_flaky },
  { "/guarded", run_guarded },
  { "/guarded-once", run_once },
  { "/guarded-never", run_never },
};

enum MHD_Result script_run(call *c, struct MHD_Connection *to)
{
  size_t query = str_find_byte(c->seen.path, '?');
  wb_str path = str_upto(c->seen.path, query);
  wait_ms(c->m, str_ends(path, STR("/token")) ? number(to, "ms", 0) : 0);
  if (str_ends(path, STR("/token")))
    return token_run(c, to);
  for (size_t i = 0; i < WB_COUNT(scripts); i++)
    if (str_is(path, scripts[i].path))
      return scripts[i].run(c, to);
  return script_text(to, 404, "application/json", STR("{\"error\":\"no such script\"}"));
}
