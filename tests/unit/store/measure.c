/* SPDX-License-Identifier: MIT */
#include "measure.h"
#include "core/base/clock.h"
#include "store_kit.h"
#include <fcntl.h>
#include <sys/stat.h>

enum { EVENTS = 11 };

static double rate(size_t count, int64_t since_ms)
{
  int64_t ms = clock_steady_ms() - since_ms;
  return (double)count * 1000.0 / (double)(ms ? ms : 1);
}

typedef struct sample {
  char number[24];
  buf json;
} sample;

static sample *make_samples(size_t count)
{
  sample *samples = calloc(count, sizeof *samples);
  cr_assert(samples);
  for (size_t i = 0; i < count; i++) {
    kit_feed(&samples[i].json, (unsigned)i, EVENTS);
    snprintf(samples[i].number, sizeof samples[i].number, "1Z999AA1%010zu", i * 7919 % 1000003);
  }
  return samples;
}

static void free_samples(sample *samples, size_t count)
{
  for (size_t i = 0; i < count; i++)
    buf_free(&samples[i].json);
  free(samples);
}

static void add_samples(store *s, sample *samples, size_t count)
{
  for (size_t i = 0; i < count; i++)
    add_one(s, feed_of(samples[i].number, (int64_t)i + 1, buf_cstr(&samples[i].json)));
}

double measure_commits(const char *path, size_t count)
{
  store_options o = { .path = path };
  WB_AUTO(store_ref) s = NULL;
  sample *samples = make_samples(count);
  cr_assert_eq(store_open(&o, &s, NULL), WB_OK);
  int64_t since_ms = clock_steady_ms();
  add_samples(s, samples, count);
  double found = rate(count, since_ms);
  free_samples(samples, count);
  return found;
}

double measure_appends(const char *path, size_t count)
{
  static const char block[8192];
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  cr_assert_geq(fd, 0);
  int64_t since_ms = clock_steady_ms();
  for (size_t i = 0; i < count; i++) {
    cr_assert_eq(write(fd, block, sizeof block), (ssize_t)sizeof block);
    cr_assert_eq(fdatasync(fd), 0);
  }
  close(fd);
  return rate(count, since_ms);
}

double measure_bytes_per_event(const char *path, size_t feeds)
{
  store *s = store_at(path);
  sample *samples = make_samples(feeds);
  add_samples(s, samples, feeds);
  free_samples(samples, feeds);
  store_close(s);
  struct stat st;
  cr_assert_eq(stat(path, &st), 0);
  return (double)st.st_size / (double)(feeds * EVENTS);
}
