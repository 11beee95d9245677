/* SPDX-License-Identifier: MIT */
/* wb_run_cancel() is the one function that another thread may call while a run works.  On recordings it meets the run
 * anywhere; a server that takes connections and never answers shows that it ends a wait. */
#include "asks.h"
#include "crew.h"
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <waybill/waybill.h>

#define ROUNDS       16
#define STEP_NS      200000
#define SILENT_NS    50000000
#define SOON_MS      20000 /* far more than a cancelled run needs, far less than a transfer's time */
#define NOW_MS       INT64_C(1772870400000)

typedef struct canceller {
  pthread_t thread;
  wb_run *run;
  long after_ns;
} canceller;

static void *cancel_later(void *user)
{
  canceller *c = user;
  nanosleep(&(struct timespec){ .tv_nsec = c->after_ns }, NULL);
  wb_run_cancel(c->run);
  wb_run_cancel(c->run);
  return NULL;
}

static int64_t steady_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Every number that was added comes back, whenever the cancel struck. */
static void take_all(wb_run *run, size_t added, bool *ret_cancelled)
{
  size_t taken = 0;
  int rc = WB_OK, timeout_ms = SOON_MS;
  while (wb_run_pending(run)) {
    wb_answer *answer = NULL;
    wb_error err = { 0 };
    rc = wb_run_next(run, timeout_ms, &answer, &err);
    if (rc && rc != WB_E_CANCELLED)
      crew_fail("wb_run_next", err.text);
    if (!answer)
      break;
    *ret_cancelled = *ret_cancelled || wb_answer_code(answer) == WB_E_CANCELLED;
    taken++;
    wb_answer_free(answer);
  }
  if (taken != added)
    crew_fail("cancel", "an answer was lost");
}

static void one_round(wb_context *c, const asks *all, long after_ns, bool *ret_cancelled)
{
  wb_error err = { 0 };
  canceller other = { .after_ns = after_ns };
  size_t added = 0;
  if (wb_run_new(c, &other.run, &err))
    crew_fail("wb_run_new", err.text);
  if (pthread_create(&other.thread, NULL, cancel_later, &other))
    crew_fail("cancel", "no thread");
  for (size_t i = 0; i < all->count; i++) {
    wb_query q = { .struct_size = sizeof(wb_query) };
    wb_error refused = { 0 };
    q.number = all->items[i].number;
    q.carrier = str_of(all->items[i].carrier);
    added += wb_run_add(other.run, &q, &refused) == WB_OK;
  }
  wb_run_flush(other.run);
  take_all(other.run, added, ret_cancelled);
  pthread_join(other.thread, NULL);
  wb_run_free(other.run);
}

static void on_recordings(const asks *all)
{
  wb_options options = { .struct_size = sizeof(wb_options) };
  wb_context *c = NULL;
  wb_error err = { 0 };
  bool cancelled = false;
  options.config_file = "";
  options.demo = 1;
  options.now_ms = NOW_MS;
  if (wb_context_new(&options, &c, &err))
    crew_fail("wb_context_new", err.text);
  for (long i = 0; i < ROUNDS; i++)
    one_round(c, all, i * STEP_NS, &cancelled);
  wb_context_free(c);
}

static int listen_silently(uint16_t *ret_port)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t n = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, n) || listen(fd, 16) || getsockname(fd, (struct sockaddr *)&at, &n))
    crew_fail("cancel", "no socket");
  *ret_port = ntohs(at.sin_port);
  return fd;
}

static void on_silence(void)
{
  char endpoint[64];
  uint16_t port;
  int fd = listen_silently(&port);
  snprintf(endpoint, sizeof endpoint, "ups.endpoint.api=http://127.0.0.1:%u", port);
  const char *const overrides[] = { endpoint, "net.allow_http=yes", "ups.client_id=anybody",
                                    "ups.client_secret=anything" };
  ask waiting = { "ups", STR("1ZWB7T210340001015") };
  const asks one = { .items = &waiting, .count = 1 };
  wb_options options = { .struct_size = sizeof(wb_options) };
  wb_context *c = NULL;
  wb_error err = { 0 };
  bool cancelled = false;
  options.config_file = options.state_folder = "";
  options.overrides = overrides;
  options.override_count = WB_COUNT(overrides);
  if (wb_context_new(&options, &c, &err))
    crew_fail("wb_context_new", err.text);
  for (int i = 0; i < 3; i++) {
    int64_t since = steady_ms();
    one_round(c, &one, SILENT_NS, &cancelled);
    if (!cancelled || steady_ms() - since >= SOON_MS)
      crew_fail("cancel", "a run that waits for the network did not end by it");
  }
  wb_context_free(c);
  close(fd);
}

int main(void)
{
  asks all;
  if (setenv("XDG_CACHE_HOME", "/nonexistent", 1))
    crew_fail("cache", "setenv");
  asks_read(&all);
  on_recordings(&all);
  on_silence();
  asks_free(&all);
  puts("cancel: every number was answered");
  return EXIT_SUCCESS;
}
