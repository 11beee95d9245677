/* SPDX-License-Identifier: MIT */
/* The room net as a load generator: so many GETs of some URLs, so many in flight. */
#ifndef BENCH_NET_CLIENT_H
#define BENCH_NET_CLIENT_H
#include "core/net/net.h"

#define NET_CLIENT_PATH "/api/track/v1/details/1Z999AA10123456784"

typedef struct net_client {
  const char *const *urls; /* asked in turn */
  size_t url_count, in_flight, count;
  size_t per_origin; /* connections; 0: as many as are in flight */
  bool http2;
  const char *ca_file; /* NULL: the system's */
} net_client;

/* As the program does (core/cli): the library itself may not decide this for its process. */
void net_client_keep_memory(void);

/* Prints the lines "rate", "connections", "failed", and of a longer run "steady": the rate while all were in flight, without
 * the ramps at its ends.  0: every answer was whole. */
int net_client_run(const net_client *client);
#endif
