/* SPDX-License-Identifier: MIT */
#include "engine.h"
#include "../base/limits.h"
#include "../base/module.h"
#include "../replay/replay.h"
#include "account.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_SPARE_BYTES (256u << 10)

const char *engine_path(engine *e, const char *folder, const char *name)
{
  return arena_printf(e->memory, "%s/%s", folder, name).p;
}

/* ---- settings ---- */

/* A file of credentials that others can read is refused before anything is taken from it. */
static int load_credentials(engine *e, const char *path, wb_error *err)
{
  struct stat st;
  if (stat(path, &st) != 0)
    return errno == ENOENT ? WB_OK : error_set(err, WB_E_IO, "cannot read %s: %s", path, strerror(errno));
  if (st.st_mode & 077)
    return error_set(err, WB_E_CREDENTIALS, "%s holds credentials and others can read it; run: chmod 600 '%s'", path, path);
  return config_load(e->settings, path, true, err);
}

static int load_settings(engine *e, const wb_options *o, wb_error *err)
{
  WB_AUTO(buf) folder = { 0 };
  bool named = o->config_file && o->config_file[0];
  if (o->config_file && !named)
    return WB_OK;
  if (named) {
    const char *slash = strrchr(o->config_file, '/');
    buf_add(&folder, slash ? (wb_str){ o->config_file, (size_t)(slash - o->config_file) } : STR("."));
  } else if (config_folder(e->settings, CONFIG_FOLDER_CONFIG, &folder, NULL) != WB_OK) {
    return WB_OK; /* no HOME: no user's settings */
  }
  const char *path = named ? o->config_file : engine_path(e, buf_cstr(&folder), "waybill.conf");
  const char *secrets = engine_path(e, buf_cstr(&folder), "credentials");
  if (!path || !secrets)
    return error_nomem(err);
  int rc = config_load(e->settings, path, named, err);
  return rc ? rc : load_credentials(e, secrets, err);
}

static int apply_overrides(engine *e, const wb_options *o, wb_error *err)
{
  for (size_t i = 0; i < o->override_count; i++) {
    int rc = config_override(e->settings, o->overrides[i], err);
    if (rc)
      return rc;
  }
  return WB_OK;
}

/* The shipped recordings hold what was asked in English: the user's own language would find none of them. */
static int read_language(engine *e, wb_error *err)
{
  config_value language = config_get(e->settings, "waybill", "language");
  WB_AUTO(buf) where = { 0 };
  config_describe(&language, &where);
  for (const char *p = language.text; *p; p++)
    if (!ascii_is_alpha(*p) && !ascii_is_digit(*p) && *p != '-' && *p != '_')
      return error_set(err, WB_E_CONFIG, "%s: language = \"%.40s\" is not a language tag such as fr or pt-BR",
                       buf_cstr(&where), language.text);
  e->language = e->demo ? "en" : language.text;
  return WB_OK;
}

static int read_common_settings(engine *e, wb_error *err)
{
  uint64_t most, percent;
  int rc = config_number(e->settings, "waybill", "ask_at_most", &most, err);
  if (rc == WB_OK)
    rc = config_number(e->settings, "waybill", "ask_from_percent", &percent, err);
  if (rc == WB_OK)
    rc = config_yes(e->settings, "waybill", "follow", &e->follow, err);
  if (rc)
    return rc;
  e->ask_at_most = (uint32_t)most;
  e->ask_from_ppm = (uint32_t)percent * 10000u;
  rc = read_language(e, err);
  if (rc)
    return rc;
  config_value country = config_get(e->settings, "waybill", "country");
  if (country.text && country.text[0]) {
    WB_AUTO(buf) where = { 0 };
    config_describe(&country, &where);
    if (strlen(country.text) != 2 || !ascii_is_alpha(country.text[0]) || !ascii_is_alpha(country.text[1]))
      return error_set(err, WB_E_CONFIG, "%s: country = \"%.20s\" is not a two-letter code of ISO 3166-1", buf_cstr(&where),
                       country.text);
    e->prior.country[0] = ascii_upper(country.text[0]);
    e->prior.country[1] = ascii_upper(country.text[1]);
  }
  return WB_OK;
}

