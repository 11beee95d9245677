/* SPDX-License-Identifier: MIT */
/* Is a shared object all there?  The dynamic linker maps what the headers speak of and dies of SIGBUS where the file ends
 * before that. */
#ifndef PLUGIN_ELF_H
#define PLUGIN_ELF_H
#include "../base/error.h"

/* WB_E_PLUGIN: the file ends before its segments do.  WB_OK also for what is no shared object of this machine: the linker
 * has the words for that. */
int elf_check_whole(int fd, wb_error *err);
#endif
