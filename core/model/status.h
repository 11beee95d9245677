/* SPDX-License-Identifier: MIT */
/* Names and built-in flags of the words of <waybill/status.h>. */
#ifndef MODEL_STATUS_H
#define MODEL_STATUS_H
#include "../base/str.h"
#include <waybill/status.h>

/* "in_transit.moving"; a sub word that is not known gives its main word; never NULL. */
const char *status_word(uint32_t status);
const char *reason_word(uint32_t reason);     /* "carrier/damaged"; NULL for 0 */
const char *tracking_word(uint32_t tracking); /* "ok" */
const char *outcome_word(uint32_t outcome);   /* "found" */

uint32_t status_known(uint32_t status); /* itself, or its main word, or WB_UNKNOWN_UNCLASSIFIED */
uint32_t reason_known(uint32_t reason); /* itself, or its party, or 0 */
uint32_t status_flags(uint32_t status); /* WB_FLAG_* that the word brings by itself */
uint32_t status_resolve(uint32_t status, uint32_t *ret_flags); /* status_known() and status_flags() in one */

/* The reverse: false when the word is not known.  A word with an unknown sub degrades to its main. */
bool status_from_word(wb_str word, uint32_t *ret_status);
bool reason_from_word(wb_str word, uint32_t *ret_reason);
bool outcome_from_word(wb_str word, uint32_t *ret_outcome);

uint32_t tracking_of_outcome(uint32_t outcome); /* WB_TRACKING_* for a WB_FOUND ... */
/* For --exit-status: 0 delivered, 10 on the way, 11 needs action, 12 problem, 13 loss. */
int status_exit_code(uint32_t status, uint32_t flags);

/* Letters of a set of flags, "AR"; out has room for 6. */
const char *flags_letters(uint32_t flags, char out[6]);
const char *flag_name(uint32_t bit); /* "action_required" */
#endif
