/* SPDX-License-Identifier: MIT */
/* waybill/base.h - what the public headers share: counted text, return codes, an error for people.
 *
 * THREADS  Types only; nothing here has state.
 * GROWTH   wb_str is FROZEN.  Codes are only added; a number is never used again. */
#ifndef WAYBILL_BASE_H
#define WAYBILL_BASE_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Counted UTF-8 text, not NUL-terminated.  n bytes at p; p may be NULL only when n is 0. */
typedef struct wb_str {
  const char *p;
  size_t n;
} wb_str; /* FROZEN */

/* What a function returns: WB_OK, or one of these.  -1..-19 may come from and go to plugins. */
enum {
  WB_OK = 0,
  WB_E_PARSE = -1,       /* an answer or a file is not what its sender documents */
  WB_E_AUTH = -2,        /* credentials refused */
  WB_E_RATE = -3,        /* told to slow down */
  WB_E_UPSTREAM = -4,    /* the carrier's own trouble: retry later */
  WB_E_UNSUPPORTED = -5, /* this operation or option does not exist here */
  WB_E_ARG = -6,         /* an argument or field is invalid; the words name it */
  WB_E_LIMIT = -7,       /* a limit of size, depth, count, steps or memory was reached */
  WB_E_NOMEM = -8,
  /* From here on: the library only, never a plugin. */
  WB_E_IO = -20,          /* a file, a folder, a full or read-only disk: the words hold the path and the reason */
  WB_E_CONFIG = -21,      /* a setting is unknown or wrong: the words hold file and line */
  WB_E_CREDENTIALS = -22, /* a credential is missing or its file is open to others */
  WB_E_NETWORK = -23,     /* no connection, time-out, TLS, or an answer cut short */
  WB_E_NOT_FOUND = -24,   /* no such carrier, number, event or recording */
  WB_E_PLUGIN = -25,      /* a plugin was refused or misbehaved */
  WB_E_STORE = -26,       /* the database: damaged, newer, not ours, or locked */
  WB_E_CANCELLED = -27,   /* the caller asked to stop */
  WB_E_AMBIGUOUS = -28    /* several carriers are possible and none is likely enough */
};

/* Words for people about one failure.  The first failure wins: functions write only when code is WB_OK. */
typedef struct wb_error {
  int32_t code; /* WB_OK or WB_E_* */
  char text[508]; /* what, where, what to do; UTF-8, NUL-terminated, cut at a character if too long */
} wb_error;

#ifdef __cplusplus
}
#endif
#endif
