/* SPDX-License-Identifier: MIT */
/* A settings file of any content.  It stands in memory, so that an include leads nowhere. */
#define _GNU_SOURCE /* memfd_create */
#include "core/config/config.h"
#include "fuzz.h"
#include <sys/mman.h>
#include <unistd.h>

static void check_entries(const config *c)
{
  for (size_t i = 0; i < config_entry_count(c); i++) {
    WB_AUTO(buf) words = { 0 };
    const config_entry *e = config_entry_at(c, i);
    fuzz_promise(e->section && e->key && e->value.text, "an entry is whole");
    fuzz_promise(e->value.source == CONFIG_FILE && e->value.line > 0, "an entry knows its line");
    fuzz_promise(config_get(c, e->section, e->key).text != NULL, "what is set can be read");
    config_describe(&e->value, &words);
    fuzz_promise(words.n > 0, "a value says where it came from");
  }
  for (size_t i = 0; i < config_key_count; i++) {
    uint64_t number;
    bool yes;
    wb_error err = { 0 };
    if (config_keys[i].kind == CONFIG_NUMBER)
      fuzz_promise(config_number(c, config_keys[i].section, config_keys[i].key, &number, &err) == WB_OK,
                   "a number was checked while loading");
    if (config_keys[i].kind == CONFIG_YES_NO)
      fuzz_promise(config_yes(c, config_keys[i].section, config_keys[i].key, &yes, &err) == WB_OK,
                   "a yes or no was checked while loading");
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
  char path[64];
  config *c = NULL;
  wb_error err = { 0 };
  int fd = memfd_create("settings", MFD_CLOEXEC);
  fuzz_promise(fd >= 0 && write(fd, data, n) == (ssize_t)n, "a file in memory");
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  fuzz_promise(config_new(NULL, &c, &err) == WB_OK, "memory");
  int rc = config_load(c, path, true, &err);
  fuzz_promise(rc == err.code, "a failure has words");
  if (!rc)
    check_entries(c);
  config_free(c);
  close(fd);
  return 0;
}
