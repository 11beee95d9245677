/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_FILE (64u << 20)

static const char *const fields[] = { "number", "outcome", "status", "time", "place", "code", "text", "detail", NULL };

static bool read_stream(FILE *in, char **ret_data, size_t *ret_size)
{
  size_t capacity = 0, n = 0;
  char *data = NULL;
  for (;;) {
    if (n == capacity) {
      capacity = capacity ? capacity * 2 : 65536;
      char *grown = capacity <= LARGEST_FILE ? realloc(data, capacity) : NULL;
      if (!grown) {
        errno = capacity > LARGEST_FILE ? EFBIG : ENOMEM;
        break;
      }
      data = grown;
    }
    size_t got = fread(data + n, 1, capacity - n, in);
    n += got;
    if (got == 0) {
      if (ferror(in))
        break;
      *ret_data = data;
      *ret_size = n;
      return true;
    }
  }
  free(data);
  return false;
}

static int read_input(const char *path, char **ret_data, size_t *ret_size)
{
  bool standard = strcmp(path, "-") == 0;
  FILE *in = standard ? stdin : fopen(path, "rb");
  bool ok = in && read_stream(in, ret_data, ret_size);
  if (!ok)
    fprintf(stderr, "waybill: cannot read %s: %s\n", standard ? "standard input" : path, strerror(errno));
  if (in && !standard)
    fclose(in);
  return ok ? EXIT_WORKED : EXIT_USAGE;
}

static int exit_of_outcome(uint32_t outcome)
{
  switch (outcome) {
  case WB_FOUND:
    return EXIT_WORKED;
  case WB_FORBIDDEN:
  case WB_NEEDS_INPUT:
    return EXIT_CREDENTIALS;
  case WB_FAILED:
    return EXIT_PARSE;
  default:
    return EXIT_NO_DATA;
  }
}

static void show_lines(const cli_options *o, wb_context *c, const char *feed)
{
  wb_error err = { 0 };
  char *lines;
  if (wb_feed_lines(c, feed, &lines, &err) != WB_OK) {
    fail(&err);
    return;
  }
  put_lines(stdout, lines, fields, o->format);
  wb_text_free(lines);
}

static int parse_file(const cli_options *o, wb_context *c, const wb_parse_input *template, const char *path)
{
  wb_parse_input in = *template;
  wb_error err = { 0 };
  char *data = NULL, *feed = NULL;
  uint32_t outcome = WB_FAILED;
  int rc = read_input(path, &data, &in.body.n);
  if (rc)
    return rc;
  in.body.p = data;
  int parsed = wb_parse(c, &in, &feed, &outcome, &err);
  if (feed && (o->output == OUTPUT_TSV || o->output == OUTPUT_FORMAT))
    show_lines(o, c, feed);
  else if (feed)
    puts(feed);
  if (parsed && o->verbosity >= 0)
    complain(strcmp(path, "-") == 0 ? "standard input" : path, err.text);
  rc = parsed == WB_E_NOT_FOUND && !feed ? EXIT_USAGE
       : parsed                          ? exit_code_of(parsed)
                                         : exit_of_outcome(outcome);
  wb_text_free(feed);
  free(data);
  return rc;
}

static wb_query *make_numbers(const cli_options *o)
{
  wb_query *list = calloc(o->number_count, sizeof *list);
  for (size_t i = 0; list && i < o->number_count; i++) {
    list[i] = (wb_query){ .struct_size = sizeof *list, .shipped_ms = o->shipped_ms };
    list[i].number = (wb_str){ o->numbers[i], strlen(o->numbers[i]) };
    list[i].postcode = (wb_str){ o->postcode, o->postcode ? strlen(o->postcode) : 0 };
    list[i].country = (wb_str){ o->country, o->country ? strlen(o->country) : 0 };
  }
  return list;
}

static int check_words(const cli_options *o, int64_t *ret_fetched_at_ms)
{
  const char *time = o->fetched_at;
  if (o->word_count < 2)
    fprintf(stderr, "waybill: parse needs a carrier and a file: waybill parse ups answer.json --number 1Z...\n");
  else if (o->number_count == 0)
    fprintf(stderr, "waybill: parse needs --number: whose answer is it?\n");
  else if (time && wb_time_parse((wb_str){ time, strlen(time) }, ret_fetched_at_ms) != WB_OK)
    fprintf(stderr, "waybill: --fetched-at \"%.60s\" is not a time such as 2026-03-04T09:00:00Z\n", time);
  else
    return EXIT_WORKED;
  return EXIT_USAGE;
}

int command_parse(const cli_options *o)
{
  int64_t fetched_at_ms = o->library.now_ms;
  int rc = check_words(o, &fetched_at_ms);
  if (rc)
    return rc;
  if (o->format && check_format(o->format, fields))
    return EXIT_USAGE;
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  wb_query *numbers = make_numbers(o);
  wb_parse_input in = {
    .struct_size = sizeof in,
    .http_status = o->http_status,
    .carrier = o->words[0],
    .numbers = numbers,
    .number_count = numbers ? o->number_count : 0,
    .headers = o->headers,
    .header_count = o->header_count,
    .step = o->step,
    .cookie = o->cookie,
    .fetched_at_ms = fetched_at_ms,
  };
  int first = EXIT_WORKED;
  size_t worked = 0;
  for (size_t i = 1; i < o->word_count; i++) {
    rc = parse_file(o, c, &in, o->words[i]);
    worked += rc == EXIT_WORKED;
    first = first ? first : rc;
  }
  free(numbers);
  wb_context_free(c);
  return worked && first ? EXIT_SOME_FAILED : first;
}
