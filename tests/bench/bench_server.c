/* SPDX-License-Identifier: MIT */
/* bench_server PORTS [delay]: an HTTP/1.1 server on 127.0.0.1 that costs as little as one can, so that a measurement
 * beside it is one of the client.  One thread, one epoll set, keep-alive.
 *
 *   /api/track/v1/details/N   4.4 KB in UPS's shape: 11 events of the number N; `delay`: after 20 to 300 ms at random
 *   /security/v1/oauth/token  a token
 *   /connections              how many connections were accepted, as text
 *
 * It prints its ports in one line, then serves until it is killed. */
#include "kit.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define DETAILS     "/api/track/v1/details/"
#define MOST_NUMBER 40u
#define MOST_INPUT  8192u
#define WHEEL       512u /* slots of a millisecond: longer than the longest delay */
enum { DELAY_FROM_MS = 20, DELAY_TO_MS = 300 };

typedef struct peer {
  struct peer *next; /* in a slot of the wheel */
  int fd;
  bool listens, closes, waits; /* closes: when its answer has gone out; waits: sits in the wheel */
  size_t in, out, sent;
  char input[MOST_INPUT + 1], output[MOST_INPUT];
} peer;

typedef struct server {
  int epoll;
  bool delay;
  unsigned long long accepted, random;
  size_t waiting;
  double since_ms;
  unsigned long long turned; /* milliseconds that the wheel has gone */
  peer *wheel[WHEEL];
  char before[128], between[128], after[6000]; /* of an answer, around the number */
} server;

/* ---- answers ---- */

static void add_event(char *to, size_t capacity, int i)
{
  static const char *const cities[][3] = {
    { "Madison", "WI", "53704" }, { "Hodgkins", "IL", "60525" }, { "Secaucus", "NJ", "07094" }
  };
  static const char *const words[] = { "Departed from Facility", "Arrived at Facility" };
  const char *const *c = cities[i / 4];
  size_t n = strlen(to);
  snprintf(to + n, capacity - n,
           "%s{\"location\":{\"address\":{\"city\":\"%s\",\"stateProvince\":\"%s\",\"postalCode\":\"%s\","
           "\"countryCode\":\"US\",\"country\":\"US\"},\"slic\":\"%04d\"},\"status\":{\"type\":\"I\","
           "\"description\":\"%s\",\"code\":\"%s\",\"statusCode\":\"005\",\"simplifiedTextDescription\":\"On the "
           "Way\"},\"date\":\"202603%02d\",\"time\":\"%02d4122\",\"gmtDate\":\"202603%02d\",\"gmtTime\":"
           "\"%02d4122\",\"gmtOffset\":\"-06:00\"}",
           i ? "," : "", c[0], c[1], c[2], 5300 + i, words[i % 2], i % 2 ? "AR" : "DP", 20 - i, 17 - i, 20 - i,
           23 - i);
}

static void write_answer(server *s)
{
  snprintf(s->before, sizeof s->before, "{\"trackResponse\":{\"shipment\":[{\"inquiryNumber\":\"");
  snprintf(s->between, sizeof s->between, "\",\"package\":[{\"trackingNumber\":\"");
  snprintf(s->after, sizeof s->after, "\",\"deliveryDate\":[{\"type\":\"SDD\",\"date\":\"20260325\"}],\"activity\":[");
  for (int i = 0; i < 11; i++)
    add_event(s->after, sizeof s->after, i);
  size_t n = strlen(s->after);
  snprintf(s->after + n, sizeof s->after - n,
           "],\"currentStatus\":{\"description\":\"On the Way\",\"code\":\"005\"},\"weight\":{\"unitOfMeasurement\":"
           "\"LBS\",\"weight\":\"4.20\"},\"service\":{\"code\":\"518\",\"description\":\"UPS Ground\"},"
           "\"packageCount\":1}]}]}}");
}

static void answer_text(peer *p, const char *status, const char *body)
{
  p->out = (size_t)snprintf(p->output, sizeof p->output,
                            "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
                            strlen(body), body);
}

