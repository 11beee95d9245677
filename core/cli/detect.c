/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <stdio.h>
#include <string.h>

static const char *const fields[] = { "input", "number", "carrier", "probability", "check", "format", "carrier_name",
                                      "bits",  "inner",  "url",     NULL };
#define TSV_FIELDS        6
#define SHOWN_SUGGESTIONS 5

typedef struct row {
  const wb_detection *d;
  const wb_candidate *best; /* NULL: none */
  char probability[16], bits[24];
} row;

static const char *check_word(uint32_t check)
{
  return check == WB_CHECKED_OK ? "ok" : check == WB_CHECKED_FAILED ? "failed" : "none";
}

static const char *row_value(void *user, const char *name)
{
  row *r = user;
  const wb_candidate *c = r->best;
  if (strcmp(name, "input") == 0)
    return r->d->input;
  if (strcmp(name, "number") == 0)
    return r->d->number;
  if (!c)
    return "";
  snprintf(r->probability, sizeof r->probability, "%u.%06u", c->probability_ppm / 1000000, c->probability_ppm % 1000000);
  snprintf(r->bits, sizeof r->bits, "%.3f", (double)c->bits_milli / 1000);
  const struct {
    const char *name, *value;
  } values[] = { { "carrier", c->carrier }, { "probability", r->probability }, { "check", check_word(c->check) },
                 { "format", c->format },   { "carrier_name", c->carrier_name }, { "bits", r->bits },
                 { "inner", c->inner },     { "url", c->url } };
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    if (strcmp(name, values[i].name) == 0)
      return values[i].value ? values[i].value : "";
  return "";
}

static void show_candidate(const terminal *t, const wb_candidate *c)
{
  fprintf(t->out, "  %3u.%u %%  ", c->probability_ppm / 10000, c->probability_ppm / 1000 % 10);
  put_colored(t, BOLD, c->carrier_name);
  fprintf(t->out, " (%s%s)", c->carrier, c->is_order ? ", an order" : "");
  if (c->inner)
    fprintf(t->out, ", number inside: %s", c->inner);
  if (c->check == WB_CHECKED_FAILED)
    put_colored(t, RED, "  check digit wrong");
  for (size_t i = 0; i < c->evidence_count; i++) {
    fputs(i ? ", " : ": ", t->out);
    put_text(t->out, c->evidence[i], strlen(c->evidence[i]));
  }
  fputc('\n', t->out);
}

static void show_people(const terminal *t, const wb_detection *d)
{
  put_colored(t, BOLD, d->number);
  fputs(d->candidate_count ? "\n" : "  no carrier known here\n", t->out);
  for (size_t i = 0; i < d->candidate_count; i++)
    show_candidate(t, &d->candidates[i]);
  for (size_t i = 0; i < d->suggestion_count && i < SHOWN_SUGGESTIONS; i++)
    fprintf(t->out, "  did you mean %s?  (%s, %s)\n", d->suggestions[i].number, d->suggestions[i].carrier,
            d->suggestions[i].edit);
}

static bool is_recognised(const wb_detection *d)
{
  return d->candidate_count > 0 && d->candidates[0].check != WB_CHECKED_FAILED;
}

static int show(const cli_options *o, const terminal *t, const wb_detection *d)
{
  row r = { .d = d, .best = d->candidate_count ? &d->candidates[0] : NULL };
  const char *values[TSV_FIELDS];
  char *json;
  wb_error err = { 0 };
  switch (o->output) {
  case OUTPUT_PEOPLE:
    show_people(t, d);
    return EXIT_WORKED;
  case OUTPUT_JSON:
    if (wb_detection_json(d, &json, &err) != WB_OK)
      return fail(&err);
    puts(json);
    wb_text_free(json);
    return EXIT_WORKED;
  case OUTPUT_TSV:
    for (size_t i = 0; i < TSV_FIELDS; i++)
      values[i] = row_value(&r, fields[i]);
    put_tsv(stdout, values, TSV_FIELDS);
    return EXIT_WORKED;
  case OUTPUT_FORMAT:
    put_format(stdout, o->format, row_value, &r);
    return EXIT_WORKED;
  }
  return EXIT_WORKED;
}

typedef struct tally {
  size_t recognised, unrecognised, bad;
} tally;

static int detect_one(const cli_options *o, wb_context *c, const terminal *t, wb_str input, tally *n)
{
  const wb_detection *d = NULL;
  int recognised = 0;
  wb_error err;
  err.code = WB_OK; /* its text is only for those who fail: there may be millions of numbers */
  err.text[0] = '\0';
  int rc = o->verbosity < 0 ? wb_recognise(c, input, &recognised, &err) : wb_detect(c, input, &d, &err);
  if (rc == WB_E_ARG || rc == WB_E_LIMIT) {
    complain("", err.text);
    n->bad++;
    return EXIT_WORKED;
  }
  if (rc)
    return fail(&err);
  if (d)
    recognised = is_recognised(d);
  *(recognised ? &n->recognised : &n->unrecognised) += 1;
  return d ? show(o, t, d) : EXIT_WORKED;
}

static int detect_lines(const cli_options *o, wb_context *c, const terminal *t, tally *n)
{
  line_reader r = { 0 };
  wb_str text;
  int rc = EXIT_WORKED;
  while (rc == EXIT_WORKED && !ferror(stdout) &&
         next_line(&r, &text)) /* nobody reads any more: an endless input ends */
    if (!is_blank(text))
      rc = detect_one(o, c, t, text, n);
  rc = rc ? rc : line_reader_check(&r);
  line_reader_free(&r);
  return rc;
}

int command_detect(const cli_options *o)
{
  int rc = EXIT_WORKED;
  tally n = { 0 };
  terminal t = terminal_of(stdout, o->color);
  if (o->format && check_format(o->format, fields))
    return EXIT_USAGE;
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  if (o->word_count == 0)
    rc = detect_lines(o, c, &t, &n);
  for (size_t i = 0; i < o->word_count && rc == EXIT_WORKED; i++)
    rc = strcmp(o->words[i], "-") == 0 ? detect_lines(o, c, &t, &n)
                                       : detect_one(o, c, &t, (wb_str){ o->words[i], strlen(o->words[i]) }, &n);
  wb_context_free(c);
  if (rc)
    return rc;
  if (n.recognised)
    return n.bad || n.unrecognised ? EXIT_SOME_FAILED : EXIT_WORKED;
  return n.unrecognised ? EXIT_NO_DATA : n.bad ? EXIT_USAGE : EXIT_NO_DATA;
}
