/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <stdio.h>
#include <string.h>

static const char *const fields[] = { "event",     "status", "source", "code", "text", "raw_time",
                                      "zone_from", "how",    "ref",    NULL };

static void put_words(const char *text)
{
  for (const char *line = text, *end; *line; line = end + (*end == '\n')) {
    end = line + strcspn(line, "\n");
    put_text(stdout, line, (size_t)(end - line));
    fputc('\n', stdout);
  }
}

static int explain(const cli_options *o, wb_context *c)
{
  wb_error err = { 0 };
  wb_query q = number_query(o, (wb_str){ o->words[0], strlen(o->words[0]) });
  bool lines = o->output == OUTPUT_TSV || o->output == OUTPUT_FORMAT;
  int form = o->output == OUTPUT_JSON ? WB_AS_JSON : lines ? WB_AS_LINES : WB_AS_WORDS;
  char *text;
  if (wb_why(c, &q, o->word_count == 2 ? o->words[1] : NULL, form, &text, &err) != WB_OK)
    return fail(&err);
  if (lines)
    put_lines(stdout, text, fields, o->format);
  else
    put_words(text);
  wb_text_free(text);
  return EXIT_WORKED;
}

int command_why(const cli_options *o)
{
  int rc = EXIT_WORKED;
  if (o->word_count < 1 || o->word_count > 2) {
    fprintf(stderr, "waybill: why takes a number and perhaps the id of one event\n");
    return EXIT_USAGE;
  }
  if (o->format && check_format(o->format, fields))
    return EXIT_USAGE;
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  rc = explain(o, c);
  wb_context_free(c);
  return rc;
}
