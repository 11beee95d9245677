/* SPDX-License-Identifier: MIT */
/* Going through the plugin folders: every file is opened, checked, and taken or refused with words. */
#ifndef PLUGIN_SCAN_H
#define PLUGIN_SCAN_H
#include "child.h"
#include "image.h"
#include "registry.h"

/* The folders as they are now, which is what a cache is held against. */
int scan_key(const registry_options *options, arena *memory, image *ret_image, wb_error *err);

/* Adds carriers and refusals to an image that has its key.  A file that is in `known` (NULL: nothing is) with
 * the same stamp is not opened again, unless it was refused more than WB_REFUSAL_LASTS_MS ago.  WB_E_IO: a
 * folder cannot be read; WB_E_NOMEM.  A process that cannot be started is a refusal, and makes the image incomplete. */
int scan_folders(const registry_options *options, const image *known, arena *memory, image *img,
                 wb_error *err);

/* Does a plugin of such a folder belong into a process of its own? */
bool scan_isolates(registry_isolation isolation, bool bundled);

/* Opens one plugin and copies what it declares into memory; the entries are NULL when it was isolated. */
typedef struct scan_how {
  bool isolated;
  child_options child; /* when isolated */
} scan_how;
int scan_open(const char *path, int fd, const scan_how *how, arena *memory, open_carrier **ret_carriers,
              size_t *ret_count, wb_error *err);
#endif
