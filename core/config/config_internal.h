/* SPDX-License-Identifier: MIT */
/* Shared by the files of this room only. */
#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H
#include "../base/limits.h"
#include "config.h"

struct config {
  arena *memory;
  const char *const *environment;
  config_entry *entries;
  size_t entry_count, entry_capacity;
};

const config_key *config_find_key(const char *section, const char *key); /* NULL: not one of ours */
int config_check_value(const config_key *key, const config_value *value, wb_error *err);
/* Checks the name and a value of ours, then appends a copy (file names are borrowed). */
int config_add_entry(config *c, const config_entry *entry, wb_error *err);
#endif
