/* SPDX-License-Identifier: MIT */
/* Opening one plugin file and everything that can be wrong with it. */
#ifndef PLUGIN_OPEN_H
#define PLUGIN_OPEN_H
#include "declare.h"

typedef struct open_carrier {
  wb_carrier copy;      /* our layout: declared members in memory and bytes, entries of the plugin */
  wb_str formats, rest; /* as declare_write() made them */
} open_carrier;

/* Loads the file, calls its entry, checks module and carriers, copies what they declare into `memory`.
 * The file's owner and mode are the caller's business.  WB_E_PLUGIN: why it is refused, without the path;
 * WB_E_NOMEM. */
int open_plugin(const char *path, arena *memory, open_carrier **ret_carriers, size_t *ret_count,
                wb_error *err);
#endif
