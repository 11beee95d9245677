/* SPDX-License-Identifier: MIT */
/* waybill carriers new, and waybill carriers record. */
#define _XOPEN_SOURCE 700 /* nftw */
#include "commands.h"
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <waybill/author.h>

/* ---- new ---- */

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

/* ---- record ---- */

/* What is recorded first, with the people in it: it must not outlive the command. */
typedef struct scratch {
  char path[32];
  char raw[48], shown[48];
} scratch;

static bool scratch_make(scratch *s)
{
  snprintf(s->path, sizeof s->path, "/tmp/waybill-record-XXXXXX");
  if (!mkdtemp(s->path)) { /* mode 0700 */
    fprintf(stderr, "waybill: cannot make a folder in /tmp\n");
    return false;
  }
  snprintf(s->raw, sizeof s->raw, "%s/raw", s->path);
  snprintf(s->shown, sizeof s->shown, "%s/shown", s->path);
  return true;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
  (void)st;
  (void)kind;
  (void)where;
  return remove(path);
}

static void scratch_free(const scratch *s)
{
  if (nftw(s->path, remove_one, 8, FTW_DEPTH | FTW_PHYS))
    fprintf(stderr, "waybill: %s could not be removed: remove it, it holds the answer as it was\n", s->path);
}

static void show_file(const char *folder, const char *name)
{
  char path[512], line[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "r");
  printf("---- %s ----\n", name);
  while (f && fgets(line, sizeof line, f)) {
    size_t n = strcspn(line, "\n");
    put_text(stdout, line, n);
    if (line[n])
      putchar('\n');
  }
  putchar('\n');
  if (f)
    fclose(f);
}

static int visible(const struct dirent *e)
{
  return e->d_name[0] != '.';
}

static void show_case(const char *folder, const char *report)
{
  struct dirent **names = NULL;
  int count = scandir(folder, &names, visible, alphasort);
  for (int i = 0; i < count; i++) {
    show_file(folder, names[i]->d_name);
    free(names[i]);
  }
  free(names);
  fputs("---- what was taken out ----\n", stdout);
  for (const char *line = report; *line; line += strcspn(line, "\n") + 1) {
    put_text(stdout, line, strcspn(line, "\n"));
    putchar('\n');
  }
}

/* Rules cannot know everything: somebody looks, or has said that nobody will. */
static bool is_wanted(const cli_options *o, const char *folder)
{
  char answer[16] = "";
  if (o->yes)
    return true;
  if (!isatty(STDIN_FILENO)) {
    fprintf(stderr,
            "waybill: nobody is there to look at it: it was not kept (--yes keeps it without asking)\n");
    return false;
  }
  printf("\nNobody's name, address or number is left in it? Keep it as %s? [y/N] ", folder);
  fflush(stdout);
  return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int keep(const cli_options *o, wb_context *c, const wb_query *q, const scratch *s, const char *folder)
{
  char *report = NULL, *again = NULL;
  wb_error err = { 0 };
  if (access(folder, F_OK) == 0) {
    fprintf(stderr, "waybill: %s exists already: name another folder\n", folder);
    return EXIT_USAGE;
  }
  if (wb_author_record(c, o->words[0], q, s->raw, s->shown, &report, &err) != WB_OK)
    return fail(&err);
  show_case(s->shown, report);
  wb_text_free(report);
  if (!is_wanted(o, folder))
    return EXIT_SOME_FAILED;
  if (wb_author_record(c, o->words[0], q, s->raw, folder, &again, &err) != WB_OK)
    return fail(&err);
  wb_text_free(again);
  printf("\nkept as %s; now: waybill carriers check FILE.so RECORDINGS --update\n", folder);
  return EXIT_WORKED;
}

/* Asks the carrier; whatever it answers is worth a recording.  The words are for people. */
static int ask(wb_context *c, const wb_query *q, char *ret_word, size_t capacity)
{
  wb_error err = { 0 };
  wb_answer *a = NULL;
  if (wb_track(c, q, &a, &err) != WB_OK)
    return fail(&err);
  const wb_timeline *t = wb_answer_timeline(a);
  snprintf(ret_word, capacity, "%s", t->source_count ? wb_outcome_word(t->sources[0].outcome) : "answer");
  if (wb_answer_text(a)[0])
    fprintf(stderr, "waybill: %s\n", wb_answer_text(a));
  wb_answer_free(a);
  return EXIT_WORKED;
}

static bool known(wb_context *c, const char *carrier)
{
  const wb_carrier_info *info = NULL;
  wb_error err = { 0 };
  if (wb_carrier_find(c, carrier, &info, &err) == WB_OK)
    return true;
  fprintf(stderr, "waybill: %s\n", err.text);
  return false;
}

static int record_with(const cli_options *o, const scratch *s)
{
  cli_options with = *o;
  char word[40] = "", folder[64];
  int rc = EXIT_WORKED;
  wb_query q = WB_INIT(wb_query);
  with.library.record_folder = s->raw;
  with.library.state_folder = "";
  q.number = (wb_str){ o->words[1], strlen(o->words[1]) };
  q.carrier = (wb_str){ o->words[0], strlen(o->words[0]) };
  q.postcode = (wb_str){ o->postcode, o->postcode ? strlen(o->postcode) : 0 };
  q.country = (wb_str){ o->country, o->country ? strlen(o->country) : 0 };
  q.shipped_ms = o->shipped_ms;
  wb_context *c = open_context(&with, &rc);
  if (!c)
    return rc;
  rc = known(c, o->words[0]) ? ask(c, &q, word, sizeof word) : EXIT_USAGE;
  snprintf(folder, sizeof folder, "recordings/%s", word);
  if (rc == EXIT_WORKED)
    rc = keep(o, c, &q, s, o->word_count > 2 ? o->words[2] : folder);
  wb_context_free(c);
  return rc;
}

int carriers_record(const cli_options *o)
{
  scratch s;
  if (!scratch_make(&s))
    return EXIT_SOME_FAILED;
  int rc = record_with(o, &s);
  scratch_free(&s);
  return rc;
}
