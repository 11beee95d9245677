/* SPDX-License-Identifier: MIT */
/* bench_tls: the room net over TLS, against nginx with a certificate made at run time.  Goals 4 and 5.
 *
 * 256 requests are always under way.  HTTP/1.1 has a connection for each; HTTP/2 has one, on which net lets
 * 100 of them out at a time. One server for both protocols and for both ways to trust it, so that only what
 * is compared differs: bench_tls net h1|h2 IN_FLIGHT COUNT PORT CA   our loop; CA is a bundle or a hashed
 * folder */
#include "core/base/limits.h"
#include "kit.h"
#include "net_client.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 5 };
#define FOLDER  "bench-tls"
#define ALL_CA  FOLDER "/all"    /* the system's hashed certificates and ours */
#define ONE_CA  FOLDER "/ca.pem" /* ours alone */
#define SYSTEM  "/etc/ssl/certs"
#define GOAL_H2 "HTTP/2 over TLS, 256 requests at once: CPU a request, against HTTP/1.1 over TLS"
#define GOAL_TLS                                                                                             \
  "a new verified TLS connection, all of the system's certificates: CPU, against a bundle of one"

/* ---- the certificate ---- */

static bool run(const char *const *argv)
{
  return kit_run_words(argv).exit_code == 0;
}

static void write_text(const char *path, const char *text)
{
  FILE *f = fopen(path, "w");
  if (!f || fputs(text, f) < 0 || fclose(f))
    kit_die("%s cannot be written", path);
}

/* The system's folder by links, with our certificate under its hash beside them. */
static void make_ca_folder(void)
{
  char hash[64], to[512], from[512];
  mkdir(ALL_CA, 0700);
  DIR *d = opendir(SYSTEM);
  for (const struct dirent *e; d && (e = readdir(d));) {
    if (strlen(e->d_name) != 10 || e->d_name[8] != '.')
      continue;
    snprintf(from, sizeof from, SYSTEM "/%s", e->d_name);
    snprintf(to, sizeof to, ALL_CA "/%s", e->d_name);
    if (symlink(from, to) && errno != EEXIST)
      kit_die("%s: %s", to, strerror(errno));
  }
  if (d)
    closedir(d);
  kit_run(
      &(kit_command){ .argv = (const char *[]){ "openssl", "x509", "-hash", "-noout", "-in", ONE_CA, NULL },
                      .output = hash,
                      .capacity = sizeof hash });
  hash[strcspn(hash, "\n")] = '\0';
  snprintf(to, sizeof to, ALL_CA "/%s.0", hash);
  if (symlink("../ca.pem", to) && errno != EEXIST)
    kit_die("%s: %s", to, strerror(errno));
}

static void make_certificate(void)
{
  mkdir(FOLDER, 0700);
  if (!run((const char *[]){ "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                             "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=bench of waybill", "-addext",
                             "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", FOLDER "/key.pem",
                             "-out", ONE_CA, NULL }))
    kit_die("openssl cannot make a certificate");
  make_ca_folder();
}

/* ---- the server ---- */

typedef struct web {
  pid_t pid;
  unsigned kept, closing; /* ports: connections are kept; one for each answer */
} web;

static unsigned free_port(void)
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t n = sizeof a;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) || getsockname(fd, (struct sockaddr *)&a, &n))
    kit_die("no free port: %s", strerror(errno));
  close(fd);
  return ntohs(a.sin_port);
}

/* A document of 4.4 KB, as carriers' answers are. */
static void write_document(void)
{
  static char text[4401];
  for (size_t i = 0; i + 1 < sizeof text; i++)
    text[i] = "{\"status\":\"in transit\",\"place\":\"Louisville, KY\"}\n"[i % 49];
  write_text(FOLDER "/document.json", text);
}

static web start_web(void)
{
  web w = { .kept = free_port(), .closing = free_port() };
  char here[512], text[4096];
  if (!getcwd(here, sizeof here))
    kit_die("getcwd: %s", strerror(errno));
  write_document();
  snprintf(text, sizeof text,
           "%sdaemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;\n"
           "events { worker_connections 2048; }\n"
           "http { access_log off; sendfile off; tcp_nopush off; keepalive_requests 1000000;\n"
           "http2_max_concurrent_streams 300; client_body_temp_path body; proxy_temp_path proxy;\n"
           "fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
           "ssl_certificate %s/" ONE_CA "; ssl_certificate_key %s/" FOLDER
           "/key.pem; ssl_session_cache shared:s:1m;\n"
           "server { listen 127.0.0.1:%u ssl http2; root %s/" FOLDER "; }\n"
           "server { listen 127.0.0.1:%u ssl; keepalive_timeout 0; root %s/" FOLDER "; } }\n",
           geteuid() ? "" : "user root; ", here, here, w.kept, here, w.closing, here);
  write_text(FOLDER "/nginx.conf", text);
  snprintf(text, sizeof text, "%s/" FOLDER, here);
  w.pid = fork();
  if (w.pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* also when a measurement dies */
    execlp("nginx", "nginx", "-p", text, "-c", "nginx.conf", (char *)NULL);
    _exit(127);
  }
  return w;
}

