/* SPDX-License-Identifier: MIT */
/* Settings: INI files, the environment, the command line, in that order of strength.
 *
 * A setting is a key in a section: [waybill], [net], [store], or [carrier ID].  The keys of the first three stand in one
 * table (config_keys); those of a carrier are what its plugin declares and a few that every carrier has, and are held
 * against that by the engine.  Every value knows where it came from, so that an error can say file and line.
 *
 * Environment: WAYBILL_<KEY>, WAYBILL_NET_<KEY>, WAYBILL_STORE_<KEY>, WAYBILL_<CARRIER>_<KEY>, in upper case with '_' for
 * '-' and '.': WAYBILL_UPS_CLIENT_ID.  Command line: "section.key=value", the carrier's section as "ups.client_id".
 * Files: `include = other.conf` in [waybill] reads another file, seen from the folder of the one that names it. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H
#include "../base/arena.h"
#include "../base/buf.h"

typedef struct config config;

enum { CONFIG_NOT_SET = 0, CONFIG_DEFAULT = 1, CONFIG_FILE = 2, CONFIG_ENVIRONMENT = 3, CONFIG_COMMAND_LINE = 4 };

typedef struct config_value {
  const char *text;       /* NUL-terminated, lives as long as the config */
  uint32_t source;        /* CONFIG_* */
  const char *file;       /* of CONFIG_FILE, else NULL */
  uint32_t line;
  bool private_file;      /* nobody but the owner may read the file */
} config_value;

typedef struct config_entry {
  const char *section, *key;
  config_value value;
} config_entry;

enum { CONFIG_TEXT = 0, CONFIG_NUMBER = 1, CONFIG_YES_NO = 2 };
typedef struct config_key { /* one row of the table: parsing, checks and documentation come from it */
  const char *section, *key;
  uint32_t kind;              /* CONFIG_TEXT ... */
  uint64_t lowest, highest;   /* of CONFIG_NUMBER */
  const char *fallback;       /* NULL: none */
  const char *help;
} config_key;
extern const config_key config_keys[];
extern const size_t config_key_count;

/* environment: a NULL-terminated array of "NAME=value", borrowed for good; NULL: none. */
int config_new(const char *const *environment, config **ret_config, wb_error *err);
void config_free(config *c); /* takes NULL */

/* Reads a file.  WB_E_CONFIG when it cannot be read (and must_exist, or there is another reason than its
 * absence), and with file and line: not INI, an unknown section or key of ours, a key twice, a value that
 * does not fit, a cycle of includes, more than 8 deep, over 1 MiB. */
int config_load(config *c, const char *path, bool must_exist, wb_error *err);
/* "section.key=value", "ups.client_id=..." or "carrier ups.client_id=...". */
int config_override(config *c, const char *assignment, wb_error *err);

/* The strongest value; source CONFIG_NOT_SET when there is none (the table's fallback counts as a value). */
config_value config_get(const config *c, const char *section, const char *key);
/* The same for keys of the table, as a number or as yes/no; the file's values were checked while loading, those of the
 * environment are checked here. */
int config_number(const config *c, const char *section, const char *key, uint64_t *ret_value, wb_error *err);
int config_yes(const config *c, const char *section, const char *key, bool *ret_value, wb_error *err);
bool config_text_is_yes(const char *text, bool *ret_value); /* yes no on off true false 1 0; false: none of these */

/* Everything that files and the command line set, in order: for holding carriers' sections against their declarations. */
size_t config_entry_count(const config *c);
const config_entry *config_entry_at(const config *c, size_t i);

/* "file:line" of a value that came from a file, else "the environment", "the command line"; for errors. */
void config_describe(const config_value *v, buf *out);

/* Standard folders, made from the environment given: $XDG_CONFIG_HOME/waybill, $XDG_STATE_HOME/waybill,
 * $XDG_CACHE_HOME/waybill, $XDG_DATA_HOME/waybill with their defaults under $HOME.  WB_E_CONFIG: HOME is not set. */
enum { CONFIG_FOLDER_CONFIG = 0, CONFIG_FOLDER_STATE = 1, CONFIG_FOLDER_CACHE = 2, CONFIG_FOLDER_DATA = 3 };
int config_folder(const config *c, int which, buf *out, wb_error *err);
const char *config_environment(const config *c, const char *name); /* NULL: not set */

/* Runs a command of the user's settings ("pass show ups") with /bin/sh and gives the first line it prints, at most 4 KiB,
 * within 10 seconds.  The words of an error never hold what it printed. */
int config_run(const char *command, buf *out, wb_error *err);
#endif
