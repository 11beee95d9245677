/* SPDX-License-Identifier: MIT */
/* waybill/author.h: the kit is a part of its own, opened when an author first needs it. */
#include "../base/clock.h"
#include "../base/module.h"
#include "../engine/account.h"
#include "../kit/kit.h"
#include "inside.h"
#include <stdlib.h>

struct wb_checks {
  const kit_part *part;
  kit *kit;
};

static int open_kit(const kit_part **ret_part, wb_error *err)
{
  const void *table = NULL;
  int rc = module_open("kit", &table, err);
  if (rc == WB_OK)
    *ret_part = table;
  return rc;
}

/* Text for the caller. */
static int give(buf *text, char **ret_text, wb_error *err)
{
  buf_cstr(text);
  char *copy = malloc(text->n + 1);
  if (!copy)
    return error_nomem(err);
  memcpy(copy, buf_cstr(text), text->n + 1);
  *ret_text = copy;
  return WB_OK;
}

int wb_checks_new(const wb_checks_input *in, wb_checks **ret_checks, wb_error *err)
{
  if (!in || in->struct_size < sizeof *in || !in->file || !ret_checks)
    return error_set(err, WB_E_ARG, "wb_checks_new() needs an input with struct_size and file");
  wb_checks *c = calloc(1, sizeof *c);
  if (!c)
    return error_nomem(err);
  int rc = open_kit(&c->part, err);
  if (rc == WB_OK)
    rc = c->part->checks_new(in, &c->kit, err);
  if (rc) {
    free(c);
    return rc;
  }
  *ret_checks = c;
  return WB_OK;
}

void wb_checks_free(wb_checks *c)
{
  if (!c)
    return;
  c->part->checks_free(c->kit);
  free(c);
}

size_t wb_checks_count(const wb_checks *c)
{
  return c ? c->part->count(c->kit) : 0;
}

const wb_check_item *wb_checks_at(const wb_checks *c, size_t i)
{
  return c ? c->part->at(c->kit, i) : NULL;
}

int wb_checks_run(const wb_checks *c, size_t i, void (*doing)(void *user, const char *what), void *user,
                  uint32_t *ret_verdict, char **ret_words, wb_error *err)
{
  WB_AUTO(buf) words = { 0 };
  if (!c || !ret_verdict || !ret_words)
    return error_set(err, WB_E_ARG, "wb_checks_run() needs checks and places for verdict and words");
  int rc = c->part->run(c->kit, i, doing, user, ret_verdict, &words, err);
  return rc ? rc : give(&words, ret_words, err);
}

int wb_author_new(wb_context *c, const char *id, const char *folder, wb_error *err)
{
  WB_AUTO(buf) from = { 0 };
  const kit_part *part = NULL;
  const wb_carrier_info *info = NULL;
  if (!c || !id || !folder)
    return error_set(err, WB_E_ARG, "wb_author_new() needs a context, an id and a folder");
  if (wb_carrier_find(c, id, &info, NULL) == WB_OK)
    return error_set(err, WB_E_ARG, "there is a carrier \"%s\" already (%s): ids are never used twice", id,
                     info->path);
  int rc = open_kit(&part, err);
  if (rc == WB_OK)
    rc = module_data_folder(&from, err);
  buf_add_text(&from, "/template");
  return rc ? rc : part->make(buf_cstr(&from), id, folder, err);
}

/* ---- recordings ---- */

typedef struct recorder {
  wb_context *context;
  account *account;
  const wb_query *query;
  arena *memory;
  kit_replacement *replacements;
  size_t count, capacity;
} recorder;

static int add_replacement(recorder *r, wb_str real, wb_str instead)
{
  kit_replacement *slot = ARENA_PUSH(r->memory, r->replacements, r->count, r->capacity);
  if (!slot)
    return WB_E_NOMEM;
  *slot = (kit_replacement){ real, instead };
  return WB_OK;
}

/* As the carrier was asked for it: upper case, without blanks. */
static wb_str normalised(recorder *r)
{
  const wb_detection *d = NULL;
  bool read = wb_detect(r->context, r->query->number, &d, NULL) == WB_OK;
  return arena_str(r->memory, read ? str_of(d->number) : r->query->number);
}

