/* SPDX-License-Identifier: MIT */
/* Exchanges on disk: one request and its response a file, written by --record and by authors, read by --replay, --demo
 * and the carriers' tests.  docs/recordings.md has the format.
 *
 * Secrets never reach this room: requests come in their shown spelling ("{client_id}" for a secret, "{unique}" for a
 * fresh id), and so are compared. */
#ifndef TAPE_TAPE_H
#define TAPE_TAPE_H
#include "../base/arena.h"
#include "../base/buf.h"

typedef struct tape_header {
  wb_str name, value; /* name in lower case when read */
} tape_header;

typedef struct tape_exchange {
  wb_str method, url;        /* "GET", "https://host/path?query" */
  tape_header *request_headers;
  size_t request_header_count;
  wb_str request_body;
  int64_t at_ms;             /* when the answer arrived; 0 = not told */
  wb_str about;              /* a line for people, or "" */
  uint32_t status;           /* 0: the transfer failed, `failure` says how */
  wb_str failure;            /* "timeout", "reset", ...: for recordings of trouble, or "" */
  tape_header *headers;      /* of the response */
  size_t header_count;
  wb_str body;               /* of the response, content-decoded */
  wb_str path;               /* file it was read from */
} tape_exchange;

typedef struct tape tape;

/* Reads every *.http file below the folder, in byte order of their paths.  WB_E_IO: the folder; WB_E_PARSE: file, line and
 * what was expected.  A folder without any is WB_E_NOT_FOUND. */
int tape_open(const char *folder, tape **ret_tape, wb_error *err);
void tape_close(tape *t); /* takes NULL */
size_t tape_count(const tape *t);
const tape_exchange *tape_at(const tape *t, size_t i); /* lives as long as the tape */

/* The next exchange with this method, URL and body that was not given out before; when all were, the last of them again.
 * Request headers are not compared.  WB_E_NOT_FOUND: the words name the request and the nearest recorded URL. */
int tape_find(tape *t, wb_str method, wb_str url, wb_str body, const tape_exchange **ret_exchange, wb_error *err);

/* Reads one exchange from text (for tests and fuzzing); name is used in errors. */
int tape_parse(wb_str text, const char *name, arena *memory, tape_exchange *ret_exchange, wb_error *err);
/* Writes one as text; tape_parse() gives the same back. */
int tape_format(const tape_exchange *x, buf *out, wb_error *err);
/* Writes it into the folder (made when missing, mode 0700) as NNNN-host.http with the next free number, mode 0600. */
int tape_add(const char *folder, const tape_exchange *x, wb_error *err);
#endif
