/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct inputs { /* all files, read as if they were one */
  const cli_options *o;
  size_t at;     /* the file at hand */
  int fd;        /* -1: none is open */
  bool mid_line; /* the last byte was not the end of a line */
  int failure;   /* errno of the file at hand */
  const terminal *t;
  size_t made;
  int rc; /* of printing */
} inputs;

static size_t file_count(const inputs *in)
{
  return in->o->word_count ? in->o->word_count : 1;
}

static const char *file_name(const inputs *in)
{
  return in->o->word_count ? in->o->words[in->at] : "-";
}

static bool open_file(inputs *in)
{
  in->fd = strcmp(file_name(in), "-") == 0 ? STDIN_FILENO : open(file_name(in), O_RDONLY | O_CLOEXEC);
  in->failure = in->fd < 0 ? errno : 0;
  return in->fd >= 0;
}

static void close_file(inputs *in)
{
  if (in->fd > STDIN_FILENO)
    close(in->fd);
  in->fd = -1;
}

static int64_t read_inputs(void *user, char *buffer, size_t capacity)
{
  inputs *in = user;
  for (; in->at < file_count(in); in->at++) {
    if (in->fd < 0 && !open_file(in))
      return -1;
    ssize_t n;
    do
      n = read(in->fd, buffer, capacity);
    while (n < 0 && errno == EINTR);
    in->failure = n < 0 ? errno : 0;
    if (n > 0)
      in->mid_line = buffer[n - 1] != '\n';
    if (n)
      return n;
    close_file(in);
    if (in->mid_line && capacity) { /* the next file begins a line of its own */
      in->mid_line = false;
      in->at++;
      buffer[0] = '\n';
      return 1;
    }
  }
  return 0;
}

static int show(void *user, const wb_timeline *made)
{
  inputs *in = user;
  wb_error err = { 0 };
  char *json;
  in->made++;
  if (in->o->output == OUTPUT_TSV || in->o->output == OUTPUT_FORMAT) {
    timeline_line(in->o, NULL, made);
  } else if (in->o->output != OUTPUT_JSON) {
    if (in->made > 1)
      fputc('\n', in->t->out);
    show_merged(in->t, made);
  } else if (wb_timeline_json(made, &json, &err) != WB_OK) {
    in->rc = fail(&err);
  } else {
    puts(json);
    wb_text_free(json);
  }
  return in->rc != EXIT_WORKED;
}

int command_merge(const cli_options *o)
{
  int rc = EXIT_WORKED;
  wb_error err = { 0 };
  terminal t = terminal_of(stdout, o->color);
  inputs in = { .o = o, .fd = -1, .t = &t };
  if (o->format && check_format(o->format, timeline_fields))
    return EXIT_USAGE;
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  wb_merge_input input = { .struct_size = sizeof input, .every = o->every, .read = read_inputs, .user = &in };
  int merged = wb_merge(c, &input, show, &in, &err);
  if (in.failure) {
    fprintf(stderr, "waybill: cannot read %s: %s\n", file_name(&in), strerror(in.failure));
    rc = EXIT_SOME_FAILED;
  } else if (merged != WB_OK) {
    rc = in.rc ? in.rc : fail(&err);
  } else {
    rc = in.made ? EXIT_WORKED : EXIT_NO_DATA;
  }
  close_file(&in);
  wb_context_free(c);
  return rc;
}
