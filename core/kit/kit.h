/* SPDX-License-Identifier: MIT */
/* The author's kit: the tests of a plugin file, a new plugin's folder, recordings without people in them.  A
 * part of its own (waybill-kit.so), because it brings libelf and nobody else needs it; the manual is
 * waybill/author.h.
 *
 * Invariants: nothing of a plugin runs but inside kit_run(); a test knows nothing of the one before it. */
#ifndef KIT_KIT_H
#define KIT_KIT_H
#include "../base/buf.h"
#include <waybill/author.h>

typedef struct kit kit;
typedef void kit_doing_fn(void *user, const char *what);

int kit_new(const wb_checks_input *in, kit **ret_kit, wb_error *err);
void kit_free(kit *k); /* takes NULL */
size_t kit_count(const kit *k);
const wb_check_item *kit_at(const kit *k, size_t i);
int kit_run(const kit *k, size_t i, kit_doing_fn *doing, void *user, uint32_t *ret_verdict, buf *out,
            wb_error *err);

/* make.c: copies the template's folder to a new one with its names changed.  WB_E_ARG, WB_E_IO. */
int kit_make(const char *template_folder, const char *id, const char *folder, wb_error *err);

/* record.c: blanks the exchanges of `from` (blank.h) and writes them to the case `to`, which must not exist,
 * with `ask` as the content of the file of that name.  What stands in replacements is replaced everywhere, in
 * the first order that fits. */
typedef struct kit_replacement {
  wb_str real, instead;
} kit_replacement;
typedef struct kit_recording {
  const char *from, *to;
  wb_str ask;
  const kit_replacement *replacements;
  size_t replacement_count;
} kit_recording;
int kit_record(const kit_recording *r, buf *report, wb_error *err);

/* What the part gives to the library. */
typedef struct kit_part {
  int (*checks_new)(const wb_checks_input *in, kit **ret_kit, wb_error *err);
  void (*checks_free)(kit *k);
  size_t (*count)(const kit *k);
  const wb_check_item *(*at)(const kit *k, size_t i);
  int (*run)(const kit *k, size_t i, kit_doing_fn *doing, void *user, uint32_t *ret_verdict, buf *out,
             wb_error *err);
  int (*make)(const char *template_folder, const char *id, const char *folder, wb_error *err);
  int (*record)(const kit_recording *r, buf *report, wb_error *err);
} kit_part;
const kit_part *kit_functions(void);
#endif
