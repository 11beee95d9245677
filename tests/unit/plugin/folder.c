/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* nftw */
#include "folder.h"
#include "core/base/buf.h"
#include <criterion/criterion.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void folder_make(folder *f)
{
  memcpy(f->path, "/tmp/waybill-test-XXXXXX", sizeof "/tmp/waybill-test-XXXXXX");
  cr_assert_not_null(mkdtemp(f->path));
  snprintf(f->plugins, sizeof f->plugins, "%s/plugins", f->path);
  snprintf(f->cache, sizeof f->cache, "%s/cache", f->path);
  cr_assert_eq(mkdir(f->plugins, 0700), 0);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
  (void)st;
  (void)kind;
  (void)where;
  return remove(path);
}

void folder_remove(const folder *f)
{
  nftw(f->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void folder_age(const folder *f)
{
  static const struct timespec times[2] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
  cr_assert_eq(utimensat(AT_FDCWD, f->plugins, times, 0), 0);
}

void folder_write(const folder *f, const char *file, const void *content, size_t n)
{
  char path[256];
  snprintf(path, sizeof path, "%s/%s", f->plugins, file);
  FILE *out = fopen(path, "w");
  cr_assert_not_null(out, "%s", path);
  cr_assert_eq(fwrite(content, 1, n, out), n);
  cr_assert_eq(fclose(out), 0);
  cr_assert_eq(chmod(path, 0644), 0);
  folder_age(f);
}

void folder_add(const folder *f, const char *name, const char *as)
{
  WB_AUTO(buf) content = { 0 };
  char path[512], file[128];
  wb_error err = { 0 };
  snprintf(path, sizeof path, WB_BINARY_DIR "/tests/abi/fixtures/%s.so", name);
  cr_assert_eq(buf_read_file(&content, path, &err), WB_OK, "%s", err.text);
  snprintf(file, sizeof file, "%s.so", as);
  folder_write(f, file, content.n ? content.data : "", content.n);
}

registry *folder_open(const folder *f, bool rescan)
{
  const registry_folder folders[] = { { f->plugins, false } };
  const registry_options options = {
    .folders = folders, .folder_count = 1, .cache_file = f->cache, .rescan = rescan
  };
  registry *r = NULL;
  wb_error err = { 0 };
  cr_assert_eq(registry_open(&options, &r, &err), WB_OK, "%s", err.text);
  return r;
}

const char *folder_refusal(const registry *r, const char *file)
{
  size_t count;
  const registry_refusal *list = registry_refusals(r, &count);
  for (size_t i = 0; i < count; i++) {
    const char *slash = strrchr(list[i].path, '/');
    if (slash && strcmp(slash + 1, file) == 0)
      return list[i].reason;
  }
  return NULL;
}
