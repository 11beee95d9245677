/* SPDX-License-Identifier: MIT */
/* waybill/author.h - for authors of carriers: the tests of a plugin file, the folder of a new one, recordings
 * without people in them.  `waybill carriers check`, `new` and `record` are these functions.
 * docs/plugin-guide.md is the way through.
 *
 * THREADS    One thread at a time for each object; no global state.
 * OWNERSHIP  Texts are borrowed from the object they come from, unless a function says "yours"
 * (wb_text_free()). */
#ifndef WAYBILL_AUTHOR_H
#define WAYBILL_AUTHOR_H
#include "waybill.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- the tests of a plugin file ---- */

typedef struct wb_checks wb_checks;
typedef struct wb_checks_input {
  uint32_t struct_size;
  uint32_t update;        /* 1: write what comes out as each case's feed.json instead of comparing */
  const char *file;       /* the plugin */
  const char *recordings; /* a folder of cases (docs/recordings.md), or NULL: nothing is replayed */
} wb_checks_input;

enum { WB_LEVEL_LOADS = 1, WB_LEVEL_REPLAYS = 2, WB_LEVEL_ENDURES = 3 };
typedef struct wb_check_item {
  uint32_t level, reserved; /* WB_LEVEL_* */
  const char *name;         /* "symbols" */
  const char *about;        /* what is promised, for people */
  const char *subject;      /* the case, or "" */
} wb_check_item;

/* Looks at the folder of recordings; runs nothing of the plugin.  WB_E_IO: file or folder cannot be read. */
int wb_checks_new(const wb_checks_input *in, wb_checks **ret_checks, wb_error *err);
void wb_checks_free(wb_checks *c); /* takes NULL */
size_t wb_checks_count(const wb_checks *c);
const wb_check_item *wb_checks_at(const wb_checks *c, size_t i);

enum { WB_VERDICT_PASSED = 1, WB_VERDICT_FAILED = 2, WB_VERDICT_SKIPPED = 3 };
/* Runs one test in this process, and with it code of the plugin, which may crash, loop or end the process:
 * give each a process of its own with limits, as the program does.  doing (may be NULL) is told what comes
 * next, so that the words survive a crash.  *ret_words: what is wrong, or "" (yours).  WB_E_*: the test
 * itself could not be made. */
int wb_checks_run(const wb_checks *c, size_t i, void (*doing)(void *user, const char *what), void *user,
                  uint32_t *ret_verdict, char **ret_words, wb_error *err);

/* ---- a new plugin ---- */

/* Writes the folder `folder` (which must not exist) from the template that is installed with the library: a
 * carrier that builds and passes its tests, to be changed line by line.  id: [a-z0-9-]{2,32}, not that of a
 * carrier in c. WB_E_ARG: the id; WB_E_IO: the folder exists, or cannot be written. */
int wb_author_new(wb_context *c, const char *id, const char *folder, wb_error *err);

/* ---- a new recording ---- */

/* Copies the exchanges of the folder `from` (as record_folder writes them) to the case `to`, which must not
 * exist, with names, addresses, phones, e-mails, signatures and secrets blanked by rule.  The number becomes
 * the example of the format that it is of, a postcode one of the same form, an origin of the settings the
 * declared one.  Writes `ask`; feed.json comes from `waybill carriers check --update`.  *ret_report: a line
 * for each value that was blanked and each header that was left out (yours).  Rules cannot know everything:
 * show the files to a person before they are kept. WB_E_NOT_FOUND: nothing was recorded. */
int wb_author_record(wb_context *c, const char *carrier, const wb_query *query, const char *from,
                     const char *to, char **ret_report, wb_error *err);

#ifdef __cplusplus
}
#endif
#endif
