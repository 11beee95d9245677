/* SPDX-License-Identifier: MIT */
/* Time-outs, cancelling, waking, a caller's own event loop, HTTP/2. */
#include "rig.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static rig r;

static void prepare(void)
{
  rig_prepare(&r);
  r.options.retries = 0;
}

static void close_rig(void)
{
  rig_close(&r);
}

TestSuite(loop, .init = prepare, .fini = close_rig);

/* A port at which somebody listens and never says a word; *ret_fd is to be closed. */
static unsigned silent_port(int *ret_fd)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  *ret_fd = socket(AF_INET, SOCK_STREAM, 0);
  cr_assert_eq(bind(*ret_fd, (struct sockaddr *)&address, size), 0);
  cr_assert_eq(listen(*ret_fd, 8), 0);
  cr_assert_eq(getsockname(*ret_fd, (struct sockaddr *)&address, &size), 0);
  return ntohs(address.sin_port);
}

Test(loop, ends_what_takes_too_long)
{
  char silent[64];
  int fd;
  snprintf(silent, sizeof silent, "https://127.0.0.1:%u", silent_port(&fd));
  r.options.connect_timeout_ms = 600;
  r.options.total_timeout_ms = 900;
  r.options.idle_timeout_ms = 700;
  rig_open(&r);
  const struct {
    const char *origin, *path, *words;
    int64_t least_ms;
  } rows[] = {
    { silent, "/", "no connection within 0.6 s", 600 },
    { NULL, "/drip", "no complete answer within 0.9 s", 900 },
    { NULL, "/stall", "nothing arrived for 0.7 s", 700 },
    { NULL, "/ok?ms=3000", "nothing arrived for 0.7 s", 700 },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    int64_t start_ms = clock_steady_ms();
    net_request request = rig_request(&r, rows[i].origin, rows[i].path);
    net_answer *a = rig_ask(&r, &request);
    int64_t took_ms = clock_steady_ms() - start_ms;
    cr_expect_eq(a->code, WB_E_NETWORK);
    cr_expect(rig_holds(str_of(a->error.text), rows[i].words), "%s: %s", rows[i].path, a->error.text);
    cr_expect(took_ms >= rows[i].least_ms - 5 && took_ms < rows[i].least_ms + 900, "%s: %lld ms",
              rows[i].path, (long long)took_ms);
    net_answer_free(a);
  }
  close(fd);
}

Test(loop, cancels_one_and_all_in_every_state)
{
  uint64_t ids[4];
  static const char *const paths[] = { "/ok?ms=9000", "/flaky?status=429&after=9&fails=99", "/ok",
                                       "/guarded" };
  r.options.retries = 3;
  rig_open(&r);
  for (size_t i = 0; i < WB_COUNT(paths); i++) {
    net_request request = rig_request(&r, NULL, paths[i]);
    if (i == 2)
      request.pace = (net_pace){ .key = STR("one"), .requests = 1, .window_ms = 60000 };
    if (i == 3)
      request.auth = rig_auth(&r, "/token?ms=9000");
    if (i == 2)
      rig_submit(&r, &request); /* takes the only place in the window */
    cr_assert_eq(net_submit(r.n, &request, &ids[i], NULL), WB_OK);
  }
  net_answer_free(rig_wait(&r));
  for (int64_t end_ms = clock_steady_ms() + 5000; clock_steady_ms() < end_ms && rig_stats(&r).retries < 1;)
    net_step(r.n, 20, NULL);
  net_step(r.n, 100, NULL);
  cr_assert_eq(net_pending(r.n), 4u); /* sending, paused, queued, waiting for a token */
  net_cancel(r.n, ids[2]);
  net_cancel(r.n, 987654);
  net_answer *a = rig_wait(&r);
  cr_assert_eq(a->code, WB_E_CANCELLED);
  cr_assert_eq(a->id, ids[2]);
  net_answer_free(a);
  net_cancel_all(r.n);
  for (int i = 0; i < 3; i++) {
    a = rig_wait(&r);
    cr_expect_eq(a->code, WB_E_CANCELLED, "%d", a->code);
    net_answer_free(a);
  }
  cr_assert_eq(net_pending(r.n), 0u);
  a = rig_get(&r, "/ok?after=cancel"); /* and it still works */
  cr_assert_eq(a->status, 200u);
  net_answer_free(a);
}

Test(loop, is_freed_in_mid_transfer_without_leaks)
{
  rig_open(&r);
  for (int i = 0; i < 12; i++) {
    net_request request = rig_request(&r, NULL, i % 2 ? "/ok?ms=500" : "/drip");
    if (i % 3 == 0)
      request.auth = rig_auth(&r, "/token?ms=300");
    rig_submit(&r, &request);
  }
  net_step(r.n, 50, NULL);
  net_step(r.n, 50, NULL);
  cr_assert_gt(net_pending(r.n), 0u);
}

