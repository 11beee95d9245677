/* SPDX-License-Identifier: MIT */
/* The carriers that are installed: found in the plugin folders, checked, remembered in a cache, loaded
 * when needed.
 *
 * Invariants: every carrier of a registry has passed every check of plugin/validate.h; what it declares is
 * a copy owned by the registry, so that with a valid cache no plugin is opened before registry_load().  A
 * plugin that is refused never keeps others from loading.  Plugins are never unloaded.
 * Life cycle: registry_open(), then any number of the rest, registry_free(), which ends the life of all
 * that was given out.  One thread at a time. */
#ifndef PLUGIN_REGISTRY_H
#define PLUGIN_REGISTRY_H
#include "../base/log.h"
#include "../number/number.h"

typedef struct registry registry;

typedef struct registry_folder {
  const char *path; /* a folder that does not exist is an empty one */
  bool bundled;     /* the installation's own folder */
} registry_folder;

/* Which plugins run in processes of their own (child.h), when they are scanned as when they are called. */
typedef enum registry_isolation {
  REGISTRY_ISOLATE_AUTO = 0, /* those outside the installation's own folder */
  REGISTRY_ISOLATE_ALL,
  REGISTRY_ISOLATE_NONE,
} registry_isolation;

typedef struct registry_options {
  const registry_folder *folders; /* the first one that has a carrier id wins */
  size_t folder_count;
  const char *cache_file; /* read and written; its folder must exist.  NULL: no cache */
  bool rescan;            /* do not believe the cache, write a new one */
  registry_isolation isolation;
  const char *helper;       /* the program of child.h; NULL: the one of this installation */
  uint32_t cpu_ms, wall_ms; /* of a call in a child; 0: those of base/limits.h */
  const logger *log;        /* may be NULL; must live as long as the registry */
} registry_options;

typedef struct registry_carrier {
  const wb_carrier *declared; /* everything that the carrier declares; its entries are NULL */
  const char *path;           /* of the plugin file */
  bool bundled;
  uint32_t index; /* registry_at(r, index) is this one */
} registry_carrier;

typedef struct registry_refusal {
  const char *path;   /* the plugin file */
  const char *reason; /* what was expected, what was found, what to do */
  int64_t tried_ms;   /* when; a day later it is tried again */
} registry_refusal;

/* WB_E_NOMEM.  A folder that exists but cannot be read is refused like a file.  A cache that is missing, stale, damaged
 * or of another version is made anew; failing to write it is a log line. */
int registry_open(const registry_options *options, registry **ret_registry, wb_error *err);
void registry_free(registry *r); /* takes NULL */

/* Carriers in byte order of their ids.  registry_at() gives NULL beyond the end or without memory. */
size_t registry_count(const registry *r);
const registry_carrier *registry_at(registry *r, size_t index);

/* WB_E_NOT_FOUND: the words suggest ids that are close. */
int registry_find(registry *r, wb_str id, const registry_carrier **ret_carrier, wb_error *err);

/* The formats of all carriers, for number_detector_new(); carrier_index is registry_carrier.index.  Costs
 * less than going through registry_at(): detection needs nothing else.  The rows live as long as the
 * registry. */
int registry_rows(registry *r, const number_row **ret_rows, size_t *ret_count, wb_error *err);

/* The same for numbers of the given lengths: the formats that have such numbers, with all their rows.  Far fewer are read
 * and compiled, and detection of such a number says the same.  The rows are made anew by each call. */
int registry_rows_of(registry *r, const number_lengths *lengths, const number_row **ret_rows, size_t *ret_count,
                     wb_error *err);

/* The id and name of a carrier without the rest; NULL beyond the end. */
const char *registry_id(const registry *r, size_t index);
const char *registry_name(const registry *r, size_t index);

const registry_refusal *registry_refusals(const registry *r, size_t *ret_count);

/* Did the cache serve, so that no plugin was opened? */
bool registry_was_cached(const registry *r);

/* The carrier with its entries: the same copy in our own layout (struct_size and strides are ours, absent
 * members zero), so that its user needs no WB_HAS().  WB_E_NOT_FOUND as registry_find(); WB_E_PLUGIN: the
 * file has gone, or it changed what it declares since it was scanned (the cache is then dropped, and the
 * words say to run the command again). */
int registry_load(registry *r, wb_str id, const wb_carrier **ret_carrier, wb_error *err);

/* For a carrier that was loaded: the walls around its process (child_walls()); NULL: it runs in this one. */
const char *registry_walls(const registry *r, wb_str id);

/* The checks of a scan for one file, in a process of its own, for plugin authors.  WB_OK: it would be loaded
 * (*ret_carriers, when not NULL, is how many carriers it has).  WB_E_PLUGIN: the words are what
 * registry_refusals() would say. */
int registry_check_file(const char *path, size_t *ret_carriers, wb_error *err);
#endif
