/* SPDX-License-Identifier: MIT */
#include "inside.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *const files[] = { "ca.pem", "certificate.pem", "key.pem" };

static wb_str keep(mock *m, wb_str text)
{
  return arena_str(m->memory, text);
}

/* ---- one request ---- */

static void *on_uri(void *user, const char *uri, struct MHD_Connection *connection)
{
  mock *m = user;
  call *c = calloc(1, sizeof *c);
  (void)connection;
  if (!c)
    return NULL;
  c->m = m;
  pthread_mutex_lock(&m->lock);
  c->seen.path = keep(m, str_of(uri));
  pthread_mutex_unlock(&m->lock);
  return c;
}

static enum MHD_Result add_header(void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
  buf *out = user;
  (void)kind;
  for (const char *c = name; *c; c++)
    buf_add_byte(out, ascii_lower(*c));
  buf_printf(out, ": %s\n", value ? value : "");
  return MHD_YES;
}

static void note_seen(call *c, struct MHD_Connection *connection, const char *method)
{
  mock *m = c->m;
  WB_AUTO(buf) headers = { 0 };
  MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &headers);
  pthread_mutex_lock(&m->lock);
  c->seen.method = keep(m, str_of(method));
  c->seen.headers = keep(m, buf_view(&headers));
  c->seen.body = keep(m, buf_view(&c->body));
  for (size_t i = 0; i < m->seen.count; i++)
    c->nth += str_equal(m->seen.items[i].path, c->seen.path);
  mock_seen *slot = ARENA_PUSH(m->memory, m->seen.items, m->seen.count, m->seen.capacity);
  if (slot)
    *slot = c->seen;
  pthread_mutex_unlock(&m->lock);
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *byte_count, void **of_request)
{
  call *c = *of_request;
  bool found = false;
  (void)user;
  (void)url;
  (void)version;
  if (!c)
    return MHD_NO;
  if (!c->begun) {
    c->begun = true;
    return MHD_YES;
  }
  if (*byte_count) {
    buf_add(&c->body, (wb_str){ bytes, *byte_count });
    *byte_count = 0;
    return MHD_YES;
  }
  note_seen(c, connection, method);
  enum MHD_Result result = folder_run(c, connection, &found);
  return found ? result : script_run(c, connection);
}

static void on_end(void *user, struct MHD_Connection *connection, void **of_request,
                   enum MHD_RequestTerminationCode why)
{
  call *c = *of_request;
  (void)user;
  (void)connection;
  (void)why;
  if (c)
    buf_free(&c->body);
  free(c);
  *of_request = NULL;
}

static void on_connection(void *user, struct MHD_Connection *connection, void **of_socket,
                          enum MHD_ConnectionNotificationCode what)
{
  mock *m = user;
  (void)connection;
  (void)of_socket;
  if (what == MHD_CONNECTION_NOTIFY_STARTED)
    atomic_fetch_add(&m->connections, 1);
}

static void be_quiet(void *user, const char *format, va_list args)
{
  (void)user;
  (void)format;
  (void)args;
}

/* ---- start and stop ---- */

static bool start_server(mock *m, size_t at, pem *identity, uint16_t port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons(port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ERROR_LOG;
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_KEY, 0, identity ? identity->key.data : NULL },
    { MHD_OPTION_HTTPS_MEM_CERT, 0, identity ? identity->certificate.data : NULL },
    { MHD_OPTION_END, 0, NULL },
  };
  m->servers[at] = MHD_start_daemon(
      flags | (identity ? MHD_USE_TLS : 0u), port, NULL, NULL, on_request, m, MHD_OPTION_EXTERNAL_LOGGER,
      be_quiet, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_URI_LOG_CALLBACK, on_uri, m,
      MHD_OPTION_NOTIFY_COMPLETED, on_end, m, MHD_OPTION_NOTIFY_CONNECTION, on_connection, m,
      MHD_OPTION_ARRAY, identity ? tls : tls + 2, MHD_OPTION_END);
  if (!m->servers[at])
    return false;
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(m->servers[at], MHD_DAEMON_INFO_BIND_PORT);
  snprintf(m->urls[at], sizeof m->urls[at], "%s:%u", identity ? "https://localhost" : "http://127.0.0.1",
           (unsigned)info->port);
  return true;
}

