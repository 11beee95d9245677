/* SPDX-License-Identifier: MIT */
/* bench_fetch SERVER: the room net alone, against bench_server.  Goals 1, 2, 3, 23 and 24.
 *
 * Each measurement is a process of its own, so that CPU time and memory are its own:
 *   bench_fetch net IN_FLIGHT COUNT PORT...    our loop
 *   bench_fetch connections SERVER             a test: fails unless 30 origins take 30 connections
 *   bench_fetch poll IN_FLIGHT COUNT PORT      libcurl's curl_multi_poll() loop, as most programs have it */
#include "kit.h"
#include "net_client.h"
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 5, MOST_IN_FLIGHT = 1024 };

/* ---- net ---- */

static int run_net(size_t in_flight, size_t count, char **ports, size_t port_count)
{
  static char urls[KIT_PORTS][96];
  const char *list[KIT_PORTS];
  for (size_t i = 0; i < port_count; i++) {
    snprintf(urls[i], sizeof urls[i], "http://127.0.0.1:%s" NET_CLIENT_PATH, ports[i]);
    list[i] = urls[i];
  }
  return net_client_run(&(net_client){
      .urls = list, .url_count = port_count, .in_flight = in_flight, .count = count, .http2 = true });
}

/* ---- the baseline: curl_multi_poll() ---- */

static size_t swallow(char *data, size_t size, size_t n, void *user)
{
  (void)data;
  *(size_t *)user += size * n;
  return size * n;
}

static int run_poll(size_t in_flight, size_t count, const char *port)
{
  char url[96];
  size_t bytes = 0, sent = 0, done = 0;
  int running, left;
  snprintf(url, sizeof url, "http://127.0.0.1:%s" NET_CLIENT_PATH, port);
  net_client_keep_memory();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)in_flight);
  double since_s = kit_now_s();
  for (; sent < in_flight && sent < count; sent++) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &bytes);
    curl_multi_add_handle(multi, easy);
  }
  while (done < count) {
    curl_multi_perform(multi, &running);
    bool again = false;
    for (const CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) {
      CURL *easy = m->easy_handle;
      done++;
      curl_multi_remove_handle(multi, easy);
      if (sent++ < count) {
        curl_multi_add_handle(multi, easy);
        again = true;
      }
    }
    if (!again && done < count)
      curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
  printf("rate %.1f\n", (double)count / (kit_now_s() - since_s));
  return bytes < count * 4000;
}

/* ---- measurements ---- */

typedef struct client {
  double rate, steady, cpu_us, rss_mb, connections;
} client;

static client run_self(const char *self, const char *how, size_t in_flight, size_t count, const kit_server *s)
{
  char flight[16], number[16], ports[KIT_PORTS][8], out[256];
  const char *argv[5 + KIT_PORTS] = { self, how, flight, number };
  snprintf(flight, sizeof flight, "%zu", in_flight);
  snprintf(number, sizeof number, "%zu", count);
  for (size_t i = 0; i < s->port_count; i++) {
    snprintf(ports[i], sizeof ports[i], "%u", s->ports[i]);
    argv[4 + i] = ports[i];
  }
  kit_cost c = kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out });
  if (c.exit_code)
    kit_die("%s %s failed: %s", self, how, out);
  return (client){ .rate = kit_value(out, "rate"),
                   .steady = kit_value(out, "steady"),
                   .cpu_us = c.cpu_s * 1e6 / (double)count,
                   .rss_mb = c.rss_mb,
                   .connections = kit_value(out, "connections") };
}

static client run_wrk(size_t in_flight, unsigned port)
{
  char connections[16], url[96], out[4096];
  snprintf(connections, sizeof connections, "-c%zu", in_flight);
  snprintf(url, sizeof url, "http://127.0.0.1:%u" NET_CLIENT_PATH, port);
  const char *argv[] = { "wrk", "-t1", connections, "-d2s", url, NULL };
  kit_cost c = kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out });
  const char *requests = strstr(out, " requests in ");
  while (requests && requests > out && requests[-1] >= '0' && requests[-1] <= '9')
    requests--;
  const char *rate = strstr(out, "Requests/sec:");
  if (!requests || !rate)
    kit_die("wrk printed something else: %s", out);
  return (client){ .rate = strtod(rate + 13, NULL), .cpu_us = c.cpu_s * 1e6 / strtod(requests, NULL) };
}

static void write_list(const char *path, size_t count, unsigned port)
{
  FILE *f = fopen(path, "w");
  if (!f)
    kit_die("%s cannot be written", path);
  for (size_t i = 0; i < count; i++)
    fprintf(f, "url = \"http://127.0.0.1:%u" NET_CLIENT_PATH "\"\noutput = \"/dev/null\"\n", port);
  fclose(f);
}

static client run_curl(const char *list, size_t count)
{
  const char *argv[] = { "curl", "-sS", "--parallel", "--parallel-max", "64", "-K", list, NULL };
  kit_cost c = kit_run_words(argv);
  return (client){ .rate = (double)count / c.wall_s, .cpu_us = c.cpu_s * 1e6 / (double)count };
}