Test(loop, can_be_driven_by_another_without_blocking)
{
  rig_open(&r);
  for (int i = 0; i < 5; i++) {
    net_request request = rig_request(&r, NULL, "/flaky?fails=3&status=500");
    rig_submit(&r, &request);
  }
  cr_assert_eq(net_timeout_ms(r.n), 0);
  size_t answers = 0;
  int64_t longest_ms = 0, end_ms = clock_steady_ms() + 5000;
  while (answers < 5 && clock_steady_ms() < end_ms) {
    struct pollfd waiting = { .fd = net_fd(r.n), .events = POLLIN };
    net_answer *a;
    poll(&waiting, 1, net_timeout_ms(r.n));
    int64_t start_ms = clock_steady_ms();
    cr_assert_geq(net_step(r.n, 0, NULL), 0);
    int64_t took_ms = clock_steady_ms() - start_ms;
    longest_ms = took_ms > longest_ms ? took_ms : longest_ms;
    for (; net_next(r.n, &a); answers++)
      net_answer_free(a);
  }
  cr_assert_eq(answers, 5u);
  cr_assert_lt(longest_ms, 200);
  cr_assert_eq(net_step(r.n, -1, NULL), 0); /* nothing is left: returns at once */
}

Test(loop, waits_no_longer_than_asked_and_can_be_woken)
{
  rig_open(&r);
  net_request request = rig_request(&r, NULL, "/ok?ms=1500");
  rig_submit(&r, &request);
  int64_t start_ms = clock_steady_ms();
  cr_assert_eq(net_step(r.n, 100, NULL), 0);
  int64_t took_ms = clock_steady_ms() - start_ms;
  cr_assert(took_ms >= 99 && took_ms < 400, "%lld", (long long)took_ms);
  net_wake(r.n);
  start_ms = clock_steady_ms();
  cr_assert_eq(net_step(r.n, 5000, NULL), 0);
  cr_assert_lt(clock_steady_ms() - start_ms, 300);
}

Test(loop, notices_that_a_kept_connection_was_closed)
{
  rig_open(&r);
  for (int i = 0; i < 3; i++) { /* "/headers" closes its connection after the answer */
    net_answer_free(rig_get(&r, "/ok"));
    net_answer_free(rig_get(&r, "/headers"));
    for (int64_t end_ms = clock_steady_ms() + 50; clock_steady_ms() < end_ms;)
      net_step(r.n, 10, NULL);
    struct pollfd waiting = { .fd = net_fd(r.n), .events = POLLIN };
    cr_assert_eq(poll(&waiting, 1, 0), 0); /* it does not keep the descriptor readable for ever */
  }
  net_answer *a = rig_get(&r, "/ok");
  cr_assert_eq(a->status, 200u);
  net_answer_free(a);
}

/* ---- HTTP/2, against nghttpd, which Debian packages as nghttp2-server ---- */

static pid_t start_nghttpd(const char *folder, unsigned port)
{
  char port_text[16], key[256], certificate[256];
  char *words[] = {
    (char[]){ "nghttpd" }, (char[]){ "-d" }, (char *)(uintptr_t)folder, port_text, key, certificate, NULL
  };
  char *no_environment[] = { NULL };
  pid_t pid;
  snprintf(port_text, sizeof port_text, "%u", port);
  snprintf(key, sizeof key, "%s/key.pem", folder);
  snprintf(certificate, sizeof certificate, "%s/certificate.pem", folder);
  return posix_spawn(&pid, "/usr/sbin/nghttpd", NULL, NULL, words, no_environment) ? -1 : pid;
}

static bool answers_at(unsigned port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  for (int i = 0; i < 100; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool good = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    if (good)
      return true;
    usleep(20000);
  }
  return false;
}

Test(loop, multiplexes_many_requests_over_one_http2_connection)
{
  char origin[64];
  int fd;
  if (access("/usr/sbin/nghttpd", X_OK)) {
    cr_skip_test("nghttpd is not installed (Debian package nghttp2-server)");
    return;
  }
  unsigned port = silent_port(&fd);
  close(fd);
  pid_t server = start_nghttpd(mock_folder(r.m), port);
  cr_assert_gt(server, 0);
  bool up = answers_at(port);
  rig_open(&r);
  snprintf(origin, sizeof origin, "https://localhost:%u", port);
  size_t good = 0;
  for (int i = 0; up && i < 200; i++) {
    net_request request = rig_request(&r, origin, "/ca.pem");
    rig_submit(&r, &request);
  }
  for (int i = 0; up && i < 200; i++) {
    net_answer *a = rig_wait(&r);
    good += a->status == 200 && rig_holds(a->body, "BEGIN CERTIFICATE");
    net_answer_free(a);
  }
  kill(server, SIGTERM);
  waitpid(server, NULL, 0);
  cr_assert(up, "nghttpd did not start");
  cr_assert_eq(good, 200u);
  cr_assert_eq(rig_stats(&r).connections, 1u, "%llu", (unsigned long long)rig_stats(&r).connections);
}
