/* SPDX-License-Identifier: MIT */
/* A settings file of any content, alone in a folder of its own. */
#include "core/config/config.h"
#include "fuzz.h"
#include <unistd.h>

static char folder[] = "/tmp/waybill-fuzz-XXXXXX";
static char path[sizeof folder + sizeof "/settings"];

static void remove_all(void)
{
  unlink(path);
  rmdir(folder);
}

static void write_file(const uint8_t *data, size_t n)
{
  if (!path[0]) {
    fuzz_promise(mkdtemp(folder) != NULL, "a folder");
    snprintf(path, sizeof path, "%s/settings", folder);
    atexit(remove_all);
  }
  FILE *out = fopen(path, "wb");
  fuzz_promise(out && fwrite(data, 1, n, out) == n, "a file");
  fuzz_promise(fclose(out) == 0, "a file");
}

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
  config *c = NULL;
  wb_error err = { 0 };
  write_file(data, n);
  fuzz_promise(config_new(NULL, &c, &err) == WB_OK, "memory");
  int rc = config_load(c, path, true, &err);
  bool includes = str_find((wb_str){ (const char *)data, n }, STR("include")) != SIZE_MAX;
  fuzz_promise(rc == err.code, "a failure has words");
  fuzz_promise(rc != WB_E_IO || includes, "the file itself can be read");
  if (!rc)
    check_entries(c);
  config_free(c);
  return 0;
}
