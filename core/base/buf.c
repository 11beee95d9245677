/* SPDX-License-Identifier: MIT */
#include "buf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MAX ((size_t)1 << 30)

void buf_init(buf *b, size_t max)
{
  *b = (buf){ .max = max };
}

void buf_free(buf *b)
{
  if (!b)
    return;
  free(b->data);
  *b = (buf){ .max = b->max };
}

void buf_clear(buf *b)
{
  b->n = 0;
  b->failed = WB_OK;
  if (b->data)
    b->data[0] = '\0';
}

bool buf_reserve(buf *b, size_t more)
{
  size_t max = b->max ? b->max : DEFAULT_MAX;
  if (b->failed)
    return false;
  if (more > max - b->n) {
    b->failed = WB_E_LIMIT;
    return false;
  }
  size_t needed = b->n + more + 1;
  if (needed <= b->capacity)
    return true;
  size_t capacity = b->capacity ? b->capacity : 64;
  while (capacity < needed)
    capacity *= 2;
  if (capacity > max + 1)
    capacity = max + 1;
  char *data = realloc(b->data, capacity);
  if (!data) {
    b->failed = WB_E_NOMEM;
    return false;
  }
  b->data = data;
  b->capacity = capacity;
  return true;
}

void buf_add(buf *b, wb_str s)
{
  if (!buf_reserve(b, s.n))
    return;
  if (s.n)
    memcpy(b->data + b->n, s.p, s.n);
  b->n += s.n;
  b->data[b->n] = '\0';
}

void buf_add_lower(buf *b, wb_str s)
{
  if (!buf_reserve(b, s.n))
    return;
  for (size_t i = 0; i < s.n; i++)
    b->data[b->n + i] = ascii_lower(s.p[i]);
  b->n += s.n;
  b->data[b->n] = '\0';
}

void buf_add_byte(buf *b, char byte)
{
  if (!buf_reserve(b, 1))
    return;
  b->data[b->n++] = byte;
  b->data[b->n] = '\0';
}

void buf_add_text(buf *b, const char *text)
{
  buf_add(b, str_of(text));
}

void buf_add_u64(buf *b, uint64_t value)
{
  char digits[20];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  buf_add(b, (wb_str){ digits + at, sizeof digits - at });
}

void buf_add_i64(buf *b, int64_t value)
{
  if (value < 0)
    buf_add_byte(b, '-');
  buf_add_u64(b, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value);
}

void buf_printf(buf *b, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int wanted = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (wanted > 0 && buf_reserve(b, (size_t)wanted)) {
    vsnprintf(b->data + b->n, (size_t)wanted + 1, format, again);
    b->n += (size_t)wanted;
  }
  va_end(again);
}

const char *buf_cstr(buf *b)
{
  return b->data ? b->data : "";
}

int buf_check(const buf *b, wb_error *err)
{
  if (b->failed == WB_E_LIMIT)
    return error_set(err, WB_E_LIMIT, "larger than the limit of %zu bytes", b->max ? b->max : DEFAULT_MAX);
  return b->failed ? error_nomem(err) : WB_OK;
}

static int read_all(buf *b, int fd, const char *path, wb_error *err)
{
  for (;;) {
    size_t room = b->capacity > b->n + 1 ? b->capacity - b->n - 1 : 0;
    if (room == 0) {
      size_t max = b->max ? b->max : DEFAULT_MAX;
      size_t step = max - b->n < 65536 ? max - b->n : 65536;
      if (!buf_reserve(b, step ? step : 1))
        return error_context(err, buf_check(b, err), "%s", path);
      room = b->capacity - b->n - 1;
    }
    ssize_t got = read(fd, b->data + b->n, room);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return error_set(err, WB_E_IO, "cannot read %s: %s", path, strerror(errno));
    if (got == 0)
      return WB_OK;
    b->n += (size_t)got;
    b->data[b->n] = '\0';
  }
}

int buf_read_file(buf *b, const char *path, wb_error *err)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return error_set(err, WB_E_IO, "cannot open %s: %s", path, strerror(errno));
  struct stat st;
  int rc = WB_OK;
  if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
    rc = error_set(err, WB_E_IO, "cannot read %s: it is a folder", path);
  else
    rc = read_all(b, fd, path, err);
  close(fd);
  return rc;
}
