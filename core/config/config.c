/* SPDX-License-Identifier: MIT */
#include "config_internal.h"
#include <stdlib.h>

int config_new(const char *const *environment, config **ret_config, wb_error *err)
{
  config *c = calloc(1, sizeof *c);
  if (c)
    c->memory = arena_new(8u * WB_MAX_CONFIG_BYTES);
  if (!c || !c->memory) {
    config_free(c);
    return error_nomem(err);
  }
  c->environment = environment;
  *ret_config = c;
  return WB_OK;
}

void config_free(config *c)
{
  if (!c)
    return;
  arena_free(c->memory);
  free(c);
}

const config_key *config_find_key(const char *section, const char *key)
{
  for (size_t i = 0; i < config_key_count; i++)
    if (strcmp(config_keys[i].section, section) == 0 && strcmp(config_keys[i].key, key) == 0)
      return &config_keys[i];
  return NULL;
}

bool config_text_is_yes(const char *text, bool *ret_value)
{
  static const char *const yes[] = { "yes", "on", "true", "1" };
  static const char *const no[] = { "no", "off", "false", "0" };
  for (size_t i = 0; i < WB_COUNT(yes); i++) {
    bool is_yes = str_equal_nocase(str_of(text), str_of(yes[i]));
    if (is_yes || str_equal_nocase(str_of(text), str_of(no[i]))) {
      *ret_value = is_yes;
      return true;
    }
  }
  return false;
}

int config_check_value(const config_key *key, const config_value *value, wb_error *err)
{
  WB_AUTO(buf) where = { 0 };
  uint64_t number;
  bool yes;
  config_describe(value, &where);
  if (key->kind == CONFIG_NUMBER &&
      (!str_to_u64(str_of(value->text), &number) || number < key->lowest || number > key->highest))
    return error_set(err, WB_E_CONFIG, "%s: %s = \"%.60s\" is not a number from %llu to %llu", buf_cstr(&where), key->key,
                     value->text, (unsigned long long)key->lowest, (unsigned long long)key->highest);
  if (key->kind == CONFIG_YES_NO && !config_text_is_yes(value->text, &yes))
    return error_set(err, WB_E_CONFIG, "%s: %s = \"%.60s\" is neither yes nor no", buf_cstr(&where), key->key, value->text);
  return WB_OK;
}

/* The nearest known word, for "did you mean". */
static const char *nearest_key(const char *section, const char *word)
{
  const char *best = NULL;
  size_t best_distance = 4;
  for (size_t i = 0; i < config_key_count; i++) {
    if (strcmp(config_keys[i].section, section) != 0)
      continue;
    size_t distance = str_distance(str_of(word), str_of(config_keys[i].key));
    if (distance < best_distance) {
      best_distance = distance;
      best = config_keys[i].key;
    }
  }
  return best;
}

static bool is_own_section(const char *section)
{
  for (size_t i = 0; i < config_key_count; i++)
    if (strcmp(config_keys[i].section, section) == 0)
      return true;
  return false;
}