/* ---- registry ---- */

typedef struct folder_list {
  registry_folder *items;
  size_t count, capacity;
} folder_list;

static int add_folder(engine *e, folder_list *list, wb_str path, bool bundled)
{
  if (path.n == 0)
    return WB_OK;
  registry_folder *f = ARENA_PUSH(e->memory, list->items, list->count, list->capacity);
  if (!f)
    return WB_E_NOMEM;
  f->path = arena_cstr(e->memory, path);
  f->bundled = bundled;
  return f->path ? WB_OK : WB_E_NOMEM;
}

static int add_folder_path(engine *e, folder_list *list, const char *colons)
{
  wb_str rest = str_of(colons), piece;
  int rc = WB_OK;
  while (rc == WB_OK && str_split(&rest, ':', &piece))
    rc = add_folder(e, list, piece, false);
  return rc;
}

static int collect_folders(engine *e, const wb_options *o, folder_list *list, wb_error *err)
{
  WB_AUTO(buf) user = { 0 };
  WB_AUTO(buf) bundled = { 0 };
  int rc = WB_OK;
  for (size_t i = 0; i < o->plugin_folder_count && rc == WB_OK; i++)
    rc = add_folder(e, list, str_of(o->plugin_folders[i]), false);
  if (rc == WB_OK)
    rc = add_folder_path(e, list, config_environment(e->settings, "WAYBILL_PLUGIN_PATH"));
  if (rc == WB_OK)
    rc = add_folder_path(e, list, config_get(e->settings, "waybill", "plugins").text);
  if (rc == WB_OK && config_folder(e->settings, CONFIG_FOLDER_DATA, &user, NULL) == WB_OK) {
    buf_add_text(&user, "/plugins");
    rc = add_folder(e, list, buf_view(&user), false);
  }
  if (rc)
    return error_nomem(err);
  rc = module_folder(&bundled, err);
  buf_add_text(&bundled, "/plugins");
  if (rc == WB_OK && add_folder(e, list, buf_view(&bundled), true) != WB_OK)
    rc = error_nomem(err);
  return rc;
}

