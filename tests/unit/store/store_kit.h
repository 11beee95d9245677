/* SPDX-License-Identifier: MIT */
/* Stores in folders of their own that vanish with the test, and feeds of about the size of real ones. */
#ifndef TEST_STORE_KIT_H
#define TEST_STORE_KIT_H
#include "core/base/buf.h"
#include "core/store/store.h"
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct place {
  char folder[64], path[128];
} place;

static inline place place_new(void)
{
  place p;
  snprintf(p.folder, sizeof p.folder, "/tmp/waybill-store-XXXXXX");
  cr_assert(mkdtemp(p.folder) != NULL);
  snprintf(p.path, sizeof p.path, "%s/store.db", p.folder);
  return p;
}

static inline void folder_free(const char *folder)
{
  DIR *d = opendir(folder);
  char path[1024];
  for (const struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    unlink(path);
  }
  if (d)
    closedir(d);
  rmdir(folder);
}

static inline void place_free(const place *p)
{
  folder_free(p->folder);
}

static inline store *store_at(const char *path)
{
  store_options o = { .path = path, .sync = STORE_SYNC_NORMAL };
  wb_error err = { 0 };
  store *s = NULL;
  cr_assert_eq(store_open(&o, &s, &err), WB_OK, "%s", err.text);
  return s;
}

static inline store_feed feed_of(const char *number, int64_t fetched_at_ms, const char *json)
{
  return (store_feed){ .number = str_of(number),
                       .carrier = STR("ups"),
                       .source = STR("ups"),
                       .fetched_at_ms = fetched_at_ms,
                       .outcome = 1,
                       .feed = str_of(json),
                       .answer = STR("") };
}

static inline void add_one(store *s, store_feed f)
{
  wb_error err = { 0 };
  cr_assert_eq(store_add_feeds(s, &f, 1, &err), WB_OK, "%s", err.text);
}

/* All feeds of a number, in `memory`. */
static inline store_feeds all_feeds(store *s, const char *number, arena *memory)
{
  store_query q = { .number = str_of(number), .with_answers = true };
  store_feeds found = { 0 };
  wb_error err = { 0 };
  cr_assert_eq(store_feeds_of(s, &q, memory, &found, &err), WB_OK, "%s", err.text);
  return found;
}

/* A feed of `events` events with texts as carriers write them, told apart by `seed`. */
void kit_feed(buf *out, unsigned seed, size_t events);
#endif
