/* SPDX-License-Identifier: MIT */
/* Secrets of an account: where they come from, which are missing, and what is told about them. */
#include "account.h"

static int run_commands(engine *e, account *a, wb_error *err)
{
  for (size_t i = 0; i < a->secret_count; i++) {
    WB_AUTO(buf) value = { 0 };
    if (!a->secrets[i].from_command)
      continue;
    int rc = config_run(a->secrets[i].value, &value, err);
    if (rc)
      return error_context(err, rc, "%s of %s", a->secrets[i].name, a->known->declared->name);
    a->secrets[i].value = arena_cstr(e->memory, buf_view(&value));
    a->secrets[i].from_command = false;
    if (!a->secrets[i].value)
      return error_nomem(err);
  }
  return WB_OK;
}

/* UPS needs client_id and client_secret ... */
static void list_missing(const account *a, buf *names, const wb_credential **ret_first)
{
  const wb_carrier *d = a->known->declared;
  for (uint32_t i = 0; i < d->credentials.count; i++) {
    const wb_credential *c = WB_AT(wb_credential, d->credentials, i);
    if (c->optional || a->secrets[i].value)
      continue;
    buf_printf(names, "%s%s", names->n ? ", " : "", c->name);
    if (!*ret_first)
      *ret_first = c;
  }
}

static void variable_name(const char *id, const char *name, buf *out)
{
  buf_printf(out, "WAYBILL_%s_%s", id, name);
  for (size_t i = 0; i < out->n; i++)
    out->data[i] = ascii_is_alpha(out->data[i]) || ascii_is_digit(out->data[i]) ? ascii_upper(out->data[i]) : '_';
}

int account_ready(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  const wb_credential *first = NULL;
  WB_AUTO(buf) names = { 0 };
  WB_AUTO(buf) variable = { 0 };
  if (e->replaying)
    return WB_OK;
  int rc = run_commands(e, a, err);
  if (rc)
    return rc;
  list_missing(a, &names, &first);
  if (!first)
    return WB_OK;
  variable_name(d->id, first->name, &variable);
  return error_set(err, WB_E_CREDENTIALS, "%s needs %s: set %s, or %s under [carrier %s] in the credentials file%s%s", d->name,
                   buf_cstr(&names), buf_cstr(&variable), first->name, d->id,
                   first->obtain_url ? "; you get it at " : "", first->obtain_url ? first->obtain_url : "");
}

wb_str account_secret_value(void *user, const char *name)
{
  const account_lookup *lookup = user;
  const account *a = lookup->account;
  for (size_t i = 0; i < a->secret_count; i++) {
    if (strcmp(a->secrets[i].name, name) != 0)
      continue;
    if (a->secrets[i].value && !a->secrets[i].from_command)
      return str_of(a->secrets[i].value);
    return lookup->engine->replaying ? str_of(name) : (wb_str){ NULL, 0 };
  }
  return (wb_str){ NULL, 0 };
}

/* ---- for carriers list and show ---- */

static const char *source_word(uint32_t source)
{
  static const char *const words[] = { NULL, "default", "file", "environment", "command line" };
  return source < WB_COUNT(words) ? words[source] : NULL;
}

static int describe_fields(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  size_t count = (size_t)d->credentials.count + d->settings.count + d->inputs.count;
  wb_carrier_field *f = arena_array(e->memory, count + 1, sizeof *f);
  if (!f)
    return error_nomem(err);
  a->info.credentials = f;
  a->info.ready = 1;
  for (uint32_t i = 0; i < d->credentials.count; i++, f++) {
    const wb_credential *c = WB_AT(wb_credential, d->credentials, i);
    *f = (wb_carrier_field){ .name = c->name, .label = c->label, .obtain_url = c->obtain_url, .required = !c->optional,
                             .set_by = a->secrets[i].value ? source_word(a->secrets[i].source) : NULL };
    if (f->required && !f->set_by)
      a->info.ready = 0;
  }
  a->info.settings = f;
  for (uint32_t i = 0; i < d->settings.count; i++, f++) {
    const wb_setting *s = WB_AT(wb_setting, d->settings, i);
    config_value v = config_get(e->settings, a->section, s->name);
    *f = (wb_carrier_field){ .name = s->name, .label = s->label, .value = v.text ? v.text : s->fallback,
                             .set_by = v.text ? source_word(v.source) : s->fallback ? "default" : NULL };
  }
  a->info.inputs = f;
  for (uint32_t i = 0; i < d->inputs.count; i++, f++) {
    const wb_input *in = WB_AT(wb_input, d->inputs, i);
    *f = (wb_carrier_field){ .name = in->name, .label = in->label, .required = in->required };
  }
  return WB_OK;
}

static int describe_formats(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  const char **ids = arena_array(e->memory, d->formats.count + 1u, sizeof *ids);
  if (!ids)
    return error_nomem(err);
  for (uint32_t i = 0; i < d->formats.count; i++) {
    const char *id = WB_AT(wb_format, d->formats, i)->id;
    bool seen = false;
    for (size_t k = 0; k < a->info.format_count; k++)
      seen = seen || strcmp(ids[k], id) == 0;
    if (!seen)
      ids[a->info.format_count++] = id;
  }
  a->info.formats = ids;
  return WB_OK;
}

static const char *or_empty(const char *text)
{
  return text ? text : "";
}

int account_describe(engine *e, account *a, wb_error *err)
{
  const wb_carrier *d = a->known->declared;
  if (a->info.id)
    return WB_OK;
  int rc = describe_fields(e, a, err);
  if (rc == WB_OK)
    rc = describe_formats(e, a, err);
  if (rc)
    return rc;
  a->info.name = or_empty(d->name);
  a->info.version = or_empty(d->version);
  a->info.licence = or_empty(d->licence);
  a->info.homepage = or_empty(d->homepage);
  a->info.support = or_empty(d->support);
  a->info.countries = or_empty(d->countries);
  a->info.languages = or_empty(d->languages);
  a->info.path = a->known->path;
  a->info.caps = d->caps;
  a->info.enabled = a->enabled;
  a->info.off_reason = a->off_reason;
  a->info.credential_count = d->credentials.count;
  a->info.setting_count = d->settings.count;
  a->info.input_count = d->inputs.count;
  a->info.batch_max = a->limits.batch_max;
  a->info.requests = a->limits.requests;
  a->info.window_ms = a->limits.window_ms;
  a->info.min_poll_s = a->limits.min_poll_s;
  a->info.day_quota = a->limits.day_quota;
  a->info.origins = a->origins;
  a->info.origin_count = d->endpoints.count;
  a->info.id = d->id;
  return WB_OK;
}