static void answer_details(const server *s, peer *p, const char *number)
{
  size_t n = strspn(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (n > MOST_NUMBER)
    n = MOST_NUMBER;
  size_t bytes = strlen(s->before) + strlen(s->between) + strlen(s->after) + 2 * n;
  p->out = (size_t)snprintf(p->output, sizeof p->output,
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n"
                            "%s%.*s%s%.*s%s",
                            bytes, s->before, (int)n, number, s->between, (int)n, number, s->after);
}

static void make_answer(const server *s, peer *p, const char *path)
{
  char text[32];
  p->sent = 0;
  if (strncmp(path, DETAILS, sizeof DETAILS - 1) == 0)
    answer_details(s, p, path + sizeof DETAILS - 1);
  else if (strncmp(path, "/security/v1/oauth/token", 24) == 0)
    answer_text(p, "200 OK", "{\"token_type\":\"Bearer\",\"access_token\":\"bench\",\"expires_in\":\"14399\"}");
  else if (strncmp(path, "/connections", 12) == 0) {
    snprintf(text, sizeof text, "%llu", s->accepted);
    answer_text(p, "200 OK", text);
  } else
    answer_text(p, "404 Not Found", "{}");
}

/* ---- connections ---- */

static void watch(const server *s, peer *p, int how, unsigned events)
{
  struct epoll_event e = { .events = events, .data.ptr = p };
  if (epoll_ctl(s->epoll, how, p->fd, &e))
    kit_die("epoll_ctl: %s", strerror(errno));
}

/* Not while it sits in the wheel. */
static void drop(peer *p)
{
  close(p->fd);
  free(p);
}

/* false: the connection is gone. */
static bool send_answer(const server *s, peer *p)
{
  while (p->sent < p->out) {
    ssize_t n = send(p->fd, p->output + p->sent, p->out - p->sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) {
      watch(s, p, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
      return true;
    }
    if (n < 0) {
      drop(p);
      return false;
    }
    p->sent += (size_t)n;
  }
  p->out = p->sent = 0;
  return true;
}

static unsigned long long elapsed_ms(const server *s)
{
  return (unsigned long long)(kit_now_s() * 1000 - s->since_ms);
}

static void put_into_wheel(server *s, peer *p)
{
  if (!s->waiting) /* it stood still */
    s->turned = elapsed_ms(s);
  s->random = s->random * 6364136223846793005ull + 1442695040888963407ull;
  unsigned long long ms = DELAY_FROM_MS + (s->random >> 33) % (DELAY_TO_MS - DELAY_FROM_MS + 1);
  size_t slot = (size_t)((s->turned + ms) % WHEEL);
  p->waits = true;
  p->next = s->wheel[slot];
  s->wheel[slot] = p;
  s->waiting++;
}

/* Of the body, which only the token's request has. */
static size_t body_bytes(const char *headers, const char *end)
{
  static const char name[] = "\r\ncontent-length:";
  for (const char *line = strstr(headers, "\r\n"); line && line < end; line = strstr(line + 2, "\r\n"))
    if (strncasecmp(line, name, sizeof name - 1) == 0)
      return strtoul(line + sizeof name - 1, NULL, 10);
  return 0;
}

/* Bytes of the request that stands at the start of the input; 0: it is not complete. */
static size_t request_bytes(peer *p)
{
  p->input[p->in] = '\0';
  const char *end = strstr(p->input, "\r\n\r\n");
  if (!end)
    return 0;
  size_t bytes = (size_t)(end - p->input) + 4 + body_bytes(p->input, end);
  return bytes <= p->in ? bytes : 0;
}

static void take_requests(server *s, peer *p)
{
  for (size_t n; !p->out && (n = request_bytes(p)) > 0;) {
    const char *path = strchr(p->input, ' ');
    make_answer(s, p, path ? path + 1 : "");
    bool slow = s->delay && path && strncmp(path + 1, DETAILS, sizeof DETAILS - 1) == 0;
    p->in -= n;
    memmove(p->input, p->input + n, p->in);
    if (slow)
      put_into_wheel(s, p);
    else if (!send_answer(s, p))
      return;
  }
}

static void read_peer(server *s, peer *p)
{
  ssize_t n = p->in < MOST_INPUT ? recv(p->fd, p->input + p->in, MOST_INPUT - p->in, 0) : 0;
  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0 && p->waits) { /* the wheel still holds it */
    watch(s, p, EPOLL_CTL_MOD, 0);
    p->closes = true;
    return;
  }
  if (n <= 0) {
    drop(p);
    return;
  }
  p->in += (size_t)n;
  take_requests(s, p);
}

static void accept_all(server *s, const peer *listener)
{
  for (int fd; (fd = accept(listener->fd, NULL, NULL)) >= 0;) {
    int yes = 1;
    peer *p = calloc(1, sizeof *p);
    if (!p)
      kit_die("no memory");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    p->fd = fd;
    s->accepted++;
    watch(s, p, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static unsigned listen_somewhere(const server *s)
{
  struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t size = sizeof here;
  peer *p = calloc(1, sizeof *p);
  if (!p)
    kit_die("no memory");
  p->listens = true;
  p->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (p->fd < 0 || bind(p->fd, (struct sockaddr *)&here, sizeof here) || listen(p->fd, 1024) ||
      getsockname(p->fd, (struct sockaddr *)&here, &size))
    kit_die("cannot listen on 127.0.0.1: %s", strerror(errno));
  fcntl(p->fd, F_SETFL, O_NONBLOCK);
  watch(s, p, EPOLL_CTL_ADD, EPOLLIN);
  return ntohs(here.sin_port);
}

static void turn_wheel(server *s)
{
  unsigned long long until = elapsed_ms(s);
  for (; s->turned < until; s->turned++) {
    peer *p = s->wheel[s->turned % WHEEL];
    s->wheel[s->turned % WHEEL] = NULL;
    for (peer *next; p; p = next) {
      next = p->next;
      p->waits = false;
      s->waiting--;
      if (p->closes)
        drop(p);
      else if (send_answer(s, p))
        take_requests(s, p);
    }
  }
}

static _Noreturn void serve(server *s)
{
  struct epoll_event events[256];
  for (;;) {
    if (s->waiting) /* before the wait: it may drop peers that events would name */
      turn_wheel(s);
    int n = epoll_wait(s->epoll, events, 256, s->waiting ? 1 : -1);
    for (int i = 0; i < n; i++) {
      peer *p = events[i].data.ptr;
      if (p->listens) {
        accept_all(s, p);
      } else if (events[i].events & EPOLLOUT) {
        watch(s, p, EPOLL_CTL_MOD, EPOLLIN);
        if (send_answer(s, p))
          take_requests(s, p);
      } else {
        read_peer(s, p);
      }
    }
  }
}

int main(int argc, char **argv)
{
  server *s = calloc(1, sizeof *s);
  unsigned long ports = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
  if (!s || ports < 1 || ports > KIT_PORTS)
    kit_die("usage: bench_server PORTS [delay]");
  s->epoll = epoll_create1(0);
  s->delay = argc > 2 && strcmp(argv[2], "delay") == 0;
  s->random = 20260304;
  s->since_ms = kit_now_s() * 1000;
  write_answer(s);
  for (unsigned long i = 0; i < ports; i++)
    printf("%u%c", listen_somewhere(s), i + 1 < ports ? ' ' : '\n');
  fflush(stdout);
  serve(s);
}