static void compare_plain(const char *self, const kit_server *s)
{
  enum { COUNT = 30000, LISTED = 5000 };
  static const char list[] = "bench-curl-list";
  double ours[ROUNDS], wrk[ROUNDS], rate[ROUNDS], curl[ROUNDS];
  bool has_wrk = kit_has("wrk"), has_curl = kit_has("curl");
  write_list(list, LISTED, s->ports[0]);
  for (size_t i = 0; i < ROUNDS; i++) {
    client c = run_self(self, "net", 64, COUNT, s);
    ours[i] = c.cpu_us;
    rate[i] = c.rate;
    if (has_wrk)
      wrk[i] = run_wrk(64, s->ports[0]).cpu_us;
    if (has_curl)
      curl[i] = run_curl(list, LISTED).rate;
  }
  unlink(list);
  if (has_wrk)
    kit_tell(&(kit_row){ "1", "fetch alone, 64 in flight: CPU a request, against wrk", "us",
                         kit_median(ours, ROUNDS), kit_median(wrk, ROUNDS), KIT_AT_MOST, 2.2 });
  else
    kit_skip("1", "fetch alone, 64 in flight: CPU a request, against wrk", "wrk is not installed");
  if (has_curl)
    kit_tell(&(kit_row){ "3", "fetch alone, 64 in flight: rate, against curl --parallel", "/s",
                         kit_median(rate, ROUNDS), kit_median(curl, ROUNDS), KIT_AT_LEAST, 2 });
  else
    kit_skip("3", "fetch alone, 64 in flight: rate, against curl --parallel", "curl is not installed");
}

static void compare_delayed(const char *self, const kit_server *s)
{
  enum { COUNT = 8000, DELAYED_ROUNDS = 3 };
  const double ideal = 256 / 0.160;
  double rate[DELAYED_ROUNDS], cpu[DELAYED_ROUNDS], poll_cpu[DELAYED_ROUNDS];
  for (size_t i = 0; i < DELAYED_ROUNDS; i++) {
    client c = run_self(self, "net", 256, COUNT, s);
    rate[i] = c.steady;
    cpu[i] = c.cpu_us;
    poll_cpu[i] = run_self(self, "poll", 256, COUNT, s).cpu_us;
  }
  kit_tell(&(kit_row){
      "2", "answers after 20-300 ms, 256 in flight: steady rate, against in flight / mean latency", "/s",
      kit_median(rate, DELAYED_ROUNDS), ideal, KIT_AT_LEAST, 0.92 });
  kit_tell(&(kit_row){ "2", "the same: CPU a request, against a curl_multi_poll() loop", "us",
                       kit_median(cpu, DELAYED_ROUNDS), kit_median(poll_cpu, DELAYED_ROUNDS), KIT_AT_MOST,
                       0.30 });
}

static double connections_to_many(const char *self, const char *server)
{
  kit_server many = kit_server_start(server, KIT_PORTS, false);
  double connections = run_self(self, "net", 4, 5000, &many).connections;
  kit_server_stop(&many);
  return connections;
}

static void count_things(const char *self, const kit_server *s, const char *server)
{
  client c = run_self(self, "net", 256, 20000, s);
  kit_tell(&(kit_row){ "24", "memory with 256 in flight", "MB", c.rss_mb, 0, KIT_AT_MOST, 25 });
  kit_tell(&(kit_row){ "23", "connections for 5,000 requests to 30 origins, 4 in flight", "",
                       connections_to_many(self, server), KIT_PORTS, KIT_AT_MOST, 1 });
}

int main(int argc, char **argv)
{
  if (argc > 4) {
    size_t in_flight = strtoul(argv[2], NULL, 10), count = strtoul(argv[3], NULL, 10);
    if (in_flight < 1 || in_flight > MOST_IN_FLIGHT || argc - 4 > KIT_PORTS)
      kit_die("1 to %d requests in flight to 1 to %d ports", MOST_IN_FLIGHT, KIT_PORTS);
    return strcmp(argv[1], "poll") == 0 ? run_poll(in_flight, count, argv[4])
                                        : run_net(in_flight, count, argv + 4, (size_t)argc - 4);
  }
  if (argc == 3 && strcmp(argv[1], "connections") == 0) {
    double connections = connections_to_many(argv[0], argv[2]);
    printf("connections for 5,000 requests to %d origins, 4 in flight: %.0f\n", KIT_PORTS, connections);
    return (int)connections != KIT_PORTS;
  }
  if (argc != 2)
    kit_die("usage: bench_fetch SERVER");
  kit_server plain = kit_server_start(argv[1], 1, false);
  compare_plain(argv[0], &plain);
  count_things(argv[0], &plain, argv[1]);
  kit_server_stop(&plain);
  kit_server slow = kit_server_start(argv[1], 1, true);
  compare_delayed(argv[0], &slow);
  kit_server_stop(&slow);
  return 0;
}
