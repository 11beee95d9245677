/* SPDX-License-Identifier: MIT */
/* Adding to a folder of recordings.  A file appears under its name only when it is whole. */
#include "tape.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAST_NUMBER 9999u /* names must sort as they were numbered */

static int io_error(wb_error *err, const char *what, const char *path)
{
  return error_set(err, WB_E_IO, "cannot %s %s: %s", what, path, strerror(errno));
}

/* The number in front of "NNNN-host.http", or 0. */
static unsigned number_of(const char *name)
{
  uint64_t value;
  wb_str s = str_of(name);
  size_t dash = str_find_byte(s, '-');
  if (dash != 4 || !str_ends(s, STR(".http")) || !str_to_u64(str_upto(s, dash), &value))
    return 0;
  return (unsigned)value;
}

static int next_number(const char *folder, unsigned *ret_number, wb_error *err)
{
  unsigned highest = 0;
  DIR *dir = opendir(folder);
  if (!dir)
    return io_error(err, "read the folder", folder);
  const struct dirent *e;
  while ((e = readdir(dir)) != NULL)
    if (number_of(e->d_name) > highest)
      highest = number_of(e->d_name);
  closedir(dir);
  if (highest >= LAST_NUMBER)
    return error_set(err, WB_E_LIMIT, "%s holds %u recordings, which is the most: record into another folder",
                     folder, highest);
  *ret_number = highest + 1;
  return WB_OK;
}

/* Host and port of the URL, fit for a file name. */
static void add_host(buf *out, wb_str url)
{
  wb_str host = str_from(url, str_find(url, STR("://")) + 3);
  host = str_upto(str_upto(host, str_find_byte(host, '/')), 64);
  for (size_t i = 0; i < host.n; i++) {
    char c = ascii_lower(host.p[i]);
    bool plain = ascii_is_alpha(c) || ascii_is_digit(c) || c == '.';
    buf_add_byte(out, plain ? c : '_');
  }
}

static int write_all(int fd, wb_str text)
{
  while (text.n) {
    ssize_t wrote = write(fd, text.p, text.n);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote < 0)
      return -1;
    text = str_from(text, (size_t)wrote);
  }
  return 0;
}

static int write_file(const char *path, wb_str text, wb_error *err)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return io_error(err, "write", path);
  int failed = write_all(fd, text);
  if (close(fd) != 0)
    failed = -1;
  return failed ? io_error(err, "write", path) : WB_OK;
}

/* Gives the finished file its name: the next number, or one later when another process took it meanwhile. */
static int name_file(const char *folder, const char *temporary, wb_str url, wb_error *err)
{
  unsigned number = 0;
  int rc = next_number(folder, &number, err);
  for (; !rc && number <= LAST_NUMBER; number++) {
    WB_AUTO(buf) path = { 0 };
    buf_printf(&path, "%s/%04u-", folder, number);
    add_host(&path, url);
    buf_add_text(&path, ".http");
    rc = buf_check(&path, err);
    if (rc || link(temporary, buf_cstr(&path)) == 0)
      return rc;
    if (errno != EEXIST)
      return io_error(err, "name", buf_cstr(&path));
  }
  return rc ? rc : error_set(err, WB_E_LIMIT, "%s is full: record into another folder", folder);
}

int tape_add(const char *folder, const tape_exchange *x, wb_error *err)
{
  WB_AUTO(buf) text = { 0 };
  WB_AUTO(buf) temporary = { 0 };
  int rc = tape_format(x, &text, err);
  if (rc)
    return rc;
  if (mkdir(folder, 0700) != 0 && errno != EEXIST)
    return io_error(err, "make the folder", folder);
  /* the address of a local tells threads of one process apart */
  buf_printf(&temporary, "%s/.%ld-%p.part", folder, (long)getpid(), (void *)&text);
  rc = buf_check(&temporary, err);
  if (rc)
    return rc;
  rc = write_file(buf_cstr(&temporary), buf_view(&text), err);
  if (!rc)
    rc = name_file(folder, buf_cstr(&temporary), x->url, err);
  unlink(buf_cstr(&temporary));
  return rc;
}
