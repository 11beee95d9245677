/* SPDX-License-Identifier: MIT */
/* Temporary plugin folders filled from the fixtures of tests/abi. */
#ifndef TEST_PLUGIN_FOLDER_H
#define TEST_PLUGIN_FOLDER_H
#include "core/plugin/registry.h"

typedef struct folder {
  char path[64];
  char plugins[96]; /* the folder of plugins in it */
  char cache[96];   /* where a cache may go */
} folder;

void folder_make(folder *f);
void folder_remove(const folder *f);

/* Copies fixtures/NAME.so to the plugins as AS.so, mode 0644, and ages the folder so that a scan of it is
 * kept. */
void folder_add(const folder *f, const char *name, const char *as);
void folder_write(const folder *f, const char *file, const void *content, size_t n);
void folder_age(const folder *f);

/* Opens a registry over the folder, with its cache. */
registry *folder_open(const folder *f, bool rescan);

/* The words for a file, or NULL. */
const char *folder_refusal(const registry *r, const char *file);
#endif
