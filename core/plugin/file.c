/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* dladdr */
#include "file.h"
#include "elf.h"
#include "../base/buf.h"
#include "../base/limits.h"
#include "hash.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static file_stamp stamp_from(const struct stat *st)
{
  return (file_stamp){ .device = (uint64_t)st->st_dev,
                       .inode = (uint64_t)st->st_ino,
                       .size = (uint64_t)st->st_size,
                       .modified_ns =
                           (uint64_t)st->st_mtim.tv_sec * 1000000000u + (uint64_t)st->st_mtim.tv_nsec };
}

file_stamp file_stamp_of(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 ? stamp_from(&st) : (file_stamp){ 0 };
}

file_stamp file_stamp_own(void)
{
  Dl_info info;
  if (!dladdr(__extension__(const void *) file_stamp_own, &info) || !info.dli_fname)
    return (file_stamp){ 0 };
  return file_stamp_of(info.dli_fname);
}

static int check_owner(const struct stat *st, wb_error *err)
{
  if (st->st_uid == 0 || st->st_uid == geteuid())
    return WB_OK;
  return error_set(err, WB_E_PLUGIN, "belongs to user %lu; expected root or you (user %lu)",
                   (unsigned long)st->st_uid, (unsigned long)geteuid());
}

static int check_mode(const char *path, const struct stat *st, mode_t forbidden, wb_error *err)
{
  if (!(st->st_mode & forbidden))
    return WB_OK;
  return error_set(err, WB_E_PLUGIN,
                   "is writable by %s (mode %04o), who could put any program in its place: run chmod go-w %s",
                   st->st_mode & S_IWOTH ? "everybody" : "its group", (unsigned)(st->st_mode & 07777), path);
}

static mode_t forbidden_modes(bool bundled)
{
  return bundled ? S_IWOTH : S_IWOTH | S_IWGRP;
}

static int check_open(const char *path, bool bundled, int fd, file_stamp *ret_stamp, wb_error *err)
{
  struct stat st;
  if (fstat(fd, &st))
    return error_set(err, WB_E_PLUGIN, "cannot be found: %s", strerror(errno));
  if (!S_ISREG(st.st_mode))
    return error_set(err, WB_E_PLUGIN, "is not a regular file");
  int rc = check_owner(&st, err);
  if (rc == WB_OK)
    rc = check_mode(path, &st, forbidden_modes(bundled), err);
  if (rc == WB_OK && (uint64_t)st.st_size > WB_MAX_PLUGIN_BYTES)
    rc = error_set(err, WB_E_PLUGIN, "is larger than %u bytes", WB_MAX_PLUGIN_BYTES);
  *ret_stamp = stamp_from(&st);
  return rc;
}

static int digest(int fd, uint64_t *ret_digest, wb_error *err)
{
  char block[16384];
  XXH3_state_t state;
  ssize_t n;
  XXH3_64bits_reset(&state);
  for (off_t at = 0; (n = pread(fd, block, sizeof block, at)) != 0; at += n > 0 ? n : 0) {
    if (n < 0 && errno != EINTR)
      return error_set(err, WB_E_PLUGIN, "cannot be read: %s", strerror(errno));
    if (n > 0)
      XXH3_64bits_update(&state, block, (size_t)n);
  }
  *ret_digest = XXH3_64bits_digest(&state);
  return WB_OK;
}

int file_open_plugin(const char *path, bool bundled, int *ret_fd, file_stamp *ret_stamp, wb_error *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for its other end */
  if (fd < 0)
    return error_set(err, WB_E_PLUGIN, "cannot be %s: %s", errno == ENOENT ? "found" : "read",
                     strerror(errno));
  int rc = check_open(path, bundled, fd, ret_stamp, err);
  if (rc == WB_OK)
    rc = elf_check_whole(fd, err);
  if (rc == WB_OK)
    rc = digest(fd, &ret_stamp->digest, err);
  if (rc)
    close(fd);
  else
    *ret_fd = fd;
  return rc;
}

int file_check_folder(const char *path, bool bundled, wb_error *err)
{
  struct stat st;
  if (stat(path, &st))
    return WB_OK; /* file_list_plugins() tells */
  int rc = check_owner(&st, err);
  if (rc == WB_OK && !(st.st_mode & S_ISVTX)) /* sticky: others cannot replace what is not theirs */
    rc = check_mode(path, &st, forbidden_modes(bundled), err);
  return rc;
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef struct name_list {
  const char **items;
  size_t count, capacity;
} name_list;

static int add_name(name_list *list, arena *memory, const char *name, wb_error *err)
{
  const char **slot = ARENA_PUSH(memory, list->items, list->count, list->capacity);
  const char *copy = arena_cstr(memory, str_of(name));
  if (!slot || !copy)
    return error_nomem(err);
  *slot = copy;
  return WB_OK;
}

int file_list_plugins(const char *folder, arena *memory, const char ***ret_names, size_t *ret_count,
                      wb_error *err)
{
  name_list list = { 0 };
  DIR *dir = opendir(folder);
  int rc = WB_OK;
  if (!dir && errno != ENOENT)
    return error_set(err, WB_E_IO, "cannot read the plugin folder %s: %s", folder, strerror(errno));
  for (struct dirent *entry; dir && rc == WB_OK && (entry = readdir(dir));) {
    wb_str name = str_of(entry->d_name);
    if (name.p[0] != '.' && name.n > 3 && str_ends(name, STR(".so")))
      rc = add_name(&list, memory, entry->d_name, err);
  }
  if (dir)
    closedir(dir);
  if (rc)
    return rc;
  if (list.count)
    qsort(list.items, list.count, sizeof *list.items, compare_names);
  *ret_names = list.items;
  *ret_count = list.count;
  return WB_OK;
}

static int write_all(int fd, wb_str content)
{
  while (content.n) {
    ssize_t n = write(fd, content.p, content.n);
    if (n < 0 && errno != EINTR)
      return -1;
    if (n > 0)
      content = (wb_str){ content.p + n, content.n - (size_t)n };
  }
  return 0;
}

int file_replace(const char *path, wb_str content, wb_error *err)
{
  WB_AUTO(buf) temporary = { 0 };
  buf_printf(&temporary, "%s.XXXXXX", path);
  int rc = buf_check(&temporary, err);
  if (rc)
    return rc;
  int fd = mkstemp(temporary.data); /* creates with mode 0600 */
  if (fd < 0)
    return error_set(err, WB_E_IO, "cannot write %s: %s", path, strerror(errno));
  bool failed = write_all(fd, content) != 0;
  int why = errno;
  failed = close(fd) != 0 || failed;
  if (!failed && rename(temporary.data, path) == 0)
    return WB_OK;
  if (!failed)
    why = errno;
  unlink(temporary.data);
  return error_set(err, WB_E_IO, "cannot write %s: %s", path, strerror(why));
}
