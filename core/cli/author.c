/* SPDX-License-Identifier: MIT */
/* waybill carriers new, and waybill carriers record. */
#include "commands.h"
#include <stdio.h>
#include <string.h>
#include <waybill/author.h>

int carriers_new(const cli_options *o)
{
  const char *id = o->words[0], *folder = o->word_count > 1 ? o->words[1] : id;
  wb_error err = { 0 };
  int rc = EXIT_WORKED;
  wb_context *c = open_context(o, &rc);
  if (!c)
    return rc;
  if (wb_author_new(c, id, folder, &err) != WB_OK) {
    fprintf(stderr, "waybill: %s\n", err.text);
    rc = err.code == WB_E_IO || err.code == WB_E_ARG ? EXIT_USAGE : exit_code_of(err.code);
  } else {
    printf("%s is a carrier that builds and passes its tests:\n\n"
           "  cd %s && sh ci.sh\n\n"
           "Now change it line by line; README.md there says in which order.\n",
           folder, folder);
  }
  wb_context_free(c);
  return rc;
}
