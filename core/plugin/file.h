/* SPDX-License-Identifier: MIT */
/* Files and folders of plugins: who may have written them, and are they still the same? */
#ifndef PLUGIN_FILE_H
#define PLUGIN_FILE_H
#include "../base/arena.h"
#include "../base/error.h"

typedef struct file_stamp { /* all 0: there is no such file */
  uint64_t device, inode, size, modified_ns;
  uint64_t digest; /* XXH3 of a plugin's content: finds a change that the rest does not show; 0 for others */
} file_stamp;

static inline bool file_stamp_equal(const file_stamp *a, const file_stamp *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size &&
         a->modified_ns == b->modified_ns && a->digest == b->digest;
}

/* Stamp of whatever is at the path, links followed; zeros when there is nothing. */
file_stamp file_stamp_of(const char *path);

/* Stamp of the program or library that this code is part of: a new build never believes an old one's
 * cache. */
file_stamp file_stamp_own(void);

/* Opens a plugin, so that what was checked is what is loaded.  It must be a regular file that this user can
 * read, that belongs to root or this user, and that nobody else can write.  A bundled one stands beside the
 * library, which gave the same rights to its group: there the group is not looked at.  A shared object must be all
 * there (elf.h).  WB_E_PLUGIN: the rule,
 * what was found, what to run.  The caller closes *ret_fd. */
int file_open_plugin(const char *path, bool bundled, int *ret_fd, file_stamp *ret_stamp, wb_error *err);

/* The same for the folder itself: whoever can write it can replace what is in it. */
int file_check_folder(const char *path, bool bundled, wb_error *err);

/* Names of the *.so in a folder in byte order; none when it does not exist.  WB_E_IO, WB_E_NOMEM. */
int file_list_plugins(const char *folder, arena *memory, const char ***ret_names, size_t *ret_count,
                      wb_error *err);

/* Replaces a file by another in one step, mode 0600.  WB_E_IO. */
int file_replace(const char *path, wb_str content, wb_error *err);
#endif
