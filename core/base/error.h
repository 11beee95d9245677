/* SPDX-License-Identifier: MIT */
/* Filling a wb_error.  The first error wins; callers may put context in front of the words. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H
#include "compiler.h"
#include <waybill/base.h>

/* Writes code and words when err is not NULL and still WB_OK.  Returns code, so: return error_set(err, WB_E_IO, ...). */
int error_set(wb_error *err, int code, const char *format, ...) WB_PRINTF(3, 4);

/* Puts "context: " before the words of an error that is set; does nothing otherwise.  Returns err->code, or code when
 * err is NULL. */
int error_context(wb_error *err, int code, const char *format, ...) WB_PRINTF(3, 4);

/* The name of a code: "WB_E_PARSE"; "WB_E_?" for one that is not known. */
const char *error_name(int code);

/* No memory. */
int error_nomem(wb_error *err);
#endif
