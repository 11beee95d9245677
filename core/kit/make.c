/* SPDX-License-Identifier: MIT */
/* A new plugin's folder: the template's files with its names changed. */
#include "kit.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_DEPTH 8u

typedef struct making {
  wb_str id, name, symbol; /* "acme-post", "Acme-post", "acme_post" */
  wb_error *err;
} making;

/* Names that the template has, and what stands there in the new plugin.  In this order: the longer first. */
static size_t next_name(const making *m, wb_str rest, wb_str *ret_found, wb_str *ret_instead)
{
  const struct {
    wb_str found, instead;
  } names[] = { { STR("Template Parcel"), m->name },
                { STR("TEMPLATE_SYMBOL"), m->symbol },
                { STR("template"), m->id } };
  size_t first = SIZE_MAX;
  for (size_t i = 0; i < WB_COUNT(names); i++) {
    size_t at = str_find(rest, names[i].found);
    if (at < first) {
      first = at;
      *ret_found = names[i].found;
      *ret_instead = names[i].instead;
    }
  }
  return first;
}

static void rename_into(const making *m, wb_str text, buf *out)
{
  wb_str found, instead;
  for (size_t at; (at = next_name(m, text, &found, &instead)) != SIZE_MAX;
       text = str_from(text, at + found.n)) {
    buf_add(out, str_upto(text, at));
    buf_add(out, instead);
  }
  buf_add(out, text);
}

static int io_error(const making *m, const char *what, const char *path)
{
  return error_set(m->err, WB_E_IO, "cannot %s %s: %s", what, path, strerror(errno));
}

static int write_file(const making *m, const char *path, wb_str text, bool program)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, program ? 0777 : 0666);
  FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
  bool ok = f && fwrite(text.p, 1, text.n, f) == text.n;
  if (f ? fclose(f) != 0 : fd < 0 || close(fd) != 0)
    ok = false;
  return ok ? WB_OK : io_error(m, "write", path);
}

static int copy_folder(const making *m, const char *from, const char *to, unsigned depth);

static int copy_entry(const making *m, const char *from, const char *to, unsigned depth)
{
  WB_AUTO(buf) text = { .max = 1 << 20 };
  WB_AUTO(buf) renamed = { 0 };
  struct stat st;
  if (stat(from, &st))
    return io_error(m, "read", from);
  if (S_ISDIR(st.st_mode))
    return copy_folder(m, from, to, depth + 1);
  int rc = buf_read_file(&text, from, m->err);
  if (rc)
    return rc;
  rename_into(m, buf_view(&text), &renamed);
  rc = buf_check(&renamed, m->err);
  return rc ? rc : write_file(m, to, buf_view(&renamed), st.st_mode & S_IXUSR);
}

static int copy_folder(const making *m, const char *from, const char *to, unsigned depth)
{
  int rc = WB_OK;
  if (depth > MOST_DEPTH)
    return error_set(m->err, WB_E_IO, "cannot read %s: folders are nested too deep", from);
  DIR *dir = opendir(from);
  if (!dir)
    return io_error(m, "read the template's folder", from);
  if (mkdir(to, 0777))
    rc = io_error(m, "make the folder", to);
  for (const struct dirent *e; !rc && (e = readdir(dir)) != NULL;) {
    WB_AUTO(buf) source = { 0 };
    WB_AUTO(buf) target = { 0 };
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
      continue;
    buf_printf(&source, "%s/%s", from, e->d_name);
    buf_printf(&target, "%s/", to);
    rename_into(m, str_of(e->d_name), &target);
    rc = buf_check(&target, m->err);
    if (!rc)
      rc = copy_entry(m, buf_cstr(&source), buf_cstr(&target), depth);
  }
  closedir(dir);
  return rc;
}

static bool is_id(wb_str id)
{
  if (id.n < 2 || id.n > 32)
    return false;
  for (size_t i = 0; i < id.n; i++)
    if (!ascii_is_digit(id.p[i]) && !(id.p[i] >= 'a' && id.p[i] <= 'z') && id.p[i] != '-')
      return false;
  return id.p[0] != '-' && id.p[id.n - 1] != '-';
}

int kit_make(const char *template_folder, const char *id, const char *folder, wb_error *err)
{
  char name[33], symbol[33];
  struct stat st;
  making m = { .id = str_of(id), .err = err };
  if (!is_id(m.id))
    return error_set(err, WB_E_ARG,
                     "\"%.60s\" cannot be a carrier's id: 2 to 32 small letters, digits and dashes, such as "
                     "acme or acme-post",
                     id);
  if (lstat(folder, &st) == 0)
    return error_set(err, WB_E_IO, "%s exists already: nothing was written", folder);
  for (size_t i = 0; i <= m.id.n; i++) {
    name[i] = i ? id[i] : ascii_upper(id[i]);
    symbol[i] = id[i] == '-' ? '_' : id[i];
  }
  m.name = str_of(name);
  m.symbol = str_of(symbol);
  return copy_folder(&m, template_folder, folder, 0);
}
