/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const fields[] = { "file",  "part",   "offset",       "length", "text", "number", "carrier", "probability",
                                      "check", "format", "carrier_name", "url",    "strict", NULL };
#define TSV_FIELDS 8

typedef struct search {
  const cli_options *o;
  const terminal *t;
  const char *file;
  const wb_find *find;
  size_t found;
  int rc; /* of printing */
  char offset[24], length[24], probability[16];
} search;

static const char *check_word(uint32_t check)
{
  return check == WB_CHECKED_OK ? "ok" : check == WB_CHECKED_FAILED ? "failed" : "none";
}

static const char *find_value(void *user, const char *name)
{
  search *s = user;
  const wb_find *f = s->find;
  const wb_candidate *c = &f->candidates[0];
  snprintf(s->offset, sizeof s->offset, "%llu", (unsigned long long)f->offset);
  snprintf(s->length, sizeof s->length, "%llu", (unsigned long long)f->length);
  snprintf(s->probability, sizeof s->probability, "%u.%06u", f->probability_ppm / 1000000, f->probability_ppm % 1000000);
  const struct {
    const char *name, *value;
  } values[] = { { "file", s->file },           { "part", f->part },
                 { "offset", s->offset },       { "length", s->length },
                 { "text", f->text },           { "number", f->number },
                 { "carrier", c->carrier },     { "probability", s->probability },
                 { "check", check_word(c->check) }, { "format", c->format },
                 { "carrier_name", c->carrier_name }, { "url", c->url },
                 { "strict", f->is_strict ? "yes" : "no" } };
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    if (strcmp(name, values[i].name) == 0)
      return values[i].value ? values[i].value : "";
  return "";
}

/* "mail.eml: 1.2 text/html: byte 1204", then the number and who may have issued it. */
static void show_people(const terminal *t, const search *s)
{
  const wb_find *f = s->find;
  put_text(t->out, s->file, strlen(s->file));
  fprintf(t->out, ":%s%s%llu: ", f->part, f->part[0] ? ":" : "", (unsigned long long)f->offset);
  put_colored(t, BOLD, f->number);
  fprintf(t->out, "  %3u.%u %%", f->probability_ppm / 10000, f->probability_ppm / 1000 % 10);
  for (size_t i = 0; i < f->candidate_count && i < 3; i++) {
    const wb_candidate *c = &f->candidates[i];
    fputs(i ? ", " : "  ", t->out);
    put_text(t->out, c->carrier_name, strlen(c->carrier_name));
    if (c->is_order)
      fputs(" (an order)", t->out);
    if (c->check == WB_CHECKED_FAILED)
      put_colored(t, RED, " (check digit wrong)");
  }
  if (f->candidate_count > 3)
    fprintf(t->out, " or %zu more", f->candidate_count - 3);
  fputc('\n', t->out);
}

static int show(search *s)
{
  const char *values[TSV_FIELDS];
  char *json;
  wb_error err = { 0 };
  switch (s->o->output) {
  case OUTPUT_PEOPLE:
    show_people(s->t, s);
    break;
  case OUTPUT_JSON:
    if (wb_find_json(s->find, s->file, &json, &err) != WB_OK)
      return fail(&err);
    puts(json);
    wb_text_free(json);
    break;
  case OUTPUT_TSV:
    for (size_t i = 0; i < TSV_FIELDS; i++)
      values[i] = find_value(s, fields[i]);
    put_tsv(stdout, values, TSV_FIELDS);
    break;
  case OUTPUT_FORMAT:
    put_format(stdout, s->o->format, find_value, s);
    break;
  }
  return EXIT_WORKED;
}

static int take_find(void *user, const wb_find *find)
{
  search *s = user;
  s->find = find;
  s->found++;
  if (s->o->verbosity >= 0)
    s->rc = show(s);
  return s->rc != EXIT_WORKED;
}

static int64_t read_file(void *user, char *buffer, size_t capacity)
{
  const int *fd = user;
  ssize_t n;
  do {
    n = read(*fd, buffer, capacity);
  } while (n < 0 && errno == EINTR);
  return n;
}

static int search_file(wb_context *c, search *s, const char *name)
{
  bool standard = strcmp(name, "-") == 0;
  int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
  wb_error err = { 0 };
  if (fd < 0) {
    fprintf(stderr, "waybill: cannot open %s: %s\n", name, strerror(errno));
    return EXIT_SOME_FAILED;
  }
  wb_extract_input in = { .struct_size = sizeof in, .strict = s->o->strict, .read = read_file, .read_user = &fd };
  s->file = name;
  int rc = wb_extract(c, &in, take_find, s, &err);
  int failure = errno;
  if (!standard)
    close(fd);
  if (rc == WB_OK || s->rc)
    return s->rc;
  fprintf(stderr, "waybill: %s: %s%s%s\n", name, err.text, rc == WB_E_IO ? ": " : "", rc == WB_E_IO ? strerror(failure) : "");
  return EXIT_SOME_FAILED;
}

int command_extract(const cli_options *o)
{
  static const char *const standard_input = "-";
  int rc = EXIT_WORKED, worst = EXIT_WORKED;
  terminal t = terminal_of(stdout, o->color);
  if (o->format && check_format(o->format, fields))
    return EXIT_USAGE;
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  search s = { .o = o, .t = &t };
  size_t count = o->word_count ? o->word_count : 1;
  for (size_t i = 0; i < count && s.rc == EXIT_WORKED; i++) {
    rc = search_file(c, &s, o->word_count ? o->words[i] : standard_input);
    worst = rc > worst ? rc : worst;
  }
  wb_context_free(c);
  return worst ? worst : s.found ? EXIT_WORKED : EXIT_NO_DATA;
}
