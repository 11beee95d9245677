/* SPDX-License-Identifier: MIT */
/* What a carrier declares, as bytes: copied out of the plugin once, kept in the registry's cache, read
 * back when it is needed.  Two parts: what detection needs (id, name, countries, formats), and the rest. */
#ifndef PLUGIN_DECLARE_H
#define PLUGIN_DECLARE_H
#include "codec.h"

/* Copies a structure that begins with struct_size from a side that may be older or newer: what it lacks is
 * zero. */
void declare_copy_sized(void *to, size_t to_size, const void *from, size_t from_size);

/* Reads the live structure through its struct_size and strides.  WB_E_ARG, WB_E_LIMIT: text, list or size
 * is wrong. */
int declare_write(const wb_carrier *live, buf *formats, buf *rest, wb_error *err);

/* Fills the members that the bytes hold; texts point into them, arrays are in `memory`.  WB_E_PARSE:
 * damaged. */
int declare_read_formats(wb_str bytes, arena *memory, wb_carrier *into, wb_error *err);
int declare_read_rest(wb_str bytes, arena *memory, wb_carrier *into, wb_error *err);
#endif
