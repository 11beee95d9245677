/* SPDX-License-Identifier: MIT */
/* Going through the plugin folders: every file is opened, checked, and taken or refused with words. */
#ifndef PLUGIN_SCAN_H
#define PLUGIN_SCAN_H
#include "image.h"
#include "registry.h"

/* The folders as they are now, which is what a cache is held against. */
int scan_key(const registry_options *options, arena *memory, image *ret_image, wb_error *err);

/* Adds carriers and refusals to an image that has its key.  WB_E_IO: a folder cannot be read; WB_E_NOMEM. */
int scan_folders(const registry_options *options, arena *memory, image *img, wb_error *err);
#endif
