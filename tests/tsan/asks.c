/* SPDX-License-Identifier: MIT */
#include "asks.h"
#include "core/base/buf.h"
#include "crew.h"
#include <glob.h>

static void add_line(asks *a, const char *carrier, wb_str line)
{
  wb_str number;
  if (!line.n || line.p[0] == '#' || str_starts(line, STR("set ")) || !str_split(&line, ' ', &number))
    return;
  ask *slot = ARENA_PUSH(a->memory, a->items, a->count, a->capacity);
  if (!slot)
    crew_fail("asks", "no memory");
  *slot = (ask){ carrier, arena_str(a->memory, number) };
}

static void read_file(asks *a, const char *path)
{
  WB_AUTO(buf) content = { 0 };
  wb_error err = { 0 };
  wb_str line;
  if (buf_read_file(&content, path, &err))
    crew_fail(path, err.text);
  wb_str id = str_from(str_of(path), strlen(WB_SOURCE_DIR "/plugins/"));
  const char *carrier = arena_cstr(a->memory, str_upto(id, str_find_byte(id, '/')));
  wb_str rest = buf_view(&content);
  while (str_split(&rest, '\n', &line))
    add_line(a, carrier, line);
}

void asks_read(asks *ret_asks)
{
  glob_t found = { 0 };
  asks a = { .memory = arena_new(0) };
  if (!a.memory || glob(WB_SOURCE_DIR "/plugins/[a-z]*/recordings/*/ask", 0, NULL, &found))
    crew_fail("asks", "no recordings");
  for (size_t i = 0; i < found.gl_pathc; i++)
    read_file(&a, found.gl_pathv[i]);
  globfree(&found);
  *ret_asks = a;
}

void asks_free(asks *a)
{
  arena_free(a->memory);
}