/* Sections of carriers are held against their declarations later, by the engine. */
static int check_name(const config_entry *e, wb_error *err)
{
  WB_AUTO(buf) where = { 0 };
  config_describe(&e->value, &where);
  if (str_starts(str_of(e->section), STR("carrier ")))
    return WB_OK;
  if (!e->section[0])
    return error_set(err, WB_E_CONFIG, "%s: \"%.60s\" stands below no [section], or that is not closed",
                     buf_cstr(&where), e->key);
  if (!is_own_section(e->section))
    return error_set(err, WB_E_CONFIG, "%s: unknown section [%s]; there are [waybill], [net], [store] and [carrier ID]",
                     buf_cstr(&where), e->section);
  const config_key *key = config_find_key(e->section, e->key);
  const char *nearest = key ? NULL : nearest_key(e->section, e->key);
  if (!key)
    return error_set(err, WB_E_CONFIG, "%s: unknown setting \"%s\" in [%s]%s%s%s", buf_cstr(&where), e->key, e->section,
                     nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
  return config_check_value(key, &e->value, err);
}

int config_add_entry(config *c, const config_entry *entry, wb_error *err)
{
  int rc = check_name(entry, err);
  if (rc)
    return rc;
  config_entry *e = ARENA_PUSH(c->memory, c->entries, c->entry_count, c->entry_capacity);
  if (!e)
    return error_nomem(err);
  *e = *entry;
  e->section = arena_cstr(c->memory, str_of(entry->section));
  e->key = arena_cstr(c->memory, str_of(entry->key));
  e->value.text = arena_cstr(c->memory, str_of(entry->value.text));
  return arena_failed(c->memory) ? error_nomem(err) : WB_OK;
}

int config_override(config *c, const char *assignment, wb_error *err)
{
  wb_str text = str_of(assignment);
  size_t equals = str_find_byte(text, '=');
  size_t dot = str_find_byte(str_upto(text, equals), '.');
  if (equals == SIZE_MAX || dot == SIZE_MAX || dot == 0)
    return error_set(err, WB_E_CONFIG, "\"%.80s\" is not of the form section.key=value", assignment);
  wb_str section = str_trim(str_upto(text, dot));
  const char *name = arena_cstr(c->memory, section);
  if (name && !is_own_section(name) && !str_starts(section, STR("carrier ")))
    name = arena_printf(c->memory, "carrier %s", name).p;
  wb_str value = equals + 1 < text.n ? str_trim(str_from(text, equals + 1)) : STR("");
  config_entry e = {
    .section = name,
    .key = arena_cstr(c->memory, str_trim((wb_str){ text.p + dot + 1, equals - dot - 1 })),
    .value = { .text = arena_cstr(c->memory, value), .source = CONFIG_COMMAND_LINE, .private_file = true },
  };
  return arena_failed(c->memory) ? error_nomem(err) : config_add_entry(c, &e, err);
}

const char *config_environment(const config *c, const char *name)
{
  size_t n = strlen(name);
  for (size_t i = 0; c->environment && c->environment[i]; i++)
    if (strncmp(c->environment[i], name, n) == 0 && c->environment[i][n] == '=')
      return c->environment[i] + n + 1;
  return NULL;
}

/* "carrier ups", "client_id" -> WAYBILL_UPS_CLIENT_ID */
static void environment_name(const char *section, const char *key, buf *out)
{
  wb_str part = str_of(section);
  if (str_starts(part, STR("carrier ")))
    part = str_from(part, 8);
  buf_add_text(out, "waybill_");
  if (!str_is(part, "waybill")) {
    buf_add(out, part);
    buf_add_byte(out, '_');
  }
  buf_add_text(out, key);
  for (size_t i = 0; i < out->n; i++)
    out->data[i] = ascii_is_alpha(out->data[i]) || ascii_is_digit(out->data[i]) ? ascii_upper(out->data[i]) : '_';
}

config_value config_get(const config *c, const char *section, const char *key)
{
  config_value found = { 0 };
  WB_AUTO(buf) name = { 0 };
  for (size_t i = c->entry_count; i-- > 0;) { /* the last one set is the strongest of its source */
    const config_entry *e = &c->entries[i];
    if (e->value.source > found.source && strcmp(e->section, section) == 0 && strcmp(e->key, key) == 0)
      found = e->value;
  }
  environment_name(section, key, &name);
  const char *text = config_environment(c, buf_cstr(&name));
  if (text && found.source < CONFIG_ENVIRONMENT)
    found = (config_value){ .text = text, .source = CONFIG_ENVIRONMENT, .private_file = true };
  const config_key *row = found.source == CONFIG_NOT_SET ? config_find_key(section, key) : NULL;
  if (row && row->fallback)
    found = (config_value){ .text = row->fallback, .source = CONFIG_DEFAULT };
  return found;
}

int config_number(const config *c, const char *section, const char *key, uint64_t *ret_value, wb_error *err)
{
  const config_key *row = config_find_key(section, key);
  config_value value = config_get(c, section, key);
  int rc = row && value.text ? config_check_value(row, &value, err) : error_set(err, WB_E_ARG, "no setting %s", key);
  if (rc == WB_OK)
    str_to_u64(str_of(value.text), ret_value);
  return rc;
}

int config_yes(const config *c, const char *section, const char *key, bool *ret_value, wb_error *err)
{
  const config_key *row = config_find_key(section, key);
  config_value value = config_get(c, section, key);
  int rc = row && value.text ? config_check_value(row, &value, err) : error_set(err, WB_E_ARG, "no setting %s", key);
  if (rc == WB_OK)
    config_text_is_yes(value.text, ret_value);
  return rc;
}

size_t config_entry_count(const config *c)
{
  return c->entry_count;
}

const config_entry *config_entry_at(const config *c, size_t i)
{
  return &c->entries[i];
}

void config_describe(const config_value *v, buf *out)
{
  if (v->source == CONFIG_FILE)
    buf_printf(out, "%s:%u", v->file, v->line);
  else
    buf_add_text(out, v->source == CONFIG_ENVIRONMENT ? "the environment" : "the command line");
}

int config_folder(const config *c, int which, buf *out, wb_error *err)
{
  static const struct {
    const char *variable, *under_home;
  } folders[] = {
    [CONFIG_FOLDER_CONFIG] = { "XDG_CONFIG_HOME", "/.config" },
    [CONFIG_FOLDER_STATE] = { "XDG_STATE_HOME", "/.local/state" },
    [CONFIG_FOLDER_CACHE] = { "XDG_CACHE_HOME", "/.cache" },
    [CONFIG_FOLDER_DATA] = { "XDG_DATA_HOME", "/.local/share" },
  };
  const char *base = config_environment(c, folders[which].variable);
  const char *home = config_environment(c, "HOME");
  if (base && base[0] == '/') { /* the XDG specification: a relative path is to be ignored */
    buf_add_text(out, base);
  } else {
    if (!home || home[0] != '/')
      return error_set(err, WB_E_CONFIG, "neither HOME nor %s is set to an absolute path", folders[which].variable);
    buf_add_text(out, home);
    buf_add_text(out, folders[which].under_home);
  }
  buf_add_text(out, "/waybill");
  return buf_check(out, err);
}
