/* SPDX-License-Identifier: MIT */
/* Taking people and secrets out of an answer, by rule: by the name of the member or element that a value
 * stands in, and by what it looks like.
 *
 * A blanked value keeps its shape: a letter becomes x or X, a digit 1, the rest stays; of a long one the
 * first 256 characters. Everything else of the answer stays byte for byte, so that what is broken in it stays
 * broken. */
#ifndef KIT_BLANK_H
#define KIT_BLANK_H
#include "../base/buf.h"

/* JSON, XML or any other text; a line of report for each value: "blanked recipient.name (8 characters)". */
void blank_body(wb_str body, buf *out, buf *report);

/* rules.c */
/* The value of `name` inside `parent`; person: inside a member that speaks of a person as a whole. */
bool rule_blanks(wb_str parent, wb_str name, bool person);
/* Does the member speak of a person as a whole ("recipient")? */
bool rule_is_person(wb_str name);
/* Length of an e-mail address, a phone number, a key or a picture that begins at `at`, or 0. */
size_t rule_pattern(wb_str text, size_t at, const char **ret_what);
/* Adds the text with its letters and digits blanked; escape '\\' or '&': such a sequence is one character. */
void rule_add_shape(buf *out, wb_str text, char escape);
#endif
