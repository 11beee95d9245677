/* SPDX-License-Identifier: MIT */
/* The one loop: curl_multi_socket_action() over epoll.  curl_multi_perform() would walk every transfer at
 * every wake-up, which costs several times the CPU once answers come at different times. */
#include "inside.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS 128

static uint32_t epoll_events(int wanted)
{
  return (wanted & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0u) |
         (wanted & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0u);
}

static bool watch_reserve(net *n, size_t fd)
{
  if (fd < n->watch_count)
    return true;
  size_t count = n->watch_count ? n->watch_count : 64;
  while (count <= fd)
    count *= 2;
  watch *larger = realloc(n->watches, count * sizeof *larger);
  if (!larger)
    return false;
  memset(larger + n->watch_count, 0, (count - n->watch_count) * sizeof *larger);
  n->watches = larger;
  n->watch_count = count;
  return true;
}

bool loop_own(net *n, int fd)
{
  if (!watch_reserve(n, (size_t)fd))
    return false;
  n->watches[fd] = (watch){ .ours = true };
  return true;
}

static void tell_epoll(net *n, int fd, int wanted)
{
  watch *w = &n->watches[fd];
  struct epoll_event event = { .events = epoll_events(wanted), .data.fd = fd };
  int rc = w->known ? epoll_ctl(n->epoll_fd, EPOLL_CTL_MOD, fd, &event)
                    : epoll_ctl(n->epoll_fd, EPOLL_CTL_ADD, fd, &event);
  if (rc && errno == EEXIST)
    rc = epoll_ctl(n->epoll_fd, EPOLL_CTL_MOD, fd, &event);
  else if (rc && errno == ENOENT)
    rc = epoll_ctl(n->epoll_fd, EPOLL_CTL_ADD, fd, &event);
  if (rc)
    error_set(&n->failed, errno == ENOMEM || errno == ENOSPC ? WB_E_NOMEM : WB_E_IO,
              "the event loop cannot watch descriptor %d (error %d)", fd, errno);
  else
    w->known = (uint8_t)wanted;
}

/* libcurl takes a kept connection out of the set after each transfer and puts it back for the next.  Both
 * system calls are saved by leaving it in; if it speaks up meanwhile (the server closes it), forget_idle()
 * takes it out. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *of_socket)
{
  net *n = user;
  (void)easy;
  (void)of_socket;
  if (fd < 0 || !watch_reserve(n, (size_t)fd)) {
    error_nomem(&n->failed);
    return -1;
  }
  watch *w = &n->watches[fd];
  w->wanted = what == CURL_POLL_REMOVE ? 0 : (uint8_t)what;
  if (what != CURL_POLL_REMOVE && w->wanted != w->known)
    tell_epoll(n, fd, what);
  if (what == CURL_POLL_REMOVE &&
      !w->ours) { /* libcurl's own pipe: its number may be closed and come back as another */
    epoll_ctl(n->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    *w = (watch){ 0 };
  }
  return 0;
}

