/* SPDX-License-Identifier: MIT */
#include "account.h"
#include "../base/limits.h"

/* ---- which keys a [carrier ID] section may have ---- */

static const char *const common_keys[] = { "enabled",    "environment", "language",   "requests", "window_ms",
                                           "concurrent", "min_poll_s",  "day_quota" };
#define ENDPOINT_PREFIX "endpoint."
#define COMMAND_SUFFIX "_command"

static const wb_credential *declared_credential(const wb_carrier *d, wb_str name)
{
  for (uint32_t i = 0; i < d->credentials.count; i++)
    if (str_is(name, WB_AT(wb_credential, d->credentials, i)->name))
      return WB_AT(wb_credential, d->credentials, i);
  return NULL;
}

/* The credential that a key sets, itself or by a command; NULL: none. */
static const wb_credential *credential_of_key(const wb_carrier *d, const char *key)
{
  wb_str name = str_of(key);
  const wb_credential *c = declared_credential(d, name);
  if (!c && str_ends(name, STR(COMMAND_SUFFIX)))
    c = declared_credential(d, str_upto(name, name.n - sizeof COMMAND_SUFFIX + 1));
  return c;
}

static bool is_declared_key(const wb_carrier *d, const char *key)
{
  wb_str name = str_of(key);
  for (size_t i = 0; i < WB_COUNT(common_keys); i++)
    if (str_is(name, common_keys[i]))
      return true;
  for (uint32_t i = 0; i < d->settings.count; i++)
    if (str_is(name, WB_AT(wb_setting, d->settings, i)->name))
      return true;
  for (uint32_t i = 0; i < d->endpoints.count && str_starts(name, STR(ENDPOINT_PREFIX)); i++)
    if (str_is(str_from(name, sizeof ENDPOINT_PREFIX - 1), WB_AT(wb_endpoint, d->endpoints, i)->name))
      return true;
  return credential_of_key(d, key) != NULL;
}

static void nearest_key(const wb_carrier *d, const char *key, const char **ret_best)
{
  size_t best = 4;
  *ret_best = NULL;
  for (size_t i = 0; i < WB_COUNT(common_keys) + d->settings.count + d->credentials.count; i++) {
    size_t s = i - WB_COUNT(common_keys), c = s - d->settings.count;
    const char *name = i < WB_COUNT(common_keys)  ? common_keys[i]
                       : s < d->settings.count ? WB_AT(wb_setting, d->settings, s)->name
                                               : WB_AT(wb_credential, d->credentials, c)->name;
    size_t distance = str_distance(str_of(key), str_of(name));
    if (distance < best) {
      best = distance;
      *ret_best = name;
    }
  }
}

static int check_entry(const config_entry *entry, const wb_carrier *d, wb_error *err)
{
  WB_AUTO(buf) where = { 0 };
  config_describe(&entry->value, &where);
  if (!is_declared_key(d, entry->key)) {
    const char *nearest;
    nearest_key(d, entry->key, &nearest);
    return error_set(err, WB_E_CONFIG, "%s: %s has no setting \"%s\"%s%s%s; waybill carriers show %s lists them",
                     buf_cstr(&where), d->name, entry->key, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                     nearest ? "\"?" : "", d->id);
  }
  if (credential_of_key(d, entry->key) && entry->value.source == CONFIG_FILE && !entry->value.private_file)
    return error_set(err, WB_E_CREDENTIALS, "%s holds %s of %s and others can read the file; run: chmod 600 '%s'",
                     buf_cstr(&where), entry->key, d->name, entry->value.file);
  return WB_OK;
}

/* A section of a plugin that is there but was refused is no mistake of the settings. */
static bool was_refused(engine *e, wb_str id)
{
  size_t count;
  const registry_refusal *r = registry_refusals(e->carriers, &count);
  for (size_t i = 0; i < count; i++)
    if (str_find(str_of(r[i].path), id) != SIZE_MAX)
      return true;
  return false;
}

