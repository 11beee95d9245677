/* SPDX-License-Identifier: MIT */
#include "../base/limits.h"
#include "inside.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define LONG_BODY                                                                                            \
  1000000 /* libcurl would ask "Expect: 100-continue" first from here on: a second round trip */

static void note_byte(transfer *t)
{
  if (t->last_ms == t->net->now_ms)
    return;
  t->last_ms = t->net->now_ms;
  list_remove(&t->place); /* `active` is in the order of the last byte */
  list_add_last(&t->net->active, &t->place);
}

static size_t on_header(char *line, size_t size, size_t count, void *user)
{
  transfer *t = user;
  wb_str text = { line, size * count };
  note_byte(t);
  t->head_bytes += text.n;
  if (t->head_bytes > WB_MAX_HEADER_BYTES) {
    t->trouble = TROUBLE_HEADERS;
    return 0;
  }
  if (str_starts(text, STR("HTTP/"))) { /* what came before belonged to a 1xx answer */
    buf_clear(&t->head);
    return text.n;
  }
  size_t colon = str_find_byte(text, ':');
  if (colon == SIZE_MAX || colon == 0)
    return text.n;
  answer_add_header(&t->head, str_upto(text, colon), str_trim(str_from(text, colon + 1)));
  if (t->head.failed) {
    t->trouble = TROUBLE_MEMORY;
    return 0;
  }
  return text.n;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
  transfer *t = user;
  note_byte(t);
  buf_add(&t->body, (wb_str){ bytes, size * count });
  if (t->body.failed) {
    t->trouble = t->body.failed == WB_E_LIMIT ? TROUBLE_BODY : TROUBLE_MEMORY;
    return 0;
  }
  return size * count;
}

/* A number that was just opened is not in the epoll set, whatever was remembered of it. */
static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
  net *n = user;
  (void)purpose;
  int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd >= 0 && !loop_own(n, fd)) {
    close(fd);
    return CURL_SOCKET_BAD;
  }
  return fd;
}

/* What is the same for every request; false: libcurl refuses an option (no memory). */
static bool set_common(const net *n, transfer *t)
{
  const net_options *o = &n->options;
  CURL *e = t->easy;
  int bad = 0;
  bad |= curl_easy_setopt(e, CURLOPT_PRIVATE, t) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->words) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_SHARE, n->share) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_HEADERDATA, t) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_WRITEDATA, t) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open_socket) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t->net) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_USERAGENT, o->user_agent) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "") != CURLE_OK; /* all that libcurl can decode */
  bad |= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, o->allow_http ? "https,http" : "https") != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_HTTP_VERSION,
                          (long)(o->http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_PIPEWAIT, o->http2 ? 1L : 0L) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_timeout_ms) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)o->total_timeout_ms) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)o->max_body_bytes) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_CAINFO, n->ca_bundle) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_CAPATH, n->ca_folder) != CURLE_OK;
  return !bad;
}

static transfer *transfer_get(net *n)
{
  if (!list_is_empty(&n->idle))
    return LIST_THING(transfer, place, n->idle.next);
  transfer *t = calloc(1, sizeof *t);
  if (!t)
    return NULL;
  t->net = n;
  list_init(&t->place);
  buf_init(&t->head, 2 * WB_MAX_HEADER_BYTES);
  t->easy = curl_easy_init();
  if (!t->easy || !set_common(n, t)) {
    transfer_free(t);
    return NULL;
  }
  list_add_last(&n->idle, &t->place);
  return t;
}

void transfer_free(transfer *t)
{
  list_remove(&t->place);
  if (t->easy)
    curl_easy_cleanup(t->easy);
  header_list_release(t->headers);
  buf_free(&t->head);
  buf_free(&t->body);
  free(t);
}

static void add_line(buf *lines, wb_str name, wb_str prefix, wb_str value)
{
  buf_add(lines, name);
  buf_add_text(lines, prefix.n || value.n ? ": " : ";"); /* libcurl's spelling of a header without a value */
  buf_add(lines, prefix);
  buf_add(lines, value);
  buf_add_byte(lines, '\n');
}

static void write_lines(const job *j, bool with_body, buf *lines)
{
  bool typed = false;
  for (size_t i = 0; i < j->header_count; i++) {
    bool is_type = str_equal_nocase(j->headers[i].name, STR("content-type"));
    typed = typed || is_type;
    if (!is_type || with_body)
      add_line(lines, j->headers[i].name, (wb_str){ "", 0 }, j->headers[i].value);
  }
  if (j->token)
    add_line(lines, j->auth.param, j->auth.prefix, str_of(j->token->value));
  if (with_body && !typed)
    buf_add_text(lines, "Content-Type:\n"); /* libcurl would say it is a form */
  if (with_body && j->body.n > LONG_BODY)
    buf_add_text(lines, "Expect:\n");
}

