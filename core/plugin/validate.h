/* SPDX-License-Identifier: MIT */
/* Is what a carrier declares complete and consistent?  Works on copies in our own layout (declare.h), so
 * that it can look at everything without trusting sizes or texts. */
#ifndef PLUGIN_VALIDATE_H
#define PLUGIN_VALIDATE_H
#include "../base/error.h"
#include "../base/limits.h"
#include "../base/str.h"
#include <waybill/plugin.h>

/* The declared members.  WB_E_PLUGIN: the first rule that is broken, and what to do. */
int validate_declared(const wb_carrier *carrier, wb_error *err);

/* The entries that the capabilities demand. */
int validate_entries(const wb_carrier *carrier, wb_error *err);
#endif
