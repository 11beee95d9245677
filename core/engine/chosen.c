/* SPDX-License-Identifier: MIT */
#include "chosen.h"
#include "../base/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define FILE_NAME     "chosen-carriers"
#define LARGEST_BYTES ((size_t)4 << 20) /* of the file; what is older is not looked at */

struct chosen_line {
  wb_str number, carrier;
  size_t at; /* in the file: the last one counts */
};

static int compare(const void *pa, const void *pb)
{
  const chosen_line *a = pa, *b = pb;
  int order = str_compare(a->number, b->number);
  return order ? order : a->at < b->at ? -1 : a->at > b->at;
}

/* A line that was cut, by a full disk, says nothing. */
static void read_lines(engine *e, wb_str text)
{
  size_t most = 0;
  for (size_t i = 0; i < text.n; i++)
    most += text.p[i] == '\n';
  chosen_line *lines = arena_array(e->memory, most + 1, sizeof *lines);
  wb_str line;
  while (lines && str_find_byte(text, '\n') != SIZE_MAX && str_split(&text, '\n', &line)) {
    size_t blank = str_find_byte(line, ' ');
    if (blank == SIZE_MAX || blank == 0 || blank + 1 == line.n)
      continue;
    lines[e->chosen_count] =
        (chosen_line){ str_upto(line, blank), str_from(line, blank + 1), e->chosen_count };
    e->chosen_count++;
  }
  if (e->chosen_count)
    qsort(lines, e->chosen_count, sizeof *lines, compare);
  e->chosen = lines;
}

static void read_chosen(engine *e)
{
  WB_AUTO(buf) text = { .max = LARGEST_BYTES };
  wb_error why = { 0 };
  e->chosen_read = true;
  const char *path = e->state_folder ? engine_path(e, e->state_folder, FILE_NAME) : NULL;
  if (!path || (access(path, F_OK) != 0 && errno == ENOENT))
    return;
  if (buf_read_file(&text, path, &why)) {
    log_line(&e->log, LOG_WARN, "carriers that you chose before are not known: %s", why.text);
    return;
  }
  wb_str kept = arena_str(e->memory, buf_view(&text));
  if (kept.p)
    read_lines(e, kept);
}

/* The last line of the number. */
static const chosen_line *find_line(engine *e, wb_str number)
{
  size_t low = 0, high;
  if (!e->chosen_read)
    read_chosen(e);
  for (high = e->chosen_count; low < high;) {
    size_t middle = low + (high - low) / 2;
    if (str_compare(e->chosen[middle].number, number) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low > 0 && str_equal(e->chosen[low - 1].number, number) ? &e->chosen[low - 1] : NULL;
}

uint32_t chosen_recall(engine *e, wb_str number)
{
  const chosen_line *line = find_line(e, number);
  const registry_carrier *c = NULL;
  if (!line || registry_find(e->carriers, line->carrier, &c, NULL) != WB_OK)
    return 0;
  return c->index + 1;
}

static int append(engine *e, const char *path, wb_str line)
{
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0 && errno == ENOENT) {
    engine_make_folder(e->state_folder);
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  }
  if (fd < 0)
    return -1;
  ssize_t n = write(fd, line.p, line.n);
  return close(fd) == 0 && n == (ssize_t)line.n ? 0 : -1;
}

void chosen_remember(engine *e, wb_str number, const char *carrier)
{
  const chosen_line *last = find_line(e, number);
  WB_AUTO(buf) line = { 0 };
  const char *path = e->state_folder ? engine_path(e, e->state_folder, FILE_NAME) : NULL;
  if (!path || str_find_byte(number, ' ') != SIZE_MAX || (last && str_equal(last->carrier, str_of(carrier))))
    return;
  buf_printf(&line, "%.*s %s\n", STR_ARG(number), carrier);
  if (line.failed || append(e, path, buf_view(&line)) != 0)
    log_line(&e->log, LOG_WARN, "your choice of %s for %.*s is not kept: %s: %s", carrier, STR_ARG(number),
             path, strerror(errno));
  e->chosen_read = false;
  e->chosen_count = 0;
}