int account_check_settings(engine *e, wb_error *err)
{
  for (size_t i = 0; i < config_entry_count(e->settings); i++) {
    const config_entry *entry = config_entry_at(e->settings, i);
    const registry_carrier *known;
    if (!str_starts(str_of(entry->section), STR("carrier ")))
      continue;
    wb_str id = str_trim(str_from(str_of(entry->section), 8));
    wb_error own = { 0 };
    if (registry_find(e->carriers, id, &known, &own) != WB_OK) {
      WB_AUTO(buf) where = { 0 };
      config_describe(&entry->value, &where);
      if (own.code == WB_E_NOMEM || !was_refused(e, id))
        return error_set(err, own.code == WB_E_NOMEM ? WB_E_NOMEM : WB_E_CONFIG, "%s: [%s]: %s", buf_cstr(&where),
                         entry->section, own.text);
      log_line(&e->log, LOG_WARN, "%s: [%s]: its plugin was not loaded; see waybill carriers scan", buf_cstr(&where),
               entry->section);
      continue;
    }
    int rc = check_entry(entry, known->declared, err);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* ---- making an account ---- */

/* A number that settings may lower; fallback when the carrier declares none. */
static int lowered(engine *e, const account *a, const char *key, uint32_t *value, bool higher_is_politer, wb_error *err)
{
  config_value v = config_get(e->settings, a->section, key);
  uint64_t wanted;
  if (!v.text)
    return WB_OK;
  WB_AUTO(buf) where = { 0 };
  config_describe(&v, &where);
  if (!str_to_u64(str_of(v.text), &wanted) || wanted > UINT32_MAX)
    return error_set(err, WB_E_CONFIG, "%s: %s = \"%.40s\" is not a number", buf_cstr(&where), key, v.text);
  bool weaker = higher_is_politer ? wanted < *value : *value && (wanted > *value || wanted == 0);
  if (weaker)
    return error_set(err, WB_E_CONFIG, "%s: %s = %s asks more of %s than it allows (%u); settings can only be stricter",
                     buf_cstr(&where), key, v.text, a->known->declared->name, *value);
  *value = (uint32_t)wanted;
  return WB_OK;
}

static int choose_limits(engine *e, account *a, wb_error *err)
{
  const wb_limits *declared = a->known->declared->limits;
  size_t n = declared && declared->struct_size < sizeof a->limits ? declared->struct_size : sizeof a->limits;
  if (declared)
    memcpy(&a->limits, declared, n);
  if (!a->limits.batch_max)
    a->limits.batch_max = 1;
  if (!a->limits.max_steps)
    a->limits.max_steps = WB_MAX_STEPS;
  int rc = lowered(e, a, "requests", &a->limits.requests, false, err);
  if (rc == WB_OK)
    rc = lowered(e, a, "window_ms", &a->limits.window_ms, true, err);
  if (rc == WB_OK)
    rc = lowered(e, a, "concurrent", &a->limits.concurrent, false, err);
  if (rc == WB_OK)
    rc = lowered(e, a, "min_poll_s", &a->limits.min_poll_s, true, err);
  return rc == WB_OK ? lowered(e, a, "day_quota", &a->limits.day_quota, false, err) : rc;
}

static bool origin_is_allowed(engine *e, const char *origin)
{
  wb_str o = str_of(origin);
  bool http_allowed = false;
  config_yes(e->settings, "net", "allow_http", &http_allowed, NULL);
  bool https = str_starts(o, STR("https://"));
  bool loopback = str_starts(o, STR("http://127.0.0.1")) || str_starts(o, STR("http://localhost"));
  wb_str authority = str_from(o, https ? 8 : 7);
  return (https || (http_allowed && loopback)) && authority.n && str_find_byte(authority, '/') == SIZE_MAX &&
         str_find_byte(authority, '@') == SIZE_MAX;
}

static int choose_origins(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  config_value environment = config_get(e->settings, a->section, "environment");
  if (environment.text && strcmp(environment.text, "sandbox") && strcmp(environment.text, "production")) {
    WB_AUTO(buf) where = { 0 };
    config_describe(&environment, &where);
    return error_set(err, WB_E_CONFIG, "%s: environment = \"%.40s\" is neither production nor sandbox", buf_cstr(&where),
                     environment.text);
  }
  a->sandbox = environment.text && strcmp(environment.text, "sandbox") == 0;
  a->origins = arena_array(e->memory, d->endpoints.count + 1u, sizeof *a->origins);
  for (uint32_t i = 0; a->origins && i < d->endpoints.count; i++) {
    const wb_endpoint *p = WB_AT(wb_endpoint, d->endpoints, i);
    const char *key = arena_printf(e->memory, ENDPOINT_PREFIX "%s", p->name).p;
    config_value v = key ? config_get(e->settings, a->section, key) : (config_value){ 0 };
    a->origins[i] = v.text ? v.text : a->sandbox && p->sandbox_origin ? p->sandbox_origin : p->origin;
    if (v.text && !origin_is_allowed(e, v.text)) {
      WB_AUTO(buf) where = { 0 };
      config_describe(&v, &where);
      return error_set(err, WB_E_CONFIG, "%s: %s = \"%.80s\" is not an https origin such as https://host.example",
                       buf_cstr(&where), key, v.text);
    }
    if (a->sandbox && !v.text && !p->sandbox_origin)
      log_line(&e->log, LOG_WARN, "%s has no sandbox for \"%s\": its real system is asked", d->name, p->name);
  }
  return arena_failed(e->memory) ? error_nomem(err) : WB_OK;
}

static int collect_secrets(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  a->secret_count = d->credentials.count;
  a->secrets = arena_array(e->memory, a->secret_count + 1, sizeof *a->secrets);
  for (uint32_t i = 0; a->secrets && i < d->credentials.count; i++) {
    const char *name = WB_AT(wb_credential, d->credentials, i)->name;
    const char *by_command = arena_printf(e->memory, "%s" COMMAND_SUFFIX, name).p;
    config_value v = config_get(e->settings, a->section, name);
    config_value c = by_command ? config_get(e->settings, a->section, by_command) : (config_value){ 0 };
    bool use_command = c.source > v.source;
    a->secrets[i] = (account_secret){ name, use_command ? c.text : v.text, use_command ? c.source : v.source, use_command };
    if (a->secrets[i].value && !a->secrets[i].value[0])
      a->secrets[i] = (account_secret){ .name = name };
  }
  return arena_failed(e->memory) ? error_nomem(err) : WB_OK;
}

static int collect_settings(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  a->settings = arena_array(e->memory, d->settings.count + 1u, sizeof *a->settings);
  for (uint32_t i = 0; a->settings && i < d->settings.count; i++) {
    const wb_setting *s = WB_AT(wb_setting, d->settings, i);
    config_value v = config_get(e->settings, a->section, s->name);
    const char *text = v.text ? v.text : s->fallback;
    if (text)
      a->settings[a->setting_count++] =
          (wb_field){ .name = str_of(s->name), .value = { .source = WB_LITERAL, .text = str_of(text) } };
  }
  return arena_failed(e->memory) ? error_nomem(err) : WB_OK;
}

static int choose_enabled(engine *e, account *a, wb_error *err)
{
  uint32_t caps = a->known->declared->caps;
  config_value v = config_get(e->settings, a->section, "enabled");
  bool off_by_default = (caps & (WB_CAP_UNOFFICIAL | WB_CAP_EXPERIMENTAL)) != 0 && !e->replaying;
  a->enabled = !off_by_default;
  if (v.text && !config_text_is_yes(v.text, &a->enabled)) {
    WB_AUTO(buf) where = { 0 };
    config_describe(&v, &where);
    return error_set(err, WB_E_CONFIG, "%s: enabled = \"%.40s\" is neither yes nor no", buf_cstr(&where), v.text);
  }
  if (!a->enabled)
    a->off_reason = v.text                         ? "turned off in the settings"
                    : (caps & WB_CAP_UNOFFICIAL) ? "asks an undocumented service: off until you set enabled = yes"
                                                 : "experimental: off until you set enabled = yes";
  if (a->enabled && !(caps & WB_CAP_TRACK)) {
    a->enabled = false;
    a->off_reason = "knows number formats only, it cannot be asked";
  }
  return WB_OK;
}

const char *account_language(engine *e, const wb_carrier *declared, wb_str wanted)
{
  wb_str rest = str_of(declared->languages), tag;
  wb_str first = { NULL, 0 }, same_main = { NULL, 0 };
  wb_str main_tag = str_upto(wanted, str_find_byte(wanted, '-'));
  while (declared->languages && str_split(&rest, ',', &tag)) {
    tag = str_trim(tag);
    if (str_equal_nocase(tag, wanted))
      return arena_cstr(e->memory, tag);
    if (!first.n)
      first = tag;
    if (!same_main.n && str_equal_nocase(str_upto(tag, str_find_byte(tag, '-')), main_tag))
      same_main = tag;
  }
  return arena_cstr(e->memory, same_main.n ? same_main : first);
}

int account_get(engine *e, uint32_t index, account **ret_account, wb_error *err)
{
  if (e->accounts[index]) {
    *ret_account = e->accounts[index];
    return WB_OK;
  }
  account *a = arena_alloc(e->memory, sizeof *a);
  const registry_carrier *known = registry_at(e->carriers, index);
  if (!a || !known)
    return error_nomem(err);
  a->known = known;
  a->section = arena_printf(e->memory, "carrier %s", known->declared->id).p;
  config_value language = config_get(e->settings, a->section, "language");
  a->language = account_language(e, known->declared, str_of(language.text ? language.text : e->language));
  if (!a->section || !a->language)
    return error_nomem(err);
  int rc = choose_enabled(e, a, err);
  if (rc == WB_OK)
    rc = choose_limits(e, a, err);
  if (rc == WB_OK)
    rc = choose_origins(e, a, err);
  if (rc == WB_OK)
    rc = collect_secrets(e, a, err);
  if (rc == WB_OK)
    rc = collect_settings(e, a, err);
  if (rc)
    return rc;
  a->pace_key = arena_printf(e->memory, "%s/%s", known->declared->id, a->sandbox ? "sandbox" : "production").p;
  if (!a->pace_key)
    return error_nomem(err);
  e->accounts[index] = a;
  *ret_account = a;
  return WB_OK;
}

int account_find(engine *e, wb_str id, account **ret_account, wb_error *err)
{
  const registry_carrier *known;
  int rc = registry_find(e->carriers, id, &known, err);
  return rc ? rc : account_get(e, known->index, ret_account, err);
}

int account_load(engine *e, account *a, wb_error *err)
{
  return a->live ? WB_OK : registry_load(e->carriers, str_of(a->known->declared->id), &a->live, err);
}