void engine_make_folder(const char *path)
{
  WB_AUTO(buf) copy = { 0 };
  buf_add_text(&copy, path);
  if (copy.failed || copy.n == 0)
    return;
  for (char *slash = strchr(copy.data + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(copy.data, 0700);
    *slash = '/';
  }
  mkdir(copy.data, 0700);
}

/* The registry's cache is a convenience: without a place for it every start scans. */
static const char *cache_file(engine *e)
{
  WB_AUTO(buf) folder = { 0 };
  if (config_folder(e->settings, CONFIG_FOLDER_CACHE, &folder, NULL) != WB_OK)
    return NULL;
  if (access(buf_cstr(&folder), W_OK) != 0)
    engine_make_folder(buf_cstr(&folder));
  return engine_path(e, buf_cstr(&folder), "registry.cache");
}

static int choose_isolation(const engine *e, registry_isolation *ret_isolation, wb_error *err)
{
  static const char *const words[] = { "auto", "process", "none" };
  static const registry_isolation meant[] = { REGISTRY_ISOLATE_AUTO, REGISTRY_ISOLATE_ALL, REGISTRY_ISOLATE_NONE };
  WB_AUTO(buf) where = { 0 };
  config_value set = config_get(e->settings, "waybill", "isolation");
  for (size_t i = 0; i < WB_COUNT(words); i++)
    if (str_is(str_of(set.text), words[i])) {
      *ret_isolation = meant[i];
      return WB_OK;
    }
  config_describe(&set, &where);
  return error_set(err, WB_E_CONFIG, "%s: isolation = \"%.20s\" is none of auto, process and none", buf_cstr(&where),
                   set.text);
}

static int open_registry(engine *e, const wb_options *o, wb_error *err)
{
  folder_list list = { 0 };
  int rc = collect_folders(e, o, &list, err);
  if (rc)
    return rc;
  registry_options ro = {
    .folders = list.items,
    .folder_count = list.count,
    .cache_file = cache_file(e),
    .rescan = o->rescan != 0,
    .log = &e->log,
  };
  rc = choose_isolation(e, &ro.isolation, err);
  if (rc == WB_OK)
    rc = registry_open(&ro, &e->carriers, err);
  if (rc)
    return rc;
  size_t count = registry_count(e->carriers);
  e->accounts = arena_array(e->memory, count ? count : 1, sizeof(account *));
  e->own_carriers = arena_array(e->memory, count ? count : 1, 1);
  return e->accounts && e->own_carriers ? WB_OK : error_nomem(err);
}

/* Carriers that the user names or has set up are likelier than others. */
static int mark_own_carriers(engine *e, wb_error *err)
{
  config_value own = config_get(e->settings, "waybill", "carriers");
  wb_str rest = str_of(own.text), id;
  while (own.text && str_split(&rest, ',', &id)) {
    const registry_carrier *c;
    id = str_trim(id);
    if (id.n == 0)
      continue;
    WB_AUTO(buf) where = { 0 };
    config_describe(&own, &where);
    wb_error unknown = { 0 };
    if (registry_find(e->carriers, id, &c, &unknown) != WB_OK)
      return error_set(err, WB_E_CONFIG, "%s: carriers: %s", buf_cstr(&where), unknown.text);
    e->own_carriers[c->index] = 1;
    e->prior.own = e->own_carriers;
  }
  for (size_t i = 0; i < config_entry_count(e->settings); i++) {
    wb_str section = str_of(config_entry_at(e->settings, i)->section);
    const registry_carrier *c;
    if (str_starts(section, STR("carrier ")) &&
        registry_find(e->carriers, str_from(section, 8), &c, NULL) == WB_OK) {
      e->own_carriers[c->index] = 1;
      e->prior.own = e->own_carriers;
    }
  }
  e->prior.own_count = registry_count(e->carriers);
  return WB_OK;
}

/* ---- life ---- */

static int choose_folders(engine *e, const wb_options *o, wb_error *err)
{
  WB_AUTO(buf) folder = { 0 };
  int rc = WB_OK;
  e->replaying = e->demo || o->replay_folder;
  e->replay_folder = o->replay_folder ? arena_cstr(e->memory, str_of(o->replay_folder)) : NULL;
  e->record_folder = o->record_folder ? arena_cstr(e->memory, str_of(o->record_folder)) : NULL;
  if (o->demo) {
    rc = module_data_folder(&folder, err);
    e->replay_folder = rc == WB_OK ? engine_path(e, buf_cstr(&folder), "recordings") : NULL;
  } else if (o->state_folder) {
    e->state_folder = o->state_folder[0] ? arena_cstr(e->memory, str_of(o->state_folder)) : NULL;
  } else if (!e->replaying) {
    if (config_folder(e->settings, CONFIG_FOLDER_STATE, &folder, NULL) == WB_OK)
      e->state_folder = arena_cstr(e->memory, buf_view(&folder));
    else
      log_line(&e->log, LOG_WARN, "neither HOME nor XDG_STATE_HOME is set: nothing will be kept");
  }
  return rc;
}

static int set_up(engine *e, const wb_options *o, wb_error *err)
{
  int rc = load_settings(e, o, err);
  if (rc == WB_OK)
    rc = apply_overrides(e, o, err);
  if (rc == WB_OK)
    rc = read_common_settings(e, err);
  if (rc == WB_OK)
    rc = open_registry(e, o, err);
  if (rc == WB_OK)
    rc = account_check_settings(e, err);
  if (rc == WB_OK)
    rc = mark_own_carriers(e, err);
  return rc == WB_OK ? choose_folders(e, o, err) : rc;
}

int engine_new(const wb_options *options, const char *const *environment, engine **ret_engine, wb_error *err)
{
  engine *e = calloc(1, sizeof *e);
  if (!e)
    return error_nomem(err);
  e->memory = arena_new(0);
  e->spare = arena_pool_new(MOST_SPARE_BYTES);
  e->log = (logger){ options->log, options->log_user, (int)options->log_level };
  e->clock.fixed_ms = options->now_ms;
  e->offline = options->offline != 0;
  e->demo = options->demo != 0;
  int rc = e->memory ? config_new(environment, &e->settings, err) : error_nomem(err);
  if (rc == WB_OK)
    rc = set_up(e, options, err);
  if (rc) {
    engine_free(e);
    return rc;
  }
  *ret_engine = e;
  return WB_OK;
}

void engine_free(engine *e)
{
  if (!e)
    return;
  if (e->net)
    e->net_functions->destroy(e->net);
  if (e->store)
    e->store_functions->close(e->store);
  if (e->json_parser)
    e->json->parser_free(e->json_parser);
  host_free(e->host);
  zones_free(e->zones);
  gazetteer_close(e->places);
  number_detector_free(e->detector);
  registry_free(e->carriers);
  config_free(e->settings);
  arena_free(e->memory);
  arena_pool_free(e->spare);
  free(e);
}

/* ---- parts, on first use ---- */

static int replace_detector(engine *e, const number_row *rows, size_t count, wb_error *err)
{
  number_detector *d = NULL;
  int rc = number_detector_new(rows, count, &d, err);
  if (rc)
    return rc;
  number_detector_free(e->detector);
  e->detector = d;
  return WB_OK;
}

int engine_open_detector(engine *e, wb_error *err)
{
  const number_row *rows;
  size_t count;
  if (e->detects_all)
    return WB_OK;
  int rc = registry_rows(e->carriers, &rows, &count, err);
  if (rc == WB_OK)
    rc = replace_detector(e, rows, count, err);
  e->detects_all = rc == WB_OK;
  return rc;
}

static bool covers(const number_lengths *set, const number_lengths *wanted)
{
  return !(wanted->bits[0] & ~set->bits[0]) && !(wanted->bits[1] & ~set->bits[1]);
}

int engine_open_detector_for(engine *e, const number_text *text, wb_error *err)
{
  const number_row *rows;
  number_lengths lengths = { { 0 } };
  size_t count;
  if (e->detects_all)
    return WB_OK;
  number_lengths_add(&lengths, text->text_n);
  number_lengths_add(&lengths, text->dashed_n);
  if (e->detector)
    return covers(&e->detector_lengths, &lengths) ? WB_OK : engine_open_detector(e, err);
  int rc = registry_rows_of(e->carriers, &lengths, &rows, &count, err);
  if (rc == WB_OK)
    rc = replace_detector(e, rows, count, err);
  if (rc == WB_OK)
    e->detector_lengths = lengths;
  return rc;
}

int engine_open_host(engine *e, wb_error *err)
{
  int rc = e->host ? WB_OK : host_new(&e->log, &e->host, err);
  return rc ? rc : engine_open_merge(e, err);
}

enum { KEPT_PLACES = 2048, KEPT_PHRASES = 2048 }; /* what a text means: powers of two */

int engine_open_merge(engine *e, wb_error *err)
{
  wb_error inner = { 0 };
  if (e->merge_opened)
    return WB_OK;
  int rc = e->zones ? WB_OK : zones_new(NULL, &e->zones, err);
  if (rc)
    return rc;
  if (gazetteer_open(NULL, &e->places, &inner) != WB_OK) /* it works without, only less well */
    log_line(&e->log, WB_LOG_INFO, "no gazetteer: %s", inner.text);
  e->caches.places.slots = arena_array(e->memory, KEPT_PLACES, sizeof(place_cache_slot));
  e->caches.phrases.slots = arena_array(e->memory, KEPT_PHRASES, sizeof(phrase_cache_slot));
  if (!e->caches.places.slots || !e->caches.phrases.slots)
    return error_nomem(err);
  e->caches.places.count = KEPT_PLACES;
  e->caches.phrases.count = KEPT_PHRASES;
  e->merge_opened = true;
  return WB_OK;
}

int engine_open_json(engine *e, wb_error *err)
{
  int rc = e->json ? WB_OK : doc_open_json(&e->json, err);
  if (rc == WB_OK && !e->json_parser && !(e->json_parser = e->json->parser_new()))
    rc = error_nomem(err);
  return rc;
}

int engine_open_store(engine *e, wb_error *err)
{
  bool keep = false, durable = true;
  const void *table;
  if (e->store || e->store_missing || !e->state_folder)
    return WB_OK;
  int rc = config_yes(e->settings, "store", "keep", &keep, err);
  if (rc == WB_OK)
    rc = config_yes(e->settings, "store", "durable", &durable, err);
  if (rc || (!keep && !e->offline))
    return rc;
  rc = module_open("store", &table, err);
  if (rc)
    return rc;
  e->store_functions = table;
  store_options so = {
    .path = engine_path(e, e->state_folder, "waybill.db"),
    .log = &e->log,
    .sync = durable ? STORE_SYNC_FULL : STORE_SYNC_NORMAL,
    .read_only = e->offline,
  };
  wb_error own = { 0 };
  rc = so.path ? e->store_functions->open(&so, &e->store, &own) : error_nomem(&own);
  if (rc == WB_E_NOT_FOUND && e->offline) {
    e->store_missing = true;
    return WB_OK;
  }
  if (rc == WB_E_IO && !e->offline) { /* a disk that cannot be written keeps nobody from seeing an answer */
    e->store_trouble = own;
    e->store_missing = true;
    log_line(&e->log, LOG_INFO, "answers are shown but not kept: %s", own.text);
    return WB_OK;
  }
  return rc ? error_set(err, rc, "%s", own.text) : WB_OK;
}

static int net_numbers(engine *e, net_options *o, wb_error *err)
{
  uint64_t body_bytes;
  const struct {
    const char *key;
    uint32_t *into;
  } rows[] = {
    { "in_flight", &o->in_flight },
    { "per_origin", &o->per_origin },
    { "connect_timeout_ms", &o->connect_timeout_ms },
    { "total_timeout_ms", &o->total_timeout_ms },
    { "idle_timeout_ms", &o->idle_timeout_ms },
    { "retries", &o->retries },
    { "backoff_ms", &o->backoff_ms },
    { "backoff_max_ms", &o->backoff_max_ms },
    { "retry_after_max_ms", &o->retry_after_max_ms },
  };
  for (size_t i = 0; i < WB_COUNT(rows); i++) {
    uint64_t value;
    int rc = config_number(e->settings, "net", rows[i].key, &value, err);
    if (rc)
      return rc;
    *rows[i].into = (uint32_t)value;
  }
  int rc = config_number(e->settings, "net", "max_body_bytes", &body_bytes, err);
  o->max_body_bytes = rc ? o->max_body_bytes : (size_t)body_bytes;
  return rc;
}

int engine_open_net(engine *e, wb_error *err)
{
  const void *table;
  if (e->net)
    return WB_OK;
  int rc = e->replaying ? WB_OK : module_open("net", &table, err);
  if (rc)
    return rc;
  e->net_functions = e->replaying ? replay_functions() : table;
  net_options o = e->net_functions->options_default();
  rc = net_numbers(e, &o, err);
  if (rc == WB_OK)
    rc = config_yes(e->settings, "net", "http2", &o.http2, err);
  if (rc == WB_OK)
    rc = config_yes(e->settings, "net", "allow_http", &o.allow_http, err);
  if (rc)
    return rc;
  const char *contact = config_get(e->settings, "net", "contact").text;
  o.log = &e->log;
  o.clock = &e->clock;
  o.user_agent = contact ? arena_printf(e->memory, "waybill/" WB_VERSION " (%s)", contact).p : "waybill/" WB_VERSION;
  o.ca_file = config_get(e->settings, "net", "ca_file").text;
  o.record_folder = e->record_folder;
  o.replay_folder = e->replay_folder;
  o.offline = e->offline;
  o.read_token = engine_read_token;
  o.read_token_user = e;
  return e->net_functions->create(&o, &e->net, err);
}
