/* SPDX-License-Identifier: MIT */
/* The library's own lazily opened parts: net, json, xml, mail, store and kit are shared objects in the folder `waybill/` beside
 * libwaybill.so, opened on first use, because libcurl, libxml2 and SQLite cost more to load than most commands take.
 *
 * Each part exports one function, `const void *waybill_part(uint32_t version)`, which returns its table of functions,
 * or NULL when it is of another build.  Nothing is ever closed.  [any] */
#ifndef BASE_MODULE_H
#define BASE_MODULE_H
#include "buf.h"

#define MODULE_VERSION 3u /* changes with every change of a part's table */
typedef const void *module_entry_fn(uint32_t version);

/* The table of part "net", "json", "xml", "mail", "store" or "kit".  WB_E_IO: the words hold the path and the linker's reason. */
int module_open(const char *part, const void **ret_table, wb_error *err);

/* Folder of the parts ("/usr/lib/waybill"), and the shared data folder ("/usr/share/waybill"), both found from where
 * this code was loaded, so that a moved tree works. */
int module_folder(buf *out, wb_error *err);
int module_data_folder(buf *out, wb_error *err);
#endif