static bool answers(unsigned port)
{
  struct sockaddr_in a = { .sin_family = AF_INET,
                           .sin_port = htons((uint16_t)port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bool there = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
  close(fd);
  return there;
}

static bool wait_for(const web *w)
{
  for (int i = 0; i < 100; i++) {
    if (answers(w->closing))
      return true;
    usleep(50000);
  }
  return false;
}

/* ---- measurements ---- */

typedef struct asked {
  const char *protocol, *in_flight, *ca;
  size_t count;
  unsigned port;
} asked;

/* CPU a request, in microseconds; *ret_connections how many were opened. */
static double cost_of(const char *self, const asked *q, double *ret_connections)
{
  char count[16], port[8], out[4096];
  snprintf(count, sizeof count, "%zu", q->count);
  snprintf(port, sizeof port, "%u", q->port);
  const char *argv[] = { self, "net", q->protocol, q->in_flight, count, port, q->ca, NULL };
  kit_cost c =
      kit_run(&(kit_command){ .argv = argv, .output = out, .capacity = sizeof out, .errors_too = true });
  if (c.exit_code)
    kit_die("%s %s failed: %.400s", self, q->protocol, out);
  *ret_connections = kit_value(out, "connections");
  return c.cpu_s * 1e6;
}

static void compare_protocols(const char *self, const web *w)
{
  enum { COUNT = 20000 };
  double h1[ROUNDS], h2[ROUNDS], opened_h1, opened_h2;
  for (size_t i = 0; i < ROUNDS; i++) {
    h2[i] = cost_of(self, &(asked){ "h2", "256", ONE_CA, COUNT, w->kept }, &opened_h2) / COUNT;
    h1[i] = cost_of(self, &(asked){ "h1", "256", ONE_CA, COUNT, w->kept }, &opened_h1) / COUNT;
  }
  if (opened_h2 > WB_NET_PER_ORIGIN || opened_h1 < 200)
    kit_die("HTTP/2 opened %.0f connections, HTTP/1.1 %.0f: that is not what is compared", opened_h2,
            opened_h1);
  kit_tell(
      &(kit_row){ "4", GOAL_H2, "us", kit_median(h2, ROUNDS), kit_median(h1, ROUNDS), KIT_AT_MOST, 0.75 });
}

/* The first connection of a process reads more than the following: the difference of two lengths leaves
 * those. */
static double cost_of_one(const char *self, const web *w, const char *ca)
{
  enum { FEW = 20, MORE = 420 };
  double opened, few = cost_of(self, &(asked){ "h1", "1", ca, FEW, w->closing }, &opened);
  double more = cost_of(self, &(asked){ "h1", "1", ca, MORE, w->closing }, &opened);
  if (opened != MORE)
    kit_die("%.0f connections for %d requests: they were to be new ones", opened, MORE);
  return (more - few) / (MORE - FEW);
}

static void compare_trust(const char *self, const web *w)
{
  double all[ROUNDS], one[ROUNDS];
  for (size_t i = 0; i < ROUNDS; i++) {
    all[i] = cost_of_one(self, w, ALL_CA);
    one[i] = cost_of_one(self, w, ONE_CA);
  }
  kit_tell(
      &(kit_row){ "5", GOAL_TLS, "us", kit_median(all, ROUNDS), kit_median(one, ROUNDS), KIT_AT_MOST, 1.3 });
}

static int run_client(char **words)
{
  char url[96];
  bool http2 = strcmp(words[0], "h2") == 0;
  snprintf(url, sizeof url, "https://127.0.0.1:%s/document.json", words[3]);
  const char *urls[] = { url };
  return net_client_run(&(net_client){
      .urls = urls,
      .url_count = 1,
      .in_flight = strtoul(words[1], NULL, 10),
      .per_origin = http2 ? WB_NET_PER_ORIGIN : 0,
      .count = strtoul(words[2], NULL, 10),
      .http2 = http2,
      .ca_file = words[4],
  });
}

int main(int argc, char **argv)
{
  if (argc == 7 && strcmp(argv[1], "net") == 0)
    return run_client(argv + 2);
  if (argc != 1)
    kit_die("usage: bench_tls");
  if (!kit_has("nginx") || !kit_has("openssl")) {
    kit_skip("4", GOAL_H2, "nginx or openssl is not installed");
    kit_skip("5", GOAL_TLS, "nginx or openssl is not installed");
    return 0;
  }
  make_certificate();
  web w = start_web();
  if (wait_for(&w)) {
    compare_protocols(argv[0], &w);
    compare_trust(argv[0], &w);
  }
  kill(w.pid, SIGTERM);
  int status;
  waitpid(w.pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status))
    kit_die("nginx failed");
  return run((const char *[]){ "rm", "-rf", FOLDER, NULL }) ? 0 : 1;
}