static header_list *header_list_new(const buf *lines)
{
  header_list *h = calloc(1, sizeof *h);
  if (!h)
    return NULL;
  h->users = 1;
  buf_add(&h->text, buf_view(lines));
  wb_str rest = buf_view(&h->text), line;
  bool good = !h->text.failed;
  while (good && rest.n && str_split(&rest, '\n', &line)) {
    ((char *)(uintptr_t)line.p)[line.n] = '\0'; /* for libcurl, which copies it */
    struct curl_slist *longer = curl_slist_append(h->list, line.p);
    ((char *)(uintptr_t)line.p)[line.n] = '\n';
    good = longer != NULL;
    h->list = good ? longer : h->list;
  }
  if (good)
    return h;
  header_list_release(h);
  return NULL;
}

void header_list_release(header_list *h)
{
  if (!h || --h->users)
    return;
  if (h->text.data)
    OPENSSL_cleanse(h->text.data, h->text.n);
  buf_free(&h->text);
  for (struct curl_slist *line = h->list; line; line = line->next)
    OPENSSL_cleanse(line->data, strlen(line->data));
  curl_slist_free_all(h->list);
  free(h);
}

/* The lane's list when it says the same: building one costs a fifth of a request. */
static header_list *header_list_get(net *n, const job *j, bool with_body)
{
  lane *l = j->lane;
  buf_clear(&n->scratch);
  write_lines(j, with_body, &n->scratch);
  if (n->scratch.failed)
    return NULL;
  if (l->headers && str_equal(buf_view(&l->headers->text), buf_view(&n->scratch))) {
    l->headers->users++;
    return l->headers;
  }
  header_list *h = header_list_new(&n->scratch);
  if (h && !j->unique.n) { /* one with a fresh id is never asked for again */
    header_list_release(l->headers);
    l->headers = h;
    h->users++;
  }
  return h;
}

static bool set_method(CURL *e, const job *j, bool with_body)
{
  int bad = 0;
  if (!with_body)
    return curl_easy_setopt(e, CURLOPT_HTTPGET, 1L) == CURLE_OK &&
           curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, NULL) == CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_POST, 1L) != CURLE_OK;
  bad |=
      curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, str_is(j->method, "POST") ? NULL : j->method.p) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)j->body.n) != CURLE_OK;
  bad |= curl_easy_setopt(e, CURLOPT_POSTFIELDS, j->body.p) !=
         CURLE_OK; /* not copied: the job outlives the transfer */
  return !bad;
}

static bool set_request(net *n, transfer *t, const job *j)
{
  bool with_body = !str_is(j->method, "GET") && !j->redirect_as_get;
  t->headers = header_list_get(n, j, with_body);
  long fresh =
      j->safe ? 0 : 1; /* on a kept connection that turns out dead libcurl would send it a second time */
  return t->headers && set_method(t->easy, j, with_body) &&
         curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, fresh) == CURLE_OK &&
         curl_easy_setopt(t->easy, CURLOPT_URL, j->redirect_url ? j->redirect_url : j->url.p) == CURLE_OK &&
         curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers->list) == CURLE_OK;
}

bool transfer_start(net *n, job *j)
{
  transfer *t = transfer_get(n);
  if (!t)
    return false;
  if (j->attempts && !j->redirect_url)
    job_renew_unique(j, n->options.clock);
  buf_clear(&t->head);
  buf_init(&t->body, n->options.max_body_bytes);
  t->head_bytes = 0;
  t->status = 0;
  t->trouble = TROUBLE_NONE;
  t->words[0] = '\0';
  t->started_ms = t->last_ms = n->now_ms;
  if (!set_request(n, t, j) || curl_multi_add_handle(n->multi, t->easy) != CURLM_OK) {
    header_list_release(t->headers);
    t->headers = NULL;
    return false;
  }
  list_remove(&t->place);
  list_add_last(&n->active, &t->place);
  t->job = j;
  j->transfer = t;
  j->token_version = j->token ? j->token->version : 0;
  if (!j->redirect_url)
    j->attempts++;
  n->stats.sent++;
  return true;
}

void transfer_stop(net *n, transfer *t)
{
  curl_multi_remove_handle(n->multi, t->easy);
  curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, NULL);
  curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, NULL);
  header_list_release(t->headers);
  t->headers = NULL;
  buf_free(&t->body);
  t->job->transfer = NULL;
  t->job = NULL;
  list_remove(&t->place);
  list_add_first(&n->idle, &t->place);
}

wb_str transfer_header(const transfer *t, wb_str name)
{
  wb_str rest = buf_view(&t->head), key, value;
  while (rest.n && str_split(&rest, '\0', &key) && str_split(&rest, '\0', &value))
    if (str_equal(key, name))
      return value;
  return (wb_str){ "", 0 };
}
