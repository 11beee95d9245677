/* SPDX-License-Identifier: MIT */
#include "../base/arena.h"
#include "trial.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define MOST_CASES 2000u

static bool holds_ask(const char *recordings, const char *name)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s/ask", recordings, name);
  return access(buf_cstr(&path), F_OK) == 0;
}

typedef struct case_list {
  const char *recordings;
  arena *memory;
  const char **names;
  size_t count, capacity;
  wb_error *err;
} case_list;

static int add_case(case_list *list, const char *name)
{
  const char **slot = ARENA_PUSH(list->memory, list->names, list->count, list->capacity);
  if (!slot)
    return error_nomem(list->err);
  *slot = name;
  return list->count > MOST_CASES
             ? error_set(list->err, WB_E_LIMIT, "more than %u cases in %s", MOST_CASES, list->recordings)
             : WB_OK;
}

/* inside: "" or the folder in it that is looked at; its cases are those of the carrier of that name. */
static int find_cases(case_list *list, const char *inside)
{
  WB_AUTO(buf) path = { 0 };
  buf_printf(&path, "%s/%s", list->recordings, inside);
  DIR *dir = opendir(buf_cstr(&path));
  int rc = WB_OK;
  if (!dir)
    return errno == ENOTDIR && inside[0] ? WB_OK
                                         : error_set(list->err, WB_E_IO, "cannot read the folder %s: %s",
                                                     buf_cstr(&path), strerror(errno));
  for (const struct dirent *e; !rc && (e = readdir(dir)) != NULL;) {
    wb_str name = inside[0] ? arena_printf(list->memory, "%s/%s", inside, e->d_name)
                            : arena_str(list->memory, str_of(e->d_name));
    if (e->d_name[0] == '.' || !name.p)
      rc = name.p ? WB_OK : error_nomem(list->err);
    else if (holds_ask(list->recordings, name.p))
      rc = add_case(list, name.p);
    else if (!inside[0])
      rc = find_cases(list, name.p);
  }
  closedir(dir);
  return rc;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int kit_cases(const char *recordings, arena *memory, const char ***ret_names, size_t *ret_count,
              wb_error *err)
{
  case_list list = { .recordings = recordings, .memory = memory, .err = err };
  int rc = find_cases(&list, "");
  if (rc)
    return rc;
  if (list.count)
    qsort(list.names, list.count, sizeof *list.names, by_name);
  *ret_names = list.names;
  *ret_count = list.count;
  return WB_OK;
}
