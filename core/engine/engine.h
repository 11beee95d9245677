/* SPDX-License-Identifier: MIT */
/* What joins the rooms: settings, registry, detection, the parts that are opened on first use, and the accounts.
 *
 * An engine is what a wb_context is: one thread at a time, no globals.  net, doc, store and plugins are opened when a
 * command first needs them and not before. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H
#include "../base/clock.h"
#include "../base/log.h"
#include "../config/config.h"
#include "../doc/doc.h"
#include "../host/host.h"
#include "../merge/merge.h"
#include "../net/net.h"
#include "../number/number.h"
#include "../plugin/registry.h"
#include "../store/store.h"
#include <waybill/waybill.h>

typedef struct account account;
typedef struct chosen_line chosen_line;

typedef struct engine {
  arena *memory;
  arena_pool *spare;          /* of batches and their feeds; NULL: none */
  logger log;
  wb_clock clock;
  config *settings;
  registry *carriers;
  number_detector *detector;       /* of all formats, or ... */
  number_lengths detector_lengths; /* ... of those with numbers of these lengths */
  bool detects_all;
  number_prior prior;
  uint8_t *own_carriers;
  const chosen_line *chosen;  /* see chosen.h */
  size_t chosen_count;
  bool chosen_read;
  account **accounts;         /* by registry index; NULL until asked for */
  const char *state_folder;   /* NULL: nothing is kept */
  const char *replay_folder, *record_folder; /* NULL: none */
  const char *language;
  bool offline, replaying, demo; /* demo: replaying what is shipped */
  bool follow; /* ask whom an answer names */
  uint32_t ask_at_most, ask_from_ppm;
  /* opened on first use */
  host *host;
  zones *zones;
  gazetteer *places;          /* NULL: not there */
  merge_caches caches;
  const merge_listener *explain; /* while somebody asks why; else NULL */
  bool merge_opened;
  const net_part *net_functions;
  net *net;
  const store_part *store_functions;
  store *store;
  bool store_missing;     /* there is none to use: read-only and not made yet, or see store_trouble */
  wb_error store_trouble; /* why it could not be opened for keeping answers; they are shown all the same */
  const doc_language *json;
  doc_parser *json_parser;
} engine;

int engine_new(const wb_options *options, const char *const *environment, engine **ret_engine, wb_error *err);
void engine_free(engine *e); /* takes NULL */

int engine_open_detector(engine *e, wb_error *err);
/* One that is enough for this number: most commands have one or two, and all formats take longer than the rest. */
int engine_open_detector_for(engine *e, const number_text *text, wb_error *err);
int engine_open_host(engine *e, wb_error *err);  /* and what a merge needs */
int engine_open_merge(engine *e, wb_error *err); /* zones, places and what the merge keeps of texts */
int engine_open_net(engine *e, wb_error *err);
/* WB_OK with e->store NULL: nothing is kept (or, offline, nothing was kept yet). */
int engine_open_store(engine *e, wb_error *err);
int engine_open_json(engine *e, wb_error *err);

/* net's reader of token answers (OAuth 2, RFC 6749 section 5.1): access_token, expires_in as number or text. */
int engine_read_token(void *user, wb_str body, char *token, size_t capacity, size_t *ret_token_bytes,
                      int64_t *ret_lifetime_s, wb_error *err);

/* Makes it and those above, 0700; whether it worked shows in what is made in it. */
void engine_make_folder(const char *path);
/* Joins folder and name in the engine's memory. */
const char *engine_path(engine *e, const char *folder, const char *name);
#endif