/* The example of the format that the number is of: invented, and its check digit is right. */
static wb_str example_for(const recorder *r, wb_str number)
{
  const wb_list formats = r->account->known->declared->formats;
  for (uint32_t i = 0; i < formats.count; i++) {
    const wb_format *f = WB_AT(wb_format, formats, i);
    if (number_pattern_match(f->pattern, number))
      return str_of(f->example);
  }
  return (wb_str){ NULL, 0 };
}

/* A postcode of the same form. */
static wb_str other_postcode(recorder *r, wb_str postcode)
{
  wb_str copy = arena_str(r->memory, postcode);
  char *p = (char *)(uintptr_t)copy.p; /* ours */
  for (size_t i = 0; i < copy.n; i++)
    p[i] = ascii_is_digit(p[i]) ? '1' : ascii_is_alpha(p[i]) ? 'X' : p[i];
  return copy;
}

/* Settings and a sandbox may have led elsewhere: a case speaks of the origins that the carrier declares. */
static int replace_origins(recorder *r)
{
  const wb_list declared = r->account->known->declared->endpoints;
  int rc = WB_OK;
  for (uint32_t i = 0; i < declared.count && !rc; i++) {
    const char *origin = WB_AT(wb_endpoint, declared, i)->origin;
    if (strcmp(origin, r->account->info.origins[i]) != 0)
      rc = add_replacement(r, str_of(r->account->info.origins[i]), str_of(origin));
  }
  return rc;
}

static void add_ask(recorder *r, wb_str number, wb_str postcode, buf *ask)
{
  const wb_list declared = r->account->known->declared->settings;
  for (uint32_t i = 0; i < declared.count; i++) {
    const wb_field *now = &r->account->settings[i];
    if (!str_equal(now->value.text, str_of(WB_AT(wb_setting, declared, i)->fallback)))
      buf_printf(ask, "set %.*s=%.*s\n", STR_ARG(now->name), STR_ARG(now->value.text));
  }
  if (r->query->language.n)
    buf_printf(ask, "set language=%.*s\n", STR_ARG(r->query->language));
  buf_add(ask, number);
  if (postcode.n)
    buf_printf(ask, " postcode=%.*s", STR_ARG(postcode));
  if (r->query->country.n)
    buf_printf(ask, " country=%.*s", STR_ARG(r->query->country));
  if (r->query->shipped_ms) {
    buf_add_text(ask, " shipped=");
    civil_add_date(ask, r->query->shipped_ms);
  }
  buf_add_byte(ask, '\n');
}

static int record(recorder *r, const kit_part *part, const char *from, const char *to, buf *report,
                  wb_error *err)
{
  WB_AUTO(buf) ask = { 0 };
  wb_str number = normalised(r), postcode = other_postcode(r, r->query->postcode);
  wb_str instead = example_for(r, number);
  int rc = instead.n ? add_replacement(r, number, instead) : WB_OK;
  if (!rc && postcode.n)
    rc = add_replacement(r, r->query->postcode, postcode);
  if (!rc)
    rc = replace_origins(r);
  if (rc || arena_failed(r->memory))
    return error_nomem(err);
  if (!instead.n)
    buf_add_text(report, "the number itself stays: it is of no format that the carrier declares\n");
  add_ask(r, instead.n ? instead : number, postcode, &ask);
  const kit_recording what = { from, to, buf_view(&ask), r->replacements, r->count };
  rc = buf_check(&ask, err);
  return rc ? rc : part->record(&what, report, err);
}

int wb_author_record(wb_context *c, const char *carrier, const wb_query *query, const char *from,
                     const char *to, char **ret_report, wb_error *err)
{
  WB_AUTO(buf) report = { 0 };
  WB_AUTO(arena_ref) memory = arena_new(0);
  const kit_part *part = NULL;
  const wb_carrier_info *info = NULL;
  if (!c || !carrier || !query || query->struct_size < sizeof *query || !from || !to || !ret_report)
    return error_set(
        err, WB_E_ARG,
        "wb_author_record() needs a context, a carrier, a query, two folders and a place for the report");
  if (!memory)
    return error_nomem(err);
  recorder r = { .context = c, .query = query, .memory = memory };
  int rc = wb_carrier_find(c, carrier, &info, err);
  if (rc == WB_OK)
    rc = account_find(c->engine, str_of(carrier), &r.account, err);
  if (rc == WB_OK)
    rc = open_kit(&part, err);
  if (rc == WB_OK)
    rc = record(&r, part, from, to, &report, err);
  return rc ? rc : give(&report, ret_report, err);
}
