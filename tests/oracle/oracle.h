/* SPDX-License-Identifier: MIT */
/* A second opinion on which formats a number has: PCRE2 with the patterns as they are declared, one after
 * another, and check digits worked out as wb_check in plugin.h describes them.  Shares no code with
 * core/number. */
#ifndef ORACLE_ORACLE_H
#define ORACLE_ORACLE_H
#include "core/plugin/registry.h"

typedef struct oracle oracle;

/* Ends the program with words on standard error when a pattern does not compile.  The rows must live on. */
oracle *oracle_new(const number_row *rows, size_t count);
void oracle_free(oracle *o);

/* Does the pattern of the row match the whole text, and is its check digit right? */
bool oracle_accepts(const oracle *o, size_t row, wb_str text);

/* How many rows accept the text. */
size_t oracle_count(const oracle *o, wb_str text);

/* The formats of all plugins in a folder.  Ends the program when they cannot be read. */
registry *oracle_registry(const char *folder, const number_row **ret_rows, size_t *ret_count);
#endif
