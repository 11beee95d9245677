/* SPDX-License-Identifier: MIT */
#include "headers.h"

static wb_str lower_name(arena *memory, wb_str name)
{
  char *p = arena_alloc(memory, name.n + 1);
  for (size_t i = 0; p && i < name.n; i++)
    p[i] = ascii_lower(name.p[i]);
  return (wb_str){ p, p ? name.n : 0 };
}

int headers_read(const char *const *lines, size_t count, arena *memory, wb_list *ret_fields, wb_error *err)
{
  wb_field *fields = arena_array(memory, count + 1, sizeof *fields);
  if (!fields)
    return error_nomem(err);
  for (size_t i = 0; i < count; i++) {
    wb_str line = str_of(lines[i]);
    size_t colon = str_find_byte(line, ':');
    if (colon == SIZE_MAX || colon == 0)
      return error_set(err, WB_E_ARG, "header \"%.60s\" is not of the form 'Name: value'", lines[i]);
    fields[i].name = lower_name(memory, str_trim(str_upto(line, colon)));
    fields[i].value.text = str_trim(str_from(line, colon + 1));
  }
  *ret_fields = (wb_list){ fields, (uint32_t)count, sizeof *fields };
  return arena_failed(memory) ? error_nomem(err) : WB_OK;
}
