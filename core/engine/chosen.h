/* SPDX-License-Identifier: MIT */
/* Carriers that the user named for a number (NUMBER@CARRIER, --carrier): remembered, and used the next time.
 *
 * One line a choice, "NUMBER CARRIER", the last one counts, in the file chosen-carriers of the state folder:
 * detection reads it, and a table of the store would make `waybill detect` open SQLite.  Lines are only ever
 * added, each by one write, so that several processes may do it at once. */
#ifndef ENGINE_CHOSEN_H
#define ENGINE_CHOSEN_H
#include "engine.h"

/* What cannot be kept is a line of the log: the answer at hand does not depend on it. */
void chosen_remember(engine *e, wb_str number, const char *carrier);

/* 1 + the carrier's index in the registry; 0: none, or one that is not installed now. */
uint32_t chosen_recall(engine *e, wb_str number);
#endif