static void forget_idle(net *n, int fd)
{
  epoll_ctl(n->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
  n->watches[fd].known = 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
  net *n = user;
  (void)multi;
  n->curl_due_ms = timeout_ms < 0 ? -1 : clock_steady_ms() + timeout_ms;
  return 0;
}

int loop_new(net *n, wb_error *err)
{
  n->curl_due_ms = n->lane_due_ms = -1;
  n->now_ms = clock_steady_ms();
  n->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  n->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct epoll_event event = { .events = EPOLLIN, .data.fd = n->wake_fd };
  if (n->epoll_fd < 0 || n->wake_fd < 0 || epoll_ctl(n->epoll_fd, EPOLL_CTL_ADD, n->wake_fd, &event))
    return error_set(err, WB_E_IO,
                     "cannot make the event loop of the network (error %d): too many open files?", errno);
  return WB_OK;
}

/* Does the folder hold certificates under their hashes ("0a1b2c3d.0"), as c_rehash makes them? */
static bool is_hashed(const char *folder)
{
  DIR *d = opendir(folder);
  bool found = false;
  if (!d)
    return false;
  for (struct dirent *e; !found && (e = readdir(d));)
    found = strlen(e->d_name) == 10 && strspn(e->d_name, "0123456789abcdef") == 8 && e->d_name[8] == '.';
  closedir(d);
  return found;
}

/* With both a bundle and a folder set, as distributions do, libcurl 7.88 reads the whole bundle again for
 * every new connection: 20 ms instead of 0.6.  The hashed folder alone is cheapest, also for the first. */
static void choose_ca(net *n)
{
  const curl_version_info_data *built = curl_version_info(CURLVERSION_NOW);
  if (n->options.ca_file && is_hashed(n->options.ca_file))
    n->ca_folder = n->options.ca_file;
  else if (n->options.ca_file)
    n->ca_bundle = n->options.ca_file;
  else if (built->capath && is_hashed(built->capath))
    n->ca_folder = built->capath;
  else
    n->ca_bundle = built->cainfo;
}

static void close_curl(net *n)
{
  curl_multi_cleanup(n->multi);
  curl_share_cleanup(n->share);
  curl_global_cleanup();
  n->multi = NULL;
  n->share = NULL;
}

int loop_open(net *n, wb_error *err)
{
  if (n->multi)
    return WB_OK;
  if (curl_global_init(CURL_GLOBAL_DEFAULT))
    return error_set(err, WB_E_NOMEM, "libcurl cannot be initialised");
  n->multi = curl_multi_init();
  n->share = curl_share_init();
  if (!n->multi || !n->share) {
    close_curl(n);
    return error_nomem(err);
  }
  choose_ca(n);
  curl_share_setopt(n->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_multi_setopt(n->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(n->multi, CURLMOPT_SOCKETDATA, n);
  curl_multi_setopt(n->multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(n->multi, CURLMOPT_TIMERDATA, n);
  curl_multi_setopt(n->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
  curl_multi_setopt(n->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)n->options.per_origin);
  curl_multi_setopt(n->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, (long)NET_H2_STREAMS);
  origins_keep_connections(n);
  return WB_OK;
}

static void free_transfers(list *l)
{
  while (!list_is_empty(l))
    transfer_free(LIST_THING(transfer, place, l->next));
}

void loop_close(net *n)
{
  while (!list_is_empty(&n->active))
    transfer_stop(n, LIST_THING(transfer, place, n->active.next));
  free_transfers(&n->idle);
  if (n->multi)
    close_curl(n);
  free(n->watches);
  n->watches = NULL;
  n->watch_count = 0;
  if (n->epoll_fd >= 0)
    close(n->epoll_fd);
  if (n->wake_fd >= 0)
    close(n->wake_fd);
}

void net_wake(net *n)
{
  uint64_t one = 1;
  ssize_t written = write(n->wake_fd, &one, sizeof one); /* full means that a wake-up is on its way already */
  (void)written;
}

int64_t loop_due_ms(const net *n)
{
  int64_t due = -1;
  const job *paused = pauses_first(&n->pauses);
  int64_t all[4] = { n->curl_due_ms, n->lane_due_ms, paused ? paused->due_ms : -1, -1 };
  if (!list_is_empty(&n->active)) {
    const transfer *quietest = LIST_THING(const transfer, place, n->active.next);
    all[3] = quietest->last_ms + n->options.idle_timeout_ms;
  }
  for (size_t i = 0; i < WB_COUNT(all); i++)
    if (all[i] >= 0 && (due < 0 || all[i] < due))
      due = all[i];
  return due;
}

static void handle_event(net *n, const struct epoll_event *event)
{
  int fd = event->data.fd, running;
  uint64_t count;
  if (fd == n->wake_fd) {
    n->woken = read(fd, &count, sizeof count) > 0 || n->woken;
    return;
  }
  if ((size_t)fd >= n->watch_count || !n->watches[fd].wanted) {
    forget_idle(n, fd);
    return;
  }
  int mask =
      (event->events & EPOLLIN ? CURL_CSELECT_IN : 0) | (event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
  if (event->events & (EPOLLERR | EPOLLHUP))
    mask |= CURL_CSELECT_ERR;
  curl_multi_socket_action(n->multi, fd, mask, &running);
}

static void take_finished(net *n)
{
  CURLMsg *message;
  int left;
  while (n->multi && (message = curl_multi_info_read(n->multi, &left))) {
    transfer *t = NULL;
    CURLcode rc = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
    outcome_of(n, t, rc); /* message is not valid any more */
  }
}

static void run_timers(net *n)
{
  int running;
  if (n->curl_due_ms >= 0 && n->curl_due_ms <= n->now_ms) {
    n->curl_due_ms = -1;
    curl_multi_socket_action(n->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    take_finished(n);
  }
  while (!list_is_empty(&n->active)) {
    transfer *quietest = LIST_THING(transfer, place, n->active.next);
    if (quietest->last_ms + n->options.idle_timeout_ms > n->now_ms)
      break;
    quietest->trouble = TROUBLE_IDLE;
    outcome_of(n, quietest, CURLE_OPERATION_TIMEDOUT);
  }
  for (job *j; (j = pauses_first(&n->pauses)) && j->due_ms <= n->now_ms;)
    token_route(n, j);
  if (n->lane_due_ms >= 0 && n->lane_due_ms <= n->now_ms)
    n->turns_changed = true;
}

/* Starts what can be started, and lets libcurl begin with it at once instead of after another wait. */
static void start_waiting(net *n)
{
  for (int rounds = 0; n->turns_changed && rounds < 4; rounds++) {
    lanes_run(n);
    n->now_ms = clock_steady_ms();
    run_timers(n);
  }
}

void loop_turn(net *n, int64_t wait_ms)
{
  struct epoll_event events[EVENTS];
  n->now_ms = clock_steady_ms();
  run_timers(n);
  start_waiting(n);
  int64_t due_ms = loop_due_ms(n);
  if (due_ms >= 0 && (wait_ms < 0 || due_ms - n->now_ms < wait_ms))
    wait_ms = due_ms > n->now_ms ? due_ms - n->now_ms : 0;
  if (n->turns_changed || n->answers_ready)
    wait_ms = 0;
  int count = epoll_wait(n->epoll_fd, events, EVENTS, (int)(wait_ms > INT32_MAX ? INT32_MAX : wait_ms));
  if (count < 0 && errno == EINTR)
    n->woken = true;
  else if (count < 0)
    error_set(&n->failed, WB_E_IO, "waiting for the network failed (error %d)", errno);
  n->now_ms = clock_steady_ms();
  for (int i = 0; i < count; i++)
    handle_event(n, &events[i]);
  take_finished(n);
  run_timers(n);
  start_waiting(n);
}
