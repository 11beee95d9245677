/* SPDX-License-Identifier: MIT */
/* "Name: value" lines as the fields that plugins see. */
#ifndef ENGINE_HEADERS_H
#define ENGINE_HEADERS_H
#include "../base/arena.h"
#include <waybill/plugin.h>

/* Names in lower case, in `memory`; values are views into the lines.  WB_E_ARG names the line that is none. */
int headers_read(const char *const *lines, size_t count, arena *memory, wb_list *ret_fields, wb_error *err);
#endif