static bool make_folder(mock *m)
{
  char path[] = "/tmp/waybill-mock-XXXXXX";
  if (!mkdtemp(path))
    return false;
  buf_add_text(&m->folder, path);
  buf_printf(&m->ca_file, "%s/ca.pem", path);
  return !m->folder.failed && !m->ca_file.failed;
}

static bool open_recordings(mock *m, const char *folder)
{
  wb_error err = { 0 };
  if (!folder)
    return true;
  if (tape_open(folder, &m->tape, &err) == WB_OK)
    m->played = calloc(tape_count(m->tape) + 1, sizeof *m->played);
  else
    fprintf(stderr, "mock: %s\n", err.text);
  return m->played != NULL;
}

mock *mock_start(const mock_options *options)
{
  mock *m = calloc(1, sizeof *m);
  if (!m)
    return NULL;
  pthread_mutex_init(&m->lock, NULL);
  m->memory = arena_new(0);
  bool good =
      m->memory && make_folder(m) && certs_make(m) && open_recordings(m, options ? options->folder : NULL) &&
      start_server(m, SERVER_MAIN, &m->pems[0], options ? options->port : 0) &&
      start_server(m, SERVER_OTHER, &m->pems[0], 0) && start_server(m, SERVER_EXPIRED, &m->pems[1], 0) &&
      start_server(m, SERVER_MISNAMED, &m->pems[2], 0) && start_server(m, SERVER_PLAIN, NULL, 0);
  if (good)
    return m;
  fprintf(stderr, "mock: cannot start (port taken? no room in /tmp?)\n");
  mock_stop(m);
  return NULL;
}

void mock_stop(mock *m)
{
  if (!m)
    return;
  atomic_store(&m->stopping, true);
  for (size_t i = 0; i < SERVERS; i++)
    if (m->servers[i])
      MHD_stop_daemon(m->servers[i]);
  for (size_t i = 0; i < WB_COUNT(files) && m->folder.n; i++) {
    WB_AUTO(buf) path = { 0 };
    buf_printf(&path, "%s/%s", buf_cstr(&m->folder), files[i]);
    unlink(buf_cstr(&path));
  }
  if (m->folder.n)
    rmdir(buf_cstr(&m->folder));
  for (size_t i = 0; i < WB_COUNT(m->pems); i++) {
    buf_free(&m->pems[i].key);
    buf_free(&m->pems[i].certificate);
  }
  buf_free(&m->ca_file);
  buf_free(&m->folder);
  tape_close(m->tape);
  free(m->played);
  arena_free(m->memory);
  pthread_mutex_destroy(&m->lock);
  free(m);
}

/* ---- what happened ---- */

const char *mock_url(const mock *m)
{
  return m->urls[SERVER_MAIN];
}

const char *mock_other_url(const mock *m)
{
  return m->urls[SERVER_OTHER];
}

const char *mock_expired_url(const mock *m)
{
  return m->urls[SERVER_EXPIRED];
}

const char *mock_misnamed_url(const mock *m)
{
  return m->urls[SERVER_MISNAMED];
}

const char *mock_plain_url(const mock *m)
{
  return m->urls[SERVER_PLAIN];
}

const char *mock_ca_file(const mock *m)
{
  return m->ca_file.data;
}

const char *mock_folder(const mock *m)
{
  return m->folder.data;
}

size_t mock_requests(mock *m)
{
  pthread_mutex_lock(&m->lock);
  size_t count = m->seen.count;
  pthread_mutex_unlock(&m->lock);
  return count;
}

size_t mock_count(mock *m, const char *path)
{
  size_t count = 0;
  pthread_mutex_lock(&m->lock);
  for (size_t i = 0; i < m->seen.count; i++)
    count += str_is(m->seen.items[i].path, path);
  pthread_mutex_unlock(&m->lock);
  return count;
}

bool mock_last(mock *m, const char *path, mock_seen *ret_seen)
{
  bool found = false;
  pthread_mutex_lock(&m->lock);
  for (size_t i = m->seen.count; i-- > 0 && !found;) {
    found = str_is(m->seen.items[i].path, path);
    if (found)
      *ret_seen = m->seen.items[i];
  }
  pthread_mutex_unlock(&m->lock);
  return found;
}

size_t mock_token_calls(mock *m)
{
  pthread_mutex_lock(&m->lock);
  size_t count = m->token_calls;
  pthread_mutex_unlock(&m->lock);
  return count;
}

size_t mock_connections(mock *m)
{
  return atomic_load(&m->connections);
}
