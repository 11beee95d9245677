/* SPDX-License-Identifier: MIT */
/* One carrier as this user has set it up: which hosts, which secrets, which limits. */
#ifndef ENGINE_ACCOUNT_H
#define ENGINE_ACCOUNT_H
#include "engine.h"

typedef struct account_secret {
  const char *name, *value; /* value NULL: not set */
  uint32_t source;          /* CONFIG_* */
  bool from_command;        /* value is the command until it has run */
} account_secret;

struct account {
  const registry_carrier *known;
  const wb_carrier *live;   /* NULL until account_load() */
  const char *section;      /* "carrier ups" */
  bool enabled, sandbox;
  const char *off_reason;   /* NULL when enabled */
  const char **origins;     /* by endpoint index, as settings chose them */
  account_secret *secrets;
  size_t secret_count;
  wb_field *settings;       /* declared settings with the value in force */
  size_t setting_count;
  wb_limits limits;         /* the carrier's, lowered by settings, defaults filled in */
  const char *language;     /* the best that the carrier offers for the user's */
  const char *pace_key;
  wb_carrier_info info;
};

/* The account of a carrier of the registry, made on first use.  WB_E_CONFIG, WB_E_CREDENTIALS as wb_context_new(). */
int account_get(engine *e, uint32_t index, account **ret_account, wb_error *err);
int account_find(engine *e, wb_str id, account **ret_account, wb_error *err);

/* Holds every [carrier ID] section against what its carrier declares. */
int account_check_settings(engine *e, wb_error *err);

/* Opens the plugin. */
int account_load(engine *e, account *a, wb_error *err);

/* Runs the commands that give secrets, then says what is still missing: WB_E_CREDENTIALS with the names, how to set them
 * and where to get them.  WB_OK while replaying. */
int account_ready(engine *e, account *a, wb_error *err);

/* For host_render(): the secret of a name, or {NULL, 0}; while replaying its name in braces. */
wb_str account_secret_value(void *user, const char *name); /* user: an account_lookup */
typedef struct account_lookup {
  const engine *engine;
  const account *account;
} account_lookup;

/* The best of the carrier's languages ("en,fr") for a BCP 47 tag; "" when it declares none. */
const char *account_language(engine *e, const wb_carrier *declared, wb_str wanted);

/* Fills a->info (for wb_carrier_find). */
int account_describe(engine *e, account *a, wb_error *err);
#endif
