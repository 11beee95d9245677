/* SPDX-License-Identifier: MIT */
/* fuzz_seeds PLUGINS OUT ID...: writes the corpora that come from recordings: OUT/carrier_ID holds each answer in the form
 * that carrier.c reads, OUT/feed each feed.json. */
#include "core/base/buf.h"
#include "core/tape/tape.h"
#include "fuzz.h"
#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

static int write_seed(const char *folder, size_t index, wb_str content)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%04zu", folder, index);
  FILE *out = fopen(buf_cstr(&path), "wb");
  bool written = out && fwrite(content.p, 1, content.n, out) == content.n;
  if ((out && fclose(out)) || !written) {
    perror(buf_cstr(&path));
    return -1;
  }
  return 0;
}

/* The numbers of the case's `ask`, a line each, at most 8 as carrier.c reads them. */
static unsigned add_numbers(buf *out, const char *ask)
{
  WB_AUTO(buf) text = { 0 };
  wb_str line, number;
  unsigned count = 0;
  fuzz_promise(buf_read_file(&text, ask, NULL) == WB_OK, "a case says what it asks");
  wb_str rest = buf_view(&text);
  while (count < 8 && str_split(&rest, '\n', &line))
    if (line.n && line.p[0] != '#' && !str_starts(line, STR("set ")) && str_split(&line, ' ', &number)) {
      buf_add(out, number);
      buf_add_byte(out, '\n');
      count++;
    }
  return count;
}

/* Status, step, count of numbers; a line for each number and one for the cookie; the body. */
static int write_answer(const char *folder, size_t index, const char *ask, const tape_exchange *x)
{
  static const uint32_t statuses[] = { 200, 404, 400, 429, 500, 207, 422, 204 }; /* as in carrier.c */
  WB_AUTO(buf) numbers = { 0 };
  WB_AUTO(buf) seed = { 0 };
  unsigned count = add_numbers(&numbers, ask), status = 0;
  for (unsigned i = 0; i < WB_COUNT(statuses); i++)
    if (statuses[i] == x->status)
      status = i;
  buf_add_byte(&seed, (char)status);
  buf_add_byte(&seed, 0);
  buf_add_byte(&seed, (char)(count ? count - 1 : 0));
  buf_add(&seed, buf_view(&numbers));
  buf_add_byte(&seed, '\n');
  buf_add(&seed, x->body);
  return write_seed(folder, index, buf_view(&seed));
}

static int write_case(const char *folder, size_t *index, const char *ask)
{
  WB_AUTO(buf) at = { 0 };
  wb_error err = { 0 };
  tape *t = NULL;
  buf_add(&at, str_upto(str_of(ask), strlen(ask) - strlen("/ask")));
  int rc = tape_open(buf_cstr(&at), &t, &err);
  if (rc && rc != WB_E_NOT_FOUND) { /* plan() answers some alone */
    fprintf(stderr, "%s\n", err.text);
    return -1;
  }
  for (size_t i = 0; t && i < tape_count(t) && !rc; i++)
    rc = tape_at(t, i)->status ? write_answer(folder, (*index)++, ask, tape_at(t, i)) : 0;
  tape_close(t);
  return rc && rc != WB_E_NOT_FOUND ? -1 : 0;
}

static int make_folder(const char *path)
{
  if (mkdir(path, 0755) == 0 || errno == EEXIST)
    return 0;
  perror(path);
  return -1;
}

static int write_carrier(const char *plugins, const char *out, const char *id)
{
  WB_AUTO(buf) folder = { 0 };
  WB_AUTO(buf) pattern = { 0 };
  glob_t found = { 0 };
  size_t index = 0;
  buf_printf(&folder, "%s/carrier_%s", out, id);
  for (size_t i = strlen(out); i < folder.n; i++)
    folder.data[i] = folder.data[i] == '-' ? '_' : folder.data[i];
  buf_printf(&pattern, "%s/%s/recordings/*/ask", plugins, id);
  int rc = make_folder(buf_cstr(&folder)) || glob(buf_cstr(&pattern), 0, NULL, &found) ? -1 : 0;
  for (size_t i = 0; i < found.gl_pathc && !rc; i++)
    rc = write_case(buf_cstr(&folder), &index, found.gl_pathv[i]);
  globfree(&found);
  return rc || !index ? -1 : 0;
}

static int write_feeds(const char *plugins, const char *out)
{
  WB_AUTO(buf) folder = { 0 };
  WB_AUTO(buf) pattern = { 0 };
  glob_t found = { 0 };
  buf_printf(&folder, "%s/feed", out);
  buf_printf(&pattern, "%s/*/recordings/*/feed.json", plugins);
  int rc = make_folder(buf_cstr(&folder)) || glob(buf_cstr(&pattern), 0, NULL, &found) ? -1 : 0;
  for (size_t i = 0; i < found.gl_pathc && !rc; i++) {
    WB_AUTO(buf) text = { 0 };
    rc = buf_read_file(&text, found.gl_pathv[i], NULL) ? -1 : write_seed(buf_cstr(&folder), i, buf_view(&text));
  }
  globfree(&found);
  return rc;
}

int main(int count, char **arguments)
{
  if (count < 4) {
    fprintf(stderr, "usage: fuzz_seeds PLUGINS OUT ID...\n");
    return EXIT_FAILURE;
  }
  int rc = make_folder(arguments[2]) ? -1 : write_feeds(arguments[1], arguments[2]);
  for (int i = 3; i < count && !rc; i++) {
    rc = write_carrier(arguments[1], arguments[2], arguments[i]);
    if (rc)
      fprintf(stderr, "no seeds for %s\n", arguments[i]);
  }
  return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
