/* SPDX-License-Identifier: MIT */
#include "commands.h"
#include <stdio.h>
#include <string.h>

int command_why(const cli_options *o)
{
  int rc = EXIT_WORKED;
  wb_error err = { 0 };
  char *text;
  if (o->word_count < 1 || o->word_count > 2) {
    fprintf(stderr, "waybill: why takes a number and perhaps the id of one event\n");
    return EXIT_USAGE;
  }
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  wb_str number = { o->words[0], strlen(o->words[0]) };
  int told = wb_why(c, number, o->word_count == 2 ? o->words[1] : NULL, o->output == OUTPUT_JSON, &text, &err);
  if (told != WB_OK) {
    rc = fail(&err);
  } else {
    for (const char *line = text, *end; *line; line = end + (*end == '\n')) {
      end = line + strcspn(line, "\n");
      put_text(stdout, line, (size_t)(end - line));
      fputc('\n', stdout);
    }
    wb_text_free(text);
  }
  wb_context_free(c);
  return rc;
}
