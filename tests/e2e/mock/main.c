/* SPDX-License-Identifier: MIT */
/* The mock as a program: prints where it is, then runs until its standard input ends or it is told to stop.
 */
#include "mock.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int usage(void)
{
  fputs("usage: mock_server [--port N] [--folder DIR]\n"
        "Serves the scripts of tests/e2e/mock/README.md, and the recordings below DIR, over HTTPS on "
        "loopback.\n"
        "Runs until standard input ends.\n",
        stderr);
  return 2;
}

static bool read_options(int count, char **words, mock_options *options)
{
  for (int i = 1; i < count; i += 2) {
    uint64_t port;
    if (i + 1 >= count)
      return false;
    if (str_is(str_of(words[i]), "--folder"))
      options->folder = words[i + 1];
    else if (str_is(str_of(words[i]), "--port") && str_to_u64(str_of(words[i + 1]), &port) &&
             port <= UINT16_MAX)
      options->port = (uint16_t)port;
    else
      return false;
  }
  return true;
}

static void on_signal(int number)
{
  (void)number; /* read() returns, that is all */
}

int main(int count, char **words)
{
  mock_options options = { 0 };
  char byte;
  if (!read_options(count, words, &options))
    return usage();
  struct sigaction action = { .sa_handler = on_signal };
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  mock *m = mock_start(&options);
  if (!m)
    return 1;
  printf("url: %s\nother: %s\nexpired: %s\nmisnamed: %s\nplain: %s\nca: %s\n", mock_url(m), mock_other_url(m),
         mock_expired_url(m), mock_misnamed_url(m), mock_plain_url(m), mock_ca_file(m));
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0)
    ;
  fprintf(stderr, "mock: %zu requests, %zu token calls, %zu connections\n", mock_requests(m),
          mock_token_calls(m), mock_connections(m));
  mock_stop(m);
  return 0;
}
