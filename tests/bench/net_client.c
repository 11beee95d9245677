/* SPDX-License-Identifier: MIT */
#include "net_client.h"
#include "core/base/module.h"
#include "kit.h"
#include <malloc.h>
#include <stdio.h>

void net_client_keep_memory(void)
{
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

typedef struct fetching {
  const net_client *client;
  const net_part *part;
  net *n;
  size_t sent, answered, failed;
  size_t settled; /* answers after which the run is steady */
  double steady_from_s, steady_to_s;
  wb_error err;
} fetching;

static void submit_one(fetching *f)
{
  wb_str url = str_of(f->client->urls[f->sent++ % f->client->url_count]);
  const net_request r = { .method = STR("GET"), .url = url, .shown_url = url, .safe = true };
  if (f->part->submit(f->n, &r, NULL, &f->err))
    kit_die("submit: %s", f->err.text);
}

static void fetch_all(fetching *f)
{
  net_answer *a;
  while (f->sent < f->client->count && f->sent < f->client->in_flight)
    submit_one(f);
  while (f->part->pending(f->n)) {
    if (f->part->step(f->n, -1, &f->err) < 0)
      kit_die("step: %s", f->err.text);
    while (f->part->next(f->n, &a)) {
      if (a->code != WB_OK || a->status != 200 || a->body.n < 4000) {
        f->failed++;
        fprintf(stderr, "%u %s\n", a->status, a->error.text);
      }
      f->part->answer_free(a);
      if (++f->answered == f->settled)
        f->steady_from_s = kit_now_s();
      if (f->sent == f->client->count)
        continue;
      submit_one(f);
      f->steady_to_s = kit_now_s();
    }
  }
}

int net_client_run(const net_client *client)
{
  const void *table;
  net_stats stats;
  fetching f = { .client = client, .settled = 4 * client->in_flight };
  net_client_keep_memory();
  if (module_open("net", &table, &f.err))
    kit_die("%s", f.err.text);
  f.part = table;
  net_options o = f.part->options_default();
  o.allow_http = true;
  o.http2 = client->http2;
  o.ca_file = client->ca_file;
  o.in_flight = (uint32_t)client->in_flight;
  o.per_origin = (uint32_t)(client->per_origin ? client->per_origin : client->in_flight);
  o.retries = 0;
  if (f.part->create(&o, &f.n, &f.err))
    kit_die("%s", f.err.text);
  double since_s = kit_now_s();
  fetch_all(&f);
  double took_s = kit_now_s() - since_s;
  f.part->stats(f.n, &stats);
  printf("rate %.1f\nconnections %llu\nfailed %zu\n", (double)client->count / took_s,
         (unsigned long long)stats.connections, f.failed);
  double steady = (double)client->count - (double)(client->in_flight + f.settled);
  if (steady > 0)
    printf("steady %.1f\n", steady / (f.steady_to_s - f.steady_from_s));
  f.part->destroy(f.n);
  return f.failed != 0;
}
