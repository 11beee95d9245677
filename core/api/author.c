/* SPDX-License-Identifier: MIT */
/* waybill/author.h: the kit is a part of its own, opened when an author first needs it. */
#include "../base/module.h"
#include "../kit/kit.h"
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
